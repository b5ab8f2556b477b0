"""Text from outside stays text, whatever stands in it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.cite import Citation, parse_name, render_bibtex, render_csl, render_ris
from generator.identity import compared_title
from generator.typeset import canonical, encode, plain, typeset
from generator.typeset.sentences import opening
from tests.site.building import PROJECT, Built, built_once, files_of
from tests.site.hostile import (
    HARMLESS,
    Input,
    own_inputs,
    record_of,
    shared_file,
    shared_inputs,
    write_hostile,
)
from tests.site.invented import invented_record, write_content, write_settings
from tests.site.reading import (
    indexed_title,
    one_line,
    pages_of,
    parse,
    search_index,
    text_of,
    text_of_html,
)
from tests.site.serving import serving
from tests.site.skeleton import elements_in, foreign_elements, skeleton
from tests.site.tab import Tab

pytestmark = pytest.mark.site

SITE_URL = "http://archive.invalid/"
Archive = tuple[Built, list[Input]]


@pytest.fixture(scope="session", params=["own", "shared"])
def hostile(request: pytest.FixtureRequest, sites: Path) -> Archive:
    """A site of harmful texts, and the texts: ours, and further ones where there are any."""
    inputs = own_inputs()
    if request.param == "shared":
        path = shared_file()
        if path is None:
            # These inputs are no part of the project; .ci/run names them where they are there.
            pytest.skip("SHEAF_DUMPS is not set")
        inputs = shared_inputs(path)

    def write(content: Path) -> Path:
        write_hostile(content, SITE_URL, inputs)
        return content

    return built_once(sites / f"hostile-{request.param}", "/", write), inputs


def test_own_inputs_are_many() -> None:
    """There are at least a hundred and fifty different texts."""
    texts = own_inputs()
    assert len({found.title for found in texts}) >= 150
    assert len({found.abstract for found in texts}) >= 150


def test_every_record_has_its_page(hostile: Archive) -> None:
    """No record is lost, and none makes a page that is not its own."""
    built, inputs = hostile
    expected = {f"papers/{found.record}/index.html" for found in inputs}
    papers = {path for path in files_of(built.site) if path.startswith("papers/")}
    expected.add(f"papers/{HARMLESS}/index.html")
    assert papers == {*expected, *(page.replace("index.html", "cite.bib") for page in expected)}


def test_title_and_abstract_read_as_they_were_written(hostile: Archive) -> None:
    """The heading, the abstract, the tab's title and the search index say what the source said."""
    built, inputs = hostile
    index = search_index(built)
    wrong = []
    for found in inputs:
        record = record_of(found)
        tree = parse(built.site / "papers" / found.record / "index.html")
        abstract = " ".join(text_of_html(_html(part)) for part in opening(record.abstract) if part)
        said = f"{', '.join(map(canonical, record.authors))} {abstract}"
        document = index[f"papers/{found.record}/"]
        for place, seen, expected in (
            ("h1", text_of(tree.css_first("h1#title")), text_of_html(_html(record.title))),
            ("abstract", text_of(tree.css_first(".sheaf-abstract p")), one_line(abstract)),
            ("tab", text_of(tree.css_first("title")), f"{plain(record.title)} - Tidal Papers"),
            ("header", text_of(tree.css(".md-header__topic")[1]), plain(record.title)),
            ("index", one_line(indexed_title(document)), text_of_html(_html(record.title))),
            ("text", one_line(LexborHTMLParser(document["text"]).text()), one_line(said)),
        ):
            if place == "abstract" and not abstract:
                expected = "No abstract is known."
            if place == "text" and not abstract:
                continue
            if seen != expected:
                wrong.append((found.record, place, seen[:200], expected[:200]))
    assert not wrong


def test_without_tex_the_text_is_the_canonical_text(hostile: Archive) -> None:
    """Where typesetting changes nothing, page and source agree in every character."""
    built, inputs = hostile
    compared = 0
    for found in inputs:
        text = found.title
        if plain(text) == canonical(text):
            tree = parse(built.site / "papers" / found.record / "index.html")
            if not tree.css("h1#title .tex"):
                compared += 1
                assert text_of(tree.css_first("h1#title")) == canonical(text)
    assert compared > len(inputs) / 2


def test_no_text_becomes_an_element(hostile: Archive) -> None:
    """A page has the elements, attributes, scripts and comments of a page with harmless words."""
    built, inputs = hostile
    expected = skeleton(parse(built.site / "papers" / HARMLESS / "index.html"))
    wrong = []
    for found in inputs:
        if found.name is not None:
            continue
        tree = parse(built.site / "papers" / found.record / "index.html")
        for node, text in (
            (tree.css_first("h1#title"), found.title),
            (tree.css_first(".sheaf-abstract p"), found.abstract),
        ):
            assert node is not None
            wrong += [(found.record, [html]) for html in foreign_elements(node)]
            if _html(text) == _encoded(text) and elements_in(node):
                wrong.append((found.record, [str(elements_in(node))]))
        for node in tree.css(".sheaf-related a"):
            wrong += [(found.record, [html]) for html in foreign_elements(node)]
            assert set(node.attributes) == {"href", "title"}
        seen = skeleton(tree)
        if not tree.css(".sheaf-abstract.sheaf-empty") and seen != expected:
            wrong.append((found.record, sorted(set(seen) ^ set(expected))))
    assert not wrong


def test_heads_and_citations_say_what_was_written(hostile: Archive) -> None:
    """Structured data, previews, Scholar's names and each citation reach the page unharmed.

    That citations can be read back, whatever they hold, is shown where they are made.
    """
    built, inputs = hostile
    wrong = []
    for found in inputs:
        tree = parse(built.site / "papers" / found.record / "index.html")
        title = plain(found.title)
        names = (canonical(found.name), "Bo Shoal") if found.name is not None else ()
        link = f"{SITE_URL}papers/{found.record}/"
        citation = Citation(found.record, title, tuple(map(parse_name, names)), None, None, link)
        script = tree.css_first("head script[type='application/ld+json']")
        sources = {node.attributes["aria-label"]: node.text() for node in tree.css("pre")}
        file = built.site / "papers" / found.record / "cite.bib"
        seen = {
            "structured": (json.loads(script.text() if script else "{}").get("name"), title),
            "preview": (_content(tree, "property", "og:title"), title),
            "Scholar's title": (_content(tree, "name", "citation_title"), title if names else None),
            "author": (_content(tree, "name", "citation_author"), names[0] if names else None),
            "no authors": (bool(tree.css("meta[name^=citation_]")), bool(names)),
            "BibTeX": (sources["BibTeX"], render_bibtex(citation)),
            "RIS": (sources["RIS"], render_ris(citation)),
            "CSL-JSON": (sources["CSL-JSON"], render_csl(citation)),
            "file": (file.read_text(encoding="utf-8"), sources["BibTeX"]),
        }
        wrong += [(found.record, *one) for one in seen.items() if one[1][0] != one[1][1]]
    assert not wrong


def test_cards_read_as_they_were_written(hostile: Archive) -> None:
    """Lists show each title and abstract as its own page does, and hold no other element."""
    built, inputs = hostile
    cards = {
        card.attributes["id"]: card
        for path, tree in pages_of(built).items()
        if path.startswith("undated/")
        for card in tree.css(".sheaf-card")
    }
    assert set(cards) == {HARMLESS, *(found.record for found in inputs)}
    for found in inputs:
        card, record = cards[found.record], record_of(found)
        assert text_of(card.css_first("h3 > a")) == text_of_html(_html(record.title)), found.record
        assert len(card.css("h3 > *")) == 1, found.record
        shown = " ".join(text_of(node) for node in card.css("p.sheaf-abstract, summary, details p"))
        parts = [text_of_html(_html(part)) for part in opening(record.abstract) if part]
        assert one_line(shown) == one_line(" ".join(parts)), found.record
        for node in card.css("h3 > a, p.sheaf-abstract, summary, details p"):
            assert not foreign_elements(node), found.record
        assert {element.tag for element in card.css("article > *")} <= {"h3", "p", "details", "ul"}


def test_names_read_as_they_were_written(hostile: Archive) -> None:
    """Organizations and authors with harmful names are shown by those names."""
    built, inputs = hostile
    headings = {
        text_of(tree.css_first("h1"))
        for path, tree in pages_of(built).items()
        if path.startswith("organizations/")
    }
    first: dict[str, str] = {}
    for found in sorted(inputs):
        if found.name is None:
            continue
        # Names that differ in their signs only are one organization, under the first of them.
        first.setdefault(compared_title(found.name), plain(found.name))
        tree = parse(built.site / "papers" / found.record / "index.html")
        assert first[compared_title(found.name)] in headings
        assert text_of(tree.css_first("ul.sheaf-meta")) == plain(found.name)
        authors = tree.css_first(".sheaf-authors")
        assert text_of(authors) == f"{canonical(found.name)}, Bo Shoal"
        assert authors is not None
        assert {element.tag for element in authors.css("*")} <= {"p", "a"}
        for author in authors.css("a"):
            assert (author.attributes["href"] or "").startswith("../../authors/")


def test_other_pages_are_unaffected(hostile: Archive, rooted: Built) -> None:
    """Pages without outside text are, byte for byte, those of an archive of harmless texts."""
    built, _ = hostile
    for page in ("404.html", "about/index.html"):
        assert (built.site / page).read_bytes() == (rooted.site / page).read_bytes()


def test_nothing_of_this_machine_is_published(hostile: Archive) -> None:
    """No text makes the build read a file, answer a template or run a command."""
    built, _ = hostile
    secrets = [b"root:x:0:", b"docs_dir: ", b"[build-system]", b"uid=0"]
    for path in files_of(built.site):
        if path.endswith((".html", ".json", ".xml")):
            content = (built.site / path).read_bytes()
            assert not [secret for secret in secrets if secret in content], path
    assert not (PROJECT / "written").exists()


@pytest.mark.parametrize("title", ["", " \t ", "\u200b\u202e\ufeff", "\u0000"])
def test_title_without_text_is_refused(title: str, tmp_path: Path) -> None:
    """A record whose title has nothing to read is an error with its path, and nothing is built."""
    content = tmp_path / "content"
    write_settings(content, SITE_URL)
    write_content(content, [invented_record("empty-1", title, "Words.")])
    for command, options in (("check", []), ("build", ["--site", str(tmp_path / "site")])):
        run = subprocess.run(
            [sys.executable, "-m", "generator", command, "--content", str(content), *options],
            cwd=PROJECT,
            env={**os.environ, "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 1
        assert "content/records/empt/empty-1.yml:" in run.stdout + run.stderr
    assert not (tmp_path / "site").exists()


@pytest.mark.browser
def test_nothing_runs_in_a_browser(hostile: Archive, tab: Tab) -> None:
    """No text opens a dialog, errs, or asks another host where it is listed, read or searched."""
    built, inputs = hostile
    with serving(built.site, built.base) as url:
        for path in sorted(files_of(built.site)):
            if path.startswith(("undated/", "organizations/index.html", "index.html")):
                tab.open(f"{url}{path.removesuffix('index.html')}")
        for found in inputs[::16]:
            tab.open(f"{url}papers/{found.record}/")
        for query in ("script alert", "img onerror", "harmless title"):
            tab.search(query)
            made = ":is(script, img, iframe, style, input, form, svg[onload])"
            assert tab.page.locator(f".md-search-result__article {made}").count() == 0


def _content(tree: LexborHTMLParser, kind: str, name: str) -> str | None:
    meta = tree.css_first(f"meta[{kind}='{name}']")
    return meta.attributes["content"] if meta is not None else None


def _html(text: str) -> str:
    return typeset(text).html


def _encoded(text: str) -> str:
    return encode(canonical(text))

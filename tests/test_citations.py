"""Citations, read back by the libraries that others read them with, and the heads of pages."""

import json
from dataclasses import replace
from datetime import date

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import SeparateCoAuthors, parse_single_name_into_parts
from bibtexparser.model import Entry
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import structs
from selectolax.lexbor import LexborHTMLParser

from generator.archive import build_archive
from generator.cite import (
    Citation,
    cite,
    parse_name,
    render_bibtex,
    render_csl,
    render_head,
    render_ris,
)
from generator.cite.tex import escape_title, unescape
from generator.dates import Issued
from generator.model import Record, Stored
from generator.typeset import canonical, plain
from tests.site.hostile import own_inputs

DAY = date(2025, 4, 6)
PERMALINK = "https://papers.example/papers/naps-1/"
HARD = [
    *"aZé{}\\$&%#_^~<>|\"'`-–—,.;:!?@=()[]*/+ßŁűαΣ≤∞²張ö’“”",
    " and ",
    " others",
    "--",
    "``",
    "?`",
    "\\'e",
    "$x^2$",
    "\\textbf{x}",
    " ",
    "</script>",
    "{{",
]
TITLES = [
    "Plain",
    "A {Braced} Title, and } one { more",
    "Étude für Łukasz: ŝő ß ø 張 さくら",
    r"On $x_i^2 \leq \alpha$ and \emph{more} \\ 100% & #1",
    "\"Quoted\" 'single' `` '' -- --- ?` !` ~ ^ | < >",
    "LoRA, C++, 3D and R: a BERT-based Study, by I",
    "@misc{x, title = {y}}",
]
NAMES = [
    (),
    ("Plato",),
    ("Ludwig van Beethoven", "Émile Zola", "José García-Márquez", "李 小龍"),
    ("Barnes and Noble", "Smith, Jr.", "Qwen Team", "others", "and", "anD"),
    ("A {B}", "C } D", "E~F", "G \\'e H", "jean de la fontaine", "O'Neil Jr."),
    tuple(f"Hand Number {number}" for number in range(200)),
]

texts = (
    st.lists(st.sampled_from(HARD) | st.characters(codec="utf-8"), min_size=1, max_size=25)
    .map(lambda parts: canonical("".join(parts)))
    .filter(bool)
)
words = st.text(st.sampled_from("abcXYZéÉ"), min_size=1, max_size=6)


def citation(
    title: str = "Naps",
    authors: tuple[str, ...] = (),
    published: date | None = None,
    arxiv: str | None = None,
) -> Citation:
    issued = Issued(published.year, published.month, published.day) if published else None
    return Citation("naps-1", title, tuple(map(parse_name, authors)), issued, arxiv, PERMALINK)


def read_bibtex(text: str) -> Entry:
    library = parse_string(text, append_middleware=[SeparateCoAuthors()])
    assert library.failed_blocks == []
    (entry,) = library.entries
    assert library.comments == []
    return entry


def field(entry: Entry, name: str) -> str | None:
    found = entry.fields_dict.get(name)
    return None if found is None else str(found.value)


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("names", NAMES, ids=lambda names: f"{len(names)} authors")
@pytest.mark.parametrize(("published", "arxiv"), [(None, None), (DAY, "2504.00001")])
def test_nothing_is_lost(
    title: str, names: tuple[str, ...], published: date | None, arxiv: str | None
) -> None:
    """Every form of a citation is read back as what it was made from, and no more."""
    given = citation(title, names, published, arxiv)

    entry = read_bibtex(render_bibtex(given))
    assert (entry.entry_type, entry.key) == ("misc", "naps-1")
    assert unescape(field(entry, "title") or "") == title
    authors = entry.fields_dict["author"].value if names else []
    assert [unescape(name) for name in authors] == list(names)
    assert ("author" in entry.fields_dict) == bool(names)
    assert field(entry, "year") == ("2025" if published else None)
    assert field(entry, "month") == ("apr" if published else None)
    assert field(entry, "eprint") == arxiv
    assert field(entry, "url") == (f"https://arxiv.org/abs/{arxiv}" if arxiv else PERMALINK)

    (reference,) = rispy.loads(render_ris(given))
    assert (reference["id"], reference["title"]) == ("naps-1", title)
    assert reference.get("authors", []) == [name.sorted_by for name in given.authors]
    assert reference.get("year") == ("2025" if published else None)
    assert reference.get("date") == ("2025/04/06" if published else None)
    assert reference.get("accession_number") == arxiv

    (work,) = json.loads(render_csl(given))
    assert (work["id"], work["title"]) == ("naps-1", title)
    read = [
        " ".join(
            author[part]
            for part in ("given", "non-dropping-particle", "family", "literal")
            if part in author
        )
        for author in work.get("author", [])
    ]
    assert read == list(names)
    assert ("issued" in work) == bool(published)
    assert ("DOI" in work) == bool(arxiv)


def test_harmful_titles_come_back() -> None:
    """Whatever harm was thought of, each form of a citation is read back as that title."""
    titles = {plain(found.title) for found in own_inputs()}
    wrong = []
    for title in titles:
        given = citation(title)
        (reference,) = rispy.loads(render_ris(given))
        read = {
            unescape(field(read_bibtex(render_bibtex(given)), "title") or ""),
            reference["title"],
            json.loads(render_csl(given))[0]["title"],
        }
        wrong += [(title, read)] if read != {title} else []
    assert not wrong


@given(texts, st.lists(texts, max_size=4))
@example("--`?`", ["{", "a\\", "- -"])
@example('B:"', ["a $", "a"])
def test_any_text_can_be_cited(title: str, names: list[str]) -> None:
    """Whatever a title and names are made of, BibTeX's braces close and the text comes back."""
    given = citation(title, tuple(names))
    bibtex = render_bibtex(given)
    assert bibtex.count("{") == bibtex.count("}")
    entry = read_bibtex(bibtex)
    assert unescape(field(entry, "title") or "") == title
    authors = entry.fields_dict["author"].value if names else []
    assert [unescape(name) for name in authors] == names
    (reference,) = rispy.loads(render_ris(given))
    assert reference["title"] == title
    assert json.loads(render_csl(given))[0]["title"] == title


@given(st.lists(words, max_size=4), st.sampled_from(["Reef", "Ébb", "O'Neil"]))
def test_names_are_taken_apart_as_bibtex_does(before: list[str], last: str) -> None:
    """What is a family name here is one to BibTeX, so that every format sorts alike."""
    whole = " ".join([*before, last])
    name, theirs = parse_name(whole), parse_single_name_into_parts(whole)
    assert [name.given, name.particle, name.family] == [
        " ".join(theirs.first),
        " ".join(theirs.von),
        " ".join(theirs.last),
    ]


@pytest.mark.parametrize(
    ("title", "tex"),
    [
        ("LoRA without Dropout", "{LoRA} without Dropout"),
        ("A BERT-Based Study of C++", "A {BERT}-Based Study of {C++}"),
        ("Été and {x}", r"{\'E}t{\'e} and {\ensuremath{\lbrace}}x{\ensuremath{\rbrace}}"),
        ("Müller's ÉTUDE", r"M{\"u}ller's {{\'E}TUDE}"),
        ("50% of x_i", r"50\% of x\_i"),
        ("a -- b", "a -{}- b"),
        ('Kestrel-7B: "BERT" (NLP), U.S.', 'Kestrel-{7B}: "{BERT}" ({NLP}), {U.S}.'),
    ],
)
def test_escaped_first_and_braced_after(title: str, tex: str) -> None:
    """Signs are escaped, accents are groups of their own, and braces keep capitals and no more."""
    assert escape_title(title) == tex


def test_what_is_not_known_is_absent() -> None:
    """A record with a title alone cites its title and its page; only the number of authors is
    known, so nobody is named."""
    record = Record(id="naps-1", title="Naps", author_count=4, added=DAY, changed=DAY)
    (paper,) = build_archive(Stored(records={record.id: record})).papers
    made = cite(paper, "https://papers.example")
    lines = ["@misc{naps-1,", "  title = {Naps},", f"  url = {{{PERMALINK}}},", "}", ""]
    assert render_bibtex(made) == "\n".join(lines)
    assert render_ris(made) == f"TY  - GEN\nID  - naps-1\nTI  - Naps\nUR  - {PERMALINK}\nER  - \n"
    assert json.loads(render_csl(made)) == [
        {"id": "naps-1", "type": "article", "title": "Naps", "URL": PERMALINK}
    ]


def head(given: Citation, description: str = "") -> LexborHTMLParser:
    html = render_head(given, description, ["Naps & more"], DAY)
    return LexborHTMLParser(f"<head>{html}</head><body><p>the page</p>")


def metas(tree: LexborHTMLParser) -> list[tuple[str, str]]:
    return [
        (meta.attributes["name"] or "", meta.attributes["content"] or "")
        for meta in tree.css("meta[name^=citation_]")
    ]


def test_what_a_list_said_of_where_and_when_is_cited() -> None:
    """Without a date it is all that says the year; what authors remark at arXiv is none of it."""
    said = "Journal of Kelp & Co., April 2021"
    record = Record(id="naps-1", title="Naps", comment=said, added=DAY, changed=DAY)
    noted, bare = (
        cite(build_archive(Stored(records={one.id: one})).papers[0], "https://papers.example/")
        for one in (record, structs.replace(record, arxiv="2504.00001"))
    )
    assert said == unescape(field(read_bibtex(render_bibtex(noted)), "note") or "")
    assert [[said]] == [one["notes"] for one in rispy.loads(render_ris(noted))]
    assert [said] == [work["note"] for work in json.loads(render_csl(noted))]
    assert bare.note is None


@given(texts)
@example("</script><script>alert(1)</script>")
@example("<!--<script>")
@example('"><img src=x onerror=alert(1)>')
def test_a_title_in_the_head_is_only_a_title(title: str) -> None:
    """No text ends the script or the attribute it stands in, or adds an element."""
    tree = head(citation(title, (title,)), title)
    assert [node.tag for node in tree.css("head > *")] == ["link", *["meta"] * 3, "script"]
    assert [node.tag for node in tree.css("body > *")] == ["p"]
    found = dict(metas(tree))
    assert (found["citation_title"], found["citation_author"]) == (title, title)
    script = tree.css_first("script")
    assert script is not None
    article = json.loads(script.text())
    assert article["name"] == article["description"] == article["author"][0]["name"] == title


def test_scholar_is_told_of_papers_with_authors_only() -> None:
    """Without authors there is no citation_ name; with them all that is known is there."""
    assert metas(head(citation("Naps", published=DAY, arxiv="2504.00001"))) == []
    assert metas(head(citation("Naps", ("Ada Reef", "Plato"), DAY, "2504.00001"))) == [
        ("citation_title", "Naps"),
        ("citation_author", "Ada Reef"),
        ("citation_author", "Plato"),
        ("citation_publication_date", "2025/04/06"),
        ("citation_arxiv_id", "2504.00001"),
        ("citation_doi", "10.48550/arXiv.2504.00001"),
        ("citation_abstract_html_url", PERMALINK),
    ]


@pytest.mark.parametrize(
    ("issued", "bibtex", "ris", "csl", "said"),
    [
        (Issued(2024), ("2024", None), ("2024", "2024"), [2024], "2024"),
        (Issued(2024, 5), ("2024", "may"), ("2024", "2024/05"), [2024, 5], "2024-05"),
    ],
)
def test_a_date_is_cited_as_far_as_it_is_known(
    issued: Issued,
    bibtex: tuple[str, str | None],
    ris: tuple[str, str],
    csl: list[int],
    said: str,
) -> None:
    """A paper of which only the year or the month is known is cited with it, and with no day."""
    given = replace(citation(authors=("Ada Reef",)), issued=issued)
    entry = read_bibtex(render_bibtex(given))
    assert bibtex == (field(entry, "year"), field(entry, "month"))
    (reference,) = rispy.loads(render_ris(given))
    assert ris == (reference["year"], reference["date"])
    assert json.loads(render_csl(given))[0]["issued"] == {"date-parts": [csl]}
    tree = head(given)
    assert dict(metas(tree))["citation_publication_date"] == said.replace("-", "/")
    script = tree.css_first("script")
    assert script is not None
    assert json.loads(script.text())["datePublished"] == said


@pytest.mark.parametrize(
    ("arxiv", "categories", "expected"),
    [
        ("2504.00001", ("cs.CL", "cs.LG"), "cs.CL"),
        ("2504.00001", ("Kelp studies", "math.AG"), "math.AG"),
        ("2504.00001", (), None),
        (None, ("cs.CL",), None),
    ],
)
def test_a_paper_of_arxiv_is_cited_with_its_category(
    arxiv: str | None, categories: tuple[str, ...], expected: str | None
) -> None:
    """As arXiv's own BibTeX has it; what is no category of arXiv's is none."""
    one = Record(id="a-1", title="Naps", arxiv=arxiv, categories=categories, added=DAY, changed=DAY)
    paper = build_archive(Stored(records={one.id: one})).papers[0]
    entry = read_bibtex(render_bibtex(cite(paper, "https://papers.example/")))
    assert expected == field(entry, "primaryClass")

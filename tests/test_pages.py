"""The Markdown of each kind of page, as golden files, and the rules that all pages keep."""

import os
import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import addresses
from generator.archive import Paper, build_archive
from generator.derived import Texts, deriver
from generator.link_names import link_name
from generator.model import (
    Config,
    Correction,
    DumpSource,
    Entry,
    Fields,
    FileSource,
    Listing,
    Observation,
    Record,
    Stored,
)
from generator.pages import build_pages
from generator.pages.parts import parts
from generator.pages.rendering import observed
from generator.tags.taxonomy import Taxonomy
from generator.typeset.sentences import opening
from generator.wording import shortened

GOLDEN = Path(__file__).parent / "golden"
ON = date(2026, 1, 2)
DAY = date(2025, 10, 30)


def taxonomy() -> Taxonomy:
    terms = [
        {"slug": "animals", "name": "Animals", "meaning": "Living *things*."},
        {
            "slug": "cats",
            "name": "Cats & kittens",
            "meaning": "Small animals.",
            "parent": "animals",
            "aliases": ["kittens"],
            "match": ["cat"],
        },
    ]
    return msgspec.convert({"terms": terms}, Taxonomy, strict=False)


def stored() -> Stored:
    """Three papers: one of which everything is known, one bare, one withdrawn."""
    full = Record(
        id="full-000001",
        title="#Cat: a <b>Bold</b> Study of {{ Naps }}",
        abstract="A cat sleeps. " * 15 + "Then it wakes. Code: https://github.com/acme/naps.",
        published=date(2025, 4, 16),
        authors=("Ada Example", "Bo <i>Example</i>"),
        organization="Acme & Sons",
        arxiv="2504.00001",
        links=("https://github.com/acme/naps",),
        aliases=("older-000001",),
        added=ON,
        changed=ON,
    )
    bare = Record(id="bare-000002", title="A Bare Paper", added=ON, changed=ON)
    gone = Record(id="gone-000003", title="A Paper Withdrawn", added=ON, changed=ON)
    source = DumpSource(layout="cards", file="x.txt", sha256="0" * 64)
    listing = Listing(
        name="dump-000000000000",
        title="Daily Papers",
        day=DAY,
        day_text="Oct 30",
        day_basis="inferred",
        source=source,
        added=ON,
        entries=(
            Entry(record=full.id, observed=(Observation(on=DAY, comments=3),)),
            Entry(record=gone.id),
        ),
    )
    withdrawn = Correction(on=ON, by="ed", reason="at the *authors'* wish", withdraw=True)
    return Stored(
        records={r.id: r for r in (full, bare, gone)},
        listings={listing.name: listing},
        corrections={gone.id: (withdrawn,)},
        config=Config(
            schema=1,
            name="Test Archive",
            description="A *small* archive.",
            site_url="https://papers.example/",
        ),
        taxonomy=taxonomy(),
    )


def pages(of: Stored) -> dict[str, str]:
    return {page.path: page.text for page in build_pages(build_archive(of))}


def _golden_files() -> list[Path]:
    return [path for path in GOLDEN.rglob("*") if path.is_file()]


def test_pages_are_as_they_were() -> None:
    """Each page is its golden file; `UPDATE_GOLDEN=1` writes them anew, to be read in the diff."""
    made = pages(stored())
    if os.environ.get("UPDATE_GOLDEN"):
        for old in _golden_files():
            old.unlink()
        for path, text in made.items():
            (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / path).write_text(text, encoding="utf-8")
    golden = {
        str(path.relative_to(GOLDEN)): path.read_text(encoding="utf-8") for path in _golden_files()
    }
    assert golden.keys() == made.keys()
    for path, text in made.items():
        assert golden[path] == text, path


def test_the_same_content_gives_the_same_pages() -> None:
    """No clock, no set order, no address in memory gets into a page."""
    assert pages(stored()) == pages(stored())


def test_no_two_pages_have_one_address() -> None:
    """A path is written once."""
    paths = Counter(page.path for page in build_pages(build_archive(stored())))
    assert [] == [path for path, number in paths.items() if number > 1]


def test_outside_text_stands_nowhere_as_it_came() -> None:
    """No title, name or address brings a character of markup to a page."""
    for path, text in pages(stored()).items():
        if path.endswith((".md", ".html")):
            assert "<b>Bold" not in text, path
            assert "<i>Example" not in text, path
            assert "{{" not in text, path


def test_an_empty_archive_says_what_to_do() -> None:
    """Every index is there, and says that nothing is."""
    made = pages(Stored())
    assert "make ingest FILES=" in made["index.md"]
    kinds = ("days", "tags", "organizations", "undated", "authors", "trending", "stats")
    for kind in (*kinds, "reading-list"):
        assert "sheaf-empty" in made[f"{kind}/index.md"], kind


def test_trending_repeats_nothing() -> None:
    """A week that says what its month does is left out; each span is named by its last day."""
    of = stored()
    (listing,) = of.listings.values()
    earlier = msgspec.structs.replace(
        listing,
        name="dump-111111111111",
        day=date(2025, 8, 1),
        entries=(
            Entry(record="bare-000002", observed=(Observation(on=date(2025, 8, 1), comments=9),)),
        ),
    )
    both = replace(of, listings={**of.listings, earlier.name: earlier})
    for content, spans in ((of, ["Ever"]), (both, ["Month to 30 October 2025", "Ever"])):
        assert spans == re.findall("<h2>(.*)</h2>", pages(content)["trending/index.md"])


def test_a_day_of_two_sections_leads_to_both() -> None:
    """What was published on a day stands below all that was featured, and one link away."""
    of = stored()
    day = "days/2025/10/30/index.md"
    assert "#published" not in pages(of)[day]
    bare = msgspec.structs.replace(of.records["bare-000002"], published=DAY)
    page = pages(replace(of, records={**of.records, bare.id: bare}))[day]
    jumps = re.findall(r'href="#(\w+)"><b>(\d+)</b>', page)
    assert [("featured", "1"), ("published", "1")] == jumps
    assert all(f'<section id="{name}">' in page for name, _ in jumps)


def test_papers_without_a_day_stand_by_title() -> None:
    """A reader who looks for one of them finds it where an index would have it."""
    of = stored()
    titles = {"bare-000002": "b", "another-000004": "C", "a-third-000005": "A"}
    bare = of.records["bare-000002"]
    more = {i: msgspec.structs.replace(bare, id=i, title=title) for i, title in titles.items()}
    page = pages(replace(of, records={**of.records, **more}))["undated/index.md"]
    assert ["A", "b", "C"] == re.findall(r"<h3><a[^>]*>(\w+)</a>", page)


def test_growth_is_shown_where_there_is_any() -> None:
    """A chart of one month would say nothing; from the second on it is there."""
    of = stored()
    assert "sheaf-growth" not in pages(of)["tags/cats/index.md"]
    bare = msgspec.structs.replace(
        of.records["bare-000002"], title="A Bare Cat", published=date(2025, 6, 1)
    )
    more = replace(of, records={**of.records, bare.id: bare})
    assert "sheaf-growth" in pages(more)["tags/cats/index.md"]


def test_months_and_years_lead_on() -> None:
    """From a month to those before and after it that have papers, over the turn of a year."""
    of = stored()
    bare = msgspec.structs.replace(of.records["bare-000002"], published=date(2024, 12, 31))
    made = pages(replace(of, records={**of.records, bare.id: bare}))
    steps = {
        "days/2024/12": [("next", "2025/04/")],
        "days/2025/04": [("prev", "2024/12/"), ("next", "2025/10/")],
        "days/2024": [("next", "2025/")],
        "days/2024/12/31": [("next", "2025/04/16/")],
    }
    for page, beside in steps.items():
        assert beside == re.findall(
            r'rel="(prev|next)" href="[./]*/days/([\d/]*)"', made[f"{page}/index.md"]
        ), page


@given(st.integers(0, 260))
def test_long_lists_are_paged(count: int) -> None:
    """The bare address has the newest fifty, full pages count from the oldest, none is lost."""
    nothing = deriver(Taxonomy(terms=()))(Texts("T", ""))
    papers = [
        Paper(
            Record(id=f"p-{n:04}", title="T", added=ON, changed=ON, published=ON + timedelta(n)),
            nothing,
            (),
            (),
        )
        for n in range(count)
    ]
    made = list(parts("/tags/x/", papers))
    bare = made[-1]
    assert ("/tags/x/", None, None) == (bare.address, bare.number, bare.newer)
    assert tuple(reversed(papers[-50:])) == bare.papers
    for number, part in enumerate(made[:-1], start=1):
        assert f"/tags/x/page/{number}/" == part.address
        assert tuple(reversed(papers[(number - 1) * 50 : number * 50])) == part.papers
    assert {p.id for p in papers} == {p.id for part in made for p in part.papers}
    for newer, older in zip(made[1:], made[:-1], strict=True):
        assert (older.address, newer.address) == (newer.older, older.newer)


def test_full_pages_never_change() -> None:
    """A paper more adds to the newest page only."""
    papers = list(build_archive(stored()).papers) * 60
    before, after = (list(parts("/x/", papers[:n])) for n in (120, 121))
    assert [p.papers for p in before if p.number] == [p.papers for p in after if p.number]


@pytest.mark.parametrize(
    ("address", "root"), [("/", "./"), ("/days/", "../"), ("/days/2025/10/30/", "../../../../")]
)
def test_the_root_is_relative(address: str, root: str) -> None:
    """Links work under any base path, since none begins at the root of a host."""
    assert root == addresses.root_from(address)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://github.com/acme/naps", "Code"),
        ("https://www.github.com/acme/naps", "Code"),
        ("https://huggingface.co/datasets/acme/naps", "Data set"),
        ("https://huggingface.co/acme/naps", "Model"),
        ("https://arxiv.org/abs/2504.00001", "arXiv"),
        ("https://naps.example/", "Web page"),
    ],
)
def test_links_are_named_by_what_they_are(address: str, name: str) -> None:
    """The host tells code from data, models and other pages."""
    assert name == link_name(address)


def test_one_paper_is_no_papers() -> None:
    """The first paper of an archive is counted as people count."""
    record = Record(id="naps", title="Naps", published=DAY, added=ON, changed=ON)
    home = pages(Stored(records={"naps": record}))["index.md"]
    assert ["<b>1</b> paper<", "<b>1</b> day<", "<b>0</b> tags<"] == re.findall(
        "<b>.</b> [a-z]+<", home
    )


def test_the_published_paper_is_linked_once() -> None:
    """Most lists give a DOI a second time, as an address, whose letters may be large."""
    doi = "10.1000/naps.1"
    links = ("http://dx.doi.org/10.1000/NAPS.1", f"https://doi.org/{doi}", "https://naps.example/")
    record = Record(id="naps", title="Naps", doi=doi, links=links, added=ON, changed=ON)
    page = pages(Stored(records={"naps": record}))["papers/naps/index.md"]
    assert 1 == page.count(">The published paper<")
    assert 1 == page.count(">Web page<")


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ((), ""),
        ((Observation(on=DAY, comments=1, upvotes=0),), "1 comment and 0 upvotes"),
        ((Observation(on=DAY, upvotes=7),), "7 upvotes"),
        ((Observation(on=DAY, comments=2), Observation(on=ON, comments=3)), "3 comments"),
    ],
)
def test_observations_are_worded(seen: tuple[Observation, ...], words: str) -> None:
    """What a listing showed last is said; what it did not show is not."""
    assert words == observed(Entry(record="a", observed=seen))


@given(st.text(st.sampled_from("ab .!?A{}$\n"), max_size=900))
def test_an_abstract_is_cut_without_loss(text: str) -> None:
    """The opening and the rest are the whole abstract, and no cut lies inside a formula."""
    lead, rest = opening(text)
    assert re.sub(r"\s", "", text) == re.sub(r"\s", "", lead + rest)
    if rest:
        assert lead.count("{") == lead.count("}")
        assert lead.count("$") % 2 == 0


@given(st.text(max_size=300), st.integers(1, 100))
def test_a_description_has_a_length(text: str, length: int) -> None:
    """A text is cut at a word, and an ellipsis says so."""
    assert len(shortened(text, length)) <= length + 1


def test_a_corrected_title_is_the_one_shown() -> None:
    """Pages show what the editor said."""
    changed = Correction(on=ON, by="ed", reason="typo", set=Fields(title="A Bear Paper"))
    before = stored()
    after = Stored(
        records=before.records,
        listings=before.listings,
        corrections={"bare-000002": (changed,)},
        taxonomy=before.taxonomy,
    )
    assert "A Bear Paper" in pages(after)["papers/bare-000002/index.md"]


def test_a_list_without_a_name_is_a_list_of_papers() -> None:
    """Readers see no file's hash, nor that a list, which has no day, is undated."""
    source = FileSource(format="bibtex", file="lab.bib", sha256="a" * 64)
    entry = Entry(record="bare-000002", published_text="May 2024")
    for title, name in ((None, "a list of papers"), ("Our papers", "Our papers")):
        kept = Listing(name="file-aa", title=title, source=source, added=ON, entries=(entry,))
        made = pages(Stored(records=stored().records, listings={kept.name: kept}))
        page = made["papers/bare-000002/index.md"]
        assert f"<li>{name}: number 1 of 1</li>" in page
        assert '<li>published <time datetime="2024-05">May 2024</time></li>' in page
        assert "file-aa" not in page
        assert f">{title or 'The newest listing'}</a>" in made["index.md"]

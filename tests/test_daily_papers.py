"""What Daily Papers says is read as it says it, and what is not what it should be is told."""

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.ingest import read_bytes
from generator.model import DailyPapersSource, PageSource
from generator.sources.answers import Refused
from generator.sources.daily_papers import parse_answer, parse_items, parse_page
from generator.sources.sighting import Sighting
from tests import upstream
from tests.upstream import Paper

DAY = date(2025, 10, 30)
GOLDEN = Path(__file__).parent / "answers" / "daily_papers.json"


def full() -> dict[str, Any]:
    """An item with everything that was ever seen in one."""
    (found,) = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def read(*items: Any) -> list[Sighting]:
    return parse_items("answer", list(items))[0]


def test_an_item_is_read_whole() -> None:
    """Of an item with everything, all that a record or a listing holds."""
    (sighting,) = read(full())
    assert sighting == Sighting(
        title="Inventions at Scale: On $x_i$ & Other <Symbols>",
        abstract="We invent a paper whose lines are broken. It has two sentences.",
        line=1,
        published=date(2025, 10, 28),
        authors=("Ada Exemplar", "Ben Placeholder"),
        organization="Acme Laboratories",
        arxiv="2510.12345",
        keywords=("invention", "scaling laws"),
        links=("https://github.com/acme/inventions", "https://acme.example.org/inventions"),
        comments=3,
        upvotes=42,
    )


def test_an_item_may_lack_everything_optional() -> None:
    """With an id and a title alone it is a paper, and no number is made up."""
    (sighting,) = read({"paper": {"id": "2510.00001", "title": "Bare"}})
    assert Sighting("Bare", "", 1, arxiv="2510.00001") == sighting


@pytest.mark.parametrize(
    "item",
    [
        None,
        12,
        "2510.00001",
        [],
        {},
        {"paper": None},
        {"paper": {"title": "No id"}},
        {"paper": {"id": "2510.00001"}},
        {"paper": {"id": 2510.1, "title": "A number"}},
        {"paper": {"id": "2510.00001", "title": ["A list"]}},
        {"paper": {"id": "2510.00001", "title": "  "}},
    ],
)
def test_an_item_without_what_all_have_spoils_the_answer(item: Any) -> None:
    """Half an item is half an answer: nothing of it is taken."""
    with pytest.raises(Refused):
        parse_items("answer", [full(), item])


@pytest.mark.parametrize("said", ["soon", "0001-01-01T00:00:00+09:00", "9999-12-31T23:59:59-09:00"])
def test_odd_values_are_left_out_and_told(said: str) -> None:
    """An optional value of another kind than ever seen is no reason to lose the paper."""
    item = full()
    item["numComments"] = "3"
    item["paper"] |= {"upvotes": -1, "githubRepo": "javascript:alert(1)", "publishedAt": said}
    sightings, problems = parse_items("answer", [item])
    (sighting,) = sightings
    assert (None, None, None) == (sighting.comments, sighting.upvotes, sighting.published)
    assert ("https://acme.example.org/inventions",) == sighting.links
    assert ["notice"] * 4 == [problem.severity for problem in problems]
    assert {"numComments", "upvotes", "githubRepo", "publishedAt"} == {
        problem.message.split("'")[1] for problem in problems
    }


def test_hidden_authors_stay_hidden() -> None:
    """A name that the source does not show is not shown here."""
    item = full()
    item["paper"]["authors"][0]["hidden"] = True
    assert ("Ben Placeholder",) == read(item)[0].authors


def test_a_withdrawal_is_told() -> None:
    """A paper that its source withdrew stays, and an editor hears of it."""
    item = full()
    item["paper"]["withdrawnAt"] = "2025-11-02T00:00:00.000Z"
    sightings, problems = parse_items("answer", [item])
    assert 1 == len(sightings)
    assert "withdrawn by its source on 2025-11-02" in problems[0].message


def test_a_paper_twice_is_one() -> None:
    """A page that overlaps with the one before shows a paper twice; that is said."""
    sightings, problems = parse_items("answer", [full(), full()])
    assert 1 == len(sightings)
    assert "twice" in problems[0].message


@pytest.mark.parametrize("before", ["<div>" * 300_000, '<div a="' * 300_000 + '">'])
def test_a_page_is_read_however_deep(before: str) -> None:
    """Only the tag with the list counts; a tree of such a page would take an hour."""
    raw = upstream.page([full()], DAY).replace("<main>", before)
    assert ([full()], DAY) == parse_page(raw.encode())


def test_what_cannot_be_stored_is_an_error() -> None:
    """A title with nothing to read and half a surrogate pair are refused one by one."""
    blank, broken = full(), full()
    blank["paper"] |= {"id": "2510.00002", "title": "\u200b\u2060"}
    broken["paper"] |= {"id": "2510.00003", "summary": "half \ud83d"}
    sightings, problems = parse_items("answer", [blank, broken, full()])
    assert 1 == len(sightings)
    assert ["error", "error"] == [problem.severity for problem in problems]


def test_a_paper_that_is_not_arxivs_has_no_arxiv_id() -> None:
    """An id of another kind identifies nothing; the title does."""
    item = full()
    item["paper"]["id"] = "some-lab/report-7"
    assert read(item)[0].arxiv is None


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        (b'{"error": "Invalid date"}', "an error: Invalid date"),
        (b'{"papers": []}', "this is an object"),
        (b"null", "this is null"),
        (b"<html></html>", "HTML or XML"),
        (b'[{"paper": {"id"', "cut off or damaged"),
        (b"", "cut off or damaged"),
        (b"\xff\xfe", "not UTF-8"),
    ],
)
def test_answers_that_are_no_list(raw: bytes, part: str) -> None:
    """Anything but a list is refused in words that say what it is."""
    with pytest.raises(Refused, match=part):
        parse_answer(raw)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)


@given(st.sampled_from(sorted(full()["paper"])), st.sampled_from(sorted(full())), anything)
def test_no_value_is_too_odd(inner: str, outer: str, value: Any) -> None:
    """Whatever stands in one field, the item is read or refused; nothing else is raised."""
    for item in (full(), full()):
        changed = copy.deepcopy(item)
        changed["paper"][inner] = value
        if outer != "paper":
            changed[outer] = value
        try:
            sightings, _ = parse_items("answer", [changed])
        except Refused:
            continue
        for sighting in sightings:
            sighting.title.encode()
            assert "\n" not in sighting.title


titles = st.text(min_size=1).filter(lambda text: bool(text.strip()))


@given(titles, st.text(), st.integers(0, 10**6) | st.none())
def test_a_saved_page_says_the_same_as_the_api(title: str, abstract: str, upvotes: int) -> None:
    """What a page holds in an attribute comes out as the answer it was made from."""
    items = [upstream.item(Paper("2510.00001", title, abstract, DAY, upvotes=upvotes), DAY)]
    try:
        page = upstream.page(items, DAY).encode()
    except UnicodeEncodeError:
        return
    # A parser of HTML drops or replaces what HTML cannot hold.
    if any(ord(c) < 32 or c in "\x7f\ufeff" or 0x80 <= ord(c) < 0xA0 for c in title + abstract):
        return
    found, day = parse_page(page)
    assert (items, DAY) == (found, day)


def test_a_saved_page_is_a_listing() -> None:
    """`ingest` takes it beside dumps, told apart by what it holds."""
    listed = upstream.papers(3, day=DAY)
    page = upstream.page([upstream.item(paper, DAY) for paper in listed], DAY)
    reading, problems = read_bytes("page.html", page.encode(), None)
    assert reading is not None
    assert [] == problems
    assert (DAY, "page") == (reading.day, reading.day_basis)
    assert isinstance(reading.source, PageSource)
    assert [paper.title for paper in listed] == [one.title for one in reading.sightings]
    assert DailyPapersSource.live > PageSource.live


@pytest.mark.parametrize(
    ("page", "part"),
    [
        ("<html><body>Sign in</body></html>", "without a list"),
        ('<div data-target="DailyPapers" data-props="{&quot;daily"></div>', "cut off"),
        ('<div data-target="DailyPapers" data-props="{}"></div>', "not there"),
        ('<div data-target="DailyPapers"></div>', "cut off"),
    ],
)
def test_pages_that_hold_no_list(page: str, part: str) -> None:
    """A page without its list, or with half of it, is refused as a whole."""
    reading, problems = read_bytes("page.html", page.encode(), None)
    assert reading is None
    assert part in problems[0].message


def test_a_page_without_its_day_has_that_of_its_papers() -> None:
    """Where the page does not say its day, that on which all its papers were listed."""
    page = upstream.page([upstream.item(paper, DAY) for paper in upstream.papers(2)], DAY)
    found = parse_page(page.replace("dateString", "other").encode())
    assert DAY == found[1]

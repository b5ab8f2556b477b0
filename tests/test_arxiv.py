"""What arXiv says is read as it says it; errors, halves and traps are refused."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.sources.answers import Refused, arxiv_of, day_of
from generator.sources.arxiv import parse_announced, parse_slice
from generator.sources.sighting import Sighting
from tests.upstream import Paper, atom, atom_error, papers, rss

ANSWERS = Path(__file__).parent / "answers"
DAY = date(2025, 10, 30)
TITLE = "Inventions at Scale: On $x_i$ & Other <Symbols>"


def test_what_the_api_says_is_read_whole() -> None:
    """Title and abstract on one line, the day of the first version in UTC, arXiv's own classes."""
    found = parse_slice("answer", (ANSWERS / "arxiv.xml").read_bytes())
    assert (2, 0, 2, ()) == (found.total, found.start, found.count, found.problems)
    assert found.sightings == (
        Sighting(
            title=TITLE,
            abstract="We invent a paper whose lines are broken. It has two sentences.",
            line=1,
            published=date(2025, 10, 29),
            authors=("Ada Exemplar", "Ben Placeholder"),
            arxiv="2510.12345",
            version=3,
            categories=("cs.LG", "cs.CL"),
            doi="10.1000/invented.1",
            comment="12 pages, 4 figures",
        ),
        Sighting(
            title="An Old Invention",
            abstract="We invented this long ago.",
            line=2,
            published=date(1999, 1, 1),
            authors=("Cleo Sample",),
            arxiv="hep-th/9901001",
            version=1,
            categories=("hep-th",),
        ),
    )


def test_what_was_announced_is_read_whole() -> None:
    """The day as arXiv reckons it, new papers and cross-lists, no day of publication."""
    found = parse_announced("feed", (ANSWERS / "announced.xml").read_bytes())
    assert (DAY, 2, ()) == (found.day, found.announced, found.problems)
    assert found.sightings == (
        Sighting(
            title=TITLE,
            abstract="We invent a paper whose lines are broken. Abstract: twice. "
            "It has three sentences.",
            line=1,
            authors=("Ada Exemplar", "Ben Placeholder (Acme, Inc.)"),
            arxiv="2510.12345",
            version=1,
            categories=("cs.CL", "cs.LG"),
        ),
        Sighting(
            title="A Listed Elsewhere Invention",
            abstract="It belongs to two.",
            line=2,
            authors=("Cleo Sample",),
            arxiv="2510.12346",
            version=1,
            categories=("stat.ML", "cs.CL"),
            doi="10.1000/invented.2",
        ),
    )


def test_a_weekend_announces_nothing() -> None:
    """A feed without papers is a feed."""
    assert () == parse_announced("feed", rss("cs.CL", DAY, []).encode()).sightings


TRAP = (
    '<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>&secret;</title></entry></feed>'
)
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    '<feed xmlns="http://www.w3.org/2005/Atom">&b;</feed>'
)


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (atom_error("incorrect id format for x"), "an error: incorrect id format for x"),
        (atom(papers(1), total=2), "not whole: 1 of 2 results"),
        (atom([], total=7), "not whole: 0 of 7 results"),
        (atom(papers(3), total=1), "not whole: 3 of 1"),
        (atom(papers(1)).replace("totalResults", "results"), "without its 'totalResults'"),
        (atom(papers(1)).replace(">1<", ">one<"), "without its 'totalResults'"),
        (atom(papers(1)).replace("abs/", "other/"), "no arXiv id"),
        (atom([Paper("2510.00001", " ", "Text.", DAY)]), "has no title"),
        (atom(papers(1))[:-300], "cut off or damaged"),
        ("<!DOCTYPE html><html></html>", "a page in HTML"),
        ("<html><body>Just a moment</body></html>", "something else"),
        (rss("cs.CL", DAY, []), "something else"),
        (TRAP, "a document type"),
        (LAUGHS, "a document type"),
        ("", "cut off or damaged"),
    ],
)
def test_answers_of_the_api_that_are_refused(answer: str, part: str) -> None:
    """Errors that arrive as entries, halves, other formats, and XML that does things."""
    with pytest.raises(Refused, match=part):
        parse_slice("answer", answer.encode())


@pytest.mark.parametrize(
    ("feed", "part"),
    [
        (atom([]), "something else"),
        (rss("cs.CL", DAY, []).replace("pubDate", "date"), "without the day"),
        (
            rss("cs.CL", DAY, [("new", papers(1)[0])]).replace("Announce Type", "Kind"),
            "item 1 does not say how",
        ),
        (rss("cs.CL", DAY, [("new", papers(1)[0])]).replace("oai:arXiv.org:", "x"), "no arXiv id"),
        (TRAP, "a document type"),
    ],
)
def test_feeds_that_are_refused(feed: str, part: str) -> None:
    """A feed that is not what it was is taken for nothing."""
    with pytest.raises(Refused, match=part):
        parse_announced("feed", feed.encode())


def test_a_paper_twice_is_one() -> None:
    """Two entries of one id are one paper, and a notice."""
    (paper,) = papers(1)
    found = parse_slice("answer", atom([paper, paper]).encode())
    assert (1, 2) == (len(found.sightings), found.count)
    assert "twice" in found.problems[0].message


xml_text = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
)


@given(xml_text, xml_text, st.integers(1, 99))
def test_any_text_comes_back(title: str, abstract: str, version: int) -> None:
    """What arXiv was given is what is read, but for the white space."""
    paper = Paper("2510.00001", f"T{title}", f"A{abstract}", DAY, version=version)
    (found,) = parse_slice("answer", atom([paper]).encode()).sightings
    expected = " ".join(paper.title.split()), " ".join(paper.abstract.split())
    assert (*expected, version) == (found.title, found.abstract, found.version)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-16")))
def test_no_bytes_raise(raw: bytes) -> None:
    """Whatever comes, it is refused."""
    for parse in (parse_slice, parse_announced):
        with pytest.raises(Refused):
            parse("answer", raw)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "soon",
        "Mon, 01 Jan 2025 00:00:00 +99999999999999999999",
        "Mon, 01 Jan 99999 00:00:00 GMT",
    ],
)
def test_a_feed_of_no_day_is_refused(said: str) -> None:
    """A time that no calendar has is none."""
    feed = f"<rss><channel><pubDate>{said}</pubDate></channel></rss>"
    with pytest.raises(Refused, match="without the day"):
        parse_announced("feed", feed.encode())


def test_a_publication_beyond_the_calendar_is_left_out() -> None:
    """The paper is taken without it, and that is told."""
    raw = atom(papers(1, day=DAY)).replace(f"{DAY}T17:59:59Z", "0001-01-01T00:00:00+14:00")
    found = parse_slice("answer", raw.encode())
    assert [None] == [sighting.published for sighting in found.sightings]
    assert ["'published' is no time, and left out"] == [p.message for p in found.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2510.12345", ("2510.12345", None)),
        ("2510.12345v12", ("2510.12345", 12)),
        ("arXiv:0704.0001v1", ("0704.0001", 1)),
        ("math.GT/0309136v2", ("math.GT/0309136", 2)),
        ("MATH/0309136", (None, None)),
        ("2510.123456", (None, None)),
        ("10.48550/2510.12345", (None, None)),
        ("２５１０.１２３４５", (None, None)),
        ("2510.12345v１", (None, None)),
        (f"{'a' * 200}/0309136", (None, None)),
        ("-/0309136", (None, None)),
        ("", (None, None)),
    ],
)
def test_arxiv_ids(text: str, expected: tuple[str | None, int | None]) -> None:
    """An id with or without its version, and nothing that only looks like one."""
    assert expected == arxiv_of(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-10-30", DAY),
        ("2025-10-30T23:59:59.000Z", DAY),
        ("2025-10-29T22:00:00-04:00", DAY),
        ("2025-10-30T00:00:00", DAY),
        ("2025-10-32", None),
        ("yesterday", None),
        ("0001-01-01T00:00:00+09:00", None),
        ("9999-12-31T23:59:59-09:00", None),
        ("", None),
    ],
)
def test_days(text: str, expected: date | None) -> None:
    """A time is a day in UTC; what is no time is none."""
    assert expected == day_of(text)

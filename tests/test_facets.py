"""What is counted from the archive: authors, what is discussed, what is known, what is beside."""

from datetime import date, timedelta

from msgspec import structs

from generator.facets import (
    count_known,
    count_months,
    days_before,
    group_authors,
    group_beside,
    last_days,
    newest_listing_day,
    newest_listings,
    rank,
    recently_added,
)
from generator.model import ArxivFeedSource, DailyPapersSource, Entry, Observation
from tests.test_archive import OCTOBER, archive, corrected, listing, record

SEPTEMBER = date(2025, 9, 10)


def seen(id_: str, comments: int | None, upvotes: int | None = None) -> Entry:
    return Entry(
        record=id_, observed=(Observation(on=OCTOBER, comments=comments, upvotes=upvotes),)
    )


def test_authors_of_three_papers_have_a_page() -> None:
    """Names are compared as titles are, a name twice on one paper counts once."""
    made = archive(
        record("a", authors=("Ada Reef", "ADA REEF"), published=date(2020, 1, 1)),
        record("b", authors=("ada reef", "Bo"), published=date(2020, 1, 2)),
        record("c", authors=("Ada-Reef", "Bo"), published=date(2020, 1, 3)),
    )
    (ada,) = group_authors(made.shown)
    assert ("ada-reef", "Ada Reef", ["a", "b", "c"]) == (
        ada.slug,
        ada.name,
        [paper.id for paper in ada.papers],
    )


def test_a_slug_stays_with_whoever_had_three_papers_first() -> None:
    """A namesake who published earlier, but reached three papers later, is numbered."""
    early = [
        record(f"e{n}", authors=("C Lab",), published=date(2000 + 20 * n, 1, 1)) for n in (0, 1)
    ]
    early.append(record("e2", authors=("C Lab",), published=date(2024, 1, 1)))
    quick = [record(f"q{n}", authors=("C++ Lab",), published=date(2021, 1, n)) for n in (1, 2, 3)]
    slugs = {author.name: author.slug for author in group_authors(archive(*early, *quick).shown)}
    assert {"C++ Lab": "c-lab", "C Lab": "c-lab-2"} == slugs


def test_what_no_listing_showed_is_not_ranked() -> None:
    """Unknown is left out, zero is a number, and of equals the newest comes first."""
    made = archive(
        record("a", published=date(2020, 1, 1)),
        record("b", published=date(2021, 1, 1)),
        record("c"),
        record("d"),
        listings=(listing("one", seen("a", 3), seen("b", 3), seen("c", 0), seen("d", None)),),
    )
    ranked = rank(made.shown, "comments", 9)
    assert [("b", 3), ("a", 3), ("c", 0)] == [(r.paper.id, r.number) for r in ranked]
    assert [] == rank(made.shown, "upvotes", 9)


def test_a_week_is_counted_back_from_the_newest_listing() -> None:
    """Only what was seen within it counts, with the newest number of it."""
    old = Observation(on=SEPTEMBER, comments=50)
    new = Observation(on=OCTOBER, comments=4)
    made = archive(
        record("a"),
        record("b"),
        listings=(
            listing("new", Entry(record="a", observed=(old, new))),
            listing("old", Entry(record="b", observed=(old,)), day=SEPTEMBER),
        ),
    )
    assert OCTOBER == newest_listing_day(made)
    week = rank(made.shown, "comments", 9, days_before(OCTOBER, 7))
    assert [("a", 4)] == [(r.paper.id, r.number) for r in week]
    ever = rank(made.shown, "comments", 9)
    assert [("b", 50), ("a", 4)] == [(r.paper.id, r.number) for r in ever]


def test_a_week_has_seven_days() -> None:
    """The newest day is one of them, and no day lies before the first of the calendar."""
    assert OCTOBER - timedelta(6) == days_before(OCTOBER, 7)
    assert date.min == days_before(date(1, 1, 3), 30)


def test_papers_beside_one_are_those_of_its_day() -> None:
    """They follow each other as on the day's page; the withdrawn and the undated are not there."""
    made = archive(
        record("a"),
        record("b"),
        record("c", published=OCTOBER),
        record("x"),
        record("u"),
        record("other", published=SEPTEMBER),
        listings=(
            listing("one", *(Entry(record=i) for i in ("b", "x", "other", "a"))),
            listing("none", Entry(record="u"), day=None),
        ),
        corrections={"x": (corrected(withdraw=True),)},
    )
    beside = {
        i: (b.previous and b.previous.id, b.following and b.following.id)
        for i, b in group_beside(made).items()
    }
    assert {"b": (None, "a"), "a": ("b", "c"), "c": ("a", None), "other": (None, None)} == beside


def test_months_and_days_are_counted_by_the_day_of_a_paper() -> None:
    """Months without papers are not there; the days to the newest one are, with none."""
    made = archive(
        record("a", published=date(2025, 10, 28)),
        record("b", published=date(2024, 1, 1)),
        record("c"),
        listings=(listing("one", Entry(record="c")),),
    )
    assert {(2024, 1): 1, (2025, 10): 2} == count_months(made.shown)
    assert [(28, 1), (29, 0), (30, 1)] == [(day.day, n) for day, n in last_days(made, 3)]
    assert [] == last_days(archive(), 3)


def test_known_fields_are_counted() -> None:
    """A number of authors is known without their names; zero of them is known too."""
    made = archive(record("a", author_count=0), record("b", authors=("Ada",), abstract=""))
    known = {k.field: k.papers for k in count_known(made.shown)}
    assert (1, 2, 1, 0) == (
        known["names of the authors"],
        known["authors, by name or number"],
        known["abstract"],
        known["arXiv id"],
    )


def test_recently_added_is_by_when_a_record_was_stored() -> None:
    """Of those stored on one day the newest paper comes first."""
    made = archive(
        record("a", added=date(2026, 2, 1)),
        record("b", published=SEPTEMBER),
        record("c", published=OCTOBER),
    )
    assert ["a", "c"] == [paper.id for paper in recently_added(made.shown, 2)]


def test_each_source_has_its_newest_listing() -> None:
    """A category of arXiv is a source of its own; a listing without a day is older than any."""
    papers_of = DailyPapersSource(period="2025-09")
    feeds = [ArxivFeedSource(category=name) for name in ("cs.CL", "cs.LG")]
    listings = [
        structs.replace(listing("hf-2025-10-01", day=OCTOBER), source=papers_of),
        structs.replace(listing("hf-2025-09", day=SEPTEMBER), source=papers_of),
        structs.replace(listing("cl", day=SEPTEMBER), source=feeds[0]),
        structs.replace(listing("lg", day=None), source=feeds[1]),
    ]
    assert [
        ("Hugging Face Daily Papers", "hf-2025-10-01"),
        ("arXiv cs.CL, announced", "cl"),
        ("arXiv cs.LG, announced", "lg"),
    ] == [(name, newest.name) for name, newest in newest_listings(listings)]

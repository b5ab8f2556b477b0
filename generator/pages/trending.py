"""What was discussed and upvoted most, as far as listings showed it."""

from dataclasses import dataclass

from generator import addresses
from generator.facets import Ranked, days_before, newest_listing_day, rank
from generator.pages.shared import Crumb, Page, Shelf

MOST = 20
SPANS = (("This week", 7), ("This month", 30))


@dataclass(frozen=True)
class Span:
    """A stretch of time, in words, with the papers that stand out in it."""

    name: str
    discussed: list[Ranked]
    upvoted: list[Ranked]


def trending_page(shelf: Shelf) -> Page:
    """The most discussed and most upvoted of a week, a month and ever.

    Weeks and months are counted back from the newest day of a listing, not from a clock.
    """
    last = newest_listing_day(shelf.archive)
    return shelf.page(
        "trending.md.j2",
        addresses.TRENDING,
        title="Trending",
        description="The papers that were discussed and upvoted most.",
        feed=Crumb("Trending", addresses.TRENDING),
        last=last,
        spans=[span for span in _spans(shelf) if span.discussed or span.upvoted],
    )


def _spans(shelf: Shelf) -> list[Span]:
    papers = shelf.archive.shown
    last = newest_listing_day(shelf.archive)
    spans = []
    for name, days in SPANS if last else ():
        assert last is not None
        since = days_before(last, days)
        spans.append(
            Span(
                name,
                rank(papers, "comments", MOST // 2, since),
                rank(papers, "upvotes", MOST // 2, since),
            )
        )
    return [*spans, Span("Ever", rank(papers, "comments", MOST), rank(papers, "upvotes", MOST))]

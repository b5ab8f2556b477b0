"""What was discussed and upvoted most, as far as listings showed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from generator import addresses
from generator.archive import Paper
from generator.facets import Ranked, days_before, newest_listing_day, rank
from generator.pages.page import Crumb, Page
from generator.pages.shelf import Shelf
from generator.wording import long_date

MOST = 20
SPANS = (("Month", 30), ("Week", 7))


@dataclass(frozen=True)
class Span:
    """A stretch of time, in words, with the papers that stand out in it."""

    name: str
    discussed: list[Ranked]
    upvoted: list[Ranked]

    def begins_with(self, other: "Span") -> bool:
        """Whether all that another span shows comes first in this one."""
        return (
            self.discussed[: len(other.discussed)] == other.discussed
            and self.upvoted[: len(other.upvoted)] == other.upvoted
        )


def trending_page(shelf: Shelf) -> Page:
    """The most discussed and most upvoted of a week, a month and ever.

    Weeks and months are counted back from the newest day of a listing, not from a clock.
    """
    return shelf.page(
        "trending.md.j2",
        addresses.TRENDING,
        title="Trending",
        description="The papers that were discussed and upvoted most.",
        feed=Crumb("Trending", addresses.TRENDING),
        spans=[span for span in _spans(shelf) if span.discussed or span.upvoted],
    )


def _spans(shelf: Shelf) -> list[Span]:
    """The shortest first; one that the next longer begins with is left out."""
    papers = shelf.archive.shown
    last = newest_listing_day(shelf.archive)
    spans = [_span("Ever", papers, MOST)]
    if last is not None:
        for name, days in SPANS:
            since = days_before(last, days)
            span = _span(f"{name} to {long_date(last)}", papers, MOST // 2, since)
            if not spans[0].begins_with(span):
                spans.insert(0, span)
    return spans


def _span(name: str, papers: Sequence[Paper], most: int, since: date | None = None) -> Span:
    return Span(name, rank(papers, "comments", most, since), rank(papers, "upvotes", most, since))

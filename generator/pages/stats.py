"""The archive in numbers, each as a chart and in a table."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from generator import addresses
from generator.archive import Tagged
from generator.charts import area, bar, columns
from generator.facets import (
    Known,
    Months,
    count_known,
    count_months,
    last_days,
    newest_listings,
)
from generator.model import DailyPapersSource, Listing
from generator.pages.calendar import months_table
from generator.pages.page import Page
from generator.pages.shelf import Shelf
from generator.tags.neighbours import months as month_span
from generator.wording import count, long_date

DAYS = 120
TAGS = 12
YEARS = 8


@dataclass(frozen=True)
class Trend:
    """A tag, its growth as a small chart, and how many papers each year brought."""

    tagged: Tagged
    chart: Markup
    years: list[int]


def stats_page(shelf: Shelf) -> Page:
    """Papers by month and day, the largest tags over time, and how complete the records are."""
    papers = shelf.archive.shown
    months = count_months(papers)
    days = last_days(shelf.archive, DAYS)
    years = sorted({year for year, _ in months})[-YEARS:]
    return shelf.page(
        "stats.md.j2",
        addresses.STATS,
        title="Statistics",
        description="The archive in numbers: papers by day and month, tags, complete records.",
        months_chart=month_columns(months),
        months=months_table(months, "Papers by month", months),
        days_chart=_day_columns(days),
        days=[(day, number) for day, number in days if number],
        span=[days[0][0], days[-1][0]] if days else [],
        years=years,
        trends=[_trend(shelf, tagged, years) for tagged in _largest(shelf)],
        known=[
            (known, bar(known.papers, len(papers)), _share(known, len(papers)))
            for known in count_known(papers)
        ],
        sources=[
            (name, listing, _when(listing), len(list(shelf.featured(listing))))
            for name, listing in newest_listings(shelf.archive.listings)
        ],
        whole=len(papers),
        dated=len(papers) - len(shelf.archive.undated),
    )


def _when(listing: Listing) -> str:
    """What a listing is of: a day, a week or a month, or what its page says instead."""
    if listing.day is not None:
        return long_date(listing.day)
    if isinstance(listing.source, DailyPapersSource):
        return listing.source.period
    return listing.day_text or ("no day yet" if listing.lacks_day else "no day")


def month_columns(months: Months) -> Markup:
    """The months from the first to the last as columns, with the ends of the axis named."""
    if not months:
        return Markup("")
    (first, *_, last) = [*months, *months]
    span = list(month_span("{:04}-{:02}".format(*first), "{:04}-{:02}".format(*last)))
    numbers = [months.get((int(month[:4]), int(month[5:])), 0) for month in span]
    names = [f"{date.fromisoformat(f'{month}-01'):%B %Y}" for month in span]
    return columns(numbers, names) + axis(names, numbers)


def axis(names: Sequence[str], numbers: Sequence[int]) -> Markup:
    """What stands under a chart: its first and its last name, and its highest number."""
    ends = [names[0], f"at most {count(max(numbers), 'paper')}", names[-1] if names[1:] else ""]
    spans = Markup("").join(Markup("<span>{}</span>").format(end) for end in ends)
    return Markup('<p class="sheaf-axis" aria-hidden="true">{}</p>').format(spans)


def _day_columns(days: Sequence[tuple[date, int]]) -> Markup:
    """The days from the first to the last as columns, with the ends of the axis named."""
    names, numbers = [long_date(day) for day, _ in days], [number for _, number in days]
    return columns(numbers, names) + axis(names, numbers) if any(numbers) else Markup("")


def _largest(shelf: Shelf) -> list[Tagged]:
    """The largest tags that stand under no other, by size."""
    roots = [tagged for tagged in shelf.archive.tags if tagged.term.parent is None]
    return sorted(roots, key=lambda tagged: (-tagged.count, tagged.term.slug))[:TAGS]


def _trend(shelf: Shelf, tagged: Tagged, years: list[int]) -> Trend:
    by_year = Counter(paper.day.year for paper in tagged.papers if paper.day is not None)
    growth = [month.papers for month in shelf.growth.get(tagged.term.slug, ())]
    # A quarter is wide enough to be seen where there are years of months.
    quarters = [sum(growth[start : start + 3]) for start in range(0, len(growth), 3)]
    return Trend(tagged, area(quarters, 160, 28), [by_year[year] for year in years])


def _share(known: Known, whole: int) -> str:
    """The share in whole percent; what is neither none nor all is never said to be.

    >>> [_share(Known("title", number), 1000) for number in (0, 2, 500, 998, 1000)]
    ['0%', '<1%', '50%', '>99%', '100%']
    """
    if not whole:
        return ""
    percent = 100 * known.papers / whole
    if 0 < percent < 1 or 99 < percent < 100:
        return "<1%" if percent < 1 else ">99%"
    return f"{round(percent)}%"

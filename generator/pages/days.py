"""A page for each day that has papers, and the months and years they lie in."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from generator import addresses
from generator.archive import Day, Paper
from generator.facets import Months
from generator.pages.calendar import month_calendar, months_table, year_calendar
from generator.pages.shared import Crumb, Page, Part, Shelf, parts
from generator.wording import count, long_date


def day_pages(shelf: Shelf) -> Iterator[Page]:
    """The index of all days, each year, each month and each day."""
    days = shelf.archive.days
    years = [(year, list(group)) for year, group in groupby(days, lambda day: day.day.year)]
    months = count_days_by_month(shelf)
    papers = len(shelf.archive.shown) - len(shelf.archive.undated)
    yield shelf.page(
        "days.md.j2",
        addresses.DAYS,
        title="Days",
        description=f"{count(papers, 'paper')} by day of publication and of listing.",
        newest=years[-1][0] if years else None,
        calendar=year_calendar(years[-1][0], shelf.papers_by_day) if years else "",
        months=months_table(months, "Papers by month", months),
    )
    for year, in_year in years:
        yield from _year_pages(shelf, year, in_year)
    for index, day in enumerate(days):
        earlier = days[index - 1] if index else None
        later = days[index + 1] if index + 1 < len(days) else None
        yield from _day_pages(shelf, day, earlier, later)


def count_days_by_month(shelf: Shelf) -> Months:
    """How many papers stand on the days of each month that has any, each counted once."""
    return {
        (year, month): shelf.papers_in(list(group))
        for (year, month), group in groupby(
            shelf.archive.days, lambda day: (day.day.year, day.day.month)
        )
    }


def day_crumbs(day: date) -> list[Crumb]:
    """The way to a day: all days, its year, its month."""
    return [
        Crumb("Days", addresses.DAYS),
        Crumb(str(day.year), addresses.year(day.year)),
        Crumb(f"{day:%B}", addresses.month(day)),
    ]


def _year_pages(shelf: Shelf, year: int, days: list[Day]) -> Iterator[Page]:
    months = [
        (date(year, month, 1), list(group))
        for month, group in groupby(days, lambda day: day.day.month)
    ]
    yield shelf.page(
        "year.md.j2",
        addresses.year(year),
        title=str(year),
        description=f"Papers of {year} by month and day.",
        crumbs=[Crumb("Days", addresses.DAYS)],
        year=year,
        calendar=year_calendar(year, {day.day: shelf.papers_of(day) for day in days}),
        months=list(reversed(months)),
    )
    for month, in_month in months:
        yield shelf.page(
            "month.md.j2",
            addresses.month(month),
            title=f"{month:%B %Y}",
            description=f"Papers of {month:%B %Y} by day.",
            crumbs=day_crumbs(month)[:2],
            month=month,
            calendar=month_calendar(month, {d.day: shelf.papers_of(d) for d in in_month}),
            days=list(reversed(in_month)),
        )


def _day_pages(shelf: Shelf, day: Day, earlier: Day | None, later: Day | None) -> Iterator[Page]:
    """A day's page; where more were published than fit, the rest goes on under `page/N/`."""
    for part in parts(addresses.day(day.day), day.published):
        yield _day_page(shelf, day, part, earlier, later)


def _day_page(
    shelf: Shelf, day: Day, part: Part[Paper], earlier: Day | None, later: Day | None
) -> Page:
    featured = [] if part.number else [(li, list(shelf.featured(li))) for li in day.featured]
    papers = sum(len(found) for _, found in featured)
    above = {paper.id for _, found in featured for paper in found}
    name = long_date(day.day)
    return shelf.page(
        "day.md.j2",
        part.address,
        title=f"{name}, page {part.number}" if part.number else name,
        description=f"{name}: {count(papers, 'paper')} featured, {len(day.published)} published.",
        crumbs=day_crumbs(day.day),
        day=day,
        part=part,
        published=[paper for paper in part.papers if paper.id not in above],
        featured=featured,
        earlier=earlier,
        later=later,
    )

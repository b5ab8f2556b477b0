"""A page for each day that has papers, and the months and years they lie in."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from generator import addresses
from generator.archive import Day, Paper
from generator.facets import Months
from generator.pages.calendar import month_calendar, months_table, year_calendar
from generator.pages.page import Crumb, Page
from generator.pages.parts import Part, parts
from generator.pages.shelf import Shelf
from generator.wording import count, long_date

Steps = tuple[Crumb | None, Crumb | None]
"""The pages before and after one of its kind."""


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
    year_crumbs = [Crumb(str(year), addresses.year(year)) for year, _ in years]
    month_crumbs = [
        Crumb(f"{first:%B %Y}", addresses.month(first))
        for first in (date(year, month, 1) for year, month in months)
    ]
    all_days = [Crumb(long_date(day.day), addresses.day(day.day)) for day in days]
    for (year, in_year), steps in zip(years, _steps(year_crumbs), strict=True):
        yield _year_page(shelf, year, in_year, steps)
    by_month = groupby(days, lambda day: day.day.replace(day=1))
    for (first, in_month), steps in zip(by_month, _steps(month_crumbs), strict=True):
        yield _month_page(shelf, first, list(in_month), steps)
    for day, steps in zip(days, _steps(all_days), strict=True):
        yield from _day_pages(shelf, day, steps)


def _steps(pages: Sequence[Crumb]) -> Iterator[Steps]:
    """For each of some pages in order those before and after it."""
    around = [None, *pages, None]
    return zip(around, around[2:], strict=False)


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


def _year_page(shelf: Shelf, year: int, days: list[Day], steps: Steps) -> Page:
    months = [
        (date(year, month, 1), list(group))
        for month, group in groupby(days, lambda day: day.day.month)
    ]
    return shelf.page(
        "year.md.j2",
        addresses.year(year),
        title=str(year),
        description=f"Papers of {year} by month and day.",
        crumbs=[Crumb("Days", addresses.DAYS)],
        year=year,
        calendar=year_calendar(year, {day.day: shelf.papers_of(day) for day in days}),
        months=list(reversed(months)),
        steps=steps,
    )


def _month_page(shelf: Shelf, month: date, days: list[Day], steps: Steps) -> Page:
    return shelf.page(
        "month.md.j2",
        addresses.month(month),
        title=f"{month:%B %Y}",
        description=f"Papers of {month:%B %Y} by day.",
        crumbs=day_crumbs(month)[:2],
        month=month,
        calendar=month_calendar(month, {day.day: shelf.papers_of(day) for day in days}),
        days=list(reversed(days)),
        steps=steps,
    )


def _day_pages(shelf: Shelf, day: Day, steps: Steps) -> Iterator[Page]:
    """A day's page; where more were published than fit, the rest goes on under `page/N/`."""
    for part in parts(addresses.day(day.day), day.published):
        yield _day_page(shelf, day, part, steps)


def _day_page(shelf: Shelf, day: Day, part: Part[Paper], steps: Steps) -> Page:
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
        steps=steps,
    )

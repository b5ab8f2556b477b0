"""Years as heat maps that are tables: each day and each month with papers is a link in its cell."""

from calendar import Calendar, day_name, month_name
from collections.abc import Iterable, Mapping
from datetime import date

from markupsafe import Markup

from generator import addresses
from generator.charts import level
from generator.facets import Months
from generator.pages.page import link
from generator.wording import count, long_date

_WEEKDAYS = Markup("").join(
    Markup('<th scope="col"><abbr title="{}">{}</abbr></th>').format(name, name[0])
    for name in day_name
)
_HEAD = Markup("<thead><tr>{}</tr></thead>").format(_WEEKDAYS)
_MONTHS = Markup("").join(
    Markup('<th scope="col"><abbr title="{}">{}</abbr></th>').format(name, name[:3])
    for name in month_name[1:]
)
_WEEKS = Calendar()
_MANY = 8
"""So many papers at least are the darkest: where all days have few, none stands out."""


def year_calendar(year: int, papers: Mapping[date, int]) -> Markup:
    """The twelve months of a year, each a table of weeks; days with papers lead to their page."""
    highest = max((number for day, number in papers.items() if day.year == year), default=0)
    months = Markup("").join(_month(year, month, papers, highest) for month in range(1, 13))
    return Markup('<div class="sheaf-calendar">{}</div>').format(months)


def month_calendar(month: date, papers: Mapping[date, int]) -> Markup:
    """One month as a table of weeks."""
    inside = [n for d, n in papers.items() if (d.year, d.month) == (month.year, month.month)]
    table = _month(month.year, month.month, papers, max(inside, default=0), linked=False)
    return Markup('<div class="sheaf-calendar sheaf-single">{}</div>').format(table)


def months_table(months: Months, caption: str, linked: Iterable[tuple[int, int]] = ()) -> Markup:
    """Years by months with the number of papers in each; those that have a page lead to it."""
    highest = max(months.values(), default=0)
    targets = set(linked)
    rows = "".join(
        _year_row(year, months, highest, targets)
        for year in sorted({year for year, _ in months}, reverse=True)
    )
    return Markup(
        '<div class="sheaf-scroll" role="region" tabindex="0" aria-label="{0}">'
        '<table class="sheaf-months"><caption>{0}</caption><thead><tr><th scope="col">Year</th>'
        '{1}<th scope="col">All</th></tr></thead><tbody>{2}</tbody></table></div>'
    ).format(caption, _MONTHS, Markup(rows))


def _month(
    year: int, month: int, papers: Mapping[date, int], highest: int, *, linked: bool = True
) -> Markup:
    # Dates and numbers only: nothing here could need escaping, and there are many cells.
    cells = [
        [
            _day(date(year, month, number), papers, highest) if number else "<td></td>"
            for number in week
        ]
        for week in _WEEKS.monthdayscalendar(year, month)
    ]
    first = date(year, month, 1)
    name = f"{first:%B}"
    if linked and any("href" in cell for week in cells for cell in week):
        name = f'<a href="{link(addresses.month(first))}">{name}</a>'
    weeks = "".join(f"<tr>{''.join(week)}</tr>" for week in cells)
    return Markup(
        f'<table class="sheaf-weeks"><caption>{name}</caption>{_HEAD}<tbody>{weeks}</tbody></table>'
    )


def _day(day: date, papers: Mapping[date, int], highest: int) -> str:
    number = papers.get(day, 0)
    if not number:
        return f"<td>{day.day}</td>"
    said = f"{long_date(day)}: {count(number, 'paper')}"
    darkness = level(number, max(highest, _MANY))
    leading = f'href="{link(addresses.day(day))}" title="{said}" aria-label="{said}"'
    return f'<td class="sheaf-l{darkness}"><a {leading}>{day.day}</a></td>'


def _year_row(year: int, months: Months, highest: int, targets: set[tuple[int, int]]) -> str:
    cells = "".join(
        _month_cell(year, month, months.get((year, month), 0), highest, targets)
        for month in range(1, 13)
    )
    whole = sum(number for (other, _), number in months.items() if other == year)
    name = str(year)
    if any(other == year for other, _ in targets):
        name = f'<a href="{link(addresses.year(year))}">{year}</a>'
    return f'<tr><th scope="row">{name}</th>{cells}<td>{whole:,}</td></tr>'


def _month_cell(
    year: int, month: int, number: int, highest: int, targets: set[tuple[int, int]]
) -> str:
    if not number:
        return "<td></td>"
    shown = str(number)
    if (year, month) in targets:
        first = date(year, month, 1)
        said = f"{first:%B %Y}: {count(number, 'paper')}"
        leading = f'href="{link(addresses.month(first))}" title="{said}" aria-label="{said}"'
        shown = f"<a {leading}>{number}</a>"
    return f'<td class="sheaf-l{level(number, max(highest, _MANY))}">{shown}</td>'

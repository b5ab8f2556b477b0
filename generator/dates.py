"""Dates as the papers page prints them: `Oct 30` in the current year, `Dec 9, 2024` in others."""

import re
from collections.abc import Iterable
from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PRINTED = rf"(?:{'|'.join(MONTHS)}) (?:[1-9]|[12]\d|3[01])(?:, \d{{4}})?"

_PRINTED = re.compile(rf"({'|'.join(MONTHS)}) (\d+)(?:, (\d{{4}}))?")


def resolve(printed: str, year: int | None) -> date | None:
    """The day a printed date means, in `year` where it prints none; None where no day is meant."""
    match = _PRINTED.fullmatch(printed)
    if match is None:
        return None
    month, day, own_year = match.groups()
    known = int(own_year) if own_year else year
    if known is None:
        return None
    try:
        return date(known, MONTHS.index(month) + 1, int(day))
    except ValueError:
        return None


def printed_year(printed: str) -> int | None:
    """The year a printed date names, if it names one."""
    match = _PRINTED.fullmatch(printed)
    return int(match[3]) if match and match[3] else None


def capture_year(printed: Iterable[str]) -> int | None:
    """The first year in which a page could have printed these dates, or None if none has a year.

    The page prints a year only where it is not the current one, so the page was captured after
    the newest year it prints; a `Feb 29` without a year waits for a leap year.
    """
    texts = list(printed)
    years = [year for text in texts if (year := printed_year(text)) is not None]
    if not years or max(years) >= date.max.year:
        return None
    year = max(years) + 1
    if any(text == "Feb 29" for text in texts):
        year += -year % 4
        if resolve("Feb 29", year) is None:
            return None
    return year

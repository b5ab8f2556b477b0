"""Dates as sources print them.

The papers page prints `Oct 30` in the current year and `Dec 9, 2024` in others; a list may know no
more than `May 2024` or `2024`.
"""

import re
from calendar import month_name
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PRINTED = rf"(?:{'|'.join(MONTHS)}) (?:[1-9]|[12]\d|3[01])(?:, \d{{4}})?"

_PRINTED = re.compile(rf"({'|'.join(MONTHS)}) (\d+)(?:, (\d{{4}}))?")
_NAMES = tuple(month_name)
_CUT_OFF = re.compile(rf"(?:({'|'.join(_NAMES[1:])}) )?(\d{{4}})", re.ASCII)


class Issued(NamedTuple):
    """When a paper was published, as far as it is known."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def first(self) -> date:
        """The first day that may be meant."""
        return date(self.year, self.month or 1, self.day or 1)

    def joined(self, sign: str) -> str:
        """What is known of year, month and day, each in as many digits as it may have."""
        known = [f"{self.year:04}", *(f"{part:02}" for part in self[1:] if part is not None)]
        return sign.join(known)


def parse_cut_off(printed: str) -> Issued | None:
    """The month or the year that a date without its day names; None of any other."""
    match = _CUT_OFF.fullmatch(printed)
    if match is None or match[2] == "0000":
        return None
    return Issued(int(match[2]), _NAMES.index(match[1]) if match[1] else None)


def print_cut_off(year: int, month: int | None) -> str:
    """A month or a year as `parse_cut_off` reads it."""
    return f"{_NAMES[month]} {year:04}" if month else f"{year:04}"


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

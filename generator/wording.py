"""Numbers, dates and long texts as people write them."""

from datetime import date
from functools import lru_cache

from generator.dates import Issued, print_cut_off


@lru_cache(maxsize=4096)
def long_date(day: date) -> str:
    """A date as people write it: 30 October 2025."""
    return f"{day.day} {day:%B %Y}"


def long_when(issued: Issued) -> str:
    """A date as people write it, as far as it is known: 30 October 2025, October 2025, 2025."""
    if issued.day is not None:
        return long_date(issued.first)
    return print_cut_off(issued.year, issued.month)


@lru_cache(maxsize=4096)
def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 paper, 2 papers."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def shortened(text: str, length: int) -> str:
    """The text, cut at a word with an ellipsis where it is longer."""
    if len(text) <= length:
        return text
    return f"{text[:length].rpartition(' ')[0] or text[:length]}…"

"""Printed dates mean a day, or nothing; a year is derived or left unknown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.dates import Issued, capture_year, parse_cut_off, print_cut_off, resolve


@pytest.mark.parametrize(
    ("printed", "year", "day"),
    [
        ("Oct 30", 2025, date(2025, 10, 30)),
        ("Dec 9, 2024", 2025, date(2024, 12, 9)),
        ("Dec 9, 2024", None, date(2024, 12, 9)),
        ("Oct 30", None, None),
        ("Feb 30", 2024, None),
        ("Feb 29", 2023, None),
        ("Brumaire 8", 2024, None),
        ("Oct 30", 0, None),
    ],
)
def test_a_printed_date(printed: str, year: int | None, day: date | None) -> None:
    """A date without a year lies in the year of its page; what is no day is None."""
    assert day == resolve(printed, year)


@pytest.mark.parametrize(
    ("printed", "year"),
    [
        (["Oct 30", "Dec 9, 2024", "Apr 15, 2021"], 2025),
        (["Oct 30", "Apr 16"], None),
        ([], None),
        (["Feb 29", "Dec 9, 2024"], 2028),
        (["Dec 9, 9999"], None),
        (["Feb 29", "Dec 9, 9997"], None),
    ],
)
def test_the_year_of_capture(printed: list[str], year: int | None) -> None:
    """The page was captured after the newest year it prints, and never in an invented one."""
    assert year == capture_year(printed)


@given(st.integers(1, 9999), st.none() | st.integers(1, 12))
def test_a_date_without_its_day_reads_back(year: int, month: int | None) -> None:
    """A month or a year is read as it was printed."""
    assert Issued(year, month) == parse_cut_off(print_cut_off(year, month))


@pytest.mark.parametrize("printed", ["", "Oct 30", "Dec 9, 2024", "0000", "Brumaire 2024", "24"])
def test_other_dates_name_no_month_or_year(printed: str) -> None:
    """A day, or what is no date, is no month and no year."""
    assert parse_cut_off(printed) is None

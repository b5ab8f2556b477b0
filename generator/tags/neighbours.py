"""What tags tell about each other and about time: those that go together, and their growth."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import combinations
from math import log2
from typing import NamedTuple

MOST = 6
LEAST_TOGETHER = 3
LEAST_LIFT = 1.5


class Neighbour(NamedTuple):
    """A tag that goes with another: papers that have both, and how many times chance that is."""

    slug: str
    together: int
    lift: float


class Month(NamedTuple):
    """One month (`2025-10`) of a tag: its papers, and their share of the month's papers."""

    month: str
    papers: int
    share: float


def neighbours(tag_sets: Iterable[Collection[str]]) -> dict[str, tuple[Neighbour, ...]]:
    """For each tag the tags that go with it more than chance would have it, closest first.

    Two tags are as close as the number of papers that have both times the logarithm of the lift,
    so that neither a single coincidence nor the mere size of a tag decides.
    """
    alone = Counter[str]()
    both = Counter[tuple[str, str]]()
    total = 0
    for tags in tag_sets:
        total += 1
        slugs = sorted(set(tags))
        alone.update(slugs)
        both.update(combinations(slugs, 2))
    found: dict[str, list[Neighbour]] = {slug: [] for slug in sorted(alone)}
    for (one, other), together in both.items():
        lift = round(together * total / (alone[one] * alone[other]), 3)
        if together >= LEAST_TOGETHER and lift >= LEAST_LIFT:
            found[one].append(Neighbour(other, together, lift))
            found[other].append(Neighbour(one, together, lift))
    return {slug: tuple(sorted(near, key=_rank)[:MOST]) for slug, near in found.items()}


def _rank(near: Neighbour) -> tuple[float, str]:
    """The closest first; of equals the first by slug."""
    return -round(near.together * log2(near.lift), 6), near.slug


def growth(dated: Iterable[tuple[Collection[str], date | None]]) -> dict[str, tuple[Month, ...]]:
    """For each tag every month from the first to the last of all papers; undated ones are left out.

    Months in which a tag has no paper are there too, with none.
    """
    papers = Counter[str]()
    tagged = Counter[tuple[str, str]]()
    for tags, day in dated:
        if day is not None:
            month = f"{day:%Y-%m}"
            papers[month] += 1
            tagged.update((slug, month) for slug in set(tags))
    if not papers:
        return {}
    span = list(months(min(papers), max(papers)))
    return {
        slug: tuple(
            Month(month, count, round(count / papers[month], 4) if count else 0.0)
            for month in span
            for count in (tagged[slug, month],)
        )
        for slug in sorted({slug for slug, _ in tagged})
    }


def months(first: str, last: str) -> Iterator[str]:
    """Every month from the first to the last, both written as `2025-10`."""
    year, month = map(int, first.split("-"))
    end = tuple(map(int, last.split("-")))
    while (year, month) <= end:
        yield f"{year:04}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)

"""What lists say of when and where: fields of a record, or its comment where there is none."""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from generator.dates import print_cut_off
from generator.sources.answers import arxiv_of

_BEFORE_DOI = re.compile(r"^(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?", re.ASCII)


class When(NamedTuple):
    """A day of publication, or what a list prints for one, and in words what is neither."""

    day: date | None = None
    printed: str | None = None
    words: str = ""


def read_when(said: str) -> When | None:
    """What a date (YYYY-MM-DD), or one that is cut off (YYYY-MM, YYYY), says; None of any other."""
    match = _ISO.fullmatch(said)
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    return When(day=first) if day else When(printed=print_cut_off(year, month))


def bare_doi(said: str) -> str | None:
    """The DOI in a text that is one, or its address; None in an empty one."""
    return _BEFORE_DOI.sub("", said.strip()) or None


def links_beside(arxiv: str | None, links: Iterable[str]) -> tuple[str, ...]:
    """The addresses but for that of the paper at arXiv, which its id says already."""
    return tuple(link for link in links if arxiv is None or arxiv_of(link)[0] != arxiv)


def comment_of(*remarks: str) -> str | None:
    """The remarks that say something, one after another; None of none."""
    return "; ".join(filter(None, remarks)) or None

"""What lists say of when and where: fields of a record, or its comment where it is too little."""

import re
from collections.abc import Iterable
from datetime import date

from generator.sources.answers import arxiv_of

_BEFORE_DOI = re.compile(r"^(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?", re.ASCII)


def read_when(said: str) -> tuple[date | None, str] | None:
    """The day that a date (YYYY-MM-DD) names, or what one that is cut off says: `March 2024`.

    None where the text is no date.
    """
    match = _ISO.fullmatch(said)
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        whole = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return whole, ""
    return None, f"{whole:%B} {match[1]}" if month else match[1]


def where_and_when(where: str, when: str) -> str:
    """What is known of both; a year alone is not said twice (`Proceedings of Kelp 2024`)."""
    said = re.search(rf"(?<!\d){when}(?!\d)", where) if when.isdecimal() else None
    return ", ".join(filter(None, (where, "" if said else when)))


def bare_doi(said: str) -> str | None:
    """The DOI in a text that is one, or its address; None in an empty one."""
    return _BEFORE_DOI.sub("", said.strip()) or None


def links_beside(arxiv: str | None, links: Iterable[str]) -> tuple[str, ...]:
    """The addresses but for that of the paper at arXiv, which its id says already."""
    return tuple(link for link in links if arxiv is None or arxiv_of(link)[0] != arxiv)


def comment_of(*remarks: str) -> str | None:
    """The remarks that say something, one after another; None of none."""
    return "; ".join(filter(None, remarks)) or None

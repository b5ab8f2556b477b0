"""Answers of live sources: what makes one unusable, and how values are taken out of JSON."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from generator.identity import ARXIV_PATTERN
from generator.sources.sighting import one_line
from generator.typeset.addresses import safe_href

_ARXIV = re.compile(
    r"(?:arXiv:|https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/)?"
    rf"({ARXIV_PATTERN})(?:v([0-9]{{1,3}}))?(?:\.pdf)?",
    re.IGNORECASE,
)


class Refused(Exception):
    """An answer, or a file, that is not used at all, with the reason."""


def parse_json(raw: bytes) -> Any:
    """The value of a JSON text; raises Refused where it is cut off, or something else."""
    try:
        return json.loads(raw.decode())
    except UnicodeDecodeError as failure:
        raise Refused(f"not UTF-8 (byte {failure.start:,})") from None
    except json.JSONDecodeError as failure:
        if raw.lstrip()[:1] == b"<":
            raise Refused("HTML or XML where JSON was asked for") from None
        where = f"line {failure.lineno}, column {failure.colno}"
        raise Refused(f"JSON that is cut off or damaged at {where}: {failure.msg}") from None
    except (RecursionError, ValueError) as failure:
        raise Refused(f"JSON that nobody would write: {failure}") from None


class Declined(Refused):
    """An answer that is whole and says no, which asking again would not change."""


class Fields:
    """A JSON object whose values are asked for by kind; `odd` names those of another kind."""

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise Refused(f"{place} is not an object")
        self._value = value
        self._place = place
        self.odd: list[str] = []

    def required(self, name: str) -> str:
        """A text that must be there; raises Refused where it is not."""
        value = self._value.get(name)
        if not isinstance(value, str) or not value.strip():
            raise Refused(f"{self._place} has no '{name}'")
        return one_line(value)

    def fields(self, name: str) -> "Fields":
        """An object that must be there; raises Refused where it is not."""
        return Fields(self._value.get(name), f"{self._place}: '{name}'")

    def text(self, name: str) -> str | None:
        """A text with something in it, or None."""
        value = self._optional(name, str)
        return (one_line(value) or None) if value is not None else None

    def count(self, name: str) -> int | None:
        """A whole number from zero up, or None."""
        value = self._optional(name, int)
        if value is None or (value >= 0 and not isinstance(value, bool)):
            return value
        self.odd.append(name)
        return None

    def day(self, name: str) -> date | None:
        """The day of a date or a time, in UTC, or None."""
        value = self._optional(name, str)
        if value is None:
            return None
        day = day_of(value)
        if day is None:
            self.odd.append(name)
        return day

    def year(self, name: str) -> str:
        """A year, which may stand there as a number, or nothing."""
        value = self._value.get(name)
        if value is None or re.fullmatch(r"\d{4}", str(value)):
            return "" if value is None else str(value)
        self.odd.append(name)
        return ""

    def flag(self, name: str) -> bool:
        """Whether a value is true."""
        return self._value.get(name) is True

    def object(self, name: str) -> "Fields | None":
        """An object that may lack."""
        value = self._optional(name, dict)
        return Fields(value, f"{self._place}: '{name}'") if value is not None else None

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list, each once."""
        found = [one_line(value) for value in self._list(name, str)]
        return tuple(dict.fromkeys(text for text in found if text))

    def objects(self, name: str) -> "list[Fields]":
        """The objects of a list."""
        return [Fields(value, f"{self._place}: {name}") for value in self._list(name, dict)]

    def address(self, name: str) -> str | None:
        """An address that a link may carry, or None."""
        value = self.text(name)
        if value is None:
            return None
        href = safe_href(value)
        if href is None:
            self.odd.append(name)
        return href

    def unknown(self, known: Iterable[str]) -> list[str]:
        """The names that are none of these."""
        return [name for name in self._value if name not in set(known)]

    def _optional(self, name: str, kind: type) -> Any:
        value = self._value.get(name)
        if value is None or isinstance(value, kind):
            return value
        self.odd.append(name)
        return None

    def _list(self, name: str, kind: type) -> Iterator[Any]:
        values = self._optional(name, list) or []
        if not all(isinstance(value, kind) for value in values):
            self.odd.append(name)
        return (value for value in values if isinstance(value, kind))


def day_of(text: str) -> date | None:
    """The day, in UTC, of a date or a time as ISO 8601 has it; None where it is neither."""
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        time = datetime.fromisoformat(text)
        return (time.astimezone(UTC) if time.tzinfo else time).date()
    except (ValueError, OverflowError):
        return None


def time_of(text: str) -> datetime | None:
    """The time that a text says as mail and HTTP write it; None where it says none."""
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def arxiv_of(text: str) -> tuple[str | None, int | None]:
    """The arXiv id in a text that is one, or its address, and its version; neither of others."""
    match = _ARXIV.fullmatch(text.strip())
    if match is None:
        return None, None
    found, version = match.groups()
    if not re.fullmatch(ARXIV_PATTERN, found):
        return None, None
    return found, int(version) if version else None

"""Findings, with the place they were found at, and the ways to print them."""

import difflib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from generator.strict_yaml import Path as Where

Severity = Literal["error", "notice"]

MANY = 2000


@dataclass(frozen=True, order=True)
class Problem:
    """A finding at `path:line`, where line 0 means the file as a whole.

    An error stops check and build; a notice stops nothing.
    """

    path: str
    line: int
    severity: Severity
    message: str


@dataclass(frozen=True)
class Finding:
    """A problem with the place in a file's structure where it lies."""

    path: str
    where: Where
    severity: Severity
    message: str


def error(path: str, line: int, message: str) -> Problem:
    """An error at a line of a file."""
    return Problem(path, line, "error", message)


def notice(path: str, line: int, message: str) -> Problem:
    """A notice at a line of a file."""
    return Problem(path, line, "notice", message)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether one of the problems stops check and build."""
    return any(problem.severity == "error" for problem in problems)


def render_text(problem: Problem) -> str:
    """`path:line: error|notice: message`, on one line whatever the message holds."""
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    return visible(f"{place}: {problem.severity}: {problem.message}")


def render_github(problem: Problem) -> str:
    """A workflow command that GitHub shows beside the line.

    Format: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    level = "error" if problem.severity == "error" else "notice"
    place = f"file={_github_property(problem.path)}"
    if problem.line:
        place += f",line={problem.line}"
    return f"::{level} {place}::{_github_escape(problem.message)}"


def render_json(problems: Iterable[Problem]) -> str:
    """All problems as one JSON array."""
    return json.dumps([asdict(problem) for problem in problems], indent=2)


def close_to(word: str, known: Iterable[str]) -> str:
    """A suggestion of the known word that is nearest to this one, if one is near.

    Of very many words only those that begin or end alike are looked at, each of which is slow.
    """
    words = list(known)
    if len(words) > MANY:
        begin, end = word[:4], word[-4:]
        words = [one for one in words if one.startswith(begin) or one.endswith(end)][:MANY]
    near = difflib.get_close_matches(word[:200], words, n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def visible(text: str) -> str:
    """The text on one line, with what a terminal would act on or hide shown as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def shortened(value: object) -> str:
    """A value as messages show it: quoted where it is text, on one line, of 80 characters."""
    shown = visible(repr(value) if isinstance(value, str) else plain(value))
    return shown if len(shown) <= 80 else f"{shown[:79]}…"


def plain(value: object) -> str:
    """A value as people read it, lists with semicolons, since names have commas."""
    if isinstance(value, tuple):
        return "; ".join(map(plain, value)) or "none"
    return "none" if value is None else str(value)


def _github_escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(text: str) -> str:
    return _github_escape(text).replace(":", "%3A").replace(",", "%2C")

"""Findings, with the place they were found at, and the ways to print them."""

import difflib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "notice"]


@dataclass(frozen=True, order=True)
class Problem:
    """A finding at `path:line`, where line 0 means the file as a whole.

    An error stops check and build; a notice stops nothing.
    """

    path: str
    line: int
    severity: Severity
    message: str


class ContentError(Exception):
    """Content that could not be used, with every problem that was found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(render_text, self.problems)))


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
    """A suggestion of the known word that is nearest to this one, if one is near."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def visible(text: str) -> str:
    """The text on one line, with what a terminal would act on or hide shown as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _github_escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(text: str) -> str:
    return _github_escape(text).replace(":", "%3A").replace(",", "%2C")

"""What every source comes down to: a listing, and what it says of each paper in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, get_type_hints

import msgspec

from generator.model import AnySource, Basis, Entry, Observation, Record
from generator.problems import Problem, error, notice
from generator.schema import beyond
from generator.typeset.canonical import canonical

_TYPES: Mapping[str, Any] = {
    name: hint
    for kind in (Entry, Observation, Record)
    for name, hint in get_type_hints(kind, include_extras=True).items()
}
_NEEDED = {"title": "a title", "abstract": "an abstract", "arxiv": "an arXiv id"}
"""Where one of these cannot be stored the paper cannot; any other value is left out."""

_APART = ("categories", "keywords", "links")
"""Lists from which one value may be left out; authors without one of them would be others."""

_SHOWN = ("title", "organization")
_MOST = {"authors": 10_000, "categories": 200, "keywords": 200, "links": 200}


@dataclass(frozen=True)
class Sighting:
    """What one source says of one paper; what it does not say is None, or empty.

    `links` are addresses that the source names beside the text.
    """

    title: str
    abstract: str
    line: int
    published_text: str | None = None
    published: date | None = None
    authors: tuple[str, ...] = ()
    author_count: int | None = None
    organization: str | None = None
    arxiv: str | None = None
    version: int | None = None
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    doi: str | None = None
    comment: str | None = None
    links: tuple[str, ...] = ()
    comments: int | None = None
    upvotes: int | None = None


@dataclass(frozen=True)
class Reading:
    """One listing as it was read, before its papers are known to be records.

    `path` is where problems with it are reported. A reading that is not `whole` adds to its
    listing; of one that is, what it lacks has vanished. A `title` that is `given` is a person's,
    and so is a `name` by which a list takes the place of an older one.
    """

    path: str
    name: str
    source: AnySource
    title: str | None = None
    title_given: bool = False
    day: date | None = None
    day_text: str | None = None
    day_basis: Basis | None = None
    whole: bool = True
    sightings: tuple[Sighting, ...] = field(default=())
    name_given: bool = False


def one_line(text: str) -> str:
    """The text with every run of white space as one space.

    Where a source breaks its lines is layout: a page, and so a dump, shows the same text unbroken.
    """
    return " ".join(text.split())


def accept(path: str, sighting: Sighting) -> tuple[Sighting | None, list[Problem]]:
    """What can be stored of a sighting, None where the paper cannot, and what is wrong with it.

    What is stored can be read back: the types of the archive take every value of it.
    """
    changed: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in vars(sighting).items():
        reason = _fault(name, value)
        if reason is None:
            continue
        if name in _NEEDED:
            message = f"{_NEEDED[name]} {reason}; this paper is not stored"
            return None, [error(path, sighting.line, message)]
        changed[name] = _without_faults(name, value)
        left_out = len(value) - len(changed[name]) if changed[name] else 0
        what = f"{left_out} of '{name}'" if left_out else f"'{name}'"
        problems.append(notice(path, sighting.line, f"{what} left out: {reason}"))
    return replace(sighting, **changed), problems


def _without_faults(name: str, value: Any) -> Any:
    """What is left of a value without its faults."""
    if not isinstance(value, tuple):
        return None
    if name not in _APART:
        return ()
    return tuple(one for one in value if _fault(name, (one,)) is None)[: _MOST[name]]


def _fault(name: str, value: Any) -> str | None:
    """What is wrong with a value, if anything."""
    if value in (None, ()) or name not in _TYPES:
        return None
    texts = [text for text in (value if isinstance(value, tuple) else [value]) if text]
    if not all(is_unicode(text) for text in texts if isinstance(text, str)):
        return "that is not UTF-8, or has half a surrogate pair"
    try:
        msgspec.convert(value, _TYPES[name])
    except msgspec.ValidationError as failure:
        limit = beyond(str(failure))
        return f"of {limit}" if limit is not None else "that is not written as one"
    if name in _SHOWN and not canonical(value):
        return "with nothing to read in it"
    most = _MOST.get(name)
    return f"of more than {most:,}" if most is not None and len(value) > most else None


def is_unicode(text: str) -> bool:
    """Whether UTF-8 can hold the text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

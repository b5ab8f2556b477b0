"""What every source comes down to: a listing, and what it says of each paper in it."""

from dataclasses import dataclass, field
from datetime import date

from generator.model import Basis, Source


@dataclass(frozen=True)
class Sighting:
    """What one source says of one paper; what it does not say is None."""

    title: str
    abstract: str
    line: int
    published_text: str | None = None
    author_count: int | None = None
    organization: str | None = None
    comments: int | None = None


@dataclass(frozen=True)
class Reading:
    """One listing as it was read, before its papers are known to be records.

    `path` is where problems with it are reported.
    """

    path: str
    name: str
    source: Source
    title: str | None = None
    day: date | None = None
    day_text: str | None = None
    day_basis: Basis | None = None
    sightings: tuple[Sighting, ...] = field(default=())

"""What every source comes down to: a listing, and what it says of each paper in it."""

from dataclasses import dataclass, field
from datetime import date

from generator.model import AnySource, Basis
from generator.typeset.canonical import canonical

MAX_ABSTRACT = 100_000


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
    listing; of one that is, what it lacks has vanished. A `title` that is `given` is a person's.
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


def one_line(text: str) -> str:
    """The text with every run of white space as one space.

    Where a source breaks its lines is layout: a page, and so a dump, shows the same text unbroken.
    """
    return " ".join(text.split())


def refusal(sighting: Sighting) -> str | None:
    """Why what was seen cannot become a record, if it cannot."""
    named = [sighting.organization, sighting.doi, sighting.comment]
    listed = [*sighting.authors, *sighting.categories, *sighting.keywords]
    texts = [sighting.title, sighting.abstract, *listed, *(text for text in named if text)]
    if not all(is_unicode(text) for text in texts):
        return "not UTF-8, or half a surrogate pair"
    named_at_all = [text for text in (sighting.title, sighting.organization) if text is not None]
    if not all(canonical(text) for text in named_at_all):
        return "a title or an organization with nothing to read in it"
    if len(sighting.abstract) > MAX_ABSTRACT:
        return f"an abstract of more than {MAX_ABSTRACT:,} characters"
    return None


def is_unicode(text: str) -> bool:
    """Whether UTF-8 can hold the text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

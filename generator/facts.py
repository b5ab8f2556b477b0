"""What one entry of a listing says of its paper, kept as what differs from the record.

An entry says what its record says, but for what it lists under `said` and `unsaid`, so that no
text stands in the content twice and every fact can be collected again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, get_args

from msgspec import structs

from generator.dates import capture_year, resolve
from generator.identity import digest
from generator.model import (
    AnySource,
    ArxivFeedSource,
    ArxivSource,
    DailyPapersSource,
    DumpSource,
    Entry,
    FileSource,
    Listing,
    OptionalFact,
    PageSource,
    Record,
    Said,
)
from generator.sources.sighting import Sighting

T = TypeVar("T")

OPTIONAL: tuple[OptionalFact, ...] = get_args(OptionalFact)
FIELDS = ("title", "abstract", *OPTIONAL)
FACT_NAMES = {
    "title": "title",
    "abstract": "abstract",
    "published": "publication date",
    "authors": "authors",
    "author_count": "number of authors",
    "organization": "organization",
    "arxiv": "arXiv id",
    "categories": "categories",
    "doi": "DOI",
    "comment": "remark",
}
"""What people call the facts of a paper."""

_HUGGING_FACE: tuple[OptionalFact, ...] = (
    "published",
    "authors",
    "organization",
    "arxiv",
    "keywords",
)
_FEED: tuple[OptionalFact, ...] = ("authors", "arxiv", "version", "categories", "doi")


@dataclass(frozen=True)
class Facts:
    """What one entry says of its paper, with what decides whether it wins."""

    trust: int
    day: date | None
    title: str
    abstract: str
    published: date | None = None
    authors: tuple[str, ...] | None = None
    author_count: int | None = None
    organization: str | None = None
    arxiv: str | None = None
    version: int | None = None
    categories: tuple[str, ...] | None = None
    keywords: tuple[str, ...] | None = None
    doi: str | None = None
    comment: str | None = None
    links: tuple[str, ...] = ()


def spoken(source: AnySource) -> tuple[OptionalFact, ...]:
    """What a source says of papers where it knows it, beside title and abstract.

    What is not spoken of is not `unsaid` either: a change here changes what stored listings mean.
    """
    match source:
        case DumpSource(layout="cards"):
            return "author_count", "organization"
        case DumpSource():
            return ()
        case PageSource() | DailyPapersSource():
            return _HUGGING_FACE
        case ArxivFeedSource():
            return _FEED
        case ArxivSource():
            return (*_FEED, "published", "comment")
        case FileSource():
            return OPTIONAL


def trust(source: AnySource, version: int | None) -> int:
    """How far a source is believed where two say different things; more wins.

    Of two answers of arXiv the one about the newer version of a paper is believed.
    """
    ranks = {
        DumpSource: 0,
        FileSource: 1,
        PageSource: 2,
        DailyPapersSource: 3,
        ArxivFeedSource: 4,
        ArxivSource: 5,
    }
    return 1000 * ranks[type(source)] + min(version or 0, 999)


def seen(sighting: Sighting, listing: Listing) -> Facts:
    """What was just read of a paper; a date without a year waits for all of the listing."""
    said = {name: getattr(sighting, name) for name in spoken(listing.source)}
    return Facts(
        trust(listing.source, sighting.version),
        listing.day,
        sighting.title,
        sighting.abstract,
        **{name: value for name, value in said.items() if value != ()},
        links=sighting.links,
    )


def recall(entry: Entry, listing: Listing, record: Record) -> Facts:
    """What a stored entry says, given the record as it was stored beside it."""
    said = entry.said or Said()
    values: dict[str, Any] = {}
    for name in ("title", "abstract", *spoken(listing.source)):
        own = getattr(said, name)
        if own is not None:
            values[name] = own
        elif name not in entry.unsaid:
            stored = getattr(record, name)
            values[name] = None if stored == () else stored
    return Facts(
        trust(listing.source, values.get("version")), listing.day, **values, links=entry.links
    )


def differences(facts: Facts, record: Record, source: AnySource) -> dict[str, Any]:
    """The `said` and `unsaid` of an entry with these facts, beside the record as it is now."""
    names = ("title", "abstract", *spoken(source))
    said = {
        name: value
        for name in names
        if (value := getattr(facts, name)) is not None and value != getattr(record, name)
    }
    unsaid = tuple(
        name
        for name in names
        if getattr(facts, name) is None and getattr(record, name) not in (None, ())
    )
    return {"said": Said(**said) if said else None, "unsaid": unsaid}


def explicit(entry: Entry, listing: Listing, before: Record, after: Record) -> Entry:
    """The entry, saying the same beside the record as it was and as it will be."""
    told = differences(recall(entry, listing, before), after, listing.source)
    said = {
        name: value
        for words in (told["said"], entry.said)
        if words is not None
        for name in FIELDS
        if (value := getattr(words, name)) is not None
    }
    unsaid = tuple(name for name in OPTIONAL if name in {*entry.unsaid, *told["unsaid"]})
    return structs.replace(entry, said=Said(**said) if said else None, unsaid=unsaid)


def listing_year(listing: Listing) -> int | None:
    """The year in which a listing's dates without a year lie."""
    if listing.day is not None:
        return listing.day.year
    return capture_year(entry.published_text for entry in listing.entries if entry.published_text)


def published(facts: Facts, entry: Entry, year: int | None) -> date | None:
    """The day of publication a source names, or prints without a year in a listing of this one."""
    return facts.published or resolve(entry.published_text or "", year)


def prefer(said: Iterable[tuple[int, date | None, T]]) -> T | None:
    """Of values with their source's trust and listing's day, the one that wins; None of none.

    The best source wins, then the newest listing, then the smallest hash of the value.
    """
    ranked = sorted(
        said, key=lambda fact: (-fact[0], -(fact[1] or date.min).toordinal(), digest(fact[2]))
    )
    return ranked[0][2] if ranked else None

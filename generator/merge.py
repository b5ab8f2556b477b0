"""Readings of listings joined to what is stored; pure, and the same in any order of reading.

Every fact stands in some listing: an entry says what its record says, but for what it lists under
`said` and `unsaid`. So the facts behind a record can always be collected again from all its
entries, and which of them wins depends on what they are, never on which came first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, TypeVar

from msgspec import structs

from generator.dates import capture_year, resolve
from generator.identity import digest
from generator.known import Known
from generator.model import Entry, Listing, Observation, Record, Said, Stored
from generator.problems import Problem, notice
from generator.sources.sighting import Reading, Sighting
from generator.typeset.addresses import find_links

T = TypeVar("T")

RANKS = {"dump": 0}
"""How far each kind of source is trusted where two say different things; more wins."""

_Optional = Literal["author_count", "organization"]
_OPTIONAL: tuple[_Optional, ...] = ("author_count", "organization")


@dataclass(frozen=True)
class Facts:
    """What one entry says of its paper, with what decides whether it wins."""

    rank: int
    day: date | None
    title: str
    abstract: str
    published: date | None = None
    author_count: int | None = None
    organization: str | None = None


@dataclass(frozen=True)
class Merged:
    """What is stored after a merge, and how the readings' papers turned out."""

    stored: Stored
    problems: tuple[Problem, ...]
    new: int
    changed: int
    unchanged: int


def merge(stored: Stored, readings: Iterable[Reading], on: date) -> Merged:
    """What is stored once the readings are in, and what an editor should know about them."""
    records = dict(stored.records)
    listings = dict(stored.listings)
    facts: dict[str, dict[tuple[str, int], Facts]] = defaultdict(dict)
    known = Known(stored)
    problems: list[Problem] = []
    for reading in sorted(readings, key=_order):
        listing = _listing(reading, listings.get(reading.name), on)
        problems += _remarks(reading, listing)
        entries: list[Entry] = []
        for sighting in reading.sightings:
            record_id, found = known.find_or_add(reading.path, sighting)
            problems += found
            facts[record_id][reading.name, len(entries)] = _seen(sighting, listing)
            entries.append(_entry(record_id, sighting, listing.day))
        listings[reading.name] = structs.replace(listing, entries=tuple(entries))
    _recall(facts, stored, listings)
    for record_id, by_entry in facts.items():
        records[record_id] = _record(record_id, list(by_entry.values()), records.get(record_id), on)
    _rewrite(listings, records, facts)
    return _account(stored, replace(stored, records=records, listings=listings), facts, problems)


def listing_year(listing: Listing) -> int | None:
    """The year in which a listing's dates without a year lie."""
    if listing.day is not None:
        return listing.day.year
    return capture_year(entry.published_text for entry in listing.entries if entry.published_text)


def _order(reading: Reading) -> tuple[date, str]:
    return reading.day or date.max, reading.name


def _listing(reading: Reading, stored: Listing | None, on: date) -> Listing:
    """The listing without its entries; a day that was given stands until another is given."""
    day, basis = reading.day, reading.day_basis
    if stored is not None and stored.day is not None and basis != "given":
        day, basis = stored.day, stored.day_basis
    return Listing(
        name=reading.name,
        title=reading.title,
        day=day,
        day_text=reading.day_text,
        day_basis=basis,
        source=stored.source if stored is not None else reading.source,
        added=stored.added if stored is not None else on,
    )


def _remarks(reading: Reading, listing: Listing) -> Iterator[Problem]:
    if listing.day is None:
        known = f"it says '{listing.day_text}', " if listing.day_text else ""
        message = (
            f"{known}no year can be derived: the listing is undated until --day or a correction "
            f"of {listing.name} says more"
        )
        yield notice(reading.path, 1, message)
    year = listing.day.year if listing.day else _reading_year(reading)
    for sighting in reading.sightings:
        printed = sighting.published_text
        if printed and year and resolve(printed, year) is None:
            yield notice(reading.path, sighting.line, f"'{printed}' is not a day of {year}")


def _reading_year(reading: Reading) -> int | None:
    return capture_year(s.published_text for s in reading.sightings if s.published_text)


def _seen(sighting: Sighting, listing: Listing) -> Facts:
    return Facts(
        RANKS[listing.source.kind],
        listing.day,
        sighting.title,
        sighting.abstract,
        author_count=sighting.author_count,
        organization=sighting.organization,
    )


def _entry(record_id: str, sighting: Sighting, day: date | None) -> Entry:
    observed: tuple[Observation, ...] = ()
    if sighting.comments is not None:
        observed = (Observation(on=day, comments=sighting.comments),)
    return Entry(record=record_id, published_text=sighting.published_text, observed=observed)


def _recall(
    facts: dict[str, dict[tuple[str, int], Facts]],
    stored: Stored,
    listings: Mapping[str, Listing],
) -> None:
    """Add what other listings say of these papers, and the dates that every listing gives."""
    for name, listing in listings.items():
        concerned = [
            (index, entry) for index, entry in enumerate(listing.entries) if entry.record in facts
        ]
        if not concerned:
            continue
        year = listing_year(listing)
        for index, entry in concerned:
            by_entry = facts[entry.record]
            if listing is stored.listings.get(name):
                by_entry[name, index] = _said(entry, listing, stored.records[entry.record])
            published = resolve(entry.published_text or "", year)
            by_entry[name, index] = replace(by_entry[name, index], published=published)


def _said(entry: Entry, listing: Listing, record: Record) -> Facts:
    said = entry.said or Said()

    def optional(name: _Optional) -> Any:
        if listing.source.layout != "cards" or name in entry.unsaid:
            return None
        own = getattr(said, name)
        return getattr(record, name) if own is None else own

    return Facts(
        RANKS[listing.source.kind],
        listing.day,
        said.title if said.title is not None else record.title,
        said.abstract if said.abstract is not None else record.abstract,
        author_count=optional("author_count"),
        organization=optional("organization"),
    )


def _record(record_id: str, facts: list[Facts], before: Record | None, on: date) -> Record:
    """The record that these facts make, dated `on` where one of its fields changed."""
    whole = [f for f in facts if not _is_cut_off(f.abstract, facts)]
    abstract = _best(whole, "abstract")
    others = sorted(f.abstract for f in whole)
    fields: dict[str, Any] = {
        "title": _best(facts, "title"),
        "abstract": abstract,
        "published": _best(facts, "published"),
        "author_count": _best(facts, "author_count"),
        "organization": _best(facts, "organization"),
        "links": find_links("\n".join(dict.fromkeys([abstract, *others]))),
    }
    if before is None:
        return Record(id=record_id, added=on, changed=on, **fields)
    kept = {name: value for name, value in fields.items() if value is not None}
    after = structs.replace(before, **kept)
    return before if after == before else structs.replace(after, changed=on)


def _is_cut_off(abstract: str, facts: list[Facts]) -> bool:
    """Whether a longer abstract begins with this one."""
    return any(
        len(other.abstract) > len(abstract) and other.abstract.startswith(abstract)
        for other in facts
    )


def _best(facts: list[Facts], name: str) -> Any:
    return prefer((f.rank, f.day, value) for f in facts if (value := getattr(f, name)) is not None)


def prefer(said: Iterable[tuple[int, date | None, T]]) -> T | None:
    """Of values with their source's rank and listing's day, the one that wins; None of none.

    The best source wins, then the newest listing, then the smallest hash of the value.
    """
    ranked = sorted(
        said, key=lambda fact: (-fact[0], -(fact[1] or date.min).toordinal(), digest(fact[2]))
    )
    return ranked[0][2] if ranked else None


def _rewrite(
    listings: dict[str, Listing],
    records: Mapping[str, Record],
    facts: Mapping[str, Mapping[tuple[str, int], Facts]],
) -> None:
    """Let every entry of these records say what differs from the record as it now is."""
    touched: dict[str, dict[int, Entry]] = defaultdict(dict)
    for record_id, by_entry in facts.items():
        for (name, index), fact in by_entry.items():
            entry = listings[name].entries[index]
            cards = listings[name].source.layout == "cards"
            rewritten = structs.replace(entry, **_differences(fact, records[record_id], cards))
            if rewritten != entry:
                touched[name][index] = rewritten
    for name, entries in touched.items():
        listing = listings[name]
        listings[name] = structs.replace(
            listing,
            entries=tuple(entries.get(i, entry) for i, entry in enumerate(listing.entries)),
        )


def _differences(fact: Facts, record: Record, cards: bool) -> dict[str, Any]:
    said = {
        name: value
        for name in ("title", "abstract", *_OPTIONAL)
        if (value := getattr(fact, name)) is not None and value != getattr(record, name)
    }
    unsaid = tuple(
        name
        for name in _OPTIONAL
        if cards and getattr(fact, name) is None and getattr(record, name) is not None
    )
    return {"said": Said(**said) if said else None, "unsaid": unsaid}


def _account(
    before: Stored, after: Stored, touched: Iterable[str], problems: list[Problem]
) -> Merged:
    ids = list(touched)
    new = sum(record_id not in before.records for record_id in ids)
    same = sum(after.records[i] == before.records.get(i) for i in ids)
    return Merged(after, tuple(problems), new, len(ids) - new - same, same)

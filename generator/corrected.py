"""Records and listings as their editors know them, with what the sources say beside it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from msgspec import structs

from generator.dates import resolve
from generator.merge import RANKS, listing_year, prefer
from generator.model import Entry, Listing, Record, Stored
from generator.overlay import (
    EMPTY,
    Overlay,
    Relations,
    correct,
    correct_listing,
    last_day,
    listing_overlay,
    overlay,
    relate,
)


@dataclass(frozen=True)
class Appearance:
    """A record's place in a listing."""

    listing: Listing
    entry: Entry
    position: int


@dataclass(frozen=True)
class Corrected:
    """A record that is merged into no other, as its sources have it and as its editors do.

    `said` is what the sources say, `record` what readers see; `aliases` are ids that lead here,
    `corrected` is the day on which an editor last said something of it or of those that do.
    """

    said: Record
    record: Record
    overlay: Overlay
    appearances: tuple[Appearance, ...]
    aliases: tuple[str, ...]
    corrected: date | None = None


def correct_listings(stored: Stored) -> list[Listing]:
    """Every listing with its corrections, by name."""
    return [
        correct_listing(listing, listing_overlay(stored.listing_corrections.get(name, ())))
        for name, listing in sorted(stored.listings.items())
    ]


def correct_records(
    stored: Stored,
    listings: Iterable[Listing],
    relations: Relations | None = None,
    ids: Collection[str] | None = None,
) -> Iterator[Corrected]:
    """Every record with its corrections, or those asked for; none that is merged into another.

    `listings` are as corrected. What a record lacks comes from those that were merged into it.
    """
    into = (relations or relate(stored.corrections)).into
    merged: dict[str, list[str]] = defaultdict(list)
    for record_id, end in sorted(into.items()):
        if record_id in stored.records:
            merged[end].append(record_id)
    wanted = stored.records.keys() if ids is None else set(ids)
    appearances = _appearances(listings, into, wanted)
    redated = {
        name
        for name, changes in stored.listing_corrections.items()
        if "day" in listing_overlay(changes)
    }
    for record_id in stored.records if ids is None else sorted(wanted):
        if record_id in into or record_id not in stored.records:
            continue
        record, found = stored.records[record_id], appearances.get(record_id, [])
        others = merged.get(record_id, [])
        if redated:
            record = _redated(record, found, redated)
        if others:
            record = _filled(record, [_lent(stored, other) for other in others])
        fixed = overlay(stored.corrections.get(record_id, ()))
        aliases = [i for other in others for i in (other, *stored.records[other].aliases)]
        yield Corrected(
            record,
            correct(record, fixed),
            fixed,
            tuple(found),
            tuple(dict.fromkeys([*record.aliases, *aliases])),
            last_day(c for i in (record_id, *others) for c in stored.corrections.get(i, ())),
        )


def _appearances(
    listings: Iterable[Listing], into: Mapping[str, str], wanted: Collection[str]
) -> dict[str, list[Appearance]]:
    found: dict[str, list[Appearance]] = defaultdict(list)
    for listing in listings:
        for position, entry in enumerate(listing.entries, start=1):
            record_id = into.get(entry.record, entry.record)
            if record_id in wanted:
                found[record_id].append(Appearance(listing, entry, position))
    return found


def _lent(stored: Stored, record_id: str) -> Record | None:
    """A merged record, as far as it may speak for the one that is left."""
    fixed = overlay(stored.corrections.get(record_id, ()))
    return None if fixed.withdrawn else correct(stored.records[record_id], fixed)


def _filled(record: Record, others: Iterable[Record | None]) -> Record:
    for other in others:
        if other is not None:
            lacking = {
                name: getattr(other, name)
                for name, empty in EMPTY.items()
                if getattr(record, name) == empty != getattr(other, name)
            }
            record = structs.replace(record, **lacking)
    return record


def _redated(record: Record, appearances: list[Appearance], listings: set[str]) -> Record:
    """The record with its publication read again where the day of a listing was corrected."""
    if not any(a.listing.name in listings and a.entry.published_text for a in appearances):
        return record
    said = [
        (RANKS[a.listing.source.kind], a.listing.day, published)
        for a in appearances
        if a.entry.published_text
        and (published := resolve(a.entry.published_text, listing_year(a.listing)))
    ]
    return structs.replace(record, published=prefer(said) or record.published)

"""Records and listings as their editors know them, with what the sources say beside it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from msgspec import structs

from generator.facts import listing_year, prefer, published, recall
from generator.model import Correction, Entry, Listing, Record, Stored
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


def aliases_of(stored: Stored) -> dict[str, str]:
    """Each id of a record that sources found to be another, with that one's id."""
    return {alias: record.id for record in stored.records.values() for alias in record.aliases}


def relations_of(stored: Stored) -> Relations:
    """What editors say of pairs of records."""
    return relate(stored.corrections, aliases_of(stored)) if stored.corrections else Relations()


def corrections_of(stored: Stored, record: Record) -> tuple[Correction, ...]:
    """The corrections of a record and of those that sources found to be it, oldest first."""
    own = stored.corrections.get(record.id, ())
    others = [c for alias in record.aliases for c in stored.corrections.get(alias, ())]
    if not others:
        return own
    return tuple(sorted([*others, *own], key=lambda correction: correction.on))


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
    into = (relations or relations_of(stored)).into
    merged: dict[str, list[str]] = defaultdict(list)
    for record_id, end in sorted(into.items()):
        if record_id in stored.records:
            merged[end].append(record_id)
    wanted = stored.records.keys() if ids is None else set(ids)
    aliased = aliases_of(stored)
    appearances = _appearances(listings, {**aliased, **into}, into, wanted)
    redated = {
        name
        for name, changes in stored.listing_corrections.items()
        if "day" in listing_overlay(changes)
    }
    for record_id in stored.records if ids is None else sorted(wanted):
        if record_id in into or record_id in aliased or record_id not in stored.records:
            continue
        record, found = stored.records[record_id], appearances.get(record_id, [])
        others = merged.get(record_id, [])
        if redated:
            record = _redated(record, found, redated)
        if others:
            record = _filled(record, [_lent(stored, other) for other in others])
        fixed = overlay(corrections_of(stored, stored.records[record_id]))
        aliases = [i for other in others for i in (other, *stored.records[other].aliases)]
        yield Corrected(
            record,
            correct(record, fixed),
            fixed,
            tuple(found),
            tuple(dict.fromkeys([*record.aliases, *aliases])),
            last_day(
                change
                for i in (record_id, *others)
                for change in corrections_of(stored, stored.records[i])
            ),
        )


def _appearances(
    listings: Iterable[Listing],
    leads: Mapping[str, str],
    into: Mapping[str, str],
    wanted: Collection[str],
) -> dict[str, list[Appearance]]:
    found: dict[str, list[Appearance]] = defaultdict(list)
    for listing in listings:
        for position, entry in enumerate(listing.entries, start=1):
            record_id = leads.get(entry.record, entry.record)
            record_id = into.get(record_id, record_id)
            if record_id in wanted:
                found[record_id].append(Appearance(listing, entry, position))
    return found


def _lent(stored: Stored, record_id: str) -> Record | None:
    """A merged record, as far as it may speak for the one that is left."""
    fixed = overlay(corrections_of(stored, stored.records[record_id]))
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
    recalled = [(a, recall(a.entry, a.listing, record)) for a in appearances]
    said = [
        (facts.trust, a.listing.day, day)
        for a, facts in recalled
        if (day := published(facts, a.entry, listing_year(a.listing)))
    ]
    return structs.replace(record, published=prefer(said) or record.published)

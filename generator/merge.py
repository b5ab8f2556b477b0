"""Readings of listings joined to what is stored; pure, and the same in any order of reading.

Every fact stands in some listing (see `facts`). So the facts behind a record can always be
collected again from all its entries, and which of them wins depends on what they are, never on
which came first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from msgspec import structs

from generator.dates import capture_year, parse_cut_off, resolve
from generator.facts import (
    OPTIONAL,
    Facts,
    differences,
    listing_year,
    prefer,
    published,
    recall,
    seen,
)
from generator.known import Known
from generator.model import Entry, FileSource, Listing, Observation, Record, Stored
from generator.problems import Problem, notice
from generator.sources.sighting import Reading, Sighting
from generator.typeset.addresses import find_links

_Facts = dict[str, dict[tuple[str, int], Facts]]
"""By record, and by the listing and the place in it."""

_Found = tuple[Entry, Facts | None]
"""An entry, and what it says where that was read just now; else it is recalled if needed."""


@dataclass(frozen=True)
class Merged:
    """What is stored after a merge, and how the readings' papers turned out.

    `records` are the ids of what was read, in order.
    """

    stored: Stored
    problems: tuple[Problem, ...]
    new: int
    changed: int
    unchanged: int
    records: tuple[str, ...]


def merge(stored: Stored, readings: Iterable[Reading], on: date) -> Merged:
    """What is stored once the readings are in, and what an editor should know about them."""
    listings = dict(stored.listings)
    facts: _Facts = defaultdict(dict)
    known = Known(stored)
    problems: list[Problem] = []
    sighted: list[str] = []
    for reading in sorted(readings, key=_order):
        kept = _kept_as(reading, listings)
        reading = replace(reading, name=kept or reading.name)
        before = listings.get(reading.name)
        if before is not None and _is_other_state(reading, before) and not reading.name_given:
            problems.append(_superseded(reading, before))
            continue
        listing = _listing(reading, before, on)
        problems += _remarks(reading, listing)
        if before is None:
            problems += _earlier_states(reading, listings)
        observed = _observed(before, known)
        found: list[_Found] = []
        for sighting in reading.sightings:
            record_id, believed, remarks = known.find_or_add(reading.path, sighting, on)
            problems += remarks
            sighted.append(record_id)
            entry = _entry(record_id, believed, listing, observed.get(record_id, ()), on)
            found.append((entry, seen(believed, listing)))
        if before is not None:
            earlier = _that_may_vanish(before, reading)
            found = _with_unseen(reading, found, before, earlier, known, stored)
        for index, (entry, fact) in enumerate(found):
            if fact is not None:
                facts[entry.record][reading.name, index] = fact
        listings[reading.name] = structs.replace(listing, entries=tuple(e for e, _ in found))
    joined = known.joined()
    facts = _resolved(facts, joined, stored)
    _recall(facts, stored, listings, joined)
    losers = defaultdict(list)
    for loser, into in joined.items():
        losers[into].append(loser)
    records = {key: record for key, record in stored.records.items() if key not in joined}
    for record_id, by_entry in facts.items():
        one = _record(record_id, list(by_entry.values()), stored.records.get(record_id), on)
        records[record_id] = _with_aliases(one, losers[record_id], stored.records, on)
    _rewrite(listings, records, facts)
    after = replace(stored, records=records, listings=listings)
    return _account(stored, after, facts, problems, sighted, joined)


def _is_other_state(reading: Reading, stored: Listing) -> bool:
    """Whether a list that somebody keeps is read in another state than the one stored."""
    return isinstance(stored.source, FileSource) and not _is_same(reading, stored)


def _is_same(reading: Reading, stored: Listing) -> bool:
    """Whether a listing is of the very bytes of a list, whatever their file is called."""
    one, other = reading.source, stored.source
    if not isinstance(one, FileSource) or not isinstance(other, FileSource):
        return False
    return (one.sha256, one.format) == (other.sha256, other.format)


def _superseded(reading: Reading, stored: Listing) -> Problem:
    """What to do where a list is read again in a state that a newer one took the place of."""
    message = (
        f"an earlier state of {stored.name}, which has been another since {stored.read}: nothing "
        f"of it was stored; `--listing {stored.name}` (make: LISTING={stored.name}) puts it back"
    )
    return notice(reading.path, 0, message)


def _that_may_vanish(before: Listing, reading: Reading) -> Iterable[Entry]:
    """The entries that stay behind what is found, since they are no part of what was read.

    The same file read again has them all, but for those that left the list before.
    """
    if before.source.live or _is_other_state(reading, before):
        return before.entries
    return [entry for entry in before.entries if entry.last_seen is not None]


def _kept_as(reading: Reading, listings: Mapping[str, Listing]) -> str | None:
    """The listing that holds this very file, in whatever state it was when first read."""
    if reading.name_given or not isinstance(reading.source, FileSource):
        return None
    return min((name for name, one in listings.items() if _is_same(reading, one)), default=None)


def _earlier_states(reading: Reading, listings: Mapping[str, Listing]) -> Iterator[Problem]:
    """A notice where a list without a day may be a newer state of one that is stored."""
    if not isinstance(reading.source, FileSource) or reading.day is not None:
        return
    for name, one in sorted(listings.items()):
        if (
            isinstance(one.source, FileSource)
            and one.day is None
            and (one.source.file, one.source.format) == (reading.source.file, reading.source.format)
        ):
            message = (
                f"a file of this name was read before, as {name}: to put this one in its place, "
                f"take the ingest back and say `--listing {name}` (make: LISTING={name})"
            )
            yield notice(reading.path, 0, message)
            return


def _order(reading: Reading) -> tuple[date, str]:
    return reading.day or date.max, reading.name


def _listing(reading: Reading, stored: Listing | None, on: date) -> Listing:
    """The listing without its entries; what was given stands until something else is given."""
    title, day, basis = reading.title, reading.day, reading.day_basis
    newer = stored is not None and _is_other_state(reading, stored)
    read = stored.read if stored is not None else None
    if stored is not None and stored.day is not None and basis != "given":
        day, basis = stored.day, stored.day_basis
    if stored is not None and not (reading.title_given or reading.source.live):
        title = stored.title or title
    return Listing(
        name=reading.name,
        title=title,
        day=day,
        day_text=reading.day_text,
        day_basis=basis,
        source=stored.source if stored is not None and not newer else reading.source,
        added=stored.added if stored is not None else on,
        read=_latest(on, read) if reading.source.live or newer else read,
    )


def _latest(on: date, before: date | None) -> date:
    """The day, but never one before: a clock may have been set back."""
    return on if before is None else max(on, before)


def _remarks(reading: Reading, listing: Listing) -> Iterator[Problem]:
    if listing.lacks_day:
        known = f"it says '{listing.day_text}', " if listing.day_text else ""
        message = (
            f"{known}no year can be derived: the listing is undated until --day or a correction "
            f"of {listing.name} says more"
        )
        yield notice(reading.path, 1, message)
    year = listing.day.year if listing.day else _reading_year(reading)
    for sighting in reading.sightings:
        printed = sighting.published_text
        if not printed or not year or parse_cut_off(printed):
            continue
        if resolve(printed, year) is None:
            yield notice(reading.path, sighting.line, f"'{printed}' is not a day of {year}")


def _reading_year(reading: Reading) -> int | None:
    return capture_year(s.published_text for s in reading.sightings if s.published_text)


def _observed(before: Listing | None, known: Known) -> dict[str, tuple[Observation, ...]]:
    """What a live listing showed beside each record so far."""
    if before is None or not before.source.live:
        return {}
    return {known.resolved(entry.record): entry.observed for entry in before.entries}


def _entry(
    record_id: str,
    sighting: Sighting,
    listing: Listing,
    observed: tuple[Observation, ...],
    on: date,
) -> Entry:
    """The entry of what was seen; what was observed becomes a history where a source is live."""
    day = _latest(on, listing.read) if listing.source.live else listing.day
    if sighting.comments is not None or sighting.upvotes is not None:
        now = Observation(on=day, comments=sighting.comments, upvotes=sighting.upvotes)
        observed = _observe(observed, now)
    return Entry(
        record=record_id,
        published_text=sighting.published_text,
        links=sighting.links,
        observed=observed,
    )


def _observe(history: tuple[Observation, ...], now: Observation) -> tuple[Observation, ...]:
    """The history with the new observation: the last one of each day, and only what changed."""
    earlier = tuple(o for o in history if o.on is None or now.on is None or o.on < now.on)
    if not earlier:
        return (now,)
    for name in ("comments", "upvotes"):
        last = next((n for o in reversed(earlier) if (n := getattr(o, name)) is not None), None)
        if getattr(now, name) not in (None, last):
            return (*earlier, now)
    return earlier


def _with_unseen(
    reading: Reading,
    found: list[_Found],
    before: Listing,
    earlier: Iterable[Entry],
    known: Known,
    stored: Stored,
) -> list[_Found]:
    """What was found, and behind it what the listing held before and is not shown any more.

    A reading that only adds takes nothing away, and its listing is ordered by record.
    """
    now = {known.resolved(entry.record) for entry, _ in found}
    unseen: list[_Found] = []
    for entry in earlier:
        if entry.record not in stored.records or known.resolved(entry.record) in now:
            continue
        last = before.read or before.added
        gone = last if reading.whole and entry.last_seen is None else entry.last_seen
        unseen.append((structs.replace(entry, last_seen=gone), None))
    every = [*found, *unseen]
    return every if reading.whole else sorted(every, key=lambda pair: pair[0].record)


def _resolved(facts: _Facts, joined: Mapping[str, str], stored: Stored) -> _Facts:
    """The facts of records found to be others as facts of those, with a place for each of those.

    A record may be stored beside the one it is an alias of where a run was stopped between them.
    """
    gathered: _Facts = {into: {} for loser, into in joined.items() if loser in stored.records}
    for record_id, by_entry in facts.items():
        gathered.setdefault(joined.get(record_id, record_id), {}).update(by_entry)
    return gathered


def _recall(
    facts: _Facts, stored: Stored, listings: Mapping[str, Listing], joined: Mapping[str, str]
) -> None:
    """Add what other listings say of these papers, and the dates that every listing gives."""
    for name, listing in listings.items():
        concerned = [
            (index, entry, record_id)
            for index, entry in enumerate(listing.entries)
            if (record_id := joined.get(entry.record, entry.record)) in facts
        ]
        if not concerned:
            continue
        year = listing_year(listing)
        for index, entry, record_id in concerned:
            by_entry = facts[record_id]
            if (name, index) not in by_entry:
                beside = stored.records.get(entry.record) or stored.records[record_id]
                by_entry[name, index] = recall(entry, listing, beside)
            fact = by_entry[name, index]
            by_entry[name, index] = replace(fact, published=published(fact, entry, year))


def _record(record_id: str, facts: list[Facts], before: Record | None, on: date) -> Record:
    """The record that these facts make, dated `on` where one of its fields changed."""
    whole = [f for f in facts if not _is_cut_off(f.abstract, facts)]
    abstract = _best(whole, "abstract")
    others = sorted(f.abstract for f in whole)
    named = sorted({link for f in facts for link in f.links})
    fields: dict[str, Any] = {
        "title": _best(facts, "title"),
        "abstract": abstract,
        **{name: _best(facts, name) for name in OPTIONAL},
        "links": find_links("\n".join(dict.fromkeys([abstract, *others, *named]))),
    }
    kept = {name: value for name, value in fields.items() if value is not None}
    if before is None:
        return Record(id=record_id, added=on, changed=on, **kept)
    after = structs.replace(before, **kept)
    return before if after == before else structs.replace(after, changed=on)


def _with_aliases(
    record: Record, losers: Iterable[str], before: Mapping[str, Record], on: date
) -> Record:
    """The record with the ids of those found to be it."""
    new = set(losers)
    new |= {alias for loser in new if loser in before for alias in before[loser].aliases}
    aliases = tuple(sorted({*record.aliases, *new}))
    if aliases == record.aliases:
        return record
    return structs.replace(record, aliases=aliases, changed=on)


def _is_cut_off(abstract: str, facts: list[Facts]) -> bool:
    """Whether a longer abstract begins with this one."""
    return any(
        len(other.abstract) > len(abstract) and other.abstract.startswith(abstract)
        for other in facts
    )


def _best(facts: list[Facts], name: str) -> Any:
    return prefer((f.trust, f.day, value) for f in facts if (value := getattr(f, name)) is not None)


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
            differing = differences(fact, records[record_id], listings[name].source)
            rewritten = structs.replace(entry, record=record_id, **differing)
            if rewritten != entry:
                touched[name][index] = rewritten
    for name, entries in touched.items():
        listing = listings[name]
        listings[name] = structs.replace(
            listing,
            entries=tuple(entries.get(i, entry) for i, entry in enumerate(listing.entries)),
        )


def _account(
    before: Stored,
    after: Stored,
    touched: Iterable[str],
    problems: list[Problem],
    sighted: list[str],
    joined: Mapping[str, str],
) -> Merged:
    ids = list(touched)
    new = sum(record_id not in before.records for record_id in ids)
    same = sum(after.records[i] == before.records.get(i) for i in ids)
    records = tuple(joined.get(record_id, record_id) for record_id in sighted)
    return Merged(after, tuple(problems), new, len(ids) - new - same, same, records)

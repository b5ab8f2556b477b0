"""Days that were written by a clock which went wrong, and are yet to come."""

from dataclasses import replace
from datetime import date, timedelta

from msgspec import structs

from generator.model import Answer, Entry, Listing, Observation, Record, Stored

AHEAD = timedelta(days=1)
"""Somewhere it is tomorrow already; any later day is none on which anything happened."""


def set_right(stored: Stored, on: date, now: date) -> Stored:
    """What is stored, with `on` in place of every day later than the one after `now`.

    These are days on which something was added, changed, read or answered, never those that a
    source or an editor gives.
    """
    last = now + AHEAD

    def right(day: date | None) -> date | None:
        return on if day is not None and day > last else day

    def record(one: Record) -> Record:
        if one.added <= last and one.changed <= last:
            return one
        return structs.replace(one, added=right(one.added), changed=right(one.changed))

    def entry(one: Entry) -> Entry:
        by_day: dict[date | None, Observation] = {}
        for seen in one.observed:
            by_day[right(seen.on)] = structs.replace(seen, on=right(seen.on))
        return structs.replace(one, last_seen=right(one.last_seen), observed=tuple(by_day.values()))

    def listing(one: Listing) -> Listing:
        if one.added <= last and (one.read is None or one.read <= last):
            return one
        entries = tuple(map(entry, one.entries)) if one.source.live else one.entries
        return structs.replace(one, added=right(one.added), read=right(one.read), entries=entries)

    def answer(one: Answer) -> Answer:
        return structs.replace(
            one, on=right(one.on), vain=right(one.vain), complete=right(one.complete)
        )

    return replace(
        stored,
        records={key: record(one) for key, one in stored.records.items()},
        listings={key: listing(one) for key, one in stored.listings.items()},
        answers=tuple(map(answer, stored.answers)),
    )

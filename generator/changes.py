"""What editors changed, when, by whom and why, as their corrections tell it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from generator.corrected import aliases_of, corrections_of
from generator.model import Correction, ListingCorrection, Stored
from generator.overlay import EMPTY, C, given, overlay, values


@dataclass(frozen=True)
class Step:
    """One thing that a change changed: what it is called, and its value before and after.

    A value is None where there is none, or where the corrections do not tell it.
    """

    name: str
    before: Any = None
    after: Any = None


@dataclass(frozen=True)
class Change:
    """What an editor did to a record, or to a listing, at one time.

    `number` counts the changes of one subject on that day from 1: one of an earlier day that is
    joined later, from another branch, leaves the `key` of all others as it was.
    """

    on: date
    subject: str
    number: int
    by: str
    reason: str
    steps: tuple[Step, ...]
    of_listing: bool = False

    @property
    def key(self) -> str:
        """What no other change is called."""
        return f"{self.subject}/{self.on}/{self.number}"


def list_changes(stored: Stored) -> tuple[Change, ...]:
    """Every change that stands in the corrections, oldest first."""
    aliases = aliases_of(stored) if stored.corrections else {}
    found = [
        *(
            change
            for i, changes in stored.corrections.items()
            for change in _of_record(stored, aliases, i, changes)
        ),
        *(c for n, changes in stored.listing_corrections.items() for c in _of_listing(n, changes)),
    ]
    return tuple(sorted(found, key=lambda c: (c.on, c.of_listing, c.subject, c.number)))


def _of_record(
    stored: Stored, aliases: dict[str, str], record_id: str, corrections: tuple[Correction, ...]
) -> Iterator[Change]:
    # What was taken away must not come back here, neither its text nor what it was before.
    record = stored.records.get(aliases.get(record_id, record_id))
    said = corrections if record is None else corrections_of(stored, record)
    hidden = overlay(said).erased is not None
    known: dict[str, Any] = {}
    for number, correction in _numbered(corrections):
        steps = [
            *_steps(correction, known, dict(values(correction))),
            *_tags(correction),
            *_states(correction),
            *_relations(correction),
        ]
        if hidden:
            steps = [step for step in steps if step.name not in EMPTY and step.name != "title"]
        yield Change(
            correction.on, record_id, number, correction.by, correction.reason, tuple(steps)
        )


def _of_listing(name: str, corrections: tuple[ListingCorrection, ...]) -> Iterator[Change]:
    known: dict[str, Any] = {}
    for number, change in _numbered(corrections):
        steps = tuple(_steps(change, known, dict(given(change.set))))
        yield Change(change.on, name, number, change.by, change.reason, steps, of_listing=True)


def _numbered(changes: Iterable[C]) -> Iterator[tuple[int, C]]:
    """Each change with its number among those of its day."""
    of_day: Counter[date] = Counter()
    for change in changes:
        of_day[change.on] += 1
        yield of_day[change.on], change


def _steps(
    change: Correction | ListingCorrection, known: dict[str, Any], after: dict[str, Any]
) -> Iterator[Step]:
    """Each field that changed; `known` is what editors had said of fields before, and then now."""
    was = dict(given(change.was))
    for name in change.restore:
        yield Step(name, known.pop(name, None), "as the sources say")
    for field, value in after.items():
        before = known.get(field, was.get(field))
        known[field] = value
        yield Step(field, before, None if value == EMPTY.get(field) else value)


def _tags(correction: Correction) -> Iterator[Step]:
    if correction.tags is not None:
        for tag in correction.tags.add:
            yield Step("tag", None, tag)
        for tag in correction.tags.remove:
            yield Step("tag", tag, None)
        for tag in correction.tags.restore:
            yield Step("tag left to the matcher", None, tag)


def _states(correction: Correction) -> Iterator[Step]:
    words = {
        "withdraw": ("withdrawn", "brought back"),
        "erase": ("title and abstract no longer shown", "title and abstract shown again"),
    }
    for field, (yes, no) in words.items():
        said = getattr(correction, field)
        if said is not None:
            yield Step(yes if said else no)


def _relations(correction: Correction) -> Iterator[Step]:
    if correction.merge_into is not None:
        yield Step("merged into", None, correction.merge_into)
    for other in correction.same_as:
        yield Step("took in", None, other)
    for other in correction.not_same_as:
        yield Step("is not", None, other)

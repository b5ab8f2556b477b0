"""What the corrections of records come to: of all that was said, what was said last."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from msgspec import structs

from generator.model import (
    Correction,
    Entry,
    FieldName,
    Fields,
    Listing,
    ListingCorrection,
    ListingFieldName,
    ListingFields,
    Record,
)

EMPTY: Mapping[str, Any] = {
    known.name: known.default
    for known in structs.fields(Record)
    if known.name in Fields.__struct_fields__ and not known.required
}
"""What each field is where nothing is known of it; a record always has a title."""


NO_ALIASES: Mapping[str, str] = {}

C = TypeVar("C", Correction, ListingCorrection)


@dataclass(frozen=True)
class Fixed(Generic[C]):
    """The value an editor gave a field, with the change that gave it.

    `was` is what the sources said then, as far as the changes tell; None where they do not.
    """

    value: Any
    by: C
    was: Any = None


@dataclass(frozen=True)
class Overlay:
    """What the corrections of one record come to, each part with the change that said it last."""

    fields: Mapping[FieldName, Fixed[Correction]] = field(default_factory=dict)
    tags: Mapping[str, Fixed[Correction]] = field(default_factory=dict)
    withdrawn: Correction | None = None
    erased: Correction | None = None


NOTHING = Overlay()


def overlay(corrections: Iterable[Correction]) -> Overlay:
    """What changes, given oldest first, come to; of a tag, whether it was added."""
    fields: dict[FieldName, Fixed[Correction]] = {}
    tags: dict[str, Fixed[Correction]] = {}
    withdrawn: Correction | None = None
    erased: Correction | None = None
    for correction in corrections:
        for name in correction.restore:
            fields.pop(name, None)
        for name, value in values(correction):
            fields[name] = Fixed(value, correction, _was(correction, name, fields.get(name)))
        _change_tags(tags, correction)
        if correction.withdraw or correction.erase:
            withdrawn = correction
        if correction.erase:
            erased = correction
        if correction.withdraw is False or correction.erase is False:
            erased = None
        if correction.withdraw is False:
            withdrawn = None
    return Overlay(fields, tags, withdrawn, erased)


def values(correction: Correction) -> Iterator[tuple[FieldName, Any]]:
    """Each field that a change gives a value, those it clears among them."""
    for cleared in correction.clear:
        yield cleared, EMPTY[cleared]
    yield from given(correction.set)


def given(fields: Fields | ListingFields | None) -> Iterator[tuple[Any, Any]]:
    """Each field that is named, with its value."""
    if fields is not None:
        for name in fields.__struct_fields__:
            value = getattr(fields, name)
            if value is not None:
                yield name, value


def listing_overlay(
    corrections: Iterable[ListingCorrection],
) -> dict[ListingFieldName, Fixed[ListingCorrection]]:
    """What changes of a listing, given oldest first, come to."""
    fields: dict[ListingFieldName, Fixed[ListingCorrection]] = {}
    for correction in corrections:
        for name in correction.restore:
            fields.pop(name, None)
        for name, value in given(correction.set):
            fields[name] = Fixed(value, correction, _was(correction, name, fields.get(name)))
    return fields


def correct(record: Record, corrections: Overlay) -> Record:
    """The record with what its editors say in place of what its sources say."""
    if not corrections.fields:
        return record
    return structs.replace(record, **{n: fixed.value for n, fixed in corrections.fields.items()})


def correct_tags(
    found: tuple[str, ...], corrections: Overlay, redirects: Mapping[str, str]
) -> tuple[str, ...]:
    """The tags found without those an editor removed, then those an editor added.

    `redirects` leads from slugs that tags once had to those they have now.
    """
    if not corrections.tags:
        return found
    said = {redirects.get(tag, tag): fixed.value for tag, fixed in corrections.tags.items()}
    kept = [tag for tag in found if said.get(tag, True)]
    return tuple(dict.fromkeys([*kept, *(tag for tag, added in said.items() if added)]))


def last_day(corrections: Iterable[Correction]) -> date | None:
    """The day of the last change, if there is any."""
    return max((correction.on for correction in corrections), default=None)


@dataclass(frozen=True)
class Relations:
    """What editors say of pairs of records.

    `into` has each merged id with the id it ends in; `direct` with the one it was merged into;
    `apart` the ids that a record is not, though they look alike.
    """

    into: Mapping[str, str] = field(default_factory=dict)
    direct: Mapping[str, str] = field(default_factory=dict)
    apart: Mapping[str, frozenset[str]] = field(default_factory=dict)


def relate(
    corrections: Mapping[str, Iterable[Correction]], aliases: Mapping[str, str] = NO_ALIASES
) -> Relations:
    """What stands of all that was said of pairs of records; of each pair, what was said last.

    `aliases` has ids of records that sources found to be others, with what those are called.

    Within a file the later change is the last, of two files the one of the later day, and of one
    day that of the later id.
    """
    said: dict[frozenset[str], tuple[str, str] | None] = {}
    for _, *named, is_one in sorted(_said(corrections), key=lambda words: words[0]):
        one, other = (aliases.get(name, name) for name in named)
        if one != other:
            pair = frozenset((one, other))
            said.pop(pair, None)
            said[pair] = (one, other) if is_one else None
    direct = {one: target for pair in said.values() if pair for one, target in [pair]}
    apart: dict[str, set[str]] = {}
    for pair, merged in said.items():
        if merged is None:
            for record_id in pair:
                apart.setdefault(record_id, set()).update(pair - {record_id})
    return Relations(
        into={record_id: follow(record_id, direct) for record_id in direct},
        direct=direct,
        apart={record_id: frozenset(others) for record_id, others in apart.items()},
    )


def circles(direct: Mapping[str, str]) -> Iterator[list[str]]:
    """Every way that leads from a record through those it is merged into back to itself."""
    for record_id in direct:
        passed = [record_id]
        while (following := direct.get(passed[-1])) is not None and following not in passed:
            passed.append(following)
        if following == record_id:
            yield [*passed, record_id]


def correct_listing(
    listing: Listing, fields: Mapping[ListingFieldName, Fixed[ListingCorrection]]
) -> Listing:
    """The listing as its editors know it; a new day moves what was observed on the old one."""
    if "title" in fields:
        listing = structs.replace(listing, title=fields["title"].value)
    if "day" in fields:
        day = fields["day"].value
        entries = tuple(_moved(entry, listing.day, day) for entry in listing.entries)
        listing = structs.replace(listing, day=day, day_basis="given", entries=entries)
    return listing


_When = tuple[date, str, int, int]


def _said(
    corrections: Mapping[str, Iterable[Correction]],
) -> Iterator[tuple[_When, str, str, bool]]:
    """When it was said, which record it is about, which other, and whether that is left of both."""
    for record_id, changes in corrections.items():
        day = date.min
        for index, change in enumerate(changes):
            day = max(day, change.on)
            words: list[tuple[str, str, bool]] = []
            if change.merge_into is not None:
                words.append((record_id, change.merge_into, True))
            words += [(other, record_id, True) for other in change.same_as]
            words += [(record_id, other, False) for other in change.not_same_as]
            for place, (one, other, is_one) in enumerate(words):
                yield (day, record_id, index, place), one, other, is_one


def _moved(entry: Entry, old: date | None, new: date) -> Entry:
    observed = tuple(structs.replace(o, on=new) if o.on == old else o for o in entry.observed)
    return structs.replace(entry, observed=observed)


def follow(record_id: str, into: Mapping[str, str]) -> str:
    """The record that one leads to in the end, each leading to the next; a circle is left once."""
    passed = {record_id}
    while (following := into.get(record_id)) is not None and following not in passed:
        passed.add(following)
        record_id = following
    return record_id


def _was(correction: C, name: str, before: Fixed[C] | None) -> Any:
    """What the sources said before a change: not what an editor had said before it."""
    was = getattr(correction.was, name) if correction.was is not None else None
    if before is not None and (was is None or was == before.value):
        return before.was
    return was


def _change_tags(tags: dict[str, Fixed[Correction]], correction: Correction) -> None:
    if correction.tags is None:
        return
    for tag in (*correction.tags.restore, *correction.tags.add, *correction.tags.remove):
        tags.pop(tag, None)
    tags.update({tag: Fixed(True, correction) for tag in correction.tags.add})
    tags.update({tag: Fixed(False, correction) for tag in correction.tags.remove})

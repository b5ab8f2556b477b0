"""The rules that corrections must keep; each is a generator of findings."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from generator.corrected import (
    aliases_of,
    correct_listings,
    correct_records,
    corrections_of,
    relations_of,
)
from generator.derived import texts_of
from generator.model import Correction, ListingCorrection, Record, Stored
from generator.overlay import (
    EMPTY,
    Fixed,
    circles,
    correct,
    given,
    listing_overlay,
    overlay,
)
from generator.problems import Finding, close_to, shortened
from generator.store import correction_path, listing_correction_path, record_path
from generator.strict_yaml import Path as Where
from generator.tags.tagging import Tagger
from generator.typeset import canonical, deceptive

_SAYING = ("set", "clear", "restore", "tags", "withdraw", "erase")
_RELATING = ("merge_into", "same_as", "not_same_as")


def check_subjects(stored: Stored) -> Iterator[Finding]:
    """Corrections are of records and listings that exist."""
    ids = {*stored.records, *aliases_of(stored)}
    for record_id in stored.corrections:
        if record_id not in ids:
            message = f"no record '{record_id}' to correct"
            message += close_to(record_id, stored.records)
            yield Finding(correction_path(record_id), (), "error", message)
    for name in stored.listing_corrections:
        if name not in stored.listings:
            message = f"no listing '{name}' to correct{close_to(name, stored.listings)}"
            yield Finding(listing_correction_path(name), (), "error", message)


def check_changes(stored: Stored) -> Iterator[Finding]:
    """Every change changes something, says one thing of it, and comes after those before it."""
    for record_id, corrections in stored.corrections.items():
        path = correction_path(record_id)
        yield from _in_order(path, corrections)
        for index, change in enumerate(corrections):
            if not says_anything(change):
                names = ", ".join((*_SAYING, *_RELATING))
                yield Finding(path, (index,), "error", f"changes nothing; give one of {names}")
            yield from _contradictions(path, index, change)
            for name, text in given(change.set):
                if name in ("title", "organization") and not canonical(text):
                    message = f"{name}: nothing in it can be seen"
                    yield Finding(path, (index, "set", name), "error", message)
    for name, changes in stored.listing_corrections.items():
        path = listing_correction_path(name)
        yield from _in_order(path, changes)
        for index, listing_change in enumerate(changes):
            if not listing_change.restore and not list(given(listing_change.set)):
                message = "changes nothing; give set or restore"
                yield Finding(path, (index,), "error", message)


def check_tag_changes(stored: Stored) -> Iterator[Finding]:
    """Corrections give and take tags that exist, or once did."""
    tags = {term.slug for term in stored.taxonomy.terms} | stored.taxonomy.redirects().keys()
    for record_id, corrections in stored.corrections.items():
        for index, change in enumerate(corrections):
            if change.tags is None:
                continue
            for verb in ("add", "remove", "restore"):
                for place, tag in enumerate(getattr(change.tags, verb)):
                    if tag not in tags:
                        message = f"no tag '{tag}' in tags.yml{close_to(tag, tags)}"
                        where = (index, "tags", verb, place)
                        yield Finding(correction_path(record_id), where, "error", message)


def check_relations(stored: Stored) -> Iterator[Finding]:
    """What is said of pairs of records can be true, and merges come to an end."""
    relations = relations_of(stored)
    ids = {*stored.records, *aliases_of(stored)}
    for record_id, corrections in stored.corrections.items():
        for index, change in enumerate(corrections):
            yield from _others(ids, record_id, index, change)
    for circle in circles(relations.direct):
        path = correction_path(_speaking(stored, circle))
        yield Finding(
            path,
            (),
            "error",
            f"merged in a circle: {' → '.join(circle)}; `not_same_as` ends one of these merges",
        )
    for record_id, others in sorted(relations.apart.items()):
        end = relations.into.get(record_id, record_id)
        for other in sorted(others):
            if record_id < other and relations.into.get(other, other) == end:
                message = (
                    f"'{record_id}' and '{other}' are not the same, and yet both become {end}; "
                    f"another `not_same_as` says which of them is not {end}"
                )
                path = correction_path(_speaking(stored, [record_id, other, end]))
                yield Finding(path, (), "error", message)


def check_arxiv_ids(stored: Stored) -> Iterator[Finding]:
    """An arXiv id leads to one record, and records that are merged have no two."""
    relations = relations_of(stored)
    owners: dict[str, str] = {}
    aliases = aliases_of(stored)
    corrected = {aliases.get(i, i) for i in stored.corrections}
    for record_id, record in sorted(stored.records.items()):
        if record_id in corrected:
            record = correct(record, overlay(corrections_of(stored, record)))
        if record.arxiv is None:
            continue
        path, where = _place_of_arxiv(stored, stored.records[record_id])
        end = relations.into.get(record_id, record_id)
        owner = owners.setdefault(f"arXiv:{record.arxiv}", end)
        if owner != end:
            message = (
                f"arXiv:{record.arxiv} is already {owner}; if they are one paper, a correction "
                f"says `merge_into: {owner}`, if not, one of them has another arXiv id"
            )
            yield Finding(path, where, "error", message)
        other = owners.setdefault(f"id:{end}", record.arxiv)
        if other != record.arxiv:
            message = (
                f"arXiv:{other} and arXiv:{record.arxiv} are two papers, and both become {end}; "
                "`not_same_as` ends a merge, and a correction sets or clears a wrong arXiv id"
            )
            yield Finding(path, where, "error", message)


def check_unseen(stored: Stored) -> Iterator[Finding]:
    """What an editor wrote that no reader sees, and that pages leave out."""
    for record_id, corrections in stored.corrections.items():
        for index, change in enumerate(corrections):
            for name, text in given(change.set):
                if isinstance(text, str) and (unseen := sorted({n for _, n in deceptive(text)})):
                    message = f"{name}: pages leave out {', '.join(unseen)}"
                    where = (index, "set", name)
                    yield Finding(correction_path(record_id), where, "notice", message)


def check_idle(stored: Stored) -> Iterator[Finding]:
    """A record that was merged into another shows none of its own corrections."""
    into = relations_of(stored).into
    for record_id in sorted(into.keys() & stored.corrections.keys()):
        for index, change in enumerate(stored.corrections[record_id]):
            if any(_says(getattr(change, name)) for name in _SAYING):
                message = f"shows on no page, since the record became {into[record_id]}"
                yield Finding(correction_path(record_id), (index,), "notice", message)


def check_hiding(stored: Stored) -> Iterator[Finding]:
    """A record that was merged into a withdrawn one is in no list either, though nobody said so."""
    for record_id, end in sorted(relations_of(stored).into.items()):
        if record_id in stored.records and end in stored.records:
            own, other = (
                overlay(corrections_of(stored, stored.records[i])).withdrawn
                for i in (record_id, end)
            )
            if other is not None and own is None:
                message = (
                    f"{record_id} leads to {end}, which is withdrawn, and so is in no list; "
                    f"`not_same_as: [{end}]` brings it back"
                )
                path = correction_path(_speaking(stored, [record_id, end]))
                yield Finding(path, (), "notice", message)


def check_joined(stored: Stored) -> Iterator[Finding]:
    """What an editor held apart, and sources had found to be one before, is one still."""
    aliases = aliases_of(stored)
    for record_id, corrections in stored.corrections.items():
        for index, change in enumerate(corrections):
            for place, other in enumerate(change.not_same_as):
                one = aliases.get(record_id, record_id)
                if other != record_id and aliases.get(other, other) == one:
                    message = f"not_same_as: {joined_already(other, record_id, one)}"
                    where = (index, "not_same_as", place)
                    yield Finding(correction_path(record_id), where, "notice", message)


def joined_already(other: str, record_id: str, one: str) -> str:
    """Why two ids that lead to one record cannot be held apart as they are, and how they can be."""
    return (
        f"'{other}' and '{record_id}' are {one} already, since sources gave both the same title "
        "and text; to part them revert the commit that joined them, then say this, and read the "
        "source again"
    )


def check_upstream(stored: Stored) -> Iterator[Finding]:
    """Corrections whose `was` no longer holds, and those that sources now agree with."""
    aliases = aliases_of(stored)
    ids = {aliases.get(i, i) for i in stored.corrections} & stored.records.keys()
    if ids:
        for found in correct_records(stored, correct_listings(stored), ids=ids):
            for name, fixed in found.overlay.fields.items():
                path, index = _place_of(stored, stored.records[found.said.id], fixed.by)
                cleared = name in fixed.by.clear
                where: Where = (index, "clear") if cleared else (index, "set", name)
                yield from _compared(path, where, name, fixed, getattr(found.said, name))
    for list_name, listing in sorted(stored.listings.items()):
        changes_of_list = stored.listing_corrections.get(list_name, ())
        for field, dated in listing_overlay(changes_of_list).items():
            path = listing_correction_path(list_name)
            where = (changes_of_list.index(dated.by), "set", field)
            yield from _compared(path, where, field, dated, getattr(listing, field))


def check_needless_tags(stored: Stored) -> Iterator[Finding]:
    """Tags that editors gave or took, and that the matcher now gives or leaves out by itself."""
    tagger: Tagger | None = None
    aliases = aliases_of(stored)
    ids = {aliases.get(i, i) for i in stored.corrections} & stored.records.keys()
    for record in map(stored.records.__getitem__, sorted(ids)):
        fixed = overlay(corrections_of(stored, record))
        if not fixed.tags:
            continue
        tagger = tagger or Tagger(stored.taxonomy)
        shown = correct(record, fixed)
        found = set(tagger.tags(*texts_of(shown)))
        for tag, said in fixed.tags.items():
            if said.value == (tag in found):
                does, verb = ("finds", "add") if said.value else ("does not find", "remove")
                message = f"no longer needed: the matcher {does} '{tag}' by itself"
                path, index = _place_of(stored, record, said.by)
                yield Finding(path, (index, "tags", verb), "notice", message)


def says_anything(change: Correction) -> bool:
    """Whether a change changes anything."""
    return any(_says(getattr(change, name)) for name in (*_SAYING, *_RELATING))


CORRECTION_RULES = (
    check_subjects,
    check_changes,
    check_tag_changes,
    check_relations,
    check_arxiv_ids,
)
THOROUGH_CORRECTION_RULES = (
    check_unseen,
    check_idle,
    check_hiding,
    check_joined,
    check_upstream,
    check_needless_tags,
)


def _in_order(path: str, changes: Sequence[Correction | ListingCorrection]) -> Iterator[Finding]:
    latest = date.min
    for index, change in enumerate(changes):
        if change.on < latest:
            message = f"on: {change.on} stands below {latest}; the last change wins, not the latest"
            yield Finding(path, (index, "on"), "notice", message)
        latest = max(latest, change.on)


def _contradictions(path: str, index: int, change: Correction) -> Iterator[Finding]:
    named = [name for name, _ in given(change.set)]
    for name in dict.fromkeys([*change.clear, *change.restore]):
        if (name in named) + (name in change.clear) + (name in change.restore) > 1:
            message = f"{name}: set, cleared or restored at once; keep one of them"
            yield Finding(path, (index,), "error", message)
    if change.tags is not None:
        said = [*change.tags.add, *change.tags.remove, *change.tags.restore]
        for tag in sorted({tag for tag in said if said.count(tag) > 1}):
            yield Finding(path, (index, "tags"), "error", f"'{tag}' stands there twice; keep one")
    if change.withdraw is False and change.erase:
        message = "erase: a record that is not withdrawn cannot be erased"
        yield Finding(path, (index, "erase"), "error", message)


def _others(ids: set[str], record_id: str, index: int, change: Correction) -> Iterator[Finding]:
    path = correction_path(record_id)
    for name in _RELATING:
        said = getattr(change, name)
        several = isinstance(said, tuple)
        for place, other in enumerate(said if several else (said,) if said else ()):
            where: Where = (index, name, place) if several else (index, name)
            if other == record_id:
                yield Finding(path, where, "error", f"{name}: '{other}' is this record itself")
            elif other not in ids:
                # A paper that must not become this one may be yet to come.
                severity: Any = "notice" if name == "not_same_as" else "error"
                message = f"{name}: no record '{other}'{close_to(other, ids)}"
                yield Finding(path, where, severity, message)


def _speaking(stored: Stored, ids: Sequence[str]) -> str:
    """The first of several records that something was said of."""
    return next((i for i in ids if i in stored.corrections), ids[0])


def _place_of(stored: Stored, record: Record, change: Correction) -> tuple[str, int]:
    """The file that a change stands in, the record's or that of one found to be it, and where."""
    return next(
        (correction_path(i), stored.corrections[i].index(change))
        for i in (record.id, *record.aliases)
        if change in stored.corrections.get(i, ())
    )


def _place_of_arxiv(stored: Stored, record: Record) -> tuple[str, Where]:
    """Where a record's arXiv id is said: in a correction, or in itself."""
    fixed = overlay(corrections_of(stored, record)).fields.get("arxiv")
    if fixed is None:
        return record_path(record.id), ("arxiv",)
    path, index = _place_of(stored, record, fixed.by)
    return path, (index, "set", "arxiv")


def _compared(
    path: str, where: Where, name: str, fixed: Fixed[Any], said: Any
) -> Iterator[Finding]:
    """What the sources say now, beside what they said and what the editor says."""
    if fixed.value == said:
        message = f"{name}: no longer needed: the sources say the same now"
        yield Finding(path, where, "notice", message)
    elif fixed.was is not None and fixed.was != said:
        now = "nothing any more" if said == EMPTY.get(name) else shortened(said)
        message = f"{name}: stale: the sources said {shortened(fixed.was)} and now say {now}"
        yield Finding(path, where, "notice", message)


def _says(value: object) -> bool:
    if value is None or value == ():
        return False
    fields = getattr(value, "__struct_fields__", None)
    return fields is None or any(_says(getattr(value, name)) for name in fields)

"""Content held against what it was: what would be lost, and what readers would see differently."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from generator.effects import Effect, listing_effects, record_effects, render_effect
from generator.git import changed_paths, find_commit, read_files
from generator.model import Listing, Stored
from generator.problems import Finding
from generator.store import (
    correction_path,
    listing_correction_path,
    listing_path,
    load_content,
    record_path,
)

UNKNOWN = (None, "", ())


@dataclass(frozen=True)
class Before:
    """What the content was, with each path that changed since and what happened to it."""

    stored: Stored
    changed: Mapping[str, str]


def load_before(content: Path, revision: str, now: Stored) -> Before:
    """The content as it was in a revision; raises GitFailed.

    Only what changed since is read; the rest is as it is now.
    """
    commit = find_commit(content, revision)
    changed = changed_paths(content, commit)
    known = [path for path, status in sorted(changed.items()) if status != "A"]
    with TemporaryDirectory() as name:
        old = Path(name) / content.name
        for path, raw in read_files(content, commit, known):
            target = old / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(raw)
        then, _ = load_content(old)
    return Before(_joined(now, then, changed), changed)


def check_lost(before: Before, now: Stored, broken: Collection[str]) -> Iterator[Finding]:
    """No record, id or tag that had an address is gone without another that leads there.

    Nor are the settings; and entries that left their listing are told. Nothing is said of files
    that are broken: what they hold is not known.
    """
    if before.changed.get("archive.yml") == "D":
        message = "deleted: the site's address, its name and the ids of its feeds would be others"
        yield Finding("archive.yml", (), "error", message)
    aliases = {alias for record in now.records.values() for alias in record.aliases}
    for path, status in sorted(before.changed.items()):
        place = PurePosixPath(path)
        gone = status == "D" and place.suffix == ".yml"
        if gone and place.parts[0] == "records" and place.stem not in aliases:
            message = (
                "deleted: its address would lead nowhere; bring it back, and withdraw it or merge "
                "it into another by a correction"
            )
            yield Finding(path, (), "error", message)
        if gone and place.parts[0] == "listings":
            message = "deleted: the archive forgets that its papers stood there"
            yield Finding(path, (), "notice", message)
    for record_id, record in before.stored.records.items():
        if record_id in now.records and now.records[record_id] is not record:
            for alias in record.aliases:
                if alias not in aliases and alias not in now.records:
                    message = f"aliases: '{alias}' is gone, and its address would lead nowhere"
                    yield Finding(record_path(record_id), ("aliases",), "error", message)
    for name, listing in before.stored.listings.items():
        left = now.listings.get(name, listing)
        if left is not listing and listing_path(name) not in broken:
            for record_id in _lost_entries(listing, left, now, aliases):
                message = f"the entry of {record_id} is gone: the archive forgets it stood there"
                yield Finding(listing_path(name), ("entries",), "notice", message)
    if "tags.yml" in before.changed and "tags.yml" not in broken:
        known = {slug for term in now.taxonomy.terms for slug in (term.slug, *term.aliases)}
        for term in before.stored.taxonomy.terms:
            for slug in (term.slug, *term.aliases):
                if slug not in known:
                    message = f"the tag '{slug}' is gone; let the tag that took its place say "
                    yield Finding("tags.yml", (), "error", f"{message}`aliases: [{slug}]`")


def _lost_entries(
    before: Listing, after: Listing, now: Stored, aliases: Collection[str]
) -> Iterator[str]:
    """The records that stand in a listing no more, but for those that became another."""
    stand = {entry.record for entry in after.entries}
    for entry in before.entries:
        became = entry.record in aliases and entry.record not in now.records
        if entry.record not in stand and not became:
            yield entry.record


def check_taken_out(before: Before, now: Stored, broken: Collection[str]) -> Iterator[Finding]:
    """Every change that an editor made and that stands in no file any more is told."""
    for record_id, changes in before.stored.corrections.items():
        path = correction_path(record_id)
        left = now.corrections.get(record_id, ())
        if changes is left or path in broken:
            continue
        for change in changes:
            if change not in left:
                message = f"a change of {change.on} by {change.by} is taken out: {change.reason}"
                yield Finding(path, (), "notice", message)


def find_effects(before: Before, now: Stored) -> list[Effect]:
    """What readers will see differently for the corrections that changed.

    And for records that were changed themselves, where a fact is another or gone: those are what
    sources said, and a person's fix would be undone by the next of them.
    """
    ids = {i for i in _keys(before.stored, now, "corrections") if _is_changed(before, i)}
    records = before.stored.records.keys() & now.records.keys()
    edited = {i for i in records if record_path(i) in before.changed} - ids
    names = {
        name
        for name in _keys(before.stored, now, "listing_corrections")
        if listing_correction_path(name) in before.changed
    }
    return [
        *record_effects(before.stored, now, ids),
        *(e for e in record_effects(before.stored, now, edited) if e.before not in UNKNOWN),
        *listing_effects(before.stored, now, names),
    ]


def tell_effects(effects: list[Effect], now: Stored) -> Iterator[Finding]:
    """Each effect as a notice, at the correction that has it."""
    for effect in effects:
        if effect.subject in now.corrections:
            path, last = correction_path(effect.subject), len(now.corrections[effect.subject]) - 1
        elif effect.subject in now.listing_corrections:
            path = listing_correction_path(effect.subject)
            last = len(now.listing_corrections[effect.subject]) - 1
        else:
            path, last = record_path(effect.subject), -1
        where = (last,) if last >= 0 else ()
        yield Finding(path, where, "notice", f"on the site: {render_effect(effect)}")


def _is_changed(before: Before, record_id: str) -> bool:
    return correction_path(record_id) in before.changed


def _keys(before: Stored, now: Stored, field: str) -> set[str]:
    return {*getattr(before, field), *getattr(now, field)}


def _joined(now: Stored, then: Stored, changed: Mapping[str, str]) -> Stored:
    """What is now, but for the files that changed, which are as they were then."""
    return replace(
        now,
        records={
            **{i: r for i, r in now.records.items() if record_path(i) not in changed},
            **then.records,
        },
        listings={
            **{n: li for n, li in now.listings.items() if listing_path(n) not in changed},
            **then.listings,
        },
        corrections={
            **{i: c for i, c in now.corrections.items() if correction_path(i) not in changed},
            **then.corrections,
        },
        listing_corrections={
            **{
                n: c
                for n, c in now.listing_corrections.items()
                if listing_correction_path(n) not in changed
            },
            **then.listing_corrections,
        },
        config=then.config if "archive.yml" in changed else now.config,
        taxonomy=then.taxonomy if "tags.yml" in changed else now.taxonomy,
    )

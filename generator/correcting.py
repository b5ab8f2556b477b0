"""A correction as somebody asks for it, made into a change of a file, or refused with a reason."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from generator import schema
from generator.check_corrections import CORRECTION_RULES, joined_already, says_anything
from generator.corrected import (
    Corrected,
    aliases_of,
    correct_listings,
    correct_records,
    relations_of,
)
from generator.derived import texts_of
from generator.effects import Effect, listing_effects, record_effects
from generator.model import Correction, Listing, ListingCorrection, Stored
from generator.overlay import correct_listing, correct_tags, given, listing_overlay
from generator.problems import Finding, close_to
from generator.sources.remarks import bare_doi
from generator.store import correction_path, listing_correction_path
from generator.strict_yaml import Flow, render_yaml
from generator.tags.tagging import Tagger

MODELINE = "# yaml-language-server: $schema={}schema/{}.json\n"
LONG = 80
SAME = "that changes nothing: it already is as you say"

_ITEM = re.compile(r"^( *)-(?: |$)", re.MULTILINE)


Change = Correction | ListingCorrection


class Refused(Exception):
    """A correction that cannot be made; each of the reasons says what would be right."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = list(reasons)
        super().__init__("; ".join(self.reasons))


@dataclass(frozen=True)
class Wish:
    """What somebody wants changed, as written; `values` are pairs of a field and its value.

    Of a field that is a list each value is a part of it, or several: authors between semicolons,
    addresses between spaces.
    """

    reason: str
    by: str
    on: date
    values: tuple[tuple[str, str], ...] = ()
    clear: tuple[str, ...] = ()
    restore: tuple[str, ...] = ()
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    restore_tags: tuple[str, ...] = ()
    withdraw: bool | None = None
    erase: bool | None = None
    merge_into: str | None = None
    same_as: tuple[str, ...] = ()
    not_same_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A file under the content folder with a change at its end, and what readers will see of it."""

    path: str
    text: str
    stored: Stored
    effects: tuple[Effect, ...]


def find_subject(stored: Stored, named: str) -> str:
    """The id of the record, or the name of the listing, that somebody named; raises Refused.

    A paper's address will do, and so will an id that a record once had.
    """
    name = re.sub(r"[?#].*", "", named.strip()).rstrip("/").rpartition("/")[2]
    if name in stored.records or name in stored.listings:
        return name
    aliases = aliases_of(stored)
    if name in aliases:
        return aliases[name]
    known = [*stored.records, *stored.listings]
    raise Refused([f"there is no paper and no listing '{name[:120]}'{close_to(name, known)}"])


def find_tag(stored: Stored, named: str) -> str:
    """The slug of the tag that somebody named by its slug, a former one or its name.

    Raises Refused.
    """
    by_name = {term.name.casefold(): term.slug for term in stored.taxonomy.terms}
    known = {*by_name.values(), *stored.taxonomy.redirects()}
    slug = named if named in known else by_name.get(named.casefold())
    if slug is None:
        close = close_to(named.casefold(), [*by_name, *sorted(known)])
        raise Refused([f"there is no tag '{named[:80]}'{close}"])
    return slug


def propose(stored: Stored, subject: str, wish: Wish, text: str | None) -> Proposal:
    """The subject's corrections with the change that is wished for; raises Refused.

    `text` is the file as it is, of which nothing is changed, or None where there is none yet.
    """
    if subject in stored.records:
        return _propose_for_record(stored, subject, wish, text)
    return _propose_for_listing(stored, stored.listings[subject], wish, text)


def _propose_for_record(stored: Stored, record_id: str, wish: Wish, text: str | None) -> Proposal:
    relations = relations_of(stored)
    aliases = aliases_of(stored)
    joined = [other for other in wish.not_same_as if aliases.get(other) == record_id]
    if joined:
        raise Refused([joined_already(joined[0], record_id, record_id)])
    end = relations.into.get(record_id)
    relating = bool(wish.merge_into or wish.same_as or wish.not_same_as)
    if end is not None and not relating:
        raise Refused([f"this paper became {end}; correct that one"])
    found = next(correct_records(stored, correct_listings(stored), relations, [record_id]), None)
    brings_back = wish.withdraw is False or wish.erase is False
    if found is not None and found.overlay.erased and not relating and not brings_back:
        raise Refused(["its title and abstract were taken away; first show them again"])
    change = _change(stored, wish, found)
    if not says_anything(change) and _asks_anything(wish):
        raise Refused([SAME])
    before = stored.corrections.get(record_id, ())
    path = correction_path(record_id)
    corrections = {**stored.corrections, record_id: (*before, change)}
    after = replace(stored, corrections=corrections)
    _refuse_faults(stored, after)
    effects = record_effects(stored, after, [record_id, *_others(wish)])
    if not effects and not wish.not_same_as:
        raise Refused([SAME])
    written = _appended(text, change, "../", "corrections", tuple[Correction, ...])
    return Proposal(path, written, after, tuple(effects))


def _propose_for_listing(
    stored: Stored, listing: Listing, wish: Wish, text: str | None
) -> Proposal:
    others = Wish.__dataclass_fields__.keys() - {"reason", "by", "on", "values", "restore"}
    asked = sorted(name.replace("_", "-") for name in others if getattr(wish, name))
    if asked:
        message = f"of a listing title and day can be set and restored, and no more: {asked[0]}"
        raise Refused([message])
    before = stored.listing_corrections.get(listing.name, ())
    now = correct_listing(listing, listing_overlay(before))
    wanted = {n: v for n, v in wish.values if v != _as_text(getattr(now, n, None))}
    if not wanted and not wish.restore and wish.values:
        raise Refused([SAME])
    change = _converted(
        {
            **_head(wish),
            "was": _was(wanted, listing),
            "set": wanted,
            "restore": list(wish.restore),
        },
        ListingCorrection,
    )
    changes = {**stored.listing_corrections, listing.name: (*before, change)}
    after = replace(stored, listing_corrections=changes)
    _refuse_faults(stored, after)
    effects = listing_effects(stored, after, [listing.name])
    if not effects:
        raise Refused([SAME])
    kind = tuple[ListingCorrection, ...]
    written = _appended(text, change, "../../", "listing-corrections", kind)
    return Proposal(listing_correction_path(listing.name), written, after, tuple(effects))


def _change(stored: Stored, wish: Wish, found: Corrected | None) -> Correction:
    """The change as a correction says it, without what is so already."""
    wanted = _grouped(wish.values)
    add, remove = wish.add_tags, wish.remove_tags
    parsed = _converted({**_head(wish), "set": wanted, "clear": list(wish.clear)}, Correction)
    if found is not None:
        same = {n for n, v in given(parsed.set) if v == getattr(found.record, n)}
        wanted = {n: v for n, v in wanted.items() if n not in same}
        if add or remove:
            given_tags = Tagger(stored.taxonomy).tags(*texts_of(found.record))
            tags = correct_tags(given_tags, found.overlay, stored.taxonomy.redirects())
            add = tuple(tag for tag in add if tag not in tags)
            known = stored.taxonomy.by_slug()
            remove = tuple(tag for tag in remove if tag in tags or tag not in known)
    named = [] if wish.erase or found is None else [*wanted, *wish.clear]
    change: Correction = _converted(
        {
            **_head(wish),
            "was": _was(named, found.said) if found is not None else {},
            "set": wanted,
            "clear": list(wish.clear),
            "restore": list(wish.restore),
            "tags": {
                verb: list(tags)
                for verb, tags in (("add", add), ("remove", remove), ("restore", wish.restore_tags))
                if tags
            },
            "withdraw": _flag(wish.withdraw),
            "erase": _flag(wish.erase),
            "merge_into": wish.merge_into,
            "same_as": list(wish.same_as),
            "not_same_as": list(wish.not_same_as),
        },
        Correction,
    )
    return change


def plain_change(change: Change) -> dict[str, Any]:
    """A change as its file holds it: short values on one line, long ones as blocks."""
    built: dict[str, Any] = {}
    for name, value in schema.plain(change).items():
        if isinstance(value, dict):
            short = len(str(value)) <= LONG and "\n" not in str(value)
            value = Flow(value) if short else value
        elif isinstance(value, list | tuple):
            value = tuple(value)
        built[name] = value
    return built


def _appended(text: str | None, change: Change, up: str, kind: str, into: Any) -> str:
    """The file's text with one change more, in its own indentation and line ends."""
    # YAML 1.1 reads `on` as true, and so it comes quoted; nobody writes it that way.
    item = render_yaml([plain_change(change)]).replace("- 'on':", "- on:", 1)
    lines = (text or "").splitlines()
    if not text or not any(lines):
        return MODELINE.format(up, kind) + item
    before: tuple[Change, ...] | None = ()
    if not all(line.startswith("#") for line in lines if line.strip()):
        before, _ = schema.read("", text, into)
    if before is None:
        raise Refused(["the file as it is cannot be read; `check` says why"])
    match = _ITEM.search(text) if before else None
    indent = match[1] if match else ""
    item = "".join(f"{indent}{line}\n" if line else "\n" for line in item[:-1].split("\n"))
    added = item if text.endswith("\n") else f"\n{item}"
    written = text + (added.replace("\n", "\r\n") if "\r\n" in text else added)
    if schema.read("", written, into)[0] != (*before, change):
        raise Refused([f"nothing can be added at the end of this file; add by hand:\n{item}"])
    return written


def _refuse_faults(before: Stored, after: Stored) -> None:
    """Raise Refused where a rule that was kept before would no longer be."""
    known = set(_errors(before))
    faults = [finding.message for finding in _errors(after) if finding not in known]
    if faults:
        raise Refused(faults)


def _errors(stored: Stored) -> Iterator[Finding]:
    for rule in CORRECTION_RULES:
        yield from (finding for finding in rule(stored) if finding.severity == "error")


def _converted(value: dict[str, Any], kind: Any) -> Any:
    kept = {name: said for name, said in value.items() if said not in (None, [], {})}
    change, reasons = schema.convert(kept, kind)
    if reasons:
        raise Refused(reasons)
    return change


def _head(wish: Wish) -> dict[str, str]:
    return {"on": wish.on.isoformat(), "by": wish.by.strip(), "reason": wish.reason.strip()}


def _grouped(values: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The fields with their values, those that are lists in their parts."""
    grouped: dict[str, Any] = {}
    for name, value in values:
        if name in ("authors", "categories", "links"):
            grouped.setdefault(name, []).extend(_split(name, value))
        elif name in grouped:
            raise Refused([f"{name}: given twice"])
        else:
            grouped[name] = bare_doi(value) or value if name == "doi" else value
    return grouped


def _split(name: str, value: str) -> list[str]:
    """The parts of a list: authors between semicolons, which addresses may hold, others anyhow."""
    between = r"[;\n]" if name == "authors" else r";?\s|;(?=https?://)"
    return [part.strip().rstrip(";") for part in re.split(between, value) if part.strip(" ;")]


def _was(names: Iterable[str], said: Any) -> Mapping[str, Any]:
    """What the sources say of these fields, where they say anything."""
    values = {name: getattr(said, name, None) for name in names}
    return {n: _as_plain(v) for n, v in values.items() if v is not None and v not in ("", ())}


def _as_plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else _as_text(value)


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _flag(value: bool | None) -> str | None:
    return None if value is None else str(value).lower()


def _asks_anything(wish: Wish) -> bool:
    return any(
        getattr(wish, name) not in (None, ())
        for name in Wish.__dataclass_fields__
        if name not in ("reason", "by", "on")
    )


def _others(wish: Wish) -> list[str]:
    return [*([wish.merge_into] if wish.merge_into else []), *wish.same_as, *wish.not_same_as]

"""What readers see differently once content has changed: field by field, before and after."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.corrected import Corrected, correct_listings, correct_records
from generator.model import Fields, Stored
from generator.overlay import Relations, correct_tags, relate
from generator.problems import shortened
from generator.tags.tagging import Tagger

NAMES: Mapping[str, str] = {
    "title": "title",
    "abstract": "abstract",
    "published": "publication date",
    "authors": "authors",
    "author_count": "number of authors",
    "organization": "organization",
    "arxiv": "arXiv id",
    "links": "links",
    "tags": "tags",
    "day": "day of the listing",
    "withdrawn": "withdrawn",
    "erased": "title and abstract taken away",
    "merged": "leads to",
}
"""What people call the parts of a paper or a listing."""

AROUND = 40
_Shown = dict[str, Any]


@dataclass(frozen=True)
class Effect:
    """One part of a paper, or of a listing, that readers see differently."""

    subject: str
    part: str
    before: Any
    after: Any


def record_effects(before: Stored, after: Stored, ids: Collection[str]) -> list[Effect]:
    """What becomes different of some records, and of those that they lead to."""
    relations = relate(before.corrections), relate(after.corrections)
    ends = {related.into.get(i, i) for related in relations for i in ids}
    concerned = sorted({*ids, *ends})
    shown = [
        _shown(stored, related, concerned)
        for stored, related in zip((before, after), relations, strict=True)
    ]
    return [effect for i in concerned for effect in _differences(i, shown[0][i], shown[1][i])]


def listing_effects(before: Stored, after: Stored, names: Collection[str]) -> list[Effect]:
    """What becomes different of some listings."""
    found = [{li.name: li for li in correct_listings(stored)} for stored in (before, after)]
    effects: list[Effect] = []
    for name in sorted(names):
        shown = [
            {"title": at[name].title, "day": at[name].day} if name in at else {"missing": name}
            for at in found
        ]
        effects += _differences(name, *shown)
    return effects


def render_effect(effect: Effect) -> str:
    """An effect on one line: `title: 'A' → 'B'`, of long texts where they differ."""
    if effect.part == "erased":
        return f"{NAMES[effect.part]}: {'yes' if effect.after else 'no longer'}"
    if effect.part == "missing":
        return "is gone" if effect.after else "is there now"
    if effect.part == "tags":
        gone = [f"-{tag}" for tag in effect.before or () if tag not in (effect.after or ())]
        new = [f"+{tag}" for tag in effect.after or () if tag not in (effect.before or ())]
        return f"tags: {' '.join([*gone, *new])}"
    before, after = (shortened(text) for text in excerpts(effect.before, effect.after))
    return f"{NAMES[effect.part]}: {before} → {after}"


def excerpts(before: Any, after: Any) -> tuple[Any, Any]:
    """Two values; of two long texts the words that differ, with some of those around them."""
    if not isinstance(before, str) or not isinstance(after, str):
        return before, after
    if max(len(before), len(after)) <= 2 * AROUND or not before or not after:
        return before, after
    head = _common(before, after)
    rest = min(len(before), len(after)) - head
    tail = min(_common(before[::-1], after[::-1]), rest)
    start = max(0, before.rfind(" ", 0, max(head - AROUND, 0)) + 1)
    cut = []
    for text in (before, after):
        end = text.find(" ", min(len(text) - tail + AROUND, len(text)))
        end = len(text) if end < 0 else end
        cut.append(f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}")
    return cut[0], cut[1]


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    for index, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return index
    return min(len(one), len(other))


def _differences(subject: str, before: _Shown, after: _Shown) -> Iterator[Effect]:
    # A record that is gone, or taken away, has no fields of which each need be told.
    whole = [p for p in ("missing", "merged", "erased") if before.get(p) != after.get(p)]
    parts = [*whole, "withdrawn"] if whole else NAMES
    for part in parts:
        if before.get(part) != after.get(part):
            yield Effect(subject, part, before.get(part), after.get(part))


def _shown(stored: Stored, relations: Relations, ids: list[str]) -> dict[str, _Shown]:
    tagger: list[Tagger] = []

    def tags(found: Corrected) -> tuple[str, ...]:
        if not tagger:
            tagger.append(Tagger(stored.taxonomy))
        given = tagger[0].tags(found.record.title, found.record.abstract)
        return correct_tags(given, found.overlay, stored.taxonomy.redirects())

    shown: dict[str, _Shown] = {
        i: {"merged": relations.into[i]} if i in relations.into else {"missing": i} for i in ids
    }
    for found in correct_records(stored, correct_listings(stored), relations, ids):
        shown[found.said.id] = _of_record(found, tags)
    return shown


def _of_record(found: Corrected, tags: Callable[[Corrected], tuple[str, ...]]) -> _Shown:
    fixed = found.overlay
    if fixed.withdrawn is not None and fixed.erased is not None:
        return {"withdrawn": fixed.withdrawn.reason, "erased": True}
    shown = {name: getattr(found.record, name) for name in Fields.__struct_fields__}
    shown["tags"] = tags(found)
    shown["withdrawn"] = fixed.withdrawn.reason if fixed.withdrawn else None
    return shown

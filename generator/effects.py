"""What readers see differently once content has changed: field by field, before and after."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from generator.corrected import Corrected, correct_listings, correct_records, relations_of
from generator.derived import texts_of
from generator.excerpts import excerpts
from generator.facts import FACT_NAMES
from generator.model import Fields, Stored
from generator.overlay import Relations, correct_tags
from generator.problems import plain, shortened, visible
from generator.tags.tagging import Tagger

NAMES = FACT_NAMES | {
    "links": "links",
    "tags": "tags",
    "day": "day of the listing",
    "withdrawn": "withdrawn",
    "erased": "title and abstract taken away",
    "merged": "leads to",
}
"""What people call the parts of a paper or a listing."""

NAME = 80
LONGEST = 2000
MOST = 50
"""Of so many papers a summary tells; GitHub takes no comment of more than 65,536 characters."""
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
    relations = relations_of(before), relations_of(after)
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
    before, after = (shortened(text) for text in _excerpts(effect.before, effect.after))
    return f"{NAMES[effect.part]}: {before} → {after}"


def render_summary(effects: Sequence[Effect], stored: Stored) -> str:
    """What readers will see differently, in Markdown that no text from outside can steer."""
    if not effects:
        return "Readers will see nothing differently.\n"
    subjects = list(dict.fromkeys(effect.subject for effect in effects))
    lines = ["Readers will see:", ""]
    for subject in subjects[:MOST]:
        own = [effect for effect in effects if effect.subject == subject]
        lines += [
            f"**{_name(subject, stored)}**",
            "",
            *fenced([line for effect in own for line in _compared(effect)], "diff"),
            "",
        ]
    if len(subjects) > MOST:
        lines.append(f"… and changes of {len(subjects) - MOST} more.")
    return "\n".join(lines).rstrip() + "\n"


def _name(subject: str, stored: Stored) -> str:
    """What a record or a listing is called."""
    record = stored.records.get(subject)
    return code(f"{record.title[:NAME]} ({subject})" if record else subject)


def code(text: str) -> str:
    """A text on one line of Markdown, where nothing in it means anything."""
    text = visible(text)
    fence = "`" * (_longest_run(text) + 1)
    return f"{fence} {text} {fence}"


def fenced(lines: Sequence[str], language: str = "") -> list[str]:
    """Lines of Markdown that are shown as they are, whatever stands in them."""
    fence = "`" * max(3, 1 + max(map(_longest_run, lines), default=0))
    return [f"{fence}{language}", *lines, fence]


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def _compared(effect: Effect) -> Iterator[str]:
    """An effect as lines of a difference; no line begins with what stands in its values."""
    if effect.part in ("erased", "missing", "tags"):
        yield f"! {visible(render_effect(effect))}"
        return
    before, after = _excerpts(effect.before, effect.after)
    yield f"  {NAMES[effect.part]}"
    for sign, value in (("-", before), ("+", after)):
        if value not in (None, "", ()):
            yield f"{sign} {visible(plain(value))[:LONGEST]}"


def _excerpts(before: Any, after: Any) -> tuple[Any, Any]:
    if isinstance(before, str) and isinstance(after, str):
        return excerpts(before, after)
    return before, after


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
        given = tagger[0].tags(*texts_of(found.record))
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

"""Braces in prose: what they group is set without them, what they belong to is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.typeset.commands import MAX_NESTING
from generator.typeset.marks import closing_brace
from generator.typeset.tokens import ADDRESS
from generator.typeset.vocabulary import DECLARATIONS, MACROS, TEXT_ACCENTS

if TYPE_CHECKING:
    from generator.typeset.prose import Prose


def brace(prose: Prose, at: int) -> int | None:
    """Set a group that means something, and return its end; None where it is only braces."""
    close = prose.partner.get(at)
    if close is None:
        return None
    first = prose.texts[at + 1]
    element = DECLARATIONS.get(first[1:]) if first.startswith("\\") else None
    if element is not None and len(prose.page.open) < MAX_NESTING:
        prose.page.begin(at, close, element, "font")
        prose.closers[close] = "}"
        return at + 2 + (prose.texts[at + 2] == " ")
    known = first[1:] in TEXT_ACCENTS or first[1:] in MACROS
    letters = first.startswith("\\") and known and close <= at + 5
    if letters and first not in ("\\ldots", "\\dots"):
        return _ungrouped(prose, at, close, "group")
    if close == at + 2 and first == ADDRESS:
        if prose.texts[close + 1][:1] in " .,;:)\"'" and prose.texts[at - 1 : at] in (
            [" "],
            ["("],
            [],
        ):
            return _ungrouped(prose, at, close, "link")
        return None
    if close == at + 2 and first in (",", "\\%") and prose.texts[at - 1 : at][0:1] != []:
        prose.page.restored(at, close + 1, "group", first.removeprefix("\\"))
        return close + 1
    end = prose.math(at)
    if end is None and closing_brace(prose.texts, at, close):
        end = _ungrouped(prose, at, close, "group")
    if end is None and close > at + 1:
        prose.page.suspect(at, close + 1, "braces")
    return end


def _ungrouped(prose: Prose, at: int, close: int, kind: str) -> int | None:
    """Set what the braces hold without them."""
    if len(prose.page.open) >= MAX_NESTING:
        return None
    prose.page.begin(at, close, "", kind)
    prose.closers[close] = "}"
    return at + 1

"""Formulas of which too much is gone: their source is shown, all of it and nothing around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.typeset.term import Term

if TYPE_CHECKING:
    from generator.typeset.prose import Prose

_MATH = frozenset(["{", "_", "^", "left", "right", "sum", "int", "prod"])
_TRAILING = frozenset([".", ",", ";", ":", " "])


def lost_end(prose: Prose, at: int, term: Term | None) -> int | None:
    """Where a formula ends that cannot be restored, or None where it can.

    A group right after an atom was an argument of a command that is gone: nobody can tell which.
    """
    texts = prose.texts
    end = at if term is None else term.end
    orphan = texts[end] == "{" and end in prose.partner
    if not (orphan or prose.formula.lost):
        return None
    if orphan and term is not None and not prose.formula.lost:
        signs = _MATH if term.strong else frozenset("^")
        if not _holds(texts, end, prose.partner[end], signs):
            return None
    return _trimmed(texts, at, _extent(prose, end))


def _holds(texts: list[str], at: int, close: int, signs: frozenset[str]) -> bool:
    return any(token in signs for token in texts[at + 1 : min(close, at + 40)])


def _extent(prose: Prose, end: int) -> int:
    """The end of the run of tokens that hang together, with groups and parentheses whole."""
    texts = prose.texts
    while end < prose.count:
        if texts[end] in ("{", "(", "["):
            end = prose.partner.get(end, end) + 1
        elif texts[end] == " ":
            word = _next_space(texts, end + 1)
            if not any(token in _MATH for token in texts[end + 1 : word]):
                break
            end += 1
        else:
            end += 1
    return end


def _next_space(texts: list[str], at: int) -> int:
    for k in range(at, at + 40):
        if texts[k] in (" ", ""):
            return k
    return at


def _trimmed(texts: list[str], at: int, end: int) -> int:
    while end > at + 1:
        last = texts[end - 1]
        unopened = last == ")" and texts[at:end].count(")") > texts[at:end].count("(")
        if last not in _TRAILING and not unopened:
            break
        end -= 1
    return end

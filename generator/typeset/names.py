"""Words that may be symbols: Greek names in prose, and names with a script in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.typeset.chain import is_name
from generator.typeset.commands import font, reference
from generator.typeset.escape import encode
from generator.typeset.term import script_text
from generator.typeset.vocabulary import (
    BARE_FONTS,
    CHEMICAL,
    CUES,
    GREEK,
    RARE_GREEK,
    SYMBOLS,
    WORN,
)

if TYPE_CHECKING:
    from generator.typeset.prose import Prose


def lone_greek(prose: Prose, at: int, end: int, name: str) -> int | None:
    """Set a Greek name that is a symbol, and return its end; None where it is a word."""
    if is_name(prose.texts, at):
        prose.page.suspect(at, end, "greek")
        return None
    cue = prose.texts[at - 2].lower() if at >= 2 and prose.texts[at - 1] == " " else ""
    capital = name[0].isupper()
    if name in prose.meant or name in RARE_GREEK or (cue in CUES and not capital):
        prose.proven.add(name)
        prose.page.formula(at, end, rf"\{name}", GREEK[name])
        return end
    if _listed(prose, at, name):
        prose.proven.add(name)
        prose.page.formula(at, end, rf"\{name}", GREEK[name])
        return end
    prose.page.suspect(at, end, "greek")
    return None


def _listed(prose: Prose, at: int, name: str) -> bool:
    """Whether another Greek name stands beside this one in a list."""
    after = [token for token in prose.texts[at + 1 : at + 4] if token != " "]
    before = [token for token in prose.texts[max(at - 4, 0) : at] if token != " "]
    if len(after) > 1 and after[0] == "," and after[1] in GREEK and after[1] != name:
        return True
    if len(before) < 2 or before[-2] not in GREEK or before[-2] == name:
        return False
    known = before[-2] in prose.proven or before[-2] in RARE_GREEK
    return before[-1] == "," or (before[-1] == "and" and known)


def word(prose: Prose, at: int) -> int | None:
    """Set a word that was a command, or that carries a script, and return its end."""
    token, after = prose.texts[at], prose.texts[at + 1]
    name = WORN.get(token, token)
    if after == "{" and name in BARE_FONTS:
        return font(prose, at, name)
    if after == "{" and name in ("footnote", "url", "href", "cite", "citep", "citet"):
        return reference(prose, at, name)
    if after in ("^", "_"):
        return raised(prose, at)
    return None


def raised(prose: Prose, at: int) -> int | None:
    """The end of a word with a script that belongs to its name, as in M^{3}ViT."""
    mark, k = prose.texts[at + 1], at + 2
    if prose.texts[at - 1 : at] and prose.texts[at - 1] in "_{}/@":
        return None
    close = prose.partner.get(k, 0) if prose.texts[k] == "{" else 0
    if close:
        inner = prose.formula.row(k + 1, close, 1, words=True)
        if inner is None or (
            prose.texts[close + 1] in ("_", ".", "/") and prose.texts[close + 2][:1].isalnum()
        ):
            return None
        shown, end = inner.plain, close + 1
    elif mark == "^" and (prose.texts[k].isdigit() or prose.texts[k] in ("+", "*", "T")):
        shown, end = prose.texts[k], k + 1
    elif prose.texts[k].startswith("\\") and prose.texts[k][1:] in SYMBOLS:
        shown, end = SYMBOLS[prose.texts[k][1:]], k + 1
    elif mark == "_" and prose.texts[at] in CHEMICAL and prose.texts[k][:1].isdigit():
        shown, end = prose.texts[k], k + 1
    else:
        return None
    element = "sup" if mark == "^" else "sub"
    plain = script_text(mark, shown)
    prose.page.text(prose.texts[at])
    prose.page.restored(at + 1, end, "script", plain, f"<{element}>{encode(shown)}</{element}>")
    return end

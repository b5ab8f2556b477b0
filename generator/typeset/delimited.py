"""Formulas between delimiters, as sources deliver them that take nothing away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.typeset.escape import encode
from generator.typeset.formula import MAX_ROW
from generator.typeset.result import FAILED
from generator.typeset.term import script_text

if TYPE_CHECKING:
    from generator.typeset.prose import Prose

_EVIDENCE = re.compile(r"[\\^_{}=<>+|()\[\]]")
_SHORT = re.compile(r"[A-Za-z]|[A-Za-z]'|[0-9.,]+|[A-Za-z]{1,3}|[0-9]*[A-Za-z]")


def dollars(prose: Prose, at: int) -> int | None:
    """Set the formula between dollars that begins here; an amount of money begins none."""
    texts = prose.texts
    width = 2 if texts[at + 1] == "$" else 1
    begin = at + width
    prose.formula.fuel -= 20
    close = _closing(texts, begin, prose.count, width)
    if close is None or close == begin:
        return None
    inner = "".join(texts[begin:close])
    if width == 1 and not _is_math(inner, texts[close + 1]):
        return None
    return _set(prose, at, begin, close, close + width)


def parenthesized(prose: Prose, at: int) -> int | None:
    r"""Set the formula between \( and \) or \[ and \] that begins here."""
    texts = prose.texts
    wanted = {"\\(": "\\)", "\\[": "\\]"}[texts[at]]
    for close in range(at + 1, min(at + MAX_ROW, prose.count)):
        if texts[close] == wanted:
            inner = "".join(texts[at + 1 : close]).strip()
            math = inner != "" and _is_math(inner, "")
            return _set(prose, at, at + 1, close, close + 1) if math else None
    prose.formula.fuel -= MAX_ROW
    return None


def _closing(texts: list[str], begin: int, count: int, width: int) -> int | None:
    for close in range(begin, min(begin + MAX_ROW, count)):
        if texts[close] == "$" and (width == 1 or texts[close + 1] == "$"):
            return close
        if texts[close][:2] == "$$":
            return None
    return None


def _is_math(inner: str, after: str) -> bool:
    """Whether it is no money: `$5 and $10` has a space before its second sign, `$5-$10` a digit."""
    command = re.search(r"\\[A-Za-z]{2,}", inner) is not None
    if not command and (inner[0] == " " or inner[-1] == " " or after[:1].isdigit()):
        return False
    words = re.findall(r"(?<![\\A-Za-z{])[A-Za-z]{3,}(?![A-Za-z{}])", inner)
    prose = len(words) > 2 and "\\" not in inner
    quoted = bool(words) and re.search(r"['\"]", inner) and "\\" not in inner
    if quoted or re.match(r"\{[A-Za-z_]+\}", inner):
        return False
    return not prose and bool(_EVIDENCE.search(inner) or _SHORT.fullmatch(inner))


def _set(prose: Prose, at: int, begin: int, close: int, end: int) -> int | None:
    texts, page = prose.texts, prose.page
    if texts[begin] in ("^", "_"):
        # $^2$ is a script on the word before.
        grouped = texts[begin + 1] == "{" and prose.partner.get(begin + 1) == close - 1
        first, last = (begin + 2, close - 1) if grouped else (begin + 1, close)
        inner = prose.formula.row(first, last, 1, words=True, intact=True)
        if inner is not None:
            element = "sup" if texts[begin] == "^" else "sub"
            shown = f"<{element}>{encode(inner.plain)}</{element}>"
            page.restored(at, end, "script", script_text(texts[begin], inner.plain), shown)
            return end
    font = texts[begin].startswith("\\") and prose.partner.get(begin + 1) == close - 1
    if font and texts[begin][1:].startswith(("text", "emph")):
        prose.skipped.update(range(close, end))
        page.restored(at, begin, "math", "")
        return begin
    term = prose.formula.row(begin, close, 1, words=True, intact=True)
    if term is None:
        page.code(at, end, "math", FAILED)
        return end
    page.formula(at, end, term.tex, term.plain)
    return end

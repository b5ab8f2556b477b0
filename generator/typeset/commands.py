"""Commands of text-mode TeX: fonts, accents, macros, citations, footnotes and addresses."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from generator.typeset.delimited import parenthesized
from generator.typeset.escape import encode
from generator.typeset.term import script_text
from generator.typeset.tokens import ADDRESS
from generator.typeset.vocabulary import FONTS, GREEK, MACROS, TEXT_ACCENTS

if TYPE_CHECKING:
    from generator.typeset.prose import Prose

MAX_NESTING = 8
_ESCAPED = frozenset("%&#$_{}")
SPACING = {**dict.fromkeys(" ,;:>\\", " "), **dict.fromkeys("/-@!", "")}
_CITING = frozenset(
    "cite citep citet citealp citeauthor citeyear ref eqref cref Cref label autoref".split()
)


def backslash(prose: Prose, at: int) -> int | None:
    """Set a command of text or math, and return its end; None where it is only a backslash."""
    name = prose.texts[at][1:]
    if name in _ESCAPED and name:
        prose.page.restored(at, at + 1, "escape", name)
        return at + 1
    if name in ("(", "[") or name in ("",):
        return parenthesized(prose, at) if name else None
    if name in TEXT_ACCENTS:
        end = _accent(prose, at, name)
        if end is not None:
            return end
    if name in SPACING:
        prose.page.restored(at, at + 1, "space", prose.space(at, SPACING[name]))
        return at + 1
    if not name.isascii() or not name.isalpha():
        return _backslashed_digit(prose, at)
    return _command(prose, at, name)


def _backslashed_digit(prose: Prose, at: int) -> int | None:
    # No command begins with a digit: \$ before an amount lost its dollar to the source.
    if prose.texts[at][1:].isdigit() and prose.texts[at - 1 : at] in ([" "], ["("], []):
        prose.page.restored(at, at + 1, "escape", f"${prose.texts[at][1:]}")
        return at + 1
    return None


def _command(prose: Prose, at: int, name: str) -> int:
    after = prose.texts[at + 1]
    path = prose.texts[at - 1 : at] in ([":"], ["\\"]) or (
        at and prose.texts[at - 1].startswith("\\")
    )
    if path and after.startswith("\\") and name not in GREEK:
        prose.page.text(prose.texts[at])
        return at + 1
    end = font(prose, at, name) if after == "{" else None
    if end is None and (name in FONTS or name in _CITING or name in ("footnote", "url", "href")):
        end = reference(prose, at, name) if after == "{" else None
    if end is None and name in MACROS:
        end = _macro(prose, at, name)
    if end is None:
        end = prose.math(at)
    if end is None:
        end = at + 1
        empty = after == "{" and prose.partner.get(at + 1) == at + 2
        end += 2 * empty
        prose.page.code(at, end, "macro")
    return end


def font(prose: Prose, at: int, name: str) -> int | None:
    """Begin the element of a font command, and return where its text begins."""
    element = FONTS.get(name)
    close = prose.partner.get(at + 1)
    if element is None or close is None or len(prose.page.open) >= MAX_NESTING:
        return None
    if element == "code" and any(which[2] == "code" for which in prose.page.open):
        element = ""
    if element in ("sup", "sub"):
        return _raised_text(prose, at, close, element)
    prose.page.begin(at, close, element, "font")
    prose.closers[close] = "}"
    return at + 2


def _raised_text(prose: Prose, at: int, close: int, element: str) -> int | None:
    inner = "".join(prose.texts[at + 2 : close])
    if close - at > 12 or not inner.replace(" ", "").isalnum():
        return None
    plain = script_text("^" if element == "sup" else "_", inner)
    prose.page.restored(at, close + 1, "script", plain, f"<{element}>{encode(inner)}</{element}>")
    return close + 1


def reference(prose: Prose, at: int, name: str) -> int | None:
    """Set a citation, a footnote or an address as text, and return its end."""
    close = prose.partner.get(at + 1)
    if close is None:
        return None
    if name == "url" or (name == "href" and prose.texts[close + 1] == "{"):
        if close != at + 3 or prose.texts[at + 2] != ADDRESS:
            return None
        if name == "href" and (second := prose.partner.get(close + 1)) is not None:
            # Both parts stay in sight, so that a link shows where it leads.
            prose.closers[close] = " ("
            prose.skipped.add(close + 1)
            prose.closers[second] = ")"
            prose.page.restored(at, at + 2, "link", "")
            return at + 2
        prose.page.restored(at, at + 2, "link", "")
        prose.skipped.add(close)
        return at + 2
    if name == "footnote":
        prose.page.restored(at, at + 2, "footnote", prose.space(at - 1, " ") + "(" if at else "(")
        prose.closers[close] = ")"
        return at + 2
    if name in _CITING:
        keys = prose.page.source(at + 2, close)
        if close - at < 80 and "\\" not in keys and "{" not in keys:
            prose.page.restored(at, close + 1, "citation", f"[{keys}]")
            return close + 1
    return None


def _macro(prose: Prose, at: int, name: str) -> int:
    end, plain = at + 1, MACROS[name]
    if prose.texts[end] == "{" and prose.partner.get(end) == end + 1:
        end += 2
    elif (
        prose.texts[end] == " "
        and prose.texts[end + 1][:1].isalpha()
        and len(name) <= 2
        and plain.isalpha()
    ):
        end += 1  # a letter swallows the space that ends its name: Stra\ss e
    elif prose.texts[end] == "." and plain.endswith("."):
        end += 1
    if plain == " ":
        plain = prose.space(end - 1, plain)
    prose.page.restored(at, end, "macro", plain)
    return end


def _accent(prose: Prose, at: int, name: str) -> int | None:
    k, end = at + 1, at + 2
    if prose.texts[k] == "{":
        close = prose.partner.get(k, 0)
        if close == k + 1 or not k < close <= k + 2:
            return None
        letter, rest, end = prose.texts[k + 1], "", close + 1
    elif name.isalpha():
        if prose.texts[k] != " " or len(prose.texts[k + 1]) != 1:
            return None
        letter, rest, end = prose.texts[k + 1], "", k + 2
    elif name in ".=~^" and not _inside_word(prose, at):
        # Without a brace these are signs of other languages: \.py, \=.
        return None
    else:
        k += name in "'`\"^~=." and prose.texts[k] == " " and len(prose.texts[k + 1]) == 1
        letter, rest, end = prose.texts[k][:1], prose.texts[k][1:], k + 1
        if letter == "\\":
            letter, rest = prose.texts[k], ""
    letter = {"\\i": "i", "\\j": "j"}.get(letter, letter)
    if len(letter) != 1 or not letter.isalpha() or (name == "." and rest and letter.islower()):
        return None
    accented = unicodedata.normalize("NFC", letter + TEXT_ACCENTS[name])
    prose.page.restored(at, end, "accent", accented + rest)
    return end


def _inside_word(prose: Prose, at: int) -> bool:
    return at > 0 and prose.texts[at - 1].isalpha()

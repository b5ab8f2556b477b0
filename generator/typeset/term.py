"""The parts of a formula: what each is in TeX and in plain text, and how the parts join."""

import re
import unicodedata
from typing import NamedTuple

from generator.typeset.vocabulary import ACCENTS, DOUBLE_STRUCK, FRACTIONS, TEX_FUNCTIONS

_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_SUBSCRIPTS = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
_INTEGER = re.compile(r"[+\-−]?[0-9]+|[+\-−]")
_RAISED = {"*": "*", "∗": "*", "⋆": "⋆", "′": "′", "'": "′", "∘": "°", "⊤": "ᵀ", "†": "†"}
_SIMPLE = re.compile(r"\w[\u0300-\u036f]*|[0-9.]+|\w+")


class Term(NamedTuple):
    """A part of a formula: where it ends among the tokens, its TeX, its plain text, its evidence.

    A strong term can be nothing but math; `greek` names a lone Greek letter, which can be a word.
    """

    end: int
    tex: str
    plain: str
    kind: str = "other"
    strong: bool = False
    greek: str = ""


def script_text(mark: str, inner: str) -> str:
    """A script as plain text: digits as Unicode has them, else what it is after its mark."""
    inner = inner.strip()
    if _INTEGER.fullmatch(inner):
        return inner.translate(_SUBSCRIPTS if mark == "_" else _SUPERSCRIPTS)
    if mark == "^" and inner in _RAISED:
        return _RAISED[inner]
    if mark == "^" and inner in ("th", "st", "nd", "rd"):
        return inner
    simple = inner.replace(".", "0").isalnum() or len(inner) == 1
    return f"{mark}{inner}" if simple else f"{mark}({inner})"


def with_scripts(base: Term, scripts: list[tuple[str, Term]], end: int) -> Term:
    """A base with its scripts, which stand in the order of the source."""
    simple = re.fullmatch(r"\\?[A-Za-z]+|[0-9.]+|\\[a-z]+\{[^{}]*\}|[^\x00-\x7f]", base.tex)
    tex = base.tex if simple else f"{{{base.tex}}}"
    for mark, inner in sorted(scripts, key=lambda script: script[0], reverse=True):
        tex += f"{mark}{{{inner.tex}}}"
    plain = base.plain + "".join(script_text(mark, inner.plain) for mark, inner in scripts)
    return Term(end, tex, plain, base.kind, True)


def command(name: str, arguments: list[Term], end: int) -> Term:
    """A command of math that takes arguments, applied to them."""
    first = arguments[0]
    if name in FRACTIONS:
        over, under = arguments
        return Term(
            end,
            rf"\frac{{{over.tex}}}{{{under.tex}}}",
            f"{_part(over)}/{_part(under)}",
            strong=True,
        )
    if name == "binom":
        upper, lower = arguments
        plain = f"C({upper.plain}, {lower.plain})"
        return Term(end, rf"\binom{{{upper.tex}}}{{{lower.tex}}}", plain, strong=True)
    if name == "sqrt":
        return Term(end, rf"\sqrt{{{first.tex}}}", f"√{_part(first)}", strong=True)
    if name in ACCENTS:
        plain = unicodedata.normalize("NFC", first.plain + ACCENTS[name])
        tex = rf"\{'hat' if name == 'widehat' else name}{{{first.tex}}}"
        return Term(end, tex, plain, "letter", True)
    plain = DOUBLE_STRUCK.get(first.plain, first.plain) if name == "mathbb" else first.plain
    return Term(end, _alphabet(name, first.tex), plain, "letter", True)


def function(name: str, end: int, strong: bool) -> Term:
    """A function that is set upright by its name."""
    tex = rf"\{name}" if name in TEX_FUNCTIONS else rf"\operatorname{{{name}}}"
    return Term(end, tex, name, "function", strong)


def number(digits: str, end: int) -> Term:
    """A number; a comma in it groups its digits."""
    return Term(end, rf"\text{{{digits}}}" if "," in digits else digits, digits, "number")


def _alphabet(name: str, inner: str) -> str:
    # An alphabet is for letters; around a whole expression it means nothing to a renderer.
    if name == "mathnormal" or not re.fullmatch(
        r"[A-Za-z0-9]+|\\[A-Za-z]+|\\text\{[^{}]*\}", inner
    ):
        return f"{{{inner}}}"
    known = {"bm": "boldsymbol", "pmb": "boldsymbol", "mathbbm": "mathbb", "mathds": "mathbb"}
    if inner.startswith(r"\text"):
        return inner
    return rf"\{known.get(name, name)}{{{inner}}}"


def _part(term: Term) -> str:
    return term.plain if _SIMPLE.fullmatch(term.plain) else f"({term.plain})"

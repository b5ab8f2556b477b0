"""Typeset text as the plain HTML that every feed reader shows: no MathML, no spans.

Readers drop elements they do not know and keep the text in them, so that a formula in MathML would
lose its powers and fractions: x² would become x2. It is written with `sup` and `sub` instead.
"""

import re
import unicodedata
from html import escape, unescape
from xml.etree import ElementTree

_MATH = re.compile(r"<math\b.*?</math>")
_SPAN = re.compile(r"</?span\b[^>]*>")
# Typesetting writes every sign of ASCII as a reference; in feeds only those of HTML stay one.
_REFERENCE = re.compile(r"&#(?!(?:34|38|39|60|62);)(\d+);")

_ACCENTS = {
    "^": "\u0302", "˜": "\u0303", "~": "\u0303", "¯": "\u0304", "‾": "\u0304", "˙": "\u0307",
    "¨": "\u0308", "→": "\u20d7", "ˇ": "\u030c",
}  # fmt: skip
# Signs of mathematics that stand close to what they belong to.
_CLOSE = frozenset("|¬∂∇∑∏∫√^~/′")


def readable(html: str, text: str) -> str:
    """A typeset text, as HTML and as plain text, as HTML without what only our pages style."""
    if "<" not in html:
        return escape(text, quote=False)
    plain = _SPAN.sub("", _MATH.sub(_formula, html))
    for code in set(_REFERENCE.findall(plain)):
        plain = plain.replace(f"&#{code};", chr(int(code)))
    return plain


def _formula(math: re.Match[str]) -> str:
    return _written(ElementTree.fromstring(math[0])).strip()


def _written(element: ElementTree.Element) -> str:
    """An element of a formula as HTML; one that is not known is what stands in it."""
    parts = [_written(child) for child in element]
    match element.tag, parts:
        case ("msup" | "mover") as tag, [base, over]:
            return (tag == "mover" and _accented(base, over)) or f"{base}<sup>{over}</sup>"
        case "msub" | "munder", [base, under]:
            return f"{base}<sub>{under}</sub>"
        case "msubsup" | "munderover", [base, under, over]:
            return f"{base}<sub>{under}</sub><sup>{over}</sup>"
        case "mfrac", [above, below]:
            if element.get("linethickness") == "0":
                return f"{above} choose {below}"
            return f"{_grouped(above)}/{_grouped(below)}"
        case "msqrt", _:
            return f"√{_grouped(''.join(parts))}"
        case "mroot", [inner, degree]:
            return f"<sup>{degree}</sup>√{_grouped(inner)}"
        case "mtable", _:
            return "; ".join(parts)
        case "mtr", _:
            return " ".join(parts)
        case "mphantom", _:
            return ""
        case "mspace", _:
            return " "
        case "mrow" | "math" | "mstyle", _:
            return _row(element, parts)
        case "mi", []:
            return _identifier(element)
    return escape(element.text or "") + "".join(parts)


def _row(element: ElementTree.Element, parts: list[str]) -> str:
    """What stands side by side, with space around the signs between two others."""
    last = len(parts) - 1
    return "".join(
        f" {part} " if 0 < at < last and _between(child) else part
        for at, (child, part) in enumerate(zip(element, parts, strict=True))
    )


def _between(element: ElementTree.Element) -> bool:
    sign = element.text or ""
    return (
        element.tag == "mo"
        and len(sign) == 1
        and sign not in _CLOSE
        and unicodedata.category(sign) == "Sm"
    )


def _identifier(element: ElementTree.Element) -> str:
    text = element.text or ""
    single = len(text) == 1 and element.get("mathvariant") != "normal"
    return f"<i>{escape(text)}</i>" if single and text.isalpha() else escape(text)


def _accented(base: str, over: str) -> str:
    """A letter with an accent on it, where both are known to be that."""
    letter = re.fullmatch(r"(?:<i>)?(\w)(?:</i>)?", base)
    accent = _ACCENTS.get(unescape(over))
    return base.replace(letter[1], letter[1] + accent) if letter and accent else ""


def _grouped(html: str) -> str:
    """In brackets, but for a single number, letter or name."""
    return html if re.fullmatch(r"(?:<i>)?[\w.]+(?:</i>)?", html) else f"({html})"

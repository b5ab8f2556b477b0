"""MathML of our own making: what the converter returns is read, checked and written anew."""

from functools import lru_cache
from xml.etree import ElementTree

from latex2mathml.converter import convert

from generator.typeset.canonical import canonical
from generator.typeset.escape import attribute, encode

_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
ELEMENTS = frozenset(
    "math mrow mi mn mo mtext mspace msub msup msubsup mover munder munderover mfrac msqrt mroot "
    "mstyle mtable mtr mtd mpadded mphantom".split()
)
ATTRIBUTES = {
    "display": {"inline", "block"},
    "mathvariant": {
        "normal", "bold", "italic", "bold-italic", "double-struck", "script", "bold-script",
        "fraktur", "bold-fraktur", "sans-serif", "monospace",
    },
    "stretchy": {"true", "false"},
    "fence": {"true", "false"},
    "accent": {"true", "false"},
    "movablelimits": {"true", "false"},
    "form": {"prefix", "infix", "postfix"},
    "linethickness": {"0"},
    "width": {"0.17em", "0.167em", "1em", "2em"},
}  # fmt: skip
_SCRIPTED = frozenset("msub msup msubsup munder mover munderover".split())
# Browsers set a single letter in italics; TeX sets Greek capitals upright.
_UPRIGHT = frozenset("ΓΔΘΛΞΠΣΥΦΨΩ")
_THIN = '<mspace width="0.17em"></mspace>'
_MAX_TEX = 2000
_MAX_NODES = 2000
_MAX_DEPTH = 60
# The converter sets some relations as identifiers, without the space that belongs around them.
_RELATIONS = {"~": "∼"}


@lru_cache(maxsize=4096)
def mathml(tex: str) -> str | None:
    """TeX as checked MathML on one line, or None where it cannot be converted."""
    if len(tex) > _MAX_TEX or tex.count("{") > 200:
        return None
    try:
        root = ElementTree.fromstring(convert(tex))
    except Exception:
        # The converter raises whatever its tables and recursion happen to raise.
        return None
    if sum(1 for _ in root.iter()) > _MAX_NODES:
        return None
    return _written(root, 0)


def _written(element: ElementTree.Element, depth: int) -> str | None:
    name = str(element.tag).removeprefix(_NAMESPACE)
    if name not in ELEMENTS or depth > _MAX_DEPTH or (element.tail or "").strip():
        return None
    if (name == "math") != (depth == 0):
        return None
    inner = [_written(child, depth + 1) for child in element]
    gaps = _gaps(list(element)) if name in ("math", "mrow") else [""] * len(inner)
    spaced = zip(inner, gaps, strict=True)
    text = canonical(element.text or "")
    if None in inner or (text and inner):
        return None
    if name == "mi" and text in _UPRIGHT:
        element.set("mathvariant", "normal")
    attributes = "".join(
        f' {key}="{attribute(value)}"'
        for key, value in element.attrib.items()
        if value in ATTRIBUTES.get(key, ())
    )
    if name == "mi" and text in _RELATIONS:
        name, text = "mo", _RELATIONS[text]
    content = encode(text) + "".join(f"{gap}{made}" for made, gap in spaced)
    return f"<{name}{attributes}>{content}</{name}>"


def _gaps(children: list[ElementTree.Element]) -> list[str]:
    """What stands before each child: a thin space around the name of a function."""
    names = [_named(child) for child in children]
    signs = [str(child.tag).removeprefix(_NAMESPACE) == "mo" for child in children]
    return [
        _THIN if at and not (signs[at] or signs[at - 1]) and (names[at] or names[at - 1]) else ""
        for at in range(len(children))
    ]


def _named(element: ElementTree.Element) -> bool:
    """Whether an element is the name of a function, with scripts or without."""
    while len(element) and str(element.tag).removeprefix(_NAMESPACE) in _SCRIPTED:
        element = element[0]
    tag = str(element.tag).removeprefix(_NAMESPACE)
    return tag in ("mi", "mo") and len((element.text or "").strip()) > 1

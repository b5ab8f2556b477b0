"""What a reader should see of any text, before TeX is considered."""

import re
import unicodedata
from collections.abc import Iterator

_JOINERS = "\u200c\u200d"
_JOINED = re.compile(f"[{_JOINERS}]+")
_SPACE = re.compile(r"[\s\u0085\u180e]+")
# Everything that canonical text may not hold, apart from joiners, which depend on their neighbours.
_FORBIDDEN = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # controls; the separators among them are white space
    "\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\ufdd0-\ufdef\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)
UNSEEN = _FORBIDDEN.pattern
"""The same, for those who look for it elsewhere: a class of characters."""
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
_UNSEEN = re.compile(f"{_FORBIDDEN.pattern}|[{_JOINERS}]")
_WHITE_CONTROLS = frozenset("\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\u0085")


def canonical(text: str) -> str:
    """The text on one line with single spaces, without what cannot be seen or carried."""
    return text if _is_canonical(text) else _tidy(text)


def _is_canonical(text: str) -> bool:
    # Nearly every text, told without looking at each character from Python. What is printable has
    # no white space but single spaces, no joiners, and nothing forbidden in ASCII.
    spaced = "  " in text or text.startswith(" ") or text.endswith(" ")
    if not spaced and text.isprintable():
        beyond = () if text.isascii() else _BEYOND_ASCII.findall(text)
        return not any(map(_FORBIDDEN.search, beyond))
    return _tidy(text) == text


def offsets(text: str) -> list[int] | range:
    """Return, for each offset of the canonical text and its end, the offset in the text."""
    if _is_canonical(text):
        return range(len(text) + 1)
    kept = _kept(text)
    return [*(at for at, _ in kept), kept[-1][0] + 1 if kept else 0]


def deceptive(text: str) -> list[tuple[int, str]]:
    """The offset and the name of each character removed because it could deceive."""
    return [
        (match.start(), _name(match[0]))
        for match in _UNSEEN.finditer(text)
        if match[0] not in _JOINERS or not _joins(text, *match.span())
    ]


def _name(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, 'unnamed')}"


def _tidy(text: str) -> str:
    seen = _FORBIDDEN.sub("", _SPACE.sub(" ", text))
    joined = _JOINED.sub(lambda run: run[0][0] if _joins(seen, *run.span()) else "", seen)
    return _SPACE.sub(" ", joined).strip(" ")


def _joins(text: str, start: int, end: int) -> bool:
    """Whether a joiner stands between two letters or signs of a script beyond ASCII."""
    return text[max(start - 1, 0) : start] > "\x7f" and text[end : end + 1] > "\x7f"


def _kept(text: str) -> list[tuple[int, str]]:
    """The canonical characters, each with its offset in the text."""
    kept: list[tuple[int, str]] = []
    for at, char in _seen(text):
        if char != " " or (kept and kept[-1][1] != " "):
            kept.append((at, char))
    if kept and kept[-1][1] == " ":
        kept.pop()
    return kept


def _seen(text: str) -> Iterator[tuple[int, str]]:
    before = " "
    waiting: list[tuple[int, str]] = []
    for at, char in enumerate(text):
        if char in _JOINERS:
            if before > "\x7f" and not waiting:
                waiting = [(at, char)]
            continue
        if char.isspace() or char in _WHITE_CONTROLS or char == "\u180e":
            char = " "
        elif _FORBIDDEN.match(char):
            continue
        if waiting and char > "\x7f":
            yield waiting[0]
        waiting = []
        yield at, char
        before = char

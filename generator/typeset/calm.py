"""The stretches of a text in which nothing can be meant but what stands there.

Most of an abstract is plain prose, and looking at its every word for lost formulas would be nearly
all of the work. A stretch is calm when it lies well away from every sign, symbol name and lone
letter that a rule could begin with; `tests/typeset/test_calm.py` holds that leaving calm stretches
out changes nothing.
"""

import re
from collections.abc import Iterable, Iterator

from generator.typeset.vocabulary import (
    BIG,
    FUNCTIONS,
    MATH_COMMANDS,
    OPERATORS,
    SYMBOLS,
    WORN,
    joined_names,
)

# How far the rules look around, in characters, with a good deal to spare.
AROUND = 40
SHORTEST = 24

# Names of symbols that are words of every day: they mean something beside a number only, and the
# first three not even there.
_EVERYDAY = frozenset("to in models".split())
_BESIDE_NUMBERS = frozenset(
    "times sim mid le ge ne ni lt gt div top star bot max min log exp sum int sup inf dim sec det "
    "sign lim arg deg text left right bar dot check square natural prime flat sharp implies land "
    "lor colon parallel angle diamond triangle degree bullet dagger succ prec cap cup wedge vee "
    "gets exists rank hat vec breve acute grave tilde overline underline ring cos tan".split()
)
_NAMES = frozenset({*SYMBOLS, *MATH_COMMANDS, *FUNCTIONS, *BIG, *WORN, *OPERATORS})
_HOT_NAMES = _NAMES - _EVERYDAY - _BESIDE_NUMBERS

_SIGN = re.compile(r"[\\{}$_^~`=<>|*+\x00\x80-\U0010ffff]")
_WORD = re.compile(r"[A-Za-z]+")
_LETTER = re.compile(r"[A-Za-z]")
_NUMBER = re.compile(r"[0-9()\[\]]")
_CALM = re.compile(r"(?<= )[A-Za-z]{2,} .* [A-Za-z]{2,}(?= )", re.DOTALL)


class _Interest(dict[str, int]):
    """How a word may be math, remembered: 0 not at all, 1 beside a number, 2 by itself."""

    def __missing__(self, word: str) -> int:
        if len(self) > 1 << 16:
            self.clear()
        if not (word.isascii() and word.isalpha()):
            self[word] = 0
        elif len(word) == 1:
            self[word] = 0 if word in "aAI" else 2
        elif word in _BESIDE_NUMBERS:
            self[word] = 1
        else:
            self[word] = 2 if word in _HOT_NAMES or len(joined_names(word, "{")) > 1 else 0
        return self[word]


interest = _Interest()
# What stood between two spaces of some text, and can mean nothing but what it says.
_dull: set[str] = set()


def calm_stretches(text: str, spots: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where the calm stretches of a text begin and end, given its spots: words between spaces."""
    at = 0
    for start, end in [*sorted(spots), (len(text) + AROUND, 0)]:
        stop = start - AROUND
        if stop - at >= SHORTEST:
            found = _CALM.search(text, at, stop)
            if found is not None and len(found[0]) >= SHORTEST:
                yield found.span()
        at = max(at, end + AROUND)


def find_spots(text: str) -> Iterator[tuple[int, int]]:
    """Where something stands that a rule may begin with, in no order."""
    lively = [part for part in text.split(" ") if part not in _dull and not _is_dull(part)]
    if not lively:
        return
    for sign in _SIGN.finditer(text):
        yield sign.span()
    if "`" in text:
        # A quotation that a grave accent begins may end at any apostrophe.
        yield from ((at, at + 1) for at, char in enumerate(text) if char == "'")
    for word in set(_WORD.findall(" ".join(lively))):
        if interest[word]:
            yield from _places(word, text)


def _is_dull(part: str) -> bool:
    """Whether nothing stands between two spaces that a rule may begin with; remembered."""
    if _SIGN.search(part) or any(interest[word] for word in _WORD.findall(part)):
        return False
    if len(_dull) > 1 << 16:
        _dull.clear()
    _dull.add(part)
    return True


def _places(word: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a word stands for itself in a text and may mean math."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        alone = not (_LETTER.match(text, end) or (start and _LETTER.match(text, start - 1)))
        if alone and _stands_out(text, start, end):
            yield start, end
        start = text.find(word, end)


def _stands_out(text: str, start: int, end: int) -> bool:
    if interest[text[start:end]] == 1:
        return _NUMBER.search(text, max(start - 2, 0), end + 2) is not None
    return end - start > 1 or text[start - 1 : start] != "'"

"""The tokens between two places where something may be meant: no rule is about them.

Most of the tokens around a formula are words, and asking every rule about each of them would be
most of the work. What is passed over here is what every rule would leave as it is.
"""

from typing import Final

from generator.typeset.chain import SAFE_MULTIPLES, may_begin
from generator.typeset.tokens import ADDRESS
from generator.typeset.vocabulary import OPERATORS, WORN

_RULED = frozenset("\\{$`~" + ADDRESS)
# What closes a group or a quotation that was begun before.
_CLOSING = frozenset("}'\"")
# After these a word may be a command, or have a script.
_CARRIED = frozenset("{^_")
# After these, or a command, a number may be part of a formula.
_GOES_ON = frozenset({*OPERATORS, *WORN, *SAFE_MULTIPLES, *"{^_=<>+-/*"})

_PLAIN: Final = 0
_WORD: Final = 1
_NUMBER: Final = 2
_ARTICLE: Final = 3
_MEANT: Final = 4


class _Kinds(dict[str, int]):
    """What has to stand beside a token for a rule to be about it, remembered."""

    def __missing__(self, token: str) -> int:
        kind = _kind(token)
        if len(token) <= 40:  # no stretch of prose
            if len(self) > 1 << 16:
                self.clear()
            self[token] = kind
        return kind


_kinds = _Kinds()


def passed(texts: list[str], at: int, count: int) -> tuple[int, int]:
    """Where the tokens end, from here on, that no rule is about, and how many look like math."""
    tried = 0
    while at < count:
        kind = _kinds[texts[at]]
        if kind == _PLAIN or (kind == _WORD and texts[at + 1] not in _CARRIED):
            at += 1
        elif (kind == _NUMBER and not _goes_on(texts, at)) or (
            kind == _ARTICLE and texts[at + 1] == " " and texts[at + 2][:1].isalpha()
        ):
            at += 1
            tried += 1
        else:
            break
    return at, tried


def _kind(token: str) -> int:
    if len(token) > 2 and " " in token:  # a calm stretch
        return _PLAIN
    if token[0] in _RULED or token in _CLOSING:
        return _MEANT
    if token in ("a", "A", "I"):
        return _ARTICLE
    if token[0].isdigit() and token.isascii():
        return _NUMBER
    if may_begin(token):
        return _MEANT
    return _WORD if token.isalnum() else _PLAIN


def _goes_on(texts: list[str], at: int) -> bool:
    """Whether a number may be part of a formula, by what follows it."""
    following = texts[at + 1] if texts[at + 1] != " " else texts[at + 2]
    return following in _GOES_ON or following[:1] == "\\"

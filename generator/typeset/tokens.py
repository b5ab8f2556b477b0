"""Canonical text as tokens, with the partner of every bracket, in time linear in its length."""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from generator.typeset.addresses import Address
from generator.typeset.calm import interest
from generator.typeset.vocabulary import joined_names

# Stands for an address among the tokens; canonical text cannot hold it.
ADDRESS = "\x00"

_TOKEN = re.compile(
    r"[A-Za-z]+| |[0-9]+(?:[.,][0-9]+)*|\\{4,}|\\(?:[A-Za-z]+|[^A-Za-z])?"
    # Runs that mean nothing in TeX are one token each, so that they cost nothing.
    r"|\${3,}|_{2,}|\^{2,}|`{3,}|~{2,}|[{}]{9,}|[^\x00-\x7f]+|."
)
_PAIRS = {"}": "{", ")": "(", "]": "["}
_BRACKETS = frozenset("{}()[]")


class Tokens(NamedTuple):
    """Tokens, the offset where each begins, and for each opening bracket its closing one."""

    texts: list[str]
    starts: list[int]
    partner: dict[int, int]
    addresses: dict[int, Address]
    source: str


def tokenize(
    text: str, addresses: Sequence[Address] = (), calm: Iterable[tuple[int, int]] = ()
) -> Tokens:
    """The tokens of canonical text; each address and each calm stretch is one token."""
    texts: list[str] = []
    links: dict[int, Address] = {}
    at = 0
    wholes: list[tuple[int, int, Address | None]] = [(a.start, a.end, a) for a in addresses]
    wholes += [(start, end, None) for start, end in calm]
    for start, end, address in sorted(wholes, key=lambda whole: whole[0]):
        texts += _TOKEN.findall(text, at, start)
        if address is None:
            texts.append(text[start:end])
        else:
            links[len(texts)] = address
            texts.append(ADDRESS)
        at = end
    texts += _TOKEN.findall(text, at)
    texts, links = _split_joined(texts, links)
    return Tokens(texts, _starts(texts, links), _partners(texts), links, text)


def _split_joined(
    texts: list[str], links: dict[int, Address]
) -> tuple[list[str], dict[int, Address]]:
    """The tokens with words that are several command names taken apart."""
    joined = {token for token in set(texts) if 3 < len(token) <= 40 and interest[token] == 2}
    if not joined:
        return texts, links
    split: dict[int, list[str]] = {}
    for at, token in enumerate(texts):
        if token in joined:
            after = texts[at + 1][0] if at + 1 < len(texts) else ""
            parts = joined_names(token, after)
            if len(parts) > 1:
                split[at] = parts
    if not split:
        return texts, links
    result: list[str] = []
    moved: dict[int, Address] = {}
    for at, token in enumerate(texts):
        if at in links:
            moved[len(result)] = links[at]
        result += split.get(at, [token])
    return result, moved


def _starts(texts: list[str], links: dict[int, Address]) -> list[int]:
    lengths = list(map(len, texts))
    for at, link in links.items():
        lengths[at] = link.end - link.start
    return list(accumulate(lengths, initial=0))


def _partners(texts: list[str]) -> dict[int, int]:
    """The closing bracket of every opening one that has one; each kind by itself."""
    partner: dict[int, int] = {}
    open_: dict[str, list[int]] = {"{": [], "(": [], "[": []}
    for at in [at for at, token in enumerate(texts) if token in _BRACKETS]:
        token = texts[at]
        if token in open_:
            open_[token].append(at)
        elif open_[_PAIRS[token]]:
            partner[open_[_PAIRS[token]].pop()] = at
    return partner

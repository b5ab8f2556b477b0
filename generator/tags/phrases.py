"""Search for any number of phrases at once, in time linear in the text."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from generator.tags import words


class Hit(NamedTuple):
    """A phrase, by its number, that was found in tokens `start` to `end`."""

    phrase: int
    start: int
    end: int


class _Spelling(NamedTuple):
    """One token list of a phrase, and the tokens of it whose case has to agree."""

    phrase: int
    length: int
    exact: tuple[tuple[int, str], ...]


class Search:
    """Finds phrases in tokens; how words may differ is for `generator.tags.words` to say."""

    def __init__(self, phrases: Sequence[str]) -> None:
        """Prepare one automaton for all phrases; hits give their numbers in this order."""
        patterns: defaultdict[str, list[_Spelling]] = defaultdict(list)
        for number, phrase in enumerate(phrases):
            for spelling in words.spellings(phrase):
                exact = [(i, w) for i, w in enumerate(spelling) if words.is_abbreviation(w)]
                entry = _Spelling(number, len(spelling), tuple(exact))
                patterns[words.stream(spelling)].append(entry)
        self._spellings = list(patterns.values())
        self._automaton = AhoCorasick(list(patterns), matchkind=MatchKind.Standard)

    def hits(self, tokens: Sequence[str], forms: Sequence[str]) -> list[Hit]:
        """Every place of every phrase, overlapping ones too, by where they end.

        `forms` are those of the tokens.
        """
        stream = words.joined(forms)
        count = stream.count
        spellings = self._spellings
        hits: list[Hit] = []
        # Every token follows one space, so that the spaces before a match number its tokens.
        at = start = 0
        for pattern, begin, _ in self._automaton.find_matches_as_indexes(stream, overlapping=True):
            start += count(" ", at, begin) if begin >= at else -count(" ", begin, at)
            at = begin
            for phrase, length, exact in spellings[pattern]:
                if not exact or _agrees(exact, tokens, start):
                    hits.append(Hit(phrase, start, start + length))
        return hits


def _agrees(exact: tuple[tuple[int, str], ...], tokens: Sequence[str], start: int) -> bool:
    """Whether the abbreviations of a spelling stand in the text in its upper and lower case."""
    for place, wanted in exact:
        seen = words.surface(tokens[start + place])
        if seen not in (wanted, wanted + "s"):
            return False
    return True

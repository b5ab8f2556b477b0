"""Which of many texts a text is like, without comparing it with each of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from math import ceil

from generator.identity import LEAST_CUT, SAME_TEXT, likeness, words_of

MANY = 8
"""So many texts are cheaper to look up by their words than to go through."""

SAME = 2.0
"""How alike a text and itself are: more than any other two."""


class Alike:
    """Texts, each with whose it is; what is asked of them comes out as if all were compared.

    Two texts that have half their words in common (Jaccard) share at least half the words of either
    one. So those that share too few of a text's rarest words need not be looked at.
    """

    def __init__(self, texts: Iterable[tuple[str, str]] = ()) -> None:
        self._texts: list[tuple[str, str]] = []
        self._exact: dict[str, dict[str, None]] = {}
        self._holding: dict[str, list[int]] = defaultdict(list)
        self._beginning: dict[str, list[int]] = defaultdict(list)
        self._indexed = 0
        for owner, text in texts:
            self.add(owner, text)

    def add(self, owner: str, text: str) -> None:
        """Remember that a text is somebody's, as it may be of several."""
        owners = self._exact.setdefault(text, {})
        if owner not in owners:
            owners[owner] = None
            self._texts.append((owner, text))

    def find(self, text: str) -> dict[str, float]:
        """Whose texts are like this one, and how like the likest of each is."""
        found = dict.fromkeys(self._exact.get(text, ()), SAME)
        for number in self._candidates(text):
            owner, other = self._texts[number]
            if owner not in found or found[owner] < SAME:
                alike = likeness(text, other)
                if alike >= SAME_TEXT:
                    found[owner] = max(alike, found.get(owner, 0.0))
        return found

    def _candidates(self, text: str) -> Iterable[int]:
        if len(self._texts) < MANY:
            return range(len(self._texts))
        self._index()
        words = sorted(words_of(text), key=lambda word: (len(self._holding.get(word, ())), word))
        least = ceil(len(words) * SAME_TEXT)
        enough = ceil(least / 2)
        shared: Counter[int] = Counter()
        for word in words[: len(words) - least + enough]:
            shared.update(self._holding.get(word, ()))
        begun = self._beginning.get(text[:LEAST_CUT], ())
        return sorted({number for number, count in shared.items() if count >= enough}.union(begun))

    def _index(self) -> None:
        for number in range(self._indexed, len(self._texts)):
            _, text = self._texts[number]
            for word in words_of(text):
                self._holding[word].append(number)
            if len(text) >= LEAST_CUT:
                self._beginning[text[:LEAST_CUT]].append(number)
        self._indexed = len(self._texts)

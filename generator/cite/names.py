"""Names of people taken apart as BibTeX does it, so that every format says the same of them."""

from typing import NamedTuple

GROUPS = frozenset({"collaboration", "consortium", "group", "team"})
"""Last words of names that are no family names."""


class Name(NamedTuple):
    """A name in the parts that reference managers sort by; of one word or a group only `family`."""

    given: str
    particle: str
    family: str

    @property
    def whole(self) -> str:
        """The name as the source gave it."""
        return " ".join(filter(None, self))

    @property
    def sorted_by(self) -> str:
        """The name with the part it is sorted by first: `van Example, Ada`."""
        family = " ".join(filter(None, (self.particle, self.family)))
        return f"{family}, {self.given}" if self.given else family


def parse_name(text: str) -> Name:
    """The parts of a name of single spaces: the last word is the family's, as far as one can tell.

    In names of three words and more, words in small letters before it are particles. Where commas,
    an `and` or its last word say that a name is no such thing, it stays whole.
    """
    words = text.split(" ")
    if len(words) == 1 or "," in text or _is_group(words):
        return Name("", "", text)
    within = words[:-1] if len(words) > 2 else []
    small = [at for at, word in enumerate(within) if _is_small(word)]
    start, end = (small[0], small[-1] + 1) if small else (len(words) - 1,) * 2
    return Name(" ".join(words[:start]), " ".join(words[start:end]), " ".join(words[end:]))


def _is_group(words: list[str]) -> bool:
    return words[-1].casefold() in GROUPS or any(word.casefold() == "and" for word in words)


def _is_small(word: str) -> bool:
    return next((char for char in word if char.isalpha()), "").islower()

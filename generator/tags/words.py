"""Words as people write them, brought to one form so that they can be compared."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import product

# Combining accents, soft hyphens and zero-width joiners stand inside words without ending them.
_JOINERS = "\u0300-\u036f\u00ad\u200b-\u200d"
# Chinese and Japanese have no spaces: each sign is a word here, and a word of theirs a phrase.
_SIGN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = rf"(?:[{_SIGN}]|[^\W_{_SIGN}]+(?:[{_JOINERS}]+[^\W_{_SIGN}]*)*)"
# What may stand between two words of one phrase; anything else (a comma, a bracket) ends it.
_GAP = r"\s\x1c-\x1f\-\u2010-\u2013/'\"‘’“”*_{}^$\\~"
TOKEN = re.compile(rf"{_WORD}|[^\w{_GAP}]")
# The same for ASCII, twice as fast; most abstracts are.
_ASCII_TOKEN = re.compile(rf"[A-Za-z0-9]+|[^A-Za-z0-9{_GAP}]")

BREAK = "|"

_IRREGULAR = {
    "analyses": "analysis",
    "artefact": "artifact",
    "biases": "bias",
    "catalogue": "catalog",
    "centre": "center",
    "corpora": "corpus",
    "defence": "defense",
    "dialogue": "dialog",
    "fibre": "fiber",
    "grey": "gray",
    "hypotheses": "hypothesis",
    "indices": "index",
    "indexes": "index",
    "lens": "lens",
    "matrices": "matrix",
    "metre": "meter",
    "news": "news",
    "offence": "offense",
    "programme": "program",
    "vertices": "vertex",
}
_OUR = re.compile(
    r"^((?:mis|dis)?(?:arm|behavi|col|fav|flav|harb|hon|hum|lab|neighb|rum|tum|vap))our"
)
_ISE = re.compile(r"([iy])s(e|ed|er|ing|ation|ational|able)$")
_DOUBLED = re.compile(r"ll(ed|er|ing)$")
# What the names of benchmarks end in.
_BENCHMARKS = ("Bench", "Arena")


def surface(word: str) -> str:
    """The letters of a word as printed, without accents and marks that do not show."""
    if word.isascii():
        return word
    plain = unicodedata.normalize("NFKD", word)
    return "".join(c for c in plain if c.isalnum())


def is_abbreviation(word: str) -> bool:
    """Whether case carries the meaning of a word, as in RAG, LoRA or 3DGS."""
    return not word.islower() and sum(c.isupper() for c in word) > 1


def _singular(word: str) -> str:
    """The singular of a lower-case English noun, alike for both numbers if not always right."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is", "ias")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


def _american(word: str) -> str:
    """One form for a word's British and American spellings, which need not be a word itself."""
    if "our" in word:
        word = _OUR.sub(r"\1or", word)
    if len(word) > 5 and ("is" in word or "ys" in word):
        word = _ISE.sub(r"\1z\2", word)
    if len(word) > 6 and "ll" in word:
        word = _DOUBLED.sub(r"l\1", word)
    return word


def _normal(token: str) -> str:
    """The form of a token that was not compared before."""
    word = surface(token)
    if not word[:1].isalnum():
        return BREAK
    if len(word) > 2 and word.endswith("s") and word[:-1].isupper():
        return word[:-1].lower()
    lower = word.lower()
    known = _IRREGULAR.get(lower)
    if known is None:
        single = _singular(lower)
        known = _IRREGULAR.get(single) or _american(single)
    return known


def _searched(token: str) -> str:
    """The form in which phrases are searched: MathBench is a bench, and MathArena an arena."""
    last = token[-5:]
    return last.lower() if last in _BENCHMARKS else normal(token)


class _Forms(dict[str, str]):
    """The forms of tokens met so far; as fast as looking up, and never too large."""

    def __init__(self, form: Callable[[str], str]) -> None:
        """Keep what `form` says of a token."""
        super().__init__()
        self._form = form

    def __missing__(self, token: str) -> str:
        """Work out the form of a new token and keep it."""
        if len(self) >= 1 << 17:
            self.clear()
        return self.setdefault(token, self._form(token))


normal = _Forms(_normal).__getitem__
"""The form in which a token is compared; punctuation becomes a break no phrase crosses."""

_search_form = _Forms(_searched).__getitem__


def tokens(text: str) -> list[str]:
    """The words and separating marks of a text, in order."""
    return (_ASCII_TOKEN if text.isascii() else TOKEN).findall(text)


def spans(text: str) -> list[tuple[int, int]]:
    """Where each token of a text begins and ends."""
    return [m.span() for m in TOKEN.finditer(text)]


def forms(words: Sequence[str]) -> list[str]:
    """The forms of tokens in which phrases are searched."""
    return list(map(_search_form, words))


def stream(words: Sequence[str]) -> str:
    """The forms of tokens, each between spaces, as one string to search in."""
    return joined(forms(words))


def joined(of_words: Sequence[str]) -> str:
    """Forms, each between spaces, as one string to search in."""
    return f" {' '.join(of_words)} "


def spellings(phrase: str) -> list[list[str]]:
    """The token lists a phrase stands for: a hyphen in it may be a hyphen, a space or nothing."""
    if "-" not in phrase:
        return [tokens(phrase)]
    parts = re.split(r"(?<=\w)-(?=\w)", phrase)
    joints = product((" ", ""), repeat=len(parts) - 1)
    found = ["".join(map("".join, zip(parts, (*joint, ""), strict=True))) for joint in joints]
    return [tokens(text) for text in found]

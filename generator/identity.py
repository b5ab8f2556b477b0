"""What makes two appearances one paper, and how a record gets its id."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

SLUG_LENGTH = 72
SAME_TEXT = 0.5
"""Abstracts whose sets of words overlap by less than this (Jaccard) are two texts."""
LEAST_CUT = 80
"""A text that begins another and has fewer characters says nothing: many papers begin alike."""
ID_DIGITS = range(6, 43, 6)
"""How many digits of the hash stand in an id; more where fewer are those of another paper."""

ID_PATTERN = r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?"
AUTHORITY_PATTERN = (
    r"(?:[a-z0-9._-]+@)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
    r",[12][0-9]{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?"
)
"""Who makes `tag:` URIs: a host or mail address, and a day on which it was theirs; see RFC 4151."""
ARXIV_PATTERN = r"[0-9]{4}\.[0-9]{4,5}|[a-z][a-z-]{0,20}(?:\.[A-Z]{2})?/[0-9]{7}"
CATEGORY_PATTERN = r"[a-z][a-z-]{0,20}(?:\.[A-Za-z-]{1,20})?"
_SPELT = str.maketrans(
    {
        **{"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "TH"},
        **dict(zip("øØłŁđĐðÐıħĦ", "oOlLdDdDihH", strict=True)),
    }
)
"""Latin letters that are no letter with a mark, as they are written where only ASCII is."""
_NOT_COMPARED = re.compile(r"[^a-z0-9+#]")


def whole(pattern: str) -> str:
    """The pattern of texts that are nothing else, for Python and for the JavaScript of editors.

    Python's `$` lets a line end follow, and `\\Z`, which does not, is a letter to JavaScript.
    """
    return rf"^(?:{pattern})$(?!\n)"


def compared_title(title: str) -> str:
    """The title as titles are compared: NFKC, case folded, letters, digits, `+` and `#` only.

    Marks that are parts of letters stay, as in Indic scripts; accents that stand beside a letter,
    vowel points and variants go. A title with nothing left is compared as it stands, so that `???`
    and `!!!` stay apart.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    if folded.isascii():
        kept = _NOT_COMPARED.sub("", folded)
    else:
        kept = "".join(c for c in folded if c.isalnum() or c in "+#" or _spells(c))
    return kept or folded.strip()


def same_text(one: str, other: str) -> bool:
    """Whether two abstracts can be of one paper: alike in half their words, or one cut off."""
    return likeness(one, other) >= SAME_TEXT


def likeness(one: str, other: str) -> float:
    """How far two abstracts have the same words (Jaccard), 1 where one is the other cut off.

    An empty one is like none but another empty one: it says nothing of which paper it is.
    """
    if one == other or is_cut_off(one, other) or is_cut_off(other, one):
        return 1.0
    words, others = words_of(one), words_of(other)
    return len(words & others) / (len(words | others) or 1)


def is_cut_off(one: str, other: str) -> bool:
    """Whether a text is the other one's beginning, and long enough to be no other's."""
    return LEAST_CUT <= len(one) < len(other) and other.startswith(one)


@lru_cache(maxsize=4096)
def words_of(text: str) -> frozenset[str]:
    """The words of a text as texts are compared."""
    return frozenset(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def slug(text: str, fallback: str = "paper") -> str:
    """A path segment of ASCII letters, digits and hyphens, at most 72 characters, cut at a word."""
    spelt = text.replace("'", "").replace("\u2019", "").translate(_SPELT)
    plain = unicodedata.normalize("NFKD", spelt)
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    whole = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    if len(whole) > SLUG_LENGTH:
        head, _, _ = whole[: SLUG_LENGTH + 1].rpartition("-")
        whole = head or whole[:SLUG_LENGTH]
    return whole or fallback


def name_slug(name: str, kind: str) -> str:
    """The path segment of a name; where no Latin letter is in it, one that nothing else takes.

    It follows from the name alone, so that an address never comes to be another's.
    """
    return slug(name, "") or f"{kind}-{_hex(compared_title(name), 12)}"


def title_id(title: str) -> str:
    """The id of a record that is known by its title alone."""
    return f"{_stem(title)}-{_hex(compared_title(title))}"


def text_ids(title: str, abstract: str) -> Iterator[str]:
    """The ids of a record whose title another paper had first; longer where one is taken."""
    stem, told = _stem(title), compared_title(title) + chr(0) + abstract
    return (f"{stem}-{_hex(told, digits)}" for digits in ID_DIGITS)


def arxiv_id(arxiv: str) -> str:
    """The id of a record that was known by its arXiv id when first stored."""
    return arxiv.lower().replace("/", "-")


def digest(value: object) -> str:
    """A hash that orders values which nothing else tells apart."""
    return hashlib.sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()


def _stem(title: str) -> str:
    """The slug of a title; an id's first four characters name a folder, `com1` none on Windows."""
    stem = slug(title)
    return slug(f"paper {title}") if re.match(r"(?:com|lpt)[0-9]", stem) else stem


def _spells(character: str) -> bool:
    """Whether a mark is part of how a word is spelt, such as the vowel signs of Indic scripts.

    Accents and points have other combining classes; variation selectors change looks only.
    """
    if unicodedata.category(character) not in ("Mn", "Mc") or character in _LOOKS:
        return False
    combining = unicodedata.combining(character)
    return combining in (0, 7, 8, 9) or 84 <= combining <= 132


_LOOKS = frozenset(
    chr(code)
    for codes in ((0x34F,), range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
    for code in codes
)
"""Marks without a look of their own."""


def _hex(text: str, digits: int = ID_DIGITS[0]) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:digits]

"""What makes two appearances one paper, and how a record gets its id."""

import hashlib
import re
import unicodedata

SLUG_LENGTH = 72
SAME_TEXT = 0.5
"""Abstracts whose sets of words overlap by less than this (Jaccard) are two texts."""

ID_PATTERN = r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?"
AUTHORITY_PATTERN = (
    r"(?:[a-z0-9._-]+@)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
    r",[12][0-9]{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?"
)
"""Who makes `tag:` URIs: a host or mail address, and a day on which it was theirs; see RFC 4151."""
ARXIV_PATTERN = r"[0-9]{4}\.[0-9]{4,5}|[a-z][a-z-]{0,20}(?:\.[A-Z]{2})?/[0-9]{7}"
CATEGORY_PATTERN = r"[a-z][a-z-]{0,20}(?:\.[A-Za-z-]{1,20})?"


def whole(pattern: str) -> str:
    """The pattern of texts that are nothing else, for Python and for the JavaScript of editors.

    Python's `$` lets a line end follow, and `\\Z`, which does not, is a letter to JavaScript.
    """
    return rf"^(?:{pattern})$(?!\n)"


def compared_title(title: str) -> str:
    """The title as titles are compared: NFKC, case folded, letters, digits, `+` and `#` only.

    A title with none of those is compared as it stands, so that `???` and `!!!` stay apart.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    kept = "".join(c for c in folded if c.isalnum() or c in "+#")
    return kept or folded.strip()


def same_text(one: str, other: str) -> bool:
    """Whether two abstracts can be of one paper: alike in half their words, or one cut off."""
    return likeness(one, other) >= SAME_TEXT


def likeness(one: str, other: str) -> float:
    """How far two abstracts have the same words (Jaccard), 1 where one is the other cut off."""
    if one.startswith(other) or other.startswith(one):
        return 1.0
    words, others = _words(one), _words(other)
    return len(words & others) / len(words | others) if words or others else 1.0


def slug(text: str, fallback: str = "paper") -> str:
    """A path segment of ASCII letters, digits and hyphens, at most 72 characters, cut at a word."""
    plain = unicodedata.normalize("NFKD", text.replace("'", "").replace("\u2019", ""))
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    whole = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    if len(whole) > SLUG_LENGTH:
        head, _, _ = whole[: SLUG_LENGTH + 1].rpartition("-")
        whole = head or whole[:SLUG_LENGTH]
    return whole or fallback


def title_id(title: str) -> str:
    """The id of a record that is known by its title alone."""
    return f"{slug(title)}-{_hex(compared_title(title))}"


def title_and_text_id(title: str, abstract: str) -> str:
    """The id of a record whose title another paper had first."""
    return f"{slug(title)}-{_hex(compared_title(title) + chr(0) + abstract)}"


def arxiv_id(arxiv: str) -> str:
    """The id of a record that was known by its arXiv id when first stored."""
    return arxiv.lower().replace("/", "-")


def digest(value: object) -> str:
    """A hash that orders values which nothing else tells apart."""
    return hashlib.sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def _hex(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]

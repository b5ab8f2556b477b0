"""Where the opening of an abstract ends."""

import re
from collections.abc import Iterator

ENOUGH, SHORTEST, LONGEST = 140, 60, 360
"""An opening has enough characters at 140; the sentence that brings them may not end after 360."""

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\u201d]?\s+(?=[\"'(\u201c]?[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|al|etc|Fig|Eq|Sec|resp|approx|No)|(?<![A-Za-z0-9])[A-Z])\.$"
)


def opening(abstract: str) -> tuple[str, str]:
    """The first sentences of an abstract, and the rest, which may be empty.

    No cut lies inside braces or between dollar signs, so that each part can be typeset by itself.
    """
    text = abstract.strip()
    shorter = None
    for end, following in _sentence_ends(text):
        if ENOUGH <= end <= LONGEST or (end > LONGEST and shorter is None):
            return text[:end], text[following:]
        if end > LONGEST:
            break
        if end >= SHORTEST:
            shorter = end, following
    return (text[: shorter[0]], text[shorter[1] :]) if shorter else (text, "")


def first_sentence(text: str) -> str:
    """The first sentence of a plain text, cut at a word with an ellipsis where it is too long."""
    end = next((end for end, _ in _sentence_ends(text) if end >= SHORTEST), len(text))
    if end <= LONGEST:
        return text[:end]
    cut = text[:LONGEST]
    return f"{cut.rpartition(' ')[0] or cut}…"


def _sentence_ends(text: str) -> Iterator[tuple[int, int]]:
    """Where a sentence ends and the next begins, but for the last."""
    for match in _SENTENCE_END.finditer(text):
        head = text[: match.start()]
        balanced = head.count("{") == head.count("}") and head.count("$") % 2 == 0
        if balanced and not _ABBREVIATION.search(head[-8:]):
            closing = len(match[0]) - len(match[0].lstrip("\"')\u201d"))
            yield match.start() + closing, match.end()
        if match.start() > 4 * LONGEST:
            return

"""Where the opening of an abstract ends."""

import re

SHORTEST, LONGEST = 140, 360

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\u201d]?\s+(?=[\"'(\u201c]?[A-Z0-9])")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|cf|vs|al|etc|Fig|Eq|Sec|resp|approx|No)|\b[A-Z])\.$")


def opening(abstract: str) -> tuple[str, str]:
    """The first sentences of an abstract, and the rest, which may be empty.

    No cut lies inside braces or between dollar signs, so that each part can be typeset by itself.
    """
    text = abstract.strip()
    for match in _SENTENCE_END.finditer(text, SHORTEST):
        lead = text[: match.start()]
        if match.start() > LONGEST:
            break
        balanced = lead.count("{") == lead.count("}") and lead.count("$") % 2 == 0
        if balanced and not _ABBREVIATION.search(lead):
            return text[: match.end()].rstrip(), text[match.end() :]
    return text, ""

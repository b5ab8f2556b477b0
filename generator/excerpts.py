"""Two texts shown beside each other by what differs between them."""

AROUND = 40
"""So many characters stand before and behind what differs."""


def excerpts(before: str, after: str) -> tuple[str, str]:
    """Both texts; of long ones what differs, cut at words, with an ellipsis for what is left out.

    >>> excerpts("So " * 40 + "it ends.", "So " * 40 + "it began.")[1]
    '…So So So So So So So So So So So So So it began.'
    """
    if max(len(before), len(after)) <= 2 * AROUND or not before or not after:
        return before, after
    head = _common(before, after)
    rest = min(len(before), len(after)) - head
    tail = min(_common(before[::-1], after[::-1]), rest)
    start = max(0, before.rfind(" ", 0, max(head - AROUND, 0)) + 1)
    return _cut(before, start, tail), _cut(after, start, tail)


def _cut(text: str, start: int, tail: int) -> str:
    end = text.find(" ", min(len(text) - tail + AROUND, len(text)))
    end = len(text) if end < 0 else end
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    for index, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return index
    return min(len(one), len(other))

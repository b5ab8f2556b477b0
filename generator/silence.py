"""Sources that have not given one valid answer for days."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from generator.model import Answer

PATIENCE = 3
"""Days without one valid answer. An empty answer is a valid one: weekends are no silence."""


def silent_sources(sources: Sequence[str], answers: Iterable[Answer], on: date) -> list[str]:
    """A line for each source that is silent for too long, the same on every day of its silence."""
    by_source = {answer.source: answer for answer in answers}
    return [
        f"{source} has given no valid answer {_since(answer)}"
        for source in sources
        if (answer := by_source.get(source)) is not None and _is_silent(answer, on)
    ]


def _is_silent(answer: Answer, on: date) -> bool:
    return answer.vain is not None and on - answer.vain >= timedelta(days=PATIENCE - 1)


def _since(answer: Answer) -> str:
    return f"since {answer.on}" if answer.on else f"yet, and was first asked on {answer.vain}"

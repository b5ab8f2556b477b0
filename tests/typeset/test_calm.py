"""Prose that is passed over is prose that would have come out as it is."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import typeset as package
from generator.typeset import tokens, typeset
from generator.typeset.calm import calm_stretches
from tests.typeset.reading import HOSTILE
from tests.typeset.test_spans import SPANS

SOURCES = [span["source"] for span in SPANS]
SENTENCES = [
    "We study how models learn to see and to speak over many rounds.",
    "It is three times as fast in 2024, from 10 to 20 times on average (see below).",
    "The variable x_i lies in [0, 1], and alpha is small.",
    "A rate of O(n log n) holds for every epsilon > 0, where D^3 is known.",
    "The model's ``own'' words are left alone, as is the `other' one.",
    "Nothing of this has to do with mathematics, nor should it be taken for it.",
    "Code is at https://github.com/acme/alpha and it is free.",
]


def no_stretches(_: str) -> Iterator[tuple[int, int]]:
    return iter(())


def looked_at_whole(text: str, monkeypatch: pytest.MonkeyPatch) -> object:
    with monkeypatch.context() as patch:
        patch.setattr(tokens, "calm_stretches", no_stretches)
        patch.setattr(package, "is_calm", lambda _: False)
        return typeset.__wrapped__(text)


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(SENTENCES) | st.sampled_from(HOSTILE) | st.sampled_from(SOURCES), max_size=8
    ).map(" ".join)
)
def test_passing_over_prose_changes_nothing(text: str) -> None:
    """With and without calm stretches, HTML, text and spans are the same."""
    with pytest.MonkeyPatch.context() as patch:
        assert looked_at_whole(text, patch) == typeset.__wrapped__(text)


def test_most_of_plain_prose_is_passed_over() -> None:
    """Prose without a sign is one stretch; a formula keeps what is around it."""
    prose = SENTENCES[5]
    ((start, end),) = calm_stretches(f"{prose} {prose} {prose}")
    assert end - start > 2 * len(prose)
    around = f"{prose} {prose} We let $x$ be. {prose} {prose}"
    assert all("$" not in around[start:end] for start, end in calm_stretches(around))

"""Prose that is passed over is prose that would have come out as it is."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator import typeset as package
from generator.typeset import Typeset, typeset
from generator.typeset.calm import calm_stretches, find_spots
from generator.typeset.prose import Prose
from generator.typeset.result import Page
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


def is_too_much(text: str) -> bool:
    """Whether a text is left in the middle because it takes too much work to set."""
    left: list[int] = []

    def noting(prose: Prose) -> Page:
        page = whole(prose)
        left.append(prose.formula.fuel)
        return page

    whole = Prose.set
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Prose, "set", noting)
        looked_at_whole(text)
    return min(left, default=1) <= 0


def looked_at_whole(text: str) -> Typeset:
    """The text as it is set where no stretch of it is calm."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package, "calm_stretches", lambda *_: ())
        patch.setattr(package, "find_spots", lambda text: [(len(text), len(text))])
        return typeset.__wrapped__(text)


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(SENTENCES) | st.sampled_from(HOSTILE) | st.sampled_from(SOURCES), max_size=8
    ).map(" ".join)
)
def test_passing_over_prose_changes_nothing(text: str) -> None:
    """With and without calm stretches, HTML, text and spans are the same.

    Where the work is cut short, which prose stands before it decides where.
    """
    assume(not is_too_much(text))
    assert looked_at_whole(text) == typeset.__wrapped__(text)


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(SENTENCES) | st.sampled_from(HOSTILE) | st.sampled_from(SOURCES), max_size=4
    ).map(" ".join)
)
def test_asking_no_rule_about_a_token_changes_nothing(text: str) -> None:
    """Tokens that are passed over come out as the rules would have left them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("generator.typeset.prose.passed", lambda texts, at, count: (at, 0))
        asked = typeset.__wrapped__(text)
    assert asked == typeset.__wrapped__(text)


def calm(text: str) -> list[tuple[int, int]]:
    return list(calm_stretches(text, find_spots(text)))


def test_most_of_plain_prose_is_passed_over() -> None:
    """Prose without a sign is one stretch; a formula keeps what is around it."""
    prose = SENTENCES[5]
    ((start, end),) = calm(f"{prose} {prose} {prose}")
    assert end - start > 2 * len(prose)
    around = f"{prose} {prose} We let $x$ be. {prose} {prose}"
    assert all("$" not in around[start:end] for start, end in calm(around))

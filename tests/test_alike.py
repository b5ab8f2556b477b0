"""Texts that are like another are found without comparing each with each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import alike
from generator.alike import MANY, SAME, Alike
from generator.identity import LEAST_CUT, SAME_TEXT, likeness

LETTERS = st.text("abcdefgh", min_size=1, max_size=7).map(" ".join)
CUT = "one beginning of many texts, which is long enough to say something of whose they are "
texts = LETTERS | LETTERS.map(lambda text: f"{CUT}{text}") | st.sampled_from(["", "?", "!", CUT])


@given(st.lists(texts, min_size=1, max_size=3 * MANY), texts)
def test_nothing_is_missed(known: list[str], text: str) -> None:
    """What is found is what comparing with every text would find."""
    found = Alike((f"{number % 9}", other) for number, other in enumerate(known)).find(text)
    expected: dict[str, float] = {}
    for number, other in enumerate(known):
        much = SAME if text == other else likeness(text, other)
        if much >= SAME_TEXT:
            expected[f"{number % 9}"] = max(much, expected.get(f"{number % 9}", 0.0))
    assert expected == found


def test_one_title_many_times_is_not_compared_each_with_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a thousand editorials, none of which is like another, hardly two are looked at."""
    compared: list[str] = []

    def compare(one: str, _other: str) -> float:
        compared.append(one)
        return 0.0

    monkeypatch.setattr(alike, "likeness", compare)
    known = Alike()
    for number in range(1000):
        text = " ".join(f"w{(number * 97 + n * n * (number % 89 + 1)) % 3001}" for n in range(60))
        assert not known.find(text)
        known.add(str(number), text)
    assert len(CUT) > LEAST_CUT
    assert len(compared) < 1000

"""Which papers are one, and what their records are called."""

import re
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import model, values
from generator.identity import (
    ID_PATTERN,
    compared_title,
    name_slug,
    same_text,
    slug,
    title_id,
)

any_text = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("Self-Play: A Study", "SELF PLAY — a study", True),
        ("ﬁne Tuning", "Fine-tuning", True),
        ("C++ Models", "C Models", False),
        ("C# Models", "C++ Models", False),
        ("???", "!!!", False),
        ("Straße", "STRASSE", True),
        ("दिन", "दान", False),
        ("กิน", "กัน", False),
        ("தமிழ்", "தமிழ", False),
        ("x\u0302 of ẏ̂", "x of ẏ", True),
        ("שָׁלוֹם", "שלום", True),
        ("❤\ufe0f Study", "❤ study", True),
    ],
)
def test_titles_are_compared_by_letters(one: str, other: str, equal: bool) -> None:
    """Case, punctuation, spaces and compatibility forms do not tell titles apart."""
    assert equal is (compared_title(one) == compared_title(other))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("What's in a Latent?", "whats-in-a-latent"),
        ("#Tag: 3D $x^2$", "tag-3d-x-2"),
        ("模型", "paper"),
        ("Café Über", "cafe-uber"),
        ("Größe, Łódź and Søren's Æther", "grosse-lodz-and-sorens-aether"),
        ("word " * 30, "word-" * 13 + "word"),
        ("x" * 100, "x" * 72),
    ],
)
def test_slugs(title: str, expected: str) -> None:
    """A slug is ASCII, at most 72 characters, cut at a word, and never empty."""
    assert expected == slug(title)


@given(any_text)
def test_every_title_makes_a_safe_id(title: str) -> None:
    """Whatever a title holds, its id is a plain path segment."""
    assert re.fullmatch(ID_PATTERN, title_id(title))
    assert len(title_id(title)) <= 79


@given(any_text, any_text)
def test_same_text_is_symmetric(one: str, other: str) -> None:
    """Two abstracts are alike in both directions, and each is like itself."""
    assert same_text(one, other) is same_text(other, one)
    assert same_text(one, one)


def test_abstracts_that_share_half_their_words_are_the_same() -> None:
    """Half of all words in common is enough, less is not; a cut-off copy is the same."""
    assert same_text("a b c", "a b d")
    assert not same_text("a b c d", "a e f g")
    whole = (
        "We study the sparse attention of large graphs, and say of each which edges it forgets. "
    )
    assert same_text(whole[:80], whole * 9)


@pytest.mark.parametrize("beginning", ["", "We", "In this paper, we study the "])
def test_how_many_papers_begin_says_nothing(beginning: str) -> None:
    """An empty text, or the first words, are no abstract that was cut off."""
    assert not same_text(
        beginning, f"{beginning}sparse attention of graphs, whose edges it forgets."
    )
    assert same_text(beginning, beginning)


def test_a_name_without_latin_letters_has_an_address_of_its_own() -> None:
    """It follows from the name alone; other names keep theirs."""
    one, other = name_slug("清华大学", "organization"), name_slug("北京大学", "organization")
    assert one != other
    assert one == name_slug(" 清华大学", "organization")
    assert re.fullmatch(r"organization-[0-9a-f]{12}", one)
    assert "universite-x" == name_slug("Université X", "organization")


def test_no_id_names_a_folder_that_windows_reserves() -> None:
    """A record stands in a folder named by the first four characters of its id."""
    assert title_id("COM1: Ports").startswith("paper-com1-ports-")
    assert title_id("Compiling").startswith("compiling-")


@pytest.mark.parametrize(
    ("kind", "right"),
    [
        (model.RecordId, "a-paper-1"),
        (values.Slug, "a-tag"),
        (model.ArxivId, "2504.00001"),
        (model.Category, "cs.CL"),
        (model.Address, "https://example.org/"),
        (model.Sha256, "0" * 64),
        (model.MailAddress, "ada@example.org"),
        (model.Authority, "example.org,2026"),
    ],
)
def test_nothing_stands_around_what_has_a_pattern(kind: Any, right: str) -> None:
    """A line end before or after it, and digits of other scripts, make it something else."""
    assert msgspec.convert(right, kind) == right
    for wrong in (f"{right}\n", f"\n{right}", f"{right} ", right.replace("0", "٠") + "٠"):
        if kind is model.Address and wrong.endswith("٠"):
            continue
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(wrong, kind)

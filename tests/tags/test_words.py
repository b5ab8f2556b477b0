"""Words are the same word however people write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.tags import words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("models", "model"),
        ("queries", "query"),
        ("classes", "class"),
        ("GANs", "GAN"),
        ("LLMs", "LLM"),
        ("optimisation", "optimization"),
        ("summarised", "summarized"),
        ("analyse", "analyze"),
        ("modelling", "modeling"),
        ("labelled", "labeled"),
        ("behavioural", "behavioral"),
        ("tumours", "tumor"),
        ("centre", "center"),
        ("dialogue", "dialog"),
        ("corpora", "corpus"),
        ("matrices", "matrix"),
        ("Schrödinger", "Schrodinger"),
    ],
)
def test_spellings_of_one_word_have_one_form(one: str, other: str) -> None:
    """Number, variety of English, accents and possessives make no difference."""
    assert words.normal(one) == words.normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("bus", "bu"), ("bias", "bia"), ("news", "new"), ("four", "for"), ("process", "proces")],
)
def test_different_words_keep_different_forms(one: str, other: str) -> None:
    """What only looks like an ending stays."""
    assert words.normal(one) != words.normal(other)


@pytest.mark.parametrize("name", ["Bench", "bench", "OwlBench", "Owl2Bench", "OWLBench"])
def test_names_of_benchmarks_are_benches(name: str) -> None:
    """Nobody can list them, and each says what it is."""
    assert words.stream([name]) == " bench "


def test_arenas_are_arenas() -> None:
    """The other word that benchmarks are named by."""
    assert words.stream(["OwlArena"]) == " arena "


@pytest.mark.parametrize("name", ["Workbench", "OwlBenches", "BenchOwl"])
def test_other_names_are_not(name: str) -> None:
    """Only a name that ends so, with a capital of its own."""
    assert words.stream([name]) != " bench "


def test_a_hyphen_in_a_phrase_stands_for_three_spellings() -> None:
    """With a hyphen, with a space, or in one word."""
    assert words.spellings("pre-training") == [["pre", "training"], ["pretraining"]]
    assert words.spellings("neural network") == [["neural", "network"]]


@pytest.mark.parametrize(
    "text", ["graph. Neural", "graph, neural", "graph (neural", "graph: neural"]
)
def test_punctuation_separates_words(text: str) -> None:
    """A phrase does not go on over the end of a sentence, a comma or a bracket."""
    assert words.BREAK in words.stream(words.tokens(text)).split()


@pytest.mark.parametrize(
    "text", ["graph-neural", "graph/neural", "graph\nneural", "“graph” neural"]
)
def test_hyphens_slashes_lines_and_quotes_do_not(text: str) -> None:
    """They are ways to write two words one after the other."""
    assert words.stream(words.tokens(text)) == " graph neural "


@settings(deadline=None)
@given(st.text())
def test_tokens_stand_where_spans_say(text: str) -> None:
    """Offsets are those of the text as it came."""
    assert [text[begin:end] for begin, end in words.spans(text)] == words.tokens(text)


@settings(deadline=None)
@given(st.text())
def test_forms_hold_no_space(text: str) -> None:
    """So that a space in the stream always is the end of a word."""
    assert all(" " not in words.normal(token) != "" for token in words.tokens(text))

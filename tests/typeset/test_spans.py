"""The labelled spans: what is damaged is restored, what is clean stays."""

from typing import Any

import pytest
import yaml

from generator.typeset import plain, typeset
from tests.typeset.reading import TESTS, parsed

SPANS: list[dict[str, Any]] = yaml.safe_load(
    (TESTS / "typeset" / "spans.yml").read_text("utf-8")
) + yaml.safe_load((TESTS / "typeset" / "written.yml").read_text("utf-8"))


@pytest.mark.parametrize("span", SPANS, ids=lambda span: span["source"])
def test_a_span_reads_as_it_was_meant(span: dict[str, Any]) -> None:
    """A damaged span becomes what its authors wrote; a clean one is not touched."""
    result = typeset(span["source"])
    assert span.get("meant", span["source"]) == result.text
    if span.get("leave"):
        assert [found for found in result.spans if found.plain != found.source] == []


@pytest.mark.parametrize("span", SPANS, ids=lambda span: span["source"])
def test_what_was_restored_stays(span: dict[str, Any]) -> None:
    """The plain text of a span is its own plain text."""
    once = plain(span["source"])
    assert once == plain(once)


def test_the_set_is_large_enough() -> None:
    """The labels cover many damaged spans and many that only look so."""
    clean = [span for span in SPANS if span.get("leave")]
    assert len(clean) >= 80
    assert len(SPANS) - len(clean) >= 140


def test_a_formula_that_lost_too_much_is_shown_as_code() -> None:
    """The source stands as code, whole, and the prose after it does not."""
    source = "density 1{n h^d}sum_{i=1}^n Kleft(x-y_i{h}right), depending on"
    result = typeset(source)
    assert source == result.text
    assert [s.source for s in result.spans] == ["1{n h^d}sum_{i=1}^n Kleft(x-y_i{h}right)"]
    assert result.html.startswith("density <code>")


def test_a_symbol_proven_in_a_text_is_one_throughout() -> None:
    """A Greek name that is math beyond doubt in one place is restored in another."""
    assert plain("models Phi and C_Phi") == "models Φ and C_Φ"
    assert plain("models Phi and C") == "models Phi and C"
    assert plain("alpha=0.5, the alpha, an alpha-stable law") == "α=0.5, the α, an alpha-stable law"


def test_what_was_restored_names_its_source() -> None:
    """The HTML says what stood there, so that an editor can judge."""
    html = typeset("a {\\it b} c").html
    assert html == 'a <span class="tex" data-tex="&#123;&#92;it b&#125;"><em>b</em></span> c'


@pytest.mark.parametrize(
    ("source", "wholes"),
    [
        ("in [t_i, t_{i-1}] and z_i. The", ["[ti,", "ti−1]", "zi."]),
        ("the (nu^1-based) strategy", ["(ν1-based)"]),
        ("compute p_d(y|x) ; forall d", []),
        ("Wide-open$x$discombobulated", ["ide-openxdiscombo"]),
    ],
)
def test_a_formula_stays_with_what_belongs_to_it(source: str, wholes: list[str]) -> None:
    """No line ends between a formula and its bracket or full stop; long words still break."""
    assert wholes == [whole.text() for whole in parsed(typeset(source).html).css(".whole")]


def test_offsets_are_those_of_the_source() -> None:
    """A span is found again in the text as it came, whatever was removed before it."""
    source = "\u200b a \n\n 5\\% b"
    (span,) = typeset(source).spans
    assert "\\%" == source[span.start : span.end] == span.source

"""MathML is checked, whatever converter made it."""

import pytest

from generator.typeset import mathml as module
from generator.typeset.mathml import mathml


def test_a_formula_is_one_line_of_references() -> None:
    """Signs of ASCII are references inside MathML too."""
    assert mathml("x_{i-1}") == (
        '<math display="inline"><mrow><msub><mi>x</mi><mrow><mi>i</mi><mo>−</mo><mn>1</mn></mrow>'
        "</msub></mrow></math>"
    )


@pytest.mark.parametrize(
    "made",
    [
        "<math><script>alert(1)</script></math>",
        "<math><mtext><b>x</b></mtext></math>",
        "<math><mrow>text<mi>x</mi></mrow></math>",
        "<math><mrow><mi>x</mi>tail</mrow></math>",
        "<math><math><mi>x</mi></math></math>",
        "<b>x</b>",
        "<math>",
        "",
    ],
)
def test_anything_else_is_refused(made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An element that is not on the list, or text between elements, makes no MathML."""
    monkeypatch.setattr(module, "convert", lambda tex: made)
    assert mathml.__wrapped__("x") is None


def test_other_attributes_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attributes that are not on the list, or have other values, do not pass."""
    made = (
        '<math href="javascript:x"><mi onclick="x" mathvariant="normal" form="&lt;">x</mi></math>'
    )
    monkeypatch.setattr(module, "convert", lambda tex: made)
    assert mathml.__wrapped__("x") == '<math><mi mathvariant="normal">x</mi></math>'

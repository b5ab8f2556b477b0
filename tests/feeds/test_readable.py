"""Formulas in feeds read as they were meant, in HTML that any reader shows."""

import re
from html import escape, unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.feeds.readable import readable
from generator.typeset import typeset

ELEMENTS = {"p", "a", "em", "strong", "code", "sup", "sub", "i"}


def shown(text: str) -> str:
    """A text as feeds show it."""
    found = typeset(text)
    return readable(found.html, found.text)


@pytest.mark.parametrize(
    ("tex", "html"),
    [
        ("$x^2$", "<i>x</i><sup>2</sup>"),
        ("$y_i$", "<i>y</i><sub><i>i</i></sub>"),
        ("$x_i^2$", "<i>x</i><sub><i>i</i></sub><sup>2</sup>"),
        ("$10^{-3}$", "10<sup>−3</sup>"),
        ("$\\frac{a}{b}$", "<i>a</i>/<i>b</i>"),
        ("$\\frac{a+b}{2}$", "(<i>a</i> + <i>b</i>)/2"),
        ("$\\sqrt{n}$", "√<i>n</i>"),
        ("$\\sqrt{n+1}$", "√(<i>n</i> + 1)"),
        ("$\\hat{x}$", "<i>x\u0302</i>"),
        ("$\\bar{x}$", "<i>x\u0304</i>"),
        ("$O(n \\log n)$", "<i>O</i>(<i>n</i> log <i>n</i>)"),
        ("$a < b$", "<i>a</i> &lt; <i>b</i>"),
        ("$\\mathbb{R}^{n \\times m}$", "<i>ℝ</i><sup><i>n</i> × <i>m</i></sup>"),
        ("$\\sum_{i=1}^{n} x$", "∑<sub><i>i</i> = 1</sub><sup><i>n</i></sup><i>x</i>"),
        ("$\\binom{n}{k}$", "(<i>n</i> choose <i>k</i>)"),
        ("50\\% of it", "50% of it"),
        ("\\textit{it} \\textsc{Caps}", "<em>it</em> Caps"),
    ],
)
def test_formulas_are_written_with_raised_and_lowered_letters(tex: str, html: str) -> None:
    """Powers, indices, fractions and roots keep their meaning without MathML."""
    assert html == shown(tex)


@pytest.mark.parametrize(
    ("mathml", "html"),
    [
        ("<math><mroot><mi>n</mi><mn>3</mn></mroot></math>", "<sup>3</sup>√<i>n</i>"),
        (
            "<math><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr>"
            "<mtr><mtd><mn>3</mn></mtd></mtr></mtable></math>",
            "1 2; 3",
        ),
        ("<math><mphantom><mi>x</mi></mphantom><mtext>if</mtext></math>", "if"),
        (
            "<math><munderover><mo>∑</mo><mn>1</mn><mn>2</mn></munderover></math>",
            "∑<sub>1</sub><sup>2</sup>",
        ),
        ("<math><mover><mi>AB</mi><mo>&#94;</mo></mover></math>", "AB<sup>^</sup>"),
        ('<math><mi mathvariant="normal">Ω</mi><mo>&#60;</mo><mi>x</mi></math>', "Ω &lt; <i>x</i>"),
    ],
)
def test_elements_that_few_formulas_have(mathml: str, html: str) -> None:
    """Roots, tables and accents on more than a letter come out as text too."""
    assert html == readable(f'<span class="tex">{mathml}</span>', "")


def test_links_stay() -> None:
    """An address in an abstract is still a link."""
    html = shown("See https://kelp.example/a?b=c&d=e.")
    assert '<a href="https://kelp.example/a?b=c&#38;d=e" rel="nofollow noopener">' in html


@given(st.text(st.sampled_from("ab12 <>&\"'$^_{}\\()[]|=+-./:#;%~`"), max_size=60))
def test_any_text_becomes_harmless_html(text: str) -> None:
    """Only elements that readers show come out, and nothing that is not closed or not escaped."""
    html = shown(text)
    assert set(re.findall(r"<(\w+)", html)) <= ELEMENTS
    assert len(re.findall(r"<\w", html)) == len(re.findall(r"</", html))
    assert "<" not in re.sub(r"</?\w+(?: [a-z]+=\"[^\"<>]*\")*>", "", html)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_text_without_tex_comes_back(text: str) -> None:
    """What typesetting leaves alone reads the same in a feed."""
    found = typeset(text)
    if not found.spans and "://" not in text and "." not in text:
        assert found.text == unescape(readable(found.html, found.text))


def test_signs_of_html_stay_escaped() -> None:
    """Decoding what typesetting encoded makes no markup."""
    text = "a <b> & \"c\" 'd' </p>"
    assert unescape(shown(text)) == text
    assert "<" not in shown(text)
    assert escape(text) != shown(text)

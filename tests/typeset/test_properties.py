"""What holds for any text whatever."""

from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.typeset import canonical, deceptive, find_addresses, plain, typeset
from generator.typeset.formula import FUEL, Formula
from generator.typeset.prose import Prose
from generator.typeset.tokens import tokenize
from tests.typeset.reading import HOSTILE, nodes, parsed, strangers, through_markdown

FRAGMENTS = [
    *r"{ } $ \ _ ^ ( ) [ ] ' ` ~ - = + < > & * | # % . , : ; ! ? / 1 2.5 10 a x R O".split(),
    *"alpha Phi tau pi times sim in to pm leq infty rightarrow hat mathcal sqrt frac left".split(),
    *r"\textbf{ \em \alpha \'e \"{o} \eg \ours \cite{ \url{ \% \_ \{ \} \\ \( \) ``".split(),
    *"x_i x^{2} 10^3 C_Phi z_{i-1} mathcal{O}(n) $x$ $5 https://a.example/x".split(),
    " ", " ", " ", "\n", "é", "σ", "\u0301", "\u200d", "\u200b", "\u202e", "\ud800", "\x00", "👨",
    "words", "of", "prose",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(),
    st.text(st.characters()),
    st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join),
    st.lists(st.sampled_from(FRAGMENTS), max_size=25).map(" ".join),
    st.sampled_from(HOSTILE),
)


@given(TEXTS)
@settings(deadline=None, max_examples=400)
def test_any_text_gives_safe_html(text: str) -> None:
    """Whatever the text, only our own elements come out, and they are well-formed XML."""
    result = typeset(text)
    assert text == result.source
    assert list(strangers(parsed(result.html))) == []
    ElementTree.fromstring(f"<p>{result.html}</p>")


@given(TEXTS)
@settings(deadline=None, max_examples=400)
def test_plain_text_is_settled(text: str) -> None:
    """Setting plain text again changes nothing."""
    once = plain(text)
    assert once == plain(once)
    assert once == canonical(once)


@given(TEXTS)
@settings(deadline=None, max_examples=300)
def test_html_reads_as_the_plain_text(text: str) -> None:
    """A page reads as the plain text does, but for formulas and scripts, which have a shape."""
    result = typeset(text)
    if not any(tag in result.html for tag in ("<math", "<sub>", "<sup>")):
        assert result.text == canonical(parsed(result.html).text())


@given(TEXTS)
@settings(deadline=None, max_examples=150)
def test_markdown_leaves_the_block_alone(text: str) -> None:
    """Python-Markdown passes the one-line block through as it is."""
    html = typeset(text).html
    block = [node for node in parsed(through_markdown(html)).iter() if node.tag == "p"]
    assert len(block) == 3
    assert nodes(parsed(f"<p>{html}</p>"))[2:] == nodes(block[1])[1:]


@given(TEXTS)
@example("a\u200d\u00a0\u200dé")
@settings(deadline=None, max_examples=300)
def test_canonical_text_is_canonical(text: str) -> None:
    """Canonical text has one line, single spaces, and nothing more to remove or report."""
    seen = canonical(text)
    assert seen == canonical(seen)
    assert deceptive(seen) == []
    assert seen == " ".join(seen.split())


@given(TEXTS)
@settings(deadline=None, max_examples=300)
def test_spans_are_where_they_say(text: str) -> None:
    """Each span lies in the source and, once canonical, is what it says it is."""
    for span in typeset(text).spans:
        assert 0 <= span.start <= span.end <= len(text)
        assert span.source.strip() == canonical(text[span.start : span.end])


@pytest.mark.parametrize(
    "unit",
    ["{", "$", "\\", "_", "^", "{$\\_^", "x^{", "(", "x(", "$x$", "x^2 ", "``a ", "\\em{", "1{x^"],
)
def test_work_is_linear(unit: str) -> None:
    """Tokens grow with the text, and the steps beyond them have a bound that no text exceeds."""
    counts = []
    for length in (2_000, 4_000, 8_000):
        text = canonical((unit * length)[:length])
        tokens = tokenize(text, find_addresses(text))
        prose = Prose(tokens, frozenset())
        prose.set()
        assert prose.formula.fuel > -FUEL
        counts.append(len(tokens.texts))
    assert counts[2] <= 4 * counts[0] + 4
    assert counts[2] <= 8_001


NESTED = [
    *(f"\\{name}" for name in "hat bar vec tilde overline frac sqrt binom mathbf mathrm".split()),
    *(f"\\{name}{{" for name in "hat frac sqrt text textbf emph footnote mathop phantom".split()),
    *r"{ ( [ \{ \( \left( $ `` ^ _ x^ x_ x^{ x_{ f( hat frac{ ^\hat \alpha^\hat {\bf".split(),
    r"\operatorname*", r"\hat\frac{", r"\sum_{x^{", "{\\em ", "hat ",
]  # fmt: skip
_CLOSING = {"{": "}", "(": ")", "[": "]"}


@pytest.mark.parametrize("unit", NESTED)
def test_no_text_is_too_deep(unit: str) -> None:
    """However deep a text nests, closed again or not, it is set."""
    closing = "".join(_CLOSING.get(char, "") for char in reversed(unit))
    for times in (100, 3_000 // len(unit + closing)):
        for before in ("We show ", "$"):
            assert plain(before + unit * times)
            assert plain(f"{before}{unit * times}x{closing * times}")


def test_what_is_too_deep_stands() -> None:
    """Commands within each other, more than a formula ever has, are shown as their source."""
    text = "We show " + r"\hat" * 250
    assert text == plain(text)


@pytest.mark.parametrize("text", ["x^{xx", "x_{in", r"\hat{x^{xx", "$x^{xx$"])
def test_a_group_that_nothing_closes(text: str) -> None:
    """A script whose brace nobody closed is none, and ends nowhere."""
    assert text == plain(text)


def test_a_text_that_cannot_be_set_stands_as_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of ours in one text costs that text its formulas, is counted, and is told."""
    monkeypatch.delattr("generator.typeset.tokenize")
    with pytest.warns(RuntimeWarning, match="NameError.*A mistake"):
        result = typeset("A mistake in $x^{2}$ <b>")
    assert result.text == "A mistake in $x^{2}$ <b>" == parsed(result.html).text()
    assert [span.status for span in result.spans] == ["failed"]


def test_fuel_bounds_a_formula() -> None:
    """A formula without fuel is none."""
    formula = Formula(tokenize("x_{1}", []))
    formula.fuel = 0
    assert formula.scripted(0, 5, 0, inside=False) is None

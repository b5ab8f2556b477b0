"""TeX in lists of papers is read as what it prints, and nothing in it gets lost."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.sources.tex import read_tex
from generator.typeset import plain


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"{Poincar\'e} Embeddings", "Poincaré Embeddings"),
        (r"{{Schr{\"o}dinger}} Bridges", "Schrödinger Bridges"),
        (r"{{{Schr{\"o}dinger Bridges}}}", "Schrödinger Bridges"),
        (r"{M\"u}ller's Otters: $x_{i}^2$", "Müller's Otters: $x_{i}^2$"),
        (r"a \emph{very} {\it short} \textbf{{NLP}} Survey", "a very short NLP Survey"),
        (r"\v{S}t\v{e}p{\'a}n's Na{\"\i}ve \O{}ster", "Štěpán's Naïve Øster"),
        (r"Stra\ss e, \c c, \' e and \LaTeX\ here", "Straße, ç, é and LaTeX here"),
        (r"A \& B: 50\% of C\#, 50% of all", "A & B: 50% of C#, 50% of all"),
        (r"``Quoted'' pages~1--2 --- and on", "“Quoted” pages 1–2 — and on"),
        (r"{$z$-ray} and \ensuremath{x^2}", "$z$-ray and $x^2$"),
        (r"\url{https://a.example/x_y--z~w} here", "https://a.example/x_y--z~w here"),
        ("see https://a.example/x--y~z.", "see https://a.example/x--y~z."),
        ("A line\n  break", "A line break"),
        ("No TeX: at all", "No TeX: at all"),
    ],
)
def test_what_tex_prints(tex: str, text: str) -> None:
    """Accents become letters, braces and fonts go, formulas and addresses stay."""
    assert (text, ()) == read_tex(tex)


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"\$5 and {\$}6", "$5 and $6"),
        (r"$5 alone, 50% faster", "$5 alone, 50% faster"),
        (r"snake\_case of x\_i", "snake_case of x_i"),
        (r"\{a\} set", "{a} set"),
    ],
)
def test_signs_of_formulas_print_as_signs(tex: str, shown: str) -> None:
    """A price is no formula: what is escaped, or has no partner, is shown as the sign it is."""
    read = read_tex(tex)
    assert (shown, ()) == (plain(read.text), read.unread)


@pytest.mark.parametrize(
    ("tex", "unread"),
    [
        (r"\ourmethod{X}{Y} and more", r"\ourmethod{X}{Y}"),
        (r"Some \unheardof", r"\unheardof"),
        (r"\begin{odd}a\end{odd}", r"\begin{odd}a\end{odd}"),
        ("a} b", "a} b"),
        ("a\\", "a\\"),
        ("{" * 5000, "{" * 5000),
        ("{" * 5000 + "}" * 5000, "{" * 5000 + "}" * 5000),
    ],
)
def test_what_nobody_can_read_stays_and_is_told(tex: str, unread: str) -> None:
    """An unknown command keeps what it is about; what is not TeX stays as it came."""
    assert (tex, (unread,)) == read_tex(tex)


calm = st.text(st.characters(codec="utf-8", exclude_characters="\\{}~$-`'"), max_size=40)
numbers = st.integers(0, 99).map(str)
COMMANDS = r"\emph \it \' \v \zzq \alpha \ss \& \% \_ \$ \url \cite \footnote \textcolor \ \, \\"
signs = st.sampled_from([*COMMANDS.split(), *"{}$%~^_&#'`[] \"-\n", "{\\", "a", "é", "$x$", "--"])
pieces = st.lists(st.one_of(numbers, signs), max_size=14).map("".join)


@given(calm)
def test_a_text_without_tex_is_read_as_it_stands(text: str) -> None:
    """Only white space differs."""
    assert (" ".join(text.split()), ()) == read_tex(text)


@given(st.lists(st.one_of(numbers, signs, st.just(" ")), max_size=14).map("".join))
@example(r"\cite[p. 1]{a} b \frac 1 2")
@example(r"\(a b\) $c d$ {e {f} g} \' e")
def test_a_text_is_read_as_in_braces(tex: str) -> None:
    """Passing over words without TeX changes nothing: in braces all of it is read at once."""
    whole, bare = read_tex(f"{{{tex} a b}}"), read_tex(f"{tex} a b")
    if not whole.unread and not bare.unread:  # Not what braces of its own would close.
        assert whole == bare


@given(pieces | st.text(max_size=60))
@example(r"\\%1 2")
@example("1\\")
@example(r"\(1")
@example(r"\verb|1")
@example(r"\'{}1")
@example(r"\cite{1}{2}")
def test_no_number_gets_lost(tex: str) -> None:
    """Whatever commands and signs stand around them, and whether or not they can be read."""
    assert re.findall(r"\d", tex) == re.findall(r"\d", read_tex(tex).text)

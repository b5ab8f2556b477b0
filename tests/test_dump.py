"""Dumps of all three layouts are read line by line, and rendered back to the same bytes."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.sources.dump import Block, NotADump, parse_dump, render_dump
from tests.strategies import cards_dumps, compact_dumps, dumps, noisy_dumps, spaced_dumps

LONG = "This abstract is invented. " * 20
COMPACT = f"Get trending papers in your email inbox!\nSubscribeOne: a Title\n{LONG}\nTwo\n{LONG}"
SPACED = f"new\n\nSubscribe\n\nDaily Papers\n\nby AK\n\nOne\n\n{LONG}\n\nTwo\n\n{LONG}"
CARDS = (
    f"Subscribe\n\nDaily Papers\n\nOct 30\n\nOne\n\n{LONG}\n\n  • 4 authors\n·\nDec 9, 2024 3\n\n"
    f"Two\n\n{LONG}\n\nacme Acme Labs\n·\nApr 16\n\nThree\n\n{LONG}"
)


def titles(text: str) -> list[str]:
    return [entry.title for entry in parse_dump(text).entries]


@pytest.mark.parametrize(
    ("text", "layout"), [(COMPACT, "compact"), (SPACED, "spaced"), (CARDS, "cards")]
)
def test_layouts_are_told_apart(text: str, layout: str) -> None:
    """The layout is known by the text alone."""
    assert layout == parse_dump(text).layout


def test_cards_carry_their_blocks() -> None:
    """A block's author number or organization, date and comments are fields; the last may lack."""
    blocks = [entry.block for entry in parse_dump(CARDS).entries]
    assert blocks == [
        Block(authors=4, dot=True, date="Dec 9, 2024", comments=3),
        Block(logo="acme", organization="Acme Labs", dot=True, date="Apr 16"),
        None,
    ]


@given(noisy_dumps)
def test_parse_then_render_is_the_identity(text: str) -> None:
    """Fields alone give back every byte, whatever the line ends, spaces and blank lines."""
    dump = parse_dump(text)
    assert text == render_dump(dump)
    assert not dump.strays


@given(dumps, st.data())
def test_a_dump_cut_off_anywhere_is_the_identity(text: str, data: st.DataObject) -> None:
    """However much of the end is missing, every line that is there is accounted for."""
    cut = text[: data.draw(st.integers(0, len(text)))]
    try:
        dump = parse_dump(cut)
    except NotADump:
        return
    assert cut == render_dump(dump)
    assert all(stray.cut_off for stray in dump.strays)


@given(
    st.lists(
        st.sampled_from(
            ["new", "Subscribe", "Oct 30", "·", "  • 4 authors", "Apr 16 3", "", "A title", LONG]
        )
        | st.text(max_size=12)
    )
)
def test_any_lines_behind_a_header_are_the_identity(lines: list[str]) -> None:
    """Nothing at all is dropped: what fits nowhere is a stray, and is rendered too."""
    text = "\n".join(["Subscribe", *lines])
    assert text == render_dump(parse_dump(text))


@pytest.mark.parametrize(
    ("strategy", "layout"),
    [(compact_dumps, "compact"), (spaced_dumps, "spaced"), (cards_dumps, "cards")],
)
def test_every_invented_dump_has_its_layout(strategy: st.SearchStrategy[str], layout: str) -> None:
    """Any header goes with any layout."""

    @given(strategy)
    def holds(text: str) -> None:
        assert layout == parse_dump(text).layout

    holds()


@pytest.mark.parametrize(
    "header",
    [
        "Subscribe",
        "new\nSubscribe",
        "Get trending papers in your email inbox once a day!\nSubscribe",
        "Subscribe\nDaily Papers\nbyAK and the research community\nOct 30",
        "Daily Papers\nby AK\nOct 30, 2024",
        "SubscribeDaily Papers\nby AK",
    ],
)
def test_headers_vary(header: str) -> None:
    """Every known header line is told from a title, in any of the orders seen."""
    assert titles(f"{header}\nOne\n{LONG}\nTwo\n{LONG}") == ["One", "Two"]
    spaced = header.replace("\n", "\n\n")
    assert titles(f"{spaced}\n\nOne\n\n{LONG}\n\nTwo\n\n{LONG}") == ["One", "Two"]


@pytest.mark.parametrize(
    ("body", "line", "reason", "left"),
    [
        (f"One\n{LONG}\n{LONG}\nTwo\n{LONG}", 4, "an abstract without a title", ["One", "Two"]),
        (f"One\nTwo\n{LONG}", 2, "a title without an abstract", ["Two"]),
        (f"One\n{LONG}\n·\nTwo\n{LONG}\n·", 4, "", ["One", "Two"]),
        (f"·\nOne\n{LONG}", 2, "authors or a date without a paper above", ["One"]),
        (f"One\n{LONG}\nTwo", 4, "the dump is cut off after this title", ["One"]),
    ],
)
def test_lines_that_fit_nowhere(body: str, line: int, reason: str, left: list[str]) -> None:
    """A stray has its line number and reason, and the papers around it are kept."""
    dump = parse_dump(f"Subscribe\n{body}")
    assert left == [entry.title for entry in dump.entries]
    if reason:
        (stray,) = dump.strays
        assert (line, True) == (stray.line, stray.reason.startswith(reason))


@pytest.mark.parametrize(
    "abstract",
    [LONG[:240].ljust(250, "x"), "We invent it, show why it works, and that it always did."],
)
@pytest.mark.parametrize("block", ["·\nOct 29 3", "·"])
def test_an_abstract_before_a_dot_is_no_organization(abstract: str, block: str) -> None:
    """A block may lack both authors and organization; what reads like an abstract is one."""
    text = f"Subscribe\n\nOne\n\n{abstract}\n\n{block}\n\nTwo\n\n{LONG}\n\nacme Acme\n·\nOct 28"
    dump = parse_dump(text)
    assert text == render_dump(dump)
    assert [("One", abstract, None), ("Two", LONG.strip(), "Acme")] == [
        (entry.title, entry.abstract, entry.block and entry.block.organization)
        for entry in dump.entries
    ]


def test_an_unknown_header_line_is_a_stray() -> None:
    """What stands before `Subscribe` and is not known is reported, not taken for a title."""
    dump = parse_dump(f"Sign up today\nSubscribe\nOne\n{LONG}")
    assert [(1, "Sign up today")] == [(stray.line, stray.text) for stray in dump.strays]
    assert ["One"] == [entry.title for entry in dump.entries]


@pytest.mark.parametrize("text", ["", "\n", "Just a text\nof two lines", "new\n", "\x00\x01"])
def test_other_texts_are_no_dumps(text: str) -> None:
    """A text without the page's header is refused."""
    with pytest.raises(NotADump):
        parse_dump(text)


# Real dumps are no part of the project; .ci/run names them where they are there.
@pytest.mark.skipif("SHEAF_DUMPS" not in os.environ, reason="SHEAF_DUMPS names no folder of dumps")
def test_real_dumps_are_the_identity() -> None:
    """Dumps as they were saved come back byte for byte, with no line that fits nowhere."""
    paths = sorted(Path(os.environ["SHEAF_DUMPS"]).glob("*.txt"))
    assert paths
    for path in paths:
        text = path.read_bytes().decode()
        dump = parse_dump(text)
        assert text == render_dump(dump)
        assert not dump.strays

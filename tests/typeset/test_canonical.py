"""Canonical text, and what is reported of what it leaves out."""

import pytest

from generator.typeset import canonical, deceptive


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("  a\n\tb\u00a0\u2003c\u2028d\u0085e ", "a b c d e"),
        ("a\x00\x07\x1b\x7f\x9bb", "ab"),
        ("a\u202eb\u2066c\u200e\u061cd", "abcd"),
        ("a\u200bb\u2060c\ufeffd\u00ade", "abcde"),
        ("a\ud800\ufffe\ufdd0b", "ab"),
        ("tag\U000e0041", "tag"),
        ("f\u200bi\u200dne", "fine"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("क\u094d\u200dष", "क\u094d\u200dष"),
        ("é\u200d x", "é x"),
        ("Z\u0301\u0302\u0303", "Z\u0301\u0302\u0303"),
        ("", ""),
    ],
)
def test_what_a_reader_sees(text: str, seen: str) -> None:
    """White space is one space; what cannot be seen or carried is gone; joiners stay in scripts."""
    assert seen == canonical(text)


def test_what_could_deceive_is_reported() -> None:
    """Each character removed is named with its place; a joiner that is needed is not."""
    assert deceptive("a\u202eb\u200b\u200dc👨\u200d👩") == [
        (1, "U+202E RIGHT-TO-LEFT OVERRIDE"),
        (3, "U+200B ZERO WIDTH SPACE"),
        (4, "U+200D ZERO WIDTH JOINER"),
    ]

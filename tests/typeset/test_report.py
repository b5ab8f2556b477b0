"""The report for editors."""

from generator.typeset import report


def test_every_change_and_every_doubt_has_a_line() -> None:
    """A line says where, what was done, and what came of it."""
    texts = [("a.yml", "5\\% of \\ours"), ("b.yml", "clean"), ("c.yml", "$\\nosuch{x}$")]
    assert list(report(texts)) == [
        "a.yml:1: restored: escape: '\\\\%' -> '%'",
        "a.yml:7: left: macro: '\\\\ours'",
        "c.yml:0: failed: math: '$\\\\nosuch{x}$'",
    ]

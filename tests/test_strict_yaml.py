"""YAML is read as strings only, refused where it is clever, and written so that it comes back."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.strict_yaml import Flow, YamlError, parse_lines, parse_yaml, render_yaml

any_text = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=8,
)


@given(any_text)
def test_any_text_comes_back(text: str) -> None:
    """Text survives as a value, in a list, in flow style and as a long block, for any reader."""
    value = {"a": text, "b": [text], "c": Flow({"d": text}), "e": text * 60}
    rendered = render_yaml(value)
    assert value == parse_yaml(rendered)
    assert value == yaml.safe_load(rendered)


@given(st.dictionaries(any_text, values, min_size=1))
def test_nested_values_come_back(value: dict[str, object]) -> None:
    """Nesting survives, but for the merge key, which is refused."""
    if "<<" in repr(value):
        return
    assert value == parse_yaml(render_yaml(value))


@pytest.mark.parametrize(
    "scalar", ["NO", "2401.12340", "012", "0x1F", ".inf", "12:30:45", "1e3", "1_000"]
)
def test_nothing_is_guessed(scalar: str) -> None:
    """A plain scalar is the text that stands there."""
    assert {"v": scalar} == parse_yaml(f"v: {scalar}")


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("a: 1\nb: 2\na: 3", 3, "'a' stands twice"),
        ("a: &x 1\nb: *x", 1, "anchors and aliases"),
        ("a: *x", 1, "anchors and aliases"),
        ("<<: {a: b}", 1, "merge keys"),
        ("a: !!set {b}", 1, "tag"),
        ("a: !!python/name:os.system x", 1, "tag"),
        ("a: ! [b]", 1, "tags"),
        ("", 1, "empty"),
        ("a: 1\n---\nb: 2", 2, "second document"),
        ("? [a]\n: b", 1, "a key that is not a word"),
        ("v: " + "[" * 500 + "]" * 500, 1, "deep"),
        ("title: Foo: Bar", 1, "a text with a colon needs quotes"),
        ("title: Foo: Bar", 1, "(YAML: mapping values are not allowed in this context)"),
        ('a: 1\nb: "c\nd: 2\n', 2, "a text whose quotation mark is never closed"),
        ("{title: 'Owl's song'}", 1, "needs quotes"),
        ("a: 1\nb: null", 2, "null says nothing"),
        ("a: [b, ~]", 1, "~ says nothing"),
        ("by: @ada", 1, "a text that begins with @"),
        ("a: 1\n\tb: 2", 2, "indent with spaces"),
        ("a: 1\nhello\nb: 2", 2, "a line without a colon"),
        ("a:\n- b: 1\n  - c: 2", 3, "not indented like those beside it"),
        ("a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x", 2, "a merge conflict"),
        ("a: b\nc: \x07", 2, "U+0007"),
        ("a: \ud800", 1, "surrogate"),
    ],
)
def test_what_is_refused(text: str, line: int, part: str) -> None:
    """Doubled keys, aliases, merges, tags, depth and broken YAML are refused with their line."""
    with pytest.raises(YamlError) as caught:
        parse_yaml(text)
    assert line == caught.value.line
    assert part in caught.value.message


def test_a_file_of_any_size_is_not_read() -> None:
    """There is an end to what is parsed."""
    with pytest.raises(YamlError, match="larger"):
        parse_yaml("a: " + "x" * 64_000_001)


def test_lines_are_known_by_path() -> None:
    """Each value has the line it begins on."""
    lines = parse_lines("a: 1\nb:\n- c\n- d: e\n  f: g\n")
    assert (1, 3, 5) == (lines["a",], lines["b", 0], lines["b", 1, "f"])

"""Hostile text: nothing of it becomes markup, and nothing of it is lost."""

import pytest

from generator.typeset import attribute, canonical, encode, html, plain, typeset
from tests.typeset.reading import HOSTILE, nodes, parsed, strangers, through_markdown

NAMES = [f"{at}: {text[:30]!r}" for at, text in enumerate(HOSTILE)]


def test_the_corpus_is_large_enough() -> None:
    """There are at least 150 different strings."""
    assert len(set(HOSTILE)) >= 150


@pytest.mark.parametrize("text", HOSTILE, ids=NAMES)
def test_no_element_or_attribute_is_added(text: str) -> None:
    """Only elements of our own making come out, on one line."""
    made = html(text)
    assert list(strangers(parsed(made))) == []
    assert made.isprintable() or not any(char in made for char in "\n\r\t\x0b\x0c\x85\u2028\u2029")


@pytest.mark.parametrize("text", HOSTILE, ids=NAMES)
def test_markdown_changes_nothing(text: str) -> None:
    """A one-line block goes through Python-Markdown as a browser would read it without."""
    made = html(text)
    block = parsed(through_markdown(made))
    paragraphs = [node for node in block.iter() if node.tag == "p"]
    assert len(paragraphs) == 3
    assert nodes(parsed(f"<p>{made}</p>"))[2:] == nodes(paragraphs[1])[1:]
    assert paragraphs[0].text() == "first"


@pytest.mark.parametrize("text", HOSTILE, ids=NAMES)
def test_no_character_is_lost(text: str) -> None:
    """Text that is only encoded reads back as its canonical form, in a node and in an attribute."""
    seen = canonical(text)
    assert seen == parsed(encode(seen)).text()
    element = parsed(f'<span title="{attribute(seen)}"></span>').css_first("span")
    assert element is not None
    assert seen == (element.attributes["title"] or "")


@pytest.mark.parametrize("text", HOSTILE, ids=NAMES)
def test_what_was_not_restored_reads_as_it_came(text: str) -> None:
    """Where no span was restored, the page reads as the text did."""
    result = typeset(text)
    if all(span.plain == span.source for span in result.spans) and "<math" not in result.html:
        assert canonical(text) == parsed(result.html).text() == result.text


@pytest.mark.parametrize("text", HOSTILE, ids=NAMES)
def test_plain_text_stays(text: str) -> None:
    """The plain text of hostile text is its own plain text and can be carried by XML."""
    once = plain(text)
    assert once == plain(once) == canonical(once)
    once.encode("utf-8")


@pytest.mark.parametrize("text", HOSTILE, ids=NAMES)
def test_templates_and_front_matter_see_no_sign(text: str) -> None:
    """Between tags and in attributes stands no ASCII but letters, digits, spaces and references."""
    made = html(text)
    assert "{{" not in made
    assert "{%" not in made
    assert "{" not in made
    assert "\\" not in made
    assert "`" not in made

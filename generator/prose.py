"""A sentence that an editor wrote in Markdown, as HTML."""

from markdown_it import MarkdownIt
from markupsafe import Markup

from generator.typeset import canonical

# Without pictures: a reader's browser asks no other host for anything.
_PROSE = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable("image")


def prose(text: str) -> Markup:
    """A sentence an editor wrote in Markdown, as HTML without any HTML of its own."""
    return Markup(_PROSE.renderInline(canonical(text)).replace("\n", " "))

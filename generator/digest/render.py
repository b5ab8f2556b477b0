"""A digest as plain text and as HTML that mail programs show, in light and in dark."""

import textwrap

from css_inline import CSSInliner
from jinja2 import Environment

from generator.digest.compose import Digest
from generator.prose import prose
from generator.templating import templates
from generator.wording import count

WIDTH = 72

# Dark colours cannot be inlined: they stay in the head, for the mail programs that read it.
_INLINER = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def render_text(digest: Digest) -> str:
    """The digest as plain text of short lines, but for addresses, which are never broken."""
    return _TEXT.get_template("digest.txt.j2").render(digest=digest)


def render_html(digest: Digest) -> str:
    """The digest as one HTML document that loads nothing, with its styles on its elements."""
    return _INLINER.inline(_HTML.get_template("digest.html.j2").render(digest=digest))


def wrapped(text: str, indent: str = "") -> str:
    """The text in lines of a width, the first as it is, each other behind the indent."""
    return textwrap.fill(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _environment(autoescape: bool) -> Environment:
    environment = templates(autoescape=autoescape)
    environment.filters.update(count=count, prose=prose, wrapped=wrapped)
    return environment


_TEXT = _environment(autoescape=False)
_HTML = _environment(autoescape=True)

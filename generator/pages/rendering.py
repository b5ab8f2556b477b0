"""Templates filled in: whatever one prints is made inert on the way out.

Only what `generator.typeset` or another template made is printed as it is.
"""

import re
from datetime import date
from html import escape
from typing import Any

from jinja2 import Environment, Template
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from markupsafe import Markup

from generator import addresses
from generator.derived import Shown
from generator.model import Entry
from generator.pages.page import Page, at, link, printed
from generator.prose import prose
from generator.templating import templates
from generator.wording import count, long_date, long_when

_LINK = re.compile(r"</?a\b[^>]*>")


def forwarding_page(address: str, target: str) -> Page:
    """An HTML file that leads from an address to another, made without an archive at hand."""
    text = load_templates()["redirect.html.j2"].render(target=target)
    return Page(f"{address[1:]}index.html", at(address, text))


def unlinked(text: Shown) -> Markup:
    """A text as it is shown, without the links in it."""
    return Markup(_LINK.sub("", text.html))


def verbatim(text: str) -> Markup:
    """A text of many signs and lines as it is written, for an element that keeps its lines."""
    return Markup(escape(text).replace("{", "&#123;").replace("\n", "&#10;"))


def observed(entry: Entry) -> str:
    """What a listing showed beside a paper, in words: `3 comments and 12 upvotes`, or nothing."""
    seen = sorted(entry.observed, key=lambda o: o.on or date.min)
    comments = [o.comments for o in seen if o.comments is not None]
    upvotes = [o.upvotes for o in seen if o.upvotes is not None]
    words = [
        *([count(comments[-1], "comment")] if comments else []),
        *([count(upvotes[-1], "upvote")] if upvotes else []),
    ]
    return " and ".join(words)


def load_templates(**known: Any) -> "Templates":
    """Every template by its name, each knowing what is given."""
    environment = templates(autoescape=True, finalize=printed)
    environment.code_generator_class = _Generator
    environment.globals.update(addresses=addresses, link=link, **known)
    environment.filters.update(
        long_date=long_date,
        long_when=long_when,
        count=count,
        observed=observed,
        prose=prose,
        html=lambda text: Markup(text.html),
        verbatim=verbatim,
        unlinked=unlinked,
        id=Markup,
    )
    return Templates(environment)


class _Generator(CodeGenerator):
    """Prints what `printed` returns as it is, which Jinja would escape once more, for nothing."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        self.write(f"({finalize.src}")


class Templates(dict[str, Template]):
    """Templates by name, loaded when first asked for."""

    def __init__(self, environment: Environment) -> None:
        super().__init__()
        self._environment = environment

    def __missing__(self, name: str) -> Template:
        template = self._environment.get_template(name)
        # Jinja chains two mappings here and goes through both for every page; one is enough.
        template.globals = dict(template.globals)
        self[name] = template
        return template

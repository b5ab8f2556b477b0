"""A page as a file for MkDocs: its head, its way from the home page, its links."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from generator import addresses
from generator.typeset import attribute, canonical, encode

# Stands for the way to the site's root until a page knows its own address, so that what several
# pages show is made once. No text can hold it: braces are never printed as they are.
ROOT = "{root}/"

_NOT_SEARCHED = "search:\n  exclude: true\n"


@dataclass(frozen=True)
class Page:
    """A file for MkDocs: its path in the docs folder, and its text."""

    path: str
    text: str

    @property
    def raw(self) -> bytes:
        """The bytes of the file."""
        return self.text.encode()


@dataclass(frozen=True)
class Crumb:
    """A step of the way to a page."""

    name: str
    address: str


@lru_cache(maxsize=1 << 16)
def link(address: str) -> Markup:
    """An internal link, from whichever page it comes to stand on; the only way to make one."""
    return Markup(ROOT + address[1:])


@lru_cache(maxsize=4096)
def trail(crumbs: tuple[Crumb, ...]) -> Markup:
    """The way to a page, from the home page on."""
    steps = [Crumb("Home", addresses.HOME), *crumbs]
    links = "".join(f'<li><a href="{link(s.address)}">{printed(s.name)}</a></li>' for s in steps)
    return Markup(
        '<nav class="sheaf-crumbs" aria-label="Breadcrumb" data-search-exclude="1">'
        f"<ol>{links}</ol></nav>"
    )


def at(address: str, body: str) -> str:
    """The body of a page with its links made relative to the address it stands at."""
    return body.replace(ROOT, addresses.root_from(address))


def front_matter(
    title: str,
    description: str,
    searched: bool,
    tags: Iterable[str],
    head: str,
    feed: Crumb | None,
) -> str:
    """The front matter of a page: what MkDocs, its search and our theme are told of it."""
    listed = "".join(f'  - "{printed(tag)}"\n' for tag in tags)
    tagged = f"tags:\n{listed}" if listed else ""
    headed = "head: |\n" + "".join(f"  {line}\n" for line in head.split("\n")) if head else ""
    fed = f'feed: "{feed.address[1:]}"\nfeed_name: "{inert(feed.name)}"\n' if feed else ""
    return (
        f'---\ntitle: "{attribute(canonical(title))}"\n'
        f'description: "{attribute(canonical(description))}"\n'
        f"{tagged}{headed}{fed}{'' if searched else _NOT_SEARCHED}"
        "html: true\nhide: [navigation, toc]\n---\n"
    )


def printed(value: Any) -> Any:
    """What a template prints: text of ours as it is, everything else without effect."""
    if hasattr(value, "__html__"):
        return value
    return inert(str(value))


@lru_cache(maxsize=4096)
def inert(text: str) -> Markup:
    """A text as HTML that has no effect, on one line."""
    return Markup(encode(canonical(text)))

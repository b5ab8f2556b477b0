"""Feeds as Atom (RFC 4287), and what marks the documents of an archived one (RFC 5005)."""

from collections.abc import Iterable, Sequence
from typing import Any

from feedgen.feed import FeedGenerator
from feedgen.util import xml_elem

from generator.feeds.entries import FeedEntry, Shell

TYPE = "application/atom+xml"
HISTORY = "http://purl.org/syndication/history/1.0"

_END = "</feed>"


class _History:
    """The mark of a document whose entries stay what they are."""

    def extend_ns(self) -> dict[str, str]:
        return {"fh": HISTORY}

    def extend_atom(self, feed: Any) -> Any:
        xml_elem(f"{{{HISTORY}}}archive", feed)
        return feed


class _Related:
    """The links of an entry to what is not the entry itself: feedgen leaves their relation out."""

    links: Sequence[tuple[str, str]] = ()

    def extend_ns(self) -> dict[str, str]:
        return {}

    def extend_atom(self, entry: Any) -> Any:
        for name, address in self.links:
            xml_elem("link", entry, href=address, rel="related", title=name)
        return entry


def render_atom(shell: Shell, pieces: Iterable[str]) -> str:
    """The Atom document with entries that `atom_pieces` made."""
    feed = started(shell)
    for relation, address in shell.chain.items():
        feed.link(href=address, rel=relation, type=TYPE)
    feed.link(href=shell.address, rel="self", type=TYPE)
    feed.link(href=shell.page, rel="alternate", type="text/html")
    if shell.archived:
        feed.register_extension("history", _History, rss=False)
    head, _, tail = feed.atom_str(pretty=True).decode().rpartition(_END)
    return f"{head}{''.join(pieces)}{_END}{tail}"


def atom_pieces(entries: Sequence[FeedEntry], scheme: str) -> list[str]:
    """Each entry as it stands in Atom documents, made once for all of them."""
    if not entries:
        return []
    feed = FeedGenerator()
    feed.id(scheme)
    feed.title(scheme)
    feed.register_extension("elsewhere", _Related, _Related, rss=False)
    for entry in entries:
        made = feed.add_entry(order="append")
        made.id(entry.id)
        made.title(entry.title)
        made.updated(entry.updated)
        if entry.published is not None:
            made.published(entry.published)
        made.content(entry.content, type="html")
        made.link(href=entry.permalink)
        made.elsewhere.links = entry.links
        made.author([{"name": name} for name in entry.authors])
        made.category(categories(entry, scheme))
    return parted(feed.atom_str(pretty=True).decode(), "  <entry>\n", "  </entry>\n")


def parted(document: str, opening: str, closing: str) -> list[str]:
    """The entries of a document, each from its opening to its closing line.

    No text can hold either: in texts every < is escaped.
    """
    _, *begun = document.split(opening)
    return [f"{opening}{one.partition(closing)[0]}{closing}" for one in begun]


def categories(entry: FeedEntry, scheme: str) -> list[dict[str, str]]:
    """The tags of an entry as feedgen takes them."""
    return [{"term": tag.slug, "scheme": scheme, "label": tag.name} for tag in entry.tags]


def started(shell: Shell) -> FeedGenerator:
    """A feed with what Atom and RSS have in common; every time is set, since feedgen's are now."""
    feed = FeedGenerator()
    feed.id(shell.id)
    feed.title(shell.title)
    feed.description(shell.description)
    feed.updated(shell.updated)
    feed.author({"name": shell.owner, "uri": shell.site})
    feed.generator("Sheaf")
    return feed

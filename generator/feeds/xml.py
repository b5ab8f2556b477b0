"""What Atom and RSS have in common: feedgen makes both from one description of a feed."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from feedgen.entry import FeedEntry as Described
from feedgen.ext.dc import DcEntryExtension
from feedgen.feed import FeedGenerator
from feedgen.util import xml_elem

from generator.feeds.entries import FeedEntry, Shell

ATOM = "http://www.w3.org/2005/Atom"


class _Related:
    """The links of an entry to what is not the entry itself: feedgen leaves their relation out."""

    links: Sequence[tuple[str, str]] = ()

    def extend_atom(self, entry: Any) -> Any:
        for name, address in self.links:
            xml_elem("link", entry, href=address, rel="related", title=name)
        return entry


class _Updated:
    """When an item was changed last, for which RSS has no element of its own."""

    instant = ""

    def extend_rss(self, item: Any) -> Any:
        xml_elem(f"{{{ATOM}}}updated", item).text = self.instant
        return item


class _Hub:
    """Where to subscribe to a feed: https://www.w3.org/TR/websub/#discovery."""

    address = ""

    def extend_ns(self) -> dict[str, str]:
        return {}

    def extend_atom(self, feed: Any) -> Any:
        xml_elem("link", feed, href=self.address, rel="hub")
        return feed

    def extend_rss(self, rss: Any) -> Any:
        xml_elem(f"{{{ATOM}}}link", rss[0], href=self.address, rel="hub")
        return rss


def described_feed(shell: Shell, media_type: str) -> FeedGenerator:
    """A feed without entries; every time is set, since feedgen's own are now."""
    feed = FeedGenerator()
    feed.id(shell.id)
    feed.title(shell.title)
    feed.description(shell.description)
    feed.updated(shell.updated)
    feed.author({"name": shell.owner, "uri": shell.site})
    feed.generator("Sheaf")
    for relation, address in shell.chain.items():
        feed.link(href=address, rel=relation, type=media_type)
    feed.link(href=shell.address, rel="self", type=media_type)
    feed.link(href=shell.page, rel="alternate", type="text/html")
    if shell.hub is not None:
        feed.register_extension("hub", _Hub)
        feed.hub.address = shell.hub
    return feed


def described(entry: FeedEntry, scheme: str) -> Described:
    """An entry as feedgen takes it; `scheme` is the address of all tags."""
    made = Described()
    made.register_extension("related", _Related, rss=False)
    made.register_extension("changed", _Updated, atom=False)
    made.register_extension("dc", DcEntryExtension, atom=False)
    made.id(entry.id)
    made.title(entry.title)
    made.updated(entry.updated)
    if entry.published is not None:
        made.published(entry.published)
    # In this order: the other way round what is said of RSS would take the place of the content.
    made.description(escape(entry.summary or entry.title))
    made.content(entry.content, type="html")
    made.link(href=entry.permalink)
    made.author([{"name": name} for name in entry.authors])
    made.category([{"term": tag.slug, "scheme": scheme, "label": tag.name} for tag in entry.tags])
    made.related.links = entry.links
    made.changed.instant = entry.updated.isoformat()
    made.dc.dc_creator(list(entry.authors))
    return made


def parted(document: bytes, opening: str, closing: str) -> list[str]:
    """The entries of a document, each from its opening to its closing line.

    No text can hold either: in texts every < is escaped.
    """
    _, *begun = document.decode().split(opening)
    return [f"{opening}{one.partition(closing)[0]}{closing}" for one in begun]


def filled(document: bytes, end: str, pieces: Iterable[str]) -> str:
    """A document without entries with these before its end."""
    head, _, tail = document.decode().rpartition(end)
    return f"{head}{''.join(pieces)}{end}{tail}"

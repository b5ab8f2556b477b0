"""Feeds as RSS 2.0, with the modules that say what RSS itself has no element for."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from feedgen.feed import FeedGenerator
from feedgen.util import xml_elem

from generator.feeds.atom import categories, parted, started
from generator.feeds.entries import FeedEntry, Shell

TYPE = "application/rss+xml"

_END = "  </channel>\n</rss>"


class _Updated:
    """When an item was changed last, which is more than RSS can say."""

    instant = ""

    def extend_ns(self) -> dict[str, str]:
        return {}

    def extend_rss(self, element: Any) -> Any:
        if self.instant:
            xml_elem("{http://www.w3.org/2005/Atom}updated", element).text = self.instant
        return element


def render_rss(shell: Shell, pieces: Iterable[str]) -> str:
    """The RSS document with items that `rss_pieces` made."""
    feed = started(shell)
    feed.link(href=shell.address, rel="self", type=TYPE)
    feed.link(href=shell.page, rel="alternate", type="text/html")
    feed.load_extension("dc", atom=False)
    head, _, tail = feed.rss_str(pretty=True).decode().rpartition(_END)
    return f"{head}{''.join(pieces)}{_END}{tail}"


def rss_pieces(entries: Sequence[FeedEntry], scheme: str) -> list[str]:
    """Each entry as it stands in RSS documents, made once for all of them."""
    if not entries:
        return []
    feed = FeedGenerator()
    feed.title(scheme)
    feed.description(scheme)
    feed.link(href=scheme)
    feed.load_extension("dc", atom=False)
    feed.register_extension("changed", _Updated, _Updated, atom=False)
    for entry in entries:
        made = feed.add_entry(order="append")
        made.guid(entry.id, permalink=False)
        made.title(entry.title)
        made.link(href=entry.permalink)
        made.description(escape(entry.summary or entry.title))
        made.content(entry.content)
        made.category(categories(entry, scheme))
        made.dc.dc_creator(list(entry.authors))
        made.changed.instant = entry.updated.isoformat()
        if entry.published is not None:
            made.published(entry.published)
    return parted(feed.rss_str(pretty=True).decode(), "    <item>\n", "    </item>\n")

"""Feeds as Atom (RFC 4287), and what marks the documents of an archived one (RFC 5005)."""

from collections.abc import Iterable, Sequence
from typing import Any

from feedgen.entry import FeedEntry as Described
from feedgen.feed import FeedGenerator
from feedgen.util import xml_elem

from generator.feeds.entries import Shell
from generator.feeds.xml import described_feed, filled, parted

TYPE = "application/atom+xml"
HISTORY = "http://purl.org/syndication/history/1.0"


class _History:
    """The mark of a document that is a part of an archive."""

    def extend_ns(self) -> dict[str, str]:
        return {"fh": HISTORY}

    def extend_atom(self, feed: Any) -> Any:
        xml_elem(f"{{{HISTORY}}}archive", feed)
        return feed


def render_atom(shell: Shell, pieces: Iterable[str]) -> str:
    """The Atom document with entries that `atom_pieces` made."""
    feed = described_feed(shell, TYPE)
    if shell.archived:
        feed.register_extension("history", _History, rss=False)
    return filled(feed.atom_str(pretty=True), "</feed>", pieces)


def atom_pieces(entries: Sequence[Described]) -> list[str]:
    """Each entry as it stands in Atom documents, made once for all of them."""
    feed = FeedGenerator()
    feed.id("urn:any")
    feed.title("Any")
    feed.entry(list(entries))
    return parted(feed.atom_str(pretty=True), "  <entry>\n", "  </entry>\n")

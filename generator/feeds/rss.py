"""Feeds as RSS 2.0, with the modules that say what RSS itself has no element for."""

from collections.abc import Iterable, Sequence

from feedgen.entry import FeedEntry as Described
from feedgen.feed import FeedGenerator

from generator.feeds.entries import Shell
from generator.feeds.xml import described_feed, filled, parted

TYPE = "application/rss+xml"


def render_rss(shell: Shell, pieces: Iterable[str]) -> str:
    """The RSS document with items that `rss_pieces` made."""
    feed = described_feed(shell, TYPE)
    feed.load_extension("dc", atom=False)
    return filled(feed.rss_str(pretty=True), "  </channel>\n</rss>", pieces)


def rss_pieces(entries: Sequence[Described]) -> list[str]:
    """Each entry as it stands in RSS documents, made once for all of them."""
    feed = FeedGenerator()
    feed.title("Any")
    feed.link(href="urn:any")
    feed.description("Any")
    feed.load_extension("dc", atom=False)
    feed.entry(list(entries))
    return parted(feed.rss_str(pretty=True), "    <item>\n", "    </item>\n")

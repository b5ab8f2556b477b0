"""The page that says how to be told of new papers, and offers every feed."""

from generator import addresses
from generator.feeds.groups import group_feeds
from generator.pages.page import Page
from generator.pages.shelf import Shelf


def subscribe_page(shelf: Shelf) -> Page:
    """What a feed is for, then each feed in each of its formats, and the list of all of them."""
    everything, trending, *tags = group_feeds(shelf.archive)
    return shelf.page(
        "subscribe.md.j2",
        addresses.SUBSCRIBE,
        title="Subscribe",
        description="Feeds of everything, of what is trending and of each tag, for any reader.",
        everything=everything,
        trending=trending,
        by_tag=sorted(tags, key=lambda feed: (feed.name.casefold(), feed.address)),
    )

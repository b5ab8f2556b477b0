"""Feeds as JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/."""

import json
from collections.abc import Iterable
from typing import Any

from generator.feeds.entries import FeedEntry, Shell

TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def render_json_feed(shell: Shell, pieces: Iterable[str]) -> str:
    """The JSON document with items that `json_piece` made, one a line."""
    described: dict[str, Any] = {
        "version": VERSION,
        "title": shell.title,
        "home_page_url": shell.page,
        "feed_url": shell.address,
        "description": shell.description,
        "authors": [{"name": shell.owner, "url": shell.site}],
    }
    if shell.hub is not None:
        described["hubs"] = [{"type": "WebSub", "url": shell.hub}]
    head = _written(described)
    items = ",\n".join(pieces)
    return f'{head[:-1]},"items":[\n{items}\n]}}\n'


def json_piece(entry: FeedEntry) -> str:
    """An entry as it stands in JSON feeds, made once for all of them."""
    links = [{"title": name, "url": address} for name, address in entry.links]
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.permalink,
        "title": entry.title,
        "content_html": entry.content,
        "summary": entry.summary,
        "date_published": entry.published.isoformat() if entry.published else None,
        "date_modified": entry.updated.isoformat(),
        "authors": [{"name": name} for name in entry.authors],
        "tags": [tag.name for tag in entry.tags],
        "_sheaf": {"links": links} if links else None,
    }
    return _written({key: value for key, value in item.items() if value})


def _written(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

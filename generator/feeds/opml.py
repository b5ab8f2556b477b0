"""The list of all feeds that readers import: OPML 2.0."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from generator import addresses
from generator.feeds.entries import Desk
from generator.feeds.groups import Feed


def render_opml(desk: Desk, feeds: Iterable[Feed]) -> str:
    """Every feed once, as Atom, those of tags in a folder of their own."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = desk.name
    body = SubElement(root, "body")
    tags = Element("outline", text="Tags", title="Tags")
    for feed in feeds:
        title = desk.title_of(feed)
        SubElement(
            tags if feed.address.startswith(addresses.TAGS) else body,
            "outline",
            type="rss",
            text=title,
            title=title,
            description=desk.description_of(feed),
            xmlUrl=desk.absolute(feed.address + addresses.ATOM),
            htmlUrl=desk.absolute(feed.address),
        )
    if len(tags):
        body.append(tags)
    indent(root)
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{tostring(root, encoding='unicode')}\n"

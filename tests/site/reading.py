"""What the tests read out of built pages."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.site.building import Built, files_of

HOST = "http://archive.invalid"
"""Stands for whatever host a site is served from."""

_ADDRESSES = ("href", "src", "action", "poster", "data", "srcset")
_CSS_ADDRESS = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")


class Link(NamedTuple):
    """An address a page names, as it would be asked for, and whether a browser loads it unasked."""

    element: str
    address: str
    loaded: bool


def parse(path: Path) -> LexborHTMLParser:
    """A built page."""
    return LexborHTMLParser(path.read_text(encoding="utf-8"))


def pages_of(built: Built) -> dict[str, LexborHTMLParser]:
    """Every HTML page of a site by its path from the site's root, 404.html included."""
    return {
        path: parse(built.site / path)
        for path in sorted(files_of(built.site))
        if path.endswith(".html")
    }


def address_of(built: Built, path: str) -> str:
    """The address of a file of the site; that of 404.html is any address that leads nowhere."""
    if path == "404.html":
        return f"{HOST}{built.base}no/such/page/"
    return f"{HOST}{built.base}{path.removesuffix('index.html')}"


def links_of(tree: LexborHTMLParser, page: str) -> Iterator[Link]:
    """Every address a page names, resolved against its own."""
    for element in tree.css("*"):
        tag = element.tag or ""
        for name, value in element.attributes.items():
            if value is None or name not in _ADDRESSES:
                continue
            followed = tag in ("a", "form") or "canonical" in (element.attributes.get("rel") or "")
            yield Link(tag, urljoin(page, value), not followed)
    for meta in tree.css('meta[http-equiv="refresh"]'):
        _, _, target = (meta.attributes.get("content") or "").partition("url=")
        yield Link("meta", urljoin(page, target), loaded=False)
    for style in (*tree.css("style"), *tree.css("[style]")):
        text = style.text() if style.tag == "style" else style.attributes.get("style") or ""
        yield from css_links(text, page)
    for script in tree.css("script#__config"):
        config = json.loads(script.text())
        base = urljoin(page, config["base"].rstrip("/") + "/")
        yield Link("config", base, loaded=True)
        yield Link("config", urljoin(page, config["search"]), loaded=True)


def css_links(text: str, page: str) -> Iterator[Link]:
    """Every address a style sheet names."""
    for match in _CSS_ADDRESS.finditer(text):
        address = match[1] or match[2]
        if not address.startswith("data:"):
            yield Link("css", urljoin(page, address), loaded=True)


def file_at(built: Built, address: str) -> Path | None:
    """The file that a static host sends for an address of the site, if there is one."""
    path = unquote(urlsplit(address).path)
    if not path.startswith(built.base):
        return None
    file = built.site / path.removeprefix(built.base)
    if path.endswith("/"):
        file /= "index.html"
    return file if file.is_file() else None


def text_of(node: LexborNode | None) -> str:
    """What can be read in an element, on one line."""
    assert node is not None
    return one_line(node.text())


def one_line(text: str) -> str:
    """The text with its white space collapsed."""
    return " ".join(re.split(r"[ \t\n\r\f]+", text)).strip(" ")


def text_of_html(html: str) -> str:
    """What can be read in a piece of HTML, on one line."""
    return text_of(LexborHTMLParser(f"<!doctype html><body><div>{html}</div>").css_first("div"))


def search_index(built: Built) -> dict[str, dict[str, Any]]:
    """The documents of the search index by location."""
    index = json.loads((built.site / "search" / "search_index.json").read_text(encoding="utf-8"))
    documents = {document["location"]: document for document in index["docs"]}
    assert len(index["docs"]) == len(documents), "a location stands twice"
    return documents


def indexed_title(document: dict[str, Any]) -> str:
    """The title as a search result shows it."""
    return unescape(re.sub(r"<[^>]*>", "", document["title"]))

"""How tests read what was made: as a browser would, after what stands between it and a reader."""

import json
from collections.abc import Iterator
from pathlib import Path

from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser, LexborNode

from generator.typeset.mathml import ATTRIBUTES, ELEMENTS

TESTS = Path(__file__).parent.parent
HOSTILE: list[str] = json.loads((TESTS / "hostile" / "strings.json").read_text("ascii"))

_OURS = {"em", "strong", "code", "sub", "sup", "a", "span"}


def parsed(html: str) -> LexborNode:
    """Return the element that a one-line block of this HTML becomes in a browser."""
    root = LexborHTMLParser(f"<body><div id=block>{html}</div></body>").css_first("#block")
    assert root is not None
    return root


def through_markdown(html: str) -> str:
    """Return what Python-Markdown makes of a page with this HTML in a one-line block."""
    # A name in braces, as front matter of other pages and of the theme may define.
    page = f"first\n\n<p>{html}</p>\n\n[ref]: https://own.example/\n\nlast [ref]\n"
    extensions = ["toc", "tables", "fenced_code", "attr_list", "md_in_html"]
    return str(Markdown(extensions=extensions).convert(page))


def nodes(root: LexborNode) -> list[tuple[str, tuple[tuple[str, str | None], ...], str]]:
    """Return every node below: its name, its attributes, and its text where it is a text."""
    return [
        (node.tag or "", tuple(sorted(node.attributes.items())), _text(node))
        for node in root.traverse(include_text=True)
    ]


def strangers(root: LexborNode) -> Iterator[str]:
    """Yield every element and attribute that typesetting does not make."""
    for node in root.traverse(include_text=False):
        tag, attributes = node.tag or "", dict(node.attributes)
        if node.mem_id == root.mem_id:
            continue
        if tag == "a":
            href = attributes.pop("href") or ""
            if not href.startswith(("https://", "http://")):
                yield f"href={href}"
            if attributes.pop("rel") != "nofollow noopener":
                yield "a without rel"
        elif tag == "span":
            if attributes.get("class") not in ("tex", "sc", "whole"):
                yield f"span {attributes}"
            attributes.pop("class", None)
            attributes.pop("data-tex", None)
        elif tag in ELEMENTS:
            attributes = {k: v for k, v in attributes.items() if v not in ATTRIBUTES.get(k, ())}
        elif tag not in _OURS:
            yield tag
        yield from (f"{tag} {key}" for key in attributes)


def _text(node: LexborNode) -> str:
    return node.text_content or "" if node.tag == "-text" else ""

"""The elements of a page without its texts, to tell whether a text has become more than text."""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

OURS = frozenset(
    "a span sup sub em strong code math mrow mi mn mo ms mtext mspace msup msub msubsup mfrac "
    "msqrt mroot mover munder munderover mtable mtr mtd mstyle mpadded mphantom menclose semantics "
    "annotation mmultiscripts mprescripts none".split()
)
"""The elements that typesetting makes."""

_TEXTS = "h1#title, .sheaf-abstract p, .sheaf-abstract summary, .sheaf-card h3 a"
_VARYING = {
    ("meta", "content"): (
        'meta[name="description"], meta[property="og:title"], meta[property="og:description"], '
        'meta[property="og:url"]'
    ),
    ("link", "href"): 'link[rel="canonical"]',
    ("ul", "data-paper"): "ul.sheaf-meta",
    ("a", "href"): ".sheaf-source a",
    ("a", "download"): ".sheaf-source a",
    ("pre", "data-file"): ".sheaf-source pre",
}
_SEARCHES = ("https://arxiv.org/search/?", "https://scholar.google.com/scholar?")


def skeleton(tree: LexborHTMLParser) -> list[str]:
    """Every element, attribute, script and comment of a page outside the texts of a paper.

    Which papers are related, and how many, depends on the text, and is left out.
    """
    for related in tree.css(".sheaf-alike"):
        related.decompose()
    texts = {node.mem_id for node in tree.css(_TEXTS)}
    varying = {
        (node.mem_id, name)
        for (_, name), selector in _VARYING.items()
        for node in tree.css(selector)
    }
    return list(_lines(tree.root, texts, varying))


def foreign_elements(node: LexborNode) -> list[str]:
    """What stands in a paper's text and is none of what typesetting makes."""
    return [
        inner.html or ""
        for inner in _inside(node)
        if inner.tag == "-comment"
        or (inner.tag != "-text" and inner.tag not in OURS)
        or any(_is_foreign(name, value) for name, value in inner.attributes.items())
    ]


def elements_in(node: LexborNode) -> list[tuple[str, tuple[str, ...]]]:
    """The elements in a text, each with the names of its attributes."""
    return [
        (inner.tag or "", tuple(sorted(inner.attributes)))
        for inner in _inside(node)
        if inner.tag != "-text"
    ]


def _lines(
    node: LexborNode | None, texts: set[int], varying: set[tuple[int, str]]
) -> Iterator[str]:
    if node is None:
        return
    if node.tag == "-comment":
        yield f"comment {node.html}"
    if node.tag in ("script", "style") and "ld+json" not in (node.attributes.get("type") or ""):
        yield node.text()
    if (node.tag or "-").startswith("-"):
        return
    yield f"{node.tag} {sorted(_shown(node, varying))}"
    if node.mem_id not in texts:
        for child in node.iter(include_text=True):
            yield from _lines(child, texts, varying)


def _shown(node: LexborNode, varying: set[tuple[int, str]]) -> Iterator[tuple[str, str | None]]:
    for name, value in node.attributes.items():
        if (node.mem_id, name) in varying:
            value = "…"
        elif name == "href" and (value or "").startswith(_SEARCHES):
            value = (value or "").partition("?")[0]
        yield name, value


def _inside(node: LexborNode) -> Iterator[LexborNode]:
    for child in node.iter(include_text=True):
        yield child
        yield from _inside(child)


def _is_foreign(name: str, value: str | None) -> bool:
    if name == "href":
        return not (value or "").startswith(("http://", "https://"))
    return name.startswith("on") or name in ("id", "style", "src", "srcdoc", "action", "formaction")

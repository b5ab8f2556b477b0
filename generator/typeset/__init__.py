"""The only place where text from outside becomes HTML, plain text or Markdown.

One parse gives all three: HTML that is inert wherever it is put, plain text for search, feeds and
mail, and the source as it came.
"""

import warnings
from collections.abc import Sequence
from functools import lru_cache

from generator.typeset.addresses import find_addresses, find_links
from generator.typeset.calm import calm_stretches, find_spots
from generator.typeset.canonical import canonical, deceptive, offsets
from generator.typeset.escape import attribute, encode
from generator.typeset.prose import Prose
from generator.typeset.report import report
from generator.typeset.result import FAILED, Page, Span, Typeset, unbroken, unset
from generator.typeset.tokens import tokenize

__all__ = [
    "Span",
    "Typeset",
    "attribute",
    "canonical",
    "deceptive",
    "encode",
    "find_addresses",
    "find_links",
    "html",
    "plain",
    "report",
    "typeset",
]

# No title or abstract comes near; what is longer is shown as it came, with its links.
MAX_LENGTH = 12_000
# No rule is about these signs, escaped or not.
_SETTLED_SIGNS = frozenset("%&#")


@lru_cache(maxsize=512)
def typeset(text: str) -> Typeset:
    """A text as its authors meant it, and as it came.

    Should setting it go wrong, it is shown as it came, with a warning: no text from outside may
    stop a build. Tests make errors of warnings.
    """
    try:
        return _typeset(text)
    except Exception as failure:
        seen = canonical(text)
        why = f"{type(failure).__name__}: {failure}"
        warnings.warn(
            f"a text stands as its source, since setting it failed ({why}): {seen[:80]!r}",
            RuntimeWarning,
            stacklevel=2,
        )
        whole = Span(0, len(text), seen, "text", seen, FAILED)
        return Typeset(text, encode(seen), seen, (whole,))


def _typeset(text: str) -> Typeset:
    seen = canonical(text)
    page = _set(seen)
    shown = _shown(page)
    if not _settled(seen, shown, page.spans):
        page, shown = unset(seen, find_addresses(seen)), seen
    return Typeset(
        text, unbroken("".join(page.html).strip(" ")), shown, _in_source(text, page.spans)
    )


def plain(text: str) -> str:
    """A text as plain text, as its authors meant it."""
    return typeset(text).text


def html(text: str) -> str:
    """A text as one line of inert HTML, as its authors meant it."""
    return typeset(text).html


def _set(seen: str) -> Page:
    addresses = find_addresses(seen)
    if len(seen) > MAX_LENGTH:
        return unset(seen, addresses)
    linked = [(address.start, address.end) for address in addresses]
    spots = [spot for spot in find_spots(seen) if not any(a <= spot[0] < b for a, b in linked)]
    if not spots:
        return unset(seen, addresses)
    tokens = tokenize(seen, addresses, calm_stretches(seen, [*spots, *linked]))
    prose = Prose(tokens, frozenset())
    page = prose.set()
    if prose.proven and any(span.kind == "greek" for span in page.spans):
        # A Greek name that is math in one place of a text is math in the others.
        page = Prose(tokens, frozenset(prose.proven)).set()
    return page


def _shown(page: Page) -> str:
    return canonical("".join(page.plain))


def _settled(seen: str, shown: str, spans: Sequence[Span]) -> bool:
    """Whether setting the plain text again would change nothing.

    Where it would, what looks restored is a guess on a guess, and the text stays as it came.
    """
    if shown == seen or all(_is_settled(span) for span in spans):
        return True
    return _shown(_set(shown)) == shown


def _is_settled(span: Span) -> bool:
    """Whether what a span became is nothing a rule could begin with or be led on by."""
    if span.kind == "escape":
        return span.plain in _SETTLED_SIGNS
    return span.plain == span.source or span.kind == "quote"


def _in_source(text: str, spans: list[Span]) -> tuple[Span, ...]:
    """The spans with offsets of the source."""
    if not spans:
        return ()
    at = offsets(text)
    return tuple(
        Span(at[span.start], at[span.end], span.source, span.kind, span.plain, span.status)
        for span in sorted(spans, key=lambda span: (span.start, -span.end))
    )

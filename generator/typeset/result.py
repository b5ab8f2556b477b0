"""What typesetting returns, and the page under construction that it comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from generator.typeset.addresses import Address
from generator.typeset.escape import attribute, encode
from generator.typeset.mathml import mathml
from generator.typeset.tokens import Tokens

RESTORED = "restored"
LEFT = "left"
FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the source that was restored, left though suspicious, or failed to convert."""

    start: int
    end: int
    source: str
    kind: str
    plain: str
    status: str


@dataclass(frozen=True, slots=True)
class Typeset:
    """A text as it came, as safe HTML and as plain text, with what was done to it."""

    source: str
    html: str
    text: str
    spans: tuple[Span, ...]


# A formula, with what stands beside it without a space: a bracket, a comma, the rest of a word.
_BESIDE = r"(?:&#\d+;|[^ <>&]){0,8}"
_FORMULA = re.compile(
    rf'({_BESIDE})(<span class="tex" data-tex="[^"]*"><math\b.*?</math></span>)({_BESIDE})'
)
_OPENING = {"sc": '<span class="sc">', "": ""}
_CLOSING = {"sc": "</span>", "": ""}


def unbroken(html: str) -> str:
    """Typeset HTML in which no line can end between a formula and what belongs to it.

    To browsers a formula is like a picture: between it and a bracket or a full stop they may break.
    """
    return _FORMULA.sub(_together, html) if "<math" in html else html


def _together(match: re.Match[str]) -> str:
    before, formula, after = match.groups()
    return f'<span class="whole">{match[0]}</span>' if before or after else formula


def unset(text: str, addresses: Sequence[Address]) -> Page:
    """Canonical text as it is, with links."""
    page = Page(Tokens([], [], {}, {}, text))
    at = 0
    for address in addresses:
        page.text(text[at : address.start])
        page.link(address.href, text[address.start : address.end])
        at = address.end
    page.text(text[at:])
    return page


@dataclass(slots=True)
class Page:
    """HTML and plain text growing side by side; offsets are those of the canonical text."""

    tokens: Tokens
    html: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    open: list[tuple[int, int, str, int, str]] = field(default_factory=list)

    def text(self, text: str) -> None:
        """Add text as it is."""
        self.html.append(text if text == " " or text.isalnum() else encode(text))
        self.plain.append(text)

    def link(self, href: str, shown: str) -> None:
        """Add an address that was found safe."""
        rel = 'rel="nofollow noopener"'
        self.html.append(f'<a href="{attribute(href)}" {rel}>{encode(shown)}</a>')
        self.plain.append(shown)

    def restored(self, at: int, end: int, kind: str, plain: str, inner: str | None = None) -> None:
        """Add what tokens `at` to `end` were meant to be; `inner` is its HTML if that is more."""
        source = self.source(at, end)
        self.html.append(self._marked(source, encode(plain) if inner is None else inner))
        self.plain.append(plain)
        self._note(at, end, kind, plain, RESTORED)

    def formula(self, at: int, end: int, tex: str, plain: str) -> None:
        """Add a formula, or its source as code where it does not convert."""
        made = mathml(tex)
        if made is None:
            self.code(at, end, "math", FAILED)
        else:
            self.restored(at, end, "math", plain, made)

    def code(self, at: int, end: int, kind: str, status: str = LEFT) -> None:
        """Add the source as code, where restoring it would be a guess."""
        source = self.source(at, end)
        self.html.append(f"<code>{encode(source)}</code>")
        self.plain.append(source)
        self._note(at, end, kind, source, status)

    def suspect(self, at: int, end: int, kind: str) -> None:
        """Note a stretch that may be damaged and stays as it is."""
        self._note(at, end, kind, self.source(at, end), LEFT)

    def begin(self, at: int, close: int, element: str, kind: str) -> None:
        """Open an element that ends at the bracket `close`."""
        source = attribute(self.source(at, close + 1))
        opening = _OPENING.get(element, f"<{element}>")
        self.html.append(f'<span class="tex" data-tex="{source}">{opening}')
        self.open.append((at, close, element, len(self.plain), kind))

    def finish(self) -> None:
        """Close the element opened last."""
        at, close, element, start, kind = self.open.pop()
        self.html.append(f"{_CLOSING.get(element, f'</{element}>')}</span>")
        self._note(at, close + 1, kind, "".join(self.plain[start:]), RESTORED)

    def source(self, at: int, end: int) -> str:
        """The canonical text of these tokens."""
        starts = self.tokens.starts
        return self.tokens.source[starts[at] : starts[end]]

    def _marked(self, source: str, inner: str) -> str:
        return f'<span class="tex" data-tex="{attribute(source)}">{inner}</span>'

    def _note(self, at: int, end: int, kind: str, plain: str, status: str) -> None:
        starts = self.tokens.starts
        self.spans.append(Span(starts[at], starts[end], self.source(at, end), kind, plain, status))

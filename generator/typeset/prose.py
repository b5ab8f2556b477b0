"""The pass over a text: at each token the first rule that applies says what is meant there."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from generator.typeset.braces import brace
from generator.typeset.chain import Chain, may_begin
from generator.typeset.commands import backslash
from generator.typeset.delimited import dollars
from generator.typeset.formula import Formula
from generator.typeset.lost import lost_end
from generator.typeset.marks import quotation, tie
from generator.typeset.names import lone_greek, raised, word
from generator.typeset.passing import passed
from generator.typeset.result import Page
from generator.typeset.tokens import ADDRESS, Tokens
from generator.typeset.vocabulary import GREEK, SYMBOLS

_RULE_COST = 4
_FORMULA_COST = 20


class Prose:
    """One text being set."""

    def __init__(self, tokens: Tokens, meant: frozenset[str]) -> None:
        self.texts = [*tokens.texts, "", "", ""]
        self.count = len(tokens.texts)
        self.partner = tokens.partner
        self.tokens = tokens
        self.page = Page(tokens)
        self.chain = Chain(Formula(tokens))
        self.formula = self.chain.formula
        self.meant = meant
        # Greek names that are math beyond doubt somewhere in this text mean the same elsewhere.
        self.proven: set[str] = set()
        self.closers: dict[int, str] = {}
        self.skipped: set[int] = set()

    def set(self) -> Page:
        """The whole text set."""
        at = 0
        while at < self.count and self.formula.fuel > 0:
            end, tried = passed(self.texts, at, self.count)
            self.formula.fuel -= tried
            if end > at:
                self.page.text("".join(self.texts[at:end]))
            at = self._step(end) if end < self.count else end
        self._rest(at)
        while self.page.open:
            self.page.finish()
        return self.page

    def _step(self, at: int) -> int:
        token = self.texts[at]
        if token == ADDRESS:
            return self._address(at)
        if at in self.skipped:
            return at + 1
        if at in self.closers:
            return self._close(at)
        rule = self._rules.get(token[:1])
        end = None
        if rule is not None:
            self.formula.fuel -= _RULE_COST
            end = rule(self, at)
        if end is None and may_begin(token):
            end = self.math(at)
        if end is None and token.isalnum():
            end = word(self, at)
        if end is not None:
            return end
        self.page.text(token)
        return at + 1

    def _rest(self, at: int) -> None:
        """Set what remains as it is, but for addresses and what was begun."""
        marked = {*self.closers, *self.skipped, *self.tokens.addresses}
        for mark in sorted(mark for mark in marked if mark >= at):
            self.page.text("".join(self.texts[at:mark]))
            if mark in self.tokens.addresses:
                self._address(mark)
            elif mark in self.closers:
                self._close(mark)
            at = mark + 1
        self.page.text("".join(self.texts[at : self.count]))

    def _close(self, at: int) -> int:
        if self.closers[at] == "}":
            self.page.finish()
        else:
            self.page.text(self.closers[at])
        return at + 1

    def _address(self, at: int) -> int:
        address = self.tokens.addresses[at]
        shown = self.tokens.source[address.start : address.end]
        if "\\" in shown:
            plain = shown.replace("\\", "")
            self.page.link(address.href, plain)
        else:
            self.page.link(address.href, shown)
        twin = self.tokens.addresses.get(at + 2) if self.formula.fuel > 0 else None
        doubled = self.texts[at + 1] == "{" and self.partner.get(at + 1) == at + 3
        if twin and doubled and twin.href.rstrip("/") == address.href.rstrip("/"):
            # \href{…}{…} that lost its command and a pair of braces: one link.
            self.page.restored(at + 1, at + 4, "link", "")
            return at + 4
        return at + 1

    def space(self, at: int, space: str) -> str:
        """The space a command leaves behind it: none beside another, or at the end."""
        before = next((part[-1] for part in reversed(self.page.plain) if part), " ")
        return "" if before in (" ", "") or self.texts[at + 1] in (" ", "") else space

    def _quote(self, at: int) -> int | None:
        closing = quotation(self.texts, at, self.count)
        if closing is None:
            return None
        width = 2 if self.texts[at] == "``" or self.texts[at + 1] == "`" else 1
        self.page.restored(at, at + width, "quote", "“" if width == 2 else "‘")
        size = 2 if self.texts[closing] == "'" and width == 2 else 1
        self.closers[closing] = "”" if width == 2 else "’"
        if size == 2:
            self.skipped.add(closing + 1)
        return at + width

    def _tilde(self, at: int) -> int | None:
        if not tie(self.texts, at):
            return None
        self.page.restored(at, at + 1, "space", " ")
        return at + 1

    def math(self, at: int) -> int | None:
        """Set the formula that begins at a token, and return its end; None where none does."""
        self.formula.lost = False
        term = self.chain.read(at)
        if self.formula.lost or term is not None:
            end = lost_end(self, at, term)
            if end is not None:
                self.page.code(at, end, "lost")
                return end
        if term is None:
            return None
        if term.greek and not term.strong:
            return lone_greek(self, at, term.end, term.greek)
        if not term.strong:
            return None
        return self._place(at, term.end, term.tex, term.plain, term.greek)

    def _place(self, at: int, end: int, tex: str, plain: str, greek: str = "") -> int:
        self.proven.update(
            token.lstrip("\\") for token in self.texts[at:end] if token.lstrip("\\") in GREEK
        )
        if self.texts[at + 1] == "^" and len(self.texts[at]) == 1 and self._in_name(end):
            in_name = raised(self, at)
            if in_name is not None:
                return in_name
        self.formula.fuel -= _FORMULA_COST
        self.page.formula(at, end, tex, plain)
        return end

    def _in_name(self, end: int) -> bool:
        """Whether a word goes on here, so that what stands before is the start of a name."""
        after, word = self.texts[end], self.texts[end + 1]
        letters = after.isalpha() and len(after) > 1 and after not in SYMBOLS
        return letters or (after == "-" and word[:1].isupper() and len(word) > 1)

    _rules: ClassVar[dict[str, Callable[[Prose, int], int | None]]] = {
        "\\": backslash, "{": brace, "$": dollars, "`": _quote, "~": _tilde,
    }  # fmt: skip

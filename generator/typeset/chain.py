"""Formulas without delimiters: how far one reaches in prose, and what proves that it is one.

A word that has a meaning in prose is math only where its neighbours say so; a formula is accepted
when at least one of its parts can be nothing else.
"""

import re
from typing import NamedTuple

from generator.typeset.formula import Formula
from generator.typeset.term import Term
from generator.typeset.vocabulary import (
    ARROWS,
    BIG,
    FUNCTIONS,
    MATH_COMMANDS,
    NAMED_AFTER,
    NAMED_BEFORE,
    OPERATORS,
    SYMBOLS,
    UNITS,
    UNMISTAKABLE,
    WORN,
)

_ARTICLES = frozenset(["a", "A", "I"])
_COMPARISONS = frozenset("=<>") | {"leq", "geq", "neq", "leqslant", "geqslant", "le", "ge"}
_BETWEEN_LETTERS = frozenset("gg ll sim approx equiv propto simeq times cong".split())
_SETS = frozenset("circ cup cap subset subseteq setminus oplus otimes".split())
_BEFORE_NUMBER = frozenset(
    "sim approx simeq geq leq gtrsim lesssim pm times leqslant geqslant".split()
)
_DETERMINERS = frozenset("the a an our each this that in real every one".split())
SAFE_MULTIPLES = frozenset("pi sigma mu epsilon theta lambda tau kappa varepsilon".split())
BEGINNINGS = frozenset({*SYMBOLS, *MATH_COMMANDS, *FUNCTIONS, *BIG, *WORN})
# What a variable is said to lie in: [0, 1], {1, ..., K}.
_RANGE = re.compile(r"[\[(]-?[0-9.]+, ?-?(?:[0-9.]+|∞)[\])]|\{[0-9A-Z.,… -]+\}")
_VERSIONED = frozenset(".-_/@#&'")


class Operator(NamedTuple):
    """A sign between two parts: where it ends, its TeX and plain text, its name, how sure it is."""

    end: int
    tex: str
    plain: str
    name: str
    strong: bool
    spaced: bool


class Chain:
    """A reader of formulas in prose."""

    def __init__(self, formula: Formula) -> None:
        self.formula = formula
        self.texts = formula.texts
        self.stop = len(formula.texts) - 1

    def read(self, at: int) -> Term | None:
        """The longest formula that begins at this token; it may lack evidence."""
        before = self.texts[at - 1] if at else " "
        term = self._prefixed(at) or self._operand(at)
        if term is None:
            return None
        path = self.texts[at - 2] if before == "/" and at > 1 else ""
        if path.isalpha() and len(path) > 1:
            return None
        glued = before[-1:].isalnum() or before in _VERSIONED or before == "\\"
        if glued and not (before in "-/" and term.strong):
            term = term._replace(greek="")
            if before[-1:].isalnum() or before in "._@#&\\":
                applied = self.texts[at] in MATH_COMMANDS and self.texts[at + 1] == "{"
                sure = self.texts[at].startswith("\\") or applied
                return term if sure and term.strong else None
        return self._extended(term)

    def _extended(self, left: Term) -> Term:
        while True:
            longer = (
                self._multiple(left)
                or self._application(left)
                or self._operation(left)
                or self._adjacent(left)
            )
            if longer is None:
                return left
            left = longer

    def _operand(self, at: int) -> Term | None:
        token = self.texts[at]
        if at >= self.stop:
            return None
        term = self.formula.scripted(at, self.stop, 0, inside=False)
        if term is None or term.kind == "sign":
            return None if term is None or not term.strong or token in OPERATORS else term
        if term.kind == "letter" and term.end == at + 1 and len(token) == 1 and token.isascii():
            # A letter that goes on as an identifier is none of ours; neither is the article.
            following = self.texts[at + 1]
            prose = following == " " and self.texts[at + 2][:1].isalpha()
            if following[:1].isdigit() or (token in _ARTICLES and prose):
                return None
        return term

    def _operator(self, at: int) -> Operator | None:
        spaced = self.texts[at] == " "
        k = at + 1 if spaced else at
        token = self.texts[k]
        lead = " " if spaced else ""
        end, name, strong = k + 1, token, False
        if token == "{":
            close = self.formula.partner.get(k, -1)
            name = self.texts[k + 1].removeprefix("\\") if close == k + 2 else ""
            if name not in OPERATORS and name not in ("=", "+", "-", "<", ">", "/", ",", ".", ":"):
                return None
            end, strong = close + 1, True
        elif token.startswith("\\"):
            name, strong = token[1:], True
        elif token in WORN:
            name = WORN[token]
        if name not in OPERATORS and name not in ("=", "<", ">", "+", "-", "/", "*") and not strong:
            return None
        if name not in OPERATORS and token.startswith("\\"):
            return None
        strong = strong or name in UNMISTAKABLE
        tail = " " if self.texts[end] == " " else ""
        plain = OPERATORS.get(name, name)
        tex = {"lt": "<", "gt": ">"}.get(name, rf"\{name} ") if name in OPERATORS else name
        return Operator(end + len(tail), tex, f"{lead}{plain}{tail}", name, strong, spaced)

    def _prefixed(self, at: int) -> Term | None:
        r"""A relation with nothing on its left and what is on its right: \sim 10."""
        operator = self._operator(at) if self.texts[at] != " " else None
        if operator is None or operator.name not in OPERATORS:
            return None
        glued = not operator.plain.endswith(" ")
        bare = self.texts[at].isalpha()
        right = self._operand(operator.end)
        if operator.name == "forall":
            letter = right is not None and right.kind == "letter"
            return self._join(None, operator, right, True) if right and letter else None
        if operator.name in ARROWS or (operator.strong and right is None):
            return Term(operator.end, operator.tex, operator.plain, "sign", True)._replace(
                end=operator.end - (not glued), plain=operator.plain.rstrip()
            )
        if right is None:
            return None
        if bare and not operator.strong and not self._counts(at, operator, right, glued):
            return None
        if right.kind == "number" and operator.name in _BEFORE_NUMBER:
            operator = operator._replace(plain=operator.plain.strip())
        return self._join(None, operator, right, True)

    def _counts(self, at: int, operator: Operator, right: Term, glued: bool) -> bool:
        """Whether a bare relation stands before a number, as in sim0.1 and sim 70."""
        if operator.name not in _BEFORE_NUMBER or right.kind != "number":
            return False
        follows = self.texts[right.end]
        if follows.isalpha() and follows not in UNITS and follows not in ("times", "imes"):
            return False
        if glued:
            return True
        before = self.texts[at - 2] if at >= 2 and self.texts[at - 1] == " " else ""
        return operator.name == "sim" and before.lower() not in _DETERMINERS

    def _multiple(self, left: Term) -> Term | None:
        r"""A number with the sign of multiplication after it: 2.4\times, 80times."""
        if left.kind != "number" or self.texts[left.end] in (" ", ""):
            return None
        operator = self._operator(left.end)
        if operator is None or operator.name != "times":
            return None
        glued = operator.plain[-1] != " " or not self.texts[left.end].isalpha()
        right = self._operand(operator.end) if glued else None
        if right is not None and right.kind in ("number", "letter"):
            return self._join(left, operator._replace(plain=operator.plain.strip()), right, True)
        bare = operator._replace(plain=operator.plain.rstrip())
        end = operator.end - (operator.plain != bare.plain)
        return Term(end, left.tex + operator.tex, left.plain + bare.plain, "other", True)

    def _application(self, left: Term) -> Term | None:
        at = left.end
        if left.kind not in ("letter", "function") or left.plain in "sS":
            return None
        opening = at + 1 if self.texts[at] == "left" and self.texts[at + 1] == "(" else at
        close = self.formula.partner.get(opening, -1)
        if self.texts[opening] != "(" or close < 0:
            return None
        inner = self.formula.row(opening + 1, close, 1, words=False)
        if inner is None or not (left.strong or left.greek or inner.strong):
            return None
        counted = left.greek and not inner.strong and inner.plain.isdigit()
        if inner.plain == "s" or (counted and left.greek not in ("Omega", "Theta", "omega")):
            return None
        plain = f"{left.plain}({inner.plain})"
        return Term(close + 1, f"{left.tex}({inner.tex})", plain, "letter", True)

    def _operation(self, left: Term) -> Term | None:
        operator = self._operator(left.end)
        if operator is None:
            return None
        right = self._operand(operator.end) or self._interval(operator)
        if right is None:
            dangling = (
                operator.strong and left.kind == "number" and operator.name not in "=+-<>/,.:"
            )
            if not dangling or operator.name in ARROWS:
                return None
            tail = operator.plain != operator.plain.rstrip()
            plain = left.plain + operator.plain.rstrip()
            return Term(operator.end - tail, left.tex + operator.tex, plain, "other", True)
        if operator.name in OPERATORS and operator.spaced != operator.plain.endswith(" "):
            operator = operator._replace(plain=f" {operator.plain.strip()} ")
        applied = self._application(right) or right
        verdict = self._verdict(left, operator, applied)
        return None if verdict is None else self._join(left, operator, applied, verdict)

    def _interval(self, operator: Operator) -> Term | None:
        """An interval, a pair or a bracketed right side."""
        at = operator.end
        close = self.formula.partner.get(at, -1)
        if operator.name not in ("in", "=", "notin") or close < 0 or self.texts[at] not in "([{":
            return None
        inner = self.formula.row(at + 1, close, 1, words=False)
        if inner is None:
            return None
        left, right = self.texts[at], self.texts[close]
        brace = "\\" if left == "{" else ""
        tex = f"{brace}{left}{inner.tex}{brace}{right}"
        return Term(close + 1, tex, f"{left}{inner.plain}{right}")

    def _verdict(self, left: Term, operator: Operator, right: Term) -> bool | None:
        """Whether the operation is math (strong), may be (weak), or is prose (None)."""
        name = operator.name
        strong = left.strong or right.strong
        if operator.strong:
            return True
        if name in _COMPARISONS:
            return strong or self._greek_side(left, right) or self._greek_side(right, left)
        if name in ("+", "-", "/", "*"):
            if operator.spaced:
                both = left.strong and right.strong
                return (
                    True if both or (name == "+" and strong and self._plain_side(right)) else None
                )
            return strong or (left.plain == "1" and bool(right.greek) and name in "+-/")
        letters = self._variable(left) and self._variable(right)
        if name in ("times", "pm") and left.kind == right.kind == "number":
            sure = left.strong or right.strong or self._numbers(left, operator, right)
            return True if sure else None
        if name in _BETWEEN_LETTERS or name in _SETS:
            numeric = right.kind == "number" and name not in _SETS and self._variable(left)
            return True if letters or strong or (numeric and name != "times") else None
        if name in ("in", "notin"):
            member = self._variable(left) and left.kind != "number"
            into = right.strong or (right.plain[:1] in "([" and "," in right.plain)
            sure = into and (right.kind == "letter" or left.strong or bool(left.greek))
            quantified = left.plain.startswith(("∀", "∃")) and right.kind == "letter"
            range_ = left.plain.islower() and bool(_RANGE.fullmatch(right.plain))
            return True if member and (sure or quantified or range_) else None
        if name == "to":
            limit = right.plain == "∞" or (right.plain == "0" and bool(left.greek))
            return True if limit else None
        return None

    def _numbers(self, left: Term, operator: Operator, right: Term) -> bool:
        spaces = len(operator.plain) - 1
        if spaces != 2:
            return spaces == 0
        a, b = left.plain, right.plain
        if operator.name == "pm":
            return "." in a + b
        return a == b or (a.isdigit() and b.isdigit() and int(a[:9]) > 15 and int(b[:9]) > 15)

    def _greek_side(self, greek: Term, other: Term) -> bool:
        before = self.texts[greek.end - 2 : greek.end - 1]
        possessive = before == [" "] and self.texts[greek.end - 4 : greek.end - 2] == ["'", "s"]
        return bool(greek.greek) and not possessive and other.plain != ""

    def _plain_side(self, term: Term) -> bool:
        return term.strong or term.kind == "number" or bool(term.greek)

    def _variable(self, term: Term) -> bool:
        return (
            term.strong
            or bool(term.greek)
            or (term.kind == "letter" and term.plain not in _ARTICLES)
        )

    def _adjacent(self, left: Term) -> Term | None:
        at = left.end
        if left.kind == "big" and self.texts[at] == " ":
            right = self._operand(at + 1)
            known = right is not None and (right.strong or right.kind == "letter")
            return self._side_by_side(left, right, " ") if right and known else None
        if self.texts[at] in (" ", "", "-"):
            return None
        if left.kind == "number" and self.texts[at] in SAFE_MULTIPLES:
            clean = not self.texts[at + 1][:1].isalnum() and self.texts[at + 1] != "-"
            right = self._operand(at)
            return self._side_by_side(left, right, "") if clean and right else None
        right = self._operand(at) if left.strong or left.greek else None
        if not left.strong and not (right is not None and right.strong):
            return None
        if right is None or (right.kind == "number" and left.kind != "number"):
            return None
        sure = right.strong or right.greek or right.kind in ("letter", "number")
        return self._side_by_side(left, right, "") if sure else None

    def _side_by_side(self, left: Term, right: Term, space: str) -> Term:
        tex = f"{left.tex} {right.tex}"
        if right.kind == "function" and not space and left.plain[-1:].isalnum():
            space = " "
        return Term(right.end, tex, left.plain + space + right.plain, right.kind, True)

    def _join(self, left: Term | None, operator: Operator, right: Term, strong: bool) -> Term:
        tex = (left.tex if left else "") + operator.tex + right.tex
        plain = (left.plain if left else "") + operator.plain + right.plain
        kind = right.kind if right.kind in ("letter", "number") else "other"
        return Term(right.end, tex, plain, kind, strong)


def is_name(texts: list[str], at: int) -> bool:
    """Whether a lone Greek name is part of a compound or named after in its neighbourhood."""
    before = texts[at - 1] if at else ""
    after = texts[at + 1]
    if before[-1:] in ("-", "_", ".", "/", "@", "#", "\\", "'", "*") or before[-1:].isalnum():
        return True
    if after[:1].isalnum() or after in ("-", "_", "^", "{", "(", "'", "/", "@"):
        return True
    if after in (".", ":") and texts[at + 2][:1].isalnum():
        return True
    word = texts[at + 2].lower() if after == " " else ""
    possessive = texts[at - 3 : at - 1] == ["'", "s"] if at >= 3 else False
    possessive = possessive or (before == " " and texts[at - 2 : at - 1] == ["'"])
    prior = texts[at - 2].lower() if at >= 2 and before == " " else ""
    if prior in NAMED_BEFORE or (texts[at] == "psi" and prior[:1].isdigit()):
        return True
    return word in NAMED_AFTER - {"and"} or possessive


def may_begin(token: str) -> bool:
    """Whether a formula can begin with this token."""
    if token.isascii() and token.isalpha():
        return len(token) == 1 or token in BEGINNINGS
    return token[:1].isdigit() or token in ("(", "{") or (len(token) == 1 and not token.isascii())

"""The grammar inside a formula: atoms, scripts, groups and rows, with or without their backslashes.

Every step costs fuel, and a text has only so much of it, many times what an abstract full of
formulas needs: so the work is bounded whatever the text, and what is left when the fuel is spent
stays as it is.
"""

import re

from generator.typeset.term import Term, command, function, number, with_scripts
from generator.typeset.tokens import ADDRESS, Tokens
from generator.typeset.vocabulary import (
    ACCENTS,
    ALPHABETS,
    BARE_ACCENTS,
    BARE_FONTS,
    BIG,
    FRACTIONS,
    FUNCTIONS,
    FUNCTIONS_BARE,
    GREEK,
    INVISIBLE,
    MATH_COMMANDS,
    OPERATORS,
    SCRIPTED_BARE,
    SCRIPTS_BARE,
    SUPERSCRIPTS_BARE,
    SWITCHES,
    SYMBOLS,
    UNMISTAKABLE,
    UPRIGHT,
    WORN,
)

FUEL = 5000
MAX_DEPTH = 8
MAX_ROW = 300
_SPACES = frozenset(["\\ ", "\\,", "\\;", "\\:", "\\>", "~"])
_LITERAL = {"\\%": "%", "\\&": "&", "\\#": "#", "\\$": "$", "\\_": "_", "\\{": "{", "\\}": "}"}
_SIGNS = frozenset("+-=<>/*,.;:!?()[]|'")
_SIGN = f"[{''.join(sign for sign in OPERATORS.values() if not sign.isascii())}]"
_UNEVEN = re.compile(rf"(?<=\S){_SIGN} | {_SIGN}(?=\S)")
_WORDS = re.compile(r"[\w .,:+=()/-]+")


class Formula:
    """A reader of formulas among tokens; each method returns what begins at a token, or None."""

    def __init__(self, tokens: Tokens) -> None:
        self.texts = [*tokens.texts, ""]
        self.partner = tokens.partner
        self.fuel = FUEL
        self.lost = False

    def row(
        self, at: int, stop: int, depth: int, *, words: bool, intact: bool = False
    ) -> Term | None:
        """Everything up to `stop` as one term, where all of it is math.

        `words` admits words, set upright; in an intact formula a group may stand anywhere.
        """
        if depth > MAX_DEPTH or not 0 < stop - at <= MAX_ROW:
            return None
        parts: list[Term] = []
        while at < stop:
            if self.texts[at] == " " or self.texts[at] in _SPACES:
                parts.append(Term(at + 1, r"\ " if self.texts[at] != " " else " ", " ", "space"))
            else:
                before = parts[-1].kind if parts else "sign"
                group = self.texts[at] == "{" and before != "sign" and not intact
                if group and before == "function":
                    parts.append(self._set_of(at, stop, depth) or Term(at, "", ""))
                    if parts[-1].end == at:
                        return None
                    at = parts[-1].end
                    continue
                term = self.scripted(at, stop, depth, inside=True, words=words, intact=intact)
                if group and (term is None or term.kind != "sign"):
                    # A group after an atom was the second argument of a command that is gone.
                    self.lost = True
                    return None
                if term is None:
                    return None
                parts.append(term)
            at = parts[-1].end
        return Term(
            stop,
            "".join(_spaced(part.tex) for part in parts).strip(),
            _even(_run_together(parts)),
            "sign" if all(part.kind in ("sign", "space") for part in parts) else "other",
            any(part.strong or part.greek for part in parts),
        )

    def scripted(
        self,
        at: int,
        stop: int,
        depth: int,
        *,
        inside: bool,
        words: bool = False,
        intact: bool = False,
    ) -> Term | None:
        """An atom with the scripts that follow it."""
        base = self.atom(at, stop, depth, inside=inside, words=words, intact=intact)
        if base is None:
            return None
        scripts: list[tuple[str, Term]] = []
        end = base.end
        while end < stop and self.texts[end] in ("_", "^"):
            mark = self.texts[end]
            script = self.script(end, stop, depth, base, inside=inside)
            if script is None or any(mark == other for other, _ in scripts):
                if inside:
                    return None
                break
            scripts.append((mark, script))
            end = script.end
        return with_scripts(base, scripts, end) if scripts else base

    def script(self, at: int, stop: int, depth: int, base: Term, *, inside: bool) -> Term | None:
        """The argument of the mark `_` or `^` at this token."""
        mark, token, end = self.texts[at], self.texts[at + 1], at + 2
        if end > stop:
            return None
        if token == "{":
            close = self.partner.get(at + 1, stop)
            if close >= stop:
                return None
            word = self.texts[at + 2]
            if close == at + 3 and len(word) > 1 and word.isalpha() and word.isascii():
                known = word in (SCRIPTS_BARE if mark == "_" else SUPERSCRIPTS_BARE)
                tex = _symbol(word) if known else rf"\text{{{word}}}"
                return Term(close + 1, tex, SYMBOLS[word] if known else word)
            inner = self.row(at + 2, close, depth + 1, words=True)
            return inner._replace(end=close + 1) if inner else None
        if token in (SCRIPTS_BARE if mark == "_" else SUPERSCRIPTS_BARE):
            return Term(end, _symbol(token), SYMBOLS[token])
        if token[:1].isdigit():
            whole = token.isdigit() or bool(base.greek)
            if (mark == "_" and base.kind == "number") or not whole:
                return None
            file = self.texts[end] in ("_", "/") or (
                self.texts[end] == "." and self._letter(end + 1)
            )
            goes_on = mark == "_" and not inside and (self._letter(end) or file)
            return None if goes_on else number(token, end)
        if len(token) == 1 and token.isalpha():
            clean = inside or not (self._letter(end) or self.texts[end][:1] in ("_", "\\"))
            number_below = mark == "_" and base.kind == "number"
            return Term(end, token, token) if clean and not number_below else None
        if token.startswith("\\"):
            return self.atom(at + 1, stop, depth + 1, inside=True)
        if mark == "^" and token in ("*", "+", "'"):
            return Term(end, "*" if token == "*" else token, token)
        if mark == "^" and token == "-" and self.texts[end].isdigit():
            return Term(end + 1, f"-{self.texts[end]}", f"-{self.texts[end]}")
        return None

    def atom(
        self,
        at: int,
        stop: int,
        depth: int,
        *,
        inside: bool,
        words: bool = False,
        intact: bool = False,
    ) -> Term | None:
        """What can carry a script: a letter, a number, a symbol, a group, a command."""
        self.fuel -= 1
        if self.fuel < 0 or depth > MAX_DEPTH:
            return None
        token = self.texts[at]
        if token[:1].isdigit():
            return number(token, at + 1)
        if token.isascii() and token.isalpha():
            return self._word(at, stop, depth, inside=inside, words=words)
        if token.startswith("\\") and len(token) > 1:
            return self._backslashed(at, stop, depth, inside=inside)
        if token == "{":
            return self._group(at, stop, depth, inside=inside, intact=intact)
        if not token.isascii() and token != ADDRESS:
            symbol = (
                len(token) == 1 or token[1:].strip("\u0300\u0301\u0302\u0303\u0304\u0308") == ""
            )
            kind = "letter" if token[0].isalpha() else "sign"
            return Term(at + 1, token, token, kind) if symbol or inside else None
        if inside and token in _SIGNS:
            return Term(at + 1, token, token, "sign")
        if inside and token == "%":
            return Term(at + 1, r"\%", "%", "sign")
        return self._powered(at, stop, depth) if token == "(" and not inside else None

    def _letter(self, at: int) -> bool:
        return self.texts[at][:1].isalnum()

    def _word(self, at: int, stop: int, depth: int, *, inside: bool, words: bool) -> Term | None:
        token, after = self.texts[at], self.texts[at + 1]
        name = WORN.get(token, token) if after == "{" else token
        if after == "{" and (name in MATH_COMMANDS or name in UPRIGHT or name in BARE_FONTS):
            known = name in MATH_COMMANDS or inside
            return self._applied(name, at + 1, stop, depth) if known else None
        if after == " " and (name in ACCENTS or name in ALPHABETS):
            return self._spaced(name, at + 2, inside)
        if inside and name in INVISIBLE:
            return Term(at + 1, "", "")
        under = self.texts[at + 2] if after in ("_", "^") else ""
        if name in FUNCTIONS and (
            inside or (under and (name in FUNCTIONS_BARE or under == "{" or under in GREEK))
        ):
            return function(name, at + 1, False)
        if name in BIG and (inside or under in ("{", "0") or (under and name in ("sum", "prod"))):
            return Term(at + 1, rf"\{name} ", BIG[name], "big")
        if name in GREEK:
            strong = name in UNMISTAKABLE
            return Term(at + 1, _symbol(name), GREEK[name], "letter", strong, name)
        bare = name in UNMISTAKABLE or (under and name in SCRIPTED_BARE)
        if name in SYMBOLS and (inside or bare):
            kind = "sign" if name in OPERATORS else "letter"
            return Term(at + 1, _symbol(name), SYMBOLS[name], kind, name in UNMISTAKABLE)
        if len(token) == 1:
            return Term(at + 1, token, token, "letter")
        return Term(at + 1, rf"\text{{{token}}}", token, "word") if inside and words else None

    def _spaced(self, name: str, at: int, inside: bool) -> Term | None:
        """An accent or an alphabet that lost its backslash, and the one letter it is for."""
        token = self.texts[at]
        letter = len(token) == 1 and token.isalpha() and token.isascii()
        sure = inside or name in BARE_ACCENTS or name in ALPHABETS
        article = token in ("a", "A", "I") and not inside
        if not (token in GREEK or (letter and sure and not article)):
            return None
        tex = _symbol(token) if token in GREEK else token
        return command(name, [Term(at + 1, tex, GREEK.get(token, token))], at + 1)

    def _backslashed(self, at: int, stop: int, depth: int, *, inside: bool) -> Term | None:
        token, name = self.texts[at], self.texts[at][1:]
        if token in _LITERAL:
            return Term(at + 1, token, _LITERAL[token], "sign") if inside else None
        if token == "\\|":
            return Term(at + 1, r"\|", "‖", "sign") if inside else None
        if token == "\\!" or (inside and (name in INVISIBLE or name in SWITCHES)):
            return Term(at + 1, "", "") if inside else None
        if name in ("quad", "qquad"):
            return Term(at + 1, r"\quad ", " ") if inside else None
        if name in MATH_COMMANDS or name in UPRIGHT or (inside and name in BARE_FONTS):
            start = at + 2 if self.texts[at + 1] == " " else at + 1
            return (
                self._applied(name, start, stop, depth) if name in MATH_COMMANDS or inside else None
            )
        if name in FUNCTIONS:
            return function(name, at + 1, True)
        if name in SYMBOLS:
            kind = "sign" if name in OPERATORS else "big" if name in BIG else "letter"
            return Term(at + 1, _symbol(name), SYMBOLS[name], kind, True)
        return None

    def _applied(self, name: str, at: int, stop: int, depth: int) -> Term | None:
        """A command applied to the arguments that begin at this token."""
        arguments: list[Term] = []
        at += name == "operatorname" and self.texts[at] == "*"
        for _ in range(2 if name in FRACTIONS or name == "binom" else 1):
            argument = self._argument(name, at, stop, depth)
            if argument is None:
                return None
            arguments.append(argument)
            at = argument.end
        if name in UPRIGHT:
            text = arguments[0]
            kind = "function" if name in ("operatorname", "mathop") else "letter"
            return Term(at, text.tex, text.plain, kind, True)
        return command(name, arguments, at)

    def _argument(self, name: str, at: int, stop: int, depth: int) -> Term | None:
        if self.texts[at] != "{":
            single = len(self.texts[at]) == 1 or self.texts[at].startswith("\\")
            term = self.atom(at, stop, depth + 1, inside=True) if at < stop and single else None
            return term if term is not None and term.kind != "sign" else None
        close = self.partner.get(at, stop)
        if close >= stop:
            return None
        if name in UPRIGHT or name in BARE_FONTS:
            raw = "".join(self.texts[at + 1 : min(close, at + MAX_ROW)])
            if _WORDS.fullmatch(raw):
                return Term(close + 1, rf"\text{{{raw}}}", raw)
        inner = self.row(at + 1, close, depth + 1, words=True, intact=True)
        return inner._replace(end=close + 1) if inner is not None else None

    def _group(self, at: int, stop: int, depth: int, *, inside: bool, intact: bool) -> Term | None:
        close = self.partner.get(at, stop)
        if close >= stop:
            return None
        if close == at + 1:
            return Term(close + 1, "{}", "") if inside else None
        if not inside and self.texts[close + 1] in ("_", "^"):
            return self._set_of(at, stop, depth)
        if not inside:
            # One symbol in braces: what remains of {\alpha}.
            name = self.texts[at + 1].removeprefix("\\")
            alone = close == at + 2 and name in GREEK
            strong = self.texts[at + 1].startswith("\\")
            return Term(close + 1, _symbol(name), GREEK[name], "letter", strong) if alone else None
        inner = self.row(at + 1, close, depth + 1, words=intact, intact=intact)
        return inner and inner._replace(end=close + 1, tex=f"{{{inner.tex}}}")

    def _set_of(self, at: int, stop: int, depth: int) -> Term | None:
        """What stands in braces that are to be seen: a set, whose backslashes are gone."""
        close = self.partner.get(at, stop)
        if close >= stop:
            return None
        inner = self.row(at + 1, close, depth + 1, words=False)
        if inner is None:
            return None
        return Term(close + 1, rf"\{{{inner.tex}\}}", f"{{{inner.plain}}}")

    def _powered(self, at: int, stop: int, depth: int) -> Term | None:
        """A parenthesis of math that carries a script."""
        close = self.partner.get(at, stop)
        if close >= stop or self.texts[close + 1] not in ("_", "^"):
            return None
        inner = self.row(at + 1, close, depth + 1, words=False)
        if inner is None:
            return None
        return Term(close + 1, f"({inner.tex})", f"({inner.plain})")


def _symbol(name: str) -> str:
    plain = {"lt": "<", "gt": ">"}
    return plain.get(name, rf"\{name}")


def _run_together(parts: list[Term]) -> str:
    """The parts as plain text; a function stands apart from a letter before it."""
    plain = ""
    for part in parts:
        apart = part.kind == "function" and (plain[-1:].isalnum() or plain[-1:] == ")")
        plain += f" {part.plain}" if apart else part.plain
    return plain


def _even(plain: str) -> str:
    """Plain text with a space on both sides of an operator or on none."""
    return _UNEVEN.sub(lambda match: f" {match[0].strip()} ", plain).strip()


def _spaced(tex: str) -> str:
    # A command name must not run into the letters after it.
    return f"{tex} " if re.search(r"\\[A-Za-z]+$", tex) else tex

r"""TeX as people write it in lists of papers, read as the text that it prints.

What is read and what is printed differ in signs only: letters, digits and commands that nobody
knows stay. A text that is not TeX after all stays as it came.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexMathNode,
    LatexNode,
    LatexWalker,
    LatexWalkerParseError,
    get_default_latex_context_db,
)

from generator.sources.sighting import one_line
from generator.typeset import find_addresses, plain
from generator.typeset.commands import SPACING
from generator.typeset.vocabulary import DECLARATIONS, FONTS, MACROS, TEXT_ACCENTS

# Signs such as ~ and -- are ours to read, since addresses have them too.
_CONTEXT = get_default_latex_context_db().filter_context(keep_which=["macros", "environments"])
_TEX = re.compile(r"[\\{}~$]|--|``|''")
_WORD = re.compile(r"\s*\S+")
_SIGN = re.compile(r"\\.|[%${}]", re.DOTALL)
# What goes on behind a space without a brace or a dollar that says so.
_SPANNING = re.compile(r"\\(?:begin|verb|[(\[])|\\\S*\[")
_EXPECTING = re.compile(r"\\(?:[A-Za-z]+|.)?$")
_PRINTED = {"~": "\u00a0", "---": "—", "--": "–", "``": "“", "''": "”"}
_LIGATURE = re.compile("|".join(_PRINTED))
# Typesetting would take these for TeX again, so they stay escaped.
_KEPT = frozenset("$_{}")
_ESCAPED = frozenset("%&#")
_RAISED = frozenset({"textsuperscript", "textsubscript"})


class Text(NamedTuple):
    """A text without its TeX, and the TeX in it that nobody could read."""

    text: str
    unread: tuple[str, ...] = ()


def read_tex(tex: str, *, groups: bool = False) -> Text:
    r"""The text that TeX prints, in which formulas and signs escaped for them stay TeX.

    With `groups` the braces stay, which hold the parts of a name together.
    """
    if not _TEX.search(tex):
        return Text(one_line(tex))
    alone = sum(match[0] == "$" for match in _SIGN.finditer(tex)) % 2 == 1
    for stretches in (_stretches(tex, alone), [(tex, True)]):
        reader = _Reader(groups)
        try:
            parts = [
                reader.read(_nodes(part, alone)) if is_tex else part for part, is_tex in stretches
            ]
        except (LatexWalkerParseError, RecursionError):
            continue
        return Text(one_line(unicodedata.normalize("NFC", "".join(parts))), tuple(reader.unread))
    return Text(one_line(tex), (tex,))


def _stretches(tex: str, alone: bool) -> Iterator[tuple[str, bool]]:
    """The words that TeX would only print, and those between them that belong together.

    pylatexenc looks at every character, which takes longer than all else about a paper.
    """
    if _SPANNING.search(tex):
        yield tex, True
        return
    held, depth, in_formula = "", 0, False
    for word in _WORD.findall(tex):
        if not held and not _TEX.search(word):
            yield word, False
            continue
        held += word
        signs = _SIGN.findall(word)
        depth += signs.count("{") - signs.count("}")
        in_formula ^= not alone and signs.count("$") % 2 == 1
        if depth <= 0 and not in_formula and not _EXPECTING.search(word):
            yield held, True
            held, depth = "", 0
    yield held, bool(held)


def _nodes(tex: str, alone: bool) -> Sequence[LatexNode]:
    """What TeX is made of, all of it, with percent signs and dollars without a partner printed."""
    signs = {"%": r"\%"} | ({"$": r"\$"} if alone else {})
    printed = _SIGN.sub(lambda match: signs.get(match[0], match[0]), tex)
    walker = LatexWalker(printed, latex_context=_CONTEXT, tolerant_parsing=False)
    nodes: Sequence[LatexNode]
    nodes, start, length = walker.get_latex_nodes()
    if start + length != len(printed):
        raise LatexWalkerParseError("no TeX to its end", s=printed, pos=start + length)
    return nodes


class _Reader:
    def __init__(self, groups: bool) -> None:
        self.groups = groups
        self.unread: list[str] = []

    def read(self, nodes: Sequence[LatexNode]) -> str:
        """The text of some nodes in a row."""
        parts = []
        at = 0
        while at < len(nodes):
            node = nodes[at]
            at += 1
            if isinstance(node, LatexMacroNode) and not _is_read(node):
                # What follows an unknown command may be what it is about.
                end = at
                while end < len(nodes) and isinstance(nodes[end], LatexGroupNode):
                    end += 1
                parts.append(self._other([node, *nodes[at:end]]))
                at = end
            else:
                parts.append(self._node(node))
        return "".join(parts)

    def _node(self, node: LatexNode) -> str:
        if isinstance(node, LatexCharsNode):
            return _printed(node.chars)
        if isinstance(node, LatexGroupNode):
            text = self.read(node.nodelist)
            return f"{{{text}}}" if self.groups else text
        if isinstance(node, LatexMacroNode):
            return self._macro(node)
        if isinstance(node, LatexMathNode):
            return str(node.latex_verbatim())
        return self._other([node])

    def _macro(self, node: LatexMacroNode) -> str:
        name = str(node.macroname)
        arguments = [arg for arg in _arguments(node) if arg is not None]
        inside = [one for argument in arguments for one in _inside(argument)]
        if name in TEXT_ACCENTS and arguments:
            return self._accented(node, arguments[0])
        if name in FONTS or name in DECLARATIONS:
            return self.read(inside)
        if name == "ensuremath":
            return f"${''.join(one.latex_verbatim() for one in inside)}$"
        if name in _KEPT:
            return f"\\{name}{node.macro_post_space}"
        text = SPACING.get(name, MACROS.get(name, name))
        swallows = len(name) <= 2 and text.isalpha()
        return text if swallows else text + node.macro_post_space

    def _accented(self, node: LatexMacroNode, argument: LatexNode) -> str:
        letters = self.read(_inside(argument)).replace("ı", "i").replace("ȷ", "j")
        if not letters and node.macroname in "^~":
            return str(node.macroname)
        if not letters[:1].isalpha():
            return self._other([node])
        return letters[0] + TEXT_ACCENTS[node.macroname] + letters[1:]

    def _other(self, nodes: Sequence[LatexNode]) -> str:
        """Commands as typesetting shows them, where it knows them; else as they are."""
        tex = "".join(node.latex_verbatim() for node in nodes)
        shown = plain(tex)
        if "\\" in shown:
            self.unread.append(tex.strip())
            return tex
        return shown + tex[len(tex.rstrip()) :]


def _is_read(node: LatexMacroNode) -> bool:
    """Whether a command is one that prints signs, or what stands in its braces."""
    name = node.macroname
    if name in FONTS:
        return name not in _RAISED
    signs = name in _KEPT or name in _ESCAPED or name in SPACING or name == "ensuremath"
    return signs or name in TEXT_ACCENTS or name in DECLARATIONS or name in MACROS


def _arguments(node: LatexMacroNode) -> Sequence[LatexNode | None]:
    return node.nodeargd.argnlist or () if node.nodeargd is not None else ()


def _inside(node: LatexNode) -> Sequence[LatexNode]:
    return node.nodelist if isinstance(node, LatexGroupNode) else (node,)


def _printed(chars: str) -> str:
    """Characters as TeX prints them, but for those of addresses."""
    parts = []
    at = 0
    for address in find_addresses(chars):
        parts.append(_LIGATURE.sub(lambda m: _PRINTED[m[0]], chars[at : address.start]))
        parts.append(chars[address.start : address.end])
        at = address.end
    return "".join([*parts, _LIGATURE.sub(lambda m: _PRINTED[m[0]], chars[at:])])

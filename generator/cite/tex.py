r"""Plain text as TeX that prints it, and from which the same text can be read again.

Escaped first, braced after: what stands for a character is a group of its own, as BibTeX wants it
(`{\'e}`), and what protects capitals is put around it, so that no brace of ours is ever escaped.
"""

import re
from functools import lru_cache

from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware, LatexEncodingMiddleware
from bibtexparser.middlewares.middleware import BlockMiddleware
from bibtexparser.model import Entry, Field
from pylatexenc.latexencode import UnicodeToLatexEncoder

# BibTeX counts braces, escaped or not, so those of a text must not be braces at all. The usual
# forms of the others print as another sign, or are read back as one.
_SIGNS = {
    "{": r"{\ensuremath{\lbrace}}",
    "}": r"{\ensuremath{\rbrace}}",
    "^": r"{\string^}",
    "|": r"{\ensuremath{|}}",
    '"': '"',
}
# Pairs that TeX prints as one sign: -- is a dash, and ?` a question mark turned over.
_LIGATURE = re.compile(r"-(?=-)|`(?=`)|'(?=')|[?!](?=`)")
_BETWEEN_WORDS = re.compile(r"([\s\-–—/]+)")
_AROUND_WORDS = re.compile(r"^[\W_]+|[\W_]+$")
# Punctuation of the sentence, which is no part of a name beside it, as the signs of C++ are.
_NAMED = re.compile(r"([(\[\"'“‘„«¿¡]*)(.*?)([)\]\"'”’»,;:.!?…]*)", re.DOTALL)

_ENCODER = LatexEncodingMiddleware(encoder=UnicodeToLatexEncoder(unknown_char_warning=False))
_DECODER = LatexDecodingMiddleware(keep_math_mode=False)


class _Escapes(dict[int, str]):
    """What each character becomes, as bibtexparser has it, found out once.

    A character of which no form is known that is read back as itself stays as it is.
    """

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = code < 128 and (char.isalnum() or char == " ")
        self[code] = _SIGNS.get(char) or (char if plain else _form(char))
        return self[code]


_ESCAPES = _Escapes()


def escape(text: str) -> str:
    """Text in which no character means anything to TeX or BibTeX."""
    return _LIGATURE.sub(r"\g<0>{}", text.translate(_ESCAPES))


def escape_title(text: str) -> str:
    """A title in which names keep their capitals in styles that make all letters small."""
    words = "".join(map(_word, _BETWEEN_WORDS.split(text)))
    return _LIGATURE.sub(r"\g<0>{}", words)


def unescape(tex: str) -> str:
    """The plain text that TeX prints, as far as bibtexparser knows."""
    return _through(_DECODER, tex)


@lru_cache(maxsize=1 << 14)
def _word(word: str) -> str:
    if not _is_name(word):
        return word.translate(_ESCAPES)
    before, name, after = (part.translate(_ESCAPES) for part in _split(word))
    return f"{before}{{{name}}}{after}"


def _split(word: str) -> tuple[str, ...]:
    """A word's punctuation before it, the word, and its punctuation behind it."""
    match = _NAMED.fullmatch(word)
    return match.groups() if match is not None else ("", word, "")


def _is_name(word: str) -> bool:
    """Whether a word has capitals that more than its place in a title gives it: BERT, LoRA, C++."""
    core = _AROUND_WORDS.sub("", word)
    if any(char.isupper() for char in core[1:]):
        return True
    return core[:1].isupper() and core not in ("A", "I") and not any(c.islower() for c in core)


def _form(char: str) -> str:
    found = _through(_ENCODER, char)
    if found == char:
        return char
    bare = found.startswith("{") or found == f"\\{char}"
    group = found if bare else f"{{{found}}}"
    return group if unescape(group) == char else char


def _through(middleware: BlockMiddleware, text: str) -> str:
    entry = Entry("misc", "key", [Field("title", text)])
    made = middleware.transform(Library([entry])).entries
    return str(made[0].fields[0].value) if made else text

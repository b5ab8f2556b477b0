"""Marks of text-mode TeX in prose: quotations, ties and braces that only group."""

import re
from collections.abc import Sequence

_MAX_QUOTATION = 120
_NUMBERED = frozenset(
    "Fig Figs Figure Figures Table Tables Sec Section Sections Eq Eqs Equation Theorem Lemma "
    "Algorithm Appendix Chapter Proposition Corollary Definition Alg "
    "Tab App Ref Assumption Task Step".split()
)
# Punctuation inside a word, and a call: no prose.
_CODE = re.compile(r"[.,:;](?! |$)|(?<! )\(")


def quotation(texts: Sequence[str], at: int, count: int) -> int | None:
    """The token that closes the quotation which opens here, if one opens here.

    TeX opens with backticks and closes with apostrophes; what closes with a backtick is code.
    """
    double = texts[at] == "`" and texts[at + 1] == "`"
    first = at + 1 + double
    before = texts[at - 1] if at else " "
    opens = before[-1:] in (" ", "(", "[", "{", "-", "—", "–", "/", '"')
    if not opens or texts[at] != "`" or texts[first] in (" ", "`", "", "'"):
        return None
    for k in range(first, min(first + _MAX_QUOTATION, count)):
        token = texts[k]
        if token[0] == "`":
            return None
        if double and (token == '"' or (token == texts[k + 1] == "'")):
            return k
        if not double and token == "'" and texts[k + 1] != "'" and not texts[k + 1][:1].isalnum():
            return k
    return None


def tie(texts: Sequence[str], at: int) -> bool:
    """Whether a tilde stands for a space between words, and not for `about`."""
    before, after = texts[at - 1] if at else " ", texts[at + 1]
    word = before.isalpha() and len(before) > 1
    if after[:1] == "\\" and (after[1:2].isalpha() or (after == "\\%" and before[:1].isdigit())):
        return before != " "
    if before[:1] == "\\" and len(before) > 2:
        return after[:1].isalpha() or after == "("
    if not (word or before in (".", ")", "%", ",") or before[:1].isdigit()):
        return False
    if after in ("(", "["):
        return True
    if after[:1].isdigit():
        return before in _NUMBERED or (before == "." and at > 1 and texts[at - 2] in _NUMBERED)
    named = word and (len(after) > 1 or texts[at + 2][:1] in (" ", ",", ".", "-"))
    return after.isalpha() and (named or before == "." or before.isdigit())


def closing_brace(texts: Sequence[str], at: int, close: int) -> bool:
    """Whether the braces hold a phrase of prose, which they group and do not belong to."""
    before, after = texts[at - 1] if at else " ", texts[close + 1][:1]
    if (
        before not in (" ", "(")
        or after not in ("", " ", ".", ",", ";", ":", ")")
        or close - at > 400
    ):
        return False
    inner = texts[at + 1 : close]
    words = sum(token.isalpha() and len(token) > 1 for token in inner)
    single = any(
        len([token for token in part.split(" ") if token]) < 2
        for part in "".join(inner).split(", ")[1:]
    )
    plain = all(
        token.isalnum() or token in (" ", ",", "-", ".", "'", "(", ")", ":", ";") for token in inner
    )
    if _CODE.search("".join(inner)) or texts[max(at - 2, 0)] == "}":
        return False
    code = any(len(token) == 1 and token.isalpha() and token not in "aAI" for token in inner)
    few = "," in inner and words < 6
    prose = plain and not (single or code or few)
    return words >= 3 and prose and inner[0][:1].isalpha()

"""GitHub's expressions, as far as our workflows use them; whatever else they use is an error.

Format: https://docs.github.com/actions/reference/evaluate-expressions-in-workflows-and-actions
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

Value = str | list[str]

_HOLE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_TOKEN = re.compile(
    r"\s*(?:('[^']*')|(cancelled\(\))|(contains|startsWith)(?=\()"
    r"|([a-z_]+(?:\.(?:[A-Za-z_-]+|\*))+)|(\|\||&&|==|!=|!|[(),]))"
)
_PYTHON = {"||": "or", "&&": "and", "==": "==", "!=": "!=", "!": "not"}
_FUNCTIONS: Mapping[str, Callable[[Any, str], bool]] = {
    "contains": lambda searched, word: word in searched,
    "startsWith": lambda text, beginning: text.lower().startswith(beginning.lower()),
}


def filled(text: str, known: Mapping[str, Value]) -> str:
    """The text with the value of every expression in it."""
    return _HOLE.sub(lambda hole: str(evaluate(hole[1], known)), text)


def holds(condition: str, known: Mapping[str, Value]) -> bool:
    """Whether a condition holds; GitHub takes it with and without the braces."""
    return bool(evaluate(condition.strip().removeprefix("${{").removesuffix("}}"), known))


def evaluate(expression: str, known: Mapping[str, Value]) -> object:
    """The value of an expression; raises ValueError where it says something unknown here."""
    python, at, rest = [], 0, expression.strip()
    while at < len(rest):
        token = _TOKEN.match(rest, at)
        if token is None:
            raise ValueError(f"what is {rest[at:]!r} in {expression!r}?")
        text, cancelled, function, name, sign = token.groups()
        if name is not None and name not in known:
            raise ValueError(f"nobody said what {name} is")
        value = text or function or ("False" if cancelled else repr(known[name]) if name else "")
        python.append(value or _PYTHON.get(sign, sign))
        at = token.end()
    # Only literals, operators and two functions are left, all of them made above.
    return eval(" ".join(python), {"__builtins__": {}, **_FUNCTIONS})

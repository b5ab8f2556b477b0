"""Outside text made inert: no character of it can mean anything to HTML, Markdown, Jinja or YAML.

Only ASCII has characters with a meaning in those languages, so letters, digits and the space of
ASCII and everything beyond stand as they are, and every other character is a numeric reference.
"""

import re

_ACTIVE = {
    chr(code): f"&#{code};" for code in range(128) if not (chr(code).isalnum() or chr(code) == " ")
}
# Finding the few signs of a text is three times as fast as looking each character up.
_SIGNS = re.compile("[" + re.escape("".join(_ACTIVE)) + "]")


def encode(plain_text: str) -> str:
    """Canonical text for a text node, where only our own markup around it has effect."""
    return _SIGNS.sub(_reference, plain_text)


def attribute(plain_text: str) -> str:
    """Canonical text for a quoted HTML attribute or a front-matter value."""
    return encode(plain_text)


def _reference(sign: re.Match[str]) -> str:
    return _ACTIVE[sign[0]]

from dataclasses import dataclass

from generator.typeset.canonical import canonical
from generator.typeset.escape import attribute, encode


@dataclass(frozen=True)
class Typeset:
    source: str
    html: str
    text: str


def typeset(text: str) -> Typeset:
    t = canonical(text)
    return Typeset(text, encode(t), t)


def plain(text: str) -> str:
    return canonical(text)

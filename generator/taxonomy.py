from typing import Any

from msgspec import Struct


class Term(Struct, frozen=True, kw_only=True):
    slug: str
    name: str
    meaning: str
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    match: tuple[Any, ...] = ()


class Taxonomy(Struct, frozen=True, kw_only=True):
    terms: tuple[Term, ...]

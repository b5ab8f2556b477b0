"""The tags of the archive: what they are called, what matches them, and what is wrong with them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from generator.tags import words
from generator.tags.phrases import Search
from generator.values import Name, Slug, Text

Severity = Literal["error", "notice"]
Finding = tuple[Severity, str, str]

TOO_COMMON = 1 / 3


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Phrases that match a tag, and their points for each mention in title and abstract."""

    phrases: tuple[str, ...]
    title: float = 3
    abstract: float = 1


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One tag, as `content/tags.yml` states it."""

    slug: Slug
    name: Name
    meaning: Text
    parent: Slug | None = None
    aliases: tuple[Slug, ...] = ()
    match: tuple[str | Phrases, ...] = ()
    exclude: tuple[str, ...] = msgspec.field(default=(), name="not")
    arxiv: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    company: tuple[str, ...] = ()

    def weighted(self) -> Iterator[tuple[str, Phrases]]:
        """Every phrase of the tag with the group that gives its points."""
        for entry in self.match:
            group = Phrases(phrases=(entry,)) if isinstance(entry, str) else entry
            for phrase in group.phrases:
                yield phrase, group


class Taxonomy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All tags, in the order in which pages list them."""

    terms: tuple[Term, ...]

    def by_slug(self) -> dict[str, Term]:
        """The tags by their slugs; of doubled slugs, the first."""
        return {term.slug: term for term in reversed(self.terms)}

    def redirects(self) -> dict[str, str]:
        """The slug that each alias leads to."""
        return {alias: term.slug for term in self.terms for alias in term.aliases}


def parse_taxonomy(structure: object) -> Taxonomy:
    """The taxonomy a plain structure of dicts, lists and strings states.

    Raises msgspec.ValidationError, which names the place, where the structure is not one.
    """
    return msgspec.convert(structure, Taxonomy, strict=False)


def check_taxonomy(taxonomy: Taxonomy) -> Iterator[Finding]:
    """Everything wrong with the terms themselves, in their order."""
    yield from check_parents(taxonomy)
    yield from check_doubles(taxonomy)
    yield from check_phrases(taxonomy)
    yield from check_company(taxonomy)


def check_parents(taxonomy: Taxonomy) -> Iterator[Finding]:
    """Parents that do not exist, that lead back to where they started, or that lie too deep."""
    terms = taxonomy.by_slug()
    for term in taxonomy.terms:
        if term.parent is None:
            continue
        if term.parent not in terms:
            yield "error", term.slug, f"parent: there is no tag {term.parent!r}"
        elif cycle := _cycle(term, terms):
            yield "error", term.slug, f"parent: {' > '.join(cycle)} is a circle"
        elif above := terms[term.parent].parent:
            path = f"{term.slug} > {term.parent} > {above}"
            yield "error", term.slug, f"parent: {path} is deeper than two levels"


def _cycle(term: Term, terms: dict[str, Term]) -> tuple[str, ...]:
    """The way from a tag through its parents back to itself, if there is one."""
    way = [term.slug]
    above = term.parent
    while above is not None and above in terms and above not in way:
        way.append(above)
        above = terms[above].parent
    return (*way, term.slug) if above == term.slug else ()


def check_doubles(taxonomy: Taxonomy) -> Iterator[Finding]:
    """Slugs, aliases and names that lead to more than one tag."""
    addresses: dict[str, str] = {}
    names: dict[str, str] = {}
    for term in taxonomy.terms:
        for slug in (term.slug, *term.aliases):
            if slug in addresses:
                yield "error", term.slug, f"{slug!r} is already a slug of {addresses[slug]!r}"
            addresses.setdefault(slug, term.slug)
        name = " ".join(term.name.casefold().split())
        if name in names:
            yield "error", term.slug, f"name: {term.name!r} is already that of {names[name]!r}"
        names.setdefault(name, term.slug)


def check_phrases(taxonomy: Taxonomy) -> Iterator[Finding]:
    """Phrases listed twice, without a word, below zero, or both matched and excluded."""
    for term in taxonomy.terms:
        matched = Counter(_compared(phrase) for phrase, _ in term.weighted())
        excluded = Counter(map(_compared, term.exclude))
        for field, counts in (("match", matched), ("not", excluded)):
            for text, count in counts.items():
                if not text.strip(f" {words.BREAK}"):
                    yield "error", term.slug, f"{field}: a phrase without a word"
                elif count > 1:
                    yield (
                        "error",
                        term.slug,
                        f"{field}: {text.strip()!r} stands there {count} times",
                    )
        for phrase, group in term.weighted():
            if group.title < 0 or group.abstract < 0:
                yield "error", term.slug, f"match: {phrase!r} has points below zero"
        for text in matched.keys() & excluded.keys():
            yield "error", term.slug, f"not: {text.strip()!r} is also under match"


def check_company(taxonomy: Taxonomy) -> Iterator[Finding]:
    """Company listed twice, or that is not one word."""
    for term in taxonomy.terms:
        for text in term.company:
            forms = words.forms(words.tokens(text))
            if len(forms) != 1 or forms == [words.BREAK]:
                yield "error", term.slug, f"company: {text!r} is not one word"
        counts = Counter(words.forms(term.company))
        for form, count in counts.items():
            if count > 1:
                yield "error", term.slug, f"company: {form!r} stands there {count} times"


def _compared(phrase: str) -> str:
    """The form in which two phrases are the same."""
    shown = words.tokens(phrase)
    exact = any(map(words.is_abbreviation, shown))
    return " ".join(map(words.surface, shown)) if exact else words.stream(shown)


def check_use(taxonomy: Taxonomy, texts: Iterable[str], *, enough: int = 1) -> Iterator[Finding]:
    """Phrases that match none of the texts, or more than a third of them.

    Nothing is said about an archive of fewer than `enough` texts, where neither means anything.
    """
    listed = [(term.slug, phrase) for term in taxonomy.terms for phrase, _ in term.weighted()]
    search = Search([phrase for _, phrase in listed])
    found = Counter[int]()
    total = 0
    for text in texts:
        total += 1
        tokens = words.tokens(text)
        found.update({hit.phrase for hit in search.hits(tokens, words.forms(tokens))})
    if total < enough:
        return
    never: dict[str, list[str]] = {}
    for number, (slug, phrase) in enumerate(listed):
        if not found[number]:
            never.setdefault(slug, []).append(phrase)
        elif found[number] > total * TOO_COMMON:
            yield "notice", slug, f"match: {phrase!r} is in {found[number]} of {total} papers"
    for slug, phrases in never.items():
        shown = ", ".join(map(repr, phrases))
        yield "notice", slug, f"match: in none of {total} papers: {shown}"

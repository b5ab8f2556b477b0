"""arXiv: the Atom feeds its API answers with, and the RSS feeds of what it announced.

Formats: https://info.arxiv.org/help/api/user-manual.html
and https://info.arxiv.org/help/rss_specifications.html
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from generator.identity import CATEGORY_PATTERN
from generator.problems import Problem, notice, shortened
from generator.sources.answers import Declined, Refused, arxiv_of, day_of, time_of
from generator.sources.sighting import Sighting, accept, one_line

_ATOM = "{http://www.w3.org/2005/Atom}"
_OPEN_SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_DC = "{http://purl.org/dc/elements/1.1/}"

_CATEGORY = re.compile(CATEGORY_PATTERN)
_ANNOUNCED = re.compile(r"arXiv:\S+\s+Announce Type:\s*(\S+)\s+Abstract:\s*(.*)", re.DOTALL)
_NEW = ("new", "cross")
_BETWEEN_NAMES = re.compile(r",\s*(?![^()]*\))")


_AROUND_IDS = re.compile(r"""[\s,;<>()\[\]{}"'*]+""")


def parse_ids(path: str, text: str) -> tuple[tuple[str, ...], list[Problem]]:
    """Every arXiv id or address in a text that somebody wrote, and each line that has none."""
    found: dict[str, None] = {}
    problems = []
    for number, line in enumerate(text.split("\n"), start=1):
        words = (arxiv_of(word.strip(".:"))[0] for word in _AROUND_IDS.split(line))
        ids = [arxiv for arxiv in words if arxiv]
        if line.strip() and not ids:
            problems.append(notice(path, number, f"no arXiv id: {shortened(line.strip())}"))
        found.update(dict.fromkeys(ids))
    return tuple(found), problems


@dataclass(frozen=True)
class Slice:
    """Part of what the API found: so many of all, from a place (0 is the first) on."""

    total: int
    start: int
    count: int
    sightings: tuple[Sighting, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Announced:
    """How many papers a category's feed announced on a day, new versions of old ones left out."""

    day: date
    announced: int
    sightings: tuple[Sighting, ...]
    problems: tuple[Problem, ...]


def parse_slice(path: str, raw: bytes) -> Slice:
    """What the API found; raises Refused where it answers with an error, or with half."""
    feed = _root(raw)
    if feed.tag != f"{_ATOM}feed":
        raise Refused("an Atom feed was asked for, this is something else")
    entries = feed.findall(f"{_ATOM}entry")
    for entry in entries:
        if "/api/errors" in _text(entry, f"{_ATOM}id"):
            said = _text(entry, f"{_ATOM}summary") or "it does not say which"
            raise Declined(f"it answers with an error: {said[:200]}")
    total = _number(feed, "totalResults")
    start = _number(feed, "startIndex")
    asked = _number(feed, "itemsPerPage")
    if len(entries) != min(asked, max(total - start, 0)):
        message = f"{len(entries)} of {total} results from {start}, where {asked} were asked for"
        raise Refused(f"an answer that is not whole: {message}")
    seen = [_entry(entry, number) for number, entry in enumerate(entries, start=1)]
    good, problems = _good(path, seen)
    odd = [
        notice(path, number, "'published' is no time, and left out")
        for number, entry in enumerate(entries, start=1)
        if (said := _text(entry, f"{_ATOM}published")) and day_of(said) is None
    ]
    return Slice(total, start, len(entries), tuple(good), (*odd, *problems))


def parse_announced(path: str, raw: bytes) -> Announced:
    """What a category's feed says; raises Refused where it is no such feed."""
    channel = _root(raw).find("channel")
    if channel is None:
        raise Refused("an RSS feed was asked for, this is something else")
    announced = time_of(_text(channel, "pubDate"))
    if announced is None:
        raise Refused("a feed without the day of its announcement")
    items = channel.findall("item")
    found = [_item(item, number) for number, item in enumerate(items, start=1)]
    new = [sighting for kind, sighting in found if kind in _NEW]
    good, problems = _good(path, new)
    return Announced(announced.date(), len(new), tuple(good), tuple(problems))


def _root(raw: bytes) -> Element:
    """The root of a document, which must not declare anything that a parser would act on."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as failure:
        raise Refused(f"not UTF-8 (byte {failure.start:,})") from None
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Refused("XML with a document type, or a page in HTML, where a feed was asked for")
    try:
        return ElementTree.fromstring(text)
    except ElementTree.ParseError as failure:
        raise Refused(f"XML that is cut off or damaged: {failure}") from None


def _entry(entry: Element, number: int) -> Sighting:
    """What the API says of one paper; `published` is the day of its first version."""
    address = _text(entry, f"{_ATOM}id")
    arxiv, version = arxiv_of(address.rpartition("/abs/")[2])
    primary = entry.find(f"{_ARXIV}primary_category")
    every = [primary, *entry.findall(f"{_ATOM}category")]
    sighting = Sighting(
        title=_text(entry, f"{_ATOM}title"),
        abstract=_text(entry, f"{_ATOM}summary"),
        line=number,
        published=day_of(_text(entry, f"{_ATOM}published")),
        authors=tuple(
            name
            for author in entry.findall(f"{_ATOM}author")
            if (name := _text(author, f"{_ATOM}name"))
        ),
        arxiv=arxiv,
        version=version,
        categories=_categories(one.get("term", "") for one in every if one is not None),
        doi=_text(entry, f"{_ARXIV}doi") or None,
        comment=_text(entry, f"{_ARXIV}comment") or None,
    )
    return _whole(sighting, address)


def _item(item: Element, number: int) -> tuple[str, Sighting]:
    """How and what a feed announced."""
    identity = _text(item, "guid")
    arxiv, version = arxiv_of(identity.removeprefix("oai:arXiv.org:"))
    said = _ANNOUNCED.fullmatch(_text(item, "description"))
    if said is None:
        raise Refused(f"item {number} does not say how it was announced, or has no abstract")
    kind, abstract = said.groups()
    sighting = Sighting(
        title=_text(item, "title"),
        abstract=abstract,
        line=number,
        authors=tuple(name for name in _BETWEEN_NAMES.split(_text(item, f"{_DC}creator")) if name),
        arxiv=arxiv,
        version=version,
        categories=_categories(one.text or "" for one in item.findall("category")),
        doi=_text(item, f"{_ARXIV}DOI") or None,
    )
    return kind, _whole(sighting, identity)


def _whole(sighting: Sighting, identity: str) -> Sighting:
    """The sighting, where it has what every paper of arXiv has; raises Declined."""
    if sighting.arxiv is None:
        raise Declined(f"entry {sighting.line} has no arXiv id ('{identity[:80]}')")
    if not sighting.title:
        raise Declined(f"entry {sighting.line} ({sighting.arxiv}) has no title")
    return sighting


def _good(path: str, seen: list[Sighting]) -> tuple[list[Sighting], list[Problem]]:
    """Those that can be stored, each paper once, and what is wrong with the others."""
    good: dict[str | None, Sighting] = {}
    problems: list[Problem] = []
    for one in seen:
        if one.arxiv in good:
            problems.append(notice(path, one.line, f"'{one.arxiv}' is in this answer twice"))
            continue
        sighting, told = accept(path, one)
        problems += told
        if sighting is not None:
            good[sighting.arxiv] = sighting
    return list(good.values()), problems


def _categories(terms: Iterable[str]) -> tuple[str, ...]:
    """arXiv's own categories, the primary one first; other schemes' classes are left out."""
    return tuple(dict.fromkeys(term for term in terms if _CATEGORY.fullmatch(term)))


def _text(parent: Element, tag: str) -> str:
    """The text of a part on one line, empty where the part lacks."""
    return one_line(parent.findtext(tag, ""))


def _number(feed: Element, name: str) -> int:
    text = _text(feed, f"{_OPEN_SEARCH}{name}")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refused(f"a feed without its '{name}'")
    return int(text)

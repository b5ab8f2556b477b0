"""A paper as feeds show it, the same in every format."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from html import escape
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote

from generator import addresses
from generator.archive import Archive, Merged, Paper
from generator.feeds.groups import Feed
from generator.feeds.readable import readable
from generator.link_names import link_name
from generator.prose import prose
from generator.typeset import canonical, plain
from generator.wording import count, long_date, long_when

MICROSECONDS = 3_600_000_000
"""Those of an hour, over which the entries of a day are spread."""

NOWHERE: Mapping[str, str] = MappingProxyType({})
"""A chain without links."""

_RESERVED = ";/?:@&=+$,-_.!~*'()%#"
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Shell(NamedTuple):
    """A feed document without its entries; addresses are absolute, `chain` is by link relation.

    `hub` is told when this document changes, and tells those who subscribed to it there.
    """

    id: str
    title: str
    description: str
    site: str
    page: str
    address: str
    owner: str
    updated: datetime
    chain: Mapping[str, str] = NOWHERE
    archived: bool = False
    hub: str | None = None


@dataclass(frozen=True)
class Category:
    """A tag that a paper carries."""

    slug: str
    name: str


@dataclass(frozen=True)
class FeedEntry:
    """A paper as feeds show it: addresses are absolute, `content` is HTML, the rest plain text."""

    id: str
    permalink: str
    title: str
    updated: datetime
    published: datetime | None
    authors: tuple[str, ...]
    tags: tuple[Category, ...]
    links: tuple[tuple[str, str], ...]
    summary: str
    content: str


class Desk:
    """What all entries of an archive have in common: its address, its authority, its tags."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._authority = archive.config.feed_authority
        self._hub = uri(archive.config.hub) if archive.config.hub else None
        self._root = uri(archive.config.site_url.rstrip("/"))
        self._names = {term.slug: canonical(term.name) for term in archive.taxonomy.terms}
        self.name = canonical(archive.config.name) or self._root
        self.scheme = self.absolute(addresses.TAGS)

    def absolute(self, address: str) -> str:
        """An address of the site, from anywhere."""
        return self._root + address

    def tag_uri(self, kind: str, key: str) -> str:
        """The id of something in feeds, which outlives addresses and titles; see RFC 4151."""
        return f"tag:{self._authority}:{kind}/{key}"

    def title_of(self, feed: Feed) -> str:
        """What a feed is called among others in a reader."""
        return f"{self.name}: {canonical(feed.name)}" if feed.name else self.name

    def description_of(self, feed: Feed) -> str:
        """What a feed is of, as plain text."""
        return prose(feed.description).striptags() or self.title_of(feed)

    def _latest(self, instants: Iterable[datetime]) -> datetime:
        """The last of the instants; where there are none, the year that the authority names."""
        year = int(self._authority.partition(",")[2][:4])
        return max(instants, default=datetime(year, 1, 1, tzinfo=UTC))

    def shell(self, feed: Feed, updated: Iterable[datetime]) -> Shell:
        """What stands around the entries of a feed, in its Atom document."""
        return Shell(
            id=self.tag_uri("feed", feed.key),
            title=self.title_of(feed),
            description=self.description_of(feed),
            site=self.absolute(addresses.HOME),
            page=self.absolute(feed.address),
            address=self.absolute(feed.address + addresses.ATOM),
            owner=self.name,
            updated=self._latest(updated),
            # The feeds of tags and trends are too many to tell a hub of after each change.
            hub=self._hub if feed.address == addresses.HOME else None,
        )

    def entry(self, paper: Paper) -> FeedEntry:
        """A paper as feeds show it; a withdrawn one gives the reason, an erased one only that."""
        record, shown = paper.record, paper.shown
        arxiv = [addresses.on_arxiv(record.arxiv)] if record.arxiv is not None else []
        addressed = dict.fromkeys([*arxiv, *map(uri, record.links)])
        links = tuple((link_name(address), address) for address in addressed)
        permalink = self.absolute(addresses.paper(paper.id))
        return FeedEntry(
            id=self.tag_uri("paper", paper.id),
            permalink=permalink,
            title=shown.title.text or paper.id,
            updated=moment(paper.updated, paper.id),
            published=_midnight(record.published),
            authors=tuple(filter(None, map(canonical, record.authors))),
            tags=tuple(Category(t, self._names[t]) for t in paper.tags if t in self._names),
            links=links,
            summary=shown.lead.text,
            content="\n".join(self._content(paper, permalink, links)),
        )

    def merged(self, merged: Merged) -> FeedEntry:
        """A record that leads to another, which it names."""
        paper = self._archive.by_id[merged.into]
        title = paper.shown.title.text or paper.id
        into = self.absolute(addresses.paper(paper.id))
        return FeedEntry(
            id=self.tag_uri("paper", merged.id),
            permalink=self.absolute(addresses.paper(merged.id)),
            title=title,
            updated=moment(merged.updated, merged.id),
            published=None,
            authors=(),
            tags=(),
            links=(),
            summary="",
            content=f"<p>This record was merged into another: {_anchor(title, into)}.</p>",
        )

    def _content(
        self, paper: Paper, permalink: str, links: Iterable[tuple[str, str]]
    ) -> Iterator[str]:
        if paper.withdrawn is not None:
            reason = escape(prose(paper.withdrawn).striptags())
            yield f"<p>This record was withdrawn: {reason}</p>"
        if not paper.erased:
            parts = (paper.shown.lead, paper.shown.rest)
            abstract = " ".join(readable(part.html, part.text) for part in parts if part.text)
            yield f"<p>{abstract or 'No abstract is known.'}</p>"
            known = " · ".join(_known(paper))
            yield from [f"<p>{escape(known)}</p>"] if known else []
        rows = [_anchor(f"This paper in {self.name}", permalink)]
        rows += [_anchor(name, address) for name, address in links]
        yield f"<ul>{''.join(f'<li>{row}</li>' for row in rows)}</ul>"


def moment(day: date, key: str) -> datetime:
    """A day as the instant that feeds ask for: within its first hour, and another for each key.

    Entries that changed at the very same instant look like a mistake to readers and validators.
    """
    part = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) % MICROSECONDS
    return datetime.combine(day, time(), UTC) + timedelta(microseconds=part)


def uri(address: str) -> str:
    """An address in the characters of a URI, those beyond them percent-encoded; see RFC 3986."""
    scheme, _, rest = _LONE_PERCENT.sub("%25", canonical(address)).partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{quote(host, safe=_RESERVED + '[]')}{slash}{quote(path, safe=_RESERVED)}"


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)


def _known(paper: Paper) -> Iterator[str]:
    """What a reader may want to know and feeds have no element for."""
    record = paper.record
    if record.organization is not None:
        yield plain(record.organization)
    if not record.authors and record.author_count is not None:
        yield count(record.author_count, "author")
    if paper.issued is not None:
        yield f"published {long_when(paper.issued)}"
    if paper.listed is not None:
        yield f"first listed {long_date(paper.listed)}"


def _anchor(name: str, address: str) -> str:
    return f'<a href="{escape(address)}">{escape(name)}</a>'

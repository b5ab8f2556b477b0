"""All records with their corrections applied, and their groups: what pages are made from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from generator.changes import Change, list_changes
from generator.corrected import (
    Appearance,
    Corrected,
    correct_listings,
    correct_records,
    corrections_of,
    relations_of,
)
from generator.dates import Issued, parse_cut_off
from generator.derived import Derive, Derived, deriver, texts_of
from generator.facts import prefer, trust
from generator.identity import compared_title, name_slug
from generator.model import Config, Listing, Record, Stored
from generator.overlay import NOTHING, Overlay, correct_tags, last_day
from generator.tags.taxonomy import Taxonomy, Term

ERASED = "[withdrawn]"


@dataclass(frozen=True)
class Paper:
    """A record as readers see it: corrected, tagged, with everywhere it appeared.

    `day` is the one it is dated by: its publication, else its first listing with a day.
    `withdrawn` is the reason, where an editor withdrew it; `aliases` are ids that lead here;
    `overlay` is what editors said of it, `corrected` the day on which they last did; `entries`
    are its appearances with those in listings that were not shown anywhere.
    """

    record: Record
    shown: Derived
    tags: tuple[str, ...]
    appearances: tuple[Appearance, ...]
    aliases: tuple[str, ...] = ()
    withdrawn: str | None = None
    erased: bool = False
    overlay: Overlay = NOTHING
    corrected: date | None = None
    entries: tuple[Appearance, ...] = ()

    @property
    def id(self) -> str:
        """The record's id."""
        return self.record.id

    @cached_property
    def listed(self) -> date | None:
        """The day of the first dated listing it stood in."""
        return min((a.listing.day for a in self.appearances if a.listing.day), default=None)

    @cached_property
    def day(self) -> date | None:
        """The day of publication, else of the first dated listing it stood in."""
        return self.record.published or self.listed

    @cached_property
    def issued(self) -> Issued | None:
        """When it was published, as far as is known: without a day, by what the best list says."""
        if self.record.published is not None:
            day = self.record.published
            return Issued(day.year, day.month, day.day)
        if "published" in self.overlay.fields:
            return None
        printed = [(a.listing, parse_cut_off(a.entry.published_text or "")) for a in self.entries]
        return prefer(
            (trust(listing.source, None), listing.day, when) for listing, when in printed if when
        )

    @cached_property
    def order(self) -> tuple[date, str]:
        """Oldest first, by the day that is known or could be meant; papers without one first."""
        first = self.issued.first if self.issued is not None else date.min
        return self.day or first, self.id

    @property
    def added(self) -> date:
        """The day on which the record was first stored, which never changes."""
        return self.record.added

    @property
    def updated(self) -> date:
        """The day on which a source or an editor last changed the record."""
        return max(self.record.changed, self.corrected or self.record.changed)

    @cached_property
    def comments(self) -> int | None:
        """The newest number of comments a listing showed, or None where none did."""
        return max(self.observed("comments"), default=(None, None))[1]

    @cached_property
    def upvotes(self) -> int | None:
        """The newest number of upvotes a listing showed, or None where none did."""
        return max(self.observed("upvotes"), default=(None, None))[1]

    def observed(self, what: Literal["comments", "upvotes"]) -> Iterator[tuple[date, int]]:
        """Every number that a listing showed, with its day; the first of all days if not known."""
        for appearance in self.appearances:
            for seen in appearance.entry.observed:
                number = seen.comments if what == "comments" else seen.upvotes
                if number is not None:
                    yield seen.on or date.min, number


@dataclass(frozen=True)
class Merged:
    """A record that an editor merged into another, whose id is `into`."""

    id: str
    into: str
    added: date
    updated: date


@dataclass(frozen=True)
class Day:
    """What belongs to one day: listings of that day, and papers published on it."""

    day: date
    featured: tuple[Listing, ...]
    published: tuple[Paper, ...]


@dataclass(frozen=True)
class Organization:
    """An organization that sources name, and its papers, oldest first."""

    slug: str
    name: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class Tagged:
    """A term with the papers that carry it or one of its children, oldest first."""

    term: Term
    papers: tuple[Paper, ...]

    @property
    def count(self) -> int:
        """How many papers there are."""
        return len(self.papers)


@dataclass(frozen=True)
class Archive:
    """The whole archive, every group in a total order."""

    config: Config
    taxonomy: Taxonomy
    papers: tuple[Paper, ...]
    listings: tuple[Listing, ...]
    days: tuple[Day, ...]
    undated_listings: tuple[Listing, ...]
    undated: tuple[Paper, ...]
    tags: tuple[Tagged, ...]
    organizations: tuple[Organization, ...]
    changes: tuple[Change, ...] = ()
    merged: tuple[Merged, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Paper]:
        """Every paper by its id and by every id that leads to it."""
        return {i: paper for paper in self.papers for i in (paper.id, *paper.aliases)}

    @cached_property
    def shown(self) -> tuple[Paper, ...]:
        """The papers that stand in lists: all but the withdrawn."""
        return tuple(paper for paper in self.papers if paper.withdrawn is None)


def build_archive(stored: Stored, derive: Derive | None = None) -> Archive:
    """The archive that the stored records, listings and corrections make.

    `derive` may remember what it made of a text before; it comes out the same.
    """
    listings = correct_listings(stored)
    papers = _papers(stored, listings, derive or deriver(stored.taxonomy))
    shown = [paper for paper in papers if paper.withdrawn is None]
    return Archive(
        config=stored.config,
        taxonomy=stored.taxonomy,
        papers=tuple(papers),
        listings=tuple(listing for listing in listings if listing.is_shown),
        days=tuple(group_days(shown, listings)),
        undated_listings=tuple(listing for listing in listings if listing.lacks_day),
        undated=tuple(paper for paper in shown if paper.day is None),
        tags=tuple(group_tags(shown, stored.taxonomy)),
        organizations=tuple(group_organizations(shown)),
        changes=list_changes(stored),
        merged=tuple(_merged(stored)),
    )


def group_days(papers: Iterable[Paper], listings: Iterable[Listing]) -> list[Day]:
    """Every day that has a listing with a paper still shown, or a publication; oldest first."""
    published: dict[date, list[Paper]] = defaultdict(list)
    featured: dict[date, list[Listing]] = defaultdict(list)
    listed: set[str] = set()
    for paper in papers:
        if paper.record.published is not None:
            published[paper.record.published].append(paper)
        listed.update(a.listing.name for a in paper.appearances)
    for listing in listings:
        if listing.day is not None and listing.name in listed:
            featured[listing.day].append(listing)
    return [
        Day(day, tuple(featured.get(day, ())), tuple(published.get(day, ())))
        for day in sorted(published.keys() | featured.keys())
    ]


def group_tags(papers: Iterable[Paper], taxonomy: Taxonomy) -> list[Tagged]:
    """Every term that has papers, in the order of the taxonomy."""
    parents = {term.slug: term.parent for term in taxonomy.terms}
    by_slug: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        for name in {*paper.tags, *(parent for t in paper.tags if (parent := parents.get(t)))}:
            by_slug[name].append(paper)
    return [
        Tagged(term, tuple(by_slug[term.slug])) for term in taxonomy.terms if term.slug in by_slug
    ]


def group_organizations(papers: Iterable[Paper]) -> list[Organization]:
    """Every organization, by name; a slug that two want goes to the one that came first."""
    groups: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        if paper.record.organization is not None:
            groups[compared_title(paper.record.organization)].append(paper)
    taken: set[str] = set()
    found = []
    for key, group in sorted(groups.items(), key=lambda item: (item[1][0].order, item[0])):
        name = group[0].record.organization or key
        free = free_slug(name_slug(name, "organization"), taken)
        found.append(Organization(free, name, tuple(group)))
    return sorted(found, key=lambda group: (compared_title(group.name), group.slug))


def free_slug(wanted: str, taken: set[str]) -> str:
    """The slug, numbered where others took it before; it is taken from then on."""
    free, number = wanted, 1
    while free in taken:
        number += 1
        free = f"{wanted}-{number}"
    taken.add(free)
    return free


def _merged(stored: Stored) -> Iterator[Merged]:
    """Every record that leads to another, by id."""
    for record_id, into in sorted(relations_of(stored).into.items()):
        record = stored.records.get(record_id)
        if record is not None:
            corrected = last_day(corrections_of(stored, record))
            updated = max(record.changed, corrected or record.changed)
            yield Merged(record_id, into, record.added, updated)


def _papers(stored: Stored, listings: Iterable[Listing], derive: Derive) -> list[Paper]:
    redirects = stored.taxonomy.redirects()
    papers = [_paper(found, derive, redirects) for found in correct_records(stored, listings)]
    return sorted(papers, key=lambda paper: paper.order)


def _paper(found: Corrected, derive: Derive, redirects: Mapping[str, str]) -> Paper:
    fixed, record = found.overlay, found.record
    if fixed.erased:
        record = Record(id=record.id, title=ERASED, added=record.added, changed=record.changed)
    shown = derive(texts_of(record))
    return Paper(
        record,
        shown,
        () if fixed.erased else correct_tags(shown.tags, fixed, redirects),
        tuple(a for a in found.appearances if a.listing.is_shown),
        found.aliases,
        fixed.withdrawn.reason if fixed.withdrawn else None,
        fixed.erased is not None,
        fixed,
        found.corrected,
        found.appearances,
    )

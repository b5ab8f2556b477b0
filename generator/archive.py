"""All records with their corrections applied, and their groups: what pages are made from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from msgspec import structs

from generator.derived import Derive, Derived, deriver
from generator.facts import listing_year, prefer, published, recall
from generator.identity import compared_title, slug
from generator.known import merged_ids
from generator.model import Config, Correction, Entry, Listing, ListingCorrection, Record, Stored
from generator.tags.taxonomy import Taxonomy, Term

ERASED = "[withdrawn]"


@dataclass(frozen=True)
class Appearance:
    """A record's place in a listing."""

    listing: Listing
    entry: Entry
    position: int


@dataclass(frozen=True)
class Paper:
    """A record as readers see it: corrected, tagged, with everywhere it appeared.

    `day` is the one it is dated by: its publication, else its first listing with a day.
    `withdrawn` is the reason, where an editor withdrew it; `aliases` are ids that lead here;
    `corrected` is the day of its last correction.
    """

    record: Record
    shown: Derived
    tags: tuple[str, ...]
    appearances: tuple[Appearance, ...]
    aliases: tuple[str, ...] = ()
    withdrawn: str | None = None
    erased: bool = False
    corrected: date | None = None

    @property
    def id(self) -> str:
        """The record's id."""
        return self.record.id

    @cached_property
    def day(self) -> date | None:
        """The day of publication, else of the first dated listing it stood in."""
        days = [a.listing.day for a in self.appearances if a.listing.day is not None]
        return self.record.published or min(days, default=None)

    @cached_property
    def order(self) -> tuple[date, str]:
        """Oldest first; papers without a day before all others."""
        return self.day or date.min, self.id

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
    listings = [
        _corrected_listing(listing, stored.listing_corrections.get(name, ()))
        for name, listing in sorted(stored.listings.items())
    ]
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
        free = free_slug(slug(name, "organization"), taken)
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
    for record_id, into in sorted(merged_ids(stored).items()):
        record = stored.records.get(record_id)
        if record is not None:
            corrected = _last(stored.corrections.get(record_id, ()))
            updated = max(record.changed, corrected or record.changed)
            yield Merged(record_id, into, record.added, updated)


def _papers(stored: Stored, listings: Iterable[Listing], derive: Derive) -> list[Paper]:
    target = merged_ids(stored)
    appearances: dict[str, list[Appearance]] = defaultdict(list)
    for listing in listings:
        for position, entry in enumerate(listing.entries, start=1):
            record_id = target.get(entry.record, entry.record)
            appearances[record_id].append(Appearance(listing, entry, position))
    aliases: dict[str, list[str]] = defaultdict(list)
    for record_id, into in sorted(target.items()):
        known = stored.records.get(record_id)
        aliases[into] += [record_id, *(known.aliases if known else ())]
    redated = {name for name, changes in stored.listing_corrections.items() if changes}
    papers = [
        _paper(
            _redated(record, appearances[record_id], redated),
            _corrections(record, stored),
            tuple(a for a in appearances[record_id] if a.listing.is_shown),
            tuple(dict.fromkeys([*record.aliases, *aliases[record_id]])),
            derive,
        )
        for record_id, record in stored.records.items()
        if record_id not in target
    ]
    return sorted(papers, key=lambda paper: paper.order)


def _corrections(record: Record, stored: Stored) -> tuple[Correction, ...]:
    """The corrections of a record and of those that sources found to be it, oldest first."""
    own = stored.corrections.get(record.id, ())
    if not record.aliases:
        return own
    others = [c for alias in record.aliases for c in stored.corrections.get(alias, ())]
    return tuple(sorted([*others, *own], key=lambda correction: correction.on))


def _paper(
    record: Record,
    corrections: tuple[Correction, ...],
    appearances: tuple[Appearance, ...],
    aliases: tuple[str, ...],
    derive: Derive,
) -> Paper:
    withdrawn = next((c.reason for c in reversed(corrections) if c.withdraw or c.erase), None)
    erased = any(c.erase for c in corrections)
    record = correct(record, corrections)
    if erased:
        record = Record(id=record.id, title=ERASED, added=record.added, changed=record.changed)
    shown = derive(record.title, record.abstract, record.keywords, record.categories)
    tags = () if erased else _tags(shown.tags, corrections)
    return Paper(record, shown, tags, appearances, aliases, withdrawn, erased, _last(corrections))


def _last(corrections: Iterable[Correction]) -> date | None:
    """The day of the last correction, if there is any."""
    return max((correction.on for correction in corrections), default=None)


def correct(record: Record, corrections: Iterable[Correction]) -> Record:
    """The record with every correction applied, oldest first, so that the last one wins."""
    changes: dict[str, Any] = {}
    defaults = dict(
        zip(
            Record.__struct_fields__[-len(Record.__struct_defaults__) :],
            Record.__struct_defaults__,
            strict=True,
        )
    )
    for correction in corrections:
        changes.update({name: defaults[name] for name in correction.clear})
        if correction.set is not None:
            changes.update(
                {n: v for n, v in structs.asdict(correction.set).items() if v is not None}
            )
    return structs.replace(record, **changes) if changes else record


def _tags(found: tuple[str, ...], corrections: tuple[Correction, ...]) -> tuple[str, ...]:
    """The tags found, then those an editor added, without those an editor removed."""
    tags = dict.fromkeys(found)
    for correction in corrections:
        if correction.tags is not None:
            tags.update(dict.fromkeys(correction.tags.add))
            for name in correction.tags.remove:
                tags.pop(name, None)
    return tuple(tags)


def _corrected_listing(listing: Listing, corrections: tuple[ListingCorrection, ...]) -> Listing:
    """The listing with its corrections; a new day moves what was observed on the old one."""
    for correction in corrections:
        title, day = correction.set.title, correction.set.day
        if title is not None:
            listing = structs.replace(listing, title=title)
        if day is not None:
            entries = tuple(_moved(entry, listing.day, day) for entry in listing.entries)
            listing = structs.replace(listing, day=day, day_basis="given", entries=entries)
    return listing


def _moved(entry: Entry, old: date | None, new: date) -> Entry:
    observed = tuple(structs.replace(o, on=new) if o.on == old else o for o in entry.observed)
    return structs.replace(entry, observed=observed)


def _redated(record: Record, appearances: list[Appearance], listings: set[str]) -> Record:
    """The record with its publication read again where the day of a listing was corrected."""
    if not any(a.listing.name in listings and a.entry.published_text for a in appearances):
        return record
    recalled = [(a, recall(a.entry, a.listing, record)) for a in appearances]
    said = [
        (facts.trust, a.listing.day, day)
        for a, facts in recalled
        if (day := published(facts, a.entry, listing_year(a.listing)))
    ]
    return structs.replace(record, published=prefer(said) or record.published)

"""Groups that are counted from the archive: authors, months, what is discussed, what is known."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nlargest
from typing import Literal, NamedTuple

from generator.archive import Archive, Day, Paper, free_slug
from generator.identity import compared_title, name_slug
from generator.model import (
    AnySource,
    ArxivFeedSource,
    ArxivSource,
    DailyPapersSource,
    DumpSource,
    FileSource,
    Listing,
    PageSource,
)

LEAST_PAPERS = 3
"""An author of so many papers has a page."""

Months = Mapping[tuple[int, int], int]
"""How many papers each month has, by year and month; months without papers are not there."""


@dataclass(frozen=True)
class Author:
    """Somebody by the name that sources give, and the papers under it, oldest first."""

    slug: str
    name: str
    papers: tuple[Paper, ...]


class Ranked(NamedTuple):
    """A paper with the number it is ranked by."""

    paper: Paper
    number: int


class Known(NamedTuple):
    """A field of records, and how many of the papers have it."""

    field: str
    papers: int


class Beside(NamedTuple):
    """The papers before and after one on its day's page."""

    previous: Paper | None
    following: Paper | None


def group_authors(papers: Iterable[Paper], least: int = LEAST_PAPERS) -> list[Author]:
    """Authors of so many papers or more, by name; names are compared as titles are.

    A slug that two want goes to whoever had so many papers first, so that it stays theirs.
    """
    groups: dict[str, list[Paper]] = defaultdict(list)
    names: dict[str, str] = {}
    for paper in papers:
        keys = {compared_title(name): name for name in reversed(paper.record.authors)}
        for key, name in keys.items():
            names.setdefault(key, name)
            groups[key].append(paper)
    enough = [key for key, group in groups.items() if len(group) >= least]
    taken: set[str] = set()
    found = [
        Author(free_slug(name_slug(names[key], "author"), taken), names[key], tuple(groups[key]))
        for key in sorted(enough, key=lambda key: (groups[key][least - 1].order, key))
    ]
    return sorted(found, key=lambda author: (compared_title(author.name), author.slug))


def featured_papers(archive: Archive, listing: Listing) -> list[Paper]:
    """The papers of a listing that are still shown, in its order, each once."""
    papers = (archive.by_id.get(entry.record) for entry in listing.entries)
    shown = {p.id: p for p in papers if p is not None and p.withdrawn is None}
    return list(shown.values())


def count_months(papers: Iterable[Paper]) -> Months:
    """How many papers are dated in each month, in order of time."""
    found = Counter((p.day.year, p.day.month) for p in papers if p.day is not None)
    return dict(sorted(found.items()))


def newest_listing_day(archive: Archive) -> date | None:
    """The newest day that a listing has, from which weeks and months are counted back."""
    return max((listing.day for listing in archive.listings if listing.day), default=None)


def rank(
    papers: Iterable[Paper],
    what: Literal["comments", "upvotes"],
    most: int,
    since: date | None = None,
) -> list[Ranked]:
    """The papers with the highest newest number, seen on that day or later where one is given.

    A number that no listing showed is unknown: the paper is left out. Of equals the newest first.
    """
    found = []
    for paper in papers:
        seen = [s for s in paper.observed(what) if since is None or s[0] >= since]
        if seen:
            found.append(Ranked(paper, max(seen)[1]))
    return nlargest(most, found, key=lambda ranked: (ranked.number, ranked.paper.order))


def days_before(day: date, number: int) -> date:
    """The first of so many days that end with the given one."""
    return date.fromordinal(max(day.toordinal() - number + 1, 1))


def recently_added(papers: Iterable[Paper], most: int) -> list[Paper]:
    """The papers whose records were added last, newest first."""
    return nlargest(most, papers, key=lambda paper: (paper.record.added, paper.order))


def count_known(papers: Sequence[Paper]) -> list[Known]:
    """How many papers have each of the fields that sources may leave out."""
    fields: tuple[tuple[str, Callable[[Paper], object]], ...] = (
        ("abstract", lambda p: p.record.abstract),
        ("date of publication", lambda p: p.record.published),
        ("day, of publication or of a listing", lambda p: p.day),
        ("names of the authors", lambda p: p.record.authors),
        (
            "authors, by name or number",
            lambda p: p.record.authors or p.record.author_count is not None,
        ),
        ("organization", lambda p: p.record.organization),
        ("arXiv id", lambda p: p.record.arxiv),
        ("link to the paper, code, a project or a model", lambda p: p.record.links),
        ("tags", lambda p: p.tags),
    )
    return [Known(name, sum(1 for p in papers if has(p))) for name, has in fields]


def newest_listings(listings: Iterable[Listing]) -> list[tuple[str, Listing]]:
    """For each source that listings came from its name and its newest listing, by name."""
    newest: dict[str, Listing] = {}
    for listing in sorted(listings, key=lambda one: (one.day or date.min, one.added, one.name)):
        newest[source_name(listing.source)] = listing
    return sorted(newest.items())


def source_name(source: AnySource) -> str:
    """What readers know a source by."""
    match source:
        case DumpSource():
            return "Saved texts of a papers page"
        case PageSource():
            return "Saved papers pages"
        case FileSource(format="bibtex"):
            return "BibTeX files"
        case FileSource():
            return "JSON Lines files"
        case DailyPapersSource():
            return "Hugging Face Daily Papers"
        case ArxivFeedSource(category=category):
            return f"arXiv {category}, announced"
        case ArxivSource(category=category):
            return f"arXiv {category}, submitted" if category else "arXiv"


def group_beside(archive: Archive) -> dict[str, Beside]:
    """For each paper with a day, those before and after it on the page of that day."""
    found = {}
    for day in archive.days:
        papers = [paper for paper in in_order(archive, day) if paper.day == day.day]
        for index, paper in enumerate(papers):
            found[paper.id] = Beside(
                papers[index - 1] if index else None,
                papers[index + 1] if index + 1 < len(papers) else None,
            )
    return found


def in_order(archive: Archive, day: Day) -> list[Paper]:
    """The papers of a day as its pages show them, each once: listed ones, then published ones."""
    papers = {paper.id: paper for paper in listed_papers(archive, day)}
    papers.update((p.id, p) for p in reversed(day.published))
    return list(papers.values())


def listed_papers(archive: Archive, day: Day) -> list[Paper]:
    """The papers of a day's listings in their order, each once."""
    papers = {p.id: p for listing in day.featured for p in featured_papers(archive, listing)}
    return list(papers.values())


def last_days(archive: Archive, number: int) -> list[tuple[date, int]]:
    """The days up to the newest with papers, each with how many papers are dated by it."""
    counted = Counter(paper.day for paper in archive.shown if paper.day is not None)
    if not counted:
        return []
    last = max(counted)
    first = days_before(last, number)
    return [
        (day, counted[day])
        for day in (first + timedelta(n) for n in range((last - first).days + 1))
    ]

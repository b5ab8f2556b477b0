"""What a digest says: the most discussed papers, then the others by tag, and where the rest is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from generator import addresses
from generator.archive import Archive, Paper
from generator.digest.editions import Due, Edition, Issue, span_name
from generator.link_names import link_name
from generator.typeset import canonical, plain
from generator.typeset.sentences import first_sentence
from generator.wording import count, long_date, shortened

MOST_DISCUSSED = 10
MOST = 40
"""Mail programs cut off a message of about 100 kB; forty papers make two thirds of it."""
MOST_ALSO = 7
NAMED = 3
NAME = 200
"""What names are cut to, so that a header stays within a line."""


@dataclass(frozen=True)
class Link:
    """An address with what it leads to."""

    name: str
    address: str


@dataclass(frozen=True)
class Mention:
    """A paper as a digest shows it, all of it plain text; `about` says who made it and so on."""

    title: str
    address: str
    about: str
    sentence: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Section:
    """Papers under a heading, of which there may be more than are shown."""

    heading: str
    address: str
    mentions: tuple[Mention, ...]
    total: int


@dataclass(frozen=True)
class Digest:
    """Everything that a message says.

    `pages` show every paper of the edition, and what came late to days before it, `left_out` of
    which the message does not;
    `also` are the pages of what became known since the digest before, with `also_left_out` more.
    """

    edition: Edition
    archive_name: str
    description: str
    home: str
    title: str
    papers: int
    sections: tuple[Section, ...]
    left_out: int
    pages: tuple[Link, ...]
    also: tuple[Link, ...]
    also_left_out: int
    days: str
    unsubscribe: str | None

    @property
    def subject(self) -> str:
        """The digest in one line."""
        return f"{self.archive_name}: {self.title}, {count(self.papers, 'paper')}"


def compose(archive: Archive, issues: Mapping[date, Issue], due: Due) -> Digest:
    """The digest of an edition of which there are papers."""
    edition, config = due.edition, archive.config
    issue = issues[edition.day]
    # What came late is told with the rest, and its day named among the pages.
    issue = replace(issue, papers=dict(sorted({**due.late, **issue.papers}.items())))
    papers = list({p.id: p for listed in issue.papers.values() for p in listed}.values())
    sections = _sections(archive, edition, papers)
    also = [link for day in reversed(due.also) for link in _pages(archive, issues[day])]
    return Digest(
        edition=edition,
        archive_name=shortened(canonical(config.name), NAME),
        description=canonical(config.description),
        home=_absolute(archive, addresses.HOME),
        title=_title(archive, edition),
        papers=len(papers),
        sections=sections,
        left_out=len(papers) - sum(len(section.mentions) for section in sections),
        pages=_pages(archive, issue),
        also=tuple(also[:MOST_ALSO]),
        also_left_out=len(also[MOST_ALSO:]),
        days=_absolute(archive, addresses.DAYS),
        unsubscribe=config.mail.unsubscribe,
    )


def _title(archive: Archive, edition: Edition) -> str:
    if edition.tag is None:
        return span_name(edition)
    return f"{_tag_name(archive, edition.tag)}, {span_name(edition)}"


def _sections(archive: Archive, edition: Edition, papers: Sequence[Paper]) -> tuple[Section, ...]:
    """The most discussed, then each tag with its share of the places that are left."""
    heading, discussed = _discussed(papers)
    top = {paper.id for paper in discussed}
    groups = _by_tag(archive, edition, [paper for paper in papers if paper.id not in top])
    shares = _shares([len(group) for _, group in groups], MOST - len(discussed))
    found = [Section(heading, "", _mentions(archive, discussed), len(discussed))]
    for (slug, group), share in zip(groups, shares, strict=True):
        name, address = "Other papers", ""
        if slug is not None:
            name, address = _tag_name(archive, slug), _absolute(archive, addresses.tag(slug))
        found.append(Section(name, address, _mentions(archive, group[:share]), len(group)))
    return tuple(section for section in found if section.mentions)


def _discussed(papers: Iterable[Paper]) -> tuple[str, list[Paper]]:
    """The papers with most comments or, where listings show none, upvotes; the newer of equals."""
    listed = sorted(papers, key=lambda paper: paper.order, reverse=True)
    for heading, number in (
        ("Most discussed", lambda paper: (paper.comments or 0, paper.upvotes or 0)),
        ("Most upvoted", lambda paper: (paper.upvotes or 0,)),
    ):
        ranked = sorted((p for p in listed if number(p)[0]), key=number, reverse=True)
        if ranked:
            return heading, ranked[:MOST_DISCUSSED]
    return "", []


def _by_tag(
    archive: Archive, edition: Edition, papers: Iterable[Paper]
) -> list[tuple[str | None, list[Paper]]]:
    """The papers under the tag each has first, the largest group first, those without one last.

    Tags are those of the first level or, in a digest of one of these, those below it.
    """
    parents = {term.slug: term.parent for term in archive.taxonomy.terms}
    groups: dict[str | None, list[Paper]] = defaultdict(list)
    for paper in papers:
        if edition.tag is None:
            first = next(iter(paper.tags), None)
            groups[parents.get(first) or first if first else None].append(paper)
        else:
            below = (tag for tag in paper.tags if parents.get(tag) == edition.tag)
            groups[next(below, edition.tag)].append(paper)
    order = {term.slug: place for place, term in enumerate(archive.taxonomy.terms)}
    return sorted(
        groups.items(),
        key=lambda group: (
            group[0] is None,
            -len(group[1]),
            order.get(group[0] or "", len(order)),
            group[0] or "",
        ),
    )


def _shares(sizes: Sequence[int], places: int) -> list[int]:
    """How many of each group find a place: one each by turns until the places are taken."""
    shares = [0] * len(sizes)
    while places > 0 and shares != list(sizes):
        for index, size in enumerate(sizes):
            if shares[index] < size and places > 0:
                shares[index] += 1
                places -= 1
    return shares


def _mentions(archive: Archive, papers: Iterable[Paper]) -> tuple[Mention, ...]:
    return tuple(
        Mention(
            title=paper.shown.title.text,
            address=_absolute(archive, addresses.paper(paper.id)),
            about=" · ".join(_about(paper)),
            sentence=first_sentence(paper.shown.lead.text),
            links=_links(paper),
        )
        for paper in papers
    )


def _about(paper: Paper) -> list[str]:
    """Who made a paper, and what listings showed beside it."""
    authors, number = paper.record.authors, paper.record.author_count
    who = ", ".join(plain(name) for name in authors[:NAMED])
    if len(authors) > NAMED:
        who += f" and {len(authors) - NAMED} more"
    elif not authors and number is not None:
        who = count(number, "author")
    return [
        *([who] if who else []),
        *([plain(paper.record.organization)] if paper.record.organization else []),
        *([count(paper.comments, "comment")] if paper.comments else []),
        *([count(paper.upvotes, "upvote")] if paper.upvotes else []),
    ]


def _links(paper: Paper) -> tuple[Link, ...]:
    """Where a paper itself is, and the first address of each kind, of which code is one."""
    found: dict[str, str] = {}
    if paper.record.arxiv is not None:
        found["arXiv"] = addresses.on_arxiv(paper.record.arxiv)
    for address in paper.record.links:
        found.setdefault(link_name(address), canonical(address))
    return tuple(Link(name, address) for name, address in found.items())


def _pages(archive: Archive, issue: Issue) -> tuple[Link, ...]:
    """The page of each day, newest first, with how many papers of the digest's it shows."""
    return tuple(
        Link(
            f"{long_date(day)}, {count(len(papers), 'paper')}",
            _absolute(archive, addresses.day(day)),
        )
        for day, papers in reversed(list(issue.papers.items()))
    )


def _tag_name(archive: Archive, slug: str) -> str:
    names = {term.slug: term.name for term in archive.taxonomy.terms}
    return shortened(canonical(names.get(slug, slug)), NAME)


def _absolute(archive: Archive, address: str) -> str:
    return addresses.absolute(archive.config.site_url, address)

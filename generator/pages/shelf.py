"""The archive with everything that several pages show of it, and the pages made from that."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import quote, quote_plus, unquote

from markupsafe import Markup

from generator import addresses
from generator.archive import Archive, Day, Paper
from generator.cite.citation import DOI
from generator.facets import Author, Beside, featured_papers, group_authors, group_beside
from generator.facts import listing_year
from generator.identity import compared_title
from generator.link_names import PUBLISHED, link_name
from generator.model import FileSource, Listing
from generator.pages.page import Crumb, Page, at, front_matter, inert, link, printed, trail
from generator.pages.rendering import load_templates, unlinked
from generator.tags.neighbours import Month, Neighbour, growth, neighbours
from generator.tags.related import Related
from generator.typeset import typeset
from generator.typeset.addresses import safe_href
from generator.wording import count

NAMED_ON_CARD = 5
SEARCHES = (
    ("arXiv", "https://arxiv.org/search/?searchtype=title&amp;query="),
    ("Google Scholar", "https://scholar.google.com/scholar?q="),
)


class Alike(NamedTuple):
    """A link to a paper like another: its address, the words they share, and its title."""

    address: Markup
    terms: Markup
    title: Markup


class Shelf:
    """The archive with everything that several pages show of it, each made once."""

    def __init__(
        self, archive: Archive, related: Mapping[str, tuple[Related, ...]] | None = None
    ) -> None:
        self.archive = archive
        self._related = related or {}
        self.tag_names = {term.slug: term.name for term in archive.taxonomy.terms}
        self._chips = {
            tagged.term.slug: Markup('<li><a href="{}">{}</a></li>').format(
                link(addresses.tag(tagged.term.slug)), printed(tagged.term.name)
            )
            for tagged in archive.tags
        }
        self.organization_slugs = {
            paper.id: group.slug for group in archive.organizations for paper in group.papers
        }
        self._templates = load_templates(shelf=self, archive=archive)
        self._cards: dict[str, Markup] = {}
        self._named: dict[str, Markup] = {}
        self._people: dict[str, Markup] = {}

    @cached_property
    def authors(self) -> list[Author]:
        """The authors who have a page."""
        return group_authors(self.archive.shown)

    @cached_property
    def beside(self) -> dict[str, Beside]:
        """For each paper with a day, those before and after it on that day's page."""
        return group_beside(self.archive)

    @cached_property
    def papers_by_day(self) -> dict[date, int]:
        """How many papers stand on each day's page, each counted once."""
        return {day.day: self.papers_in([day]) for day in self.archive.days}

    @cached_property
    def growth(self) -> dict[str, tuple[Month, ...]]:
        """For each tag how many papers each month brought, its children's among them."""
        slugs: dict[str, list[str]] = {paper.id: [] for paper in self.archive.shown}
        for tagged in self.archive.tags:
            for paper in tagged.papers:
                slugs[paper.id].append(tagged.term.slug)
        return growth((slugs[paper.id], paper.day) for paper in self.archive.shown)

    @cached_property
    def neighbours(self) -> dict[str, tuple[Neighbour, ...]]:
        """For each tag those that go with it."""
        return neighbours(paper.tags for paper in self.archive.shown)

    @cached_property
    def listings(self) -> dict[str, Listing]:
        """Every listing by its name."""
        return {listing.name: listing for listing in self.archive.listings}

    @cached_property
    def edited(self) -> frozenset[str]:
        """The records that editors said something of."""
        return frozenset(change.subject for change in self.archive.changes)

    @cached_property
    def years(self) -> dict[str, int | None]:
        """For each listing the year in which its dates without a year lie."""
        return {listing.name: listing_year(listing) for listing in self.archive.listings}

    @cached_property
    def _author_links(self) -> dict[str, Markup]:
        return {
            compared_title(author.name): link(addresses.author(author.slug))
            for author in self.authors
        }

    def people(self, names: Sequence[str]) -> Markup:
        """Names of authors, those who have a page as links to it."""
        return Markup(", ".join(map(self._person, names)))

    def _person(self, name: str) -> Markup:
        if name not in self._people:
            address = self._author_links.get(compared_title(name))
            shown = printed(name)
            self._people[name] = (
                shown if address is None else Markup('<a href="{}">{}</a>').format(address, shown)
            )
        return self._people[name]

    def card(self, paper: Paper) -> Markup:
        """A paper as it stands in lists."""
        if paper.id not in self._cards:
            rendered = self._render("card.html.j2", paper=paper)
            self._cards[paper.id] = Markup(rendered)
        return self._cards[paper.id]

    def featured(self, listing: Listing) -> Iterator[Paper]:
        """The papers of a listing that are still shown, in its order."""
        yield from featured_papers(self.archive, listing)

    def papers_in(self, days: Iterable[Day]) -> int:
        """How many papers stand on some of the days, each counted once."""
        return len({paper.id for day in days for paper in self._on(day)})

    def papers_of(self, day: Day) -> int:
        """How many papers stand on a day's page, each counted once."""
        return self.papers_by_day[day.day]

    def plain(self, text: str) -> str:
        """Outside text as plain text."""
        return typeset(text).text

    def listing_name(self, listing: Listing) -> str:
        """What a listing calls itself, or what it is."""
        if listing.title:
            return self.plain(listing.title)
        is_list = isinstance(listing.source, FileSource)
        return "a list of papers" if is_list else f"a listing ({listing.name})"

    def links(self, paper: Paper) -> list[tuple[str, str]]:
        """The addresses of a paper, each with what it leads to."""
        named = [(link_name(address), address) for address in paper.record.links]
        doi = paper.record.doi or ""
        published = safe_href(f"https://doi.org/{quote(doi)}") if DOI.fullmatch(doi) else None
        if published is None:
            return named
        # Most lists give the DOI a second time, as an address.
        same = f"doi.org/{doi}".casefold()
        others = [one for one in named if not unquote(one[1]).casefold().endswith(same)]
        return [(PUBLISHED, published), *others]

    def tags(self, slugs: Iterable[str]) -> Markup:
        """Links to the pages of tags, for those that have one."""
        chips = "".join(self._chips[slug] for slug in slugs if slug in self._chips)
        return Markup(f'<ul class="sheaf-tags" aria-label="Tags">{chips}</ul>' if chips else "")

    def who(self, paper: Paper) -> Markup:
        """Whom a card names: the first authors or their number, and the organization."""
        authors, number = paper.record.authors, paper.record.author_count
        said = ""
        if authors:
            more = f" and {len(authors) - NAMED_ON_CARD} more"
            named = self.people(authors[:NAMED_ON_CARD])
            said = f"<span>{named}{more if len(authors) > NAMED_ON_CARD else ''}</span>"
        elif number is not None:
            said = f"<span>{count(number, 'author')}</span>"
        return Markup(f"{said} {self.organization(paper)}".strip())

    def organization(self, paper: Paper) -> Markup:
        """The organization of a paper, as a link where it has a page."""
        name = paper.record.organization
        if name is None:
            return Markup("")
        slug = self.organization_slugs.get(paper.id)
        shown = printed(self.plain(name))
        if slug is None:
            return Markup(shown)
        return Markup(f'<a href="{link(addresses.organization(slug))}">{shown}</a>')

    def related(self, paper: Paper) -> list[Alike]:
        """Papers like a paper, the likest first."""
        by_id = self.archive.by_id
        return [
            Alike(
                link(addresses.paper(near.id)),
                Markup(", ".join(map(inert, near.terms))),
                self.named(by_id[near.id]),
            )
            for near in self._related.get(paper.id, ())
            if near.id in by_id
        ]

    def named(self, paper: Paper) -> Markup:
        """A paper's title as the text of a link, in which no other link can stand."""
        if paper.id not in self._named:
            self._named[paper.id] = unlinked(paper.shown.title)
        return self._named[paper.id]

    def cards(self, papers: Iterable[Paper]) -> Markup:
        """Papers as they stand in a list."""
        return Markup("".join(map(self.card, papers)))

    def searches(self, paper: Paper) -> list[tuple[str, Markup]]:
        """Where to look for a paper whose own address is not known, by its title."""
        query = quote_plus(paper.shown.title.text)
        return [(name, Markup(address + query)) for name, address in SEARCHES]

    def _on(self, day: Day) -> Iterator[Paper]:
        yield from day.published
        for listing in day.featured:
            yield from self.featured(listing)

    def page(
        self,
        template: str,
        address: str,
        *,
        title: str,
        description: str,
        crumbs: Sequence[Crumb] = (),
        searched: bool = False,
        tags: Sequence[str] = (),
        head: str = "",
        feed: Crumb | None = None,
        **context: Any,
    ) -> Page:
        """The page at an address; `title` and `description` are plain text, `head` is HTML.

        `feed` is the page whose feeds this one belongs to, where they are not those of everything.
        """
        matter = front_matter(title, description, searched, tags, head, feed)
        body = self._render(template, trail=trail(tuple(crumbs)), **context)
        return Page(addresses.source_path(address), matter + at(address, body))

    def file(self, address: str, template: str, **context: Any) -> Page:
        """An HTML file that MkDocs copies as it is."""
        path = f"{address[1:]}index.html"
        return Page(path, at(address, self._render(template, **context)))

    def _render(self, template: str, **context: Any) -> str:
        return self._templates[template].render(context)

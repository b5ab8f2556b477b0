"""What pages have in common: the templates, cards, front matter and long lists.

Whatever a template prints is made inert on the way out, unless it was made by `generator.typeset`
or by another template.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from html import escape
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import quote, quote_plus, unquote

from jinja2 import Environment, Template
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from markdown_it import MarkdownIt
from markupsafe import Markup

from generator import addresses
from generator.archive import Archive, Day, Paper
from generator.cite.citation import DOI
from generator.derived import Shown
from generator.facets import Author, Beside, featured_papers, group_authors, group_beside
from generator.facts import listing_year
from generator.identity import compared_title
from generator.model import Entry, FileSource, Listing
from generator.tags.neighbours import Month, Neighbour, growth, neighbours
from generator.tags.related import Related
from generator.templating import templates
from generator.typeset import attribute, canonical, encode, typeset
from generator.typeset.addresses import safe_href
from generator.wording import count, long_date, long_when

T = TypeVar("T")

DESCRIPTION_LENGTH = 200
NAMED_ON_CARD = 5
SEARCHES = (
    ("arXiv", "https://arxiv.org/search/?searchtype=title&amp;query="),
    ("Google Scholar", "https://scholar.google.com/scholar?q="),
)
# Stands for the way to the site's root until a page knows its own address, so that what several
# pages show is made once. No text can hold it: braces are never printed as they are.
ROOT = "{root}/"
CODE_HOSTS = frozenset({"github.com", "gitlab.com", "bitbucket.org", "codeberg.org"})
PUBLISHED = "The published paper"
HOSTS = {
    "arxiv.org": "arXiv",
    "aclanthology.org": "ACL Anthology",
    "openreview.net": "OpenReview",
    "proceedings.mlr.press": "PMLR",
    "doi.org": PUBLISHED,
    "dx.doi.org": PUBLISHED,
    "youtube.com": "Video",
    "youtu.be": "Video",
}
"""What hosts are known for, where that is what a reader wants to know."""

_NOT_SEARCHED = "search:\n  exclude: true\n"
_LINK = re.compile(r"</?a\b[^>]*>")

# Without pictures: a reader's browser asks no other host for anything.
_PROSE = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable("image")


@dataclass(frozen=True)
class Page:
    """A file for MkDocs: its path in the docs folder, and its text."""

    path: str
    text: str

    @property
    def raw(self) -> bytes:
        """The bytes of the file."""
        return self.text.encode()


@dataclass(frozen=True)
class Crumb:
    """A step of the way to a page."""

    name: str
    address: str


@dataclass(frozen=True)
class Part(Generic[T]):
    """One page of a long list: its papers, newest first, and the addresses beside it."""

    address: str
    papers: tuple[T, ...]
    number: int | None
    newer: str | None
    older: str | None


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
                link(addresses.tag(tagged.term.slug)), _inert(tagged.term.name)
            )
            for tagged in archive.tags
        }
        self.organization_slugs = {
            paper.id: group.slug for group in archive.organizations for paper in group.papers
        }
        self._templates = _templates(shelf=self, archive=archive)
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
            shown = _inert(name)
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
        shown = _inert(self.plain(name))
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
        matter = _front_matter(title, description, searched, tags, head, feed)
        body = self._render(template, trail=_trail(tuple(crumbs)), **context)
        return Page(addresses.source_path(address), matter + _at(address, body))

    def file(self, address: str, template: str, **context: Any) -> Page:
        """An HTML file that MkDocs copies as it is."""
        path = f"{address[1:]}index.html"
        return Page(path, _at(address, self._render(template, **context)))

    def _render(self, template: str, **context: Any) -> str:
        return self._templates[template].render(context)


def forwarding_page(address: str, target: str) -> Page:
    """An HTML file that leads from an address to another, made without an archive at hand."""
    text = _templates()["redirect.html.j2"].render(target=target)
    return Page(f"{address[1:]}index.html", _at(address, text))


def parts(address: str, papers: Sequence[T]) -> Iterator[Part[T]]:
    """A list, given oldest first, in pages that stay as they are once they are full.

    The bare address shows the newest; `…/page/N/` holds fifty, counted from the oldest.
    """
    size = addresses.PER_PAGE
    full = len(papers) // size if len(papers) > size else 0
    numbers: list[int | None] = [*range(1, full + 1), None]
    shown = [addresses.numbered(address, n) if n else address for n in numbers]
    for index, number in enumerate(numbers):
        chosen = papers[(number - 1) * size : number * size] if number else papers[-size:]
        yield Part(
            shown[index],
            tuple(reversed(chosen)),
            number,
            newer=shown[index + 1] if number else None,
            older=shown[index - 1] if index else None,
        )


@lru_cache(maxsize=1 << 16)
def link(address: str) -> Markup:
    """An internal link, from whichever page it comes to stand on; the only way to make one."""
    return Markup(ROOT + address[1:])


@lru_cache(maxsize=4096)
def _trail(crumbs: tuple[Crumb, ...]) -> Markup:
    """The way to a page, from the home page on."""
    steps = [Crumb("Home", addresses.HOME), *crumbs]
    links = "".join(f'<li><a href="{link(s.address)}">{_inert(s.name)}</a></li>' for s in steps)
    return Markup(
        '<nav class="sheaf-crumbs" aria-label="Breadcrumb" data-search-exclude="1">'
        f"<ol>{links}</ol></nav>"
    )


def _at(address: str, body: str) -> str:
    """The body of a page with its links made relative to the address it stands at."""
    return body.replace(ROOT, addresses.root_from(address))


def link_name(address: str) -> str:
    """What an address leads to, as far as it tells."""
    host, _, path = address.partition("://")[2].partition("/")
    host = host.lower().removeprefix("www.")
    if host in CODE_HOSTS:
        return "Code"
    if host == "huggingface.co":
        kind = path.partition("/")[0]
        return {"datasets": "Data set", "spaces": "Demo", "papers": "Paper page"}.get(kind, "Model")
    if host in HOSTS:
        return HOSTS[host]
    return "PDF" if path.lower().endswith(".pdf") else "Web page"


def unlinked(text: Shown) -> Markup:
    """A text as it is shown, without the links in it."""
    return Markup(_LINK.sub("", text.html))


def verbatim(text: str) -> Markup:
    """A text of many signs and lines as it is written, for an element that keeps its lines."""
    return Markup(escape(text).replace("{", "&#123;").replace("\n", "&#10;"))


def prose(text: str) -> Markup:
    """A sentence an editor wrote in Markdown, as HTML without any HTML of its own."""
    return Markup(_PROSE.renderInline(canonical(text)).replace("\n", " "))


def observed(entry: Entry) -> str:
    """What a listing showed beside a paper, in words: `3 comments and 12 upvotes`, or nothing."""
    seen = sorted(entry.observed, key=lambda o: o.on or date.min)
    comments = [o.comments for o in seen if o.comments is not None]
    upvotes = [o.upvotes for o in seen if o.upvotes is not None]
    words = [
        *([count(comments[-1], "comment")] if comments else []),
        *([count(upvotes[-1], "upvote")] if upvotes else []),
    ]
    return " and ".join(words)


def _front_matter(
    title: str,
    description: str,
    searched: bool,
    tags: Iterable[str],
    head: str,
    feed: Crumb | None,
) -> str:
    listed = "".join(f'  - "{_inert(tag)}"\n' for tag in tags)
    tagged = f"tags:\n{listed}" if listed else ""
    headed = "head: |\n" + "".join(f"  {line}\n" for line in head.split("\n")) if head else ""
    fed = f'feed: "{feed.address[1:]}"\nfeed_name: "{inert(feed.name)}"\n' if feed else ""
    return (
        f'---\ntitle: "{attribute(canonical(title))}"\n'
        f'description: "{attribute(canonical(description))}"\n'
        f"{tagged}{headed}{fed}{'' if searched else _NOT_SEARCHED}"
        "html: true\nhide: [navigation, toc]\n---\n"
    )


def _inert(value: Any) -> Any:
    """What a template prints: text of ours as it is, everything else without effect."""
    if hasattr(value, "__html__"):
        return value
    return inert(str(value))


@lru_cache(maxsize=4096)
def inert(text: str) -> Markup:
    """A text as HTML that has no effect, on one line."""
    return Markup(encode(canonical(text)))


def _templates(**known: Any) -> "_Templates":
    """Every template by its name, each knowing what is given."""
    environment = templates(autoescape=True, finalize=_inert)
    environment.code_generator_class = _Generator
    environment.globals.update(addresses=addresses, link=link, **known)
    environment.filters.update(
        long_date=long_date,
        long_when=long_when,
        count=count,
        observed=observed,
        prose=prose,
        html=lambda text: Markup(text.html),
        verbatim=verbatim,
        unlinked=unlinked,
        id=Markup,
    )
    return _Templates(environment)


class _Generator(CodeGenerator):
    """Prints what `_inert` returns as it is, which Jinja would escape once more, for nothing."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        self.write(f"({finalize.src}")


class _Templates(dict[str, Template]):
    """Templates by name, loaded when first asked for."""

    def __init__(self, environment: Environment) -> None:
        super().__init__()
        self._environment = environment

    def __missing__(self, name: str) -> Template:
        template = self._environment.get_template(name)
        # Jinja chains two mappings here and goes through both for every page; one is enough.
        template.globals = dict(template.globals)
        self[name] = template
        return template

"""One page a paper, withdrawn ones included, since their addresses stay, and its BibTeX."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from markupsafe import Markup

from generator import addresses
from generator.archive import Paper
from generator.cite import cite, render_bibtex, render_csl, render_head, render_ris
from generator.facets import Beside
from generator.pages.days import day_crumbs
from generator.pages.origins import origins
from generator.pages.page import Crumb, Page
from generator.pages.shelf import Shelf
from generator.pages.suggest import suggest
from generator.wording import long_date, shortened

DESCRIPTION_LENGTH = 200
NAMED = 12
"""So many authors are named at once; the others one click away."""
ALONE = Beside(None, None)


class Cited(NamedTuple):
    """A citation in each of its forms, and what it puts in the head of a page."""

    bibtex: str
    ris: str
    csl: str
    head: str


def paper_pages(shelf: Shelf, papers: Iterable[Paper]) -> Iterator[Page]:
    """The page of each of some papers, and the BibTeX beside it and beside its redirects."""
    for paper in papers:
        cited = _cited(shelf, paper) if paper.withdrawn is None else None
        yield _paper_page(shelf, paper, cited)
        if cited is not None:
            for record_id in (paper.id, *paper.aliases):
                yield Page(addresses.bibtex(record_id)[1:], cited.bibtex)


def _cited(shelf: Shelf, paper: Paper) -> Cited:
    citation = cite(paper, shelf.archive.config.site_url)
    keywords = [shelf.tag_names[tag] for tag in paper.tags if tag in shelf.tag_names]
    return Cited(
        render_bibtex(citation),
        render_ris(citation),
        render_csl(citation),
        render_head(citation, _description(paper), keywords, paper.updated),
    )


def _paper_page(shelf: Shelf, paper: Paper, cited: Cited | None) -> Page:
    return shelf.page(
        "paper.md.j2",
        addresses.paper(paper.id),
        title=paper.shown.title.text,
        description=_description(paper),
        crumbs=_crumbs(paper),
        searched=paper.withdrawn is None,
        tags=_search_tags(shelf, paper),
        head=cited.head if cited is not None else "",
        cited=cited,
        paper=paper,
        beside=shelf.beside.get(paper.id, ALONE),
        named=paper.record.authors[:NAMED],
        further=paper.record.authors[NAMED:],
        origins="" if paper.erased else origins(shelf, paper) + suggest(shelf, paper),
        first_listed=min((a.listing.day for a in paper.appearances if a.listing.day), default=None),
    )


def _description(paper: Paper) -> str:
    """The beginning of the abstract, else the title."""
    opening = shortened(paper.shown.lead.text, DESCRIPTION_LENGTH)
    return opening or paper.shown.title.text


def _crumbs(paper: Paper) -> list[Crumb]:
    if paper.day is not None:
        return [*day_crumbs(paper.day), Crumb(f"{paper.day.day}", addresses.day(paper.day))]
    return [Crumb("Undated", addresses.UNDATED)]


def _search_tags(shelf: Shelf, paper: Paper) -> list[str]:
    """What a search result shows beside the title: the day, the arXiv id, then the tags."""
    day = [long_date(paper.day)] if paper.day is not None else []
    # As it is, or the search would find its two halves: an id has no sign with a meaning.
    arxiv = [Markup(f"arXiv:{paper.record.arxiv}")] if paper.record.arxiv is not None else []
    tags = [shelf.tag_names[tag] for tag in paper.tags if tag in shelf.tag_names]
    return [*day, *arxiv, *tags]

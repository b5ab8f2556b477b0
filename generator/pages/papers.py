"""One page a paper, withdrawn ones included, since their addresses stay."""

from collections.abc import Iterable, Iterator

from generator import addresses
from generator.archive import Paper
from generator.facets import Beside
from generator.pages.days import day_crumbs
from generator.pages.shared import DESCRIPTION_LENGTH, Crumb, Page, Shelf, long_date, shortened

NAMED = 12
"""So many authors are named at once; the others one click away."""
ALONE = Beside(None, None)


def paper_pages(shelf: Shelf, papers: Iterable[Paper]) -> Iterator[Page]:
    """The page of each of some papers."""
    for paper in papers:
        yield _paper_page(shelf, paper)


def _paper_page(shelf: Shelf, paper: Paper) -> Page:
    title = paper.shown.title.text
    return shelf.page(
        "paper.md.j2",
        addresses.paper(paper.id),
        title=title,
        description=shortened(paper.shown.lead.text, DESCRIPTION_LENGTH) or title,
        crumbs=_crumbs(paper),
        searched=paper.withdrawn is None,
        tags=_search_tags(shelf, paper),
        paper=paper,
        beside=shelf.beside.get(paper.id, ALONE),
        named=paper.record.authors[:NAMED],
        further=paper.record.authors[NAMED:],
        first_listed=min((a.listing.day for a in paper.appearances if a.listing.day), default=None),
    )


def _crumbs(paper: Paper) -> list[Crumb]:
    if paper.day is not None:
        return [*day_crumbs(paper.day), Crumb(f"{paper.day.day}", addresses.day(paper.day))]
    return [Crumb("Undated", addresses.UNDATED)]


def _search_tags(shelf: Shelf, paper: Paper) -> list[str]:
    """What a search result shows beside the title: the day, then the tags."""
    day = [long_date(paper.day)] if paper.day is not None else []
    return [*day, *(shelf.tag_names[tag] for tag in paper.tags if tag in shelf.tag_names)]

"""One page a paper, withdrawn ones included, since their addresses stay."""

from collections.abc import Iterator

from generator import addresses
from generator.archive import Paper
from generator.pages.days import day_crumbs
from generator.pages.shared import DESCRIPTION_LENGTH, Crumb, Page, Shelf, shortened


def paper_pages(shelf: Shelf) -> Iterator[Page]:
    """The page of every paper."""
    for paper in shelf.archive.papers:
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
        tags=[shelf.tag_names[tag] for tag in paper.tags if tag in shelf.tag_names],
        paper=paper,
    )


def _crumbs(paper: Paper) -> list[Crumb]:
    if paper.day is not None:
        return [*day_crumbs(paper.day), Crumb(f"{paper.day.day}", addresses.day(paper.day))]
    return [Crumb("Undated", addresses.UNDATED)]

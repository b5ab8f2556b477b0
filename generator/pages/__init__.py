"""The pages of the site, as Markdown files for MkDocs, made from the archive alone."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from generator.archive import Archive
from generator.pages.changes import change_pages
from generator.pages.data import data_page
from generator.pages.days import day_pages
from generator.pages.groups import author_pages, organization_pages
from generator.pages.home import home_page
from generator.pages.page import Page
from generator.pages.papers import paper_pages
from generator.pages.reading_list import reading_list_page
from generator.pages.redirects import redirect_pages
from generator.pages.shelf import Shelf
from generator.pages.stats import stats_page
from generator.pages.subscribe import subscribe_page
from generator.pages.suggest import rules_page
from generator.pages.tags import tag_index, tag_pages
from generator.pages.trending import trending_page
from generator.pages.undated import undated_pages
from generator.tags.related import Related

PART = 250
"""So many papers' pages are made in one go."""

Maker = Callable[[], Iterator[Page]]


def build_pages(
    archive: Archive, related: Mapping[str, tuple[Related, ...]] | None = None
) -> Iterator[Page]:
    """Every page of the archive, no two with the same path; papers show those related to them."""
    for make in page_makers(archive, related):
        yield from make()


def page_makers(
    archive: Archive, related: Mapping[str, tuple[Related, ...]] | None = None
) -> list[Maker]:
    """Functions that make the archive's pages between them, each apart from the others."""
    shelf = Shelf(archive, related or {})
    # Days and tags show the same cards: these are made before the work is divided.
    shelf.cards(archive.shown)
    papers = archive.papers
    return [
        partial(day_pages, shelf),
        partial(tag_pages, shelf),
        *(
            partial(paper_pages, shelf, papers[start : start + PART])
            for start in range(0, len(papers), PART)
        ),
        partial(_other_pages, shelf),
    ]


def _other_pages(shelf: Shelf) -> Iterator[Page]:
    yield home_page(shelf)
    yield from undated_pages(shelf)
    yield tag_index(shelf)
    yield from organization_pages(shelf)
    yield from author_pages(shelf)
    yield trending_page(shelf)
    yield stats_page(shelf)
    yield reading_list_page(shelf)
    yield from change_pages(shelf)
    yield from rules_page(shelf)
    yield subscribe_page(shelf)
    yield data_page(shelf)
    yield from redirect_pages(shelf)

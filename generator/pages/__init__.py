"""The pages of the site, as Markdown files for MkDocs, made from the archive alone."""

from collections.abc import Iterator, Mapping

from generator.archive import Archive
from generator.pages.authors import author_pages
from generator.pages.data import data_page
from generator.pages.days import day_pages
from generator.pages.home import home_page
from generator.pages.organizations import organization_pages
from generator.pages.papers import paper_pages
from generator.pages.reading_list import reading_list_page
from generator.pages.redirects import redirect_pages
from generator.pages.shared import Page, Shelf
from generator.pages.stats import stats_page
from generator.pages.tags import tag_index, tag_pages
from generator.pages.trending import trending_page
from generator.pages.undated import undated_pages
from generator.tags.related import Related


def build_pages(
    archive: Archive, related: Mapping[str, tuple[Related, ...]] | None = None
) -> Iterator[Page]:
    """Every page of the archive, no two with the same path; papers show those related to them."""
    shelf = Shelf(archive, related or {})
    yield home_page(shelf)
    yield from day_pages(shelf)
    yield from undated_pages(shelf)
    yield from tag_pages(shelf)
    yield tag_index(shelf)
    yield from organization_pages(shelf)
    yield from author_pages(shelf)
    yield trending_page(shelf)
    yield stats_page(shelf)
    yield reading_list_page(shelf)
    yield data_page(shelf)
    yield from paper_pages(shelf)
    yield from redirect_pages(shelf)

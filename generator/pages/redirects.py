"""Addresses that lead elsewhere: merged records, former tags, arXiv ids."""

from collections.abc import Iterator

from generator import addresses
from generator.pages.page import Page
from generator.pages.shelf import Shelf


def redirect_pages(shelf: Shelf) -> Iterator[Page]:
    """A page that forwards for every such address that no page of its own stands at."""
    archive = shelf.archive
    for paper in archive.papers:
        target = addresses.paper(paper.id)
        for alias in paper.aliases:
            yield _redirect(shelf, addresses.paper(alias), target)
        if paper.record.arxiv is not None:
            yield _redirect(shelf, addresses.arxiv(paper.record.arxiv), target)
    for tagged in archive.tags:
        for alias in tagged.term.aliases:
            yield _redirect(shelf, addresses.tag(alias), addresses.tag(tagged.term.slug))


def _redirect(shelf: Shelf, address: str, target: str) -> Page:
    return shelf.file(address, "redirect.html.j2", target=target)

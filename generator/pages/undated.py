"""Listings whose day is not known, and the papers that no day can be given for."""

from collections.abc import Iterator

from generator import addresses
from generator.pages.page import Page
from generator.pages.parts import parts
from generator.pages.shelf import Shelf
from generator.wording import count


def undated_pages(shelf: Shelf) -> Iterator[Page]:
    """The papers without a day, those of which a year is known first, else by title."""
    archive = shelf.archive
    # Pages show the last of a list first.
    titles = {paper.id: paper.shown.title.text.casefold() for paper in archive.undated}
    papers = sorted(archive.undated, key=lambda paper: (titles[paper.id], paper.id), reverse=True)
    papers.sort(key=lambda paper: paper.order[0])
    for part in parts(addresses.UNDATED, papers):
        yield shelf.page(
            "undated.md.j2",
            part.address,
            title=f"Undated, page {part.number}" if part.number else "Undated",
            description=f"{count(len(archive.undated), 'paper')} whose day is not known.",
            part=part,
            listings=archive.undated_listings,
        )

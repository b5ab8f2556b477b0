"""The page on which the reader's browser shows what it has kept."""

from generator import addresses
from generator.pages.page import Page
from generator.pages.shelf import Shelf


def reading_list_page(shelf: Shelf) -> Page:
    """An empty list that the script fills; without scripts it says so."""
    return shelf.page(
        "reading_list.md.j2",
        addresses.READING_LIST,
        title="Reading list",
        description="Papers you starred, kept in this browser and nowhere else.",
    )

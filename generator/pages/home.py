"""The home page: the newest listing at once, and the ways into the rest."""

from generator import addresses
from generator.archive import Archive
from generator.model import Listing
from generator.pages.shared import Page, Shelf

FEATURED = 30
RECENT = 10


def home_page(shelf: Shelf) -> Page:
    """The home page; an archive without papers says what to do next."""
    archive = shelf.archive
    listing = newest_listing(archive)
    featured = list(shelf.featured(listing)) if listing else []
    return shelf.page(
        "home.md.j2",
        addresses.HOME,
        title=archive.config.name,
        description=archive.config.description,
        listing=listing,
        featured=featured[:FEATURED],
        left_out=len(featured) - len(featured[:FEATURED]),
        recent=archive.days[-RECENT:][::-1],
    )


def newest_listing(archive: Archive) -> Listing | None:
    """The listing of the newest day; where none has a day, the one that was added last."""
    return max(
        archive.listings,
        key=lambda li: (li.day is not None, li.day or li.added, li.name),
        default=None,
    )

"""The home page: the newest listing at once, and the ways into the rest."""

from generator import addresses
from generator.archive import Archive
from generator.facets import Ranked, days_before, newest_listing_day, rank, recently_added
from generator.model import Listing
from generator.pages.calendar import year_calendar
from generator.pages.page import Page
from generator.pages.shelf import Shelf

FEATURED = 30
RECENT = 6
MONTH = 30


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
        discussed=_discussed(archive),
        added=recently_added(archive.shown, RECENT),
        year=archive.days[-1].day.year if archive.days else None,
        calendar=year_calendar(archive.days[-1].day.year, shelf.papers_by_day)
        if archive.days
        else "",
    )


def newest_listing(archive: Archive) -> Listing | None:
    """The listing of the newest day; where none has a day, the one that was added last."""
    return max(
        archive.listings,
        key=lambda li: (li.day is not None, li.day or li.added, li.name),
        default=None,
    )


def _discussed(archive: Archive) -> list[Ranked]:
    """The most discussed papers of the last month that listings showed, else of all time."""
    last = newest_listing_day(archive)
    since = days_before(last, MONTH) if last else None
    return rank(archive.shown, "comments", RECENT, since) or rank(archive.shown, "comments", RECENT)

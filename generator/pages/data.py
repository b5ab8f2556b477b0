"""The page on what the archive gives to programs, and on what terms."""

from generator import addresses
from generator.exports.api import RECORDS_PER_FILE
from generator.pages.page import Page
from generator.pages.shelf import Shelf

FILES = (
    ("index", "how much there is of everything, and where"),
    ("days", "every day, with its listings"),
    ("tags", "every tag, with what it means"),
    ("organizations", "every organization"),
    ("withdrawn", "records that copies should no longer show, and why"),
)
BY_MONTH = (
    ("records", "the records of a month, with every field"),
    ("listings", "the listings of a month, entry by entry, with what was observed"),
)


def data_page(shelf: Shelf) -> Page:
    """Every way to reuse the archive, with its address."""
    return shelf.page(
        "data.md.j2",
        addresses.DATA,
        title="Data",
        description="The whole archive for programs: citations, JSON files and a database.",
        files=FILES,
        by_month=BY_MONTH,
        per_file=RECORDS_PER_FILE,
        index=addresses.absolute(shelf.archive.config.site_url, f"{addresses.API}index.json"),
    )

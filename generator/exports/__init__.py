"""The archive for programs: files of an address that has a version, whole copies, site maps."""

from collections.abc import Callable, Iterator
from functools import partial

from generator.archive import Archive
from generator.exports.api import api_files
from generator.exports.bulk import database_file, lines_file
from generator.exports.file import File
from generator.exports.published import published_listings, published_records


def build_exports(archive: Archive) -> Iterator[File]:
    """Every file that is made for programs, the site map aside, which knows the pages."""
    for make in export_makers(archive):
        yield from make()


def export_makers(archive: Archive) -> list[Callable[[], Iterator[File]]]:
    """Functions that make these files between them, each apart from the others."""
    records, listings = published_records(archive), published_listings(archive)
    return [
        partial(database_file, records, listings, archive.tags),
        partial(lines_file, records),
        partial(api_files, archive, records, listings),
    ]

"""The archive for machines: files of an address that has a version, whole copies, site maps."""

from collections.abc import Iterator

from generator.archive import Archive
from generator.exports.api import api_files
from generator.exports.bulk import bulk_files
from generator.exports.file import File
from generator.exports.published import published_listings, published_records


def build_exports(archive: Archive) -> Iterator[File]:
    """Every file that is made for machines, the site map aside, which knows the pages."""
    records, listings = published_records(archive), published_listings(archive)
    yield from api_files(archive, records, listings)
    yield from bulk_files(archive, records, listings)

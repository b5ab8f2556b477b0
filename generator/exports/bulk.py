"""The whole archive in one file, twice: as compressed lines of JSON, and as a database."""

import gzip
import io
from collections.abc import Iterator, Sequence

import msgspec

from generator import addresses
from generator.archive import Archive
from generator.exports.database import render_database
from generator.exports.file import File
from generator.exports.model import PublishedListing, PublishedRecord


def bulk_files(
    archive: Archive, records: Sequence[PublishedRecord], listings: Sequence[PublishedListing]
) -> Iterator[File]:
    """Both files; withdrawn records stand in neither."""
    yield File(f"{addresses.DATA[1:]}records.jsonl.gz", _lines(records))
    database = render_database(records, listings, archive.tags)
    yield File(f"{addresses.DATA[1:]}archive.sqlite", database)


def _lines(records: Sequence[PublishedRecord]) -> bytes:
    """A record a line, compressed without a name and without a time."""
    compressed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=compressed, mtime=0) as out:
        out.write(msgspec.json.Encoder().encode_lines(records))
    return compressed.getvalue()

"""The whole archive in one file, twice: as a database, and as compressed lines of JSON.

Withdrawn records stand in neither.
"""

import gzip
import io
from collections.abc import Iterator, Sequence

import msgspec

from generator import addresses
from generator.archive import Tagged
from generator.exports.database import render_database
from generator.exports.file import File
from generator.exports.model import PublishedListing, PublishedRecord


def database_file(
    records: Sequence[PublishedRecord],
    listings: Sequence[PublishedListing],
    tags: Sequence[Tagged],
) -> Iterator[File]:
    """The archive as an SQLite database."""
    yield File(f"{addresses.DATA[1:]}archive.sqlite", render_database(records, listings, tags))


def lines_file(records: Sequence[PublishedRecord]) -> Iterator[File]:
    """A record a line, compressed without a name and without a time."""
    compressed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=compressed, mtime=0) as out:
        out.write(msgspec.json.Encoder().encode_lines(records))
    yield File(f"{addresses.DATA[1:]}records.jsonl.gz", compressed.getvalue())

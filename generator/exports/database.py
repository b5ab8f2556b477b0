"""The archive as an SQLite database that opens in Datasette as it is."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date
from typing import Any

from generator.archive import Tagged
from generator.exports.model import PublishedListing, PublishedRecord

# The index of words goes by `rowid`, which numbers rows in the order they are put in.
_SCHEMA = """\
PRAGMA user_version = 1;
CREATE TABLE records (
  id TEXT PRIMARY KEY NOT NULL,
  title TEXT NOT NULL,
  abstract TEXT NOT NULL,
  published TEXT,
  issued TEXT, -- YYYY-MM-DD, YYYY-MM or YYYY, as far as is known
  day TEXT,
  authors TEXT NOT NULL, -- a JSON array of names
  author_count INTEGER,
  organization TEXT,
  arxiv TEXT,
  version INTEGER,
  categories TEXT NOT NULL, -- a JSON array of arXiv's categories
  keywords TEXT NOT NULL, -- a JSON array of words
  doi TEXT,
  comment TEXT,
  links TEXT NOT NULL, -- a JSON array of addresses
  aliases TEXT NOT NULL, -- a JSON array of ids that lead here
  comments INTEGER,
  upvotes INTEGER,
  added TEXT NOT NULL,
  changed TEXT NOT NULL,
  updated TEXT NOT NULL,
  url TEXT NOT NULL
);
CREATE TABLE listings (
  name TEXT PRIMARY KEY NOT NULL,
  title TEXT,
  day TEXT,
  day_text TEXT,
  day_basis TEXT,
  added TEXT NOT NULL
);
CREATE TABLE entries (
  listing TEXT NOT NULL REFERENCES listings (name),
  position INTEGER NOT NULL,
  record TEXT NOT NULL REFERENCES records (id),
  published_text TEXT,
  observed TEXT NOT NULL, -- a JSON array of what the listing showed, with the day it was seen
  PRIMARY KEY (listing, position)
) WITHOUT ROWID;
CREATE TABLE tags (
  slug TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  meaning TEXT NOT NULL,
  parent TEXT REFERENCES tags (slug)
);
CREATE TABLE record_tags (
  record TEXT NOT NULL REFERENCES records (id),
  tag TEXT NOT NULL REFERENCES tags (slug),
  PRIMARY KEY (record, tag)
) WITHOUT ROWID;
"""
_INDEXES = """\
CREATE INDEX records_by_day ON records (day);
CREATE INDEX entries_by_record ON entries (record);
CREATE INDEX record_tags_by_tag ON record_tags (tag);
CREATE VIRTUAL TABLE records_fts USING fts5 (
  title, abstract, authors, content="records", tokenize="unicode61 remove_diacritics 2"
);
INSERT INTO records_fts (records_fts) VALUES ('rebuild');
INSERT INTO records_fts (records_fts) VALUES ('optimize');
"""
_RECORD = (
    "id title abstract published issued day authors author_count organization arxiv version "
    "categories keywords doi comment links aliases comments upvotes added changed updated url"
).split()
_LISTING = "name title day day_text day_basis added".split()

Row = tuple[Any, ...]


def render_database(
    records: Sequence[PublishedRecord],
    listings: Sequence[PublishedListing],
    tags: Sequence[Tagged],
) -> bytes:
    """The database; the same content gives the same rows, and with one SQLite the same bytes."""
    known = {tagged.term.slug for tagged in tags}
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(_SCHEMA)
        with database:
            _insert(database, "records", (_row(record, _RECORD) for record in records))
            _insert(database, "listings", (_row(listing, _LISTING) for listing in listings))
            _insert(database, "entries", _entries(listings))
            _insert(database, "tags", _tags(tags, known))
            _insert(database, "record_tags", _record_tags(records, known))
        database.executescript(_INDEXES)
        return database.serialize()


def _insert(database: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    rows = list(rows)
    if rows:
        places = ", ".join("?" * len(rows[0]))
        database.executemany(f"INSERT INTO {table} VALUES ({places})", rows)


def _row(value: object, fields: Iterable[str]) -> Row:
    return tuple(_cell(getattr(value, field)) for field in fields)


def _entries(listings: Iterable[PublishedListing]) -> Iterator[Row]:
    for listing in listings:
        for entry in listing.entries:
            seen = [_observation(observed) for observed in entry.observed]
            yield listing.name, entry.position, entry.record, entry.published_text, _cell(seen)


def _observation(observed: object) -> dict[str, Any]:
    fields = {field: getattr(observed, field) for field in ("on", "comments", "upvotes")}
    return {
        field: value.isoformat() if isinstance(value, date) else value
        for field, value in fields.items()
        if value is not None
    }


def _tags(tags: Iterable[Tagged], known: set[str]) -> Iterator[Row]:
    """Terms; one whose parent no record carries stands at the top."""
    for term in (tagged.term for tagged in tags):
        yield term.slug, term.name, term.meaning, term.parent if term.parent in known else None


def _record_tags(records: Iterable[PublishedRecord], known: set[str]) -> Iterator[Row]:
    for record in records:
        for tag in record.tags:
            if tag in known:
                yield record.id, tag


def _cell(value: object) -> object:
    """A value as SQLite has it: days as ISO 8601, lists as JSON."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return json.dumps(value, ensure_ascii=False)
    return value

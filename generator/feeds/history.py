"""The whole archive as documents of one feed (RFC 5005), each with what was added in a month."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from generator import addresses
from generator.archive import Archive, Merged, Paper

PER_DOCUMENT = 100


@dataclass(frozen=True)
class Document:
    """A part of a month: the records in it, and the address that stands for just these."""

    added: date
    part: int
    address: str
    records: tuple[Paper | Merged, ...]


def group_documents(archive: Archive) -> list[Document]:
    """Every record once, withdrawn and merged ones too: by month, oldest first, as they were added.

    The day of adding never changes, so neither does what a month holds once it is over. While it
    lasts, or should something be added to it later, what no longer holds the same records gets
    another address: an address never comes to mean other records.
    """
    records: list[Paper | Merged] = [*archive.papers, *archive.merged]
    records.sort(key=lambda record: (record.added, record.id))
    return [
        document
        for month, group in groupby(records, key=lambda record: record.added.replace(day=1))
        for document in _parts(month, list(group))
    ]


def _parts(month: date, records: list[Paper | Merged]) -> Iterator[Document]:
    for part, start in enumerate(range(0, len(records), PER_DOCUMENT), start=1):
        chosen = tuple(records[start : start + PER_DOCUMENT])
        address = addresses.feed_document(month, part, _digest(record.id for record in chosen))
        yield Document(month, part, address, chosen)


def _digest(ids: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()[:8]

"""The static API: JSON files at an address that has a version, each with its JSON Schema."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import msgspec

from generator import addresses
from generator.archive import Archive
from generator.exports.file import File
from generator.exports.model import (
    SCHEMAS,
    Counts,
    Days,
    Index,
    Listings,
    ListingsFile,
    Organizations,
    PublishedDay,
    PublishedListing,
    PublishedOrganization,
    PublishedRecord,
    PublishedTag,
    PublishedWithdrawal,
    Records,
    RecordsFile,
    Tags,
    Withdrawn,
)
from generator.exports.published import month_of

T = TypeVar("T")

RECORDS_PER_FILE = 1000
LISTINGS_PER_FILE = 100
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def api_files(
    archive: Archive, records: Sequence[PublishedRecord], listings: Sequence[PublishedListing]
) -> Iterator[File]:
    """Every file of the API; that of the index comes last, and names the others."""
    record_files, listing_files = [], []
    for path, month, chosen, following in _by_month(
        "records", records, lambda r: month_of(r.day), RECORDS_PER_FILE
    ):
        yield _file(path, Records(month=month, records=tuple(chosen), next=following))
        record_files.append(RecordsFile(path=path, month=month, records=len(chosen)))
    for path, month, held, following in _by_month(
        "listings", listings, lambda listing: month_of(listing.day), LISTINGS_PER_FILE
    ):
        yield _file(path, Listings(month=month, listings=tuple(held), next=following))
        listing_files.append(ListingsFile(path=path, month=month, listings=len(held)))
    for name, kind in SCHEMAS.items():
        yield _schema(archive, name, kind)
    yield _file("days.json", _days(archive))
    yield _file("tags.json", _tags(archive))
    yield _file("organizations.json", _organizations(archive))
    yield _file("withdrawn.json", _withdrawn(archive))
    yield _file(
        "index.json",
        Index(
            version=1,
            name=archive.config.name,
            description=archive.config.description,
            url=_url(archive, addresses.HOME),
            counts=_counts(archive, sum(len(listing.entries) for listing in listings)),
            days="days.json",
            tags="tags.json",
            organizations="organizations.json",
            withdrawn="withdrawn.json",
            records=tuple(record_files),
            listings=tuple(listing_files),
            schemas={name: f"schemas/{name}.json" for name in SCHEMAS},
        ),
    )


def _by_month(
    folder: str, found: Sequence[T], month: Callable[[T], str | None], size: int
) -> Iterator[tuple[str, str | None, Sequence[T], str | None]]:
    """Path, month, what is in the file, and the path of the next one of that month.

    What comes later stands later, so that a file that is full stays as it is.
    """
    groups: dict[str, list[T]] = defaultdict(list)
    for one in found:
        groups[month(one) or ""].append(one)
    for name, group in sorted(groups.items()):
        stem = f"{folder}/{name or 'undated'}"
        starts = range(0, len(group), size)
        paths = [f"{stem}-{at // size + 1}.json" if at else f"{stem}.json" for at in starts]
        for start, path, following in zip(starts, paths, [*paths[1:], None], strict=True):
            yield path, name or None, group[start : start + size], following


def _counts(archive: Archive, entries: int) -> Counts:
    return Counts(
        records=len(archive.shown),
        withdrawn=len(archive.papers) - len(archive.shown),
        permalinks=sum(1 + len(paper.aliases) for paper in archive.papers),
        listings=len(archive.listings),
        entries=entries,
        days=len(archive.days),
        tags=len(archive.tags),
        organizations=len(archive.organizations),
    )


def _days(archive: Archive) -> Days:
    return Days(
        days=tuple(
            PublishedDay(
                day=day.day,
                url=_url(archive, addresses.day(day.day)),
                listings=tuple(listing.name for listing in day.featured),
                published=len(day.published),
            )
            for day in archive.days
        )
    )


def _tags(archive: Archive) -> Tags:
    return Tags(
        tags=tuple(
            PublishedTag(
                slug=tagged.term.slug,
                name=tagged.term.name,
                meaning=tagged.term.meaning,
                parent=tagged.term.parent,
                aliases=tuple(tagged.term.aliases),
                url=_url(archive, addresses.tag(tagged.term.slug)),
                records=tagged.count,
            )
            for tagged in archive.tags
        )
    )


def _organizations(archive: Archive) -> Organizations:
    return Organizations(
        organizations=tuple(
            PublishedOrganization(
                slug=group.slug,
                name=group.name,
                url=_url(archive, addresses.organization(group.slug)),
                records=len(group.papers),
            )
            for group in archive.organizations
        )
    )


def _withdrawn(archive: Archive) -> Withdrawn:
    gone = [(paper, paper.withdrawn) for paper in archive.papers if paper.withdrawn is not None]
    return Withdrawn(
        withdrawn=tuple(
            PublishedWithdrawal(
                id=paper.id,
                aliases=paper.aliases,
                url=_url(archive, addresses.paper(paper.id)),
                reason=reason,
                updated=paper.updated,
            )
            for paper, reason in sorted(gone, key=lambda pair: pair[0].id)
        )
    )


def _schema(archive: Archive, name: str, kind: type[msgspec.Struct]) -> File:
    path = f"schemas/{name}.json"
    head = {"$schema": DIALECT, "$id": _url(archive, f"{addresses.API}{path}")}
    text = json.dumps(head | msgspec.json.schema(kind), indent=2, ensure_ascii=False)
    # Descriptions are docstrings, indented as they stand in the code.
    return File(_path(path), f"{text}\n".replace("\\n    ", "\\n").encode())


def _file(path: str, value: msgspec.Struct) -> File:
    return File(_path(path), msgspec.json.encode(value) + b"\n")


def _path(path: str) -> str:
    return f"{addresses.API[1:]}{path}"


def _url(archive: Archive, address: str) -> str:
    return addresses.absolute(archive.config.site_url, address)

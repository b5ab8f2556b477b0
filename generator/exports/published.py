"""The archive in the terms of what is published of it."""

from collections.abc import Iterator
from datetime import date

from msgspec import structs

from generator import addresses
from generator.archive import Archive, Paper
from generator.exports.model import PublishedEntry, PublishedListing, PublishedRecord
from generator.model import Listing


def published_records(archive: Archive) -> list[PublishedRecord]:
    """Every record that is not withdrawn; new ones come last."""
    found = [_record(paper, archive.config.site_url) for paper in archive.shown]
    return sorted(found, key=lambda record: (record.added, record.id))


def published_listings(archive: Archive) -> list[PublishedListing]:
    """Every listing; new ones come last."""
    found = [_listing(archive, listing) for listing in archive.listings]
    return sorted(found, key=lambda listing: (listing.added, listing.name))


def month_of(day: date | None) -> str | None:
    """The month a day lies in, as YYYY-MM."""
    return None if day is None else day.isoformat()[:7]


def _record(paper: Paper, site_url: str) -> PublishedRecord:
    fields = structs.asdict(paper.record) | {"aliases": paper.aliases}
    return PublishedRecord(
        **fields,
        url=addresses.absolute(site_url, addresses.paper(paper.id)),
        day=paper.day,
        issued=paper.issued.joined("-") if paper.issued is not None else None,
        updated=paper.updated,
        tags=paper.tags,
        comments=paper.comments,
        upvotes=paper.upvotes,
    )


def _listing(archive: Archive, listing: Listing) -> PublishedListing:
    return PublishedListing(
        name=listing.name,
        title=listing.title,
        day=listing.day,
        day_text=listing.day_text,
        day_basis=listing.day_basis,
        added=listing.added,
        entries=tuple(_entries(archive, listing)),
    )


def _entries(archive: Archive, listing: Listing) -> Iterator[PublishedEntry]:
    """The entries of records that are shown, each by the id its record has now."""
    for position, entry in enumerate(listing.entries, start=1):
        paper = archive.by_id.get(entry.record)
        if paper is not None and paper.withdrawn is None:
            yield PublishedEntry(
                record=paper.id,
                position=position,
                published_text=entry.published_text,
                observed=entry.observed,
            )

"""What stands in the files for machines; their JSON Schemas are made from these types.

Fields are those of `content/` by name and form, and like there a field without a value is left
out. Within version 1 fields may be added, and none goes or changes its meaning.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from generator.model import Basis, Count, Observation, Record, RecordId
from generator.values import Name, Slug, Text

Url = Annotated[str, Meta(pattern=r"^https?://")]
RelativePath = Annotated[
    str, Meta(pattern=r"^[a-z0-9./-]+$", description="Relative to index.json.")
]
Month = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}$", description="YYYY-MM.")]
Issued = Annotated[str, Meta(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Position = Annotated[int, Meta(ge=1)]


class Published(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that is published for machines."""


class PublishedRecord(Record, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """A record with its corrections applied: title and abstract to the character, TeX and all.

    `day` is the day it is listed by: `published`, else that of its first listing with one;
    `issued` is when it was published as far as is known: YYYY-MM-DD, YYYY-MM or YYYY;
    `updated` is when a source or an editor last changed it; `url` is its permalink; `comments` and
    `upvotes` are the newest numbers that a listing showed.
    """

    url: Url
    day: date | None = None
    issued: Issued | None = None
    updated: date
    tags: tuple[Slug, ...] = ()
    comments: Count | None = None
    upvotes: Count | None = None


class PublishedEntry(Published, frozen=True, kw_only=True):
    """A record's place in a listing, and what was observed there."""

    record: RecordId
    position: Position
    published_text: Text | None = None
    observed: tuple[Observation, ...] = ()


class PublishedListing(Published, frozen=True, kw_only=True):
    """An ordered set of entries as one source showed it; withdrawn records are left out."""

    name: Slug
    title: Text | None = None
    day: date | None = None
    day_text: Text | None = None
    day_basis: Basis | None = None
    added: date
    entries: tuple[PublishedEntry, ...] = ()


class Records(Published, frozen=True, kw_only=True):
    """Records of one month by `day`, or of none; by `added`, then `id`; `next` has more of them."""

    month: Month | None = None
    records: tuple[PublishedRecord, ...]
    next: RelativePath | None = None


class Listings(Published, frozen=True, kw_only=True):
    """Listings of one month, or without a day; by `added`, then `name`; `next` has more of them."""

    month: Month | None = None
    listings: tuple[PublishedListing, ...]
    next: RelativePath | None = None


class PublishedDay(Published, frozen=True, kw_only=True):
    """A day: the names of its listings, and how many records were published on it."""

    day: date
    url: Url
    listings: tuple[Slug, ...] = ()
    published: Count = 0


class Days(Published, frozen=True, kw_only=True):
    """Every day with a listing or a publication, oldest first."""

    days: tuple[PublishedDay, ...]


class PublishedTag(Published, frozen=True, kw_only=True):
    """A tag, and how many records carry it or one of its children; `aliases` are former slugs."""

    slug: Slug
    name: Name
    meaning: Text
    parent: Slug | None = None
    aliases: tuple[Slug, ...] = ()
    url: Url
    records: Count


class Tags(Published, frozen=True, kw_only=True):
    """Every tag that a record carries, in the order of the taxonomy."""

    tags: tuple[PublishedTag, ...]


class PublishedOrganization(Published, frozen=True, kw_only=True):
    """An organization as sources name it, and how many records they name it for."""

    slug: Slug
    name: str
    url: Url
    records: Count


class Organizations(Published, frozen=True, kw_only=True):
    """Every organization, by name."""

    organizations: tuple[PublishedOrganization, ...]


class PublishedWithdrawal(Published, frozen=True, kw_only=True):
    """A record that an editor withdrew, and why; what copies hold of it should go."""

    id: RecordId
    aliases: tuple[RecordId, ...] = ()
    url: Url
    reason: Text
    updated: date


class Withdrawn(Published, frozen=True, kw_only=True):
    """Every withdrawn record, by id."""

    withdrawn: tuple[PublishedWithdrawal, ...]


class Counts(Published, frozen=True, kw_only=True):
    """How much there is of everything.

    `permalinks` are the addresses of papers that must never go: those of records, of withdrawn
    ones, and of ids that lead to another. `entries` are those of records that are not withdrawn.
    """

    records: Count
    withdrawn: Count
    permalinks: Count
    listings: Count
    entries: Count
    days: Count
    tags: Count
    organizations: Count


class RecordsFile(Published, frozen=True, kw_only=True):
    """A file of records, of one month or without a day, and how many it holds."""

    path: RelativePath
    month: Month | None = None
    records: Count


class ListingsFile(Published, frozen=True, kw_only=True):
    """A file of listings, of one month or without a day, and how many it holds."""

    path: RelativePath
    month: Month | None = None
    listings: Count


class Index(Published, frozen=True, kw_only=True):
    """What there is, how much of it, and where; `schemas` by the name of what they describe."""

    version: Literal[1]
    name: Text
    description: Text
    url: Url
    counts: Counts
    days: RelativePath
    tags: RelativePath
    organizations: RelativePath
    withdrawn: RelativePath
    records: tuple[RecordsFile, ...]
    listings: tuple[ListingsFile, ...]
    schemas: dict[str, RelativePath]


SCHEMAS: dict[str, type[Struct]] = {
    "index": Index,
    "days": Days,
    "tags": Tags,
    "organizations": Organizations,
    "withdrawn": Withdrawn,
    "records": Records,
    "listings": Listings,
}
"""What is described by a schema, by its name."""

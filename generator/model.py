"""The archive's own words as types: what stands in the files under `content/`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct
from msgspec import field as key

from generator.identity import (
    ARXIV_PATTERN,
    AUTHORITY_PATTERN,
    CATEGORY_PATTERN,
    ID_PATTERN,
    whole,
)
from generator.tags.taxonomy import Taxonomy
from generator.values import Name, Slug, Text

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"

# Longer than any that was seen: what is longer yet is something else, and no page could show it.
Title = Annotated[str, Meta(min_length=1, max_length=2_000, pattern=r"\S")]
Abstract = Annotated[str, Meta(max_length=100_000)]
Remark = Annotated[str, Meta(min_length=1, max_length=10_000, pattern=r"\S")]
RecordId = Annotated[str, Meta(pattern=whole(ID_PATTERN), max_length=120)]
ArxivId = Annotated[str, Meta(pattern=whole(ARXIV_PATTERN))]
Address = Annotated[str, Meta(pattern=whole(r"https?://\S+"), max_length=4000)]
Category = Annotated[str, Meta(pattern=whole(CATEGORY_PATTERN))]
Sha256 = Annotated[str, Meta(pattern=whole("[0-9a-f]{64}"))]
Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]
MailAddress = Annotated[
    str,
    Meta(
        pattern=whole(rf"{_ATOM}+(?:\.{_ATOM}+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"), max_length=254
    ),
]
ListId = Annotated[str, Meta(pattern=whole(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+"), max_length=255)]
# It stands between angle brackets, on one line of a message, which may have 998 characters.
Unsubscribe = Annotated[
    str, Meta(pattern=whole(r"(?:https?://|mailto:)[!-;=?-~]+"), max_length=900)
]
Least = Annotated[int, Meta(ge=1, le=1_000_000_000)]
Authority = Annotated[str, Meta(pattern=whole(AUTHORITY_PATTERN), max_length=200)]
Basis = Literal["inferred", "page", "given", "api"]


class Content(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something that is read from and written to a file under `content/`."""


class Record(Content, frozen=True, kw_only=True):
    """The stored facts about one paper; title and abstract are the source's, to the character."""

    id: RecordId
    title: Title
    abstract: Abstract = ""
    published: date | None = None
    authors: tuple[Name, ...] = ()
    author_count: Count | None = None
    organization: Name | None = None
    arxiv: ArxivId | None = None
    version: Count | None = None
    categories: tuple[Name, ...] = ()
    keywords: tuple[Name, ...] = ()
    doi: Name | None = None
    comment: Remark | None = None
    links: tuple[Address, ...] = ()
    aliases: tuple[RecordId, ...] = ()
    added: date
    changed: date


class Observation(Content, frozen=True, kw_only=True):
    """What a source showed beside an entry on a day; a number that was not shown is absent."""

    on: date | None = None
    comments: Count | None = None
    upvotes: Count | None = None


class Said(Content, frozen=True, kw_only=True):
    """What a source said of a paper where the record, for a better source, says something else."""

    title: Title | None = None
    abstract: Abstract | None = None
    published: date | None = None
    authors: tuple[Name, ...] | None = None
    author_count: Count | None = None
    organization: Name | None = None
    arxiv: ArxivId | None = None
    version: Count | None = None
    categories: tuple[Name, ...] | None = None
    keywords: tuple[Name, ...] | None = None
    doi: Name | None = None
    comment: Remark | None = None


OptionalFact = Literal[
    "published",
    "authors",
    "author_count",
    "organization",
    "arxiv",
    "version",
    "categories",
    "keywords",
    "doi",
    "comment",
]
"""What a source may say of a paper beside its title and abstract."""


class Entry(Content, frozen=True, kw_only=True):
    """One record's appearance in one listing; its place in the list is its position.

    `links` are addresses that the source names beside the text. `last_seen` stands where the
    source no longer shows the paper.
    """

    record: RecordId
    published_text: Name | None = None
    links: tuple[Address, ...] = ()
    said: Said | None = None
    unsaid: tuple[OptionalFact, ...] = ()
    observed: tuple[Observation, ...] = ()
    last_seen: date | None = None


class Source(Content, frozen=True, kw_only=True, tag_field="kind"):
    """Where a listing came from.

    A `live` one gives the same listing again, grown; what it observes is dated by the reading.
    """

    live: ClassVar[bool] = False


class DumpSource(Source, frozen=True, kw_only=True, tag="dump"):
    """The text of a page, and the bytes that were read."""

    layout: Literal["compact", "spaced", "cards"]
    file: Text
    sha256: Sha256


class PageSource(Source, frozen=True, kw_only=True, tag="page"):
    """A page of Hugging Face Daily Papers, saved as HTML."""

    file: Text
    sha256: Sha256


class FileSource(Source, frozen=True, kw_only=True, tag="file"):
    """A list of papers that somebody keeps."""

    format: Literal["bibtex", "json-lines"]
    file: Text
    sha256: Sha256


class DailyPapersSource(Source, frozen=True, kw_only=True, tag="daily-papers"):
    """Hugging Face's API: a day (2025-10-30), a week (2025-W44) or a month (2025-10)."""

    live: ClassVar[bool] = True
    period: Annotated[str, Meta(pattern=whole(r"[0-9]{4}-(?:[0-9]{2}(?:-[0-9]{2})?|W[0-9]{2})"))]


class ArxivFeedSource(Source, frozen=True, kw_only=True, tag="arxiv-feed"):
    """What arXiv announced in a category on a day."""

    live: ClassVar[bool] = True
    category: Category


class ArxivSource(Source, frozen=True, kw_only=True, tag="arxiv"):
    """arXiv's API: papers submitted to a category on a day, or looked up one by one.

    `month` is that of the ids (YYMM) of papers that were looked up.
    """

    live: ClassVar[bool] = True
    category: Category | None = None
    month: Annotated[str, Meta(pattern=whole("[0-9]{4}"))] | None = None


GROWS = timedelta(days=4)
"""A day of Daily Papers is read again until it is older than this: papers are added that long."""

AnySource = DumpSource | PageSource | FileSource | DailyPapersSource | ArxivFeedSource | ArxivSource


class Listing(Content, frozen=True, kw_only=True):
    """An ordered set of entries as one source showed it.

    `day` is absent where the year cannot be derived; `day_text` is what the page says. `read` is
    the day on which a live source last gave this listing, or somebody a newer state of a list.
    """

    name: Slug
    title: Text | None = None
    day: date | None = None
    day_text: Text | None = None
    day_basis: Basis | None = None
    source: AnySource
    added: date
    read: date | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def is_shown(self) -> bool:
        """Whether papers were featured in it: not where arXiv was asked for them."""
        return not isinstance(self.source, ArxivSource)

    @property
    def lacks_day(self) -> bool:
        """Whether it has no day though it shows what was featured on one, as lists do not."""
        return self.day is None and isinstance(self.source, DumpSource | PageSource)


class Fields(Content, frozen=True, kw_only=True):
    """Values a correction sets, or says a record had."""

    title: Title | None = None
    abstract: Abstract | None = None
    published: date | None = None
    authors: tuple[Name, ...] | None = None
    author_count: Count | None = None
    organization: Name | None = None
    arxiv: ArxivId | None = None
    categories: tuple[Name, ...] | None = None
    doi: Name | None = None
    comment: Remark | None = None
    links: tuple[Address, ...] | None = None


ClearedName = Literal[
    "abstract",
    "published",
    "authors",
    "author_count",
    "organization",
    "arxiv",
    "categories",
    "doi",
    "comment",
    "links",
]
FieldName = Literal["title", ClearedName]


class TagChange(Content, frozen=True, kw_only=True):
    """Tags that an editor adds or takes away, whatever the matcher finds.

    `restore` names tags that are left to the matcher again.
    """

    add: tuple[Slug, ...] = ()
    remove: tuple[Slug, ...] = ()
    restore: tuple[Slug, ...] = ()


class Correction(Content, frozen=True, kw_only=True):
    """One change an editor made to a record, with the reason; it wins over every source.

    `clear` names fields whose value is wrong and whose right value nobody knows, `restore` those
    that follow the sources again. A later change undoes an earlier one: `withdraw: false` and
    `erase: false` bring a record back, `not_same_as` ends what `merge_into` or `same_as` began.
    """

    on: date
    by: Text
    reason: Text
    was: Fields | None = None
    set: Fields | None = None
    clear: tuple[ClearedName, ...] = ()
    restore: tuple[FieldName, ...] = ()
    tags: TagChange | None = None
    withdraw: bool | None = None
    erase: bool | None = None
    merge_into: RecordId | None = None
    same_as: tuple[RecordId, ...] = ()
    not_same_as: tuple[RecordId, ...] = ()


class ListingFields(Content, frozen=True, kw_only=True):
    """Values a correction of a listing sets, or says it had."""

    title: Text | None = None
    day: date | None = None


ListingFieldName = Literal["title", "day"]


class ListingCorrection(Content, frozen=True, kw_only=True):
    """One change an editor made to a listing, with the reason."""

    on: date
    by: Text
    reason: Text
    was: ListingFields | None = None
    set: ListingFields | None = None
    restore: tuple[ListingFieldName, ...] = ()


class Answer(Content, frozen=True, kw_only=True):
    """The day of the last valid answer of a source, which may have been an empty one.

    `vain` is the first day since then on which it was asked and gave none. Up to `complete` all
    days were read when they had grown; those after it are asked for again.
    """

    source: Text
    on: date | None = None
    complete: date | None = None
    vain: date | None = None


SourceName = Annotated[
    str, Meta(pattern=whole(rf"(?:daily-papers|arxiv (?:{CATEGORY_PATTERN})|arxiv lookups)"))
]


class SignUp(Content, frozen=True, kw_only=True):
    """Where a provider of mailing lists takes new subscribers.

    With a `field` the site shows a form that sends the reader's address there under that name,
    with the `hidden` values beside it; without one, a link.
    """

    provider: Text
    address: Address
    field: Text | None = None
    hidden: dict[str, str] = {}


class Mail(Content, frozen=True, kw_only=True):
    """What an operator sets to send digests to a mailing list, and to show how one subscribes."""

    to: MailAddress | None = None
    from_: MailAddress | None = key(name="from", default=None)
    list_id: ListId | None = None
    unsubscribe: Unsubscribe | None = None
    sign_up: SignUp | None = None


class Sent(Content, frozen=True, kw_only=True):
    """A digest that a mail server took on a day.

    `day` is the listings' day, or the Monday of their week; `also` are other days, or weeks, that
    it led to because they had become known since the digest before it. `papers` are those of all
    these days that may still have grown on `on`, until they have not for long enough: what comes to
    such a day later is told by the next digest.
    """

    day: date
    week: bool = False
    tag: Slug | None = None
    also: tuple[date, ...] = ()
    papers: tuple[RecordId, ...] | None = None
    on: date


class Trending(Content, frozen=True, kw_only=True):
    """From how many comments, or upvotes, on a paper counts as trending in feeds."""

    comments: Least = 3
    upvotes: Least = 50


MenuEntry = Literal["days", "tags", "trending", "organizations", "reading-list", "subscribe"]

SCHEMA: Literal[1] = 1
"""The form of `content/` that this code reads; `migrate` brings older content to it."""


class Config(Content, frozen=True, kw_only=True):
    """`archive.yml`: what an operator sets.

    `feed_authority` begins the ids of feeds and of what stands in them, wherever the site moves.
    `hub` is a WebSub hub that is told of new feeds and tells those who subscribed.
    `not_in_menu` are pages that stay, and that the menu of every page leaves out.
    """

    schema: Literal[1]
    name: Text
    description: Text
    site_url: Address
    repository: Address | None = None
    branch: Text = "main"
    sources: tuple[SourceName, ...] = ()
    mail: Mail = Mail()
    feed_authority: Authority = "sheaf.invalid,2026"
    trending: Trending = Trending()
    hub: Address | None = None
    not_in_menu: tuple[MenuEntry, ...] = ()


DEFAULT_CONFIG = Config(
    schema=SCHEMA,
    name="Sheaf",
    description="A browsable archive of papers.",
    site_url="http://127.0.0.1:8000/",
)


@dataclass(frozen=True)
class Stored:
    """What `content/` holds; records and corrections by id, listings by name.

    `unfound` are records that arXiv was asked about and did not have, by the day it was asked.
    """

    records: Mapping[str, Record] = field(default_factory=dict)
    listings: Mapping[str, Listing] = field(default_factory=dict)
    corrections: Mapping[str, tuple[Correction, ...]] = field(default_factory=dict)
    listing_corrections: Mapping[str, tuple[ListingCorrection, ...]] = field(default_factory=dict)
    config: Config = DEFAULT_CONFIG
    sent: tuple[Sent, ...] = ()
    taxonomy: Taxonomy = field(default_factory=lambda: Taxonomy(terms=()))
    unfound: Mapping[str, tuple[RecordId, ...]] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()

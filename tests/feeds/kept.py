"""An archive that nobody wrote, with every situation a feed can be in, and its feeds as read."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import feedparser
import msgspec

from generator.archive import Archive, build_archive
from generator.derived import deriver
from generator.feeds.build import build_feeds
from generator.model import (
    Config,
    Correction,
    DumpSource,
    Entry,
    Listing,
    Observation,
    Record,
    Stored,
    Trending,
)
from generator.tags.taxonomy import Taxonomy

SITE = "https://papers.example/base/"
AUTHORITY = "papers.example,2026"
NOVEMBER, DECEMBER, JANUARY = date(2025, 11, 3), date(2025, 12, 5), date(2026, 1, 7)
LISTED = date(2025, 10, 30)

SETTINGS = Config(
    schema=1,
    name="Tidal & <i>Odd</i> Papers",
    description="Papers on *lanterns* & kelp.",
    site_url=SITE,
    feed_authority=AUTHORITY,
    trending=Trending(comments=4, upvotes=20),
)
TERMS = msgspec.convert(
    {
        "terms": [
            {"slug": "sea", "name": "The sea", "meaning": "All that is *wet*."},
            {
                "slug": "lanterns",
                "name": "Lanterns & <lamps>",
                "meaning": "Lights that show the way.",
                "parent": "sea",
                "aliases": ["lamps"],
                "match": ["lantern"],
            },
            {"slug": "kelp", "name": "Kelp", "meaning": "What grows.", "match": ["kelp"]},
            {"slug": "volcanoes", "name": "Volcanoes", "meaning": "None.", "match": ["volcano"]},
        ]
    },
    Taxonomy,
    strict=False,
)
derived = cache(deriver(TERMS))
"""What follows from a text, once for all tests."""


def record(record_id: str, title: str, **fields: Any) -> Record:
    """A record with an abstract, added in November."""
    given = {"abstract": f"We study {title}.", "added": NOVEMBER, "changed": NOVEMBER}
    return Record(id=record_id, title=title, **{**given, **fields})


def records() -> list[Record]:
    """Over a hundred records of one month, and of two others those that are odd."""
    lanterns = [
        record(
            f"lantern-{number:03}",
            f"Lantern number {number}",
            published=date(2024, 1, 1) + timedelta(days=number // 2),
            author_count=number,
        )
        for number in range(120)
    ]
    december = {"added": DECEMBER, "changed": DECEMBER}
    january = {"added": JANUARY, "changed": JANUARY}
    return [
        *lanterns,
        record(
            "full-1",
            'A < B & C > "D": kelp </title> ]]> é 模型 🪸',
            abstract="Kelp <b>grows</b> & sways; see https://kelp.example/a?b=c&d=e. " * 9,
            published=date(2026, 1, 3),
            authors=("Ada <b>Reef</b>", "Bo & Shoal", "李明", "X"),
            organization="Tidewater & Sons",
            arxiv="2601.00001",
            links=("https://github.com/tide/kelp", "https://kelp.example/ü?q=ä&b=%"),
            **december,
        ),
        record("bare-1", "Nothing is known", abstract="", **december),
        record("rtl-1", "العوامات في البحر", abstract="الكلمات هنا.", **december),
        record("many-1", "By many", authors=tuple(f"Hand {n}" for n in range(200)), **january),
        record("math-1", "Le$^2$O", abstract="$O(n^2)$ kelp of $\\frac{a}{b}$ leaves.", **january),
        record("gone-1", "Withdrawn lanterns", abstract="Withdrawn text.", **december),
        record("erased-1", "Erased lanterns", abstract="Erased text.", **december),
        record("merged-1", "Lantern number 1, again", **december),
    ]


def listing() -> Listing:
    """A listing of a known day that showed comments and upvotes on some papers."""
    seen = {
        "lantern-001": Observation(on=LISTED, comments=4, upvotes=1),
        "lantern-002": Observation(on=LISTED, comments=3, upvotes=19),
        "lantern-003": Observation(on=LISTED, upvotes=20),
        "gone-1": Observation(on=LISTED, comments=90),
        "bare-1": Observation(on=LISTED),
    }
    return Listing(
        name="dump-000000000000",
        day=LISTED,
        day_basis="given",
        source=DumpSource(layout="cards", file="x.txt", sha256="0" * 64),
        added=NOVEMBER,
        entries=tuple(Entry(record=name, observed=(shown,)) for name, shown in seen.items()),
    )


def correction(**fields: Any) -> Correction:
    """A correction of the tenth of January."""
    return Correction(on=date(2026, 1, 10), by="ada", reason="*kelp* & <b>reasons</b>", **fields)


def stored(kept: Iterable[Record] | None = None, **changes: Any) -> Stored:
    """The archive as stored, with other records or settings where they are given."""
    chosen = records() if kept is None else kept
    given = Stored(
        records={record.id: record for record in chosen},
        listings={"dump-000000000000": listing()} if kept is None else {},
        corrections={
            "gone-1": (correction(withdraw=True),),
            "erased-1": (correction(withdraw=True, erase=True),),
            "merged-1": (correction(merge_into="lantern-001"),),
        }
        if kept is None
        else {},
        config=SETTINGS,
        taxonomy=TERMS,
    )
    return Stored(**{**given.__dict__, **changes})


@dataclass(frozen=True)
class Made:
    """An archive and the files of its feeds."""

    archive: Archive
    files: Mapping[str, str]

    @property
    def atom(self) -> Iterator[tuple[str, str]]:
        """Every Atom file: feeds, and documents of the whole archive."""
        return ((path, text) for path, text in self.files.items() if _is_atom(path))


@cache
def whole() -> Made:
    """The archive of every situation, built once."""
    return made(stored())


def made(of: Stored) -> Made:
    """An archive and its feeds."""
    archive = build_archive(of, derived)
    return Made(archive, {page.path: page.text for page in build_feeds(archive)})


def read(text: str) -> Any:
    """A feed as feedparser reads it, with its HTML as it came; nothing in it may be wrong."""
    found = feedparser.parse(text.encode(), sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, found.bozo_exception
    return found


def read_json(text: str) -> Any:
    """A JSON feed; a key that stands twice is an error."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(pairs) == len(dict(pairs)), pairs
        return dict(pairs)

    return json.loads(text, object_pairs_hook=once)


def _is_atom(path: str) -> bool:
    return path.endswith("feed.xml") or path.startswith("feeds/")

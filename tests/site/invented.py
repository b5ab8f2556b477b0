"""A small archive of papers that nobody wrote, with every situation a page can be in."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import product
from pathlib import Path

from msgspec import structs

from generator.model import (
    Correction,
    DumpSource,
    Entry,
    Fields,
    Listing,
    Observation,
    Record,
    Stored,
)
from generator.schema import plain
from generator.store import correction_path, write_changes, write_text
from generator.strict_yaml import render_yaml

ADDED = date(2025, 4, 1)
BUSY_DAY = date(2025, 3, 14)
LISTED_DAY = date(2025, 3, 20)
ORGANIZATION = "Tidewater & Sons Institute"
ARXIV = "2503.01234"
REPOSITORY = "https://github.com/tidewater/papers"

WITHDRAWN, ERASED, MERGED, INTO = "withdrawn-1", "erased-1", "merged-1", "kelp-1"
ODD_TITLES = {
    "odd-1": "#Tag: Labels That Weigh Themselves",
    "odd-2": "Le$^2$O: Lanterns at Two Levels of Detail",
    "odd-3": "R^3: Rowing, Resting, Rowing Again",
    "odd-4": 'A < B & C > D: Ordering Harbours by "Feel"',
    "odd-5": "基于深度学习的海带预测: Kelp-BERT",
}
LONG_TITLE = ("Buoys " * 49 + "at Sea")[:300]
RTL_TITLE = "العوامات في البحر: دراسة"
STATES_FROM = date(2025, 2, 1)
TAGS = """\
terms:
- {slug: navigation, name: Finding the way, meaning: How ships find their way., match: []}
- slug: lanterns
  name: Lanterns
  meaning: Lights that **show** the way.
  parent: navigation
  aliases: [lamps]
  match: [lantern]
- {slug: kelp, name: Kelp, meaning: What grows under the water., match: [kelp]}
- {slug: volcanoes, name: Volcanoes, meaning: Nobody has written on them yet., match: [volcano]}
"""
ABOUT = "---\ntitle: About\nsearch:\n  exclude: true\n---\n\n# About\n\n[Home](../index.md#title)\n"

_KINDS = ("Amber", "Brass", "Cobalt", "Drifting", "Folded", "Gentle", "Hollow")
_DEEDS = ("Guide", "Outlast", "Mislead", "Count")
_WHOM = ("Herring", "Pilots")


def write_archive(content: Path, site_url: str, repository: str | None = None) -> None:
    """Write the archive's content folder, to be served at an address."""
    write_settings(content, site_url, TAGS, repository)
    records, listings = _records(), _listings()
    write_content(content, records, listings)
    for record_id, corrections in _corrections().items():
        text = render_yaml([plain(correction) for correction in corrections])
        write_text(content / correction_path(record_id), text)


def write_settings(
    content: Path, site_url: str, tags: str = "terms: []\n", repository: str | None = None
) -> None:
    """Write what an operator writes: the settings, the taxonomy and one page."""
    settings = {
        "schema": "1",
        "name": "Tidal Papers",
        "description": "Papers on lanterns and kelp.",
        "site_url": site_url,
    }
    if repository is not None:
        settings["repository"] = repository
    write_text(content / "archive.yml", render_yaml(settings))
    write_text(content / "tags.yml", tags)
    write_text(content / "pages" / "about.md", ABOUT)


def write_content(
    content: Path, records: Iterable[Record], listings: Iterable[Listing] = ()
) -> None:
    """Write records and listings where the store keeps them."""
    stored = Stored(
        records={record.id: record for record in records},
        listings={listing.name: listing for listing in listings},
    )
    write_changes(content, Stored(), stored)


def invented_record(record_id: str, title: str, abstract: str | None = None) -> Record:
    """A record that was added on the day the archive was made."""
    if abstract is None:
        abstract = _abstract(title)
    return Record(id=record_id, title=title, abstract=abstract, added=ADDED, changed=ADDED)


def invented_listing(name: str, day: date | None, entries: Iterable[Entry]) -> Listing:
    """A listing of entries, as if read from a dump."""
    source = DumpSource(layout="cards", file=f"{name}.txt", sha256="0" * 64)
    return Listing(
        name=name,
        title="Daily Harbour",
        day=day,
        day_text="Mar 20",
        day_basis="inferred" if day else None,
        source=source,
        added=ADDED,
        entries=tuple(entries),
    )


def _abstract(title: str) -> str:
    return (
        f"We study what the title says, which is {title.casefold()}, on nine winters of harbour "
        "logs that were kept by hand and read twice by people who did not know each other. The "
        "lights were counted. Two of three crews came home earlier than before, and the third was "
        "not asked. All logs are published, with the names of the ships taken out."
    )


def _records() -> list[Record]:
    lanterns = [
        Record(
            id=f"lantern-{number}",
            title=f"{kind} Lanterns {deed} {whom}: Season {number}",
            abstract=_abstract(f"{kind} {deed} {whom} {number}"),
            published=BUSY_DAY,
            author_count=number,
            added=ADDED,
            changed=ADDED,
        )
        for number, (kind, deed, whom) in enumerate(product(_KINDS, _DEEDS, _WHOM), start=1)
    ]
    kelp = [
        Record(
            id=f"kelp-{number}",
            title=f"Kelp Forests After {number} Storms",
            abstract=f"What {number} storms leave of a kelp forest.",
            published=BUSY_DAY + timedelta(days=40 * number) if number < 4 else None,
            organization=ORGANIZATION if number < 4 else None,
            authors=("Ada Reef", "Bo Shoal") if number < 4 else (),
            arxiv=ARXIV if number == 1 else None,
            links=("https://github.com/tidewater/kelp",) if number == 1 else (),
            added=ADDED,
            changed=ADDED,
        )
        for number in range(1, 9)
    ]
    others = [
        invented_record(WITHDRAWN, "Secret Lanterns of the Northern Harbours"),
        invented_record(ERASED, "A Title That Is Taken Away", "An abstract that is taken away."),
        invented_record(MERGED, "Kelp Forests After One Storm"),
        *(invented_record(record_id, title) for record_id, title in ODD_TITLES.items()),
    ]
    return [*lanterns, *kelp, *others, *_states()]


def _listings() -> list[Listing]:
    dated = [
        Entry(record=f"lantern-{number}", observed=(_seen(number),)) for number in range(1, 36)
    ]
    undated = [Entry(record=f"kelp-{number}") for number in range(4, 9)]
    undated += [Entry(record=name) for name in (WITHDRAWN, ERASED, MERGED, *ODD_TITLES)]
    return [
        invented_listing("dump-dated", LISTED_DAY, dated),
        invented_listing("dump-undated", None, undated),
    ]


def _seen(number: int) -> Observation:
    upvotes = number if number % 2 else None
    return Observation(on=LISTED_DAY, comments=number % 7, upvotes=upvotes)


def _states() -> list[Record]:
    """A paper in every state a page of its own can be in, one a day."""
    known = Record(
        id="state-full",
        title="A Buoy of Which Everything Is Known",
        abstract=_abstract("Buoys"),
        authors=("Ada Reef", "Cy Ebb"),
        organization="Buoy Works",
        arxiv="2502.00007",
        links=("https://github.com/tidewater/buoy", "https://buoys.example/"),
        added=ADDED,
        changed=ADDED,
    )
    records = [
        known,
        invented_record("state-bare", "A Buoy", ""),
        invented_record("state-long", LONG_TITLE),
        structs.replace(
            invented_record("state-many", "A Buoy by Many Hands"),
            authors=tuple(f"Hand Number {number}" for number in range(1, 201)),
        ),
        invented_record("state-rtl", RTL_TITLE, "الكلمات هنا تُقرأ من اليمين."),
    ]
    return [
        structs.replace(record, published=STATES_FROM + timedelta(days=number))
        for number, record in enumerate(records)
    ]


def _corrections() -> dict[str, list[Correction]]:
    return {
        "kelp-8": [
            Correction(on=ADDED, by="ada", reason="a typo", set=Fields(title="Kelp, Corrected"))
        ],
        WITHDRAWN: [
            Correction(on=ADDED, by="ada", reason="the authors asked for it", withdraw=True)
        ],
        ERASED: [Correction(on=ADDED, by="ada", reason="not a paper", withdraw=True, erase=True)],
        MERGED: [Correction(on=ADDED, by="ada", reason="the same paper", merge_into=INTO)],
    }

"""Records that arXiv is asked about one by one: which they are, and whether an answer is theirs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from generator.clocks import AHEAD
from generator.corrected import corrections_of, relations_of
from generator.identity import same_text
from generator.known import compared_titles
from generator.model import ArxivSource, Record, Stored
from generator.overlay import correct, overlay
from generator.problems import notice
from generator.questions import Outcome, ask_ids, ask_title
from generator.sources.answers import Declined
from generator.sources.sighting import Reading, Sighting
from generator.upstream import Upstream

AGAIN = timedelta(days=180)
"""A paper that arXiv did not have may have come there since."""

IDS = 100
"""How many papers are asked for at once where their arXiv ids are known."""

TITLES = 10
"""How many papers are asked for one by one until what was learnt is written."""


@dataclass(frozen=True)
class Wanted:
    """Records to ask arXiv about, as corrected, the newest of the archive first."""

    by_id: tuple[Record, ...]
    by_title: tuple[Record, ...]


def wanted(stored: Stored, on: date) -> Wanted:
    """The records of which arXiv has not said what it knows, nor, of late, that it knows none."""
    asked = {
        entry.record
        for listing in stored.listings.values()
        if isinstance(listing.source, ArxivSource)
        for entry in listing.entries
    }
    for day, records in stored.unfound.items():
        if on - AGAIN < date.fromisoformat(day) <= on + AHEAD:
            asked.update(records)
    asked.update(relations_of(stored).into)
    left = [record for record in stored.records.values() if record.id not in asked]
    corrected = [
        correct(record, overlay(corrections_of(stored, record)))
        for record in left
        if _is_there(record, stored)
    ]
    newest_first = sorted(corrected, key=lambda r: (-r.added.toordinal(), r.id))
    return Wanted(
        by_id=tuple(record for record in newest_first if record.arxiv),
        by_title=tuple(r for r in newest_first if not r.arxiv and _can_agree(r)),
    )


def look_up_ids(upstream: Upstream, address: str, records: Iterable[Record]) -> Outcome:
    """What arXiv says of records whose arXiv ids are known; raises Unavailable."""
    by_arxiv = {record.arxiv: record for record in records if record.arxiv}
    found, lost = ask_ids(upstream, address, list(by_arxiv))
    return Outcome(
        tuple(_readings(address, found.sightings)),
        found.count,
        found.count - len(found.sightings),
        found.problems,
        tuple(sorted(by_arxiv[arxiv].id for arxiv in lost)),
    )


def look_up_papers(upstream: Upstream, address: str, ids: Iterable[str]) -> Outcome:
    """What arXiv says of papers that may be in no listing yet; raises Unavailable."""
    found, lost = ask_ids(upstream, address, list(ids))
    return Outcome(
        tuple(_readings(address, found.sightings)),
        found.count,
        found.count - len(found.sightings),
        (*found.problems, *(notice(address, 0, f"arXiv has no paper {one}") for one in lost)),
    )


def look_up_titles(upstream: Upstream, address: str, records: Iterable[Record]) -> Outcome:
    """What arXiv says of records whose titles it is asked for; raises Refused or Unavailable.

    Where it has none, or more than one, that can be meant, nothing is said.
    """
    sightings: list[Sighting] = []
    unfound = []
    for record in records:
        try:
            answer = ask_title(upstream, address, record.title).sightings
        except Declined:
            answer = ()  # A title that arXiv stumbles over is one it cannot find.
        meant = [sighting for sighting in answer if is_of(sighting, record)]
        if len(meant) == 1:
            sightings += meant
        else:
            unfound.append(record.id)
    once = {sighting.arxiv: sighting for sighting in sightings}
    readings = tuple(_readings(address, once.values()))
    return Outcome(readings, len(once), 0, (), tuple(sorted(unfound)))


def is_of(sighting: Sighting, record: Record) -> bool:
    """Whether a paper has a record's title, exactly as titles are compared, and its abstract."""
    same_title = set(compared_titles(sighting.title)) & set(compared_titles(record.title))
    return bool(same_title) and same_text(sighting.abstract, record.abstract)


def _is_there(record: Record, stored: Stored) -> bool:
    """Whether readers can see the record; one that an editor withdrew is not asked about."""
    return overlay(corrections_of(stored, record)).withdrawn is None


def _can_agree(record: Record) -> bool:
    """Whether there is a title to ask for, and an abstract that an answer could agree with."""
    return bool(record.abstract) and re.search(r"\w", record.title) is not None


def _readings(address: str, sightings: Iterable[Sighting]) -> Iterator[Reading]:
    """The papers in one listing for each month of their arXiv ids, to which they are added."""
    by_month: dict[str, list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        month = re.search(r"\d{4}", sighting.arxiv or "")
        if month is not None:
            by_month[month[0]].append(sighting)
    for name, group in sorted(by_month.items()):
        yield Reading(
            path=address,
            name=f"arxiv-{name}",
            source=ArxivSource(month=name),
            title="arXiv",
            whole=False,
            sightings=tuple(group),
        )

"""Which record a paper is: what is known of every record's titles, arXiv ids and abstracts."""

from collections import defaultdict
from collections.abc import Iterator

from generator.identity import (
    SAME_TEXT,
    compared_title,
    likeness,
    title_and_text_id,
    title_id,
)
from generator.model import Correction, Stored
from generator.overlay import relate
from generator.problems import Problem, notice
from generator.sources.sighting import Sighting


class Known:
    """Every title a record has or ever had, from any source or correction, leads to it.

    Records that editors merged are known each for itself, so that a merge can be undone.
    """

    def __init__(self, stored: Stored) -> None:
        self._ids = set(stored.records)
        self._by_title: dict[str, list[str]] = defaultdict(list)
        self._abstracts: dict[str, list[str]] = defaultdict(list)
        self._apart = relate(stored.corrections).apart
        for record in stored.records.values():
            self._ids.update(record.aliases)
            self._learn(record.id, record.title, record.abstract)
        for listing in stored.listings.values():
            for entry in listing.entries:
                if entry.said and entry.record in stored.records:
                    record = stored.records[entry.record]
                    title, abstract = entry.said.title, entry.said.abstract
                    self._learn(
                        record.id,
                        record.title if title is None else title,
                        record.abstract if abstract is None else abstract,
                    )
        for record_id, corrections in stored.corrections.items():
            if record_id in stored.records:
                record = stored.records[record_id]
                for title in _corrected_titles(corrections):
                    self._learn(record_id, title, record.abstract)

    def find_or_add(self, path: str, sighting: Sighting) -> tuple[str, list[Problem]]:
        """The id of the record a sighting is of, its own if it is new, and what is odd about it."""
        title = compared_title(sighting.title)
        namesakes = self._by_title[title]
        own_id = title_and_text_id(sighting.title, sighting.abstract) if namesakes else ""
        alike = [
            (likest, known_id)
            for known_id in namesakes
            if own_id not in self._apart.get(known_id, ())
            and (likest := self._likeness(known_id, sighting.abstract)) >= SAME_TEXT
        ]
        if alike:
            _, record_id = max(alike, key=lambda found: found[0])
            self._learn(record_id, sighting.title, sighting.abstract)
            return record_id, []
        problems = []
        record_id = title_id(sighting.title)
        others = [i for i in namesakes if own_id not in self._apart.get(i, ())]
        if others:
            message = f"another paper of this title has another abstract: {others[0]}"
            problems.append(notice(path, sighting.line, message))
        if namesakes or record_id in self._ids:
            record_id = own_id or title_and_text_id(sighting.title, sighting.abstract)
        self._ids.add(record_id)
        self._learn(record_id, sighting.title, sighting.abstract)
        return record_id, problems

    def _likeness(self, record_id: str, abstract: str) -> float:
        """How like one of a record's abstracts this one is; more than 1 where it is one of them."""
        known = self._abstracts[record_id]
        if abstract in known:
            return 2.0
        return max((likeness(abstract, other) for other in known), default=0.0)

    def _learn(self, record_id: str, title: str, abstract: str) -> None:
        ids = self._by_title[compared_title(title)]
        if record_id not in ids:
            ids.append(record_id)
        if abstract not in self._abstracts[record_id]:
            self._abstracts[record_id].append(abstract)


def _corrected_titles(corrections: tuple[Correction, ...]) -> Iterator[str]:
    for correction in corrections:
        for fields in (correction.was, correction.set):
            if fields is not None and fields.title is not None:
                yield fields.title

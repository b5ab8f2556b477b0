"""Which record a paper is: what is known of every record's titles, arXiv ids and abstracts."""

from collections import defaultdict
from collections.abc import Iterator

from generator.identity import compared_title, same_text, title_and_text_id, title_id
from generator.model import Correction, Stored
from generator.problems import Problem, notice
from generator.sources.sighting import Sighting


class Known:
    """Every title a record has or ever had, from any source or correction, leads to it."""

    def __init__(self, stored: Stored) -> None:
        self._ids = set(stored.records)
        self._by_title: dict[str, list[str]] = defaultdict(list)
        self._abstracts: dict[str, list[str]] = defaultdict(list)
        self._target = merged_ids(stored)
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
        for record_id in namesakes:
            if self._is_same(record_id, sighting.abstract):
                self._learn(record_id, sighting.title, sighting.abstract)
                return record_id, []
        problems = []
        record_id = title_id(sighting.title)
        if namesakes:
            message = f"another paper of this title has another abstract: {namesakes[0]}"
            problems.append(notice(path, sighting.line, message))
        if namesakes or record_id in self._ids:
            record_id = title_and_text_id(sighting.title, sighting.abstract)
        self._ids.add(record_id)
        self._learn(record_id, sighting.title, sighting.abstract)
        return record_id, problems

    def _is_same(self, record_id: str, abstract: str) -> bool:
        known = self._abstracts[record_id]
        return abstract in known or any(same_text(abstract, other) for other in known)

    def _learn(self, record_id: str, title: str, abstract: str) -> None:
        record_id = self._target.get(record_id, record_id)
        ids = self._by_title[compared_title(title)]
        if record_id not in ids:
            ids.append(record_id)
        if abstract not in self._abstracts[record_id]:
            self._abstracts[record_id].append(abstract)


def merged_ids(stored: Stored) -> dict[str, str]:
    """Each id that corrections merged into another record, with the id it ended in."""
    into: dict[str, str] = {}
    for record_id, corrections in sorted(stored.corrections.items()):
        for correction in corrections:
            if correction.merge_into:
                into[record_id] = correction.merge_into
            for other in correction.same_as:
                into.setdefault(other, record_id)
    return {record_id: _follow(record_id, into) for record_id in into}


def _follow(record_id: str, into: dict[str, str]) -> str:
    passed = {record_id}
    while (following := into.get(record_id)) is not None and following not in passed:
        passed.add(following)
        record_id = following
    return record_id


def _corrected_titles(corrections: tuple[Correction, ...]) -> Iterator[str]:
    for correction in corrections:
        for fields in (correction.was, correction.set):
            if fields is not None and fields.title is not None:
                yield fields.title

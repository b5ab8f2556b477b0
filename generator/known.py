"""Which record a paper is: what is known of every record's titles, arXiv ids and abstracts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from generator.corrected import aliases_of, relations_of
from generator.identity import (
    SAME_TEXT,
    arxiv_id,
    compared_title,
    likeness,
    title_and_text_id,
    title_id,
)
from generator.model import Correction, Stored
from generator.problems import Problem, notice
from generator.sources.sighting import Sighting
from generator.typeset import plain


def compared_titles(title: str) -> tuple[str, ...]:
    """The title as titles are compared: as it stands, and without the TeX in it where it has any.

    Some sources write `Poincar\\'e`, where others say Poincaré.
    """
    whole = compared_title(title)
    if "\\" not in title:
        return (whole,)
    return tuple(dict.fromkeys((whole, compared_title(plain(title)))))


class Known:
    """Every arXiv id and title a record has or ever had, in any source or correction, leads to it.

    Two records that one paper leads to are found to be one: the one added first, or of two added
    on one day the one whose id is smaller. Records that editors merged are known each for itself,
    so that a merge can be undone.
    """

    def __init__(self, stored: Stored) -> None:
        self._ids = set(stored.records)
        self._added = {record.id: record.added for record in stored.records.values()}
        self._by_title: dict[str, list[str]] = defaultdict(list)
        self._by_arxiv: dict[str, str] = {}
        self._arxiv: dict[str, set[str]] = defaultdict(set)
        self._abstracts: dict[str, list[str]] = defaultdict(list)
        self._into = aliases_of(stored)
        self._joined = set(self._into)
        self._apart = relations_of(stored).apart
        for record in stored.records.values():
            self._ids.update(record.aliases)
            self._learn(record.id, record.title, record.abstract, record.arxiv)
        for listing in stored.listings.values():
            for entry in listing.entries:
                if entry.said and entry.record in stored.records:
                    record = stored.records[entry.record]
                    title, abstract = entry.said.title, entry.said.abstract
                    self._learn(
                        record.id,
                        record.title if title is None else title,
                        record.abstract if abstract is None else abstract,
                        entry.said.arxiv,
                    )
        for record_id, corrections in stored.corrections.items():
            corrected = stored.records.get(self.resolved(record_id))
            if corrected is not None:
                for title, arxiv in _corrected(corrections):
                    self._learn(corrected.id, title or corrected.title, corrected.abstract, arxiv)

    def find_or_add(self, path: str, sighting: Sighting, on: date) -> tuple[str, list[Problem]]:
        """The id of the record a sighting is of, its own if it is new, and what is odd about it."""
        problems = []
        namesakes = self._namesakes(sighting.title)
        possible = [one for one in namesakes if not self._differs(one, sighting.arxiv)]
        record_id = self._by_arxiv.get(sighting.arxiv or "")
        if record_id is None:
            record_id = self._likest(possible, sighting)
        if record_id is None:
            if namesakes:
                what = "abstract" if possible else "arXiv id"
                message = f"another paper of this title has another {what}: {namesakes[0]}"
                problems.append(notice(path, sighting.line, message))
            record_id = self._new_id(sighting, bool(namesakes))
            self._ids.add(record_id)
            self._added[record_id] = on
        record_id = self.resolved(record_id)
        self._learn(record_id, sighting.title, sighting.abstract, sighting.arxiv)
        for other in self._namesakes(sighting.title):
            if self._is_one(record_id, other):
                record_id, message = self._join(record_id, other)
                problems.append(notice(path, sighting.line, message))
        return record_id, problems

    def resolved(self, record_id: str) -> str:
        """The id that an id leads to, itself where the record was merged into no other."""
        return _follow(record_id, self._into)

    def joined(self) -> dict[str, str]:
        """Each record that was found to be another, now or before, with that one's id."""
        return {loser: self.resolved(loser) for loser in sorted(self._joined)}

    def _namesakes(self, title: str) -> list[str]:
        ids = [one for key in compared_titles(title) for one in self._by_title.get(key, ())]
        return list(dict.fromkeys(self.resolved(record_id) for record_id in ids))

    def _new_id(self, sighting: Sighting, has_namesakes: bool) -> str:
        record_id = arxiv_id(sighting.arxiv) if sighting.arxiv else title_id(sighting.title)
        taken = record_id in self._ids or (has_namesakes and not sighting.arxiv)
        return title_and_text_id(sighting.title, sighting.abstract) if taken else record_id

    def _is_one(self, record_id: str, other: str) -> bool:
        """Whether a record with an arXiv id and one without, of one title, are one paper."""
        ours, theirs = self._arxiv[record_id], self._arxiv[other]
        if record_id == other or not (ours or theirs) or (ours and theirs and not ours & theirs):
            return False
        if other in self._apart.get(record_id, ()):
            return False
        return any(self._is_same(other, abstract) for abstract in self._abstracts[record_id])

    def _join(self, one: str, other: str) -> tuple[str, str]:
        """The id of the record that stays, and the sentence that says so."""
        stays, goes = sorted((one, other), key=lambda i: (self._added[i], i))
        self._into[goes] = stays
        self._joined.add(goes)
        self._abstracts[stays] += self._abstracts.pop(goes)
        for arxiv in self._arxiv.pop(goes, set()):
            self._arxiv[stays].add(arxiv)
            self._by_arxiv[arxiv] = stays
        return stays, f"two records are one paper: {goes} is now an address of {stays}"

    def _differs(self, record_id: str, arxiv: str | None) -> bool:
        return bool(arxiv and self._arxiv[record_id] and arxiv not in self._arxiv[record_id])

    def _likest(self, possible: Iterable[str], sighting: Sighting) -> str | None:
        """Of several records the one whose abstract is likest, if it can be the sighting's.

        None is one that an editor holds apart from the id that the sighting would have itself.
        """
        own_id = title_and_text_id(sighting.title, sighting.abstract)
        alike = [
            (self._likeness(one, sighting.abstract), one)
            for one in possible
            if own_id not in self._apart.get(one, ())
        ]
        likest, record_id = max(alike, key=lambda found: found[0], default=(0.0, ""))
        return record_id if likest >= SAME_TEXT else None

    def _likeness(self, record_id: str, abstract: str) -> float:
        """How like one of a record's abstracts this one is; more than 1 where it is one of them."""
        known = self._abstracts[record_id]
        if abstract in known:
            return 2.0
        return max((likeness(abstract, other) for other in known), default=0.0)

    def _is_same(self, record_id: str, abstract: str) -> bool:
        return self._likeness(record_id, abstract) >= SAME_TEXT

    def _learn(self, record_id: str, title: str, abstract: str, arxiv: str | None) -> None:
        record_id = self.resolved(record_id)
        for key in compared_titles(title):
            ids = self._by_title[key]
            if record_id not in ids:
                ids.append(record_id)
        if abstract not in self._abstracts[record_id]:
            self._abstracts[record_id].append(abstract)
        if arxiv is not None:
            self._by_arxiv.setdefault(arxiv, record_id)
            self._arxiv[record_id].add(arxiv)


def _follow(record_id: str, into: dict[str, str]) -> str:
    passed = {record_id}
    while (following := into.get(record_id)) is not None and following not in passed:
        passed.add(following)
        record_id = following
    return record_id


def _corrected(corrections: tuple[Correction, ...]) -> Iterator[tuple[str | None, str | None]]:
    for correction in corrections:
        for fields in (correction.was, correction.set):
            if fields is not None and (fields.title is not None or fields.arxiv is not None):
                yield fields.title, fields.arxiv

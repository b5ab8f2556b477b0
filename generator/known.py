"""Which record a paper is: what is known of every record's titles, arXiv ids and abstracts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from generator.alike import Alike
from generator.corrected import aliases_of, corrections_of, relations_of
from generator.identity import arxiv_id, compared_title, same_text, text_ids, title_id
from generator.model import Stored
from generator.overlay import follow, overlay
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
    without = compared_title(plain(title))
    return (whole, without) if without not in ("", whole) else (whole,)


_ARXIVS_OWN = "10.48550/"
"""DOIs that name a paper at arXiv, whatever other DOI it has."""
FEW = 8
"""With so many of a paper's texts a new one is compared before it is told as another's."""


class Known:
    """Every title that sources or editors give a record leads to it, and every arXiv id.

    Where an editor sets or clears the arXiv id, those that sources give lead there no more: they
    are the record's only for who says its title or its text as well.

    Two records that one paper leads to are found to be one: the one added first, or of two added
    on one day the one whose id is smaller. Records that editors merged are known each for itself,
    so that a merge can be undone; but what cannot be true of the merged ones is believed of none.

    Two entries with different DOIs, of which one has no abstract, are two papers: every volume of
    proceedings has its preface.
    """

    def __init__(self, stored: Stored) -> None:
        self._ids = set(stored.records)
        self._added = {record.id: record.added for record in stored.records.values()}
        self._by_title: dict[str, dict[str, None]] = defaultdict(dict)
        self._titles: dict[str, dict[str, None]] = defaultdict(dict)
        self._abstracts: dict[str, dict[str, None]] = defaultdict(dict)
        self._bare: dict[str, dict[str, None]] = defaultdict(dict)
        self._alike: dict[str, Alike] = {}
        self._by_arxiv: dict[str, str] = {}
        self._into = aliases_of(stored)
        self._joined = set(self._into)
        relations = relations_of(stored)
        self._merged = dict(relations.into)
        self._arxiv: dict[str, set[str]] = defaultdict(set)
        self._apart: dict[str, set[str]] = defaultdict(set)
        for record_id, others in relations.apart.items():
            self._apart[self._group(record_id)] |= others
        self._fixed: dict[str, str | None] = {}
        self._denied: dict[str, set[str]] = defaultdict(set)
        self._dois: dict[str, set[str]] = defaultdict(set)
        self._recall(stored)

    def _recall(self, stored: Stored) -> None:
        """Learn what records, their entries and the corrections in force say."""
        editors_titles = []
        for record_id in {self.resolved(record_id) for record_id in stored.corrections}:
            record = stored.records.get(record_id)
            if record is not None:
                fields = overlay(corrections_of(stored, record)).fields
                if "arxiv" in fields:
                    self._fixed[record_id] = fields["arxiv"].value
                    self._learn_arxiv(record_id, fields["arxiv"].value)
                if "title" in fields:
                    editors_titles.append((record_id, fields["title"].value))
        for record in stored.records.values():
            self._ids.update(record.aliases)
            self._learn(record.id, record.title, record.abstract, record.arxiv, record.doi)
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
                        entry.said.doi,
                    )
        for record_id, title in editors_titles:
            self._learn_title(record_id, title)

    def find_or_add(
        self, path: str, sighting: Sighting, on: date
    ) -> tuple[str, Sighting, list[Problem]]:
        """The id of the record a sighting is of, its own if it is new, and what is odd about it.

        The sighting comes back without its arXiv id where an editor says that this is another's.
        """
        keys = compared_titles(sighting.title)
        sighting, disbelieved = self._believed(sighting)
        record_id, remark = self._find(keys, sighting)
        if record_id is None:
            record_id = self._new_id(keys, sighting)
            self._ids.add(record_id)
            self._added[record_id] = on
        remarks = [remark] if remark else []
        if disbelieved and sighting.abstract not in self._abstracts[record_id]:
            remarks.append(disbelieved)
        texts = [sighting.abstract]
        is_new_id = sighting.arxiv and sighting.arxiv not in self._arxiv_of(record_id)
        if is_new_id or not self._titles[record_id].keys() >= set(keys):
            texts += self._abstracts[record_id]
        self._learn(record_id, sighting.title, sighting.abstract, sighting.arxiv, sighting.doi)
        while other := next(self._found_to_be(record_id, texts), None):
            record_id, remark = self._join(record_id, other)
            remarks.append(remark)
            texts = list(self._abstracts[record_id])
        return record_id, sighting, [notice(path, sighting.line, remark) for remark in remarks]

    def resolved(self, record_id: str) -> str:
        """The id that an id leads to, itself where the record was merged into no other."""
        return follow(record_id, self._into)

    def joined(self) -> dict[str, str]:
        """Each record that was found to be another, now or before, with that one's id."""
        return {loser: self.resolved(loser) for loser in sorted(self._joined)}

    def _believed(self, sighting: Sighting) -> tuple[Sighting, str | None]:
        """The sighting, without an arXiv id that is a record's which it cannot be, and why."""
        owner = self._by_arxiv.get(sighting.arxiv or "")
        if owner is None or not self._is_held_apart(owner, sighting):
            return sighting, None
        why = f"arXiv:{sighting.arxiv} is not believed: it is {owner}, which an editor says this "
        return replace(sighting, arxiv=None, version=None), f"{why}is not"

    def _find(self, keys: tuple[str, ...], sighting: Sighting) -> tuple[str | None, str | None]:
        """The record a sighting is of, if there is one, and what an editor should know of that."""
        arxiv = sighting.arxiv
        for one in self._first(self._denied.get(arxiv or "", ())):
            if self._agrees(one, keys, sighting.abstract) and not self._is_held_apart(
                one, sighting
            ):
                return one, None
        by_arxiv = self._by_arxiv.get(arxiv or "")
        if by_arxiv is not None:
            return by_arxiv, self._contradiction(by_arxiv, keys, sighting)
        namesakes = {one: None for key in keys for one in self._by_title.get(key, ())}
        if not namesakes:
            return None, None
        if sighting.abstract:
            found = self._alike_in(keys, sighting.abstract)
            for one in sorted(found, key=lambda one: (-found[one], *self._rank(one))):
                if self._may_be(one, sighting):
                    return one, None
            for one in self._first({i for key in keys for i in self._bare.get(key, ())}):
                if self._may_be(one, sighting) and not self._has_other_doi(one, sighting):
                    return one, None
        else:
            bare = self._of_bare_title(namesakes, keys, sighting)
            if bare is not None:
                return bare
        first = next((one for one in namesakes if not self._is_held_apart(one, sighting)), None)
        if first is None:
            return None, None  # An editor knows of all of them.
        what = "arXiv id" if self._differs(first, arxiv) else "abstract"
        if what == "abstract" and self._has_other_doi(first, sighting):
            what = "DOI"
        return None, f"another paper of this title has another {what}: {first}"

    def _of_bare_title(
        self, namesakes: Iterable[str], keys: tuple[str, ...], sighting: Sighting
    ) -> tuple[str, str | None] | None:
        """The record of an entry without an abstract, which tells of none which paper it is.

        It is the one with its DOI, else the one that is known without an abstract too, else the
        only one, else the first; but an arXiv id is given to none of several.
        """
        possible = [
            one
            for one in self._first(namesakes)
            if self._may_be(one, sighting) and not self._has_other_doi(one, sighting)
        ]
        doi = _compared_doi(sighting.doi)
        bare = self._alike_in(keys, "")
        having = [one for one in possible if doi in self._dois[one]]
        # Of those with its DOI, too, the one that had such an entry before: so it finds it again.
        found = [*(i for i in having if i in bare), *having, *(i for i in possible if i in bare)]
        if found:
            return found[0], None
        if len(possible) == 1:
            return possible[0], None
        if not possible or sighting.arxiv:
            return None
        says = "no abstract says which of the papers of this title it is; taken for the first"
        return possible[0], f"{says}: {possible[0]}"

    def _contradiction(
        self, record_id: str, keys: tuple[str, ...], sighting: Sighting
    ) -> str | None:
        """What to say where an arXiv id comes with another abstract, and maybe another title."""
        texts = [text for text in self._abstracts[record_id] if text][:FEW]
        if not sighting.abstract or not texts:
            return None
        if any(same_text(sighting.abstract, text) for text in texts):
            return None
        known = not self._titles[record_id].keys().isdisjoint(keys)
        what = "abstract" if known else "title and another abstract"
        return (
            f"another {what} for arXiv:{sighting.arxiv} than {record_id} has: a wrong arXiv id, "
            "unless the paper was rewritten"
        )

    def _new_id(self, keys: tuple[str, ...], sighting: Sighting) -> str:
        """An id that is free: of arXiv, of the title, or of title and abstract."""
        wanted = []
        if sighting.arxiv:
            wanted.append(arxiv_id(sighting.arxiv))
        elif not any(self._by_title.get(key) for key in keys):
            wanted.append(title_id(sighting.title))
        wanted += text_ids(sighting.title, _telling(sighting))
        return next(record_id for record_id in wanted if record_id not in self._ids)

    def _may_be(self, record_id: str, sighting: Sighting) -> bool:
        return not (
            self._differs(record_id, sighting.arxiv) or self._is_held_apart(record_id, sighting)
        )

    def _differs(self, record_id: str, arxiv: str | None) -> bool:
        """Whether a record, or one it is merged with, has another arXiv id."""
        ids = self._arxiv_of(record_id)
        denied = record_id in self._denied.get(arxiv or "", ())
        return bool(arxiv and ids and arxiv not in ids and not denied)

    def _has_other_doi(self, record_id: str, sighting: Sighting) -> bool:
        """Whether a record is known by DOIs of which a sighting's is none."""
        doi, dois = _compared_doi(sighting.doi), self._dois[record_id]
        return bool(doi and dois and doi not in dois)

    def _is_held_apart(self, record_id: str, sighting: Sighting) -> bool:
        """Whether an editor holds a record apart from the id that the sighting would have."""
        apart = self._apart.get(self._group(record_id))
        if not apart:
            return False
        own = {self._own_id(sighting)}
        if sighting.arxiv and sighting.arxiv not in self._arxiv_of(record_id):
            named = arxiv_id(sighting.arxiv)
            own |= {named} - self._ids
        return not apart.isdisjoint(own)

    def _own_id(self, sighting: Sighting) -> str:
        """The id of title and abstract that leads to this text, or would."""
        return next(
            self.resolved(own)
            for own in text_ids(sighting.title, _telling(sighting))
            if own not in self._ids or sighting.abstract in self._abstracts[self.resolved(own)]
        )

    def _is_one(self, record_id: str, other: str) -> bool:
        """Whether a record with an arXiv id and one without, of one title and text, are one."""
        ours, theirs = self._arxiv_of(record_id), self._arxiv_of(other)
        if record_id == other or not (ours or theirs) or (ours and theirs and not ours & theirs):
            return False
        denied = (self._denied.get(arxiv, ()) for arxiv in ours | theirs)
        if any(record_id in ids or other in ids for ids in denied):
            return False
        group, apart = self._group(other), self._apart.get(self._group(record_id), ())
        return not any(self._group(self.resolved(one)) == group for one in apart)

    def _join(self, one: str, other: str) -> tuple[str, str]:
        """The id of the record that stays, and the sentence that says so."""
        stays, goes = self._first((one, other))
        groups = self._group(stays), self._group(goes)
        self._into[goes] = stays
        self._joined.add(goes)
        if groups[0] != groups[1]:
            self._merged[groups[1]] = groups[0]
            self._arxiv[groups[0]] |= self._arxiv.pop(groups[1], set())
            self._apart[groups[0]] |= self._apart.pop(groups[1], set())
        if goes in self._fixed:
            self._fixed.setdefault(stays, self._fixed[goes])
        self._dois[stays] |= self._dois.pop(goes, set())
        for ids in self._denied.values():
            if goes in ids:
                ids.add(stays)
        for arxiv in [arxiv for arxiv in self._arxiv_of(stays) if self._by_arxiv[arxiv] == goes]:
            self._by_arxiv[arxiv] = stays
        for text in self._abstracts.pop(goes):
            self._learn_text(stays, text)
        for key in self._titles.pop(goes):
            del self._by_title[key][goes]
            self._bare.get(key, {}).pop(goes, None)
            self._learn_key(stays, key)
        return stays, f"two records are one paper: {goes} is now an address of {stays}"

    def _first(self, ids: Iterable[str]) -> list[str]:
        """The ids in the order in which their records were added."""
        return sorted(ids, key=self._rank)

    def _rank(self, record_id: str) -> tuple[date, str]:
        return self._added.get(record_id, date.min), record_id

    def _group(self, record_id: str) -> str:
        """The record that editors let this one become, itself where they do not."""
        return follow(record_id, self._merged)

    def _arxiv_of(self, record_id: str) -> set[str]:
        """The arXiv ids of a record and of those it is merged with, as editors have them."""
        return self._arxiv.get(self._group(record_id), set())

    def _agrees(self, record_id: str, keys: tuple[str, ...], abstract: str) -> bool:
        """Whether a record has this text, or, where there is none, this title."""
        if not abstract:
            return not self._titles[record_id].keys().isdisjoint(keys)
        return any(same_text(abstract, text) for text in self._abstracts[record_id])

    def _alike_of(self, key: str) -> Alike:
        """The texts of all records that a title leads to."""
        if key not in self._alike:
            self._alike[key] = Alike(
                (one, text) for one in self._by_title[key] for text in self._abstracts[one]
            )
        return self._alike[key]

    def _alike_in(self, keys: Iterable[str], text: str) -> dict[str, float]:
        """The records of these titles with a text like this one, and how like the likest is."""
        found: dict[str, float] = {}
        for key in keys:
            for owner, alike in self._alike_of(key).find(text).items():
                one = self.resolved(owner)
                found[one] = max(alike, found.get(one, 0.0))
        return found

    def _found_to_be(self, record_id: str, texts: Iterable[str]) -> Iterator[str]:
        """Records that are this one, by a title of both and one of these texts of this one."""
        for key in self._titles[record_id]:
            if len(self._by_title[key]) > 1:
                found = {i for text in texts if text for i in self._alike_in((key,), text)}
                for other in self._first(found):
                    if self._is_one(record_id, other):
                        yield other

    def _learn(
        self, record_id: str, title: str, abstract: str, arxiv: str | None, doi: str | None
    ) -> None:
        record_id = self.resolved(record_id)
        if known := _compared_doi(doi):
            self._dois[record_id].add(known)
        self._learn_text(record_id, abstract)
        self._learn_title(record_id, title)
        self._learn_arxiv(record_id, arxiv)

    def _learn_title(self, record_id: str, title: str) -> None:
        for key in compared_titles(title):
            self._learn_key(record_id, key)

    def _learn_key(self, record_id: str, key: str) -> None:
        if key not in self._titles[record_id]:
            self._titles[record_id][key] = None
            self._by_title[key][record_id] = None
            if not any(self._abstracts[record_id]):
                self._bare[key][record_id] = None
            if key in self._alike:
                for text in self._abstracts[record_id]:
                    self._alike[key].add(record_id, text)

    def _learn_text(self, record_id: str, text: str) -> None:
        if text not in self._abstracts[record_id]:
            self._abstracts[record_id][text] = None
            for key in self._titles[record_id]:
                if text:
                    self._bare.get(key, {}).pop(record_id, None)
                if key in self._alike:
                    self._alike[key].add(record_id, text)

    def _learn_arxiv(self, record_id: str, arxiv: str | None) -> None:
        if arxiv is None:
            return
        if self._fixed.get(record_id, arxiv) == arxiv:
            self._by_arxiv.setdefault(arxiv, record_id)
            self._arxiv[self._group(record_id)].add(arxiv)
        else:
            self._denied[arxiv].add(record_id)


def _compared_doi(doi: str | None) -> str:
    """A DOI as DOIs are compared; none where it is arXiv's, since the paper has its own too."""
    compared = (doi or "").casefold()
    return "" if compared.startswith(_ARXIVS_OWN) else compared


def _telling(sighting: Sighting) -> str:
    """What tells a sighting from those of its title: its abstract, else its DOI."""
    return sighting.abstract or _compared_doi(sighting.doi)

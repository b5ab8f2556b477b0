"""Whatever sources and editors do, in any order: no fix, no record and no address is ever lost."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from generator import schema
from generator.archive import Archive, build_archive
from generator.check import RULES, check_content
from generator.check_corrections import check_upstream
from generator.correcting import Refused, Wish, propose
from generator.derived import deriver
from generator.ingest import read_dump
from generator.merge import merge
from generator.model import Correction, Stored
from generator.store import write_changes, write_text
from tests.strategies import Printed
from tests.test_archive import TERMS

FIRST = date(2026, 1, 1)
REASON = "a reason"
TEXT = "We measure how invented papers are merged when many dumps tell of the same work. " * 6
TEXTS = [TEXT, f"{TEXT}More of a cat.", TEXT[:320], "Apples and quinces grow. " * 20]
TITLES = ["Alpha: One Study", "Beta Study of a Boat", "Gamma Study of a Cat"]
BLOCKS = [
    ("  • 4 authors", "·", "Dec 9, 2024 3"),
    ("  • 5 authors", "·", "Apr 16, 2023"),
    ("acme Acme Labs", "·", "Apr 17, 2023 1"),
]
VALUES: dict[str, list[tuple[str, Any]]] = {
    "title": [(title, title) for title in ("Delta, Corrected", *TITLES[:2])],
    "abstract": [("A cat on a boat.", "A cat on a boat."), (TEXTS[0].strip(), TEXTS[0].strip())],
    "published": [("2024-12-09", date(2024, 12, 9)), ("2020-02-29", date(2020, 2, 29))],
    "organization": [("Acme Labs", "Acme Labs"), ("Institute", "Institute")],
    "author_count": [("4", 4), ("7", 7)],
    "authors": [("Ada Lo; Bo Li", ("Ada Lo", "Bo Li"))],
}
EMPTY: dict[str, Any] = {"abstract": "", "authors": ()}
TAGS = ["animals", "cats", "boats"]
TAGS_FILE = """\
terms:
- {slug: animals, name: Animals, meaning: Living things.}
- {slug: cats, name: Cats, meaning: Small., parent: animals, match: [cat]}
- {slug: boats, name: Boats, meaning: On water., match: [boat]}
"""
derive = lru_cache(maxsize=None)(deriver(TERMS))

papers = st.builds(
    Printed, st.sampled_from(TITLES), st.sampled_from(TEXTS), st.sampled_from(BLOCKS)
)
fields = st.sampled_from(sorted(VALUES))
days = st.integers(0, 1)


class Editing(RuleBasedStateMachine):
    """Sources and editors at work on one archive, beside a plain account of what must hold."""

    ids: Bundle[str] = Bundle("ids")

    def __init__(self) -> None:
        super().__init__()
        self.stored = Stored(taxonomy=TERMS)
        self.texts: dict[str, str] = {}
        self.today = FIRST
        self.listed = FIRST
        self.seen: set[str] = set()
        self.fixed: dict[tuple[str, str], tuple[Any, Any]] = {}  # field: value, what was said
        self.tags: dict[tuple[str, str], bool] = {}
        self.withdrawn: dict[str, bool] = {}  # whether the text was taken away too
        self.said: list[tuple[tuple[date, str, int], str, str, bool]] = []

    # ---- What happens

    @rule(target=ids, printed=st.lists(papers, min_size=1, max_size=3, unique_by=lambda p: p.title))
    def ingest(self, printed: list[Printed]) -> Any:
        """A source shows papers, with values that may be others than before."""
        self.listed += timedelta(days=1)
        parts = [part for p in printed for part in (p.title, p.abstract, "\n".join(p.block))]
        dump = "\n\n".join(["Subscribe", *parts])
        reading, _ = read_dump("dump.txt", dump.encode(), self.listed)
        assert reading is not None
        self.stored = merge(self.stored, [reading], self.today).stored
        new = sorted(self.stored.records.keys() - self.seen)
        self.seen.update(new)
        return multiple(*new)

    @rule(record_id=ids, field=fields, choice=st.integers(0, 2), later=days)
    def set_field(self, record_id: str, field: str, choice: int, later: int) -> None:
        text, value = VALUES[field][choice % len(VALUES[field])]
        shown = self.shown(record_id, field)
        said = self.source_says(record_id, field)
        if self.correct(
            record_id,
            later,
            refused=self.is_shut(record_id) or shown == value,
            values=((field, text),),
        ):
            self.fixed[record_id, field] = (value, self.was(record_id, field, said))

    @rule(record_id=ids, field=st.sampled_from(sorted(VALUES.keys() - {"title"})), later=days)
    def clear_field(self, record_id: str, field: str, later: int) -> None:
        shown = self.shown(record_id, field)
        said = self.source_says(record_id, field)
        empty = EMPTY.get(field)
        if self.correct(
            record_id, later, refused=self.is_shut(record_id) or shown == empty, clear=(field,)
        ):
            self.fixed[record_id, field] = (empty, self.was(record_id, field, said))

    @rule(record_id=ids, field=fields, later=days)
    def restore_field(self, record_id: str, field: str, later: int) -> None:
        same = self.shown(record_id, field) == self.source_says(record_id, field)
        if self.correct(
            record_id, later, refused=self.is_shut(record_id) or same, restore=(field,)
        ):
            self.fixed.pop((record_id, field), None)

    @rule(record_id=ids, tag=st.sampled_from(TAGS), add=st.booleans(), later=days)
    def change_tag(self, record_id: str, tag: str, add: bool, later: int) -> None:
        has = tag in self.archive().by_id[record_id].tags
        asked = {"add_tags": (tag,)} if add else {"remove_tags": (tag,)}
        if self.correct(record_id, later, refused=self.is_shut(record_id) or has is add, **asked):
            self.tags[record_id, tag] = add

    @rule(record_id=ids, erase=st.booleans(), later=days)
    def withdraw(self, record_id: str, erase: bool, later: int) -> None:
        before = self.withdrawn.get(record_id)
        refused = self.end(record_id) != record_id or before is True or before is erase
        asked = {"erase": True} if erase else {"withdraw": True}
        if before is True and not erase and self.end(record_id) == record_id:
            refused = True  # Erased is withdrawn already.
        if self.correct(record_id, later, refused=refused, **asked):
            self.withdrawn[record_id] = erase

    @rule(record_id=ids, later=days)
    def bring_back(self, record_id: str, later: int) -> None:
        refused = self.end(record_id) != record_id or record_id not in self.withdrawn
        if self.correct(record_id, later, refused=refused, withdraw=False):
            del self.withdrawn[record_id]

    @rule(record_id=ids, other=ids, turned=st.booleans(), later=days)
    def join(self, record_id: str, other: str, turned: bool, later: int) -> None:
        """Two records become one, by the one's file or by the other's."""
        by, named = (other, record_id) if turned else (record_id, other)
        key = (self.day(later), by, len(self.stored.corrections.get(by, ())))
        said = [*self.said, (key, record_id, other, True)]
        refused = record_id == other or not self.can_be(said)
        refused = refused or self.end(record_id, said) == self.end(record_id)
        asked: dict[str, Any] = {"same_as": (named,)} if turned else {"merge_into": named}
        if self.correct(by, later, refused=refused, **asked):
            self.said = said

    @rule(record_id=ids, other=ids, later=days)
    def part(self, record_id: str, other: str, later: int) -> None:
        """Two records are not the same, which undoes what was said before."""
        key = (self.day(later), record_id, len(self.stored.corrections.get(record_id, ())))
        said = [*self.said, (key, record_id, other, False)]
        refused = record_id == other or not self.can_be(said)
        if self.correct(record_id, later, refused=refused, not_same_as=(other,)):
            self.said = said

    # ---- What must hold

    @invariant()
    def every_record_has_its_address(self) -> None:
        assert self.seen == self.stored.records.keys()
        by_id = self.archive().by_id
        assert {i: self.end(i) for i in self.seen} == {i: by_id[i].id for i in self.seen}

    @invariant()
    def every_correction_holds(self) -> None:
        made = self.archive()
        for (record_id, field), (value, _) in self.fixed.items():
            if self.end(record_id) == record_id and not self.withdrawn.get(record_id):
                assert getattr(made.by_id[record_id].record, field) == value
        for (record_id, tag), added in self.tags.items():
            if self.end(record_id) == record_id and not self.withdrawn.get(record_id):
                assert (tag in made.by_id[record_id].tags) is added
        shown = {paper.id for paper in made.shown}
        for record_id in self.seen:
            if self.end(record_id) == record_id:
                paper = made.by_id[record_id]
                assert (record_id in shown) is (record_id not in self.withdrawn)
                assert paper.erased is self.withdrawn.get(record_id, False)
                assert (paper.withdrawn is None) is (record_id not in self.withdrawn)

    @invariant()
    def check_agrees(self) -> None:
        """No error is ever found, and stale corrections are those that the account calls stale."""
        assert [] == [f for check in RULES for f in check(self.stored) if f.severity == "error"]
        found = {
            (finding.path.rpartition("/")[2].removesuffix(".yml"), *finding.message.split(": ")[:2])
            for finding in check_upstream(self.stored)
        }
        expected = set()
        for (record_id, field), (value, was) in self.fixed.items():
            if self.end(record_id) == record_id:
                said = self.source_says(record_id, field)
                if said == value:
                    expected.add((record_id, field, "no longer needed"))
                elif was is not None and was != said:
                    expected.add((record_id, field, "stale"))
        assert expected == found

    def teardown(self) -> None:
        """What was made in memory is what the files hold, and the whole check passes."""
        with TemporaryDirectory() as name:
            content = Path(name) / "content"
            write_changes(content, Stored(), self.stored)
            for record_id, text in self.texts.items():
                write_text(content / "corrections" / f"{record_id}.yml", text)
            write_text(content / "tags.yml", TAGS_FILE)
            loaded, problems = check_content(content)
            assert [] == [p for p in problems if p.severity == "error"]
            assert self.stored.corrections == loaded.corrections
            assert self.stored.records == loaded.records

    # ---- The account

    def correct(self, record_id: str, later: int, *, refused: bool, **asked: Any) -> bool:
        """Whether the correction was made, which it is exactly where it is not to be refused."""
        self.today = self.day(later)
        wish = Wish(reason=REASON, by="ada", on=self.today, **asked)
        made = None
        reasons: list[str] = []
        try:
            made = propose(self.stored, record_id, wish, self.texts.get(record_id))
        except Refused as refusal:
            reasons = refusal.reasons
        assert refused is (made is None), (record_id, asked, reasons)
        if made is None:
            return False
        self.stored = made.stored
        assert made.text.startswith(self.texts.get(record_id, ""))
        self.texts[record_id] = made.text
        changes, _ = schema.read("c.yml", made.text, tuple[Correction, ...])
        assert changes == made.stored.corrections[record_id]
        return True

    def archive(self) -> Archive:
        return build_archive(self.stored, derive)

    def day(self, later: int) -> date:
        return self.today + timedelta(days=later)

    def is_shut(self, record_id: str) -> bool:
        """Whether nothing can be corrected: the record became another, or its text is gone."""
        return self.end(record_id) != record_id or self.withdrawn.get(record_id, False)

    def shown(self, record_id: str, field: str) -> Any:
        return getattr(self.archive().by_id[record_id].record, field)

    def source_says(self, record_id: str, field: str) -> Any:
        """What sources say of a record, or of those that became it where they say nothing of it."""
        empty = EMPTY.get(field)
        own = getattr(self.stored.records[record_id], field)
        if own != empty:
            return own
        for other in sorted(self.seen):
            if other != record_id and self.end(other) == record_id and other not in self.withdrawn:
                said = getattr(self.stored.records[other], field)
                value, _ = self.fixed.get((other, field), (said, None))
                if value != empty:
                    return value
        return empty

    def was(self, record_id: str, field: str, said: Any) -> Any:
        """What a change says the sources said; where they said nothing, the change before it."""
        before_value, before_was = self.fixed.get((record_id, field), (None, None))
        if said == EMPTY.get(field) or said == before_value:
            return before_was
        return said

    def standing(self, said: list[Any] | None = None) -> dict[frozenset[str], Any]:
        """What was said last of each pair."""
        last: dict[frozenset[str], Any] = {}
        for key, one, other, same in self.said if said is None else said:
            pair = frozenset((one, other))
            if pair not in last or key > last[pair][0]:
                last[pair] = (key, one, other, same)
        return last

    def direct(self, said: list[Any] | None = None) -> dict[str, str]:
        stood = sorted(self.standing(said).values())
        return {one: other for _, one, other, same in stood if same}

    def end(self, record_id: str, said: list[Any] | None = None) -> str:
        direct = self.direct(said)
        for _ in direct:
            record_id = direct.get(record_id, record_id)
        return record_id

    def can_be(self, said: list[Any]) -> bool:
        """Whether merges end, and no two that are not the same end alike."""
        direct = self.direct(said)
        if any(self.end(i, said) in direct for i in direct):
            return False
        apart = [pair for pair, words in self.standing(said).items() if not words[3]]
        return all(len({self.end(i, said) for i in pair}) == 2 for pair in apart)


TestEditing: Callable[..., Any] = Editing.TestCase
Editing.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)

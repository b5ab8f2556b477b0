"""Of all that editors said, what was said last stands, and everything can be undone."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from generator.check_corrections import (
    check_hiding,
    check_joined,
    check_relations,
    check_upstream,
)
from generator.model import (
    Correction,
    Entry,
    Fields,
    ListingCorrection,
    ListingFields,
    Stored,
    TagChange,
)
from generator.overlay import relate
from generator.problems import Finding
from tests.test_archive import ON, archive, corrected, listing, paper, record

LATER = date(2026, 2, 3)


def said(day: date = ON, **fields: Any) -> Correction:
    return Correction(**{"on": day, "by": "editor", "reason": "a reason", **fields})


def test_a_withdrawal_can_be_undone() -> None:
    """`withdraw: false` brings a record back, its text with it; `erase: false` the text alone."""
    gone, back = corrected(erase=True), corrected(withdraw=False)
    shown = paper(archive(record("a"), corrections={"a": (gone, back)}), "a")
    assert (None, False, "Title of a") == (shown.withdrawn, shown.erased, shown.record.title)
    changes = (gone, corrected(erase=False))
    shown = paper(archive(record("a"), corrections={"a": changes}), "a")
    assert ("a reason", False) == (shown.withdrawn, shown.erased)


def test_a_field_can_follow_its_sources_again() -> None:
    """`restore` ends what was set or cleared before, and a later change may set it anew."""
    changes = (corrected(set=Fields(title="B", organization="Acme")), corrected(restore=("title",)))
    shown = paper(archive(record("a"), corrections={"a": changes}), "a").record
    assert ("Title of a", "Acme") == (shown.title, shown.organization)
    again = (*changes, corrected(set=Fields(title="C")))
    assert "C" == paper(archive(record("a"), corrections={"a": again}), "a").record.title


def test_a_tag_can_be_left_to_the_matcher_again() -> None:
    """`restore` of a tag ends both its adding and its removal."""
    about = record("a", title="A cat on a boat")
    changes = (
        corrected(tags=TagChange(add=("animals",), remove=("boats",))),
        corrected(tags=TagChange(restore=("animals", "boats"))),
    )
    assert {"cats", "boats"} == set(paper(archive(about, corrections={"a": changes}), "a").tags)


def test_the_last_word_on_a_pair_stands() -> None:
    """A merge ends when the two are said to differ, in whichever of their files, and may return."""
    merge = {"a": (said(merge_into="b"),)}
    assert {"a": "b"} == relate(merge).into
    apart = {**merge, "b": (said(LATER, not_same_as=("a",)),)}
    assert {} == relate(apart).into
    assert {"a": {"b"}, "b": {"a"}} == relate(apart).apart
    again = {
        **apart,
        "a": (*merge["a"], said(LATER, not_same_as=("b",)), said(LATER, merge_into="b")),
    }
    assert {"a": {"b"}, "b": {"a"}} == relate(again).apart, (
        "of one day the later id has the last word"
    )
    turned = {"a": (said(merge_into="b"),), "b": (said(LATER, merge_into="a"),)}
    assert {"b": "a"} == relate(turned).into


def test_a_merge_is_followed_to_its_end() -> None:
    """Records merged one into the next all end in the last, and a new target replaces the old."""
    chain = {"a": (said(merge_into="b"),), "c": (said(same_as=("b",)),)}
    assert {"a": "c", "b": "c"} == relate(chain).into
    moved = {"a": (said(merge_into="b"), said(LATER, merge_into="d"))}
    assert {"a": "d"} == relate(moved).into


def test_what_a_record_lacks_comes_from_the_merged() -> None:
    """Two records that become one lose no fact and no arXiv address; what is known stays."""
    made = archive(
        record("a", arxiv="2501.00001", organization="Acme", abstract="Another."),
        record("b", author_count=3),
        corrections={"a": (corrected(merge_into="b"),)},
    )
    left = paper(made, "a").record
    assert ("b", "2501.00001", "Acme", 3) == (
        left.id,
        left.arxiv,
        left.organization,
        left.author_count,
    )
    assert "Text." == left.abstract


def test_a_withdrawn_record_lends_nothing() -> None:
    """What was taken away does not come back under another id."""
    changes = {"a": (corrected(erase=True), corrected(merge_into="b"))}
    made = archive(record("a", organization="Acme"), record("b"), corrections=changes)
    assert paper(made, "b").record.organization is None


def test_saying_both_is_an_error() -> None:
    """Two records that are not the same cannot both have become a third."""
    records = {i: record(i) for i in "abc"}
    changes = {
        "a": (said(merge_into="c"), said(not_same_as=("b",))),
        "b": (said(merge_into="c"),),
    }
    found = list(check_relations(Stored(records=records, corrections=changes)))
    assert ["error"] == [finding.severity for finding in found]
    assert "both become c" in found[0].message


def upstream(corrections: tuple[Correction, ...], **now: Any) -> list[Finding]:
    stored = Stored(records={"a": record("a", **now)}, corrections={"a": corrections})
    return list(check_upstream(stored))


@pytest.mark.parametrize(
    ("corrections", "now", "word"),
    [
        ((said(was=Fields(title="A"), set=Fields(title="B")),), "A", None),
        ((said(was=Fields(title="A"), set=Fields(title="B")),), "C", "stale"),
        ((said(was=Fields(title="A"), set=Fields(title="B")),), "B", "no longer needed"),
        ((said(set=Fields(title="B")),), "C", None),
        # The second change says what it found, which the first had put there.
        (
            (
                said(was=Fields(title="A"), set=Fields(title="B")),
                said(was=Fields(title="B"), set=Fields(title="D")),
            ),
            "A",
            None,
        ),
        (
            (
                said(was=Fields(title="A"), set=Fields(title="B")),
                said(was=Fields(title="B"), set=Fields(title="D")),
            ),
            "C",
            "stale",
        ),
        ((said(set=Fields(title="B")), said(restore=("title",))), "B", None),
    ],
)
def test_a_changed_source_is_told(
    corrections: tuple[Correction, ...], now: str, word: str | None
) -> None:
    """A `was` that no longer holds is a notice on its line, and so is a value that sources have."""
    found = upstream(corrections, title=now)
    assert ([word] if word else []) == [f.message.split(": ")[1] for f in found]
    if word:
        last = len(corrections) - 1
        assert ("notice", (last, "set", "title")) == (found[0].severity, found[0].where)


def test_a_cleared_value_is_needed_while_a_source_has_one() -> None:
    """Once no source says it any more, nothing needs to be cleared."""
    cleared = said(clear=("published",), was=Fields(published=ON))
    assert [] == upstream((cleared,), published=ON)
    assert "stale" in upstream((cleared,), published=LATER)[0].message
    assert "no longer needed" in upstream((cleared,))[0].message


def test_a_listing_may_follow_its_source_again() -> None:
    """The day an editor gave is given up, and the papers dated by it are undated again."""
    undated = listing("one", Entry(record="a", published_text="Apr 16"), day=None)
    change = ListingCorrection(on=ON, by="ed", reason="seen", set=ListingFields(day=ON))
    undone = ListingCorrection(on=ON, by="ed", reason="not seen", restore=("day",))
    made = archive(record("a"), listings=(undated,), listing_corrections={"one": (change,)})
    assert date(2026, 4, 16) == paper(made, "a").record.published
    both = {"one": (change, undone)}
    made = archive(record("a"), listings=(undated,), listing_corrections=both)
    assert (None, 1) == (paper(made, "a").day, len(made.undated_listings))


def test_a_paper_that_became_a_withdrawn_one_is_told() -> None:
    """Two editors, each right on a branch of their own, hide a paper that nobody withdrew."""
    one, other = record("a"), record("b")
    merged, gone = said(ON, merge_into="b"), said(LATER, withdraw=True)
    both = Stored(records={"a": one, "b": other}, corrections={"a": (merged,), "b": (gone,)})
    (found,) = check_hiding(both)
    assert ("corrections/a.yml", "notice") == (found.path, found.severity)
    assert "`not_same_as: [b]` brings it back" in found.message
    meant = {"a": (said(ON, withdraw=True), merged), "b": (gone,)}
    assert [] == list(check_hiding(replace(both, corrections=meant)))


def test_what_sources_had_joined_already_is_told() -> None:
    """To hold a record apart from an id that leads to it has no effect, and how to is told."""
    of = Stored(records={"a": record("a", aliases=("b",))})
    for subject, other in (("a", "b"), ("b", "a")):
        apart = {subject: (said(ON, not_same_as=(other, "c")),)}
        (found,) = check_joined(replace(of, corrections=apart))
        assert (f"corrections/{subject}.yml", (0, "not_same_as", 0)) == (found.path, found.where)
        assert "are a already" in found.message

"""The whole archive by feed: every record is met, and no address comes to hold other ones."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.archive import build_archive
from generator.feeds.history import PER_DOCUMENT, group_documents
from generator.model import Record
from tests.feeds.kept import (
    AUTHORITY,
    DECEMBER,
    JANUARY,
    NOVEMBER,
    SITE,
    correction,
    derived,
    made,
    read,
    record,
    records,
    stored,
    whole,
)

MARK = "{http://purl.org/syndication/history/1.0}archive"


def walked(files: Any) -> Iterator[tuple[str, Any]]:
    """Every document that a reader meets from the feed of everything on, the feed first."""
    path, seen = "feed.xml", set()
    while path:
        assert path not in seen, "the chain is a circle"
        seen.add(path)
        found = read(files[path])
        yield path, found
        path = link(found, "prev-archive").removeprefix(SITE)


def link(found: Any, relation: str) -> str:
    addresses = [one.href for one in found.feed.links if one.rel == relation]
    assert len(addresses) <= 1
    return addresses[0] if addresses else ""


def ids(found: Any) -> set[str]:
    return {entry.id.removeprefix(f"tag:{AUTHORITY}:paper/") for entry in found.entries}


def test_the_walk_meets_every_record() -> None:
    """Withdrawn and merged ones too, each in one document, and every document is on the way."""
    (_, newest), *documents = list(walked(whole().files))
    assert ids(newest) < {one.id for one in records()}
    met = [one for _, document in documents for one in ids(document)]
    assert sorted(met) == sorted(one.id for one in records())
    paths = {path for path in whole().files if path.startswith("feeds/")}
    assert paths == {path for path, _ in walked(whole().files)} - {"feed.xml"}


def test_a_document_holds_what_was_added_in_a_month() -> None:
    """Months are in order, a long one in parts, and each says which it is."""
    documents = [found for path, found in walked(whole().files) if path != "feed.xml"]
    added = {one.id: one.added for one in records()}
    months = [{added[one].replace(day=1) for one in ids(found)} for found in documents]
    expected = [JANUARY, DECEMBER, NOVEMBER, NOVEMBER]
    assert [{day.replace(day=1)} for day in expected] == months
    assert [2, 6, 20, PER_DOCUMENT] == [len(found.entries) for found in documents]
    assert "added in November 2025, part 2" in documents[2].feed.title


def test_documents_are_chained_and_marked() -> None:
    """Each leads back, on and to what is current, and says that it is a part of an archive."""
    (_, newest), *documents = list(walked(whole().files))
    assert not link(newest, "next-archive")
    assert MARK not in {e.tag for e in ElementTree.fromstring(whole().files["feed.xml"])}
    paths = [path for path, _ in walked(whole().files)][1:]
    for at, (path, found) in enumerate(documents):
        assert f"{SITE}feed.xml" == link(found, "current")
        assert f"{SITE}{path}" == link(found, "self")
        assert (f"{SITE}{paths[at - 1]}" if at else "") == link(found, "next-archive")
        assert newest.feed.id == found.feed.id
        assert MARK in {e.tag for e in ElementTree.fromstring(whole().files[path])}


def test_only_the_feed_of_everything_leads_to_the_archive() -> None:
    """The documents hold everything, so that the feed of a tag does not lead there."""
    for path, text in whole().atom:
        if path.endswith("feed.xml") and path != "feed.xml":
            assert not link(read(text), "prev-archive"), path


def test_a_withdrawn_record_says_why_and_an_erased_one_only_that() -> None:
    """Who kept a copy learns what became of it; what was erased is in no file."""
    contents = {
        entry.id.rpartition("/")[2]: (entry.title, entry.content[0].value)
        for path, found in walked(whole().files)
        for entry in found.entries
    }
    title, content = contents["gone-1"]
    assert title == "Withdrawn lanterns"
    assert "withdrawn: kelp &amp; &lt;b&gt;reasons&lt;/b&gt;" in content
    assert "Withdrawn text." in content
    title, content = contents["erased-1"]
    assert title == "[withdrawn]"
    assert "reasons" in content
    for path, text in whole().files.items():
        assert "Erased" not in text, path
    title, content = contents["merged-1"]
    assert title == "Lantern number 1"
    assert f'merged into another: <a href="{SITE}papers/lantern-001/"' in content


@settings(max_examples=40)
@given(st.lists(st.integers(0, 90), min_size=1, max_size=5), st.integers(0, 3))
def test_an_address_never_comes_to_hold_other_records(sizes: list[int], gap: int) -> None:
    """However an archive grows, on the same day, later or dated back, old addresses stay or go."""
    kept: list[Record] = []
    held: dict[str, tuple[str, ...]] = {}
    for turn, size in enumerate(sizes):
        day = NOVEMBER + timedelta(days=(turn * gap * 11) % 60)
        kept += [
            record(f"r{(number * 37) % 97}-{turn}", "R", added=day, changed=day)
            for number in range(size)
        ]
        documents = group_documents(build_archive(stored(kept), derived))
        assert sorted(one.id for one in kept) == sorted(r.id for d in documents for r in d.records)
        for document in documents:
            members = tuple(one.id for one in document.records)
            assert len(members) <= PER_DOCUMENT
            assert {document.added} == {one.added.replace(day=1) for one in document.records}
            assert members == held.setdefault(document.address, members)


def test_full_parts_stay_while_a_month_goes_on() -> None:
    """What is added on a later day leaves full parts alone, so that readers need not fetch them."""
    before = [record(f"a{n:03}", "A", added=NOVEMBER, changed=NOVEMBER) for n in range(250)]
    after = [record(f"0{n:03}", "B", added=NOVEMBER + timedelta(1)) for n in range(80)]
    first, second = (
        [document.address for document in group_documents(build_archive(stored(chosen), derived))]
        for chosen in (before, [*before, *after])
    )
    assert first[:2] == second[:2]
    assert (3, 4) == (len(first), len(second))


def test_corrections_take_no_record_out_of_its_document() -> None:
    """Withdrawing, erasing and merging change what an entry says, and not where it stands."""
    kept = [record(name, name) for name in ("a", "b", "c", "d")]
    plain = made(stored(kept))
    changed = {
        "a": (correction(withdraw=True),),
        "b": (correction(erase=True),),
        "c": (correction(merge_into="d"),),
    }
    corrected = made(replace(stored(kept), corrections=changed))
    (first,) = (path for path in plain.files if path.startswith("feeds/"))
    assert ids(read(plain.files[first])) == ids(read(corrected.files[first]))
    assert ["d"] == [e.id.rpartition("/")[2] for e in read(corrected.files["feed.xml"]).entries]


def test_dates_added_in_any_year_have_an_address() -> None:
    """Months are told apart by their year."""
    days = [date(2024, 5, 1), date(2025, 5, 1)]
    kept = [record(f"r-{day.year}", "R", added=day, changed=day) for day in days]
    documents = group_documents(build_archive(stored(kept), derived))
    folders = [document.address.rpartition("/")[0] for document in documents]
    assert ["/feeds/2024/05", "/feeds/2025/05"] == folders

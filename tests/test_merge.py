"""The same dumps make the same content in any order, and no fact is lost on the way."""

import hashlib
from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from generator.check_corrections import check_arxiv_ids
from generator.identity import compared_title, text_ids, title_id
from generator.ingest import read_dump
from generator.merge import merge
from generator.model import (
    AnySource,
    ArxivFeedSource,
    ArxivSource,
    Correction,
    DailyPapersSource,
    Fields,
    FileSource,
    PageSource,
    Stored,
)
from generator.sources.sighting import Reading, Sighting
from generator.store import render_listing, render_record
from tests.strategies import Printed, apart, compact

ON = date(2026, 1, 2)
LATER = date(2026, 2, 3)
TEXT = "We measure how invented papers are merged when many dumps tell of the same work. " * 8
OTHER = "Nothing here resembles any sentence elsewhere; apples, pears, quinces grow quietly. " * 8


def reading(text: str, day: date | None = None) -> Reading:
    found, _ = read_dump("dump.txt", text.encode(), day)
    assert found is not None
    return found


def cards(*papers: str, header: str = "") -> Reading:
    return reading("\n\n".join(["Subscribe", *filter(None, [header]), *papers]))


def card(title: str, abstract: str, *block: str) -> str:
    return "\n\n".join([title, abstract, "\n".join(block)])


def store(*readings: Reading, stored: Stored | None = None, on: date = ON) -> Stored:
    return merge(stored or Stored(), readings, on).stored


def rendered(stored: Stored) -> list[str]:
    return [
        *(render_record(record) for _, record in sorted(stored.records.items())),
        *(render_listing(listing) for _, listing in sorted(stored.listings.items())),
    ]


# Few titles and texts, so that dumps overlap and disagree all the time.
TEXTS = [TEXT, f"{TEXT}More.", TEXT.replace("many", "two"), TEXT[:300]]
papers = st.builds(
    Printed,
    st.sampled_from(["Alpha: One Study", "Beta Study", "Gamma Study"]),
    st.sampled_from(TEXTS),
    st.sampled_from(
        [
            (),
            ("  • 4 authors", "·", "Dec 9, 2024 3"),
            ("  • 5 authors", "·", "Apr 16 2"),
            ("acme Acme Labs", "·", "Apr 17"),
            ("other Other Labs", "·", "Apr 17, 2023 1"),
        ]
    ),
)
some = st.lists(papers, min_size=1, max_size=3, unique_by=lambda paper: paper.title)
listings = apart(some) | compact(some)


@settings(max_examples=60)
@given(st.lists(listings, min_size=2, max_size=4))
def test_any_order_gives_the_same_content(texts: list[str]) -> None:
    """One by one in any order, or all at once: the files are the same to the byte."""
    readings = [reading(text) for text in texts]
    expected = rendered(store(*readings))
    for order in permutations(readings):
        stored = Stored()
        for one in order:
            stored = store(one, stored=stored)
        assert expected == rendered(stored)


@settings(max_examples=60)
@given(st.lists(listings, min_size=1, max_size=3))
def test_ingesting_again_is_idempotent(texts: list[str]) -> None:
    """A second time, on a later day, nothing changes."""
    readings = [reading(text) for text in texts]
    stored = store(*readings)
    assert rendered(stored) == rendered(store(*readings, stored=stored, on=LATER))


# Two papers of arXiv, of which the first changed its title, and one that is elsewhere. All that a
# source says of a paper comes from few values, so that sources disagree all the time.
texts = st.sampled_from(TEXTS)
sightings_of_one = st.builds(
    Sighting,
    title=st.sampled_from(["Alpha: One Study", "Alpha Renamed"]),
    abstract=texts,
    line=st.just(1),
    arxiv=st.just("2504.00001"),
    published=st.sampled_from([None, date(2025, 4, 1), date(2025, 4, 2)]),
    authors=st.sampled_from([(), ("Ada Exemplar",), ("A. Exemplar", "Ben Placeholder")]),
    version=st.sampled_from([None, 1, 2]),
    categories=st.sampled_from([(), ("cs.CL",), ("cs.LG", "cs.CL")]),
    keywords=st.sampled_from([(), ("graphs",)]),
    doi=st.sampled_from([None, "10.1000/one"]),
    links=st.sampled_from([(), ("https://github.com/acme/one",)]),
    upvotes=st.sampled_from([None, 0, 7]),
)
sightings_of_two = st.builds(
    Sighting,
    title=st.just("Beta Study"),
    abstract=texts,
    line=st.just(2),
    arxiv=st.sampled_from([None, "2504.00002"]),
    authors=st.sampled_from([(), ("Cleo Sample",)]),
)
SOURCES: dict[str, AnySource] = {
    "hf-2025-10-30": DailyPapersSource(period="2025-10-30"),
    "arxiv-cs-cl-2025-10-29": ArxivFeedSource(category="cs.CL"),
    "arxiv-2504": ArxivSource(month="2504"),
    "page-1": PageSource(file="page.html", sha256="0" * 64),
    "file-1": FileSource(format="bibtex", file="list.bib", sha256="0" * 64),
}
live_readings = st.builds(
    lambda name, one, two, day: Reading(
        path=name,
        name=name,
        source=SOURCES[name],
        day=day,
        day_basis="api" if day else None,
        sightings=tuple(sighting for sighting in (one, two) if sighting),
    ),
    st.sampled_from(sorted(SOURCES)),
    sightings_of_one | st.none(),
    sightings_of_two,
    st.sampled_from([None, date(2025, 10, 29), date(2025, 10, 30)]),
)
dump_readings = st.builds(reading, listings)


def by_their_titles(stored: Stored) -> list[str]:
    """The content with ids that say what a record is, whatever came first and named it."""
    names = {
        alias: f"arxiv-{record.arxiv}" if record.arxiv else compared_title(record.title)
        for record in stored.records.values()
        for alias in (record.id, *record.aliases)
    }
    records = [
        structs.replace(record, id=names[record.id], aliases=())
        for record in stored.records.values()
    ]
    named = [
        structs.replace(
            listing,
            entries=tuple(
                structs.replace(entry, record=names[entry.record]) for entry in listing.entries
            ),
        )
        for listing in stored.listings.values()
    ]
    by_id = {record.id: record for record in records}
    assert len(by_id) == len(records)
    return rendered(Stored(records=by_id, listings={listing.name: listing for listing in named}))


@settings(max_examples=80)
@given(
    st.lists(live_readings, min_size=1, max_size=3, unique_by=lambda reading: reading.name),
    st.lists(dump_readings, max_size=1),
)
def test_any_order_of_any_sources_gives_the_same_content(
    live: list[Reading], dumps: list[Reading]
) -> None:
    """Of dumps, pages, lists and live sources: every fact has its place and the best one wins."""
    readings = [*live, *dumps]
    expected = by_their_titles(store(*readings))
    for order in permutations(readings):
        stored = Stored()
        for one in order:
            stored = store(one, stored=stored)
        assert expected == by_their_titles(stored)
        assert rendered(stored) == rendered(store(*readings, stored=stored))


def live(name: str, *sightings: Sighting, day: date | None = None, whole: bool = True) -> Reading:
    return Reading(name, name, SOURCES[name], day=day, sightings=sightings, whole=whole)


def test_two_records_found_to_be_one_become_one() -> None:
    """The one added first stays, the other's id is its alias, and an editor is told."""
    dump = reading(f"SubscribeAlpha: One Study\n{TEXT}")
    renamed = Sighting("Alpha Renamed", TEXT, 1, arxiv="2504.00001", authors=("Ada Exemplar",))
    stored = store(live("arxiv-2504", renamed), stored=store(dump), on=LATER)
    (first, second) = sorted(stored.records.values(), key=lambda record: record.added)
    assert "2504.00001" == second.id
    merged = merge(
        stored, [live("hf-2025-10-30", replace(renamed, title="Alpha: One Study"))], LATER
    )
    (record,) = merged.stored.records.values()
    assert (first.id, ("2504.00001",)) == (record.id, record.aliases)
    assert ("2504.00001", ("Ada Exemplar",)) == (record.arxiv, record.authors)
    entries = [e for listing in merged.stored.listings.values() for e in listing.entries]
    assert {record.id} == {entry.record for entry in entries}
    assert ["two records are one paper: 2504.00001 is now an address of " + first.id] == [
        problem.message for problem in merged.problems
    ]
    again = store(live("arxiv-2504", renamed), stored=merged.stored, on=LATER)
    assert rendered(merged.stored) == rendered(again)


def test_an_editor_can_keep_two_records_apart() -> None:
    """What a correction says is not the same is never found to be one."""
    dump = reading(f"SubscribeAlpha: One Study\n{TEXT}")
    renamed = Sighting("Alpha Renamed", TEXT, 1, arxiv="2504.00001")
    stored = store(dump, live("arxiv-2504", renamed))
    (other,) = set(stored.records) - {"2504.00001"}
    apart = Correction(on=ON, by="someone", reason="another", not_same_as=("2504.00001",))
    stored = replace(stored, corrections={other: (apart,)})
    stored = store(live("hf-2025-10-30", replace(renamed, title="Alpha: One Study")), stored=stored)
    assert {other, "2504.00001"} == set(stored.records)


def test_what_an_editor_held_apart_is_told_no_more() -> None:
    """A paper that comes later, with the text it was held apart from, is no other text's."""
    stored = store(reading(f"SubscribeAlpha: One Study\n{TEXT}"))
    (other,) = stored.records
    apart = Correction(on=ON, by="someone", reason="another", not_same_as=("2504.00001",))
    stored = replace(stored, corrections={other: (apart,)})
    sighting = Sighting("Alpha: One Study", TEXT, 1, arxiv="2504.00001")
    merged = merge(stored, [live("hf-2025-10-30", sighting)], ON)
    assert ({other, "2504.00001"}, ()) == (set(merged.stored.records), merged.problems)


def test_two_arxiv_ids_are_two_papers() -> None:
    """One title and one text with two arXiv ids are two records, and a notice."""
    one = Sighting("Alpha", TEXT, 1, arxiv="2504.00001")
    two = Sighting("Alpha", TEXT, 2, arxiv="2504.00002")
    merged = merge(Stored(), [live("hf-2025-10-30", one, two)], ON)
    assert {"2504.00001", "2504.00002"} == set(merged.stored.records)
    assert ["another paper of this title has another arXiv id: 2504.00001"] == [
        problem.message for problem in merged.problems
    ]


def test_a_run_stopped_between_two_files_is_finished_by_the_next() -> None:
    """A record that another names as its alias, and is still there, is joined to it."""
    dump = reading(f"SubscribeAlpha: One Study\n{TEXT}")
    renamed = Sighting("Alpha Renamed", TEXT, 1, arxiv="2504.00001")
    stored = store(dump, live("arxiv-2504", renamed))
    (other,) = set(stored.records) - {"2504.00001"}
    half = structs.replace(stored.records[other], aliases=("2504.00001",))
    stored = replace(stored, records={**stored.records, other: half})
    stored = store(reading(f"SubscribeGamma\n{TEXT}"), stored=stored)
    assert "2504.00001" not in stored.records
    assert "2504.00001" == stored.records[other].arxiv
    entries = [e for listing in stored.listings.values() for e in listing.entries]
    assert "2504.00001" not in {entry.record for entry in entries}


def test_the_better_source_wins() -> None:
    """arXiv, the API, a saved page, a list, a dump: in this order, whichever is newer."""
    order = ["arxiv-2504", "arxiv-cs-cl-2025-10-29", "hf-2025-10-30", "page-1", "file-1"]
    readings = [
        live(
            name,
            Sighting("Alpha", f"{TEXT}{name}", 1, arxiv="2504.00001"),
            day=date(2030 - n, 1, 1),
        )
        for n, name in enumerate(reversed(order))
    ]
    while readings:
        (record,) = store(*readings).records.values()
        assert f"{TEXT}{order[len(order) - len(readings)]}" == record.abstract
        readings = [one for one in readings if one.name != order[len(order) - len(readings)]]


def test_one_paper_of_two_dumps_is_one_record() -> None:
    """What one dump knows and the other does not comes together, and each listing has its entry."""
    plain = reading(f"SubscribeAlpha: One Study\n{TEXT}")
    carded = cards(card("ALPHA – one study", TEXT, "  • 4 authors", "·", "Dec 9, 2024 3"))
    stored = store(plain, carded)
    (record,) = stored.records.values()
    assert (4, date(2024, 12, 9)) == (record.author_count, record.published)
    assert [1, 1] == [len(listing.entries) for listing in stored.listings.values()]
    said = [entry.said for listing in stored.listings.values() for entry in listing.entries]
    assert 1 == sum(s is not None and s.title is not None for s in said)


def test_the_newest_listing_wins() -> None:
    """Of two dumps that disagree, the one of the later day wins; the other keeps what it said."""
    old = cards(card("Alpha", TEXT, "  • 4 authors", "·", "Dec 9, 2021"), header="Oct 30, 2022")
    new = cards(card("Alpha", TEXT, "  • 5 authors", "·", "Dec 9, 2021"), header="Oct 30, 2024")
    for order in permutations([old, new]):
        stored = Stored()
        for one in order:
            stored = store(one, stored=stored)
        (record,) = stored.records.values()
        assert 5 == record.author_count
        (said,) = [e.said for li in stored.listings.values() for e in li.entries if e.said]
        assert 4 == said.author_count


def test_one_title_with_two_texts_is_two_records_and_a_notice() -> None:
    """Abstracts with less than half their words in common are of two papers."""
    first, second = (reading(f"SubscribeAlpha\n{text}") for text in (TEXT, OTHER))
    merged = merge(store(first), [second], LATER)
    assert 2 == len(merged.stored.records)
    assert ["another paper of this title has another abstract"] == [
        p.message.partition(":")[0] for p in merged.problems if "title" in p.message
    ]
    again = merge(merged.stored, [first, second], LATER)
    assert rendered(merged.stored) == rendered(again.stored)


def test_a_cut_off_abstract_is_no_second_paper_and_never_wins() -> None:
    """A dump that ends inside an abstract tells of the same paper, and loses to the whole."""
    cut, whole = (reading(f"SubscribeAlpha\n{text}") for text in (TEXT[:300], TEXT))
    for order in permutations([cut, whole]):
        (record,) = store(*order).records.values()
        assert TEXT.strip() == record.abstract


def test_links_come_from_every_abstract_once() -> None:
    """Addresses are collected without what clings to them."""
    text = f"{TEXT} Code at (https://github.com/acme/alpha). See https://github.com/acme/alpha."
    (record,) = store(reading(f"SubscribeAlpha\n{text}")).records.values()
    assert ("https://github.com/acme/alpha",) == record.links


def test_changed_is_the_day_a_field_changed() -> None:
    """A merge that learns something dates the record; one that learns nothing does not."""
    plain = reading(f"SubscribeAlpha\n{TEXT}")
    carded = cards(card("Alpha", TEXT, "  • 4 authors", "·", "Dec 9, 2024"))
    stored = store(plain)
    (record,) = store(carded, stored=stored, on=LATER).records.values()
    assert (ON, LATER) == (record.added, record.changed)
    (record,) = store(plain, stored=stored, on=LATER).records.values()
    assert ON == record.changed


def test_a_list_exported_anew_takes_the_place_of_the_older_one() -> None:
    """What left the list stays behind the others; the same file again changes nothing."""
    one, two, three = (Sighting(title, TEXT + title, 1) for title in ("Alpha", "Beta", "Gamma"))
    older, newer = (
        Reading("lab.bib", "file-1", FileSource(format="bibtex", file="lab.bib", sha256=sha * 64))
        for sha in "01"
    )
    stored = store(replace(older, sightings=(one, two)))
    apart = merge(stored, [replace(newer, name="file-2", sightings=(two, three))], LATER)
    assert any("--listing file-1" in problem.message for problem in apart.problems)
    assert {"file-1", "file-2"} == apart.stored.listings.keys()

    newer = replace(newer, name_given=True)
    joined = merge(stored, [replace(newer, sightings=(two, three))], LATER)
    assert () == joined.problems
    (listing,) = joined.stored.listings.values()
    assert (newer.source, LATER) == (listing.source, listing.read)
    assert [("Beta", None), ("Gamma", None), ("Alpha", ON)] == [
        (joined.stored.records[entry.record].title, entry.last_seen) for entry in listing.entries
    ]
    # By its bytes a file is known under whatever name it is read again.
    source = FileSource(format="bibtex", file="lab (1).bib", sha256="1" * 64)
    newer = replace(newer, name="file-2", name_given=False, source=source)
    again = merge(joined.stored, [replace(newer, sightings=(two, three))], LATER)
    assert (0, rendered(joined.stored)) == (again.changed, rendered(again.stored))
    # Its older state comes back only where somebody says so.
    (told,) = (back := merge(joined.stored, [replace(older, sightings=(one, two))], LATER)).problems
    assert "an earlier state of file-1" in told.message
    assert rendered(joined.stored) == rendered(back.stored)
    given = replace(older, sightings=(one, two), name_given=True)
    (listing,) = merge(joined.stored, [given], LATER).stored.listings.values()
    assert [None, None, LATER] == [entry.last_seen for entry in listing.entries]


# What follows is of one title that several papers have.
BARE = Sighting("Introduction", "", 1)
SWALLOWS = replace(BARE, abstract=TEXT)
ORDINALS = replace(BARE, abstract=OTHER)


def listed(*sightings: Sighting, name: str = "file-1") -> Reading:
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    source = FileSource(format="bibtex", file="list.bib", sha256=sha256)
    return Reading(name, name, source, day=ON, sightings=sightings)


def one_by_one(*sightings: Sighting, stored: Stored | None = None) -> Stored:
    """What is stored once each sighting was read in a list of its own, on a day of its own."""
    stored = stored or Stored()
    for number, sighting in enumerate(sightings, start=len(stored.listings) + 1):
        on = ON.replace(day=number)
        stored = store(listed(sighting, name=f"list-{number}"), stored=stored, on=on)
    return stored


def corrected(stored: Stored, record_id: str, *changes: dict[str, Any]) -> Stored:
    """What is stored once an editor has said this of a record."""
    said = tuple(Correction(on=ON, by="someone", reason="so it is", **change) for change in changes)
    return replace(stored, corrections={**stored.corrections, record_id: said})


@pytest.mark.parametrize("bare", [BARE, replace(BARE, abstract="We")])
@pytest.mark.parametrize("arxiv", [None, "2504.11749"])
def test_a_text_that_says_nothing_joins_no_two_records(bare: Sighting, arxiv: str | None) -> None:
    """A bare title goes to one paper of that title, in any order, and again to the same one."""
    sightings = [SWALLOWS, replace(ORDINALS, arxiv=arxiv), bare]
    for order in permutations(sightings):
        stored = one_by_one(*order)
        texts = {record.abstract for record in stored.records.values()}
        assert {SWALLOWS.abstract, ORDINALS.abstract} <= texts
        assert len(stored.records) == (2 if bare is BARE else 3)
        assert not any(record.aliases for record in stored.records.values())
        again = merge(stored, [listed(s, name=f"list-{n + 1}") for n, s in enumerate(order)], LATER)
        assert rendered(stored) == rendered(again.stored)
        assert not again.problems


@pytest.mark.parametrize("abstract", ["", TEXT])
def test_dois_tell_papers_of_one_title_apart(abstract: str) -> None:
    """Prefaces of three volumes are three records in any order, each with its own authors."""
    sightings = [
        replace(BARE, abstract=abstract, doi="10.1000/V1", authors=("Ada Exemplar",)),
        replace(BARE, doi="10.1000/v2", authors=("Ben Placeholder",)),
        replace(BARE, doi="10.1000/v3", authors=("Cleo Sample",)),
    ]
    for order in permutations(sightings):
        stored = one_by_one(*order)
        assert {(s.doi, s.authors) for s in sightings} == {
            (record.doi, record.authors) for record in stored.records.values()
        }
        again = merge(stored, [listed(s, name=f"list-{n + 1}") for n, s in enumerate(order)], LATER)
        assert rendered(stored) == rendered(again.stored)
        spelt = replace(BARE, doi="10.1000/V3")
        assert again.stored.records.keys() == one_by_one(spelt, stored=stored).records.keys()


def test_a_bare_entry_finds_its_record_again_by_its_doi() -> None:
    """Also where the text of another record came with that DOI later."""
    preprint = replace(BARE, abstract=TEXT, doi="10.1000/preprint")
    order = [preprint, replace(BARE, doi="10.1000/kelp"), replace(preprint, doi="10.1000/kelp")]
    stored = one_by_one(*order)
    assert 2 == len(stored.records)
    again = merge(stored, [listed(s, name=f"list-{n + 1}") for n, s in enumerate(order)], LATER)
    assert rendered(stored) == rendered(again.stored)


def test_a_doi_of_arxiv_tells_no_papers_apart() -> None:
    """A paper has it beside the one that its journal gave it."""
    bare = [replace(BARE, doi=doi) for doi in ("10.48550/arXiv.2504.11749", "10.1000/v1")]
    for order in permutations(bare):
        assert 1 == len(one_by_one(*order).records)


def test_an_arxiv_id_is_given_to_none_of_several_papers_by_their_title() -> None:
    """Until its abstract is known it is a record of its own, and then it joins the right one."""
    stored = one_by_one(SWALLOWS, ORDINALS, replace(BARE, arxiv="2504.11749"))
    assert [None, None] == [r.arxiv for i, r in stored.records.items() if i != "2504.11749"]
    stored = one_by_one(replace(ORDINALS, arxiv="2504.11749"), stored=stored)
    assert {(OTHER, "2504.11749"), (TEXT, None)} == {
        (record.abstract, record.arxiv) for record in stored.records.values()
    }


@pytest.mark.parametrize(
    "changes",
    [
        [{"set": Fields(arxiv="2401.00001")}, {"restore": ("arxiv",)}],
        [{"set": Fields(arxiv="2401.00001")}, {"set": Fields(arxiv="2401.00002")}],
        [{"set": Fields(arxiv="2401.00001")}, {"clear": ("arxiv",)}],
        [
            {"set": Fields(arxiv="2401.00001")},
            {"not_same_as": (next(text_ids("Ordinals", OTHER)),)},
        ],
    ],
)
def test_an_arxiv_id_that_an_editor_took_back_leads_nowhere(changes: list[dict[str, Any]]) -> None:
    """The paper that has it is another record, whatever corrections once said."""
    (record,) = (stored := one_by_one(SWALLOWS)).records.values()
    real = replace(ORDINALS, title="Ordinals", arxiv="2401.00001")
    stored = one_by_one(real, stored=corrected(stored, record.id, *changes))
    assert record == stored.records[record.id]
    assert 2 == len(stored.records)


@pytest.mark.parametrize(
    "change", [{"set": Fields(arxiv="2401.00002")}, {"clear": ("arxiv",)}], ids=str
)
def test_a_source_that_gives_a_wrong_arxiv_id_goes_on_giving_it(change: dict[str, Any]) -> None:
    """Its paper stays the record an editor mended, also once the id's own paper is known."""
    wrong = replace(SWALLOWS, arxiv="2401.00001")
    real = replace(ORDINALS, title="Ordinals", arxiv="2401.00001")
    stored = corrected(one_by_one(wrong), "2401.00001", change)
    stored = one_by_one(real, wrong, replace(wrong, title="Swallows"), stored=stored)
    named = [entry.record for listing in stored.listings.values() for entry in listing.entries]
    assert ["2401.00001", named[1], "2401.00001", "2401.00001"] == named
    assert (OTHER, "2401.00001") == (
        stored.records[named[1]].abstract,
        stored.records[named[1]].arxiv,
    )
    assert TEXT == stored.records["2401.00001"].abstract


def test_a_source_cannot_contradict_a_merge() -> None:
    """A paper with another arXiv id than the merged ones have is a record of its own, and told."""
    preprint = Sighting("Swallows, a Preprint", TEXT, 1)
    stored = one_by_one(preprint, replace(SWALLOWS, arxiv="2504.00001"))
    (first,) = set(stored.records) - {"2504.00001"}
    stored = corrected(stored, first, {"merge_into": "2504.00001"})
    renamed = replace(preprint, arxiv="2504.99999", title="Swallows")
    for sighting in (replace(preprint, arxiv="2504.99999"), renamed):
        stored = one_by_one(sighting, stored=stored)
        assert "2504.99999" in stored.records
        assert not stored.records[first].arxiv
        assert not list(check_arxiv_ids(stored))
    # Nor is the record that has the other id found to be the merged one.
    stored = one_by_one(preprint, stored=stored)
    assert {first, "2504.00001", "2504.99999"} == set(stored.records)


def test_a_source_cannot_contradict_what_is_held_apart() -> None:
    """An arXiv id is not taken from a source for a record that an editor says is another's."""
    stored = one_by_one(SWALLOWS, replace(ORDINALS, title="Ordinals", arxiv="2504.00001"))
    (first,) = set(stored.records) - {"2504.00001"}
    stored = corrected(stored, first, {"not_same_as": ("2504.00001",)})
    wrong = replace(SWALLOWS, arxiv="2504.00001", abstract=f"{TEXT}More.")
    own = next(text_ids(wrong.title, wrong.abstract))
    stored = corrected(stored, "2504.00001", {"not_same_as": (own,)})
    merged = merge(stored, [listed(wrong, name="file-2")], LATER)
    assert {first: None, "2504.00001": "2504.00001"} == {
        record_id: record.arxiv for record_id, record in merged.stored.records.items()
    }
    assert not list(check_arxiv_ids(merged.stored))
    (told,) = merged.problems
    assert told.message.startswith("arXiv:2504.00001 is not believed")
    again = merge(merged.stored, [listed(wrong, name="file-2")], LATER)
    assert rendered(merged.stored) == rendered(again.stored)
    assert not again.problems


def test_what_is_found_to_be_one_is_found_at_once() -> None:
    """A record that learns a text is compared under all its titles, not when it is read again."""
    other = replace(SWALLOWS, abstract=f"{TEXT}More.")
    stored = one_by_one(replace(ORDINALS, arxiv="2504.00001"), other)
    stored = one_by_one(Sighting("Swallows", TEXT, 1, arxiv="2504.00001"), stored=stored)
    assert {"2504.00001"} == set(stored.records)
    assert (next(text_ids(other.title, other.abstract)),) == stored.records["2504.00001"].aliases


def test_another_paper_of_an_arxiv_id_is_told_once() -> None:
    """Two papers with one id are one record; the better source wins, and an editor hears of it."""
    stored = store(listed(replace(SWALLOWS, arxiv="2504.00001")))
    wrong = Sighting("Ordinals", OTHER, 7, arxiv="2504.00001")
    merged = merge(stored, [listed(wrong, name="file-2")], LATER)
    (told,) = merged.problems
    assert ("file-2", 7) == (told.path, told.line)
    assert told.message.startswith("another title and another abstract for arXiv:2504.00001 than")
    assert not merge(merged.stored, [listed(wrong, name="file-2")], LATER).problems
    rewritten = replace(wrong, title="Introduction")
    (told,) = merge(stored, [listed(rewritten, name="file-2")], LATER).problems
    assert told.message.startswith("another abstract for arXiv:2504.00001 than")
    renamed = Sighting("Swallows", TEXT, 1, arxiv="2504.00001")
    assert not merge(stored, [listed(renamed, name="file-2")], LATER).problems


def test_an_id_is_given_once() -> None:
    """Where the digits of two papers are the same, the one that comes later has more of them."""
    titles = ("山风雪星的研究", "山河雪雨的研究")
    assert title_id(titles[0]) == title_id(titles[1])
    for order in permutations(titles):
        stored = one_by_one(*(Sighting(title, "", 1) for title in order))
        assert list(order) == [record.title for record in stored.records.values()]
        assert title_id(titles[0]) in stored.records


def test_nobody_takes_the_place_of_a_paper() -> None:
    """An abstract whose hash was made to be that of a title's id does not get that id."""
    real = Sighting("Swallows of the Alps", TEXT, 1)
    pills = "Buy cheap pills at our shop, the best offers of the year. 5191110"
    assert title_id(real.title) == next(text_ids(real.title, pills))
    stored = one_by_one(real, replace(real, abstract=pills))
    assert TEXT == stored.records[title_id(real.title)].abstract
    assert 2 == len(stored.records)

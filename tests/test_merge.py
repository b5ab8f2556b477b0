"""The same dumps make the same content in any order, and no fact is lost on the way."""

from datetime import date
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.ingest import read_dump
from generator.merge import merge
from generator.model import Stored
from generator.sources.sighting import Reading
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

"""Corrections win over every source, and groups hold each paper where readers look for it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from generator.archive import Archive, Paper, build_archive
from generator.identity import name_slug
from generator.model import (
    Correction,
    DumpSource,
    Entry,
    Fields,
    Listing,
    ListingCorrection,
    ListingFields,
    Observation,
    Record,
    Stored,
    TagChange,
)
from generator.tags.taxonomy import Taxonomy, Term

ON = date(2026, 1, 2)
OCTOBER = date(2025, 10, 30)
TERMS = Taxonomy(
    terms=(
        Term(slug="animals", name="Animals", meaning="Living things."),
        Term(slug="cats", name="Cats", meaning="Small.", parent="animals", match=("cat",)),
        Term(slug="boats", name="Boats", meaning="On water.", match=("boat",)),
    )
)


def record(id_: str, **fields: Any) -> Record:
    given = {"title": f"Title of {id_}", "abstract": "Text.", "added": ON, "changed": ON}
    return Record(id=id_, **{**given, **fields})


def listing(name: str, *entries: Entry, day: date | None = OCTOBER) -> Listing:
    source = DumpSource(layout="cards", file="x.txt", sha256="0" * 64)
    return Listing(
        name=name,
        day=day,
        day_basis="given" if day else None,
        source=source,
        added=ON,
        entries=tuple(entries),
    )


def corrected(**fields: Any) -> Correction:
    return Correction(**{"on": ON, "by": "editor", "reason": "a reason", **fields})


def archive(
    *records: Record,
    listings: tuple[Listing, ...] = (),
    corrections: Mapping[str, tuple[Correction, ...]] | None = None,
    listing_corrections: Mapping[str, tuple[ListingCorrection, ...]] | None = None,
) -> Archive:
    return build_archive(
        Stored(
            records={r.id: r for r in records},
            listings={li.name: li for li in listings},
            corrections=corrections or {},
            listing_corrections=listing_corrections or {},
            taxonomy=TERMS,
        )
    )


def paper(made: Archive, id_: str) -> Paper:
    return made.by_id[id_]


def test_the_last_correction_wins_field_by_field() -> None:
    """Each field has the value of the last correction that sets it; the rest is the source's."""
    changes = (
        corrected(set=Fields(title="Once", organization="Acme")),
        corrected(set=Fields(title="Twice")),
    )
    made = archive(record("a", author_count=4), corrections={"a": changes})
    got = paper(made, "a").record
    assert ("Twice", "Acme", 4) == (got.title, got.organization, got.author_count)


def test_a_value_can_be_cleared_and_set_again() -> None:
    """`clear` takes away a value that nobody can replace; a later correction may."""
    wrong = record("a", published=OCTOBER, authors=("Nobody",))
    cleared = corrected(clear=("published", "authors"))
    assert (None, ()) == (
        (got := paper(archive(wrong, corrections={"a": (cleared,)}), "a").record).published,
        got.authors,
    )
    later = corrected(set=Fields(published=ON))
    assert ON == paper(archive(wrong, corrections={"a": (cleared, later)}), "a").record.published


def test_editors_add_and_remove_tags() -> None:
    """What an editor says of tags stands above what the matcher finds."""
    about = record("a", title="A cat on a boat")
    changes = (corrected(tags=TagChange(add=("animals",), remove=("boats",))),)
    assert {"cats", "boats"} == set(paper(archive(about), "a").tags)
    assert {"cats", "animals"} == set(paper(archive(about, corrections={"a": changes}), "a").tags)


def test_a_parent_has_the_papers_of_its_children() -> None:
    """A tag page shows its children's papers too, each once."""
    made = archive(record("a", title="A cat"), record("b", title="A boat"))
    papers = {tagged.term.slug: [p.id for p in tagged.papers] for tagged in made.tags}
    assert {"animals": ["a"], "cats": ["a"], "boats": ["b"]} == papers


def test_withdrawn_and_erased_records_keep_their_address_only() -> None:
    """A withdrawn paper stands in no list, keeps its page, and loses its text where erased."""
    kept = listing("one", Entry(record="a"), Entry(record="b"))
    changes = {"a": (corrected(withdraw=True),), "b": (corrected(erase=True),)}
    made = archive(record("a"), record("b"), listings=(kept,), corrections=changes)
    assert () == made.shown
    assert () == made.days
    assert ("a reason", "Title of a") == (paper(made, "a").withdrawn, paper(made, "a").record.title)
    assert ("[withdrawn]", "") == (
        paper(made, "b").record.title,
        paper(made, "b").record.abstract,
    )


def test_a_merged_record_leads_to_the_other() -> None:
    """The id of a merged record, and those merged into it before, lead to the one that is left."""
    both = listing("one", Entry(record="a"), Entry(record="b"))
    changes = {
        "a": (corrected(merge_into="b"),),
        "b": (corrected(same_as=("c",)),),
    }
    made = archive(
        record("a", aliases=("older",)),
        record("b"),
        record("c"),
        listings=(both,),
        corrections=changes,
    )
    assert ["b"] == [p.id for p in made.papers]
    assert {"a", "older", "c"} == set(paper(made, "b").aliases)
    assert [1, 2] == [a.position for a in paper(made, "older").appearances]


def test_a_listing_gets_its_day_from_a_correction() -> None:
    """Its dates without a year, and what was observed, move with it."""
    undated = listing(
        "one",
        Entry(record="a", published_text="Apr 16", observed=(Observation(comments=3),)),
        day=None,
    )
    change = ListingCorrection(on=ON, by="editor", reason="seen", set=ListingFields(day=OCTOBER))
    before = archive(record("a"), listings=(undated,))
    after = archive(record("a"), listings=(undated,), listing_corrections={"one": (change,)})
    assert (("a",), ()) == (tuple(p.id for p in before.undated), before.days)
    assert date(2025, 4, 16) == paper(after, "a").record.published
    assert [date(2025, 4, 16), OCTOBER] == [day.day for day in after.days]
    (appearance,) = paper(after, "a").appearances
    assert [OCTOBER] == [o.on for o in appearance.entry.observed]


def test_a_paper_is_dated_by_publication_else_by_its_first_listing() -> None:
    """Only a paper with neither is undated."""
    made = archive(
        record("a", published=date(2024, 1, 1)),
        record("b"),
        record("c"),
        listings=(listing("one", Entry(record="a"), Entry(record="b")),),
    )
    assert [date(2024, 1, 1), OCTOBER, None] == [paper(made, i).day for i in "abc"]
    assert ["c"] == [p.id for p in made.undated]


def test_the_newest_number_of_comments_is_shown() -> None:
    """A number that no listing showed is unknown, not zero."""
    early = Entry(record="a", observed=(Observation(on=date(2025, 1, 1), comments=9),))
    late = Entry(record="a", observed=(Observation(on=OCTOBER, comments=2),))
    made = archive(record("a"), record("b"), listings=(listing("one", late), listing("two", early)))
    assert (2, None) == (paper(made, "a").comments, paper(made, "b").comments)


def test_organizations_are_told_apart_and_have_distinct_slugs() -> None:
    """Names that compare equal are one; different names that share a slug get different ones."""
    made = archive(
        record("a", organization="Acme Labs", published=date(2020, 1, 1)),
        record("b", organization="ACME-Labs", published=date(2021, 1, 1)),
        record("c", organization="C Lab", published=date(2020, 1, 1)),
        record("d", organization="C++ Lab", published=date(2021, 1, 1)),
        record("e", organization="模型", published=date(2022, 1, 1)),
        record("f", organization="大学", published=date(2019, 1, 1)),
    )
    found = {group.slug: [p.id for p in group.papers] for group in made.organizations}
    assert {
        "acme-labs": ["a", "b"],
        "c-lab": ["c"],
        "c-lab-2": ["d"],
        name_slug("模型", "organization"): ["e"],
        name_slug("大学", "organization"): ["f"],
    } == found


def test_a_paper_is_issued_as_far_as_is_known() -> None:
    """A day wins over what lists print; without one the newest list of those trusted most does."""
    printed = [Entry(record=i, published_text="May 2024") for i in ("a-1", "b-1", "c-1")]
    found = archive(
        record("a-1", published=date(2023, 1, 2)),
        record("b-1"),
        record("c-1"),
        record("d-1"),
        listings=(
            listing("old", Entry(record="b-1", published_text="2020"), day=date(2021, 1, 1)),
            listing("new", *printed, day=None),
            listing("late", Entry(record="d-1", published_text="Oct 30"), day=None),
        ),
        corrections={"c-1": (corrected(clear=("published",)),)},
    )
    issued = {paper.id: paper.issued for paper in found.papers}
    assert issued == {"a-1": (2023, 1, 2), "b-1": (2020, None, None), "c-1": None, "d-1": None}


def test_papers_without_a_day_stand_by_their_year() -> None:
    """A year or a month orders papers among those with days; what has none comes first."""
    found = archive(
        record("a-1", published=date(2024, 3, 1)),
        record("b-1"),
        record("c-1"),
        record("d-1"),
        listings=(
            listing(
                "list",
                Entry(record="b-1", published_text="2024"),
                Entry(record="c-1", published_text="May 2024"),
                day=None,
            ),
        ),
    )
    ordered = sorted(found.papers, key=lambda paper: paper.order)
    assert ["d-1", "b-1", "a-1", "c-1"] == [paper.id for paper in ordered]
    assert ["d-1", "b-1", "c-1"] == [paper.id for paper in found.undated]

"""What editors did can be read, and where each fact came from, without looking into git."""

import html
from datetime import date

import feedparser
from msgspec import structs

from generator.archive import build_archive
from generator.changes import Step, list_changes
from generator.facts import listing_year
from generator.feeds.changes import change_feed
from generator.model import (
    ArxivSource,
    Entry,
    Fields,
    Listing,
    ListingCorrection,
    ListingFields,
    Said,
    Stored,
    TagChange,
)
from generator.origins import find_origins
from generator.pages import build_pages
from tests.test_archive import OCTOBER, ON, TERMS, archive, corrected, listing, paper, record
from tests.test_overlay import LATER, said

SECRET = "A Name That Must Go"


def test_changes_tell_before_and_after() -> None:
    """Before is what an editor said before, else what the sources said; the oldest come first."""
    changes = (
        said(LATER, was=Fields(title="A"), set=Fields(title="B", organization="Acme")),
        said(LATER, was=Fields(title="A"), set=Fields(title="C"), clear=("organization",)),
        said(LATER, restore=("title",), tags=TagChange(add=("cats",), remove=("boats",))),
        said(LATER, withdraw=True),
        said(LATER, withdraw=False),
    )
    dated = ListingCorrection(on=ON, by="bo", reason="seen", set=ListingFields(day=OCTOBER))
    found = list_changes(Stored(corrections={"a": changes}, listing_corrections={"one": (dated,)}))
    assert [(ON, "one", 1), *((LATER, "a", n) for n in range(1, 6))] == [
        (change.on, change.subject, change.number) for change in found
    ]
    assert [
        [Step("day", None, OCTOBER)],
        [Step("title", "A", "B"), Step("organization", None, "Acme")],
        [Step("organization", "Acme", None), Step("title", "B", "C")],
        [Step("title", "C", "as the sources say"), Step("tag", None, "cats"), Step("tag", "boats")],
        [Step("withdrawn")],
        [Step("brought back")],
    ] == [list(change.steps) for change in found]


def test_a_change_keeps_its_name() -> None:
    """Whatever other days' changes are joined from another branch, or taken out, above it."""
    first, second = said(ON, set=Fields(title="B")), said(LATER, set=Fields(title="C"))
    names = {
        change.key
        for changes in ((first, second), (second,), (second, said(LATER, withdraw=True)))
        for change in list_changes(Stored(corrections={"a": changes}))
        if change.steps[0].after == "C"
    }
    assert {f"a/{LATER}/1"} == names


def test_what_was_taken_away_does_not_come_back() -> None:
    """No change of an erased record shows its text, whatever was corrected before."""
    changes = (
        corrected(was=Fields(title=SECRET), set=Fields(title="B", abstract=SECRET)),
        corrected(erase=True),
    )
    made = archive(record("a", title=SECRET), corrections={"a": changes})
    assert all(SECRET not in page.text for page in build_pages(made))
    assert 2 == len(made.changes)


def test_changes_are_paged_and_lead_to_their_papers() -> None:
    """Fifty a page; merged records by their id, listings by their day; nothing has an effect."""
    hostile = "<b>x</b> ![p](https://x.example/p.png) [y](javascript:alert(1))"
    changes = {
        **{f"p-{n:02}": (corrected(set=Fields(title=f"<i>{n}</i>")),) for n in range(60)},
        "twin": (corrected(merge_into="p-00"),),
        "odd": (said(LATER, reason=hostile, set=Fields(title="<script>")),),
    }
    dated = ListingCorrection(on=LATER, by="b", reason="r", set=ListingFields(day=OCTOBER))
    stored = Stored(
        records={i: record(i) for i in changes},
        listings={"one": listing("one", Entry(record="odd"), day=None)},
        corrections=changes,
        listing_corrections={"one": (dated,)},
    )
    pages = {page.path: page.text for page in build_pages(build_archive(stored))}
    assert 50 == pages["changes/page/1/index.md"].count("<li id=")
    newest = pages["changes/index.md"]
    assert '<a href="../days/2025/10/30/">a listing &#40;one&#41;</a>' in newest
    assert 'merged into</dt><dd><a href="../papers/p-00/">' in newest
    for effect in ("<b>", "<script>", "<img", 'href="javascript'):
        assert effect not in newest


def test_facts_are_traced_to_their_listings() -> None:
    """Each to the listing that says so and would win; corrected ones to no listing."""
    old = listing(
        "old", Entry(record="a", published_text="Dec 9, 2024", unsaid=("author_count",)), day=ON
    )
    new = listing("new", Entry(record="a", said=Said(abstract="Other.")), day=LATER)
    made = archive(
        record("a", author_count=3, organization="Acme", published=date(2024, 12, 9)),
        listings=(old, new),
        corrections={"a": (corrected(set=Fields(organization="Acme Labs")),)},
    )
    found = find_origins(paper(made, "a"), listing_year)
    assert {
        "new": ("title", "number of authors"),
        "old": ("abstract", "publication date"),
    } == {origin.listing.name: origin.facts for origin in found}


def test_a_merged_record_is_the_origin_of_what_it_lent() -> None:
    """What the record that is left does not say itself came from the other's listing."""
    own = listing("own", Entry(record="b", unsaid=("organization",)), day=ON)
    lent = listing("lent", Entry(record="a"), day=LATER)
    made = archive(
        record("a", organization="Acme"),
        record("b"),
        listings=(own, lent),
        corrections={"a": (corrected(merge_into="b"),)},
    )
    found = find_origins(paper(made, "b"), listing_year)
    assert {"own": ("title", "abstract"), "lent": ("organization",)} == {
        origin.listing.name: origin.facts for origin in found
    }


def test_facts_come_from_arxivs_answers_too() -> None:
    """Listings that no page shows are where facts came from, with their day if they have one."""
    day, asked = date(2025, 10, 28), Entry(record="a")
    hidden = (
        Listing(name="up", title="arXiv", source=ArxivSource(month="2510"), added=ON),
        Listing(name="on", title="arXiv cs.CL", source=ArxivSource(), added=ON, day=day),
    )
    for one, place in zip(hidden, ("arXiv<", "arXiv cs.CL, 28 October 2025<"), strict=True):
        made = archive(record("a"), listings=(structs.replace(one, entries=(asked,)),))
        page = {page.path: page.text for page in build_pages(made)}["papers/a/index.md"]
        assert f"<li>title, abstract: {place}" in html.unescape(page)


def test_a_papers_page_names_its_editors() -> None:
    """What was corrected, by whom, when, why, and what the source had said."""
    changes = (
        corrected(was=Fields(title="A <b>"), set=Fields(title="B")),
        corrected(clear=("published",), tags=TagChange(add=("cats",))),
    )
    stored = Stored(records={"a": record("a")}, corrections={"a": changes}, taxonomy=TERMS)
    pages = {page.path: page.text for page in build_pages(build_archive(stored))}
    page = pages["papers/a/index.md"]
    for line in (
        "title: corrected by editor on 2 January 2026: a reason; the source said",
        "<del>A &#60;b&#62;</del>",
        "published: taken out by editor",
        "tag Cats: added by editor",
        "in this archive since 2 January 2026",
    ):
        assert line in page, line


def test_changes_have_a_feed() -> None:
    """The newest first, each with its paper, its editor, its reason and what was changed."""
    changes = (
        corrected(was=Fields(title="A <b>"), set=Fields(title="B"), reason="seen *here* & <there>"),
        said(LATER, withdraw=True),
    )
    made = archive(record("a"), corrections={"a": changes})
    (page,) = change_feed(made)
    assert "changes/feed.xml" == page.path
    feed = feedparser.parse(page.text.encode())
    assert not feed.bozo
    assert [(LATER.isoformat(), "editor"), (ON.isoformat(), "editor")] == [
        (entry.updated[:10], entry.author) for entry in feed.entries
    ]
    assert "seen here & <there>" in html.unescape(feed.entries[1].content[0].value)
    assert "<ins>B</ins>" in feed.entries[1].content[0].value
    assert [] == feedparser.parse(next(iter(change_feed(archive()))).text.encode()).entries

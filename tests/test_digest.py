"""Which digest is due, what it says, and that any mail program can show it."""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from generator.archive import build_archive
from generator.cli import main
from generator.derived import Derived, Shown
from generator.digest.compose import MOST, Digest, compose
from generator.digest.editions import (
    Asked,
    Due,
    Edition,
    NothingDue,
    UnknownTerm,
    choose_edition,
    remembered,
    renamed,
)
from generator.digest.message import message_id, render_message
from generator.digest.render import render_html, render_text
from generator.model import (
    Config,
    Correction,
    DumpSource,
    Entry,
    Listing,
    Mail,
    Observation,
    Record,
    Sent,
    SignUp,
    Stored,
)
from generator.pages.shelf import Shelf
from generator.pages.subscribe import subscribe_page as subscribe_page_of
from generator.store import load_content, render_sent, write_changes
from generator.tags.taxonomy import Taxonomy
from generator.typeset import canonical
from generator.typeset.sentences import first_sentence

GOLDEN = Path(__file__).parent / "golden-mail" / "digest.txt"
DAY = date(2025, 10, 30)
TODAY = date(2025, 11, 12)
NOW = datetime(2025, 11, 12, 6, 30, tzinfo=UTC)
SETTINGS = """\
schema: 1
name: Harbour
description: Papers on *lanterns*.
site_url: https://papers.example/sea/
"""
TAGS = """\
terms:
- {slug: lights, name: Lights, meaning: What shines., match: [lamp]}
- {slug: lanterns, name: Lanterns & lamps, meaning: What guides., parent: lights, match: [lantern]}
- {slug: kelp, name: Kelp, meaning: What grows., match: [kelp]}
- {slug: tides, name: Tides, meaning: What comes back., match: [tide]}
"""


def record(number: int, title: str, **facts: Any) -> Record:
    return Record(id=f"paper-{number:04}", title=title, added=DAY, changed=DAY, **facts)


def listing(day: date | None, entries: Iterable[Entry | Record], added: date = DAY) -> Listing:
    return Listing(
        name=f"dump-{day}-{added}",
        day=day,
        source=DumpSource(layout="cards", file="x.txt", sha256="0" * 64),
        added=added,
        entries=tuple(e if isinstance(e, Entry) else Entry(record=e.id) for e in entries),
    )


def papers() -> list[Record]:
    return [
        record(
            1,
            "Lanterns that Guide",
            abstract="We light lanterns on nine winters of harbour logs, kept by hand. All came.",
            authors=("Ada Reef", "Bo Shoal", "Cy Strand", "Di Tide"),
            organization="Tidewater & Sons",
            arxiv="2510.00001",
            links=("https://github.com/reef/lanterns", "https://github.com/reef/other"),
        ),
        record(2, "Kelp After Storms: What <b>Nine</b> Winters Leave of a Forest", author_count=3),
        record(3, "Kelp Again", abstract="Short."),
    ]


def stored(
    records: Sequence[Record] | None = None,
    listings: Sequence[Listing] | None = None,
    mail: Mail | None = None,
    **more: Any,
) -> Stored:
    records = papers() if records is None else records
    if listings is None:
        discussed = Entry(
            record="paper-0002", observed=(Observation(on=DAY, comments=4, upvotes=9),)
        )
        listings = [
            listing(DAY, [records[0], discussed, records[2]]),
            listing(DAY - timedelta(days=1), records[:1]),
        ]
    config = msgspec.structs.replace(
        msgspec.yaml.decode(SETTINGS, type=Config), mail=mail or Mail()
    )
    return Stored(
        records={one.id: one for one in records},
        listings={one.name: one for one in listings},
        config=config,
        taxonomy=msgspec.yaml.decode(TAGS, type=Taxonomy),
        **more,
    )


def write_papers(content: Path, mail: str = "") -> None:
    """Write a content folder of three papers in two listings."""
    content.mkdir(exist_ok=True)
    (content / "archive.yml").write_text(SETTINGS + mail)
    (content / "tags.yml").write_text(TAGS)
    write_changes(content, Stored(), stored())


def digest_of(of: Stored, asked: Asked | None = None, sent: Sequence[Sent] = ()) -> Digest:
    archive = build_archive(of)
    due, issues = choose_edition(archive, sent, asked or Asked(), TODAY)
    return compose(archive, issues, due)


def due_of(listings: Sequence[Listing], asked: Asked, sent: Sequence[Sent] = ()) -> Due:
    return choose_edition(build_archive(stored(listings=listings)), sent, asked, TODAY)[0]


def remember(sent: Sequence[Sent], due: Due, on: date) -> tuple[Sent, ...]:
    """What is remembered where nothing can come late any more."""
    kept = remembered(sent, due, {}, on)
    return tuple(msgspec.structs.replace(one, papers=None) for one in kept)


def message_of(digest: Digest, config: Config) -> EmailMessage:
    raw = render_message(digest, config, NOW)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.count(b"\n") == raw.count(b"\r\n")
    return message_from_bytes(raw, policy=policy.default)


def test_the_text_is_as_it_was() -> None:
    """The text part is its golden file, which `UPDATE_GOLDEN=1` writes anew, to be read first."""
    mail = Mail(unsubscribe="https://lists.example/leave")
    before = [Sent(day=date(2025, 10, 28), on=DAY)]
    text = render_text(digest_of(stored(mail=mail), sent=before))
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(text, encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == text


def test_the_message_is_whole() -> None:
    """Text and HTML of one digest, in short lines of ASCII, with every header a list needs."""
    mail = Mail(
        to="papers@lists.example",
        from_="sheaf@papers.example",
        list_id="papers.lists.example",
        unsubscribe=f"https://lists.example/leave?{'x' * 200}",
    )
    of = stored(mail=mail)
    digest = digest_of(of)
    message = message_of(digest, of.config)
    text, html = message.iter_parts()
    assert ["text/plain", "text/html"] == [text.get_content_type(), html.get_content_type()]
    assert render_text(digest) == text.get_content().replace("\r\n", "\n")
    assert render_html(digest) == html.get_content().replace("\r\n", "\n")
    for part in (text, html):
        assert "quoted-printable" == part["Content-Transfer-Encoding"]
        assert max(map(len, str(part.get_payload()).split("\r\n"))) <= 76
    assert {
        "Content-Type": f'multipart/alternative; boundary="{message.get_boundary()}"',
        "MIME-Version": "1.0",
        "From": "Harbour <sheaf@papers.example>",
        "To": "papers@lists.example",
        "Subject": "Harbour: 30 October 2025, 3 papers",
        "Date": "Wed, 12 Nov 2025 06:30:00 +0000",
        "Message-ID": "<2025-10-30.digest-sea@papers.example>",
        "List-Id": "<papers.lists.example>",
        "List-Unsubscribe": f"<{mail.unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    } == dict(message.items())


def test_the_same_digest_is_the_same_message() -> None:
    """No byte but the date differs, nor does a bare setting bring a header."""
    of = stored()
    digest = digest_of(of)
    assert render_message(digest, of.config, NOW) == render_message(digest, of.config, NOW)
    headers = message_of(digest, of.config).keys()
    assert not {"From", "To", "List-Id", "List-Unsubscribe"} & set(headers)
    mailto = msgspec.structs.replace(of.config, mail=Mail(unsubscribe="mailto:leave@lists.example"))
    assert "List-Unsubscribe-Post" not in message_of(digest, mailto)


def test_html_loads_nothing_and_leads_out() -> None:
    """Every link is absolute, nothing is fetched, and no element but the head has a style sheet."""
    html = render_html(digest_of(stored(mail=Mail(unsubscribe="mailto:leave@lists.example"))))
    tree = LexborHTMLParser(html)
    links = [a.attributes["href"] for a in tree.css("a")]
    assert [] == [link for link in links if not re.match(r"https://|mailto:", link or "")]
    assert {
        "https://papers.example/sea/papers/paper-0001/",
        "https://github.com/reef/lanterns",
        "https://arxiv.org/abs/2510.00001",
        "https://papers.example/sea/days/2025/10/30/",
        "mailto:leave@lists.example",
    } <= set(links)
    assert [] == tree.css("img, link, script, iframe, object, form, [src], [background], [onclick]")
    assert not re.search(r"url\(|@import", html)
    (style,) = tree.css("style")
    assert style.text().startswith("@media (prefers-color-scheme: dark)")
    bare = [e.tag for e in tree.css("body, h1, h2, h3, p, a, td") if not e.attributes.get("style")]
    assert [] == bare


HOSTILE = st.text(
    st.sampled_from("ab é\u05d0\u202e\u200b\r\n\0\x1b<>&\"'{}%=?,;:@日😀."), max_size=400
)


@settings(max_examples=50)
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_no_text_breaks_a_message(name: str, title: str, text: str, who: str) -> None:
    """Whatever names and papers hold, headers are as they were meant, and parts read back."""
    first, lead, rest = (Shown(canonical(t), canonical(t)) for t in (title, text, ""))
    shown = Derived(first, lead, rest, (), 0)
    paper = record(1, title or "T", authors=(who or "W",))
    mail = Mail(to="b@lists.example", from_="a@papers.example")
    config = msgspec.structs.replace(stored(mail=mail).config, name=f"N{name}", description=text)
    of = msgspec.structs.replace(config, site_url="https://papers.example/")
    archive = build_archive(
        Stored(
            records={paper.id: paper},
            listings={"dump-1": listing(DAY, [paper])},
            config=of,
        ),
        lambda *_: shown,
    )
    due, issues = choose_edition(archive, (), Asked(), TODAY)
    digest = compose(archive, issues, due)
    message = message_of(digest, of)
    assert digest.subject == message["Subject"]
    assert ["a@papers.example"] == [a.addr_spec for a in message["From"].addresses]
    assert ["From", "To", "Subject", "Date", "Message-ID"] == message.keys()[2:]
    plain, html = message.iter_parts()
    assert render_text(digest) == plain.get_content().replace("\r\n", "\n")
    tree = LexborHTMLParser(html.get_content())
    (heading,) = tree.css("h3")
    assert canonical(title).split() == heading.text().split()
    assert 12 >= len(tree.css("a"))


def test_message_ids_are_made_from_the_edition() -> None:
    """Day, week, tag and site make it; ports, capitals and other scripts do not break it."""
    ids = [
        message_id(Edition(day, week, tag).name, site)
        for day in (DAY, date(2025, 10, 27))
        for week in (False, True)
        for tag in (None, "kelp")
        for site in ("https://a.example/", "https://a.example/b/", "https://b.example/")
        if not (week and day == DAY)
    ]
    assert len(ids) == len(set(ids))
    assert "<2025-W44.kelp.digest@a.example>" in ids
    odd = ("http://H.example:8000/", "https://bücher.example/論文/", "http://[::1]/", "http://[/")
    for site in odd:
        assert re.fullmatch(r"<[a-zA-Z0-9.-]+@[a-z0-9-]+(\.[a-z0-9-]+)*>", message_id("x", site))


def test_sections_and_their_order() -> None:
    """Discussed papers first, then tags of the first level by size, then papers without one."""
    records = [
        *(record(n, f"Tide {n}") for n in range(3)),
        *(record(n, f"Lamp {n}") for n in range(10, 12)),
        record(12, "Lantern 12"),
        record(20, "Kelp 20"),
        record(30, "Nothing of the kind"),
    ]
    digest = digest_of(stored(records, [listing(DAY, records)]))
    assert [("Lights", 3), ("Tides", 3), ("Kelp", 1), ("Other papers", 1)] == [
        (section.heading, section.total) for section in digest.sections
    ]
    tagged = digest_of(stored(records, [listing(DAY, records)]), Asked(tag="lights"))
    assert ["Lights", "Lanterns & lamps"] == [section.heading for section in tagged.sections]
    assert "Lights, 30 October 2025" == tagged.title
    assert 3 == tagged.papers


def test_most_discussed_first() -> None:
    """By comments, then upvotes; by upvotes alone where no listing shows comments."""
    records = [record(n, f"Kelp {n}") for n in range(4)]

    def seen(number: int, **numbers: int) -> Entry:
        return Entry(record=records[number].id, observed=(Observation(on=DAY, **numbers),))

    def first(entries: list[Entry]) -> tuple[str, list[str]]:
        section = digest_of(stored(records, [listing(DAY, entries)])).sections[0]
        return section.heading, [mention.title for mention in section.mentions]

    some = [seen(0, comments=1), seen(1, comments=2), seen(2, comments=1, upvotes=3), seen(3)]
    assert ("Most discussed", ["Kelp 1", "Kelp 2", "Kelp 0"]) == first(some)
    upvoted = [seen(0, upvotes=1), seen(1, upvotes=2, comments=0), seen(2), seen(3)]
    assert ("Most upvoted", ["Kelp 1", "Kelp 0"]) == first(upvoted)


def test_a_long_day_says_what_it_leaves_out() -> None:
    """So many papers at most, of every tag some, and the number of the others with their page."""
    records = [record(n, f"{'Kelp' if n < 150 else 'Tide'} {n}") for n in range(160)]
    digest = digest_of(stored(records, [listing(DAY, records)]))
    assert [(30, 150), (10, 10)] == [(len(s.mentions), s.total) for s in digest.sections]
    assert (MOST, 120) == (sum(len(s.mentions) for s in digest.sections), digest.left_out)
    text = render_text(digest)
    assert "And 120 more papers. All of them:\n  30 October 2025, 160 papers: https://" in text
    assert "KELP (30 of 150)" in text
    html = render_html(digest)
    assert "<b>120 more papers</b>" in html
    assert len(html) < 100_000


@pytest.mark.parametrize("last", [date(2025, 11, 2), date(2025, 11, 9)])
def test_a_week_is_from_monday_to_sunday(last: date) -> None:
    """Its papers are those of its days, each once, and every day has its page."""
    records = papers()
    days = [listing(last - timedelta(days=n), records[: n % 3 + 1]) for n in range(7)]
    outside = [listing(last + timedelta(days=n), records) for n in (-7, 1)]
    asked = Asked(day=last - timedelta(days=2), week=True)
    digest = digest_of(stored(records, [*days, *outside]), asked)
    assert (3, 7) == (digest.papers, len(digest.pages))
    assert f"2025-W{last.isocalendar().week}" == digest.edition.name
    titles = {2: "27 October to 2 November 2025", 9: "3 to 9 November 2025"}
    assert titles[last.day] == digest.title


def test_a_week_over_new_year() -> None:
    """Both years are named."""
    records = papers()
    days = [listing(date(2025, 12, 31), records)]
    digest = digest_of(stored(records, days), Asked(day=date(2026, 1, 2), week=True))
    assert ("29 December 2025 to 4 January 2026", "2026-W01") == (digest.title, digest.edition.name)


def test_a_week_is_due_when_it_is_over() -> None:
    """The newest whole week is due; one that still goes on waits, unless it is asked for."""
    over, current = date(2025, 11, 9), date(2025, 11, 10)
    listings = [listing(day, papers()) for day in (over, current)]
    assert Edition(date(2025, 11, 3), week=True) == due_of(listings, Asked(week=True)).edition
    sent = [Sent(day=date(2025, 11, 3), week=True, on=TODAY)]
    with pytest.raises(NothingDue, match="that of 10 to 16 November 2025 is not over"):
        due_of(listings, Asked(week=True), sent)
    asked = Asked(day=current, week=True)
    assert Edition(current, week=True) == due_of(listings, asked, sent).edition


def days_before_today(*days: int) -> list[date]:
    return [TODAY - timedelta(days=n) for n in days]


def test_the_past_is_not_sent_backwards() -> None:
    """An archive of old listings sends its newest, and then waits for a new one."""
    listings = [listing(day, papers()) for day in days_before_today(5, 4, 3)]
    due = due_of(listings, Asked())
    assert Due(Edition(TODAY - timedelta(days=3))) == due
    sent = remember((), due, TODAY)
    with pytest.raises(NothingDue, match="nothing new to send: that of 9 November 2025 was sent"):
        due_of(listings, Asked(), sent)


def test_what_came_since_is_led_to_once() -> None:
    """Days whose mail failed, and one that came late, stand in the next message and no other."""
    first, late, second, third = days_before_today(9, 12, 8, 7)
    sent: tuple[Sent, ...] = (Sent(day=first, on=first),)
    listings = [listing(day, papers(), added=day) for day in (first, second, third)]
    listings.append(listing(late, papers(), added=third))
    due = due_of(listings, Asked(), sent)
    assert Due(Edition(third), (late, second)) == due
    sent = remember(sent, due, third)
    with pytest.raises(NothingDue):
        due_of(listings, Asked(), sent)
    later = listing(date(2025, 1, 1), papers(), added=TODAY)
    assert Due(Edition(later.day or DAY)) == due_of([*listings, later], Asked(), sent)


def test_a_day_sent_by_hand_does_not_stand_for_the_newest() -> None:
    """The newest that was not sent is due, also after an older one went out."""
    old, new = days_before_today(20, 9)
    listings = [listing(day, papers(), added=day) for day in (old, new)]
    sent = remember((), due_of(listings, Asked(day=old)), TODAY)
    assert Due(Edition(new)) == due_of(listings, Asked(), sent)


def test_each_kind_is_remembered_by_itself() -> None:
    """A day's digest sent says nothing of the week's, nor of a tag's."""
    listings = [listing(DAY, papers())]
    sent = remember((), due_of(listings, Asked()), TODAY)
    assert DAY == due_of(listings, Asked(tag="kelp"), sent).edition.day
    assert date(2025, 10, 27) == due_of(listings, Asked(week=True), sent).edition.day
    assert sent == remember(sent, Due(Edition(DAY)), TODAY + timedelta(days=1))


def test_what_comes_to_a_day_that_was_sent_is_told_once() -> None:
    """A day grows after its digest: the next one has what came, and says of which day it is."""
    one, two, three = papers()
    other = record(4, "Tides at Night")
    kept = [one, two, three, other]
    sent: tuple[Sent, ...] = ()
    told: list[list[str]] = []
    for on, entries in (
        (DAY, {DAY: [one]}),
        (DAY + timedelta(days=1), {DAY: [two, one], DAY + timedelta(days=1): [one, three]}),
        (DAY + timedelta(days=2), {DAY: [two, one], DAY + timedelta(days=1): [one, three]}),
        (DAY + timedelta(days=6), {DAY: [two, one, other], DAY + timedelta(days=6): [two]}),
    ):
        listings = [listing(day, listed, added=day) for day, listed in entries.items()]
        archive = build_archive(stored(kept, listings))
        try:
            due, issues = choose_edition(archive, sent, Asked(), on)
        except NothingDue:
            told.append([])
            continue
        digest = compose(archive, issues, due)
        sent = remembered(sent, due, issues, on)
        told.append([page.name for page in digest.pages])
    assert [
        ["30 October 2025, 1 paper"],
        ["31 October 2025, 2 papers", "30 October 2025, 1 paper"],
        [],
        ["5 November 2025, 1 paper", "30 October 2025, 1 paper"],
    ] == told
    assert [None, None, ("paper-0002",)] == [mail.papers for mail in sent]


BARE = Derived(*(Shown("T", "T"),) * 3, (), 0)
PLACES = st.lists(st.tuples(st.integers(0, 11), st.sampled_from([0, 0, 1, 2, 4])), max_size=12)
"""Days, and how much later papers came to them."""


@settings(max_examples=30)
@given(places=PLACES, runs=st.sets(st.integers(0, 20), min_size=1), week=st.booleans())
def test_every_paper_of_a_day_is_told_once(
    places: list[tuple[int, int]], runs: set[int], week: bool
) -> None:
    """Whenever papers come and digests go: in one, or on a page that one leads to."""
    came = [
        (DAY + timedelta(days=day), DAY + timedelta(days=day + late), record(number, f"P {number}"))
        for number, (day, late) in enumerate(places)
    ]
    sent: tuple[Sent, ...] = ()
    told: list[tuple[date, str]] = []
    for on in (DAY + timedelta(days=run) for run in sorted(runs)):
        there = [(day, at, one) for day, at, one in came if at <= on]
        listings = [
            listing(
                day,
                [one for of, _, one in there if of == day],
                min(at for of, at, _ in there if of == day),
            )
            for day in {day for day, _, _ in there}
        ]
        archive = build_archive(stored([one for _, _, one in there], listings), lambda _: BARE)
        try:
            due, issues = choose_edition(archive, sent, Asked(week=week), on)
        except NothingDue:
            continue
        also = [issues[first].papers for first in (due.edition.day, *due.also)]
        told += [(day, p.id) for by in (*also, due.late) for day, ps in by.items() for p in ps]
        sent = remembered(sent, due, issues, on)
    assert sorted(set(told)) == sorted(told)
    for mail in sent:
        days = [mail.day, *mail.also]
        covered = {day + timedelta(days=n) for day in days for n in range(7 if week else 1)}
        last = max(one.on for one in sent)
        assert {(day, one.id) for day, at, one in came if day in covered and at <= last} <= set(
            told
        )


def test_a_digest_by_hand_forgets_nothing() -> None:
    """It says what its day holds; what came late to others is left to the one that is due."""
    one, two, _ = kept = papers()
    old = DAY - timedelta(days=30)
    listings = [listing(old, kept), listing(DAY, [one])]
    archive = build_archive(stored(kept, listings))
    due, issues = choose_edition(archive, (), Asked(), DAY)
    sent = remembered((), due, issues, DAY)
    later = DAY + timedelta(days=9)
    grown = [listing(old, kept), listing(DAY, [two, one]), listing(later, kept[:1], added=later)]
    archive = build_archive(stored(kept, grown))
    due, issues = choose_edition(archive, sent, Asked(day=old), later)
    assert {} == due.late
    sent = remembered(sent, due, issues, later)
    due, issues = choose_edition(archive, sent, Asked(), later)
    assert {DAY: [two.id]} == {day: [p.id for p in late] for day, late in due.late.items()}
    again = remembered(sent, replace(due, edition=Edition(DAY), by_hand=True), issues, DAY)
    assert [("paper-0001", "paper-0002"), None] == [mail.papers for mail in again]


def test_a_tag_goes_by_its_former_name_too() -> None:
    """Renaming a tag neither ends its digest nor sends an edition again."""
    terms = TAGS.replace("slug: kelp,", "slug: seaweed, aliases: [kelp],")
    of = replace(stored(), taxonomy=msgspec.yaml.decode(terms, type=Taxonomy))
    archive = build_archive(of)
    due, _ = choose_edition(archive, (), Asked(tag="kelp"), TODAY)
    assert Edition(DAY, tag="seaweed") == due.edition
    sent = renamed([Sent(day=DAY, tag="kelp", on=DAY)], of.taxonomy)
    with pytest.raises(NothingDue):
        choose_edition(archive, sent, Asked(tag="seaweed"), TODAY)


def test_a_tag_waits_for_a_listing_with_papers_of_it() -> None:
    """Its newest listing is the newest with one."""
    records = papers()
    listings = [listing(DAY, records), listing(DAY + timedelta(days=1), records[:1])]
    assert DAY == due_of(listings, Asked(tag="kelp")).edition.day


def test_empty_states() -> None:
    """Each says why there is nothing, and none is an error."""
    withdrawn = {
        one.id: (Correction(on=DAY, by="ed", reason="so", withdraw=True),) for one in papers()
    }
    states: dict[str, tuple[Stored, Asked]] = {
        "no listing has a day yet": (stored(listings=[listing(None, papers())]), Asked()),
        "the listings hold no paper tagged 'tides'": (stored(), Asked(tag="tides")),
        "the listings of 30 October 2025 hold no paper tagged 'tides'": (
            stored(),
            Asked(day=DAY, tag="tides"),
        ),
        "the listings hold no paper that is shown": (stored(corrections=withdrawn), Asked()),
        "the listings of 30 October 2025 hold no paper that is shown": (
            stored(corrections=withdrawn),
            Asked(day=DAY),
        ),
    }
    for message, (of, asked) in states.items():
        with pytest.raises(NothingDue, match=f"nothing to send: {message}"):
            digest_of(of, asked)
    with pytest.raises(NothingDue, match="no listing has a day yet"):
        digest_of(Stored())


def test_what_is_not_there_is_suggested() -> None:
    """A tag by its spelling, a day by its neighbours."""
    with pytest.raises(UnknownTerm, match="no tag 'klep'; did you mean 'kelp'"):
        digest_of(stored(), Asked(tag="klep"))
    with pytest.raises(UnknownTerm, match="of 1 October 2025; the nearest there are: 2025-10-29"):
        digest_of(stored(), Asked(day=date(2025, 10, 1)))
    with pytest.raises(UnknownTerm, match="no listing of 3 to 9 November 2025"):
        digest_of(stored(), Asked(day=date(2025, 11, 5), week=True))
    with pytest.raises(UnknownTerm, match="no listing has a day"):
        digest_of(Stored(), Asked(day=DAY))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", ""),
        ("One only", "One only"),
        ("A first sentence that is as long as one sentence is by habit. A second.",
         "A first sentence that is as long as one sentence is by habit."),
        ("Short. A second sentence that is as long as one sentence is by habit.",
         "Short. A second sentence that is as long as one sentence is by habit."),
        ("word " * 100, f"{('word ' * 72).strip()}…"),
        ("x" * 500, f"{'x' * 360}…"),
    ],
)  # fmt: skip
def test_one_sentence(text: str, sentence: str) -> None:
    """The first that says something, cut at a word where it does not end."""
    assert sentence == first_sentence(text)


def test_sent_digests_are_kept_as_yaml(tmp_path: Path) -> None:
    """One line each, read back as they were; a damaged file is an error with its line."""
    sent = (
        Sent(day=DAY, on=TODAY),
        Sent(day=DAY, week=True, tag="kelp", also=(DAY, TODAY), on=TODAY),
    )
    write_papers(tmp_path / "content")
    (tmp_path / "content" / "sent.yml").write_text(render_sent(sent))
    assert sent == load_content(tmp_path / "content")[0].sent
    assert 2 == render_sent(sent).count("\n")
    (tmp_path / "content" / "sent.yml").write_text("- {day: 2025-10-30, on: soon}\n")
    (problem,) = load_content(tmp_path / "content")[1]
    assert ("content/sent.yml", 1, "error") == (problem.path, problem.line, problem.severity)


@pytest.mark.parametrize(
    ("mail", "message"),
    [
        ("to: nobody", "to: 'nobody' is not a mail address"),
        ('to: "a@b.example\\nBcc: c@d.example"', "to: 'a@b.example\\nBcc"),
        ("from: a b@c.example", "from: 'a b@c.example' is not a mail address"),
        ("list_id: papers", "list_id: 'papers' is not the id of a list"),
        ("unsubscribe: javascript:x", "unsubscribe: 'javascript:x' is not an address"),
        ("unsubscribe: 'https://a.example/> x'", "unsubscribe: 'https://a.example/> x' is not"),
        ("frm: a@b.example", "unknown key 'frm'; did you mean 'from'?"),
        ("sign_up: {provider: Post}", "'address' is missing"),
    ],
)
def test_settings_of_mail_are_checked(tmp_path: Path, mail: str, message: str) -> None:
    """Each has its line and says what would be right; none can bring a header."""
    write_papers(tmp_path / "content", f"mail:\n  {mail}\n")
    (problem,) = load_content(tmp_path / "content")[1]
    assert message.replace("\\n", "\n").splitlines()[0] in problem.message.replace("\\\\n", "\n")
    assert problem.line in (5, 6)


def subscribe_page(sign_up: SignUp | None) -> LexborHTMLParser:
    archive = build_archive(stored(mail=Mail(sign_up=sign_up)))
    return LexborHTMLParser(subscribe_page_of(Shelf(archive)).text)


def test_the_subscribe_page_has_the_form_of_the_provider() -> None:
    """It sends an address, under the name the provider wants, with what else it wants."""
    sign_up = SignUp(
        provider="Post & Sons",
        address='https://post.example/in?a=1&b="2"',
        field="EMAIL",
        hidden={"l": "<1>", "embed": "yes"},
    )
    page = subscribe_page(sign_up)
    (form,) = page.css("#mail form")
    assert (sign_up.address, "post") == (form.attributes["action"], form.attributes["method"])
    fields = {i.attributes["name"]: i.attributes.get("value") for i in form.css("input")}
    assert {"EMAIL": None, "l": "<1>", "embed": "yes"} == fields
    (asked,) = form.css("input[type=email][required]")
    (label,) = form.css("label")
    assert asked.attributes["id"] == label.attributes["for"]
    assert "Post & Sons" in page.css("#mail p")[0].text()


def test_the_subscribe_page_without_a_form() -> None:
    """A provider without one is linked to; without a provider, feed-to-mail is explained."""
    page = subscribe_page(SignUp(provider="Post", address="https://post.example/join"))
    assert [] == page.css("form")
    assert "https://post.example/join" == page.css("#mail a")[0].attributes["href"]
    page = subscribe_page(None)
    assert [] == page.css("form, #mail a")
    assert "feed-to-mail" in page.css("#mail")[0].text()


def run(content: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["digest", "--content", str(content), *arguments])
    return result.exit_code, result.output


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It prints a text, or writes the message and its parts, and marks nothing as sent."""
    monkeypatch.chdir(tmp_path)
    content = tmp_path / "content"
    write_papers(content)
    code, output = run(content)
    assert (0, True) == (code, output.startswith("Harbour: 30 October 2025\n3 papers\n"))
    code, output = run(content, "--tag", "kelp", "--week", "--out", "made/here")
    assert 0 == code
    assert "made/here/2025-W44.kelp.eml: Harbour: Kelp, 27 October to 2 November 2025" in output
    written = sorted(path.name for path in (tmp_path / "made" / "here").iterdir())
    assert ["2025-W44.kelp.eml", "2025-W44.kelp.html", "2025-W44.kelp.txt"] == written
    raw = (tmp_path / "made" / "here" / "2025-W44.kelp.eml").read_bytes()
    text, _ = message_from_bytes(raw, policy=policy.default).iter_parts()
    assert "Kelp Again" in text.get_content()
    assert not (content / "sent.yml").exists()


def test_wrong_usage_and_nothing_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not there is wrong usage; what is not due is not."""
    monkeypatch.chdir(tmp_path)
    content = tmp_path / "content"
    write_papers(content)
    for wrong in (["--tag", "klep"], ["--day", "2024-01-01"], ["--out", "x", "--send"]):
        assert 2 == run(content, *wrong)[0]
    (content / "sent.yml").write_text("- {day: 2025-10-30, 'on': 2025-11-01}\n")
    code, output = run(content)
    assert (0, True) == (code, "nothing new to send" in output)
    (content / "sent.yml").write_text("- {day: x}\n")
    code, output = run(content)
    assert (1, True) == (code, "mend the errors above first" in output)

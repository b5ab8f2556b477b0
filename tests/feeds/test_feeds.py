"""What subscribers get: the right papers, in order, whole, under ids that never change."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from selectolax.lexbor import LexborHTMLParser

from generator import addresses
from generator.archive import Paper, build_archive
from generator.derived import Derived, Texts
from generator.feeds.build import build_feeds
from generator.feeds.entries import uri
from generator.feeds.groups import group_feeds
from generator.model import (
    Config,
    DailyPapersSource,
    Entry,
    Fields,
    Listing,
    Record,
    Stored,
    TagChange,
)
from generator.typeset import canonical
from tests.feeds.kept import (
    AUTHORITY,
    LISTED,
    SETTINGS,
    SITE,
    TERMS,
    Made,
    correction,
    listing,
    made,
    read,
    read_json,
    record,
    stored,
    whole,
)
from tests.test_pages import stored as three_papers

GOLDEN = Path(__file__).parent / "golden"
FEEDS = ("", "trending/", "tags/sea/", "tags/lanterns/", "tags/kelp/")
FORMATS = ("feed.xml", "rss.xml", "feed.json")
ATOM = "{http://www.w3.org/2005/Atom}"


def papers_of(of: Made, feed: str) -> tuple[Paper, ...]:
    return next(f.papers for f in group_feeds(of.archive) if f.address == f"/{feed}")


def ids_in(of: Made, path: str) -> list[str]:
    """The ids of the records in a feed, in its order."""
    text = of.files[path]
    found = (
        [item["id"] for item in read_json(text)["items"]]
        if path.endswith(".json")
        else [entry.id for entry in read(text).entries]
    )
    return [one.removeprefix(f"tag:{AUTHORITY}:paper/") for one in found]


def texts_of(html: str) -> list[str]:
    """What can be read in each paragraph of a content."""
    return [node.text() for node in LexborHTMLParser(html).css("p")]


def links_of(html: str) -> list[str]:
    return [node.attributes["href"] or "" for node in LexborHTMLParser(html).css("ul a")]


def test_feeds_are_as_they_were() -> None:
    """Each file is its golden one; `UPDATE_GOLDEN=1` writes them anew, to be read in the diff."""
    files = {page.path: page.text for page in build_feeds(build_archive(three_papers()))}
    chosen = {path: text for path, text in files.items() if not path.startswith("tags/")}
    if os.environ.get("UPDATE_GOLDEN"):
        for old in GOLDEN.rglob("*.*"):
            old.unlink()
        for path, text in chosen.items():
            (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / path).write_text(text, encoding="utf-8")
    golden = {
        path.relative_to(GOLDEN).as_posix(): path.read_text(encoding="utf-8")
        for path in GOLDEN.rglob("*.*")
    }
    assert golden == chosen


def test_the_same_content_gives_the_same_bytes() -> None:
    """No clock, no set order and no order of files gets into a feed."""
    again = stored()
    turned = {name: again.records[name] for name in sorted(again.records, reverse=True)}
    assert whole().files == made(replace(again, records=turned)).files


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("file", FORMATS)
def test_a_feed_shows_its_newest_papers(feed: str, file: str) -> None:
    """The newest fifty as listed, as added, then by id; withdrawn ones are not among them."""
    of = whole()
    group = {
        "": of.archive.shown,
        "trending/": [of.archive.by_id["lantern-001"], of.archive.by_id["lantern-003"]],
        **{f"tags/{tagged.term.slug}/": tagged.papers for tagged in of.archive.tags},
    }[feed]
    days = {entry.record: LISTED for entry in listing().entries}
    expected = sorted(
        group, key=lambda p: (days.get(p.id, p.day or date.min), p.record.added, p.id)
    )[-50:]
    assert [paper.id for paper in reversed(expected)] == ids_in(of, feed + file)


def test_order_is_by_day_then_added_then_id() -> None:
    """Of one day the last added comes first, of one day of adding the last id."""
    day = {"published": LISTED}
    later = {"added": date(2026, 1, 1), "changed": date(2026, 1, 1)}
    kept = [record("b", "B", **day), record("a", "A", **day), record("0", "C", **day, **later)]
    kept += [record("z", "Undated", **later), record("y", "Old", published=date(2001, 1, 1))]
    of = made(stored(kept))
    assert ["0", "b", "a", "y", "z"] == ids_in(of, "feed.xml")


def test_what_is_listed_today_is_news_whenever_it_was_published() -> None:
    """No paper passes a subscriber by because fifty others were published after it."""
    newer = [record(f"n-{n}", f"New {n}", published=LISTED) for n in range(60)]
    old = record("old", "Old", published=date(2020, 2, 29))
    today = Listing(
        name="today",
        day=LISTED + timedelta(days=1),
        source=DailyPapersSource(period="2025-10-31"),
        added=LISTED,
        entries=(Entry(record="old"),),
    )
    of = made(stored([*newer, old], listings={"today": today}))
    assert "old" == ids_in(of, "feed.xml")[0]


def test_trending_is_what_the_settings_say() -> None:
    """One number suffices, and reaching it is enough; without any the feed is empty, and valid."""
    for comments, upvotes, expected in ((4, 20, {1, 3}), (1, 999, {1, 2}), (99, 19, {2, 3})):
        thresholds = structs.replace(SETTINGS.trending, comments=comments, upvotes=upvotes)
        of = made(replace(stored(), config=structs.replace(SETTINGS, trending=thresholds)))
        names = {f"lantern-{number:03}" for number in expected}
        for file in FORMATS:
            assert names == set(ids_in(of, f"trending/{file}"))
    nothing = made(stored([record("a", "A")]))
    assert [] == ids_in(nothing, "trending/feed.xml") == ids_in(nothing, "trending/feed.json")


@pytest.mark.parametrize("feed", FEEDS)
def test_papers_come_back_from_atom(feed: str) -> None:
    """What a record holds is in its entry, to the character."""
    for paper, entry in zip(papers_of(whole(), feed), _entries(feed, "feed.xml"), strict=True):
        _assert_same(paper, entry)
        assert list(paper.tags) == [tag.term for tag in entry.get("tags", ())]
        assert [TERMS_BY_SLUG[t] for t in paper.tags] == [t.label for t in entry.get("tags", ())]
        related = [link.href for link in entry.links if link.rel == "related"]
        assert _addresses(paper) == related


@pytest.mark.parametrize("feed", FEEDS)
def test_papers_come_back_from_rss(feed: str) -> None:
    """RSS says the same, with the modules for authors, whole texts and changes."""
    for paper, entry in zip(papers_of(whole(), feed), _entries(feed, "rss.xml"), strict=True):
        _assert_same(paper, entry)
        assert [TERMS_BY_SLUG[t] for t in paper.tags] == [t.term for t in entry.get("tags", ())]
        opening = paper.shown.lead.text or paper.shown.title.text
        assert opening == LexborHTMLParser(entry.summary).text()


@pytest.mark.parametrize("feed", FEEDS)
def test_papers_come_back_from_json(feed: str) -> None:
    """JSON Feed says the same; what is not known is not there."""
    items = read_json(whole().files[f"{feed}feed.json"])["items"]
    for paper, item in zip(papers_of(whole(), feed), items, strict=True):
        published = paper.record.published
        assert paper.shown.title.text == item["title"]
        assert _permalink(paper) == item["url"]
        assert [canonical(n) for n in paper.record.authors] == _names(item.get("authors", ()))
        assert [TERMS_BY_SLUG[t] for t in paper.tags] == item.get("tags", [])
        assert (published and published.isoformat()) == (item.get("date_published") or "")[:10] or (
            published is None and "date_published" not in item
        )
        assert paper.updated.isoformat() == item["date_modified"][:10]
        assert paper.shown.lead.text == item.get("summary", "")
        links = [link["url"] for link in item.get("_sheaf", {}).get("links", ())]
        assert _addresses(paper) == links
        _assert_content(paper, item["content_html"])


def test_ids_come_from_record_ids_alone() -> None:
    """Another address, name or title changes no id; nor does what a paper was merged with."""
    before = whole()
    elsewhere = structs.replace(SETTINGS, site_url="https://other.example/", name="Other")
    titles = correction(set=Fields(title="Quite another"))
    changed = replace(
        stored(),
        config=elsewhere,
        corrections={**stored().corrections, "full-1": (titles,)},
    )
    after = made(changed)
    for path in (f"{feed}{file}" for feed in FEEDS for file in FORMATS):
        assert ids_in(before, path) == ids_in(after, path), path
    pattern = rf"<id>tag:{re.escape(AUTHORITY)}:(?:paper|feed)/[a-z0-9./-]+</id>"
    for path, text in after.atom:
        assert text.count("<id>") == len(re.findall(pattern, text)), path


def test_ids_do_not_follow_the_address_of_a_site_without_an_authority() -> None:
    """Who sets nothing, and moves the site later, loses no subscriber to other ids."""
    unset = Config(schema=1, name="N", description="D", site_url="https://x.example/")
    one, other = (
        made(stored([record("a", "A")], config=structs.replace(unset, site_url=site_url)))
        for site_url in ("https://a.example/", "https://b.example/base")
    )
    assert [e.id for e in read(one.files["feed.xml"]).entries] == [
        e.id for e in read(other.files["feed.xml"]).entries
    ]


def test_updated_is_the_last_change_of_record_or_correction() -> None:
    """A source's change and an editor's move it, whichever is later; the instant is of that day."""
    changed = date(2026, 2, 1)
    kept = [record("a", "A"), record("b", "B", changed=changed), record("c", "C", changed=changed)]
    fix = correction(set=Fields(title="Better"))
    of = made(stored(kept, corrections={"a": (fix,), "b": (fix,)}))
    for file in ("feed.xml", "rss.xml"):
        entries = read(of.files[file]).entries
        days = {entry.id.rpartition("/")[2]: entry.updated[:10] for entry in entries}
        assert {"a": "2026-01-10", "b": "2026-02-01", "c": "2026-02-01"} == days


def test_better_tags_and_typesetting_do_not_move_updated() -> None:
    """Other tags, or text set otherwise, change what an entry says and not when it changed."""

    def derive(texts: Texts) -> Derived:
        said = record("a", texts.title, abstract=texts.abstract)
        plain = build_archive(stored([said])).papers[0].shown
        better = structs.replace(plain.lead, html=f"<em>{plain.lead.html}</em>")
        return plain._replace(tags=("kelp", "lanterns"), lead=better)

    kept = stored([record("a", "A"), record("b", "B")])
    pages = [
        {page.path: page.text for page in build_feeds(build_archive(kept, way))}
        for way in (None, derive)
    ]
    for sign in ("Kelp", "&lt;em&gt;"):
        assert [False, True] == [sign in files["feed.xml"] for files in pages]
    first, second = (read(files["feed.xml"]) for files in pages)
    assert [e.updated for e in first.entries] == [e.updated for e in second.entries]
    assert first.feed.updated == second.feed.updated


def test_no_two_entries_of_a_feed_changed_at_one_instant() -> None:
    """Records that changed on one day are an instant apart; a feed is as new as its newest."""
    for path, text in whole().atom:
        found = read(text)
        instants = [entry.updated for entry in found.entries]
        assert len(instants) == len(set(instants)), path
        assert found.feed.updated == max(instants)


def test_addresses_are_absolute() -> None:
    """Every address in every file begins with a scheme, wherever in it it stands."""
    for path, text in whole().files.items():
        found = list(_named_in_json(read_json(text)) if path.endswith(".json") else _named(text))
        assert found
        for address in found:
            assert address.startswith(("https://", "http://")), (path, address)


def test_former_addresses_of_a_tag_still_feed() -> None:
    """Who subscribed to a tag before it got another slug goes on getting its papers."""
    files = whole().files
    for file in FORMATS:
        assert files[f"tags/lanterns/{file}"] == files[f"tags/lamps/{file}"]
    assert not [path for path in files if path.startswith("tags/volcanoes/")]


def test_opml_has_every_feed_once() -> None:
    """The list names the Atom feed of everything, of what is trending and of each tag."""
    body = ElementTree.fromstring(whole().files["feeds.opml"]).find("body")
    assert body is not None
    outlines = [outline for outline in body.iter("outline") if outline.get("type") == "rss"]
    assert {f"{SITE}{feed}feed.xml" for feed in FEEDS} == {o.get("xmlUrl") for o in outlines}
    assert len(FEEDS) == len(outlines)
    for outline in outlines:
        assert outline.get("text") == outline.get("title")
        assert (outline.get("htmlUrl") or "").startswith(SITE)


def test_the_feeds_of_everything_name_the_hub() -> None:
    """All three formats say where to subscribe, and no feed that the hub is never told of."""
    hub = "https://hub.example.org/"
    config = structs.replace(SETTINGS, hub=hub)
    files = made(stored(config=config)).files
    for name in ("feed.xml", "rss.xml"):
        links = list(ElementTree.fromstring(files[name]).iter(f"{ATOM}link"))
        assert [hub] == [link.get("href") for link in links if link.get("rel") == "hub"]
    assert [{"type": "WebSub", "url": hub}] == read_json(files["feed.json"])["hubs"]
    others = [text for path, text in files.items() if path not in FORMATS]
    assert others
    assert not any(hub in text for text in others)


def test_an_archive_without_papers_has_feeds() -> None:
    """Who subscribes to a new site gets an empty feed, not an error."""
    files = {page.path: page.text for page in build_feeds(build_archive(Stored()))}
    assert {"feed.xml", "rss.xml", "feed.json", "feeds.opml"} < set(files)
    assert [] == read(files["feed.xml"]).entries
    assert read(files["feed.xml"]).feed.updated.startswith("2026-01-01T00:00:00")
    assert [] == read_json(files["feed.json"])["items"]
    assert not [path for path in files if path.startswith("feeds/")]


def test_an_editors_tag_shows_in_feeds() -> None:
    """A tag that an editor adds puts the paper in that tag's feed, as an updated entry."""
    kept = [record("a", "A")]
    of = made(stored(kept, corrections={"a": (correction(tags=TagChange(add=("kelp",))),)}))
    assert ["a"] == ids_in(of, "tags/kelp/rss.xml")
    assert read(of.files["tags/kelp/rss.xml"]).entries[0].updated.startswith("2026-01-10")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_address_becomes_a_uri(text: str) -> None:
    """An address comes out in the characters of a URI, and means the same."""
    address = f"https://papers.example/{text}"
    made_of_it = uri(address)
    signs = r"(?:[\w;/?:@&=+$,.!~*'()#-]|%[0-9A-Fa-f]{2})*"
    assert re.fullmatch(rf"https://papers\.example/{signs}", made_of_it, re.ASCII)
    if "%" not in text:
        assert canonical(address) == unquote(made_of_it)
    assert made_of_it == uri(made_of_it)


any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
readable_text = any_text.filter(lambda text: canonical(text).strip() != "" and text.strip() != "")
any_link = any_text.map(lambda text: f"https://x.example/{'-'.join(text.split())}")
any_record = st.builds(
    Record,
    id=st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True),
    title=readable_text,
    abstract=any_text,
    published=st.none() | st.dates(min_value=date(1000, 1, 1)),
    authors=st.lists(any_text.filter(str.strip), max_size=3).map(tuple),
    organization=st.none() | readable_text,
    links=st.lists(any_link, max_size=2).map(tuple),
    added=st.dates(min_value=date(2000, 1, 1)),
    changed=st.dates(min_value=date(2000, 1, 1)),
)  # fmt: skip


@settings(max_examples=30)
@given(st.lists(any_record, max_size=3, unique_by=lambda record: record.id), readable_text)
def test_any_text_makes_valid_feeds(kept: list[Record], name: str) -> None:
    """Whatever characters records and settings hold, every file is well-formed and says them."""
    of = made(stored(kept, config=structs.replace(SETTINGS, name=name, description=name)))
    expected = [paper.shown.title.text for paper in papers_of(of, "")]
    assert expected == [item["title"] for item in read_json(of.files["feed.json"])["items"]]
    for path, text in of.files.items():
        if not path.endswith(".json"):
            tree = ElementTree.fromstring(text)
            titles = [found.text for found in tree.iterfind(f"{ATOM}entry/{ATOM}title")]
            titles += [found.text for found in tree.iterfind("channel/item/title")]
            assert path not in ("feed.xml", "rss.xml") or expected == titles
    read(of.files["feed.xml"])
    read(of.files["rss.xml"])


TERMS_BY_SLUG = {term.slug: canonical(term.name) for term in TERMS.terms}


def _named(text: str) -> Iterator[str]:
    """Every address in an XML file, those in its HTML too."""
    for element in ElementTree.fromstring(text).iter():
        name = element.tag.rpartition("}")[2]
        for attribute in ("href", "xmlUrl", "htmlUrl", "scheme", "domain", "src"):
            yield from [element.get(attribute) or ""] if attribute in element.attrib else []
        if name in ("uri", "docs") or (name == "link" and element.text):
            yield element.text or ""
        if name in ("content", "encoded"):
            yield from _named_in_html(element.text or "")


def _named_in_json(value: Any) -> Iterator[str]:
    """Every address in a JSON file, those in its HTML too."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, dict | list):
            yield from _named_in_json(inner)
        elif str(key).endswith("url") or key == "version":
            yield inner
        elif key == "content_html":
            yield from _named_in_html(inner)


def _named_in_html(html: str) -> Iterator[str]:
    for node in LexborHTMLParser(html).css("[href], [src]"):
        yield node.attributes.get("href") or node.attributes.get("src") or ""


def _entries(feed: str, file: str) -> list[Any]:
    found: list[Any] = read(whole().files[feed + file]).entries
    return found


def _assert_same(paper: Paper, entry: Any) -> None:
    """What Atom and RSS say in one way."""
    published = paper.record.published
    assert paper.shown.title.text == entry.title
    assert _permalink(paper) == entry.link
    assert [canonical(name) for name in paper.record.authors] == _names(entry.get("authors", ()))
    assert ("published" in entry) == (published is not None)
    if published is not None:
        assert published == date(*entry.published_parsed[:3])
    assert paper.updated == date(*entry.updated_parsed[:3])
    _assert_content(paper, entry.content[0].value)


def _assert_content(paper: Paper, content: str) -> None:
    abstract = f"{paper.shown.lead.text} {paper.shown.rest.text}".strip()
    texts = texts_of(content)
    # A raised 2 is a 2 in `sup`, whose text is compared here.
    assert normalize("NFKC", abstract or "No abstract is known.") == normalize("NFKC", texts[0])
    known = texts[1] if len(texts) > 1 else ""
    if paper.record.organization:
        assert paper.record.organization in known
    if paper.record.author_count is not None:
        assert f"{paper.record.author_count} author" in known
    assert [_permalink(paper), *_addresses(paper)] == links_of(content)


def _permalink(paper: Paper) -> str:
    return SITE.rstrip("/") + addresses.paper(paper.id)


def _addresses(paper: Paper) -> list[str]:
    arxiv = paper.record.arxiv
    return [
        *([f"https://arxiv.org/abs/{arxiv}"] if arxiv else []),
        *(uri(address) for address in paper.record.links),
    ]


def _names(authors: Iterable[Any]) -> list[str]:
    return [author["name"] for author in authors]

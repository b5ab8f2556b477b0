"""What the formats demand, rule by rule: RFC 4287, RFC 5005, RSS 2.0, JSON Feed 1.1, OPML 2.0.

Each rule yields what breaks it, for every file of an archive with every situation in it and of one
without any paper; and it finds fault with a file that is broken on purpose.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest

from generator.model import Stored
from tests.feeds.kept import made, read_json, whole

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
HISTORY = "{http://purl.org/syndication/history/1.0}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")
REGISTERED = {"self", "alternate", "related", "current", "prev-archive", "next-archive"}
# What readers and the W3C's validator let stand in content.
SAFE = {"p": set(), "ul": set(), "li": set(), "a": {"href", "rel"}} | {
    name: set[str]() for name in ("em", "strong", "code", "i", "sup", "sub")
}

Rule = Callable[[Any], Iterator[str]]


def absolute(address: str | None) -> bool:
    return bool(re.fullmatch(r"(?:https?://|tag:)[\x21-\x7e]+", address or ""))


def entries(feed: Element) -> list[Element]:
    return feed.findall(f"{ATOM}entry")


def texts(parent: Element, name: str) -> list[str]:
    return [(child.text or "").strip() for child in parent.findall(name)]


def unsafe(html: str) -> Iterator[str]:
    """What in a content a reader would take out, or take for something else."""
    for name, attributes in re.findall(r"<([a-z0-9]+)((?:\s[^>]*)?)>", html):
        named = set(re.findall(r"([a-z-]+)=", re.sub(r'"[^"]*"', "", attributes)))
        if name not in SAFE or not named <= SAFE[name]:
            yield f"<{name}{attributes}>"
    for address in re.findall(r'href="([^"]*)"', html):
        if not address.startswith(("https://", "http://")):
            yield address


# ---- Atom, by the sections of RFC 4287 ---------------------------------------------------------


def atom_2_is_in_its_namespace(feed: Element) -> Iterator[str]:
    yield from [] if feed.tag == f"{ATOM}feed" else [feed.tag]
    for element in feed.iter():
        yield from [] if element.tag.startswith((ATOM, HISTORY)) else [element.tag]


def atom_3_1_texts_hold_no_elements(feed: Element) -> Iterator[str]:
    for name in ("title", "subtitle", "summary", "rights"):
        for text in feed.iter(f"{ATOM}{name}"):
            if len(text) or text.get("type", "text") != "text" or not (text.text or "").strip():
                yield f"{name}: {text.text!r}"


def atom_3_2_persons_have_one_name(feed: Element) -> Iterator[str]:
    for person in feed.iter(f"{ATOM}author"):
        if len(person.findall(f"{ATOM}name")) != 1 or not texts(person, f"{ATOM}name")[0]:
            yield "a person without one name"
        for uri in texts(person, f"{ATOM}uri"):
            yield from [] if absolute(uri) else [uri]


def atom_3_3_instants_are_of_rfc_3339(feed: Element) -> Iterator[str]:
    for name in ("updated", "published"):
        for instant in feed.iter(f"{ATOM}{name}"):
            if not RFC_3339.fullmatch(instant.text or ""):
                yield f"{name}: {instant.text}"
            datetime.fromisoformat(instant.text or "")


def atom_4_1_1_feed_has_what_it_must_once(feed: Element) -> Iterator[str]:
    counted = Counter(child.tag.removeprefix(ATOM) for child in feed)
    for name in ("id", "title", "updated"):
        yield from [] if counted[name] == 1 else [f"{counted[name]} {name}"]
    for name in ("generator", "icon", "logo", "rights", "subtitle"):
        yield from [] if counted[name] <= 1 else [f"{counted[name]} {name}"]
    yield from [] if counted["author"] else ["no author"]


def atom_4_1_1_metadata_stands_before_entries(feed: Element) -> Iterator[str]:
    kinds = [child.tag == f"{ATOM}entry" for child in feed]
    yield from [] if kinds == sorted(kinds) else ["an entry before metadata"]


def atom_4_1_1_alternates_differ(feed: Element) -> Iterator[str]:
    for parent in (feed, *entries(feed)):
        alternates = Counter(
            (link.get("type"), link.get("hreflang"))
            for link in parent.findall(f"{ATOM}link")
            if link.get("rel", "alternate") == "alternate"
        )
        yield from [str(kind) for kind, number in alternates.items() if number > 1]
        yield from [] if alternates else ["no alternate"]


def atom_4_1_1_has_a_link_to_itself(feed: Element) -> Iterator[str]:
    links = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    yield from [] if len(links) == 1 else [f"{len(links)} links to itself"]


def atom_4_1_2_entries_have_what_they_must_once(feed: Element) -> Iterator[str]:
    for entry in entries(feed):
        counted = Counter(child.tag.removeprefix(ATOM) for child in entry)
        for name in ("id", "title", "updated", "content"):
            yield from [] if counted[name] == 1 else [f"{counted[name]} {name}"]
        for name in ("published", "rights", "source", "summary"):
            yield from [] if counted[name] <= 1 else [f"{counted[name]} {name}"]


def atom_4_1_2_ids_and_instants_are_unique(feed: Element) -> Iterator[str]:
    for name in ("id", "updated"):
        found = Counter(text for entry in entries(feed) for text in texts(entry, f"{ATOM}{name}"))
        yield from [text for text, number in found.items() if number > 1]


def atom_4_1_3_content_is_safe_html(feed: Element) -> Iterator[str]:
    for content in feed.iter(f"{ATOM}content"):
        if content.get("type") != "html" or len(content) or not (content.text or "").strip():
            yield f"content: {content.get('type')}"
        yield from unsafe(content.text or "")


def atom_4_2_2_categories_have_a_term(feed: Element) -> Iterator[str]:
    for category in feed.iter(f"{ATOM}category"):
        if not category.get("term") or not category.get("label") or len(category):
            yield str(category.attrib)
        yield from [] if absolute(category.get("scheme")) else [str(category.get("scheme"))]


def atom_4_2_6_ids_are_absolute_and_as_they_are_compared(feed: Element) -> Iterator[str]:
    for found in feed.iter(f"{ATOM}id"):
        if not re.fullmatch(
            r"tag:[a-z0-9.@_-]+,\d{4}(?:-\d\d){0,2}:[a-z0-9/.-]+", found.text or ""
        ):
            yield str(found.text)


def atom_4_2_7_links_lead_somewhere(feed: Element) -> Iterator[str]:
    for link in feed.iter(f"{ATOM}link"):
        if not absolute(link.get("href")) or len(link) or (link.text or "").strip():
            yield str(link.attrib)
        yield from [] if link.get("rel", "alternate") in REGISTERED else [str(link.get("rel"))]
        yield from [] if MEDIA_TYPE.fullmatch(link.get("type", "a/b")) else [str(link.get("type"))]
        yield from [] if link.get("title", "title").strip() else ["a title without text"]


def atom_6_3_nothing_else_stands_in_it(feed: Element) -> Iterator[str]:
    known = {"published", f"{HISTORY}archive"}
    known |= {*"feed id title updated author name uri link generator subtitle".split()}
    known |= {*"entry content category".split()}
    yield from {element.tag.removeprefix(ATOM) for element in feed.iter()} - known


def rfc_5005_archived_documents_are_linked(feed: Element) -> Iterator[str]:
    relations = [link.get("rel") for link in feed.findall(f"{ATOM}link")]
    archived = feed.find(f"{HISTORY}archive") is not None
    if archived and "current" not in relations:
        yield "an archived document that does not lead to the current one"
    if not archived and {"current", "next-archive"} & set(relations):
        yield "a feed that is marked as archived by its links alone"
    yield from [r or "" for r, n in Counter(relations).items() if n > 1]


# ---- RSS 2.0 -----------------------------------------------------------------------------------

CHANNEL = {"title", "link", "description", "docs", "generator", "lastBuildDate", "item"}
ITEM = {"title", "link", "description", "guid", "category", "pubDate"}


def channel(rss: Element) -> Element:
    found = rss.find("channel")
    return Element("channel") if found is None else found


def rss_is_version_2_with_one_channel(rss: Element) -> Iterator[str]:
    if (rss.tag, rss.get("version"), [c.tag for c in rss]) != ("rss", "2.0", ["channel"]):
        yield f"{rss.tag} {rss.attrib}"


def rss_channel_has_what_it_must_once(rss: Element) -> Iterator[str]:
    counted = Counter(child.tag for child in channel(rss))
    for name in ("title", "link", "description"):
        if counted[name] != 1 or not texts(channel(rss), name)[0]:
            yield f"{counted[name]} {name}"
    yield from [name for name, number in counted.items() if number > 1 and name != "item"]


def rss_items_have_a_title_and_a_description(rss: Element) -> Iterator[str]:
    for item in rss.iter("item"):
        counted = Counter(child.tag for child in item)
        for name in ("title", "description", "link", "guid"):
            yield from [] if counted[name] == 1 and texts(item, name)[0] else [name]
        repeated = {name for name, number in counted.items() if number > 1}
        yield from repeated - {"category", CREATOR}


def rss_elements_are_known_or_in_a_namespace(rss: Element) -> Iterator[str]:
    for parent, known in [(channel(rss), CHANNEL), *((item, ITEM) for item in rss.iter("item"))]:
        for child in parent:
            if not child.tag.startswith("{") and child.tag not in known:
                yield child.tag
            if len(child) and child.tag != "item":
                yield f"{child.tag} holds elements"


def rss_links_are_absolute(rss: Element) -> Iterator[str]:
    for parent in (channel(rss), *rss.iter("item")):
        yield from [text for text in texts(parent, "link") if not absolute(text)]


def rss_guids_are_unique_and_no_addresses(rss: Element) -> Iterator[str]:
    guids = list(rss.iter("guid"))
    yield from [str(guid.attrib) for guid in guids if guid.attrib != {"isPermaLink": "false"}]
    yield from [str(t) for t, n in Counter(guid.text for guid in guids).items() if n > 1]


def rss_dates_are_of_rfc_822(rss: Element) -> Iterator[str]:
    pattern = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000"
    for name in ("pubDate", "lastBuildDate"):
        for found in rss.iter(name):
            text = found.text or ""
            if not re.fullmatch(pattern, text):
                yield text
            elif f"{parsedate_to_datetime(text):%a}" != text[:3]:
                yield f"{text}: another day of the week"
    for found in rss.iter(f"{ATOM}updated"):
        yield from [] if RFC_3339.fullmatch(found.text or "") else [str(found.text)]


def rss_authors_are_names_and_so_not_mail_addresses(rss: Element) -> Iterator[str]:
    yield from [str(a.text) for a in (*rss.iter("author"), *rss.iter("managingEditor"))]
    yield from [
        "a name without text" for name in rss.iter(CREATOR) if not (name.text or "").strip()
    ]


def rss_categories_have_a_domain(rss: Element) -> Iterator[str]:
    for category in rss.iter("category"):
        if not absolute(category.get("domain")) or not (category.text or "").strip():
            yield str(category.attrib)


def rss_content_is_safe_html(rss: Element) -> Iterator[str]:
    for item in rss.iter("item"):
        content = texts(item, f"{CONTENT}encoded")
        yield from [] if len(content) == 1 and content[0] else ["no content"]
        yield from unsafe("".join(content))
        yield from unsafe(texts(item, "description")[0])


def rss_names_its_own_address(rss: Element) -> Iterator[str]:
    links = channel(rss).findall(f"{ATOM}link")
    if [(link.get("rel"), link.get("type")) for link in links] != [("self", "application/rss+xml")]:
        yield str([link.attrib for link in links])


# ---- JSON Feed 1.1 -----------------------------------------------------------------------------

STRINGS = ("id", "url", "title", "content_html", "summary", "date_published", "date_modified")


def json_names_its_version(feed: Any) -> Iterator[str]:
    version = "https://jsonfeed.org/version/1.1"
    yield from [] if feed.get("version") == version else [str(feed.get("version"))]


def json_has_a_title_and_items(feed: Any) -> Iterator[str]:
    if not (isinstance(feed.get("title"), str) and feed["title"].strip()):
        yield "no title"
    if not isinstance(feed.get("items"), list):
        yield "no items"


def json_items_have_unique_ids_of_text(feed: Any) -> Iterator[str]:
    ids = [item.get("id") for item in feed["items"]]
    yield from [str(one) for one in ids if not (isinstance(one, str) and one)]
    yield from [str(one) for one, number in Counter(ids).items() if number > 1]


def json_items_have_content(feed: Any) -> Iterator[str]:
    for item in feed["items"]:
        if not item.get("content_html"):
            yield str(item.get("id"))
        yield from unsafe(item.get("content_html") or "")


def json_values_have_their_types(feed: Any) -> Iterator[str]:
    for item in feed["items"]:
        for name in STRINGS:
            if not isinstance(item.get(name, ""), str) or item.get(name, "text") == "":
                yield f"{name}: {item[name]!r}"
        tags = item.get("tags", ["tag"])
        yield from [] if tags and all(isinstance(t, str) and t for t in tags) else [f"tags: {tags}"]


def json_addresses_are_absolute(feed: Any) -> Iterator[str]:
    for name in ("home_page_url", "feed_url"):
        yield from [] if absolute(feed.get(name)) else [f"{name}: {feed.get(name)}"]
    yield from [str(item.get("url")) for item in feed["items"] if not absolute(item.get("url"))]


def json_dates_are_of_rfc_3339(feed: Any) -> Iterator[str]:
    for item in feed["items"]:
        for name in ("date_published", "date_modified"):
            if name in item and not RFC_3339.fullmatch(item[name]):
                yield item[name]


def json_authors_are_objects_with_a_name(feed: Any) -> Iterator[str]:
    for holder in (feed, *feed["items"]):
        for author in holder.get("authors", ()):
            if not author.get("name") or set(author) - {"name", "url", "avatar"}:
                yield str(author)


def json_further_keys_are_objects_behind_an_underscore(feed: Any) -> Iterator[str]:
    known = {"version", "title", "home_page_url", "feed_url", "description", "authors", "items"}
    yield from set(feed) - known
    for item in feed["items"]:
        further = set(item) - {*STRINGS, "authors", "tags"}
        yield from [k for k in further if not (re.match("_[a-z]", k) and isinstance(item[k], dict))]


# ---- OPML 2.0 ----------------------------------------------------------------------------------


def opml_has_a_head_and_a_body(opml: Element) -> Iterator[str]:
    if (opml.tag, opml.get("version"), [c.tag for c in opml]) != ("opml", "2.0", ["head", "body"]):
        yield f"{opml.tag} {opml.attrib}"
    yield from [] if any(True for _ in opml.iter("outline")) else ["no outline"]


def opml_outlines_have_a_text(opml: Element) -> Iterator[str]:
    for outline in opml.iter("outline"):
        yield from [] if (outline.get("text") or "").strip() else [str(outline.attrib)]


def opml_subscriptions_have_an_address(opml: Element) -> Iterator[str]:
    for outline in opml.iter("outline"):
        if len(outline):
            continue
        if outline.get("type") != "rss" or not absolute(outline.get("xmlUrl")):
            yield str(outline.attrib)


def _rules(prefix: str) -> list[Rule]:
    return [rule for name, rule in globals().items() if name.startswith(prefix) and callable(rule)]


@cache
def files() -> dict[str, str]:
    """Every file of the archive of every situation, and of one that has no paper."""
    empty = made(Stored()).files
    return {**whole().files, **{f"empty/{path}": text for path, text in empty.items()}}


def _parsed(kind: str) -> dict[str, Any]:
    ends = {"atom": "feed.xml", "rss": "rss.xml", "json": "feed.json", "opml": ".opml"}[kind]
    return {
        path: read_json(text) if kind == "json" else fromstring(text)
        for path, text in files().items()
        if path.endswith(ends) or (kind == "atom" and path.startswith("feeds/"))
    }


def _named(rules: list[Rule]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("rule", rules, ids=[rule.__name__ for rule in rules])


def _broken(kind: str, rule: Rule) -> dict[str, list[str]]:
    parsed = _parsed(kind)
    assert len(parsed) > 1
    found = {path: list(rule(document)) for path, document in parsed.items()}
    return {path: faults for path, faults in found.items() if faults}


@_named([*_rules("atom_"), *_rules("rfc_5005_")])
def test_atom(rule: Rule) -> None:
    """Every Atom document keeps the rule."""
    assert _broken("atom", rule) == {}


@_named(_rules("rss_"))
def test_rss(rule: Rule) -> None:
    """Every RSS document keeps the rule."""
    assert _broken("rss", rule) == {}


@_named(_rules("json_"))
def test_json_feed(rule: Rule) -> None:
    """Every JSON feed keeps the rule."""
    assert _broken("json", rule) == {}


@_named(_rules("opml_"))
def test_opml(rule: Rule) -> None:
    """Every list of feeds keeps the rule."""
    assert _broken("opml", rule) == {}


BAD_ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="urn:x"><x:odd/>
<title type="html">T</title><title/><updated>today</updated><generator/><generator/>
<link href="/feed.xml" rel="current"/><link href="/a" rel="alternate" title=""/>
<entry><id>1</id><updated>2026-01-01T00:00:00Z</updated><content type="text">x</content>
<category/><link href="/b" rel="alternate"/><link href="/c" rel="alternate" type="text"/>
<author><name/><uri>/me</uri></author></entry>
<entry><id>1</id><content type="html">&lt;script src="/x"&gt;&lt;a href="/y"&gt;</content></entry>
<subtitle>S</subtitle><rights>R</rights></feed>"""
BAD_RSS = """<rss version="0.9" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title/><title>T</title><odd/><link>/</link><managingEditor>me</managingEditor>
<item><guid>1</guid><pubDate>Mon, 01 Jan 2026 00:00:00 +0000</pubDate><link>/a</link>
<author>me</author><category/><dc:creator/><description>&lt;script&gt;</description></item>
<item><guid>1</guid><title><b/></title><description/></item></channel></rss>"""
BAD_JSON: dict[str, Any] = {
    "version": 1,
    "title": " ",
    "next": "x",
    "authors": [{}],
    "items": [
        {"id": 1, "url": "/a", "tags": [], "_x": 1, "title": 1, "content_html": "<img src=x>"},
        {"id": 1, "date_modified": "today", "authors": [{"mail": "x"}]},
    ],
}
BAD_OPML = """<opml version="1.9"><body/><x><outline/><outline text="T" type="rss"/></x></opml>"""


@_named(_rules("atom_"))
def test_rules_of_atom_find_faults(rule: Rule) -> None:
    """A rule that finds nothing wrong with a wrong feed would prove nothing."""
    if rule is atom_3_3_instants_are_of_rfc_3339:
        with pytest.raises(ValueError, match="today"):
            list(rule(fromstring(BAD_ATOM)))
    else:
        assert list(rule(fromstring(BAD_ATOM)))


@_named(_rules("rss_"))
def test_rules_of_rss_find_faults(rule: Rule) -> None:
    """A rule that finds nothing wrong with a wrong feed would prove nothing."""
    assert list(rule(fromstring(BAD_RSS)))


@_named([rule for rule in _rules("json_") if rule is not json_has_a_title_and_items])
def test_rules_of_json_feed_find_faults(rule: Rule) -> None:
    """A rule that finds nothing wrong with a wrong feed would prove nothing."""
    assert list(rule(BAD_JSON))
    assert len(list(json_has_a_title_and_items({}))) == 2


@_named(_rules("opml_"))
def test_rules_of_opml_find_faults(rule: Rule) -> None:
    """A rule that finds nothing wrong with a wrong list would prove nothing."""
    assert list(rule(fromstring(BAD_OPML)))


def test_an_archived_document_without_links_is_found() -> None:
    """The rule of RFC 5005 finds fault with what breaks it, either way."""
    for mark in ("", '<h:archive xmlns:h="http://purl.org/syndication/history/1.0"/>'):
        relation = "self" if mark else "current"
        text = f'<feed xmlns="http://www.w3.org/2005/Atom">{mark}<link rel="{relation}"/></feed>'
        assert list(rfc_5005_archived_documents_are_linked(fromstring(text)))

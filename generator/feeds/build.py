"""Every feed of an archive as files: an entry is rendered once and set into all that show it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from generator import addresses
from generator.archive import Archive, Merged, Paper
from generator.feeds import atom, json_feed, rss
from generator.feeds.entries import NOWHERE, Desk, FeedEntry, Shell
from generator.feeds.groups import Feed, feed_order, group_feeds
from generator.feeds.history import Document, group_documents
from generator.feeds.opml import render_opml
from generator.feeds.xml import described
from generator.pages.page import Page


class Rendered(NamedTuple):
    """An entry in each format, and when it was updated."""

    updated: datetime
    atom: str
    rss: str
    json_feed: str


def build_feeds(archive: Archive) -> Iterator[Page]:
    """Every feed in each of its formats, the documents of the whole archive, and the list of all.

    Records are rendered a document at a time, and kept only where a feed shows them.
    """
    desk = Desk(archive)
    feeds = group_feeds(archive)
    documents = group_documents(archive)
    kept = {paper.id for feed in feeds for paper in feed.papers}
    rendered: dict[str, Rendered] = {}
    for index, document in enumerate(documents):
        records = sorted(document.records, key=_order, reverse=True)
        entries = [desk.merged(r) if isinstance(r, Merged) else desk.entry(r) for r in records]
        both = [described(entry, desk.scheme) for entry in entries]
        pieces = atom.atom_pieces(both)
        chosen = [at for at, record in enumerate(records) if record.id in kept]
        items = rss.rss_pieces([both[at] for at in chosen])
        for at, item in zip(chosen, items, strict=True):
            entry, as_json = entries[at], json_feed.json_piece(entries[at])
            rendered[records[at].id] = Rendered(entry.updated, pieces[at], item, as_json)
        shell = _document_shell(desk, feeds[0], documents, index, entries)
        yield Page(document.address[1:], atom.render_atom(shell, pieces))
    for feed in feeds:
        newest = documents[-1] if documents and feed is feeds[0] else None
        yield from _feed_pages(desk, feed, [rendered[paper.id] for paper in feed.papers], newest)
    yield Page(addresses.OPML[1:], render_opml(desk, feeds))


def _order(record: Paper | Merged) -> tuple[date, date, str]:
    if isinstance(record, Merged):
        return date.min, record.added, record.id
    return feed_order(record)


def _feed_pages(
    desk: Desk, feed: Feed, papers: Sequence[Rendered], newest: Document | None
) -> Iterator[Page]:
    """A feed in its formats, and the same under each address it stood at before."""
    shell = desk.shell(feed, (made.updated for made in papers))
    # What comes before the newest papers is in the documents, which RFC 5005 has for Atom.
    chain = {"prev-archive": desk.absolute(newest.address)} if newest else NOWHERE
    as_rss, as_json = (
        shell._replace(address=desk.absolute(feed.address + file))
        for file in (addresses.RSS, addresses.JSON_FEED)
    )
    files = {
        addresses.ATOM: atom.render_atom(shell._replace(chain=chain), [p.atom for p in papers]),
        addresses.RSS: rss.render_rss(as_rss, [p.rss for p in papers]),
        addresses.JSON_FEED: json_feed.render_json_feed(as_json, [p.json_feed for p in papers]),
    }
    for address in (feed.address, *feed.aliases):
        for name, text in files.items():
            yield Page(f"{address}{name}"[1:], text)


def _document_shell(
    desk: Desk,
    everything: Feed,
    documents: Sequence[Document],
    index: int,
    entries: Sequence[FeedEntry],
) -> Shell:
    """The shell of a document, with the way to those beside it and to what is current."""
    document = documents[index]
    chain = {"current": desk.absolute(everything.address + addresses.ATOM)}
    if index:
        chain["prev-archive"] = desk.absolute(documents[index - 1].address)
    if index + 1 < len(documents):
        chain["next-archive"] = desk.absolute(documents[index + 1].address)
    return desk.shell(everything, (entry.updated for entry in entries))._replace(
        title=f"{desk.name}: added in {document.added:%B %Y}, part {document.part}",
        address=desk.absolute(document.address),
        chain=chain,
        archived=True,
        hub=None,
    )

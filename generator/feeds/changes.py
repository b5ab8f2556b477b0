"""What editors changed, as an Atom feed."""

from collections.abc import Iterator
from html import escape

from generator import addresses
from generator.archive import Archive
from generator.changes import Change
from generator.feeds import atom
from generator.feeds.entries import Desk, FeedEntry, moment
from generator.feeds.groups import NEWEST, Feed
from generator.feeds.xml import described
from generator.pages.changes import render_step
from generator.pages.page import Page
from generator.prose import prose
from generator.typeset import canonical

NAME = "Changes"
DESCRIPTION = "What editors corrected, withdrew or merged, and why."


def change_feed(archive: Archive) -> Iterator[Page]:
    """The feed of the newest changes, the newest first."""
    desk = Desk(archive)
    entries = [_entry(desk, archive, change) for change in reversed(archive.changes[-NEWEST:])]
    feed = Feed("changes", addresses.CHANGES, NAME, DESCRIPTION, ())
    pieces = atom.atom_pieces([described(entry, desk.scheme) for entry in entries])
    shell = desk.shell(feed, (entry.updated for entry in entries))
    yield Page(f"{addresses.CHANGES}{addresses.ATOM}"[1:], atom.render_atom(shell, pieces))


def _entry(desk: Desk, archive: Archive, change: Change) -> FeedEntry:
    paper = archive.by_id.get(change.subject)
    title = paper.shown.title.text if paper is not None else change.subject
    page = addresses.paper(paper.id) if paper is not None else addresses.CHANGES
    reason = canonical(prose(change.reason).striptags())
    steps = "".join(
        f"<li>{escape(step.name.replace('_', ' '))}: {render_step(step)}</li>"
        for step in change.steps
    )
    return FeedEntry(
        id=desk.tag_uri("change", change.key),
        permalink=desk.absolute(page),
        title=title or change.subject,
        updated=moment(change.on, change.key),
        published=None,
        authors=tuple(filter(None, [canonical(change.by)])),
        tags=(),
        links=(),
        summary=reason,
        content=f"<p>{escape(reason)}</p><ul>{steps}</ul>",
    )

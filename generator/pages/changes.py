"""What editors changed, fifty changes a page, as their corrections tell it."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from markupsafe import Markup

from generator import addresses
from generator.changes import Change, Step
from generator.excerpts import excerpts
from generator.pages.page import Page, inert, link
from generator.pages.parts import parts
from generator.pages.shelf import Shelf
from generator.problems import plain
from generator.wording import count, long_date, shortened

LONGEST = 600
"""So much of a value is shown; the file of corrections has the whole."""


def change_pages(shelf: Shelf) -> Iterator[Page]:
    """Every change, under the day it was made on."""
    changes = shelf.archive.changes
    for part in parts(addresses.CHANGES, changes):
        days = groupby(part.papers, key=lambda change: change.on)
        yield shelf.page(
            "changes.md.j2",
            part.address,
            title=f"Changes, page {part.number}" if part.number else "Changes",
            description=f"{count(len(changes), 'change')} that editors made, with the reasons.",
            part=part,
            days=[(day, [_rendered(shelf, change) for change in made]) for day, made in days],
        )


def render_step(step: Step) -> Markup:
    """A step in HTML, of long texts what differs; `del` and `ins` hold what was and what is."""
    before, after = _shown(step.before), _shown(step.after)
    if before and after:
        before, after = excerpts(before, after)
    said = [f"<del>{_cut(before)}</del>"] if before else []
    said += [f"<ins>{_cut(after)}</ins>"] if after else []
    return Markup(" ".join(said))


def subject_link(shelf: Shelf, subject: str) -> Markup:
    """A record or a listing by its title, as a link to where readers find it."""
    paper = shelf.archive.by_id.get(subject)
    if paper is not None:
        # A record that was merged has no title of its own any more.
        name = paper.shown.title.text if paper.id == subject else subject
        return Markup(f'<a href="{link(addresses.paper(paper.id))}">{inert(name)}</a>')
    listing = shelf.listings.get(subject)
    if listing is None:
        return inert(subject)
    name = inert(shelf.listing_name(listing))
    if listing.day is None:
        return Markup(f'<a href="{link(addresses.UNDATED)}">{name}</a>')
    if listing.day not in shelf.papers_by_day:
        return name  # All its papers were withdrawn, and so its day has no page.
    return Markup(f'<a href="{link(addresses.day(listing.day))}">{name}</a>')


def _rendered(shelf: Shelf, change: Change) -> dict[str, Any]:
    return {
        "id": change.key.replace("/", "-"),
        "subject": subject_link(shelf, change.subject),
        "by": change.by,
        "reason": change.reason,
        "steps": [
            (
                step.name.replace("_", " "),
                subject_link(shelf, step.after)
                if step.name in ("merged into", "took in", "is not")
                else render_step(step),
            )
            for step in change.steps
        ],
    }


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return long_date(value) if isinstance(value, date) else plain(value)


def _cut(text: str) -> str:
    return inert(shortened(text, LONGEST))

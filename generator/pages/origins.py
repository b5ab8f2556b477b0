"""Where the facts on a paper's page came from, and which of them editors corrected."""

from collections.abc import Iterator

from markupsafe import Markup

from generator.archive import Paper
from generator.model import Correction, Listing
from generator.origins import find_origins
from generator.overlay import EMPTY
from generator.pages.page import inert
from generator.pages.shelf import Shelf
from generator.problems import plain
from generator.prose import prose
from generator.wording import long_date, shortened

LONGEST = 160


def origins(shelf: Shelf, paper: Paper) -> Markup:
    """The sources of a paper's facts, and its corrections, as a block that readers unfold."""
    sourced = [
        f"<li>{', '.join(origin.facts)}: {_place(shelf, origin.listing)}</li>"
        for origin in find_origins(paper, lambda listing: shelf.years[listing.name])
    ]
    fixed = list(_corrected(shelf, paper))
    since = f"<li>in this archive since {long_date(paper.record.added)}</li>"
    what = "Where this comes from, and what was corrected" if fixed else "Where this comes from"
    return Markup(
        f'<details class="sheaf-numbers sheaf-origins"><summary>{what}</summary>'
        f"<ul>{''.join([*sourced, *fixed, since])}</ul></details>"
    )


def _place(shelf: Shelf, listing: Listing) -> str:
    """What a listing is called and its day; what arXiv was asked one by one is of none."""
    name = inert(shelf.listing_name(listing))
    if listing.day is None and not listing.is_shown:
        return name
    return f"{name}, {long_date(listing.day) if listing.day else 'undated'}"


def _corrected(shelf: Shelf, paper: Paper) -> Iterator[str]:
    """A line for each fact that an editor gave, took or changed."""
    for field, fixed in paper.overlay.fields.items():
        name = field.replace("_", " ")
        does = "taken out" if fixed.value == EMPTY.get(field) else "corrected"
        was = ""
        if fixed.was is not None:
            was = f"; the source said <del>{inert(shortened(plain(fixed.was), LONGEST))}</del>"
        yield f"<li>{name}: {does} {_who(fixed.by)}{was}</li>"
    for tag, given in paper.overlay.tags.items():
        name = inert(shelf.tag_names.get(tag, tag))
        does = "added" if given.value else "taken away"
        yield f"<li>tag {name}: {does} {_who(given.by)}</li>"
    if paper.overlay.withdrawn is not None:
        yield f"<li>withdrawn {_who(paper.overlay.withdrawn)}</li>"


def _who(correction: Correction) -> str:
    by, day = inert(correction.by), long_date(correction.on)
    return f"by {by} on {day}: {prose(correction.reason)}"

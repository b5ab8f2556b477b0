"""Where each fact about a paper came from: the listing that says it, or the editor who did."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from generator.archive import Paper
from generator.corrected import Appearance
from generator.dates import resolve
from generator.facts import FACT_NAMES, spoken, trust
from generator.model import Listing
from generator.overlay import EMPTY


@dataclass(frozen=True)
class Origin:
    """A listing, and the facts of a paper that the archive has from it."""

    listing: Listing
    facts: tuple[str, ...]


def find_origins(paper: Paper, year_of: Callable[[Listing], int | None]) -> list[Origin]:
    """The listings that facts of a paper come from, and which; corrected facts are left out.

    `year_of` gives the year in which a listing's dates without a year lie. Of several listings
    that say the same, the one counts that would win if they did not.
    """
    found: dict[str, tuple[Listing, list[str]]] = {}
    own = {paper.id, *paper.record.aliases}
    entries = sorted(paper.entries, key=lambda a: _weight(a, own))
    for field, name in FACT_NAMES.items():
        value = getattr(paper.record, field)
        if field in paper.overlay.fields or value == EMPTY.get(field):
            continue
        for appearance in entries:
            if _says(appearance, paper, own, field, year_of):
                listing = appearance.listing
                found.setdefault(listing.name, (listing, []))[1].append(name)
                break
    return [Origin(listing, tuple(names)) for listing, names in found.values()]


def _weight(appearance: Appearance, own: set[str]) -> tuple[bool, int, int, str]:
    """The paper's own entries before those of records merged into it, then the one that wins."""
    listing, said = appearance.listing, appearance.entry.said
    return (
        appearance.entry.record not in own,
        -trust(listing.source, said.version if said else None),
        -(listing.day or date.min).toordinal(),
        listing.name,
    )


def _says(
    appearance: Appearance,
    paper: Paper,
    own: set[str],
    field: str,
    year_of: Callable[[Listing], int | None],
) -> bool:
    """Whether an entry says of a field what its record says."""
    entry, listing = appearance.entry, appearance.listing
    printed = entry.published_text if field == "published" else None
    if printed is not None:
        meant = resolve(printed, None) or resolve(printed, year_of(listing))
        return meant == paper.record.published
    if getattr(entry.said, field, None) is not None:
        return False
    if field == "title" and entry.record not in own:
        return False
    stated = field in spoken(listing.source) and field not in entry.unsaid
    return field in ("title", "abstract") or stated

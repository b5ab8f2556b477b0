"""Groups of papers by a name that sources give: organizations and authors."""

from collections.abc import Callable, Iterator, Sequence
from heapq import nlargest
from typing import Any

from generator import addresses
from generator.archive import Organization
from generator.facets import LEAST_PAPERS, Author
from generator.pages.page import Crumb, Page
from generator.pages.parts import parts
from generator.pages.shelf import Shelf
from generator.wording import count

LISTED = 300
"""So many groups stand in an index; no page may grow with the archive."""

Group = Author | Organization


def organization_pages(shelf: Shelf) -> Iterator[Page]:
    """The organizations with the most papers, then the papers of each."""
    return _group_pages(
        shelf,
        shelf.archive.organizations,
        Crumb("Organizations", addresses.ORGANIZATIONS),
        addresses.organization,
        "with papers in the archive",
    )


def author_pages(shelf: Shelf) -> Iterator[Page]:
    """The authors with the most papers, then the papers of each."""
    return _group_pages(
        shelf,
        shelf.authors,
        Crumb("Authors", addresses.AUTHORS),
        addresses.author,
        f"with {LEAST_PAPERS} papers or more",
        least=LEAST_PAPERS,
    )


def _group_pages(
    shelf: Shelf,
    groups: Sequence[Group],
    index: Crumb,
    address: Callable[[str], str],
    having: str,
    **context: Any,
) -> Iterator[Page]:
    """The index of the largest groups in their order, then the papers of each, fifty a page."""
    most = {g.slug for g in nlargest(LISTED, groups, key=lambda g: (len(g.papers), g.slug))}
    noun = index.name.lower()
    yield shelf.page(
        f"{noun}.md.j2",
        index.address,
        title=index.name,
        description=f"{count(len(groups), noun.removesuffix('s'))} {having}.",
        groups=[group for group in groups if group.slug in most],
        left_out=len(groups) - len(most),
        to=address,
        **context,
    )
    for group in groups:
        name = shelf.plain(group.name)
        for part in parts(address(group.slug), group.papers):
            yield shelf.page(
                "group.md.j2",
                part.address,
                title=f"{name}, page {part.number}" if part.number else name,
                description=f"{count(len(group.papers), 'paper')} by {name}.",
                crumbs=[index],
                group=group,
                part=part,
            )

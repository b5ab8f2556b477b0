"""The index of organizations that sources name, and each one's papers."""

from collections.abc import Iterator

from generator import addresses
from generator.pages.shared import Crumb, Page, Shelf, count, parts
from generator.typeset import plain


def organization_pages(shelf: Shelf) -> Iterator[Page]:
    """All organizations by name, then the papers of each, fifty a page."""
    groups = shelf.archive.organizations
    yield shelf.page(
        "organizations.md.j2",
        addresses.ORGANIZATIONS,
        title="Organizations",
        description=f"{count(len(groups), 'organization')} with papers in the archive.",
        groups=groups,
    )
    for group in groups:
        name = plain(group.name)
        for part in parts(addresses.organization(group.slug), group.papers):
            yield shelf.page(
                "organization.md.j2",
                part.address,
                title=f"{name}, page {part.number}" if part.number else name,
                description=f"{count(len(group.papers), 'paper')} by {name}.",
                crumbs=[Crumb("Organizations", addresses.ORGANIZATIONS)],
                group=group,
                part=part,
            )

"""The index of tags, and each tag's papers."""

from collections.abc import Iterator

from generator import addresses
from generator.pages.shared import Crumb, Page, Shelf, count, parts


def tag_pages(shelf: Shelf) -> Iterator[Page]:
    """All tags by what they belong to, then the papers of each, fifty a page."""
    tags = {tagged.term.slug: tagged for tagged in shelf.archive.tags}
    children = {
        slug: [other for other in tags.values() if other.term.parent == slug] for slug in tags
    }
    yield shelf.page(
        "tags.md.j2",
        addresses.TAGS,
        title="Tags",
        description=f"{count(len(tags), 'tag')} to browse the papers by.",
        roots=[tagged for tagged in tags.values() if tagged.term.parent not in tags],
        children=children,
    )
    for slug, tagged in tags.items():
        parent = tags.get(tagged.term.parent or "")
        for part in parts(addresses.tag(slug), tagged.papers):
            name = tagged.term.name
            yield shelf.page(
                "tag.md.j2",
                part.address,
                title=f"{name}, page {part.number}" if part.number else name,
                description=tagged.term.meaning,
                crumbs=[
                    Crumb("Tags", addresses.TAGS),
                    *([Crumb(parent.term.name, addresses.tag(parent.term.slug))] if parent else []),
                ],
                tagged=tagged,
                part=part,
                children=children[slug],
            )

"""The index of tags, and each tag's papers."""

import json
from collections.abc import Iterator

from generator import addresses
from generator.facets import count_months
from generator.pages.calendar import months_table
from generator.pages.shared import Crumb, Page, Shelf, count, parts
from generator.pages.stats import month_columns
from generator.typeset import canonical


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
                months=count_months(tagged.papers) if not part.number else {},
                months_chart=month_columns,
                months_table=months_table,
                near=[
                    tags[n.slug]
                    for n in shelf.neighbours.get(slug, ())
                    if n.slug in tags
                    and slug not in (tags[n.slug].term.parent, n.slug)
                    and n.slug != tagged.term.parent
                ],
            )


def tag_index(shelf: Shelf) -> Page:
    """The tags that have a page, for the search to offer: slug, name, former slugs, papers."""
    tags = [
        {
            "slug": tagged.term.slug,
            "name": canonical(tagged.term.name),
            "aliases": list(tagged.term.aliases),
            "papers": tagged.count,
        }
        for tagged in shelf.archive.tags
    ]
    text = json.dumps(tags, ensure_ascii=True, separators=(",", ":"))
    return Page(f"{addresses.TAGS[1:]}index.json", f"{text}\n")

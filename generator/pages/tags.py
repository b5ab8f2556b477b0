"""The index of tags, and each tag's papers."""

import json
from collections.abc import Iterator, Mapping

from markupsafe import Markup

from generator import addresses
from generator.archive import Tagged
from generator.facets import count_months
from generator.pages.calendar import months_table
from generator.pages.page import Crumb, Page
from generator.pages.parts import parts
from generator.pages.shelf import Shelf
from generator.pages.stats import month_columns
from generator.typeset import canonical
from generator.wording import count


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
        near = _neighbours(shelf, tags, tagged)
        growth = _growth(tagged)
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
                feed=Crumb(name, addresses.tag(slug)),
                tagged=tagged,
                part=part,
                children=children[slug],
                growth=growth if not part.number else None,
                near=near,
            )


def _growth(tagged: Tagged) -> tuple[Markup, Markup] | None:
    """How a tag grew by month, drawn and in numbers; nothing where one month alone is known."""
    months = count_months(tagged.papers)
    if len(months) < 2:
        return None
    return month_columns(months), months_table(months, "Papers by month")


def _neighbours(shelf: Shelf, tags: Mapping[str, Tagged], tagged: Tagged) -> list[Tagged]:
    """The tags that go with one, but for those above and below it, which always do."""
    found = (tags[n.slug] for n in shelf.neighbours.get(tagged.term.slug, ()) if n.slug in tags)
    term = tagged.term
    return [
        other
        for other in found
        if other.term.parent != term.slug and other.term.slug != term.parent
    ]


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

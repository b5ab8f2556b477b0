"""A page for each author with three papers or more, and the index of them."""

from collections.abc import Iterator
from heapq import nlargest

from generator import addresses
from generator.facets import LEAST_PAPERS
from generator.pages.shared import Crumb, Page, Shelf, count, parts
from generator.typeset import plain

LISTED = 300


def author_pages(shelf: Shelf) -> Iterator[Page]:
    """The authors with the most papers, then the papers of each author, fifty a page."""
    authors = shelf.authors
    most = {
        author.slug for author in nlargest(LISTED, authors, key=lambda a: (len(a.papers), a.slug))
    }
    yield shelf.page(
        "authors.md.j2",
        addresses.AUTHORS,
        title="Authors",
        description=f"{count(len(authors), 'author')} with {LEAST_PAPERS} papers or more.",
        authors=[author for author in authors if author.slug in most],
        left_out=len(authors) - len(most),
        least=LEAST_PAPERS,
    )
    for author in authors:
        name = plain(author.name)
        for part in parts(addresses.author(author.slug), author.papers):
            yield shelf.page(
                "author.md.j2",
                part.address,
                title=f"{name}, page {part.number}" if part.number else name,
                description=f"{count(len(author.papers), 'paper')} by {name}.",
                crumbs=[Crumb("Authors", addresses.AUTHORS)],
                author=author,
                part=part,
            )

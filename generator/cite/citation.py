"""What is known of a paper that a citation says; what is not known is absent, never invented."""

import re
from dataclasses import dataclass

from generator import addresses
from generator.archive import Paper
from generator.cite.names import Name, parse_name
from generator.dates import Issued
from generator.identity import CATEGORY_PATTERN
from generator.typeset import canonical

DOI = re.compile(r"10\.\d{4,9}/[!-~]+")
DOI_OF_ARXIV = "10.48550/arXiv."
"""Every paper on arXiv has a DOI made from its id; see https://info.arxiv.org/help/doi.html."""


@dataclass(frozen=True)
class Citation:
    """A paper as it is cited, every text of it plain and on one line.

    `permalink` is its page here; `url` is where to read it, which is arXiv where it is known to be
    there, and else that page. `note` is what a list said of where it was published,
    `category` its first one at arXiv.
    """

    key: str
    title: str
    authors: tuple[Name, ...]
    issued: Issued | None
    arxiv: str | None
    permalink: str
    published_doi: str | None = None
    note: str | None = None
    category: str | None = None

    @property
    def url(self) -> str:
        """Where to read the paper."""
        return addresses.on_arxiv(self.arxiv) if self.arxiv else self.permalink

    @property
    def doi(self) -> str | None:
        """The DOI it was published under, else the one that arXiv gave it."""
        if self.published_doi is not None:
            return self.published_doi
        return f"{DOI_OF_ARXIV}{self.arxiv}" if self.arxiv else None


def cite(paper: Paper, site_url: str) -> Citation:
    """The citation of a paper of the site at an address."""
    names = filter(None, map(canonical, paper.record.authors))
    # What arXiv's authors remark (pages, figures) is no part of a citation.
    said = None if paper.record.arxiv else paper.record.comment
    return Citation(
        key=paper.id,
        title=paper.shown.title.text,
        authors=tuple(map(parse_name, names)),
        issued=paper.issued,
        arxiv=paper.record.arxiv,
        permalink=addresses.absolute(site_url, addresses.paper(paper.id)),
        published_doi=doi if DOI.fullmatch(doi := paper.record.doi or "") else None,
        note=canonical(said or "") or None,
        category=_first_category(paper) if paper.record.arxiv else None,
    )


def _first_category(paper: Paper) -> str | None:
    return next((c for c in paper.record.categories if re.fullmatch(CATEGORY_PATTERN, c)), None)

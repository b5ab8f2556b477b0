"""Every address of the site, as a path from its root, and the one way to link to them."""

from datetime import date

PER_PAGE = 50

HOME = "/"
DAYS = "/days/"
UNDATED = "/undated/"
TAGS = "/tags/"
ORGANIZATIONS = "/organizations/"
AUTHORS = "/authors/"
TRENDING = "/trending/"
STATS = "/stats/"
CHANGES = "/changes/"
RULES = "/changes/form.json"
READING_LIST = "/reading-list/"
DATA = "/data/"
API = "/api/v1/"
SITEMAP = "/sitemap.xml"
SUBSCRIBE = "/subscribe/"

ATOM, RSS, JSON_FEED = "feed.xml", "rss.xml", "feed.json"
"""A feed in each of its formats, under the address of the page it belongs to."""
OPML = "/feeds.opml"


def paper(record_id: str) -> str:
    """A paper's permalink."""
    return f"/papers/{record_id}/"


def bibtex(record_id: str) -> str:
    """The address of a paper's BibTeX."""
    return f"{paper(record_id)}cite.bib"


def day(on: date) -> str:
    """A day's address."""
    return f"/days/{on:%Y/%m/%d}/"


def month(on: date) -> str:
    """The address of the month a day lies in."""
    return f"/days/{on:%Y/%m}/"


def year(number: int) -> str:
    """A year's address."""
    return f"/days/{number:04}/"


def tag(slug: str) -> str:
    """A tag's address."""
    return f"/tags/{slug}/"


def organization(slug: str) -> str:
    """An organization's address."""
    return f"/organizations/{slug}/"


def author(slug: str) -> str:
    """The address of an author who has a page."""
    return f"/authors/{slug}/"


def arxiv(arxiv_id: str) -> str:
    """The address that redirects from an arXiv id to its paper."""
    return f"/arxiv/{arxiv_id}/"


def numbered(address: str, number: int) -> str:
    """A further page of a long list, counted from the oldest."""
    return f"{address}page/{number}/"


def on_arxiv(arxiv: str) -> str:
    """Where arXiv has a paper, by its id there."""
    return f"https://arxiv.org/abs/{arxiv}"


def pdf_on_arxiv(arxiv: str) -> str:
    """Where arXiv has a paper's PDF, by its id there."""
    return f"https://arxiv.org/pdf/{arxiv}"


def absolute(site_url: str, address: str) -> str:
    """An address of the site as it is known outside.

    >>> absolute("https://example.org/sheaf/", "/tags/")
    'https://example.org/sheaf/tags/'
    """
    return f"{site_url.rstrip('/')}{address}"


def feed_document(added: date, part: int, members: str) -> str:
    """A document of the whole archive's feed: a part of what was added in a month.

    `members` stands for the records in it, so that an address never comes to mean others.
    """
    return f"/feeds/{added:%Y/%m}/{part}-{members}.xml"


def root_from(address: str) -> str:
    """The site's root, relative to a page at this address.

    >>> root_from("/days/2025/")
    '../../'
    """
    return "../" * (address.count("/") - 1) or "./"


def source_path(address: str) -> str:
    """Where the Markdown of a page stands in MkDocs' folder.

    >>> source_path("/tags/")
    'tags/index.md'
    """
    return f"{address[1:]}index.md"


def of_source(path: str) -> str:
    """The address of a page whose Markdown stands there.

    >>> of_source("tags/index.md")
    '/tags/'
    """
    return f"/{path.removesuffix('index.md')}"

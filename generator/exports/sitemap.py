"""The site map: every page that is no redirect, papers with the day they last changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape

from generator import addresses
from generator.archive import Archive
from generator.exports.file import File

PER_MAP = 45_000
"""A map may name 50,000 addresses; see https://www.sitemaps.org/protocol.html."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap_files(archive: Archive, pages: Iterable[str], per_map: int = PER_MAP) -> Iterator[File]:
    """The map of the pages at these addresses, or an index of several, and `robots.txt`.

    The pages of withdrawn papers are left out: nobody is to find them.
    """
    changed = {addresses.paper(paper.id): paper.updated for paper in archive.shown}
    gone = {addresses.paper(p.id) for p in archive.papers if p.withdrawn is not None}
    shown = sorted(set(pages) - gone)
    site_url = archive.config.site_url
    sitemap = addresses.absolute(site_url, addresses.SITEMAP)
    if len(shown) <= per_map:
        yield File(addresses.SITEMAP[1:], _map(site_url, shown, changed))
    else:
        yield from _maps(site_url, shown, changed, per_map)
    yield File("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n".encode())


def _maps(
    site_url: str, shown: Sequence[str], changed: Mapping[str, date], per_map: int
) -> Iterator[File]:
    lines = []
    for number, start in enumerate(range(0, len(shown), per_map), start=1):
        chosen = shown[start : start + per_map]
        address = f"/sitemap-{number}.xml"
        last = max((changed[one] for one in chosen if one in changed), default=None)
        lines.append(_element("sitemap", addresses.absolute(site_url, address), last))
        yield File(address[1:], _map(site_url, chosen, changed))
    yield File(addresses.SITEMAP[1:], _document("sitemapindex", lines))


def _map(site_url: str, shown: Iterable[str], changed: Mapping[str, date]) -> bytes:
    lines = (_element("url", addresses.absolute(site_url, one), changed.get(one)) for one in shown)
    return _document("urlset", lines)


def _element(name: str, address: str, changed: date | None) -> str:
    last = f"<lastmod>{changed.isoformat()}</lastmod>" if changed is not None else ""
    return f"<{name}><loc>{escape(address)}</loc>{last}</{name}>\n"


def _document(name: str, lines: Iterable[str]) -> bytes:
    return f"{_HEAD}<{name} {_NAMESPACE}>\n{''.join(lines)}</{name}>\n".encode()

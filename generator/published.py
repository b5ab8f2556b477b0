"""The last published site and the one that was just built, as far as a guard must know them."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from xml.etree import ElementTree

import msgspec

from generator import addresses
from generator.guard import Built, Counts, Published, kind_of
from generator.pages.rendering import forwarding_page
from generator.sources.answers import Refused
from generator.store import write_bytes, write_text
from generator.upstream import Patience, Unavailable, Upstream

T = TypeVar("T")

INDEX = "api/v1/index.json"
FORWARDED = "forwarded.txt"
"""The addresses that a site gave up, one a line."""

MOST_MAPS = 1000

Read = Callable[[str], bytes | None]
"""From a path in a site to the bytes there; None where there is nothing."""


class _Index(msgspec.Struct, frozen=True):
    url: str
    counts: Counts
    tags: str


class _Tag(msgspec.Struct, frozen=True):
    slug: str
    records: int


class _Tags(msgspec.Struct, frozen=True):
    tags: tuple[_Tag, ...]


@contextmanager
def reading(place: str, contact: str, patience: Patience) -> Iterator[Read]:
    """A reader of a published site: of an address, or of a folder."""
    if is_address(place):
        with Upstream(contact, pace=0, patience=patience).opened() as upstream:
            yield lambda path: _ask(upstream, f"{place.rstrip('/')}/{path}")
    else:
        yield lambda path: _bytes_of(Path(place) / path)


def is_address(place: str) -> bool:
    """Whether a place is an address on the web, not a folder."""
    return re.match(r"https?://", place) is not None


def load_published(read: Read) -> Published | None:
    """What the published site says of itself; None where nothing was published yet.

    Raises Unavailable where it does not answer, Refused where it makes no sense.
    """
    if (raw := read(INDEX)) is None:
        return None
    index = _decode(raw, _Index, INDEX)
    lines = (read(FORWARDED) or b"").decode("utf-8", "replace").splitlines()
    return Published(
        url=index.url,
        counts=index.counts,
        addresses=frozenset(filter(kind_of, _mapped(read, index.url))),
        tagged={tag.slug: tag.records for tag in _tags(read, index)},
        forwarded=frozenset(filter(kind_of, lines)),
    )


def load_built(site: Path) -> Built:
    """What a built site holds; raises Refused where it lacks the files that tell."""

    def read(path: str) -> bytes | None:
        return _bytes_of(site / path)

    index = _decode(_there(read, INDEX), _Index, INDEX)
    return Built(
        url=index.url,
        counts=index.counts,
        tags=frozenset(tag.slug for tag in _tags(read, index)),
        size=sum(path.stat().st_size for path in _files(site)),
        answers=lambda address: _page(site, address).is_file(),
    )


def forward(site: Path, given_up: list[str]) -> None:
    """Make each of these addresses of a built site lead to the nearest page above it."""
    for address in given_up:
        page = forwarding_page(address, _above(site, address))
        write_bytes(site / page.path, page.raw)
    if given_up:
        write_text(site / FORWARDED, "".join(f"{address}\n" for address in given_up))


def _above(site: Path, address: str) -> str:
    """The nearest address above one at which the built site has a page."""
    parts = address.strip("/").split("/")[:-1]
    while parts:
        above = f"/{'/'.join(parts)}/"
        if _page(site, above).is_file():
            return above
        parts.pop()
    return addresses.HOME


def _tags(read: Read, index: _Index) -> tuple[_Tag, ...]:
    path = f"{addresses.API[1:]}{index.tags}"
    return _decode(_there(read, path), _Tags, path).tags


def _mapped(read: Read, url: str) -> Iterator[str]:
    """The addresses, from the site's root, in the site map or in all maps of its index."""
    kind, found = _map(read, addresses.SITEMAP[1:], url)
    if kind == "urlset":
        yield from found
        return
    if len(found) > MOST_MAPS:
        raise Refused(f"a site map of more than {MOST_MAPS:,} maps")
    for address in found:
        yield from _map(read, address[1:], url)[1]


def _map(read: Read, path: str, url: str) -> tuple[str, list[str]]:
    """What a site map holds, addresses or other maps, and those of this site."""
    raw = _there(read, path)
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise Refused(f"{path} is no site map")
    try:
        root = ElementTree.fromstring(raw)
    except ElementTree.ParseError as failure:
        raise Refused(f"{path} is no site map: {failure}") from None
    base = url.rstrip("/")
    texts = [(loc.text or "").strip() for loc in root.iter() if loc.tag.endswith("}loc")]
    within = [text.removeprefix(base) for text in texts if text.startswith(f"{base}/")]
    return root.tag.rpartition("}")[2], within


def _there(read: Read, path: str) -> bytes:
    raw = read(path)
    if raw is None:
        raise Refused(f"{path} is missing")
    return raw


def _decode(raw: bytes, kind: type[T], path: str) -> T:
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.MsgspecError as failure:
        raise Refused(f"{path} makes no sense: {failure}") from None


def _ask(upstream: Upstream, address: str) -> bytes | None:
    try:
        return upstream.get(address, bytes, {}).said
    except Unavailable as failure:
        if failure.status in (404, 410):
            return None
        raise


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _page(site: Path, address: str) -> Path:
    return site / address[1:] / "index.html"


def _files(site: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(site):
        yield from (Path(folder) / name for name in names)

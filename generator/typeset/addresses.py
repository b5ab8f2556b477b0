"""Web addresses in prose: where they begin and end, and the only form in which they are links."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.typeset.canonical import canonical

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# Backslash-underscore and its like are what is left of an address that was escaped for TeX.
_TAIL = r"(?:\\[_&%#~]|[^\s\\{}<>\"`^|\x00-\x20\x7f-\xa0])"
_HOSTS = "github.com|gitlab.com|huggingface.co|bitbucket.org|arxiv.org|doi.org|zenodo.org|youtu.be"
_START = re.compile(
    r"(?<![A-Za-z0-9@._/:+-])(?:"
    rf"(?P<scheme>https?)://(?P<rest>{_TAIL}{{1,2048}})"
    rf"|(?:(?<=[\s(\[{{])|^|(?<=: //)|(?<=https://)|(?<=http://))"
    rf"(?P<bare>(?:www\.[A-Za-z0-9-]{{1,63}}\.[a-z]{{2,12}}|(?:{_HOSTS}))/{_TAIL}{{1,2048}})"
    r")",
    re.IGNORECASE,
)
_BROKEN = re.compile(rf"(?<=[:/] //)(?P<bare>(?:{_HOSTS})/{_TAIL}{{1,2048}})", re.IGNORECASE)
_HOST = re.compile(rf"(?:{_LABEL}\.)+[A-Za-z](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?\.?$")
_NUMERIC = re.compile(r"[0-9.]+|0[xX].*")
MAX_LENGTH = 2_000
"""Longer ones are cut off somewhere, and lead nowhere."""

_CLINGING = ".,;:!?\"'*”’»…"
_PAIRS = {")": "(", "]": "[", ">": "<", "}": "{"}


class Address(NamedTuple):
    """A stretch of canonical text and the address it leads to."""

    start: int
    end: int
    href: str


def find_addresses(text: str) -> list[Address]:
    """The addresses in canonical text that may become links, in order, without overlap."""
    found: list[Address] = []
    for start, end, raw in sorted(_candidates(text)):
        if found and start < found[-1].end:
            continue
        href = safe_href(raw)
        if href is not None:
            found.append(Address(start, end, href))
    return found


def find_links(abstract: str) -> tuple[str, ...]:
    """Each address of a text once, in order, in the form that stands first."""
    first: dict[str, str] = {}
    for address in find_addresses(canonical(abstract)):
        first.setdefault(_compared(address.href), address.href)
    return tuple(first.values())


def safe_href(raw: str) -> str | None:
    r"""The address as a link may carry it, or None where it could mislead.

    The scheme is http or https, the host a DNS name that ends in a name; there are no credentials,
    no port, no backslash and no control character. It has no more than MAX_LENGTH characters.
    """
    href = re.sub(r"\\([_&%#~])", r"\1", raw)
    scheme, separator, rest = href.partition("://")
    if not separator or scheme.lower() not in ("http", "https"):
        return None
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if not _HOST.match(host) or _NUMERIC.fullmatch(host.rstrip(".").rpartition(".")[2]):
        return None
    if (
        len(host) > 253
        or len(href) > MAX_LENGTH
        or re.search(r"[\s\\<>\"{}|^`\x00-\x20\x7f-\x9f]", rest)
    ):
        return None
    return f"{scheme.lower()}://{host.lower()}{rest[len(host) :]}"


def _candidates(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and the address with its scheme for whatever looks like an address."""
    for begin, stop in _slashed(text):
        for pattern in (_START, _BROKEN):
            for match in pattern.finditer(text, begin, stop):
                end = match.start() + len(_without_clinging(match[0]))
                shown = text[match.start() : end]
                yield match.start(), end, shown if "://" in shown[:8] else f"https://{shown}"


def _slashed(text: str) -> Iterator[tuple[int, int]]:
    """Where what stands between two spaces has a slash in it, as every address has."""
    slash = text.find("/")
    while slash >= 0:
        stop = text.find(" ", slash)
        stop = len(text) if stop < 0 else stop
        yield text.rfind(" ", 0, slash) + 1, stop
        slash = text.find("/", stop)


def _without_clinging(shown: str) -> str:
    """The address without the punctuation of the sentence around it."""
    balance = {close: shown.count(open_) - shown.count(close) for close, open_ in _PAIRS.items()}
    end = len(shown)
    while end:
        last = shown[end - 1]
        if last in balance and balance[last] < 0:
            balance[last] += 1
        elif last not in _CLINGING:
            break
        end -= 1
    return shown[:end]


def _compared(href: str) -> str:
    return href.partition("://")[2].rstrip("/")

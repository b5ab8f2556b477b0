"""A hub told that feeds have changed, so that it tells those who subscribed.

Format: https://www.w3.org/TR/websub/ leaves it to hubs; this is what they all take.
"""

from collections.abc import Sequence

import httpx2
import stamina

from generator import __version__, addresses
from generator.upstream import Patience

FEEDS = tuple(
    addresses.HOME + name for name in (addresses.ATOM, addresses.RSS, addresses.JSON_FEED)
)
"""The feeds of everything, which name the hub; those of tags would be hundreds."""

ATTEMPTS = 4


class PingFailed(Exception):
    """The hub did not take it, and what it did instead."""


class _Passing(PingFailed):
    """A failure that may be over soon."""


def ping(hub: str, feeds: Sequence[str], contact: str, patience: Patience) -> None:
    """Return once the hub has taken the addresses of the feeds; raises PingFailed."""
    wait = patience.first_wait
    for attempt in stamina.retry_context(
        on=_Passing, attempts=ATTEMPTS, wait_initial=wait, wait_jitter=wait
    ):
        with attempt:
            _ping_once(hub, feeds, contact, patience.silence)


def _ping_once(hub: str, feeds: Sequence[str], contact: str, silence: float) -> None:
    form = {"hub.mode": "publish", "hub.url": list(feeds)}
    headers = {"User-Agent": f"sheaf/{__version__} (+{contact})"}
    try:
        with httpx2.stream("POST", hub, data=form, headers=headers, timeout=silence) as response:
            code = response.status_code
    except (httpx2.TransportError, httpx2.InvalidURL) as failure:
        raise _Passing(f"{hub} cannot be reached ({failure})") from None
    if code == 429 or code >= 500:
        raise _Passing(f"{hub} answers {code}")
    if not 200 <= code < 300:
        raise PingFailed(f"{hub} answers {code}")

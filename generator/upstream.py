"""Requests to live sources: few, patient, and believing nothing about the answer."""

import hashlib
import logging
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import httpx2
import msgspec
import stamina

from generator import __version__
from generator.sources.answers import Declined, Refused, time_of
from generator.store import write_bytes

# What became of it is told in the end; without a handler, Python would print stamina's records.
logging.getLogger("stamina").addHandler(logging.NullHandler())

T = TypeVar("T")

MAX_BYTES = 50_000_000
MOST_REDIRECTS = 5
ATTEMPTS = 5
MOST_KEPT = 100
LONGEST_WAIT = 120.0
"""A source that asks for more seconds than this is asked again by the next run."""

_REDIRECTS = (301, 302, 303, 307, 308)
_PASSING = (408, 425, 429, 500, 502, 503, 504)
_RESET = re.compile(r";\s*t=([0-9]{1,6})")
_LEFT = re.compile(r";\s*r=([0-9]{1,9})")
_TOO_LONG = "an answer that takes too long"
_VALIDATOR = re.compile(r"[ -~]{1,1000}")


class Unavailable(Exception):
    """A source that gave no answer this time, with what it did instead and the status it had."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


def _too_large() -> Unavailable:
    return Unavailable(f"an answer of more than {MAX_BYTES:,} bytes")


class TimeIsOver(Unavailable):
    """The run is to ask for nothing more."""


class _Passing(Unavailable):
    """A failure that may be over soon; `wait` is how many seconds the source asks for."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True)
class Patience:
    """How long to wait for what, in seconds: for a connection or a byte, for one answer as a
    whole, before the first repetition, and for everything.
    """

    silence: float = 30
    answer: float = 180
    first_wait: float = 2
    run: float = 3600


@dataclass(frozen=True)
class Answered(Generic[T]):
    """What a good answer says, and whether the source says that there is another page."""

    said: T
    more: bool


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """An answer kept for the next conditional request."""

    url: str
    etag: str
    modified: str
    body: bytes
    more: bool


class _Deadline:
    """Closes the connection under an answer that takes longer than so many seconds.

    Silence between two bytes has a limit of its own; this one counts whatever comes.
    """

    def __init__(self) -> None:
        self.passed = False
        self._stream: Any = None

    def follow(self, event: str, told: Mapping[str, Any]) -> None:
        """Know the connection that is opened, as httpcore's `trace` tells it."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._stream = told["return_value"]
            if self.passed:
                self._close()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """A time in which the answer must have come."""
        self.passed = False
        timer = threading.Timer(max(seconds, 0), self._close)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _close(self) -> None:
        self.passed = True
        with suppress(AttributeError, OSError):  # There is no connection, or no more.
            # Past any TLS: whoever waits for a byte is woken, which closing alone would not do.
            socket.socket.shutdown(self._stream.get_extra_info("socket"), socket.SHUT_RDWR)


class _Body(httpx2.SyncByteStream):
    """A body as it comes, still packed, of no more than MAX_BYTES."""

    def __init__(self, stream: httpx2.SyncByteStream) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._stream:
            size += len(chunk)
            if size > MAX_BYTES:
                raise _too_large()
            yield chunk

    def close(self) -> None:
        """Close what the body comes from."""
        self._stream.close()


@dataclass
class Upstream:
    """One source, asked by one connection and no faster than `pace` seconds a request.

    `now` counts seconds from anywhere; `folder` is for answers a source may call unchanged.
    """

    contact: str
    pace: float
    folder: Path | None = None
    patience: Patience = field(default_factory=Patience)
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    requests: int = field(default=0, init=False)
    _free_at: float = field(default=0, init=False)
    _ends_at: float = field(default=0, init=False)
    _client: httpx2.Client | None = field(default=None, init=False)
    _deadline: _Deadline = field(default_factory=_Deadline, init=False)

    @contextmanager
    def opened(self) -> Iterator["Upstream"]:
        """The source with its connection, which is closed in the end."""
        headers = {
            "User-Agent": f"sheaf/{__version__} (+{self.contact})",
            "Accept-Encoding": "gzip, deflate",
        }
        limits = httpx2.Limits(max_connections=1, max_keepalive_connections=1)
        self._tidy()
        with httpx2.Client(
            headers=headers,
            timeout=self.patience.silence,
            limits=limits,
            follow_redirects=False,
            verify=_trust(),
        ) as self._client:
            self._ends_at = self.now() + self.patience.run
            yield self

    def get(
        self, url: str, parse: Callable[[bytes], T], params: Mapping[str, str | int]
    ) -> Answered[T]:
        """What a good answer says: one that `parse` takes without raising Refused.

        What may be a passing failure is asked for again, a half answer too. Raises Unavailable
        where there was no answer, Refused where each was unusable.
        """
        address = str(httpx2.URL(url, params=params))
        attempts = stamina.retry_context(
            on=self._wait_after,
            attempts=ATTEMPTS,
            timeout=max(self._ends_at - self.now(), 0.001),
            wait_initial=self.patience.first_wait,
            wait_max=max(LONGEST_WAIT / 2, self.patience.first_wait),
            wait_jitter=self.patience.first_wait,
        )
        for attempt in attempts:
            with attempt:
                answer = self._once(address)
                said = self._parsed(answer, parse)
        return Answered(said, answer.more)

    def _parsed(self, answer: _Kept, parse: Callable[[bytes], T]) -> T:
        """What an answer says; a good one is kept for the next time, and no other."""
        path = self._cache_path(answer.url)
        try:
            said = parse(answer.body)
        except Refused:
            if path is not None:
                path.unlink(missing_ok=True)
            raise
        if path is not None and (answer.etag or answer.modified):
            write_bytes(path, msgspec.msgpack.encode(answer))
        return said

    def _wait_after(self, failure: Exception) -> bool | float:
        """Whether, or after how many seconds, it is worth to ask again."""
        if isinstance(failure, Refused):
            return not isinstance(failure, Declined)
        if not isinstance(failure, _Passing):
            return False
        if failure.wait is None:
            return True
        return failure.wait if failure.wait <= LONGEST_WAIT else False

    def _once(self, address: str) -> _Kept:
        """The answer to one request, redirects within the host followed."""
        kept = self._kept(address)
        url = httpx2.URL(address)
        for _ in range(MOST_REDIRECTS + 1):
            self._take_turn()
            try:
                with self._deadline.within(min(self.patience.answer, self._ends_at - self.now())):
                    answer = self._answer(url, address, kept)
            except httpx2.HTTPError as failure:
                raise self._passing(failure) from None
            if isinstance(answer, _Kept):
                return answer
            url = answer
        raise Unavailable(f"more than {MOST_REDIRECTS} redirects")

    def _answer(self, url: httpx2.URL, address: str, kept: _Kept | None) -> _Kept | httpx2.URL:
        """The answer to one request, or where it leads."""
        followed = {"trace": self._deadline.follow}
        conditions = _conditions(kept)
        client = self._connection()
        with client.stream("GET", url, headers=conditions, extensions=followed) as response:
            self._mind_limits(response)
            if response.status_code in _REDIRECTS:
                return _within_host(url, response)
            if isinstance(response.stream, httpx2.SyncByteStream):
                response.stream = _Body(response.stream)
            return self._read(address, response, kept)

    def _passing(self, failure: httpx2.HTTPError) -> _Passing:
        """What a failure of the connection, or of the packing, is called."""
        if self._deadline.passed:
            return _Passing(_TOO_LONG)
        if isinstance(failure, httpx2.TimeoutException):
            return _Passing(f"no answer within {self.patience.silence:g} seconds")
        if isinstance(failure, httpx2.DecodingError):
            return _Passing(f"an answer that cannot be unpacked ({failure})")
        return _Passing(f"no connection, or a broken one ({failure})")

    def _read(self, address: str, response: httpx2.Response, kept: _Kept | None) -> _Kept:
        if response.status_code == 304 and kept is not None:
            return kept
        if response.status_code in _PASSING:
            raise _Passing(f"it answers {response.status_code}", self._asked_to_wait(response))
        if response.status_code != 200:
            status = response.status_code
            raise Unavailable(f"it answers {status}{_said(response)}", status)
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > MAX_BYTES:
                raise _too_large()
        if self._deadline.passed:
            raise _Passing(_TOO_LONG)
        headers = response.headers
        more = any(link.get("rel") == "next" for link in response.links.values())
        etag, modified = (_validator(headers.get(name)) for name in ("ETag", "Last-Modified"))
        return _Kept(address, etag, modified, bytes(body), more)

    def _take_turn(self) -> None:
        """Wait until the next request is due; raises Unavailable where the run's time is over."""
        wait = self._free_at - self.now()
        if max(wait, 0) + self.now() > self._ends_at:
            raise TimeIsOver("the time for this run is over")
        if wait > 0:
            self.sleep(wait)
        self._free_at = self.now() + self.pace
        self.requests += 1

    def _mind_limits(self, response: httpx2.Response) -> None:
        """Put the next request off where the source says that none is left before a reset."""
        said = response.headers.get("RateLimit", "")
        left, reset = _LEFT.search(said), _RESET.search(said)
        if left and reset and int(left[1]) == 0 and int(reset[1]) <= LONGEST_WAIT:
            self._free_at = max(self._free_at, self.now() + int(reset[1]))

    def _asked_to_wait(self, response: httpx2.Response) -> float | None:
        """The seconds a source asks for, in either way that HTTP knows, or by its limits."""
        said = response.headers.get("Retry-After", "").strip()
        if re.fullmatch("[0-9]{1,9}", said):
            return float(said)
        until = time_of(said)
        if until is None:
            reset = _RESET.search(response.headers.get("RateLimit", ""))
            return float(reset[1]) if reset else None
        since = time_of(response.headers.get("Date", "")) or datetime.now(UTC)
        return max((until - since).total_seconds(), 0) if until.tzinfo and since.tzinfo else None

    def _connection(self) -> httpx2.Client:
        if self._client is None:
            raise RuntimeError("a source is asked before it is opened")
        return self._client

    def _kept(self, address: str) -> _Kept | None:
        path = self._cache_path(address)
        try:
            kept = msgspec.msgpack.decode(path.read_bytes(), type=_Kept) if path else None
        except (OSError, msgspec.MsgspecError):
            return None
        return kept if kept is not None and kept.url == address else None

    def _tidy(self) -> None:
        """Forget the oldest answers: a day is asked for on five days, then never again."""
        kept = sorted(self.folder.glob("*.msgpack"), key=_age) if self.folder else []
        for path in kept[:-MOST_KEPT]:
            path.unlink(missing_ok=True)

    def _cache_path(self, address: str) -> Path | None:
        if self.folder is None:
            return None
        return self.folder / f"{hashlib.sha256(address.encode()).hexdigest()[:32]}.msgpack"


@cache
def _trust() -> ssl.SSLContext:
    """The authorities to trust, which take longer to load than an answer."""
    return httpx2.create_ssl_context()


def _age(path: Path) -> tuple[float, str]:
    return path.stat().st_mtime, path.name


def _conditions(kept: _Kept | None) -> dict[str, str]:
    if kept is None:
        return {}
    named = {"If-None-Match": kept.etag, "If-Modified-Since": kept.modified}
    return {name: value for name, value in named.items() if _validator(value)}


def _validator(said: str | None) -> str:
    """What a source calls this state of its answer, empty where it could not be sent back."""
    return said if said and _VALIDATOR.fullmatch(said) else ""


def _within_host(url: httpx2.URL, response: httpx2.Response) -> httpx2.URL:
    """Where a redirect leads; raises Unavailable where that is another host, or less safe."""
    target = response.headers.get("Location", "")
    try:
        to = url.join(target)
    except httpx2.InvalidURL:
        raise Unavailable(f"a redirect to no address: {target[:200]}") from None
    upgraded = url.scheme == "http" and to.scheme == "https" and url.host == to.host
    if not upgraded and (url.scheme, url.host, url.port) != (to.scheme, to.host, to.port):
        raise Unavailable(f"a redirect to another host: {to.host or target[:200]}")
    return to


def _said(response: httpx2.Response) -> str:
    """The beginning of what a refusal says, where that is short text."""
    begin = next(response.iter_bytes(), b"")[:300]
    text = " ".join(begin.decode("utf-8", "replace").split())
    return f": {text[:200]}" if text and not text.startswith("<") else ""

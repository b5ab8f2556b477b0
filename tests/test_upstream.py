"""Sources are asked slowly and few times, and no answer is believed before it is looked at."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx2
import msgspec
import pytest

from generator.endpoints import ARXIV_PACE, DAILY_PAPERS, endpoints_of
from generator.sources.answers import Refused, parse_json
from generator.sources.daily_papers import parse_answer
from generator.upstream import LONGEST_WAIT, Patience, Unavailable, Upstream
from tests.test_fetch import DAY
from tests.upstream import Misbehaviour, Upstreams, papers, serving

PATH = "/api/daily_papers"
PATIENCE = Patience(silence=0.3, answer=5, first_wait=0.001, run=30)


class Clock:
    """A clock that only moves when somebody waits, or as far as is said."""

    def __init__(self) -> None:
        self.at = 1000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


@pytest.fixture(scope="module")
def server() -> Iterator[Upstreams]:
    with serving() as upstreams:
        upstreams.list_day(DAY, papers(2, day=DAY))
        yield upstreams


@pytest.fixture
def upstreams(server: Upstreams) -> Upstreams:
    server.behave()
    server.requests.clear()
    return server


def ask(
    upstreams: Upstreams,
    upstream: Upstream,
    check: Callable[[bytes], object] = parse_answer,
    times: int = 1,
) -> list[bytes]:
    """The bodies of the answers to one question, asked so many times."""
    address = f"{upstreams.address}{PATH}"

    def parse(raw: bytes) -> bytes:
        check(raw)
        return raw

    with upstream.opened():
        return [upstream.get(address, parse, {"date": str(DAY)}).said for _ in range(times)]


def of(folder: Path | None = None, pace: float = 0, patience: Patience = PATIENCE) -> Upstream:
    return Upstream("https://example.org/", pace, folder, patience)


def test_requests_keep_their_distance(upstreams: Upstreams) -> None:
    """Between two requests as many seconds pass as the source asks for, repetitions included."""
    clock = Clock()
    upstreams.misbehave(PATH, None, "500", None)
    upstream = replace(of(pace=3), now=clock.now, sleep=clock.sleep)
    ask(upstreams, upstream, times=3)
    assert 4 == upstream.requests == len(upstreams.requests)
    assert [3.0, 3.0, 3.0] == clock.slept


def test_the_time_of_a_run_is_limited(upstreams: Upstreams) -> None:
    """What would begin after the end of the run is not asked."""
    clock = Clock()
    upstream = replace(of(pace=20), now=clock.now, sleep=clock.sleep)
    with pytest.raises(Unavailable, match="time for this run is over"):
        ask(upstreams, upstream, times=5)
    assert 2 == len(upstreams.requests)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("drip", "takes too long"),
        ("drip of headers", "takes too long"),
        ("endless name", "takes too long"),
        ("endless nothing", "takes too long"),
        ("timeout", "no answer within 0.3 seconds"),
        ("reset", "broken one"),
        ("cut", "broken one"),
        ("500", "it answers 500"),
    ],
)
def test_passing_failures_are_tried_five_times(
    upstreams: Upstreams, how: Misbehaviour, message: str
) -> None:
    """Then the source is left alone, and told what it did."""
    upstreams.misbehave(PATH, how)
    with pytest.raises(Unavailable, match=message):
        ask(upstreams, of(patience=replace(PATIENCE, answer=0.35)))
    assert 5 == len(upstreams.requests)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("403", "it answers 403"),
        ("429 for long", "it answers 429"),
        ("redirect", "another host: elsewhere.example.org"),
        ("bomb", "more than 50,000,000 bytes"),
        ("oversized", "more than 50,000,000 bytes"),
    ],
)
def test_lasting_failures_are_tried_once(
    upstreams: Upstreams, how: Misbehaviour, message: str
) -> None:
    """What will not be over in two minutes is not asked for again."""
    upstreams.misbehave(PATH, how)
    with pytest.raises(Unavailable, match=message):
        ask(upstreams, of())
    assert 1 == len(upstreams.requests)


def test_half_answers_are_asked_for_again(upstreams: Upstreams) -> None:
    """An answer that is no use is as good as none, and the reason of the last one is told."""
    upstreams.misbehave(PATH, "cut cleanly")
    with pytest.raises(Refused, match="cut off or damaged"):
        ask(upstreams, of())
    assert 5 == len(upstreams.requests)


def test_redirects_go_round_a_few_times_only(upstreams: Upstreams) -> None:
    """A redirect within the host is followed, one that never ends is not."""
    upstreams.misbehave(PATH, "redirect within", None)
    assert ask(upstreams, of())
    upstreams.misbehave(PATH, "redirect within")
    with pytest.raises(Unavailable, match="more than 5 redirects"):
        ask(upstreams, of())


def test_what_did_not_change_is_not_sent(upstreams: Upstreams, tmp_path: Path) -> None:
    """A second question is asked under a condition, and answered from what was kept."""
    first, second = ask(upstreams, of(tmp_path), times=2)
    assert first == second
    assert ["if-none-match" in request.headers for request in upstreams.requests] == [False, True]


def test_an_answer_has_no_end_that_unpacks_to_nothing(
    upstreams: Upstreams, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes counts as it comes, too, packed."""
    monkeypatch.setattr("generator.upstream.MAX_BYTES", 100_000)
    upstreams.misbehave(PATH, "endless nothing")
    with pytest.raises(Unavailable, match="more than 100,000 bytes"):
        ask(upstreams, of())
    assert 1 == len(upstreams.requests)


def test_a_deadline_before_the_connection_holds(upstreams: Upstreams) -> None:
    """Where the time is over before there is a connection, none is listened to."""
    upstreams.misbehave(PATH, "drip of headers")
    with pytest.raises(Unavailable, match="takes too long"):
        ask(upstreams, of(patience=replace(PATIENCE, answer=0)))


def test_what_cannot_be_sent_back_is_not_kept(upstreams: Upstreams, tmp_path: Path) -> None:
    """A tag in other characters than ASCII's is no condition of any later request."""
    upstreams.misbehave(PATH, "odd tag")
    assert 2 == len(ask(upstreams, of(tmp_path), times=2))
    assert [] == list(tmp_path.iterdir())


def test_a_kept_tag_that_cannot_be_sent_is_ignored(upstreams: Upstreams, tmp_path: Path) -> None:
    """An answer that an older version kept spoils no request."""
    (expected,) = ask(upstreams, of(tmp_path))
    (path,) = tmp_path.iterdir()
    kept = msgspec.msgpack.decode(path.read_bytes())
    path.write_bytes(msgspec.msgpack.encode([kept[0], "é", "é", *kept[3:]]))
    assert [expected] == ask(upstreams, of(tmp_path))
    assert "if-none-match" not in upstreams.requests[-1].headers


@pytest.mark.parametrize(
    "said",
    [
        "Mon, 01 Jan 2035 00:00:00 +99999999999999999999",
        "Mon, 01 Jan 99999 00:00:00 GMT",
        "Mon, 01 Jan 9999 00:00:00 -2359",
        "9" * 400,
    ],
)
def test_no_wait_is_absurd(said: str) -> None:
    """A time that no calendar has is none, and one far away is another run's work."""
    answer = httpx2.Response(503, headers={"Retry-After": said})
    asked = of()._asked_to_wait(answer)
    assert asked is None or asked > LONGEST_WAIT


@pytest.mark.parametrize("damage", [b"", b"\x00\xff", None])
def test_a_damaged_cache_is_no_cache(
    upstreams: Upstreams, tmp_path: Path, damage: bytes | None
) -> None:
    """Whatever lies in the folder, the answer is the source's."""
    (expected,) = ask(upstreams, of(tmp_path))
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:-9] if damage is None else damage)
    assert [expected] == ask(upstreams, of(tmp_path))


def test_what_is_refused_is_not_kept(upstreams: Upstreams, tmp_path: Path) -> None:
    """An answer that was kept and is now found unusable is asked for anew, unconditionally."""
    ask(upstreams, of(tmp_path))
    seen: list[bytes] = []

    def check(raw: bytes) -> None:
        seen.append(raw)
        if len(seen) == 1:
            raise Refused("not any more")

    assert ask(upstreams, of(tmp_path), check)
    conditional = ["if-none-match" in request.headers for request in upstreams.requests]
    assert [False, True, False] == conditional


def test_waits_are_those_the_source_asks_for() -> None:
    """Retry-After counts, as seconds or as a date; more than two minutes is another run's work."""
    wait = of()._wait_after
    from generator.upstream import _Passing

    assert wait(_Passing("busy", 7.0)) == 7.0
    assert wait(_Passing("busy")) is True
    assert wait(_Passing("busy", LONGEST_WAIT + 1)) is False
    assert wait(Unavailable("gone")) is False


def test_nobody_can_be_impolite_to_a_real_source() -> None:
    """A shorter pace holds only where every source is another than the real one."""
    endpoints = endpoints_of({"SHEAF_PACE": "0.001", "SHEAF_SILENCE": "1"}, 60)
    assert (DAILY_PAPERS, ARXIV_PACE) == (endpoints.daily_papers, endpoints.arxiv_pace)
    assert Patience(run=60) == endpoints.patience
    assert 3.0 == ARXIV_PACE
    mirror = {"SHEAF_ARXIV_API": "http://127.0.0.1:1/", "SHEAF_PACE": "0.001"}
    assert ARXIV_PACE == endpoints_of(mirror, 60).arxiv_pace


@pytest.mark.parametrize("raw", [b"[" * 100_000, b"1" * 5000, b'{"a":', b"\xff", b""])
def test_json_that_nobody_would_write(raw: bytes) -> None:
    """Nesting, numbers and bytes without end are refused, not raised."""
    with pytest.raises(Refused):
        parse_json(raw)

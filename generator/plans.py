"""What to ask of the live sources: the questions of a run, given what is stored by then."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from generator.clocks import AHEAD
from generator.endpoints import Endpoints
from generator.lookups import IDS, TITLES, look_up_ids, look_up_papers, look_up_titles, wanted
from generator.model import GROWS, Answer, Record, Stored
from generator.questions import (
    Outcome,
    ask_announced,
    ask_daily_papers,
    ask_submitted,
    days_between,
    submitted_name,
)
from generator.upstream import Upstream

CATCH_UP = timedelta(days=31)
"""So far back a usual run asks for days that got no answer when it was their time."""

LOOKUPS = 100
"""How many requests a run spends on papers that are looked up, unless it is told otherwise."""

DAILY_PAPERS = "daily-papers"
ARXIV_LOOKUPS = "arxiv lookups"


@dataclass(frozen=True)
class Question:
    """One thing to ask of a source; `early` is whether there may be no answer yet.

    Once it and all before it were answered, every day up to `completes` is complete. `remark` is
    what is odd about having to ask it.
    """

    source: str
    label: str
    ask: Callable[[], Outcome]
    early: bool = False
    completes: date | None = None
    remark: str = ""


Plan = Callable[[Stored], list[Question]]
"""What to ask, in order, given what is stored by the time it is scope."""


@dataclass(frozen=True)
class Scope:
    """Of which days, of which one week or month, or of which arXiv ids; how many lookups at most.

    Without a first day: the days that may still grow, or the newest announcement. Listings that
    were complete when they were read are asked for `again` only where that is said.
    """

    on: date
    first: date | None
    last: date
    period: str | None = None
    limit: int = LOOKUPS
    again: bool = False
    ids: tuple[str, ...] = ()

    @property
    def days(self) -> list[date]:
        """The days to ask about, where they are given."""
        return list(days_between(self.first, self.last)) if self.first else []


@dataclass(frozen=True)
class Sources:
    """The live sources, opened, and where they are scope."""

    endpoints: Endpoints
    daily_papers: Upstream
    arxiv: Upstream

    @property
    def requests(self) -> int:
        """How many requests were made."""
        return self.daily_papers.requests + self.arxiv.requests

    def plan(self, name: str, scope: Scope) -> Plan:
        """What to ask a source that is named as in `archive.yml`."""
        if scope.ids:
            return self.papers_plan(scope.ids)
        if name == ARXIV_LOOKUPS:
            return self.lookups_plan(scope)
        if name == DAILY_PAPERS:
            return self.daily_papers_plan(scope)
        category = name.removeprefix("arxiv ")
        if scope.first is None:
            return self.announced_plan(category, scope)
        return self.submitted_plan(category, scope)

    def daily_papers_plan(self, scope: Scope) -> Plan:
        """Ask for days, a week or a month of Daily Papers, or for all days that may have grown."""
        address = self.endpoints.daily_papers

        def ask(period: str, completes: date | None = None, remark: str = "") -> Question:
            return Question(
                DAILY_PAPERS,
                period,
                lambda: ask_daily_papers(self.daily_papers, address, period),
                early=_last_day(period) >= scope.on,
                completes=completes,
                remark=remark,
            )

        def is_wanted(stored: Stored, period: str) -> bool:
            return scope.again or not _is_done(stored, f"hf-{period.lower()}", period, scope.on)

        def given(stored: Stored) -> list[Question]:
            periods = [scope.period] if scope.period else [day.isoformat() for day in scope.days]
            return [ask(period) for period in periods if is_wanted(stored, period)]

        def usual(stored: Stored) -> list[Question]:
            first, remark = _due(stored, scope.on)
            wanted = [d for d in days_between(first, scope.on) if is_wanted(stored, d.isoformat())]
            return [
                ask(
                    day.isoformat(),
                    day if day <= scope.on - GROWS else None,
                    remark if day == wanted[0] else "",
                )
                for day in wanted
            ]

        return given if scope.period or scope.first else usual

    def announced_plan(self, category: str, scope: Scope) -> Plan:
        """Ask what was announced last in a category."""
        address = self.endpoints.arxiv_feeds
        source = f"arxiv {category}"

        def plan(stored: Stored) -> list[Question]:
            return [
                Question(
                    source,
                    "announced",
                    lambda: ask_announced(self.arxiv, address, category, scope.on + AHEAD),
                    remark=_missed(answer_of(stored, source), category, scope.on),
                )
            ]

        return plan

    def submitted_plan(self, category: str, scope: Scope) -> Plan:
        """Ask what was submitted to a category on some days."""
        address = self.endpoints.arxiv_api

        def ask(day: date) -> Question:
            return Question(
                f"arxiv {category}",
                day.isoformat(),
                lambda: ask_submitted(self.arxiv, address, category, day),
            )

        def plan(stored: Stored) -> list[Question]:
            return [
                ask(day)
                for day in scope.days
                if scope.again
                or not _is_done(stored, submitted_name(category, day), day.isoformat(), scope.on)
            ]

        return plan

    def papers_plan(self, ids: Sequence[str]) -> Plan:
        """Ask arXiv about papers by their ids, whether or not there are records of them."""
        address = self.endpoints.arxiv_api

        def ask(batch: Sequence[str]) -> Question:
            label = f"{len(batch)} papers by their ids"
            return Question(
                ARXIV_LOOKUPS, label, lambda: look_up_papers(self.arxiv, address, batch)
            )

        return lambda stored: [ask(ids[at : at + IDS]) for at in range(0, len(ids), IDS)]

    def lookups_plan(self, scope: Scope) -> Plan:
        """Ask arXiv about records it has said nothing of, with so many requests at most."""
        address = self.endpoints.arxiv_api

        def by_id(batch: tuple[Record, ...]) -> Question:
            label = f"{len(batch)} papers by their ids"
            return Question(ARXIV_LOOKUPS, label, lambda: look_up_ids(self.arxiv, address, batch))

        def by_title(batch: tuple[Record, ...]) -> Question:
            label = f"{len(batch)} papers by their titles"
            return Question(
                ARXIV_LOOKUPS, label, lambda: look_up_titles(self.arxiv, address, batch)
            )

        def plan(stored: Stored) -> list[Question]:
            left = wanted(stored, scope.on)
            batches = list(_batches(left.by_id, IDS))[: scope.limit]
            titles = left.by_title[: scope.limit - len(batches)]
            return [
                *(by_id(batch) for batch in batches),
                *(by_title(batch) for batch in _batches(titles, TITLES)),
            ]

        return plan


def open_sources(stack: ExitStack, endpoints: Endpoints, contact: str, cache: Path) -> Sources:
    """The live sources, with connections that the stack closes."""

    def opened(pace: float) -> Upstream:
        upstream = Upstream(contact, pace, cache, endpoints.patience)
        return stack.enter_context(upstream.opened())

    return Sources(endpoints, opened(endpoints.daily_papers_pace), opened(endpoints.arxiv_pace))


def answer_of(stored: Stored, source: str) -> Answer:
    """What is remembered of a source's answers."""
    found = (answer for answer in stored.answers if answer.source == source)
    return next(found, Answer(source=source))


def _due(stored: Stored, on: date) -> tuple[date, str]:
    """The first day of Daily Papers that a usual run asks for, and which ones it has to leave out.

    Days that nobody asked for, or that got no answer, while they grew are asked for later.
    """
    answer = answer_of(stored, DAILY_PAPERS)
    if answer.complete is not None:
        first = answer.complete + timedelta(days=1)
    else:
        first = min(filter(None, (answer.on, answer.vain)), default=on) - GROWS
    first = min(first, on - GROWS)
    if first >= on - CATCH_UP:
        return first, ""
    last = on - CATCH_UP - timedelta(days=1)
    command = f"fetch daily-papers --from {first} --to {last}"
    return on - CATCH_UP, f"some days before were never read whole: `{command}` asks for them"


def _missed(answer: Answer, category: str, on: date) -> str:
    """What to do about announcements that nobody read, since a feed has the last only."""
    day = timedelta(days=1)
    if answer.on is None or answer.on + day >= on:
        return ""
    command = f"fetch arxiv --category {category} --from {answer.on} --to {on - day}"
    return (
        f"what was announced after {answer.on} and before {on} was not read; "
        f"`{command}` asks for what was submitted then"
    )


def _is_done(stored: Stored, name: str, period: str, on: date) -> bool:
    """Whether a listing was read when its days did not grow any more.

    A day that is yet to come is no day on which anything was read.
    """
    listing = stored.listings.get(name)
    read = listing.read if listing is not None else None
    return read is not None and _last_day(period) + GROWS < read <= on + AHEAD


def _last_day(period: str) -> date:
    """The last day of a day, a week or a month."""
    if "W" in period:
        return date.fromisoformat(f"{period}-7")
    if len(period) == 7:
        first = date.fromisoformat(f"{period}-01")
        return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return date.fromisoformat(period)


def _batches(records: tuple[Record, ...], size: int) -> Iterator[tuple[Record, ...]]:
    return (records[at : at + size] for at in range(0, len(records), size))

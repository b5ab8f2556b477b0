"""Live sources asked one question after another, and each answer written before the next."""

import json
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

from msgspec import structs

from generator.clocks import AHEAD, set_right
from generator.endpoints import Endpoints
from generator.lookups import IDS, TITLES, look_up_ids, look_up_titles, wanted
from generator.merge import Merged, merge
from generator.model import GROWS, Answer, Record, Stored
from generator.problems import Problem, error, has_errors, notice, render_text
from generator.questions import (
    Outcome,
    ask_announced,
    ask_daily_papers,
    ask_submitted,
    days_between,
    submitted_name,
)
from generator.sources.answers import Declined, Refused
from generator.sources.sighting import Reading, one_line
from generator.store import write_changes
from generator.upstream import TimeIsOver, Unavailable, Upstream

CATCH_UP = timedelta(days=31)
"""So far back a usual run asks for days that got no answer when it was their time."""

FAR = timedelta(days=366)
"""Journals date papers ahead, but not by more than this."""

ENOUGH_FAILURES = 3
"""After so many questions without an answer in a row, a source is left in peace."""

LOOKUPS = 100
"""How many requests a run spends on papers that are looked up, unless it is told otherwise."""

SHOWN = 200
"""So many problems stand in a summary; the others are counted."""

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


class Plan(Protocol):
    """What to ask, given what is stored by the time it is asked."""

    def __call__(self, stored: Stored) -> list[Question]:
        """The questions, in order."""
        ...


@dataclass(frozen=True)
class Account:
    """What became of a source's papers: fetched = new + updated + unchanged + refused.

    `asked` and `answered` count questions, `vanished` papers that a listing does not show any more,
    `unfound` papers that were looked up and are not there.
    """

    source: str
    asked: int = 0
    answered: int = 0
    fetched: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    vanished: int = 0
    unfound: int = 0


@dataclass
class Report:
    """What a run did, what is odd about it, and where sources contradict what was known.

    `failed` are sources that owed an answer and gave none that could be used.
    """

    on: date
    now: date
    accounts: dict[str, Account] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    conflicts: list[Problem] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    files: int = 0
    requests: int = 0
    seconds: int = 0

    def add(self, source: str, **counts: int) -> None:
        """Add to the account of a source."""
        before = self.accounts.get(source, Account(source))
        sums = {name: getattr(before, name) + count for name, count in counts.items()}
        self.accounts[source] = replace(before, **sums)


@dataclass(frozen=True)
class Asked:
    """Of which days, or of which one week or month, and how many lookups at most.

    Without a first day: the days that may still grow, or the newest announcement. Listings that
    were complete when they were read are asked for `again` only where that is said.
    """

    on: date
    first: date | None
    last: date
    period: str | None = None
    limit: int = LOOKUPS
    again: bool = False

    @property
    def days(self) -> list[date]:
        """The days to ask about, where they are given."""
        return list(days_between(self.first, self.last)) if self.first else []


@dataclass(frozen=True)
class Sources:
    """The live sources, opened, and where they are asked."""

    endpoints: Endpoints
    daily_papers: Upstream
    arxiv: Upstream

    @property
    def requests(self) -> int:
        """How many requests were made."""
        return self.daily_papers.requests + self.arxiv.requests

    def plan(self, name: str, asked: Asked) -> Plan:
        """What to ask a source that is named as in `archive.yml`."""
        if name == ARXIV_LOOKUPS:
            return self.lookups_plan(asked)
        if name == DAILY_PAPERS:
            return self.daily_papers_plan(asked)
        category = name.removeprefix("arxiv ")
        if asked.first is None:
            return self.announced_plan(category, asked)
        return self.submitted_plan(category, asked)

    def daily_papers_plan(self, asked: Asked) -> Plan:
        """Ask for days, a week or a month of Daily Papers, or for all days that may have grown."""
        address = self.endpoints.daily_papers

        def ask(period: str, completes: date | None = None, remark: str = "") -> Question:
            return Question(
                DAILY_PAPERS,
                period,
                lambda: ask_daily_papers(self.daily_papers, address, period),
                early=_last_day(period) >= asked.on,
                completes=completes,
                remark=remark,
            )

        def is_wanted(stored: Stored, period: str) -> bool:
            return asked.again or not _is_done(stored, f"hf-{period.lower()}", period, asked.on)

        def given(stored: Stored) -> list[Question]:
            periods = [asked.period] if asked.period else [day.isoformat() for day in asked.days]
            return [ask(period) for period in periods if is_wanted(stored, period)]

        def usual(stored: Stored) -> list[Question]:
            first, remark = _due(stored, asked.on)
            wanted = [d for d in days_between(first, asked.on) if is_wanted(stored, d.isoformat())]
            return [
                ask(
                    day.isoformat(),
                    day if day <= asked.on - GROWS else None,
                    remark if day == wanted[0] else "",
                )
                for day in wanted
            ]

        return given if asked.period or asked.first else usual

    def announced_plan(self, category: str, asked: Asked) -> Plan:
        """Ask what was announced last in a category."""
        address = self.endpoints.arxiv_feeds
        source = f"arxiv {category}"

        def plan(stored: Stored) -> list[Question]:
            return [
                Question(
                    source,
                    "announced",
                    lambda: ask_announced(self.arxiv, address, category, asked.on + AHEAD),
                    remark=_missed(_answer_of(stored, source), category, asked.on),
                )
            ]

        return plan

    def submitted_plan(self, category: str, asked: Asked) -> Plan:
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
                for day in asked.days
                if asked.again
                or not _is_done(stored, submitted_name(category, day), day.isoformat(), asked.on)
            ]

        return plan

    def lookups_plan(self, asked: Asked) -> Plan:
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
            left = wanted(stored, asked.on)
            batches = list(_batches(left.by_id, IDS))[: asked.limit]
            titles = left.by_title[: asked.limit - len(batches)]
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


def fetch(
    content: Path,
    stored: Stored,
    plans: Iterable[Plan],
    on: date,
    now: date,
    progress: Callable[[str, int, int], None],
) -> Report:
    """What came of asking: each answer is merged and written before the next question.

    `on` is the day that is written, `now` the one after which only tomorrow can have been written.
    `progress` is told what is asked, how many questions are done and how many there are by now.
    """
    report = Report(on, now)
    done = total = 0
    for plan in plans:
        questions = plan(stored)
        total += len(questions)
        failures, whole = 0, True
        for number, question in enumerate(questions):
            progress(f"{question.source} {question.label}", done, total)
            if failures == ENOUGH_FAILURES:
                left = len(questions) - number
                message = f"no answer {failures} times in a row: {left} more were not asked for"
                report.problems.append(notice(question.source, 0, message))
                total -= left
                break
            before = stored
            stored = _ask(content, stored, question, report, whole)
            failures = failures + 1 if stored is before else 0
            whole = whole and not failures
            done += 1
    progress("", done, total)
    after = replace(stored, answers=_asked_in_vain(stored.answers, report))
    report.files += write_changes(content, stored, after)
    return report


def _ask(content: Path, stored: Stored, question: Question, report: Report, whole: bool) -> Stored:
    """What is stored after a question; the same where it got no usable answer.

    `whole` is whether all questions before it got one.
    """
    report.add(question.source, asked=1)
    place = f"{question.source} {question.label}"
    if question.remark:
        report.problems.append(notice(place, 0, question.remark))
    try:
        outcome = _believed(question.ask(), place, report.on)
        readings = [reading for reading in outcome.readings if _is_something(reading, stored)]
        right = set_right(stored, report.on, report.now)
        merged = merge(right, readings, report.on)
    except TimeIsOver as failure:
        report.problems.append(notice(place, 0, f"{failure}: not asked for"))
        return stored
    except (Refused, Unavailable) as failure:
        if question.early and _says_no(failure):
            message = f"not there yet, it seems: {failure}"
            report.problems.append(notice(place, 0, message))
        else:
            message = f"{failure}; nothing of it was stored, and it will be asked for again"
            report.problems.append(error(place, 0, message))
            report.failed.add(question.source)
        return stored
    except Exception as failure:  # Whatever it is: the other questions are asked all the same.
        message = f"{_last_line(failure)}; nothing of it was stored. This is a fault of Sheaf's"
        report.problems.append(error(place, 0, message))
        report.failed.add(question.source)
        return stored
    if right != stored:
        message = (
            f"days later than tomorrow were stored, of a wrong clock: they are {report.on} now"
        )
        report.problems.append(notice(place, 0, message))
    after = replace(
        merged.stored,
        answers=_answered(right, question, report.on, whole),
        unfound=_with_unfound(right, outcome.unfound, report.on),
    )
    report.files += write_changes(content, stored, after)
    report.problems += outcome.problems
    report.conflicts += merged.problems
    report.add(question.source, answered=1, unfound=len(outcome.unfound))
    report.add(question.source, fetched=outcome.fetched, refused=outcome.refused)
    report.add(question.source, **_tally(stored, merged, readings))
    return after


def _believed(outcome: Outcome, place: str, on: date) -> Outcome:
    """The outcome without days of publication that are more than a year away."""
    problems = list(outcome.problems)
    readings = []
    for reading in outcome.readings:
        sightings = []
        for seen in reading.sightings:
            if seen.published is not None and seen.published > on + FAR:
                message = f"'published' is {seen.published}, and left out ({seen.title[:80]})"
                problems.append(notice(place, seen.line, message))
                seen = replace(seen, published=None)
            sightings.append(seen)
        readings.append(replace(reading, sightings=tuple(sightings)))
    return replace(outcome, readings=tuple(readings), problems=tuple(problems))


def _last_line(failure: Exception) -> str:
    """What a traceback ends with, and where that was."""
    *_, last = traceback.extract_tb(failure.__traceback__)
    said = "".join(traceback.format_exception_only(failure))
    return f"{one_line(said)[:300]} ({Path(last.filename).name}:{last.lineno})"


def _says_no(failure: Exception) -> bool:
    """Whether a source is there, and only has nothing of this name."""
    status = failure.status if isinstance(failure, Unavailable) else None
    return isinstance(failure, Declined) or status in (400, 404, 422)


def _is_something(reading: Reading, stored: Stored) -> bool:
    """Whether a listing is to be stored: a day without papers is none.

    Raises Refused where it had papers before: a source that lost a whole day has lost its way.
    """
    if reading.sightings:
        return True
    before = stored.listings.get(reading.name)
    if reading.whole and before is not None and before.entries:
        count = len(before.entries)
        raise Refused(f"an empty answer, where there were {count} papers before")
    return False


def _tally(before: Stored, merged: Merged, readings: list[Reading]) -> dict[str, int]:
    """How many of the readings' papers are new, updated and unchanged, and how many vanished."""
    after = merged.stored
    changed: set[str] = set()
    vanished = 0
    for reading in readings:
        listing = before.listings.get(reading.name)
        entries = {entry.record: entry for entry in listing.entries} if listing else {}
        for entry in after.listings[reading.name].entries:
            if entries.get(entry.record) != entry:
                changed.add(entry.record)
                vanished += entry.last_seen is not None
    counts = {"new": 0, "updated": 0, "unchanged": 0}
    seen: set[str] = set()
    for record_id in merged.records:
        known = before.records.get(record_id)
        if record_id in seen:
            counts["unchanged"] += 1
        elif known is None:
            counts["new"] += 1
        elif known != after.records[record_id] or record_id in changed:
            counts["updated"] += 1
        else:
            counts["unchanged"] += 1
        seen.add(record_id)
    return {**counts, "vanished": vanished}


def _answered(stored: Stored, question: Question, on: date, whole: bool) -> tuple[Answer, ...]:
    last = _answer_of(stored, question.source)
    days = [last.complete, question.completes if whole else None]
    return _with_answer(
        stored.answers,
        Answer(
            source=question.source,
            on=max(on, last.on) if last.on else on,
            complete=max(filter(None, days), default=None),
        ),
    )


def _asked_in_vain(answers: tuple[Answer, ...], report: Report) -> tuple[Answer, ...]:
    """The answers, with the day of the run where a source begins to give none."""
    for source in report.failed:
        by_source = {answer.source: answer for answer in answers}
        last = by_source.get(source) or Answer(source=source)
        if not report.accounts[source].answered and last.vain is None and last.on != report.on:
            answers = _with_answer(answers, structs.replace(last, vain=report.on))
    return answers


def _answer_of(stored: Stored, source: str) -> Answer:
    """What is remembered of a source's answers."""
    found = (answer for answer in stored.answers if answer.source == source)
    return next(found, Answer(source=source))


def _with_answer(answers: tuple[Answer, ...], new: Answer) -> tuple[Answer, ...]:
    by_source = {answer.source: answer for answer in (*answers, new)}
    return tuple(answer for _, answer in sorted(by_source.items()))


def _due(stored: Stored, on: date) -> tuple[date, str]:
    """The first day of Daily Papers that a usual run asks for, and which ones it has to leave out.

    Days that nobody asked for, or that got no answer, while they grew are asked for later.
    """
    answer = _answer_of(stored, DAILY_PAPERS)
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


def _with_unfound(stored: Stored, records: Iterable[str], on: date) -> dict[str, tuple[str, ...]]:
    unfound = dict(stored.unfound)
    ids = {*unfound.get(on.isoformat(), ()), *records}
    return {**unfound, on.isoformat(): tuple(sorted(ids))} if ids else unfound


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


def render_account(account: Account) -> str:
    """What became of a source's papers, on one line."""
    return (
        f"{account.source}: {account.answered} of {account.asked} answers with {account.fetched} "
        f"papers: {account.new} new, {account.updated} updated, {account.unchanged} unchanged, "
        f"{account.refused} refused; {account.vanished} vanished, {account.unfound} not found"
    )


def render_summary(report: Report) -> str:
    """The run in Markdown, as a job's summary shows it; what comes from outside stands as code."""
    lines = [
        f"## Fetched on {report.on}",
        "",
        "| source | asked | answered | fetched | new | updated | unchanged | refused | vanished |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for account in report.accounts.values():
        counts = (
            *(account.asked, account.answered, account.fetched, account.new, account.updated),
            *(account.unchanged, account.refused, account.vanished),
        )
        lines.append(f"| {account.source} | {' | '.join(f'{count:,}' for count in counts)} |")
    did = f"{report.files:,} files written, {report.requests:,} requests"
    odd = f"{len(report.problems):,} problems, {len(report.conflicts):,} conflicts"
    lines += ["", f"{did}, {odd}, {report.seconds:,} seconds."]
    lines += [*_listed("Problems", report.problems), *_listed("Conflicts", report.conflicts)]
    return "\n".join([*lines, "", ""])


def _listed(name: str, found: Sequence[Problem]) -> list[str]:
    """A part of the summary, where there is something for it."""
    if not found:
        return []
    shown = [f"    {render_text(problem)}" for problem in sorted(found)[:SHOWN]]
    more = [f"    and {len(found) - SHOWN:,} more"] if len(found) > SHOWN else []
    return ["", f"### {name}", "", *shown, *more]


def render_report(report: Report) -> str:
    """The run as JSON, for programs."""
    plain = {
        "on": report.on.isoformat(),
        "accounts": [asdict(account) for account in report.accounts.values()],
        "files": report.files,
        "requests": report.requests,
        "seconds": report.seconds,
        "failed": has_errors(report.problems),
        "problems": [asdict(problem) for problem in sorted(report.problems)],
        "conflicts": [asdict(problem) for problem in sorted(report.conflicts)],
    }
    return f"{json.dumps(plain, indent=2)}\n"

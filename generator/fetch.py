"""Live sources asked one question after another, and each answer written before the next."""

import traceback
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from msgspec import structs

from generator.accounts import Report
from generator.clocks import set_right
from generator.merge import Merged, merge
from generator.model import Answer, Stored
from generator.plans import Plan, Question, answer_of
from generator.problems import error, notice
from generator.questions import Outcome
from generator.sources.answers import Declined, Refused
from generator.sources.sighting import Reading, one_line
from generator.store import write_changes
from generator.upstream import TimeIsOver, Unavailable

FAR = timedelta(days=366)
"""Journals date papers ahead, but not by more than this."""

ENOUGH_FAILURES = 3
"""After so many questions without an answer in a row, a source is left in peace."""


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
        report.faults.append("".join(traceback.format_exception(failure)))
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
    last = answer_of(stored, question.source)
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


def _with_answer(answers: tuple[Answer, ...], new: Answer) -> tuple[Answer, ...]:
    by_source = {answer.source: answer for answer in (*answers, new)}
    return tuple(answer for _, answer in sorted(by_source.items()))


def _with_unfound(stored: Stored, records: Iterable[str], on: date) -> dict[str, tuple[str, ...]]:
    unfound = dict(stored.unfound)
    ids = {*unfound.get(on.isoformat(), ()), *records}
    return {**unfound, on.isoformat(): tuple(sorted(ids))} if ids else unfound

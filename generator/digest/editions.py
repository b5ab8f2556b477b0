"""Which digest is due: the newest listing, or week of listings, that was not sent yet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from msgspec import structs

from generator.archive import Archive, Paper
from generator.facets import listed_papers
from generator.model import GROWS, Sent
from generator.problems import close_to
from generator.tags.taxonomy import Taxonomy
from generator.wording import long_date

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Edition:
    """Which digest: of a day, or of the week from that Monday, and of all papers or of one tag."""

    day: date
    week: bool = False
    tag: str | None = None

    @property
    def name(self) -> str:
        """What no other edition is called: `2025-10-30`, `2025-W44`, `2025-10-30.retrieval`."""
        iso = self.day.isocalendar()
        span = f"{iso.year:04}-W{iso.week:02}" if self.week else self.day.isoformat()
        return f"{span}.{self.tag}" if self.tag else span


class UnknownTerm(Exception):
    """A tag or a day was asked for that the archive does not have; the message suggests others."""


class NothingDue(Exception):
    """There is nothing to send, and why."""


@dataclass(frozen=True)
class Asked:
    """What was asked for: the digest of a day, or the one due if none; of a week; of a tag."""

    day: date | None = None
    week: bool = False
    tag: str | None = None


@dataclass(frozen=True)
class Issue:
    """The papers that an edition is about, by the days of their listings, oldest first."""

    papers: Mapping[date, tuple[Paper, ...]]
    added: date


@dataclass(frozen=True)
class Due:
    """The edition to send, and others that became known since the one before, oldest first.

    `late` are papers by day that came to the days of editions sent before. An edition that was
    asked for `by_hand` has none: the next one that is due does.
    """

    edition: Edition
    also: tuple[date, ...] = ()
    late: Mapping[date, tuple[Paper, ...]] = field(default_factory=dict)
    by_hand: bool = False


def edition_of(day: date, week: bool, tag: str | None) -> Edition:
    """The edition that a day belongs to; weeks are those of ISO 8601, from Monday to Sunday."""
    return Edition(monday(day) if week else day, week, tag)


def monday(day: date) -> date:
    """The first day of a day's week."""
    return date.fromordinal(max(day.toordinal() - day.weekday(), 1))


def group_issues(archive: Archive, week: bool, tag: str | None) -> dict[date, Issue]:
    """What there is to send, by day or by Monday, oldest first: listings with papers, of a tag."""
    chosen = None if tag is None else _tagged(archive, tag)
    issues: dict[date, Issue] = {}
    for day in archive.days:
        papers = tuple(p for p in listed_papers(archive, day) if chosen is None or p.id in chosen)
        if papers:
            key = edition_of(day.day, week, tag).day
            before = issues.get(key, Issue({}, date.min))
            added = max(before.added, *(listing.added for listing in day.featured))
            issues[key] = Issue({**before.papers, day.day: papers}, added)
    return issues


def next_edition(
    issues: Mapping[date, Issue], sent: Iterable[Sent], week: bool, tag: str | None, today: date
) -> Due | None:
    """The newest edition not sent yet, or None where nothing is new.

    An archive's past is not sent backwards: what is due is the newest, and whatever was added
    since the digest before, of which the newest is sent and leads to the others. A week is due
    once it is over.
    """
    before = [one for one in sent if (one.week, one.tag) == (week, tag)]
    covered = {day for one in before for day in (one.day, *one.also)}
    over = [day for day in issues if not week or day + WEEK <= today]
    last = max((one.on for one in before), default=date.max)
    new = {day for day in over if issues[day].added >= last}
    due = sorted((new | set(over[-1:])) - covered)
    if not due:
        return None
    return Due(Edition(due[-1], week, tag), tuple(day for day in due[:-1] if day in new))


def choose_edition(
    archive: Archive, sent: Iterable[Sent], asked: Asked, today: date
) -> tuple[Due, dict[date, Issue]]:
    """The edition that was asked for, or is due, and every issue by its day.

    Raises UnknownTerm for a tag or a day that is not there, NothingDue where nothing is to send.
    """
    slugs = [term.slug for term in archive.taxonomy.terms]
    redirects = archive.taxonomy.redirects()
    asked = replace(asked, tag=redirects.get(asked.tag or "", asked.tag))
    if asked.tag is not None and asked.tag not in slugs:
        raise UnknownTerm(f"there is no tag '{asked.tag}'{close_to(asked.tag, slugs)}")
    issues = group_issues(archive, asked.week, asked.tag)
    if asked.day is None:
        due = next_edition(issues, sent, asked.week, asked.tag, today)
        if due is None:
            raise NothingDue(_why_none(archive, issues, asked, today))
        kind = [one for one in sent if (one.week, one.tag) == (asked.week, asked.tag)]
        return replace(due, late=_late(archive, issues, kind)), issues
    edition = edition_of(asked.day, asked.week, asked.tag)
    if edition.day not in issues:
        _check_listed(archive, edition)
        raise NothingDue(f"nothing to send: the listings of {span_name(edition)} {_lack(asked)}")
    return Due(edition, by_hand=True), issues


def span_name(edition: Edition) -> str:
    """The time that an edition is about, in words."""
    if not edition.week:
        return long_date(edition.day)
    first, last = edition.day, edition.day + WEEK - timedelta(days=1)
    if first.year != last.year:
        return f"{long_date(first)} to {long_date(last)}"
    if first.month != last.month:
        return f"{first.day} {first:%B} to {long_date(last)}"
    return f"{first.day} to {long_date(last)}"


def remembered(
    sent: Sequence[Sent], due: Due, issues: Mapping[date, Issue], on: date
) -> tuple[Sent, ...]:
    """The digests that were sent, the one that is due among them, with the papers of days that
    may still grow.

    Once such a day does not grow any more, and what came to it was sent, its papers are forgotten.
    """
    edition = due.edition
    kept = [_kept(one, due, on) for one in sent]
    place = next((n for n, one in enumerate(kept) if _edition(one) == edition), len(kept))
    if place == len(kept):
        new = Sent(day=edition.day, week=edition.week, tag=edition.tag, also=due.also, on=on)
        kept.append(new)
    for first in (edition.day, *due.also):
        kept[place] = _telling(kept[place], issues[first].papers if first in issues else {}, on)
    return tuple(kept)


def _kept(one: Sent, due: Due, on: date) -> Sent:
    """An earlier digest with what came to its days since, until nothing more can."""
    same_kind = (one.week, one.tag) == (due.edition.week, due.edition.tag)
    if due.by_hand or not same_kind or one.papers is None:
        return one
    if max(_days_of(one)) + GROWS < on:
        return structs.replace(one, papers=None)
    days = set(_days_of(one))
    return _telling(one, {day: late for day, late in due.late.items() if day in days}, one.on)


def _telling(one: Sent, by_day: Mapping[date, Iterable[Paper]], on: date) -> Sent:
    """A digest that told these papers too, as far as their days could still grow."""
    if max(_days_of(one)) + GROWS < on:
        return one
    new = {p.id for day, papers in by_day.items() if day + GROWS >= on for p in papers}
    return structs.replace(one, papers=tuple(sorted(new.union(one.papers or ()))))


def renamed(sent: Iterable[Sent], taxonomy: Taxonomy) -> tuple[Sent, ...]:
    """The digests that were sent, with tags as they are called now."""
    redirects = taxonomy.redirects()
    return tuple(structs.replace(one, tag=redirects.get(one.tag or "", one.tag)) for one in sent)


def was_sent(sent: Iterable[Sent], edition: Edition) -> date | None:
    """The day on which an edition was sent, if it was."""
    return next((one.on for one in sent if _edition(one) == edition), None)


def _edition(sent: Sent) -> Edition:
    return Edition(sent.day, sent.week, sent.tag)


def _days_of(sent: Sent) -> Iterator[date]:
    """Every day that a digest covered."""
    for first in (sent.day, *sent.also):
        for number in range(WEEK.days if sent.week else 1):
            yield first + timedelta(days=number)


def _late(
    archive: Archive, issues: Mapping[date, Issue], sent: Iterable[Sent]
) -> dict[date, tuple[Paper, ...]]:
    """What came to days after their digest was sent, by day, the oldest first."""
    remembering = [one for one in sent if one.papers is not None]
    told = {i for one in remembering for i in one.papers or ()}
    told |= {archive.by_id[i].id for i in told if i in archive.by_id}
    grew = {day for one in remembering for day in _days_of(one) if day + GROWS >= one.on}
    late = {
        day: tuple(paper for paper in papers if paper.id not in told)
        for issue in issues.values()
        for day, papers in issue.papers.items()
        if day in grew
    }
    return {day: papers for day, papers in sorted(late.items()) if papers}


def _check_listed(archive: Archive, edition: Edition) -> None:
    """Raise UnknownTerm, naming the nearest, where no listing is of the edition's time."""
    days = sorted({listing.day for listing in archive.listings if listing.day is not None})
    if any(edition_of(day, edition.week, edition.tag) == edition for day in days):
        return
    before = [day for day in days if day < edition.day][-1:]
    after = [day for day in days if day > edition.day][:1]
    near = " and ".join(day.isoformat() for day in (*before, *after))
    ends = f"; the nearest there are: {near}" if near else "; no listing has a day"
    raise UnknownTerm(f"there is no listing of {span_name(edition)}{ends}")


def _why_none(archive: Archive, issues: Mapping[date, Issue], asked: Asked, today: date) -> str:
    """Why no edition is due."""
    if not any(listing.day for listing in archive.listings):
        return "nothing to send: no listing has a day yet"
    if not issues:
        return f"nothing to send: the listings {_lack(asked)}"
    newest = edition_of(max(issues), asked.week, asked.tag)
    if asked.week and newest.day + WEEK > today:
        ends = f"that of {span_name(newest)} is not over; --day {newest.day} makes it as it stands"
        return f"nothing new to send: the weeks before were sent, and {ends}"
    return f"nothing new to send: that of {span_name(newest)} was sent, and nothing came since"


def _lack(asked: Asked) -> str:
    return f"hold no paper tagged '{asked.tag}'" if asked.tag else "hold no paper that is shown"


def _tagged(archive: Archive, tag: str) -> set[str]:
    return {paper.id for group in archive.tags if group.term.slug == tag for paper in group.papers}

"""Which digest is due: the newest listing, or week of listings, that was not sent yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from generator.archive import Archive, Paper
from generator.facets import listed_papers
from generator.model import Sent

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


@dataclass(frozen=True)
class Issue:
    """The papers that an edition is about, by the days of their listings, oldest first."""

    papers: Mapping[date, tuple[Paper, ...]]
    added: date

    @property
    def count(self) -> int:
        """How many papers there are, each counted once."""
        return len({paper.id for papers in self.papers.values() for paper in papers})


@dataclass(frozen=True)
class Due:
    """The edition to send, and others that became known since the one before, oldest first."""

    edition: Edition
    also: tuple[date, ...] = ()


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


def _tagged(archive: Archive, tag: str) -> set[str]:
    return {
        paper.id for group in archive.tags if group.term.slug == tag for paper in group.papers
    }

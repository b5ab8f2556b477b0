"""What a run of fetching did: counts, problems, and both as text for people and for programs."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date

from generator.problems import Problem, has_errors, render_text

SHOWN = 200
"""So many problems stand in a summary; the others are counted."""


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

    `failed` are sources that owed an answer and gave none that could be used, `faults` the
    tracebacks of what went wrong in our own code.
    """

    on: date
    now: date
    accounts: dict[str, Account] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    conflicts: list[Problem] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    files: int = 0
    requests: int = 0
    seconds: int = 0

    def add(self, source: str, **counts: int) -> None:
        """Add to the account of a source."""
        before = self.accounts.get(source, Account(source))
        sums = {name: getattr(before, name) + count for name, count in counts.items()}
        self.accounts[source] = replace(before, **sums)


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

"""Commands that read sources into the content."""

import os
import re
import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from generator.cli.shared import (
    CACHE,
    CONTENT,
    Day,
    Title,
    append,
    counted,
    day_of_run,
    fail,
    print_problems,
    progress_bar,
    refuse_future,
    stay_alone,
)
from generator.identity import CATEGORY_PATTERN
from generator.problems import has_errors

if TYPE_CHECKING:
    from generator.plans import Scope
    from generator.problems import Problem


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@CONTENT
@click.option("--day", type=Day(), help="The day of the listing, where you know it.")
@click.option("--title", type=Title(), help="What readers see the listing called.")
@click.option("--listing", metavar="NAME", help="The listing of which this list is a newer state.")
@click.option("--on", type=Day(), help="The date written as added; today (UTC) unless given.")
def ingest(
    files: tuple[Path, ...],
    content: Path,
    day: date | None,
    title: str | None,
    listing: str | None,
    on: date | None,
) -> None:
    """Read dumps and saved pages of daily papers, BibTeX and JSON Lines."""
    from generator.ingest import files_of, read_file
    from generator.merge import merge
    from generator.model import FileSource
    from generator.store import load_content, write_changes
    from generator.wording import count

    today = day_of_run(on)
    refuse_future("--day", day)
    stay_alone(content)
    stored, problems = load_content(content)
    if has_errors(problems):
        print_problems(problems)
        fail("nothing was ingested: mend the content above first")
    if listing is not None:
        kept = stored.listings.get(listing)
        if kept is None or not isinstance(kept.source, FileSource):
            raise click.UsageError(
                f"--listing: no list in BibTeX or JSON Lines is stored as {listing}"
            )
    readings = []
    paths, problems = files_of(files)
    if listing is not None and len(paths) != 1:
        raise click.UsageError("--listing goes with one file")
    with progress_bar("Reading", len(paths)) as step:
        for path in paths:
            reading, found = read_file(path, day, title)
            problems += found
            if reading is not None:
                readings.append(replace(reading, name=listing or reading.name))
            step(1)
    merged = merge(stored, readings, today)
    written = write_changes(content, stored, merged.stored)
    problems += merged.problems
    print_problems(problems)
    entries = sum(len(reading.sightings) for reading in readings)
    click.echo(
        f"{count(len(readings), 'listing')} with {count(entries, 'entry', 'entries')}: "
        f"{count(merged.new, 'new record')}, {merged.changed} changed, {merged.unchanged} "
        f"unchanged; {count(written, 'file')} written"
    )
    sys.exit(1 if has_errors(problems) else 0)


@click.command()
@click.argument("source", required=False, type=click.Choice(["daily-papers", "arxiv"]))
@CONTENT
@click.option("--day", type=Day(), help="Read this day.")
@click.option("--from", "first", type=Day(), help="Read the days from this one …")
@click.option("--to", "last", type=Day(), help="… to this one; today (UTC) unless given.")
@click.option("--week", metavar="YYYY-WNN", help="Read a week of Daily Papers.")
@click.option("--month", metavar="YYYY-MM", help="Read a month of Daily Papers.")
@click.option("--category", metavar="CATEGORY", help="A category of arXiv, such as cs.CL.")
@click.option("--enrich", is_flag=True, help="Ask arXiv about records it has said nothing of.")
@click.option(
    "--ids",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Ask arXiv for the papers whose ids or addresses stand in this file.",
)
@click.option("--limit", type=click.IntRange(1), help="At most so many lookups.")
@click.option("--again", is_flag=True, help="Read days again that were read when complete.")
@click.option(
    "--minutes",
    type=click.FloatRange(0),
    default=60.0,
    show_default=True,
    help="Ask for nothing more after so long.",
)
@click.option(
    "--on", type=Day(), envvar="SHEAF_ON", help="The date of the reading; today (UTC) unless given."
)
@click.option(
    "--summary",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Append what was done to this file: JSON if it ends in .json, else Markdown.",
)
def fetch(
    source: str | None,
    content: Path,
    on: date | None,
    minutes: float,
    ids: Path | None,
    summary: Path | None,
    **options: Any,
) -> None:
    """Read live sources: SOURCE, or every one that archive.yml names.

    Without a day, those days of Daily Papers that may still grow, and what arXiv announced last.
    """
    from generator.accounts import render_account, render_report, render_summary
    from generator.endpoints import endpoints_of
    from generator.fetch import fetch as fetch_all
    from generator.plans import open_sources
    from generator.store import load_content

    began = monotonic()
    today = day_of_run(on)
    listed, doubts = _ids_in(source, ids, options)
    names, scope = _scope(source, today, ids=listed, **options)
    try:
        endpoints = endpoints_of(os.environ, minutes * 60)
    except ValueError as failure:
        raise click.UsageError(f"SHEAF_PACE or SHEAF_SILENCE: {failure}") from None
    stay_alone(content)
    stored, problems = load_content(content)
    if has_errors(problems):
        print_problems(problems)
        fail("nothing was fetched: mend the content above first")
    names = names or stored.config.sources
    if not names:
        click.echo("archive.yml names no sources: nothing was fetched")
    with ExitStack() as stack:
        sources = open_sources(stack, endpoints, stored.config.site_url, CACHE / "http")
        progress = stack.enter_context(counted("Fetching"))
        plans = [sources.plan(name, scope) for name in names]
        report = fetch_all(content, stored, plans, today, day_of_run(None), progress)
        report.requests = sources.requests
        report.seconds = round(monotonic() - began)
    for fault in report.faults:
        click.echo(fault, err=True)
    print_problems([*doubts, *report.problems, *report.conflicts])
    as_json = summary is not None and summary.suffix == ".json"
    append(summary, (render_report if as_json else render_summary)(report))
    for account in report.accounts.values():
        click.echo(render_account(account))
    click.echo(f"{report.files} files written, {report.requests} requests")
    sys.exit(1 if has_errors(report.problems) else 0)


@click.command()
@CONTENT
@click.option(
    "--on", type=Day(), envvar="SHEAF_ON", help="The day to count to; today (UTC) unless given."
)
def silent(content: Path, on: date | None) -> None:
    """Name the sources that have not given one valid answer for three days, one a line."""
    from generator.silence import silent_sources
    from generator.store import load_content

    stored, problems = load_content(content)
    if has_errors(problems):
        print_problems(problems)
        fail("no source was looked at: mend the content above first")
    today = on or datetime.now(UTC).date()
    for line in silent_sources(stored.config.sources, stored.answers, today):
        click.echo(line)


def _ids_in(
    source: str | None, path: Path | None, options: dict[str, Any]
) -> "tuple[tuple[str, ...], list[Problem]]":
    """The arXiv ids in a file, and the lines without one; raises UsageError where there is none."""
    from generator.sources.arxiv import parse_ids

    if path is None:
        return (), []
    if source != "arxiv" or any(options.values()):
        raise click.UsageError("--ids is for arxiv, and goes with nothing else")
    try:
        ids, problems = parse_ids(str(path), path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as failure:
        raise click.UsageError(f"--ids: {path} cannot be read as UTF-8: {failure}") from None
    if not ids:
        raise click.UsageError(f"--ids: no arXiv id stands in {path}")
    return ids, problems


def _scope(
    source: str | None,
    on: date,
    day: date | None,
    first: date | None,
    last: date | None,
    week: str | None,
    month: str | None,
    category: str | None,
    enrich: bool,
    limit: int | None,
    again: bool,
    ids: tuple[str, ...],
) -> "tuple[tuple[str, ...], Scope]":
    """The sources that the options name, and what of them; raises UsageError."""
    from generator.plans import LOOKUPS, Scope

    given = [day is not None, first is not None or last is not None, bool(week), bool(month)]
    if sum(given) > 1:
        raise click.UsageError("give one of --day, --from and --to, --week, --month")
    if (week or month) and source != "daily-papers":
        raise click.UsageError("weeks and months are those of daily-papers")
    if (category or enrich) and source != "arxiv":
        raise click.UsageError("--category and --enrich are for arxiv")
    if source == "arxiv" and not (category or enrich or ids):
        raise click.UsageError("say what of arXiv: --category cs.CL, --enrich, or --ids FILE")
    if category and not re.fullmatch(CATEGORY_PATTERN, category):
        raise click.UsageError(f"{category!r} is not a category of arXiv (such as cs.CL)")
    if last is not None and first is None:
        raise click.UsageError("--to needs --from")
    first, last = (day, day) if day else (first, last or on)
    if first is not None and last is not None and first > last:
        raise click.UsageError(f"--from {first} is after --to {last}")
    names = {
        "daily-papers": ("daily-papers",),
        "arxiv": (
            *((f"arxiv {category}",) if category else ()),
            *(("arxiv lookups",) if enrich or ids else ()),
        ),
    }
    period = _period(week, f"{week}-1") or _period(month, f"{month}-01")
    scope = Scope(on, first, last or on, period, limit or LOOKUPS, again, ids)
    return names[source] if source else (), scope


def _period(text: str | None, first_day: str) -> str | None:
    """A week or a month as it is written; raises UsageError where there is none of that name."""
    if text is None:
        return None
    try:
        date.fromisoformat(first_day)
    except ValueError:
        raise click.UsageError(f"{text!r} is not a week (2025-W44) or a month (2025-10)") from None
    return text

"""The command line: the only place that knows the clock, and that prints."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, NoReturn

import click

from generator import __version__
from generator.identity import CATEGORY_PATTERN
from generator.problems import (
    Problem,
    close_to,
    error,
    has_errors,
    render_github,
    render_json,
    render_text,
    visible,
)

if TYPE_CHECKING:
    from generator.digest.compose import Digest
    from generator.digest.editions import Due
    from generator.fetch import Asked
    from generator.guard import Built, Published
    from generator.model import Config, Stored

CACHE = Path(".cache")
DOCS = Path("build/docs")

CONTENT = click.option(
    "--content",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("content"),
    show_default=True,
    help="The folder of records, listings and corrections.",
)
SITE = click.option(
    "--site",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("site"),
    show_default=True,
    help="The folder of the finished site.",
)
PUBLISHED = click.option(
    "--published",
    metavar="ADDRESS|DIR",
    required=True,
    help="Where the last site was published: its address, or a folder.",
)
SUMMARY = click.option(
    "--summary",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Append what was done to this file, as Markdown.",
)


class Day(click.ParamType[date]):
    """A date as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """The date, or a usage error that says how one is written."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r} is not a date (YYYY-MM-DD)", param, ctx)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sheaf")
def main() -> None:
    """Sheaf: a browsable, searchable archive of papers, kept in git."""


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@CONTENT
@click.option("--day", type=Day(), help="The day of the listing, where you know it.")
@click.option("--on", type=Day(), help="The date written as added; today (UTC) unless given.")
def ingest(files: tuple[Path, ...], content: Path, day: date | None, on: date | None) -> None:
    """Read dumps of a papers page into records and listings."""
    from generator.ingest import files_of, read_file
    from generator.merge import merge
    from generator.store import load_content, write_changes

    stored, problems = load_content(content)
    if has_errors(problems):
        _print(problems)
        _fail("nothing was ingested: mend the content above first")
    readings = []
    problems = []
    with _progress("Reading", len(files)) as step:
        for path in files_of(files):
            reading, found = read_file(path, day)
            problems += found
            if reading is not None:
                readings.append(reading)
            step(1)
    merged = merge(stored, readings, on or datetime.now(UTC).date())
    written = write_changes(content, stored, merged.stored)
    problems += merged.problems
    _print(problems)
    entries = sum(len(reading.sightings) for reading in readings)
    click.echo(
        f"{len(readings)} listings with {entries} entries: {merged.new} new records, "
        f"{merged.changed} changed, {merged.unchanged} unchanged; {written} files written"
    )
    sys.exit(1 if has_errors(problems) else 0)


@main.command()
@click.argument("source", required=False, type=click.Choice(["daily-papers", "arxiv"]))
@CONTENT
@click.option("--day", type=Day(), help="Read this day.")
@click.option("--from", "first", type=Day(), help="Read the days from this one …")
@click.option("--to", "last", type=Day(), help="… to this one; today (UTC) unless given.")
@click.option("--week", metavar="YYYY-WNN", help="Read a week of Daily Papers.")
@click.option("--month", metavar="YYYY-MM", help="Read a month of Daily Papers.")
@click.option("--category", metavar="CATEGORY", help="A category of arXiv, such as cs.CL.")
@click.option("--enrich", is_flag=True, help="Ask arXiv about records it has said nothing of.")
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
    summary: Path | None,
    **options: Any,
) -> None:
    """Read live sources: SOURCE, or every one that archive.yml names.

    Without a day, those days of Daily Papers that may still grow, and what arXiv announced last.
    """
    from generator.endpoints import endpoints_of
    from generator.fetch import fetch as fetch_all
    from generator.fetch import open_sources, render_account, render_report, render_summary
    from generator.store import load_content

    began = monotonic()
    today = on or datetime.now(UTC).date()
    names, asked = _asked(source, today, **options)
    try:
        endpoints = endpoints_of(os.environ, minutes * 60)
    except ValueError as failure:
        raise click.UsageError(f"SHEAF_PACE or SHEAF_SILENCE: {failure}") from None
    stored, problems = load_content(content)
    if has_errors(problems):
        _print(problems)
        _fail("nothing was fetched: mend the content above first")
    names = names or stored.config.sources
    if not names:
        click.echo("archive.yml names no sources: nothing was fetched")
    with ExitStack() as stack:
        sources = open_sources(stack, endpoints, stored.config.site_url, CACHE / "http")
        progress = stack.enter_context(_counted("Fetching"))
        plans = [sources.plan(name, asked) for name in names]
        report = fetch_all(content, stored, plans, today, progress)
        report.requests = sources.requests
        report.seconds = round(monotonic() - began)
    _print([*report.problems, *report.conflicts])
    as_json = summary is not None and summary.suffix == ".json"
    _append(summary, (render_report if as_json else render_summary)(report))
    for account in report.accounts.values():
        click.echo(render_account(account))
    click.echo(f"{report.files} files written, {report.requests} requests")
    sys.exit(1 if has_errors(report.problems) else 0)


@main.command()
@CONTENT
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "json"]),
    default="text",
    show_default=True,
    help="How problems are printed.",
)
@click.option(
    "--against",
    metavar="REV",
    help="A git revision: also say what would be lost since then, and what corrections change.",
)
@click.option(
    "--summary",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With --against, a Markdown file to write what readers will see to.",
)
def check(content: Path, form: str, against: str | None, summary: Path | None) -> None:
    """Say everything that is wrong, or odd, in the content."""
    from generator.check import check_against, check_content
    from generator.effects import render_summary
    from generator.git import GitFailed

    if summary is not None and against is None:
        raise click.UsageError("--summary tells of changes; say since when with --against")
    stored, problems = check_content(content)
    if against is not None:
        try:
            effects, found = check_against(content, against, stored, problems)
        except GitFailed as failure:
            raise click.UsageError(f"--against: {failure}") from failure
        problems = sorted([*problems, *found])
        if summary is not None:
            summary.write_text(render_summary(effects, stored), encoding="utf-8")
    if form == "json":
        click.echo(render_json(problems))
    else:
        render = render_text if form == "text" else render_github
        for problem in problems:
            click.echo(render(problem))
        errors = sum(problem.severity == "error" for problem in problems)
        click.echo(f"{errors} errors, {len(problems) - errors} notices", err=True)
    sys.exit(1 if has_errors(problems) else 0)


@main.command()
@click.argument("subject", metavar="ID", required=False)
@CONTENT
@click.option(
    "--set", "values", metavar="FIELD=VALUE", multiple=True, help="A field's right value."
)
@click.option("--clear", metavar="FIELD", multiple=True, help="A wrong value nobody knows better.")
@click.option("--restore", metavar="FIELD", multiple=True, help="Follow the sources again.")
@click.option("--add-tag", metavar="TAG", multiple=True, help="A tag the paper lacks.")
@click.option("--remove-tag", metavar="TAG", multiple=True, help="A tag the paper should not have.")
@click.option(
    "--restore-tag", metavar="TAG", multiple=True, help="Leave a tag to the matcher again."
)
@click.option("--withdraw/--no-withdraw", default=None, help="Take it out of every list, or back.")
@click.option("--erase/--no-erase", default=None, help="Also take title and abstract away, or not.")
@click.option("--merge-into", metavar="ID", help="The paper this one is the same as, and is left.")
@click.option("--same-as", metavar="ID", multiple=True, help="A paper that leads to this one.")
@click.option("--not-same-as", metavar="ID", multiple=True, help="A paper this one is not.")
@click.option("--reason", help="Why; readers see it.")
@click.option("--by", envvar="SHEAF_BY", help="Who says so; git's user.name unless given.")
@click.option("--on", type=Day(), help="The day of the correction; today (UTC) unless given.")
@click.option(
    "--from-issue",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Instead of all that: the text of a filled-in issue form.",
)
@click.option("--number", type=click.IntRange(min=1), help="With --from-issue, its number.")
@click.option("--author", help="With --from-issue, the login of who wrote it.")
@click.option(
    "--answer",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With --from-issue, a Markdown file to write an answer to.",
)
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
def correct(
    subject: str | None,
    content: Path,
    values: tuple[str, ...],
    add_tag: tuple[str, ...],
    remove_tag: tuple[str, ...],
    restore_tag: tuple[str, ...],
    by: str | None,
    on: date | None,
    from_issue: Path | None,
    number: int | None,
    author: str | None,
    answer: Path | None,
    dry_run: bool,
    **wished: Any,
) -> None:
    """Correct a paper, or a listing, by its ID; lists take several values of `;` or --set.

    The change goes to the end of the file of corrections; nothing else in it changes.
    """
    from generator.correcting import Refused, Wish, find_subject, propose
    from generator.effects import render_effect
    from generator.git import user_name
    from generator.issue_form import decode_form, parse_wish, render_answer, render_refusal
    from generator.store import correction_text, load_content, write_text

    today = on or datetime.now(UTC).date()
    if from_issue is not None:
        if subject is not None or not (number and author):
            raise click.UsageError("--from-issue needs --number and --author, and no ID")
    else:
        by = by or user_name(content)
        if subject is None or not wished["reason"]:
            raise click.UsageError("say which paper, by its ID, and why, by --reason")
        if not by:
            raise click.UsageError("say who you are: --by NAME, or `git config user.name`")
    stored, _ = load_content(content)
    try:
        if from_issue is not None and number is not None and author is not None:
            text = decode_form(from_issue.read_bytes())
            subject, wish = parse_wish(text, stored, number, author, today)
        else:
            wish = Wish(
                by=by or "",
                on=today,
                values=tuple(_pair(value) for value in values),
                add_tags=add_tag,
                remove_tags=remove_tag,
                restore_tags=restore_tag,
                **wished,
            )
        name = find_subject(stored, subject or "")
        proposal = propose(stored, name, wish, correction_text(content, stored, name))
    except Refused as refused:
        if answer is not None:
            answer.write_text(render_refusal(refused.reasons), encoding="utf-8")
        for reason in refused.reasons:
            click.echo(visible(f"{subject or from_issue}: {reason}"), err=True)
        _fail("nothing was written")
    if answer is not None:
        answer.write_text(render_answer(proposal), encoding="utf-8")
    for effect in proposal.effects:
        click.echo(visible(f"{effect.subject}: {render_effect(effect)}"))
    if not dry_run:
        write_text(content / proposal.path, proposal.text)
        click.echo(f"written to {content / proposal.path}")


def _pair(value: str) -> tuple[str, str]:
    field, equals, said = value.partition("=")
    if not equals:
        raise click.UsageError(f"--set {value!r}: write FIELD=VALUE")
    return field.strip(), said.strip()


@main.command()
@CONTENT
def schema(content: Path) -> None:
    """Write the JSON Schemas by which editors complete and check the content."""
    from generator.json_schema import render_schemas
    from generator.store import write_text

    for path, text in render_schemas():
        write_text(content / path, text)
        click.echo(content / path)


@main.command()
@CONTENT
@SITE
@SUMMARY
def build(content: Path, site: Path, summary: Path | None) -> None:
    """Build the whole site; the old one stays until the new one is whole."""
    from generator.build import BuildFailed, build_site, write_pages

    began = monotonic()
    stored = _checked(content)
    written = write_pages(stored, content, DOCS, CACHE)
    try:
        with _progress("Building", written.papers) as step:
            done = 0

            def progress(papers: int) -> None:
                nonlocal done
                step(papers - done)
                done = papers

            build_site(content, DOCS, site, progress)
    except BuildFailed as failure:
        _print([error("mkdocs.yml", 0, line) for line in str(failure).splitlines() if line.strip()])
        _fail("the site was not built; the old one stands as it was")
    unset = f"; {written.failed} formulas stand as their source" if written.failed else ""
    said = f"{written.papers} papers; {written.files} files were new or changed{unset}"
    click.echo(f"{site}: {said}")
    _append(summary, f"## Built\n\n{said}, in {monotonic() - began:.0f} seconds.\n\n")


@main.command()
@CONTENT
@click.option("--explain", metavar="ID", help="Say why this paper has its tags.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Measure the tags against the labels in this file.",
)
def tags(content: Path, explain: str | None, report: Path | None) -> None:
    """Count the papers of each tag, explain a paper's tags, or measure them."""
    from generator.archive import build_archive
    from generator.tags.explain import render_counts, render_explanation, render_report

    stored = _checked(content)
    if report is not None:
        text, problems = render_report(stored, str(report), report.read_text(encoding="utf-8"))
        _print(problems)
        if has_errors(problems):
            _fail("nothing was measured: mend the labels above first")
        click.echo(text, nl=False)
    elif explain is not None:
        paper = build_archive(stored).by_id.get(explain)
        if paper is None:
            raise click.UsageError(
                f"there is no paper '{explain}'{close_to(explain, stored.records)}"
            )
        click.echo(render_explanation(stored, paper))
    else:
        click.echo(render_counts(build_archive(stored)))


@main.command("typeset")
@click.option("--report", is_flag=True, required=True, help="List what was restored, and what not.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@CONTENT
def typeset_report(report: bool, files: tuple[Path, ...], content: Path) -> None:
    """List every damaged span that was restored, and every one that was not.

    Of the archive as corrected, or of FILES: dumps, or texts of any kind, line by line.
    """
    from generator.archive import build_archive
    from generator.ingest import read_lines
    from generator.typeset import report as render_report

    if files:
        texts, problems = read_lines(files)
        _print(problems)
    else:
        problems = []
        texts = [
            (f"{paper.id} {field}", text)
            for paper in build_archive(_checked(content)).papers
            for field, text in (
                ("title", paper.record.title),
                ("abstract", paper.record.abstract),
            )
        ]
    for line in render_report(texts):
        click.echo(line)
    sys.exit(1 if has_errors(problems) else 0)


def _asked(
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
) -> "tuple[tuple[str, ...], Asked]":
    """The sources that the options name, and what of them; raises UsageError."""
    from generator.fetch import LOOKUPS, Asked

    given = [day is not None, first is not None or last is not None, bool(week), bool(month)]
    if sum(given) > 1:
        raise click.UsageError("give one of --day, --from and --to, --week, --month")
    if (week or month) and source != "daily-papers":
        raise click.UsageError("weeks and months are those of daily-papers")
    if (category or enrich) and source != "arxiv":
        raise click.UsageError("--category and --enrich are for arxiv")
    if source == "arxiv" and not (category or enrich):
        raise click.UsageError("say what of arXiv: --category cs.CL, or --enrich")
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
            *(("arxiv lookups",) if enrich else ()),
        ),
    }
    period = _period(week, f"{week}-1") or _period(month, f"{month}-01")
    asked = Asked(on, first, last or on, period, limit or LOOKUPS, again)
    return names[source] if source else (), asked


def _period(text: str | None, first_day: str) -> str | None:
    """A week or a month as it is written; raises UsageError where there is none of that name."""
    if text is None:
        return None
    try:
        date.fromisoformat(first_day)
    except ValueError:
        raise click.UsageError(f"{text!r} is not a week (2025-W44) or a month (2025-10)") from None
    return text


@main.command()
@CONTENT
@click.option("--day", type=Day(), help="Of this day's listings, or of its week, sent or not.")
@click.option("--tag", metavar="SLUG", help="Only papers with this tag.")
@click.option("--week", is_flag=True, help="Of a whole week, from Monday to Sunday.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the message, and each of its parts, into this folder.",
)
@click.option("--send", is_flag=True, help="Send it to the list in archive.yml, and remember that.")
def digest(
    content: Path, day: date | None, tag: str | None, week: bool, out: Path | None, send: bool
) -> None:
    """Make a message of the newest listing that was not sent yet.

    Without --out and --send its text is printed. The mail server is named by SHEAF_SMTP_HOST,
    _PORT, _SECURITY (starttls, tls or none), _USER and _PASSWORD in the environment.
    """
    from generator.build import kept_archive
    from generator.digest.compose import compose
    from generator.digest.editions import Asked, NothingDue, UnknownTerm, choose_edition

    if send and out is not None:
        raise click.UsageError("--out and --send exclude each other")
    now = datetime.now(UTC)
    stored = _checked(content)
    archive = kept_archive(stored, CACHE)
    try:
        due, issues = choose_edition(archive, stored.sent, Asked(day, week, tag), now.date())
    except UnknownTerm as unknown:
        raise click.UsageError(str(unknown)) from None
    except NothingDue as nothing:
        click.echo(str(nothing))
        return
    made = compose(archive, issues, due)
    if send:
        _send(content, stored, made, due, now)
    elif out is not None:
        _write_message(out, stored.config, made, now)
    else:
        from generator.digest.render import render_text

        click.echo(render_text(made), nl=False)


def _write_message(out: Path, config: "Config", made: "Digest", now: datetime) -> None:
    """Write a digest's message, and each of its parts to look at, in files named after it."""
    from generator.digest.message import render_message
    from generator.digest.render import render_html, render_text
    from generator.store import write_bytes, write_text

    path = out / f"{made.edition.name}.eml"
    write_bytes(path, render_message(made, config, now))
    write_text(path.with_suffix(".txt"), render_text(made))
    write_text(path.with_suffix(".html"), render_html(made))
    click.echo(f"{path}: {made.subject}")
    if config.mail.from_ is None or config.mail.to is None:
        click.echo("archive.yml does not say yet from and to whom mail goes", err=True)


def _send(content: Path, stored: "Stored", made: "Digest", due: "Due", now: datetime) -> None:
    """Send a digest, and remember it once the server has taken it."""
    from generator import mail
    from generator.check import check_sending
    from generator.digest.editions import remembered, was_sent
    from generator.digest.message import render_message
    from generator.store import SENT, write_sent

    settings = stored.config.mail
    problems = check_sending(content, stored)
    _print(problems)
    try:
        server = mail.server_from(os.environ)
        if problems or settings.from_ is None or settings.to is None:
            _fail("nothing was sent: mend the errors above first")
        before = was_sent(stored.sent, made.edition)
        if before is not None:
            click.echo(f"this was sent on {before}; mail programs see both as one", err=True)
        message = render_message(made, stored.config, now)
        tell = partial(click.echo, err=True)
        mail.send(server, settings.from_, settings.to, message, tell)
    except mail.MailError as failure:
        _fail(f"nothing was sent: {failure}")
    try:
        write_sent(content, remembered(stored.sent, due, now.date()))
    except OSError as failure:
        place = f"{content / SENT} cannot be written: {failure.strerror}"
        _fail(f"it was sent, but {place}; should it be sent again, mail programs see both as one")
    click.echo(f"sent to {settings.to}: {made.subject}")


@main.command()
@SITE
@PUBLISHED
@click.option("--allow-loss", is_flag=True, help="Say what is lost, and let it pass.")
@SUMMARY
def guard(site: Path, published: str, allow_loss: bool, summary: Path | None) -> None:
    """Refuse a site that lost something the published one had, or that is too large."""
    from generator.guard import check_site, render_guard
    from generator.published import is_address

    built, last = _sites(site, published)
    if last is None:
        click.echo(f"{published}: nothing is published there yet, so nothing can be lost")
    notices = []
    if is_address(published) and published.rstrip("/") != built.url.rstrip("/"):
        notices.append(
            f"site_url in archive.yml is {built.url}, and the site is published at {published}: "
            "feeds, mails and citations lead to the former"
        )
    refusals = list(check_site(last, built))
    for line in [*refusals, *notices]:
        click.echo(line, err=True)
    _append(summary, render_guard(last, built, refusals, notices))
    if refusals and not allow_loss:
        _fail(f"refused for {len(refusals)} reasons: the published site stays as it is")
    click.echo(f"{site}: may be published, {built.size / 1e6:,.1f} MB")


@main.command()
@SITE
@PUBLISHED
@SUMMARY
def forward(site: Path, published: str, summary: Path | None) -> None:
    """Make days and tags that lost their last paper, though no paper is lost, lead elsewhere."""
    from generator.guard import given_up
    from generator.published import forward as forward_all

    built, last = _sites(site, published)
    addresses = given_up(last, built.answers) if last is not None else []
    forward_all(site, addresses)
    said = f"{len(addresses)} addresses without papers lead to the pages above them"
    click.echo(said)
    if addresses:
        _append(summary, "\n".join([f"{said}:", "", *(f"    {one}" for one in addresses), "", ""]))


def _sites(site: Path, published: str) -> "tuple[Built, Published | None]":
    """What a built site holds, and the published one; ends with 3 where the latter says nothing."""
    from generator.endpoints import endpoints_of
    from generator.published import load_built, load_published, reading
    from generator.sources.answers import Refused
    from generator.upstream import Unavailable

    try:
        built = load_built(site)
    except Refused as failure:
        _fail(f"{site}: no built site: {failure}")
    try:
        with reading(published, built.url, endpoints_of(os.environ, 600).patience) as read:
            return built, load_published(read)
    except (Unavailable, Refused) as failure:
        click.echo(f"{published}: the published site cannot be read: {failure}", err=True)
        sys.exit(3)


@main.command()
@CONTENT
@click.option(
    "--on", type=Day(), envvar="SHEAF_ON", help="The day to count to; today (UTC) unless given."
)
def silent(content: Path, on: date | None) -> None:
    """Name the sources that have not given one valid answer for three days, one a line."""
    from generator.silence import silent_sources
    from generator.store import load_content

    stored, _ = load_content(content)
    today = on or datetime.now(UTC).date()
    for line in silent_sources(stored.config.sources, stored.answers, today):
        click.echo(line)


@main.command()
@CONTENT
def ping(content: Path) -> None:
    """Tell the hub that archive.yml names that the feeds have changed."""
    from generator import addresses
    from generator.endpoints import endpoints_of
    from generator.ping import FEEDS, PingFailed
    from generator.ping import ping as tell
    from generator.store import load_config

    config = load_config(content)
    if config.hub is None:
        click.echo("archive.yml names no hub: nobody was told")
        return
    feeds = [addresses.absolute(config.site_url, feed) for feed in FEEDS]
    try:
        tell(config.hub, feeds, config.site_url, endpoints_of(os.environ, 600).patience)
    except PingFailed as failure:
        _fail(str(failure))
    click.echo(f"{config.hub} was told of {len(feeds)} feeds")


@main.command()
@CONTENT
def migrate(content: Path) -> None:
    """Bring content of an older schema to the one this code reads."""
    from generator.migrate import CannotMigrate, migrate_content
    from generator.model import SCHEMA

    try:
        migrated, problems = migrate_content(content)
    except CannotMigrate as failure:
        _fail(f"{content}: {failure}; nothing was changed")
    _print(problem for problem in problems if problem.severity == "error")
    if has_errors(problems):
        _fail("nothing was changed: mend the content above first")
    for step in migrated.steps:
        click.echo(f"schema {step.number}: {step.says}")
    if migrated.steps:
        click.echo(f"{len(migrated.changes)} files changed")
    else:
        click.echo(f"{content}: has schema {SCHEMA}, the newest: nothing to do")


@main.command()
@CONTENT
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to serve.")
def serve(content: Path, address: str) -> None:
    """Show the site while you edit: pages follow the content as it is saved."""
    from generator.build import write_pages
    from generator.check import check_content
    from generator.serve import serve_site

    def refresh() -> None:
        stored, problems = check_content(content)
        if has_errors(problems):
            _print(problem for problem in problems if problem.severity == "error")
        else:
            write_pages(stored, content, DOCS, CACHE)

    write_pages(_checked(content), content, DOCS, CACHE)
    sys.exit(serve_site(content, DOCS, address, refresh))


def _checked(content: Path) -> "Stored":
    from generator.check import check_content

    stored, problems = check_content(content, thorough=False)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        _print(errors)
        _fail("nothing was made: mend the errors above first")
    notices = len(problems)
    if notices:
        click.echo(f"{notices} notices; `python -m generator check` lists them", err=True)
    return stored


def _print(problems: Iterable[Problem]) -> None:
    for problem in sorted(problems):
        click.echo(render_text(problem), err=True)


def _append(path: Path | None, text: str) -> None:
    """The text at the end of a file, if one is named."""
    if path is not None:
        with path.open("a", encoding="utf-8") as file:
            file.write(text)


def _fail(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(1)


@contextmanager
def _progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on a terminal, and nothing in a pipe."""
    with _counted(label) as show:
        done = 0

        def step(steps: int) -> None:
            nonlocal done
            done += steps
            show(label, done, total)

        yield step


@contextmanager
def _counted(label: str) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar whose label and total may change, and nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _label, _done, _total: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)

        def show(now: str, done: int, total: int) -> None:
            bar.update(task, description=escape(now or label), completed=done, total=total)

        yield show

"""Commands for those who mend the content."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from generator.cli.shared import CONTENT, Day, fail, print_problems, stay_alone
from generator.problems import has_errors, render_github, render_json, render_text, visible
from generator.wording import count


@click.command()
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
    stored, problems = check_content(content, today=datetime.now(UTC).date())
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
        notices = count(len(problems) - errors, "notice")
        click.echo(f"{count(errors, 'error')}, {notices}", err=True)
    sys.exit(1 if has_errors(problems) else 0)


@click.command()
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
    from generator.correcting import Refused, Wish, find_subject, find_tag, propose
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
    stay_alone(content)
    stored, problems = load_content(content)
    try:
        if has_errors(problems):
            print_problems(problems)
            why = "files of the archive cannot be read: its maintainers have to mend them first"
            raise Refused([why])
        if from_issue is not None and number is not None and author is not None:
            text = decode_form(from_issue.read_bytes())
            subject, wish = parse_wish(text, stored, number, author, today)
        else:
            wish = Wish(
                by=by or "",
                on=today,
                values=tuple(_pair(value) for value in values),
                add_tags=tuple(find_tag(stored, tag) for tag in add_tag),
                remove_tags=tuple(find_tag(stored, tag) for tag in remove_tag),
                restore_tags=tuple(find_tag(stored, tag) for tag in restore_tag),
                **wished,
            )
        name = find_subject(stored, subject or "")
        proposal = propose(stored, name, wish, correction_text(content, stored, name))
    except Refused as refused:
        if answer is not None:
            answer.write_text(render_refusal(refused.reasons), encoding="utf-8")
        for reason in refused.reasons:
            click.echo(visible(f"{subject or from_issue}: {reason}"), err=True)
        fail("nothing was written")
    if answer is not None:
        answer.write_text(render_answer(proposal), encoding="utf-8")
    for effect in proposal.effects:
        click.echo(visible(f"{effect.subject}: {render_effect(effect)}"))
    if not dry_run:
        write_text(content / proposal.path, proposal.text)
        click.echo(f"written to {content / proposal.path}")


@click.command()
@CONTENT
def schema(content: Path) -> None:
    """Write the JSON Schemas by which editors complete and check the content."""
    from generator.json_schema import render_schemas
    from generator.store import write_text

    stay_alone(content)
    for path, text in render_schemas():
        write_text(content / path, text)
        click.echo(content / path)


@click.command()
@CONTENT
def migrate(content: Path) -> None:
    """Bring content of an older schema to the one this code reads."""
    from generator.migrate import CannotMigrate, migrate_content
    from generator.model import SCHEMA

    stay_alone(content)
    try:
        migrated, problems = migrate_content(content)
    except CannotMigrate as failure:
        fail(f"{content}: {failure}; nothing was changed")
    print_problems(problem for problem in problems if problem.severity == "error")
    if has_errors(problems):
        fail("nothing was changed: mend the content above first")
    for step in migrated.steps:
        click.echo(f"schema {step.number}: {step.says}")
    if migrated.steps:
        click.echo(f"{len(migrated.changes)} files changed")
    else:
        click.echo(f"{content}: has schema {SCHEMA}, the newest: nothing to do")


def _pair(value: str) -> tuple[str, str]:
    field, equals, said = value.partition("=")
    if not equals:
        raise click.UsageError(f"--set {value!r}: write FIELD=VALUE")
    return field.strip(), said.strip()

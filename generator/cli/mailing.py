"""The command that makes and sends the mail."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.shared import CACHE, CONTENT, Day, checked, fail, print_problems, stay_alone

if TYPE_CHECKING:
    from generator.digest.compose import Digest
    from generator.model import Config, Sent, Stored


@click.command()
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
    from generator.digest.editions import (
        Asked,
        NothingDue,
        UnknownTerm,
        choose_edition,
        remembered,
        renamed,
    )

    if send and out is not None:
        raise click.UsageError("--out and --send exclude each other")
    now = datetime.now(UTC)
    if send:
        stay_alone(content)
    stored = checked(content)
    stored = replace(stored, sent=renamed(stored.sent, stored.taxonomy))
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
        _send(content, stored, made, partial(remembered, stored.sent, due, issues, now.date()), now)
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


def _send(
    content: Path,
    stored: "Stored",
    made: "Digest",
    remember: Callable[[], "tuple[Sent, ...]"],
    now: datetime,
) -> None:
    """Send a digest, and remember it once the server has taken it."""
    from generator import mail
    from generator.check import check_sending
    from generator.digest.editions import was_sent
    from generator.digest.message import render_message
    from generator.store import SENT, write_sent

    settings = stored.config.mail
    problems = check_sending(content, stored)
    print_problems(problems)
    try:
        server = mail.server_from(os.environ)
        if problems or settings.from_ is None or settings.to is None:
            fail("nothing was sent: mend the errors above first")
        before = was_sent(stored.sent, made.edition)
        if before is not None:
            click.echo(f"this was sent on {before}; mail programs see both as one", err=True)
        message = render_message(made, stored.config, now)
        tell = partial(click.echo, err=True)
        mail.send(server, settings.from_, settings.to, message, tell)
    except mail.MailError as failure:
        fail(f"nothing was sent: {failure}")
    try:
        write_sent(content, remember())
    except OSError as failure:
        place = f"{content / SENT} cannot be written: {failure.strerror}"
        fail(f"it was sent, but {place}; should it be sent again, mail programs see both as one")
    click.echo(f"sent to {settings.to}: {made.subject}")

"""What commands have in common: their options, what they say, and how they end."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from generator.lock import locked
from generator.problems import Problem, render_text
from generator.wording import count

if TYPE_CHECKING:
    from generator.model import Stored

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


def day_of_run(on: date | None) -> date:
    """The day that a run writes: today (UTC), or the one given; raises UsageError.

    One that is yet to come would be believed for ever, since nothing is read before its time.
    """
    refuse_future("--on", on)
    return on or datetime.now(UTC).date()


def refuse_future(option: str, day: date | None) -> None:
    """Raises UsageError for a day that has begun nowhere on earth."""
    from generator.clocks import AHEAD

    today = datetime.now(UTC).date()
    if day is not None and day > today + AHEAD:
        raise click.UsageError(f"{option} {day} is yet to come: today is {today}")


class Title(click.ParamType[str]):
    """A name on one line, with something in it to read."""

    name = "TITLE"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """The name, or a usage error that says what it lacks."""
        from generator.sources.sighting import is_unicode, one_line
        from generator.typeset import canonical

        text = one_line(str(value))
        if not is_unicode(text) or not canonical(text):
            self.fail(f"{value!r} is not a name that anybody could read", param, ctx)
        return text


def checked(content: Path) -> "Stored":
    """The content, where it has no errors; ends with 1 where it has."""
    from generator.check import check_content

    stored, problems = check_content(content, thorough=False)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        print_problems(errors)
        fail("nothing was made: mend the errors above first")
    notices = len(problems)
    if notices:
        said = f"{count(notices, 'notice')}; `python -m generator check` says more"
        click.echo(said, err=True)
    return stored


def stay_alone(content: Path) -> None:
    """No other run writes to the content until this command ends; waits for one that does."""

    def say() -> None:
        click.echo(f"another run is writing to {content}; waiting for it", err=True)

    click.get_current_context().with_resource(locked(content, say))


def print_problems(problems: Iterable[Problem]) -> None:
    """Print problems to standard error, in their order."""
    for problem in sorted(problems):
        click.echo(render_text(problem), err=True)


def append(path: Path | None, text: str) -> None:
    """Put a text at the end of a file, if one is named."""
    if path is not None:
        with path.open("a", encoding="utf-8") as file:
            file.write(text)


def fail(message: str) -> NoReturn:
    """End with 1, and say why."""
    click.echo(message, err=True)
    sys.exit(1)


@contextmanager
def progress_bar(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on a terminal, and nothing in a pipe."""
    with counted(label) as show:
        done = 0

        def step(steps: int) -> None:
            nonlocal done
            done += steps
            show(label, done, total)

        yield step


@contextmanager
def counted(label: str) -> Iterator[Callable[[str, int, int], None]]:
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

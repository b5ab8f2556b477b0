"""The command line: the only place that knows the clock, and that prints.

What a command needs beyond this is imported when it runs, so that each starts quickly.
"""

import click

from generator import __version__
from generator.cli.editing import check, correct, migrate, schema
from generator.cli.mailing import digest
from generator.cli.publishing import build, forward, guard, ping, serve
from generator.cli.reading import fetch, ingest, silent
from generator.cli.texts import tags, typeset_report


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sheaf")
def main() -> None:
    """Sheaf: a browsable, searchable archive of papers, kept in git."""


for command in (
    ingest,
    fetch,
    check,
    correct,
    build,
    serve,
    tags,
    typeset_report,
    digest,
    guard,
    forward,
    silent,
    ping,
    schema,
    migrate,
):
    main.add_command(command)

"""Commands that tell what was made of the texts."""

import sys
from pathlib import Path

import click

from generator.cli.shared import CONTENT, checked, fail, print_problems
from generator.problems import close_to, has_errors


@click.command()
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

    stored = checked(content)
    if report is not None:
        text, problems = render_report(stored, str(report), report.read_text(encoding="utf-8"))
        print_problems(problems)
        if has_errors(problems):
            fail("nothing was measured: mend the labels above first")
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


@click.command("typeset")
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
        print_problems(problems)
    else:
        problems = []
        texts = [
            (f"{paper.id} {field}", text)
            for paper in build_archive(checked(content)).papers
            for field, text in (
                ("title", paper.record.title),
                ("abstract", paper.record.abstract),
            )
        ]
    for line in render_report(texts):
        click.echo(line)
    sys.exit(1 if has_errors(problems) else 0)

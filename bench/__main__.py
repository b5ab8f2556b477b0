"""`python -m bench`: an archive of invented papers, and a table of what its build costs."""

import gzip
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.progress import Progress

from bench.measure import Cost, median, size_of
from bench.stages import TENFOLD

PROJECT = Path(__file__).resolve().parent.parent
SHORT = {
    "load": "load: content to records",
    "check": "check: load, then every rule",
    "render": "render: records to pages, in memory",
    "feeds": "feeds: records to feeds, in memory",
    "exports": "files for programs, in memory",
    "related": "related papers, found anew",
    "related_tenfold": "the same, ten times as many papers",
    "write": "content to Markdown, first time",
    "rewrite": "content to Markdown, unchanged",
    "docs": "all that MkDocs gets, first time",
    "docs_again": "all that MkDocs gets, unchanged",
}
LONG = {
    "mkdocs": "MkDocs: pages to site",
    "mkdocs_through": "the same, all pages through Markdown",
    "build": "whole build, start to end",
}


class StageFailed(Exception):
    """A stage ended with an error; the message has its name and what it said."""


@click.command()
@click.option("--records", default=1000, show_default=True, type=click.IntRange(min=1))
@click.option("--runs", default=3, show_default=True, type=click.IntRange(min=1))
@click.option("--no-site", is_flag=True, help="Leave out MkDocs and the whole build.")
def main(records: int, runs: int, no_site: bool) -> None:
    """Print what each stage of a build costs, and how large its products are.

    Every stage runs in a process of its own; the short ones several times, and the median counts.
    """
    times = dict.fromkeys(SHORT, runs) | ({} if no_site else dict.fromkeys(LONG, 1))
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        try:
            costs = _costs(folder, records, times)
        except StageFailed as failure:
            raise click.ClickException(str(failure)) from failure
        click.echo("\n".join(render_table(costs, records)))
        click.echo()
        click.echo("\n".join(render_sizes(costs, records, folder)))


def render_table(costs: Mapping[str, Cost], records: int) -> Iterator[str]:
    """A line for each stage, under a heading."""
    heading = f"{records:,} records"
    yield f"{heading:<37}{'wall s':>9}{'CPU s':>9}{'per 1,000':>11}{'peak MB':>9}{'MB':>9}"
    for name, cost in costs.items():
        worked_on = records * (TENFOLD if name == "related_tenfold" else 1)
        figures = f"{cost.wall:9.2f}{cost.cpu:9.2f}{cost.wall * 1000 / worked_on:11.2f}"
        moved = f"{cost.size / 1e6:9.2f}" if cost.size else f"{'-':>9}"
        yield f"{(SHORT | LONG)[name]:<37}{figures}{cost.peak / 1e6:9.0f}{moved}"


def render_sizes(costs: Mapping[str, Cost], records: int, folder: Path) -> Iterator[str]:
    """What content to Markdown takes in all, and how much there is of each product."""
    for name, when in (("write", "the first time"), ("rewrite", "again")):
        seconds = costs[name].wall * 1000 / records
        yield _line(f"content to Markdown, 1,000, {when}", f"{seconds:.2f} s")
    yield _line("pages for MkDocs", f"{_files(folder / 'docs'):,} files")
    site = folder / "site"
    if not site.exists():
        return
    index = (site / "search" / "search_index.json").read_bytes()
    yield _line("site", f"{_files(site):,} files")
    yield _line("site size", f"{size_of(site) / 1e6:,.2f} MB")
    yield _line("search index", f"{len(index) / 1e6:,.2f} MB")
    yield _line("search index, gzip", f"{len(gzip.compress(index)) / 1e6:,.2f} MB")


def _costs(folder: Path, records: int, times: Mapping[str, int]) -> dict[str, Cost]:
    """The cost of each stage, each run so many times."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("making the archive", total=1 + sum(times.values()))
        _run("make", str(folder), str(records))
        costs = {}
        for name, runs in times.items():
            taken = []
            for _ in range(runs):
                bar.update(task, description=(SHORT | LONG)[name], advance=1)
                said = _run(name, str(folder))
                taken.append(msgspec.json.decode(said, type=Cost))
            costs[name] = median(taken)
    return costs


def _run(stage: str, *arguments: str) -> bytes:
    """What a stage prints, in a process of its own; what it says on its way shows if it fails."""
    command = [sys.executable, "-m", "bench.stages", stage, *arguments]
    run = subprocess.run(command, cwd=PROJECT, capture_output=True, check=False)
    if run.returncode != 0:
        raise StageFailed(f"{stage} failed\n{run.stderr.decode(errors='replace').strip()}")
    return run.stdout


def _files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def _line(label: str, figure: str) -> str:
    return f"{label:<37}{figure:>18}"


if __name__ == "__main__":
    main(prog_name="python -m bench")

"""The invented papers are what tests and the benchmark take them for, and the benchmark runs."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from bench import __main__ as bench
from bench.__main__ import SHORT
from bench.measure import Cost, size_of
from bench.stages import STAGES
from generator.check import check_content
from generator.dates import resolve
from generator.identity import compared_title
from generator.ingest import read_dump
from generator.problems import has_errors
from generator.sources.dump import DumpEntry, parse_dump, render_dump
from generator.typeset.addresses import find_links
from tests.environment import uncovered
from tests.invented import (
    InventedPaper,
    cards_dump,
    compact_dump,
    content,
    papers,
    spaced_dump,
)

PROJECT = Path(__file__).parent.parent
MANY = papers(2000)
FEW = MANY[:60]


def test_same_seed_gives_the_same_papers() -> None:
    """A seed decides every paper, and how many are asked for changes none of them."""
    assert papers(60) == FEW
    assert papers(60, seed=1) != FEW


def test_titles_are_distinct() -> None:
    """No two papers have titles that count as the same."""
    assert len(MANY) == len({compared_title(paper.title) for paper in MANY})


def test_papers_are_of_realistic_size() -> None:
    """Titles have 4 to 16 words, abstracts 600 to 1,900 characters, and a third have a link."""
    assert all(4 <= len(paper.title.split()) <= 16 for paper in MANY)
    assert all(len(paper.title) <= 130 for paper in MANY)
    assert all(600 <= len(paper.abstract) <= 1900 for paper in MANY)
    assert 600 < sum(paper.link is not None for paper in MANY) < 730
    assert 600 < sum(paper.published is not None for paper in MANY) < 730


def test_link_is_the_one_in_the_abstract() -> None:
    """The link is all that the generator finds in the abstract."""
    for paper in MANY:
        assert ((paper.link,) if paper.link else ()) == find_links(paper.abstract)


@pytest.mark.parametrize(
    ("text", "layout"),
    [(compact_dump(FEW), "compact"), (spaced_dump(FEW), "spaced"), (cards_dump(FEW), "cards")],
    ids=["compact", "spaced", "cards"],
)
def test_dump_holds_the_papers(text: str, layout: str) -> None:
    """Each layout is told for what it is, without a stray line, and holds title and abstract."""
    dump = parse_dump(text)
    assert (layout, ()) == (dump.layout, dump.strays)
    assert [(p.title, p.abstract) for p in FEW] == [(e.title, e.abstract) for e in dump.entries]
    assert text == render_dump(dump)


@pytest.mark.parametrize("day_text", ["Jan 1", "Oct 30", "Dec 31"])
@pytest.mark.parametrize("size", [1, 2, 60])
def test_cards_hold_what_stands_under_the_abstract(size: int, day_text: str) -> None:
    """Authors, organizations, comments and dates come back, with the year that is inferred."""
    dated = [paper for paper in MANY if paper.published][:size]
    text = cards_dump(dated, day_text)
    reading, problems = read_dump("invented.txt", text.encode(), day=None)
    assert problems == []
    assert reading is not None
    assert reading.day is not None
    seen = [_facts(entry, reading.day.year) for entry in parse_dump(text).entries]
    assert [_known(paper) for paper in dated] == seen


def test_cards_of_a_year_leave_it_out() -> None:
    """A page prints the year of a date only where it is not its own."""
    paper = next(p for p in MANY if p.published and p.published.year == 2024)
    assert ", 2024" not in cards_dump([paper], "Dec 31", year=2024)
    assert ", 2024" in cards_dump([paper], "Jan 1", year=2025)


def test_content_is_whole(tmp_path: Path) -> None:
    """A content folder has every paper as a record, in listings, and nothing wrong with it."""
    content(tmp_path / "content", 120)
    stored, problems = check_content(tmp_path / "content")
    assert not has_errors(problems)
    assert 120 == len(stored.records)
    assert 120 == sum(len(listing.entries) for listing in stored.listings.values())
    dates = sorted(
        (paper.title, paper.published) for paper in papers(120) if paper.published is not None
    )
    assert dates == sorted((r.title, r.published) for r in stored.records.values() if r.published)


def test_bench_prints_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """The benchmark of a small archive has a line with four figures or more for every stage."""

    def run_here(stage: str, folder: str, records: str = "") -> bytes:
        if stage == "make":
            content(Path(folder) / "content", int(records))
            return b""
        return msgspec.json.encode(STAGES[stage](Path(folder)))

    # Each in a process of its own would spend its time on imports.
    monkeypatch.setattr(bench, "_run", run_here)
    run = CliRunner().invoke(bench.main, ["--records", "20", "--runs", "1", "--no-site"])
    assert "" == run.stderr
    heading, *lines = run.stdout.split("\n\n")[0].splitlines()
    assert heading.startswith("20 records")
    assert [line[:37].strip() for line in lines] == list(SHORT.values())
    for line in lines:
        wall, cpu, per_thousand, peak, _ = line.split()[-5:]
        assert min(map(float, (wall, cpu, per_thousand, peak))) >= 0
    assert "content to Markdown" in run.stdout


def test_a_stage_prints_its_cost(tmp_path: Path) -> None:
    """A stage run in a process of its own prints what it took, on an archive made by another."""
    assert b"" == _stage("make", tmp_path, "3")
    cost = msgspec.json.decode(_stage("load", tmp_path), type=Cost)
    assert cost.wall > 0
    assert cost.peak > 0
    assert cost.size == size_of(tmp_path / "content")


def _stage(name: str, folder: Path, *arguments: str) -> bytes:
    command = [sys.executable, "-m", "bench.stages", name, str(folder), *arguments]
    return subprocess.run(
        command, cwd=PROJECT, env=uncovered(), capture_output=True, check=True
    ).stdout


def test_bench_says_which_stage_failed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A stage that ends with an error ends the benchmark with its name and exit code 1."""
    monkeypatch.setattr(bench, "PROJECT", tmp_path)
    run = CliRunner().invoke(bench.main, ["--records", "2", "--no-site"])
    assert 1 == run.exit_code
    assert run.output.startswith("Error: make failed\n")


def _known(paper: InventedPaper) -> tuple[date | None, int | None, str | None, int | None]:
    return paper.published, paper.author_count, paper.organization, paper.comments


def _facts(entry: DumpEntry, year: int) -> tuple[date | None, int | None, str | None, int | None]:
    block = entry.block
    assert block is not None
    return resolve(block.date or "", year), block.authors, block.organization, block.comments

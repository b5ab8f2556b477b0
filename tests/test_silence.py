"""Sources that fell silent are told once it is no accident any more."""

from datetime import date, timedelta
from pathlib import Path

from click.testing import CliRunner

from generator.cli import main
from generator.model import Answer
from generator.silence import silent_sources

LAST = date(2025, 10, 30)
SOURCES = ("daily-papers", "arxiv cs.CL")


def after(days: int) -> date:
    return LAST + timedelta(days=days)


def test_a_source_is_silent_from_the_third_day_in_vain() -> None:
    """The line is the same on every later day, so that an issue of that name is opened once."""
    answers = [Answer(source="daily-papers", on=LAST, vain=after(1))]
    line = "daily-papers has given no valid answer since 2025-10-30"
    told = [silent_sources(SOURCES, answers, after(days)) for days in (1, 2, 3, 4, 40)]
    assert [[], [], [line], [line], [line]] == told


def test_a_source_that_answers_is_not_silent() -> None:
    """However long ago it was asked: nobody has asked in vain since."""
    assert [] == silent_sources(SOURCES, [Answer(source="daily-papers", on=LAST)], after(40))


def test_a_source_that_never_answered_is_told_too() -> None:
    """It is known by the day on which it was first asked."""
    answers = [Answer(source="arxiv cs.CL", vain=LAST)]
    assert ["arxiv cs.CL has given no valid answer yet, and was first asked on 2025-10-30"] == (
        silent_sources(SOURCES, answers, after(2))
    )


def test_a_source_that_nobody_wants_any_more_is_left_alone() -> None:
    """What archive.yml does not name is not told."""
    assert [] == silent_sources((), [Answer(source="arxiv cs.CL", vain=LAST)], after(9))


def test_the_command_names_them_one_a_line(tmp_path: Path) -> None:
    """It prints nothing else, so that a workflow can read it."""
    content = tmp_path / "content"
    content.mkdir()
    settings = "schema: 1\nname: A\ndescription: B\nsite_url: https://example.org/\n"
    (content / "archive.yml").write_text(f"{settings}sources: [daily-papers, arxiv cs.CL]\n")
    answers = "- {source: daily-papers, on: 2025-10-30, vain: 2025-10-31}\n"
    (content / "answers.yml").write_text(answers)
    command = ["silent", "--content", str(content), "--on"]
    silent = CliRunner().invoke(main, [*command, "2025-11-02"], catch_exceptions=False)
    assert "daily-papers has given no valid answer since 2025-10-30\n" == silent.stdout
    early = CliRunner().invoke(main, [*command, "2025-11-01"], catch_exceptions=False)
    assert (0, "") == (early.exit_code, early.stdout)


def test_content_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """No silence is not the same as sources that cannot be known."""
    (tmp_path / "archive.yml").write_text("schema: 1\n")
    silent = CliRunner().invoke(main, ["silent", "--content", str(tmp_path)])
    assert (1, "") == (silent.exit_code, silent.stdout)
    assert "'name' is missing" in silent.stderr

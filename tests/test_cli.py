"""Commands end as they promise: exit codes, formats, and words a person understands."""

import json
from pathlib import Path

from click.testing import CliRunner

from generator.cli import main


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, args)
    return result.exit_code, result.output


def broken(tmp_path: Path) -> str:
    record = tmp_path / "content" / "records" / "a-b" / "a-b.yml"
    record.parent.mkdir(parents=True)
    record.write_text("id: a-b\ntitel: A\nadded: 2026-01-02\nchanged: 2026-01-02\n")
    return str(tmp_path / "content")


def test_check_prints_problems_with_their_places(tmp_path: Path) -> None:
    """Errors end with exit code 1, in each of the formats."""
    content = broken(tmp_path)
    code, output = run("check", "--content", content)
    assert code == 1
    assert "content/records/a-b/a-b.yml:2: error: unknown key 'titel'" in output
    code, output = run("check", "--content", content, "--format", "github")
    assert code == 1
    assert "::error file=content/records/a-b/a-b.yml,line=2::unknown key 'titel'" in output
    code, output = run("check", "--content", content, "--format", "json")
    assert code == 1
    assert {"error", "notice"} == {problem["severity"] for problem in json.loads(output)}


def test_check_of_an_empty_folder_passes(tmp_path: Path) -> None:
    """Notices stop nothing."""
    code, output = run("check", "--content", str(tmp_path / "content"))
    assert code == 0
    assert "0 errors" in output


def test_build_stops_at_errors(tmp_path: Path) -> None:
    """Nothing is built from broken content, and the output says what to mend."""
    code, output = run("build", "--content", broken(tmp_path), "--site", str(tmp_path / "site"))
    assert code == 1
    assert "mend the errors above first" in output
    assert not (tmp_path / "site").exists()


def test_wrong_usage_is_exit_code_two(tmp_path: Path) -> None:
    """Unknown commands, options and formats are wrong usage."""
    assert run("frobnicate")[0] == 2
    assert run("ingest")[0] == 2
    assert run("check", "--format", "xml")[0] == 2


def test_help_names_every_command() -> None:
    """What can be done is told by --help."""
    output = run("--help")[1]
    for command in main.commands:
        assert f"\n  {command} " in output

"""A fork that takes newer code brings its content along, or is told why it cannot."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.migrate import (
    MIGRATIONS,
    CannotMigrate,
    Files,
    Migration,
    migrate,
    migrate_content,
    schema_of,
)
from generator.model import SCHEMA
from generator.problems import has_errors, render_text

# What this code reads is schema 1, so these steps lead to it from schemas that never were.
SETTINGS = """\
# Ours, and this line is to stay.
schema: 0
name: Old papers
description: Papers of an older kind.
site_url: https://example.org/old/
"""
RECORD = "records/a-pa/a-paper.yml"


def _titled(files: Files) -> Mapping[str, str | None]:
    """Records that called their title a name."""
    records = (path for path in files if path.startswith("records/"))
    return {path: files[path].replace("name: ", "title: ") for path in records}


def _without_notes(files: Files) -> Mapping[str, str | None]:
    return {path: None for path in files if path.startswith("notes/")}


TITLED = Migration(1, "a record's name is called its title", _titled)


def write(content: Path, record: str = "name: A Paper") -> Path:
    """Content of schema 0, under git."""
    texts = {
        "archive.yml": SETTINGS,
        "tags.yml": "terms: []\n",
        RECORD: f"id: a-paper\n{record}\nadded: 2025-10-30\nchanged: 2025-10-30\n",
    }
    for path, text in texts.items():
        (content / path).parent.mkdir(parents=True, exist_ok=True)
        (content / path).write_text(text, encoding="utf-8")
    git(content, "init", "--quiet")
    commit(content)
    return content


def commit(content: Path) -> None:
    git(content, "add", ".")
    git(content, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "All")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True)


def bytes_of(content: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in content.rglob("*.yml")}


def test_the_steps_lead_to_the_newest_schema() -> None:
    """There is a step to every schema after the first, in order."""
    assert list(range(2, SCHEMA + 1)) == [step.number for step in MIGRATIONS]


def test_steps_follow_one_another() -> None:
    """Each step sees what the one before left; what differs in the end is told, and what goes."""
    files = {"archive.yml": SETTINGS, "notes/a.yml": "a: 1\n", "records/b.yml": "name: B\n"}
    steps = (TITLED, Migration(2, "notes are gone", _without_notes))
    migrated = migrate(files, steps, newest=2)
    assert steps == migrated.steps
    assert {
        "archive.yml": SETTINGS.replace("schema: 0", "schema: 2"),
        "notes/a.yml": None,
        "records/b.yml": "title: B\n",
    } == migrated.changes


def test_a_step_that_is_not_there_is_told() -> None:
    """Half a way is no way."""
    with pytest.raises(CannotMigrate, match="no way from schema 0 to 2"):
        migrate({"archive.yml": SETTINGS}, (TITLED,), newest=2)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("name: A\n", "no line such as `schema: 1`"),
        ("schema: one\n", "no line such as `schema: 1`"),
        ("schema: 1\nschema: 2\n", "or several"),
    ],
)
def test_settings_without_a_schema_are_told(settings: str, said: str) -> None:
    with pytest.raises(CannotMigrate, match=said):
        schema_of(settings)


@pytest.mark.parametrize("line", ["schema: 1", "schema: '1'", 'schema:   "1"  # the first'])
def test_a_schema_may_be_written_in_many_ways(line: str) -> None:
    assert 1 == schema_of(f"name: A\n{line}\ndescription: B\n")


def test_content_is_migrated_and_comments_stay(tmp_path: Path) -> None:
    """After the steps the content is valid, and what people wrote beside it is still there."""
    content = write(tmp_path / "content")
    migrated, problems = migrate_content(content, (TITLED,), newest=1)
    assert not has_errors(problems)
    assert {"archive.yml", RECORD} == migrated.changes.keys()
    assert "title: A Paper" in (content / RECORD).read_text(encoding="utf-8")
    assert SETTINGS.replace("schema: 0", "schema: 1") == (content / "archive.yml").read_text()
    again, _ = migrate_content(content, (TITLED,), newest=1)
    assert () == again.steps


def test_what_is_not_committed_is_never_migrated(tmp_path: Path) -> None:
    """Content that git could not bring back stays as it is."""
    content = write(tmp_path / "content")
    (content / "tags.yml").write_text("terms:  []\n", encoding="utf-8")
    before = bytes_of(content)
    with pytest.raises(CannotMigrate, match="1 files differ from the last commit"):
        migrate_content(content, (TITLED,), newest=1)
    assert before == bytes_of(content)


def test_an_invalid_outcome_is_never_written(tmp_path: Path) -> None:
    """Content that would not be valid after the steps stays as it is, and it is said why."""
    content = write(tmp_path / "content", record="nmae: A Paper")
    before = bytes_of(content)
    _, problems = migrate_content(content, (TITLED,), newest=1)
    assert "content/records/a-pa/a-paper.yml:2: error: unknown key 'nmae'" in "\n".join(
        map(render_text, problems)
    )
    assert before == bytes_of(content)


def run(content: Path, command: str = "migrate") -> tuple[int, str]:
    result = CliRunner().invoke(main, [command, "--content", str(content)], catch_exceptions=False)
    return result.exit_code, result.output


def test_the_newest_schema_needs_nothing(tmp_path: Path) -> None:
    """The command says so, under git or not, and writes nothing."""
    content = write(tmp_path / "content", record="title: A Paper")
    (content / "archive.yml").write_text(SETTINGS.replace("schema: 0", f"schema: {SCHEMA}"))
    before = bytes_of(content)
    code, output = run(content)
    assert (0, True) == (code, f"has schema {SCHEMA}, the newest: nothing to do" in output)
    assert before == bytes_of(content)


def test_newer_content_needs_newer_code(tmp_path: Path) -> None:
    """Content of a schema that nobody here knows is refused by every command, and it says why."""
    content = write(tmp_path / "content", record="title: A Paper")
    (content / "archive.yml").write_text(SETTINGS.replace("schema: 0", "schema: 99"))
    code, output = run(content)
    assert (1, True) == (code, f"says schema 99, and this code reads up to {SCHEMA}" in output)
    code, output = run(content, "check")
    assert 1 == code
    assert "archive.yml:2: error: schema: '99' is not what this code reads" in output

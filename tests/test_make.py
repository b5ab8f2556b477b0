"""What people write behind make reaches the program as they meant it."""

import os
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
# What a make that runs the tests hands on to every make below it.
HANDED_ON = frozenset({"MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS", "VENV"})
PROGRAM = '#!/bin/sh\nshift 3\nfor word; do echo "<$word>"; done\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with dumps, in which everything is installed and the program says what it got."""
    for name in ("a.txt", "two words.txt", "it's.txt"):
        (tmp_path / name).touch()
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").write_text(PROGRAM, encoding="utf-8")
    (tmp_path / ".venv/bin/python").chmod(0o755)
    for stamp in ("requirements.lock", ".venv/.venv", ".venv/.site"):
        (tmp_path / stamp).touch()
    return tmp_path


def make(folder: Path, *arguments: str) -> list[str]:
    """The words behind the name of the command that a target ran."""
    command = ["make", "--silent", "--file", str(PROJECT / "Makefile"), *arguments]
    known = {name: value for name, value in os.environ.items() if name not in HANDED_ON}
    ran = subprocess.run(
        command, cwd=folder, env=known, capture_output=True, text=True, check=False
    )
    assert 0 == ran.returncode, ran.stderr
    return [line[1:-1] for line in ran.stdout.splitlines()]


@pytest.mark.parametrize(
    ("files", "read"),
    [
        ("a.txt", ["a.txt"]),
        ("two words.txt", ["two words.txt"]),
        ("it's.txt", ["it's.txt"]),
        ("*.txt", ["a.txt", "it's.txt", "two words.txt"]),
        ("a.txt 'two words.txt'", ["a.txt", "two words.txt"]),
        ("no such.txt", ["no", "such.txt"]),
    ],
)
def test_files_may_have_spaces(folder: Path, files: str, read: list[str]) -> None:
    """One file is taken as it is called; several, patterns and quotes as a shell takes them."""
    words = make(folder, "ingest", f"FILES={files}")
    assert ("--", sorted(read)) == (words[0], sorted(words[1:]))


def test_options_have_their_variables(folder: Path) -> None:
    """The day and the name of a listing, and the address to serve at."""
    words = make(folder, "ingest", "FILES=a.txt", "DAY=2024-10-30")
    assert ["--day", "2024-10-30", "--", "a.txt"] == words
    words = make(folder, "ingest", "FILES=a.txt", "TITLE=Our group's papers")
    assert ["--title", "Our group's papers", "--", "a.txt"] == words
    words = make(folder, "ingest", "FILES=a.txt", "LISTING=file-1")
    assert ["--listing", "file-1", "--", "a.txt"] == words
    assert ["--address", "127.0.0.1:8001"] == make(folder, "serve", "ADDRESS=127.0.0.1:8001")
    assert [] == make(folder, "serve")

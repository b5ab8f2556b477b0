"""What README and CONTRIBUTING show is what there is; a fork may write its README anew."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
PAGES = {"README": README, "CONTRIBUTING": (PROJECT / "CONTRIBUTING.md").read_text("utf-8")}
EXAMPLES = [
    (language, text)
    for language, text in re.findall(
        r"^```(text|json)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE
    )
]


# Whoever forks the archive writes this page for its readers, and need not show what we do.
@pytest.mark.skipif("# Sheaf" not in README, reason="this README is a fork's own")
def test_readme_shows_a_dump_and_a_list() -> None:
    assert ["text", "json"] == [language for language, _ in EXAMPLES]


@pytest.mark.parametrize(("language", "text"), EXAMPLES)
def test_the_files_that_readme_shows_are_read(tmp_path: Path, language: str, text: str) -> None:
    """Each is ingested as it stands, without a problem."""
    file = tmp_path / "example"
    file.write_text(text, encoding="utf-8")
    content = tmp_path / "content"
    command = ["ingest", str(file), "--content", str(content), "--day", "2025-10-30"]
    said = CliRunner().invoke(main, command)
    papers = {"text": 2, "json": 1}[language]
    assert 0 == said.exit_code
    said_of = {
        2: "1 listing with 2 entries: 2 new records",
        1: "1 listing with 1 entry: 1 new record",
    }
    assert said.output.startswith(said_of[papers])


@pytest.mark.parametrize("page", PAGES)
def test_named_commands_exist(page: str) -> None:
    """Whatever is said to be run is a target of make, or a command of the program."""
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    for words in re.findall(r"(?:`|^)make ((?:[a-z-]+ ?)+)", PAGES[page], re.MULTILINE):
        assert set(words.split()) <= targets, words
    named = set(re.findall(r"-m generator ([a-z]+)", PAGES[page]))
    assert named <= main.commands.keys()


@pytest.mark.parametrize("page", PAGES)
def test_files_that_are_linked_exist(page: str) -> None:
    """Links into the repository lead somewhere, as do links within the page."""
    text = PAGES[page]
    anchors = {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings(text)}
    for to in re.findall(r'\]\(([^)\s]+)\)|src="([^"]+)"', text):
        path, _, anchor = "".join(to).partition("#")
        if not path.startswith("https:"):
            assert (PROJECT / path).exists(), path
            assert path or anchor in anchors, anchor


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", text, re.MULTILINE)

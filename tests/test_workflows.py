"""The workflows are well-formed, ask for little, and give what comes from outside no way in."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).resolve().parent.parent
GITHUB = PROJECT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
DEPENDABOT = GITHUB / "dependabot.yml"
PROGRAMS = Path(sys.executable).parent

Job = tuple[str, dict[str, Any]]


def jobs() -> Iterator[Job]:
    for path in WORKFLOWS:
        described = yaml.safe_load(path.read_text(encoding="utf-8"))
        for name, job in described["jobs"].items():
            yield f"{path.name}: {name}", job


def run(*command: object) -> subprocess.CompletedProcess[str]:
    """What a program of the test's own environment said."""
    arguments = [str(PROGRAMS / str(command[0])), *map(str, command[1:])]
    return subprocess.run(arguments, cwd=PROJECT, capture_output=True, text=True, check=False)


def test_zizmor_finds_nothing() -> None:
    """No workflow has what zizmor knows to be dangerous."""
    found = run("zizmor", "--offline", "--no-progress", "--strict-collection", PROJECT / ".github")
    assert 0 == found.returncode, found.stdout + found.stderr


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("custom.github-workflows-require-timeout", WORKFLOWS),
        ("vendor.github-issue-forms", [GITHUB / "ISSUE_TEMPLATE" / "correction.yml"]),
    ],
)
def test_files_keep_their_schema(schema: str, paths: list[Path]) -> None:
    """GitHub would read every file, and every job ends by itself."""
    found = run("check-jsonschema", "--builtin-schema", schema, *paths)
    assert 0 == found.returncode, found.stdout + found.stderr


# README tells forks to delete it: their libraries come with newer code.
@pytest.mark.skipif(not DEPENDABOT.exists(), reason="a fork may do without Dependabot")
def test_dependabot_keeps_its_schema() -> None:
    """GitHub would read it, where it is."""
    found = run("check-jsonschema", "--builtin-schema", "vendor.dependabot", DEPENDABOT)
    assert 0 == found.returncode, found.stdout + found.stderr


def test_no_branch_is_named() -> None:
    """The default branch may have any name: workflows ask which it is."""
    for path in WORKFLOWS:
        # YAML 1.1 takes the key `on` for a truth value.
        events = yaml.safe_load(path.read_text(encoding="utf-8"))[True]
        assert ["**"] == ((events.get("push") or {}).get("branches", ["**"])), path.name


def test_there_is_one_python() -> None:
    """Every job runs the version that the project is tested with."""
    versions = {
        step["with"]["python-version"]
        for _, job in jobs()
        for step in job.get("steps", ())
        if step.get("uses", "").startswith("actions/setup-python@")
    }
    assert 1 == len(versions)


def test_only_official_actions_are_used() -> None:
    """GitHub's own, by their major version, and workflows of this repository."""
    for name, job in jobs():
        used = [step["uses"] for step in job.get("steps", ()) if "uses" in step]
        for uses in [*used, *([job["uses"]] if "uses" in job else [])]:
            action, _, version = uses.partition("@")
            official = action.startswith("actions/") and version[:1] == "v"
            assert official or uses.startswith("./.github/workflows/"), f"{name}: {uses}"


def test_nothing_from_outside_stands_in_a_script() -> None:
    """Expressions reach scripts through the environment only."""
    for name, job in jobs():
        for step in job.get("steps", ()):
            assert "${{" not in step.get("run", ""), name


def test_every_job_says_what_it_may_do() -> None:
    """No workflow has permissions as a whole; each job has those it needs."""
    for path in WORKFLOWS:
        described = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert {} == described["permissions"], path.name
        assert "bash -euo pipefail {0}" == described["defaults"]["run"]["shell"], path.name
    for name, job in jobs():
        assert "permissions" in job, name


def test_every_program_of_ours_exists() -> None:
    """Each command of the generator that a workflow runs is one it has."""
    from generator.cli import main

    texts = [path.read_text(encoding="utf-8") for path in [*WORKFLOWS, *GITHUB.glob("scripts/*")]]
    words = " ".join(texts).split()
    named = {
        words[at + 2]
        for at, word in enumerate(words)
        if word == "-m" and words[at + 1] == "generator"
    }
    assert named, "no workflow runs the generator"
    assert named <= main.commands.keys()

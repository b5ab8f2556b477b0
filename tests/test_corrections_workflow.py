"""The workflow of corrections, rehearsed: its script, real git, and a `gh` that only remembers."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator.strict_yaml import parse_yaml
from tests.rehearsal.expressions import Value, holds
from tests.test_correcting import written
from tests.test_issue_form import TEXTS, body

PROJECT = Path(__file__).parent.parent
WORKFLOW = PROJECT / ".github" / "workflows" / "corrections.yml"
BRANCH = "corrections/issue-{}"
BASE = "trunk"
FORM = body()


class Rehearsal:
    """A repository with a remote, and issues."""

    def __init__(self, folder: Path, **issues: dict[str, Any]) -> None:
        self.folder = folder / "clone"
        self.remote = folder / "remote.git"
        self._state = folder / "gh.json"
        content = written(folder)
        self.folder.mkdir()
        shutil.move(content, self.folder / "content")
        git(folder, "init", "--quiet", "--bare", f"--initial-branch={BASE}", str(self.remote))
        git(self.folder, "init", "--quiet", f"--initial-branch={BASE}")
        git(self.folder, "add", ".")
        git(
            self.folder, "-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "all"
        )
        git(self.folder, "remote", "add", "origin", str(self.remote))
        git(self.folder, "push", "--quiet", "origin", BASE)
        command = folder / "bin" / "gh"
        command.parent.mkdir()
        command.write_text(
            f'#!/bin/sh\nexec "{sys.executable}" "{PROJECT}/tests/fake_gh.py" "$@"\n'
        )
        command.chmod(0o755)
        known = {
            number.removeprefix("n"): {
                "author": "octo-cat",
                "labels": ["correction"],
                "edited": "-",
                "approved": "-",
                **issue,
            }
            for number, issue in issues.items()
        }
        kept = {"issues": known, "pulls": {}, "edited_pulls": [], "statuses": {}, "calls": []}
        self._state.write_text(json.dumps(kept))

    @property
    def state(self) -> Any:
        """What gh remembers."""
        return json.loads(self._state.read_text())

    def run(self, *arguments: str) -> str:
        """What the script prints, as a step of the workflow runs it."""
        path = f"{self._state.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
        environment = {
            **os.environ,
            "PATH": path,
            "PYTHON": sys.executable,
            "PYTHONPATH": str(PROJECT),
            "FAKE_GH": str(self._state),
            "GITHUB_REPOSITORY": "acme/papers",
            "BASE": BASE,
        }
        done = subprocess.run(
            [str(PROJECT / ".github" / "scripts" / "corrections"), *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def pushed(self, number: int) -> dict[str, str]:
        """The files that a pushed branch has and the base has not, or not so."""
        branch = BRANCH.format(number)
        names = git(self.remote, "diff", "--name-only", BASE, branch).split("\n")
        return {name: git(self.remote, "show", f"{branch}:{name}") for name in names if name}


def git(folder: Path, *arguments: str) -> str:
    run = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True)
    return run.stdout.decode()


def approved(form: str, **more: Any) -> dict[str, Any]:
    labels = ["correction", "approved"]
    return {"body": form, "labels": labels, "approved": "2026-01-02T10:00:00Z", **more}


def test_an_issue_is_answered(tmp_path: Path) -> None:
    """A form that can be read is labelled so and told what it changes; another is told why not."""
    rehearsal = Rehearsal(
        tmp_path, n3={"body": body(title="A boat")}, n4={"body": body(published="soon")}
    )
    rehearsal.run("answer", "3", "opened")
    rehearsal.run("answer", "4", "opened")
    good, bad = (rehearsal.state["issues"][number] for number in "34")
    assert (["correction", "readable"], True) == (good["labels"], "+ A boat" in good["comment"])
    assert (["correction", "needs work"], True) == (bad["labels"], "'soon'" in bad["comment"])
    assert "" == git(rehearsal.folder, "status", "--porcelain")


def test_an_issue_without_labels_gets_them(tmp_path: Path) -> None:
    """GitHub gives no issue a label that its repository does not have yet: the answer does."""
    rehearsal = Rehearsal(tmp_path, n3={"body": body(title="A boat"), "labels": []})
    rehearsal.run("answer", "3", "opened")
    assert ["correction", "readable"] == rehearsal.state["issues"]["3"]["labels"]
    made = [call[2] for call in rehearsal.state["calls"] if call[:2] == ["label", "create"]]
    assert {"correction", "readable", "needs work", "approved"} == set(made)


@pytest.mark.parametrize(
    ("known", "jobs"),
    [
        ({"event.action": "opened", "event.issue.body": FORM}, ["answer"]),
        ({"event.action": "opened", "event.issue.body": "Where is my cat?"}, []),
        ({"event.action": "edited", "event.issue.labels.*.name": ["correction"]}, ["answer"]),
        ({"event.action": "edited", "event.issue.body": FORM, "event.issue.state": "closed"}, []),
        ({"event.action": "labeled", "event.label.name": "approved"}, ["propose"]),
        ({"event.action": "labeled", "event.label.name": "readable"}, []),
        ({"event_name": "push", "ref_name": "trunk"}, ["propose"]),
        ({"event_name": "push", "ref_name": "corrections/issue-3"}, []),
        ({"event_name": "workflow_dispatch"}, ["propose"]),
    ],
)
def test_each_event_starts_what_it_should(known: dict[str, Value], jobs: list[str]) -> None:
    """A form is known by its text, whatever its labels; a branch by being the default one."""
    issue = known.get("event_name", "issues") == "issues"
    told: dict[str, Value] = {
        "event_name": "issues",
        "event.action": "",
        "event.issue.body": "",
        "event.issue.labels.*.name": [],
        "event.issue.state": "open" if issue else "",
        "event.label.name": "",
        "event.repository.default_branch": BASE,
        "ref_name": BASE,
        **known,
    }
    workflow: Any = parse_yaml(WORKFLOW.read_text(encoding="utf-8"))
    named = {f"github.{name}": value for name, value in told.items()}
    assert jobs == [name for name, job in workflow["jobs"].items() if holds(job["if"], named)]


def test_editing_takes_the_approval_away(tmp_path: Path) -> None:
    """What was approved is not what stands there now."""
    rehearsal = Rehearsal(tmp_path, n3=approved(body(title="A boat")))
    rehearsal.run("answer", "3", "edited")
    assert ["correction", "readable"] == rehearsal.state["issues"]["3"]["labels"]


def test_all_that_is_approved_is_proposed(tmp_path: Path) -> None:
    """Each with its file, its author, what readers will see, the check, and the issue it closes."""
    rehearsal = Rehearsal(
        tmp_path,
        n3=approved(body(title="A boat")),
        n4={"body": body(title="Not approved")},
        n5=approved(body(paper="boat-1", add_tags="boats", organization="Acme")),
    )
    rehearsal.run("propose")
    assert {BRANCH.format(3), BRANCH.format(5)} == rehearsal.state["pulls"].keys()
    assert ["content/corrections/cat-1.yml"] == list(rehearsal.pushed(3))
    (text,) = rehearsal.pushed(5).values()
    assert ("by: octo-cat" in text, "organization: Acme" in text) == (True, True)
    message = git(rehearsal.remote, "log", "-1", "--format=%B", BRANCH.format(3))
    assert "Co-authored-by: octo-cat <583231+octo-cat@users.noreply.github.com>" in message
    pull = rehearsal.state["pulls"][BRANCH.format(3)]
    assert pull.startswith("Closes #3.")
    assert "+ A boat" in pull
    assert "The check of the whole content: 0 errors." in pull
    heads = {git(rehearsal.remote, "rev-parse", BRANCH.format(n)).strip() for n in (3, 5)}
    assert dict.fromkeys(heads, "success") == rehearsal.state["statuses"]
    rehearsal.run("propose")
    assert 2 == len(rehearsal.state["edited_pulls"]), "a second run proposes nothing twice"
    assert heads == {git(rehearsal.remote, "rev-parse", BRANCH.format(n)).strip() for n in (3, 5)}


def test_what_somebody_committed_to_a_proposal_stays(tmp_path: Path) -> None:
    """A maintainer mends a proposal where it stands; no later run takes that away."""
    rehearsal = Rehearsal(tmp_path, n3=approved(body(title="A boat")))
    rehearsal.run("propose")
    git(rehearsal.folder, "switch", "--quiet", BRANCH.format(3))
    (path,) = rehearsal.pushed(3)
    mended = rehearsal.folder / path
    mended.write_text(mended.read_text().replace("A boat", "A small boat"))
    person = ("-c", "user.name=ada", "-c", "user.email=ada@papers.example")
    git(rehearsal.folder, *person, "commit", "--quiet", "--all", "--message", "Say how small")
    git(rehearsal.folder, "push", "--quiet", "origin", BRANCH.format(3))
    git(rehearsal.folder, "switch", "--quiet", BASE)
    said = rehearsal.run("propose")
    assert f"::notice::somebody has committed to {BRANCH.format(3)}" in said
    assert "A small boat" in rehearsal.pushed(3)[path]


@pytest.mark.parametrize(
    ("form", "edited", "labels"),
    [
        (body(title="A boat"), "2026-01-02T10:00:00Z", ["correction"]),
        (body(title="A boat"), "2026-01-02T10:00:01Z", ["correction"]),
        (body(title="A boat"), "2026-01-02T09:59:59Z", ["correction", "approved"]),
        (body(title="A\nboat"), "-", ["correction", "needs work"]),
    ],
)
def test_an_approval_holds_for_what_was_approved(
    tmp_path: Path, form: str, edited: str, labels: list[str]
) -> None:
    """A text edited since, or one that cannot be read, is not proposed and loses its approval."""
    rehearsal = Rehearsal(tmp_path, n3=approved(form, edited=edited))
    rehearsal.run("propose")
    assert labels == rehearsal.state["issues"]["3"]["labels"]
    assert ("approved" in labels) is bool(rehearsal.state["pulls"])


def test_hostile_issues_do_no_harm(tmp_path: Path) -> None:
    """One becomes exactly one file of one field, the others are refused and hold nothing up."""
    hostile = "\n".join(text for text in TEXTS if len(text) < 1000)
    rehearsal = Rehearsal(
        tmp_path,
        n1=approved(body(abstract="x" * 1_000_000)),
        n2=approved(body(paper="../../.github/workflows/x", title="\u202ex")),
        n3=approved(body(abstract=hostile)),
    )
    printed = rehearsal.run("propose")
    assert not [line for line in printed.splitlines() if line.startswith("::")]
    assert [BRANCH.format(3)] == list(rehearsal.state["pulls"])
    pushed = rehearsal.pushed(3)
    assert ["content/corrections/cat-1.yml"] == list(pushed)
    (change,) = parse_yaml(pushed["content/corrections/cat-1.yml"])
    assert {"on", "by", "reason", "was", "set"} == change.keys()
    assert {"abstract": hostile} == change["set"]
    assert {"bin", "clone", "gh.json", "remote.git"} == {path.name for path in tmp_path.iterdir()}


def test_text_from_outside_stands_in_no_script() -> None:
    """Values come by the environment, and only as names and numbers."""
    workflow: Any = parse_yaml(WORKFLOW.read_text(encoding="utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    given = {value for step in steps for value in step.get("env", {}).values()}
    assert given <= {
        "${{ github.token }}",
        "${{ github.event.action }}",
        "${{ github.event.issue.number }}",
        "${{ github.event.repository.default_branch }}",
    }

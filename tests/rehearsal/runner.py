"""GitHub's runner, as far as our workflows use it: the steps of the YAML, in order, with bash.

What belongs to others is played: a bare repository is the origin, folders are the cache, the
artifact and Pages, and two programs in front of the path stand for `gh` and for pip's network.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile
from operator import ne
from pathlib import Path
from typing import Any

import yaml

from tests.rehearsal.expressions import filled, holds

PROJECT = Path(__file__).resolve().parents[2]
PARTS = ("generator", "theme_overrides", ".github", "mkdocs.yml", "requirements.lock", ".gitignore")
BRANCH = "trunk"
ROLES = ("AUTHOR", "COMMITTER")

# What is played here, or means nothing to what a job does.
STEP_KEYS = frozenset({"id", "name", "uses", "with", "run", "env"})
JOB_KEYS = frozenset(
    {"name", "if", "needs", "uses", "steps", "outputs"}
    | {"runs-on", "timeout-minutes", "permissions", "environment"}
)

_PYTHON = """\
#!/bin/sh
if [ "$1 $2 $3" = "-m pip install" ]; then echo "$@" >> "$REHEARSAL/pip"; exit; fi
exec {python} "$@"
"""
# It knows the issues that were opened, one a line, as GitHub does.
_GH = """\
#!/bin/sh
case "$1 $2" in
  "auth setup-git") test -n "$GH_TOKEN" ;;
  "issue list") touch "$REHEARSAL/issues"; cat "$REHEARSAL/issues" ;;
  "issue create") test "$3" = --title && printf '%s\\n' "$4" >> "$REHEARSAL/issues" ;;
  *) exit 1 ;;
esac
"""


@dataclass
class Ran:
    """How jobs ended (success, failure or skipped), and what they said."""

    jobs: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    log: str = ""

    @property
    def failed(self) -> bool:
        """Whether the run is red."""
        return "failure" in self.jobs.values()


@dataclass
class Stage:
    """A folder with everything that outlives a run: origin, cache, what is published, issues."""

    folder: Path
    environment: Mapping[str, str]
    published: str
    variables: Mapping[str, str] = field(default_factory=dict)
    runs: int = 0

    @property
    def origin(self) -> Path:
        """The bare repository."""
        return self.folder / "origin.git"

    @property
    def pages(self) -> Path:
        """The folder that GitHub Pages serves."""
        return self.folder / "pages"

    @property
    def issues(self) -> list[str]:
        """The titles of the issues that were opened."""
        path = self.folder / "issues"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def prepare(self, write_content: Callable[[Path], None]) -> None:
        """Make the origin from the project's code and some content."""
        first = self.folder / "first"
        for part in PARTS:
            source = PROJECT / part
            if source.is_dir():
                shutil.copytree(source, first / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                first.mkdir(exist_ok=True)
                shutil.copy2(source, first / part)
        write_content(first / "content")
        programs = self.folder / "bin"
        programs.mkdir()
        _program(programs / "python", _PYTHON.format(python=sys.executable))
        _program(programs / "gh", _GH)
        self.git("init", "--quiet", "--bare", f"--initial-branch={BRANCH}", str(self.origin))
        self.git("init", "--quiet", f"--initial-branch={BRANCH}", str(first))
        self.commit(first, "First")

    def checkout(self, name: str, depth: int = 1) -> Path:
        """A fresh clone of the branch, as shallow as the runner's."""
        clone = self.folder / name
        shutil.rmtree(clone, ignore_errors=True)
        url = f"file://{self.origin}"
        self.git("clone", "--quiet", f"--depth={depth}", f"--branch={BRANCH}", url, str(clone))
        return clone

    def push(self, change: Callable[[Path], None]) -> None:
        """Let somebody else change the content and push that."""
        clone = self.checkout("somebody")
        change(clone / "content")
        self.commit(clone, "Somebody's change")

    def commit(self, clone: Path, message: str) -> None:
        """Commit everything in a clone, and push it."""
        self.git("-C", str(clone), "add", "--all")
        self.git("-C", str(clone), "commit", "--quiet", "--message", message)
        url = f"file://{self.origin}"
        self.git("-C", str(clone), "push", "--quiet", url, f"HEAD:refs/heads/{BRANCH}")

    def git(self, *arguments: str) -> str:
        """What git says; somebody's name stands in its commits."""
        person = {"NAME": "Somebody", "EMAIL": "somebody@example.org"}
        named = {f"GIT_{who}_{what}": value for who in ROLES for what, value in person.items()}
        environment = {**self._environment(), **named}
        run = subprocess.run(
            ["git", *arguments], env=environment, capture_output=True, text=True, check=True
        )
        return run.stdout.strip()

    def history(self) -> list[str]:
        """The messages of the branch, newest first."""
        return self.git("-C", str(self.origin), "log", "--format=%s", BRANCH).splitlines()

    def run(
        self,
        workflow: str,
        *,
        event: str = "schedule",
        inputs: Mapping[str, str] | None = None,
        only: tuple[str, ...] = (),
        done: tuple[str, ...] = (),
        between: Mapping[str, Callable[[], None]] | None = None,
    ) -> Ran:
        """A workflow's run, or some of its jobs as if others were done.

        `between` happens right before the steps of these names.
        """
        ran = Ran(dict.fromkeys(done, "success"))
        known = {
            "github.event_name": event,
            "github.ref": f"refs/heads/{BRANCH}",
            "github.ref_name": BRANCH,
            "github.event.repository.default_branch": "" if event == "schedule" else BRANCH,
            "github.token": "a-token",
            "github.repository": "somebody/archive",
            "github.server_url": "https://github.invalid",
            "github.run_id": str(self.runs),
            **{f"vars.SHEAF_SMTP_{name}": "" for name in ("HOST", "PORT", "SECURITY")},
            **{f"vars.{name}": value for name, value in self.variables.items()},
            **{f"secrets.SHEAF_SMTP_{name}": "" for name in ("USER", "PASSWORD")},
            "inputs.from": "",
            "inputs.to": "",
            "inputs.allow_loss": "",
            **{f"inputs.{name}": value for name, value in (inputs or {}).items()},
        }
        self.runs += 1
        self._run_workflow(workflow, known, ran, only, between or {})
        for name in done:
            del ran.jobs[name]
        return ran

    def _run_workflow(
        self,
        workflow: str,
        known: dict[str, str],
        ran: Ran,
        only: tuple[str, ...],
        between: Mapping[str, Callable[[], None]],
    ) -> None:
        text = (PROJECT / ".github" / "workflows" / workflow).read_text(encoding="utf-8")
        described = yaml.safe_load(text)
        shell = described["defaults"]["run"]["shell"]
        for name, job in described["jobs"].items():
            if only and name not in only:
                continue
            assert job.keys() <= JOB_KEYS, f"{workflow}: {name}: who plays {job.keys() - JOB_KEYS}?"
            needed = job.get("needs", [])
            needed = [needed] if isinstance(needed, str) else needed
            condition = job.get("if", "")
            done = all(ran.jobs.get(need) == "success" for need in needed)
            due = done or "cancelled()" in condition
            if not due or (condition and not holds(condition, known)):
                ran.jobs[name] = "skipped"
            elif "uses" in job:
                called = Ran()
                path = Path(job["uses"]).name
                self._run_workflow(path, dict(known), called, (), between)
                ran.jobs |= {f"{name}.{inner}": ended for inner, ended in called.jobs.items()}
                ran.jobs[name] = "failure" if called.failed else "success"
                ran.summary += called.summary
                ran.log += called.log
            else:
                ran.jobs[name] = self._run_job(name, job, shell, known, ran, between)

    def _run_job(
        self,
        name: str,
        job: dict[str, Any],
        shell: str,
        known: dict[str, str],
        ran: Ran,
        between: Mapping[str, Callable[[], None]],
    ) -> str:
        work = self.folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        cached: list[tuple[Path, Path]] = []
        within = dict(known)
        ended = "success"
        for step in job["steps"]:
            assert step.keys() <= STEP_KEYS, f"{name}: who plays {step.keys() - STEP_KEYS}?"
            if (happens := between.get(step.get("name", ""))) is not None:
                happens()
            if "uses" in step:
                outputs = self._use(step, work, within, cached)
            else:
                code, outputs = self._run_step(step, work, shell, within, ran)
                if code != 0:
                    ended = "failure"
                    break
            for key, value in outputs.items():
                within[f"steps.{step.get('id')}.outputs.{key}"] = value
        if ended == "success":
            for source, kept in cached:
                shutil.rmtree(kept, ignore_errors=True)
                if source.exists():
                    shutil.copytree(source, kept)
        for key, expression in job.get("outputs", {}).items():
            # An output of a step that did not come to give it is empty.
            step_output = expression.strip("${} ")
            known[f"needs.{name}.outputs.{key}"] = within.get(step_output, "")
            ran.outputs[f"{name}.{key}"] = within.get(step_output, "")
        return ended

    def _use(
        self, step: dict[str, Any], work: Path, known: Mapping[str, str], cached: list[Any]
    ) -> dict[str, str]:
        """What an action gives; one that nobody plays here fails the test."""
        given = {key: filled(str(value), known) for key, value in step.get("with", {}).items()}
        match step["uses"].rpartition("@")[0]:
            case "actions/checkout":
                assert given["ref"] == BRANCH
                assert given["persist-credentials"] == "False"
                shutil.rmtree(work)
                self.checkout(work.name)
            case "actions/setup-python":
                assert (work / given["cache-dependency-path"]).exists()
            case "actions/cache" | "actions/cache/restore" as action:
                kept = self.folder / f"cache-{given['restore-keys']}"
                if kept.exists():
                    shutil.copytree(kept, work / given["path"])
                if action == "actions/cache":
                    cached.append((work / given["path"], kept))
            case "actions/configure-pages":
                return {"base_url": self.published}
            case "actions/upload-pages-artifact":
                shutil.rmtree(self.folder / "artifact", ignore_errors=True)
                shutil.copytree(work / given["path"], self.folder / "artifact")
            case "actions/deploy-pages":
                shutil.rmtree(self.pages, ignore_errors=True)
                (self.folder / "artifact").rename(self.pages)
                return {"page_url": self.published}
            case other:
                raise ValueError(f"nobody plays {other} here")
        return {}

    def _run_step(
        self, step: dict[str, Any], work: Path, shell: str, known: Mapping[str, str], ran: Ran
    ) -> tuple[int, dict[str, str]]:
        assert "${{" not in step["run"], "what comes from outside goes through the environment"
        files = {name: self.folder / f"step-{name}" for name in ("script", "summary", "output")}
        for path in files.values():
            path.write_text("", encoding="utf-8")
        files["script"].write_text(step["run"], encoding="utf-8")
        environment = {
            **self._environment(),
            **{name: filled(str(value), known) for name, value in step.get("env", {}).items()},
            "GITHUB_STEP_SUMMARY": str(files["summary"]),
            "GITHUB_OUTPUT": str(files["output"]),
        }
        run = subprocess.run(
            shell.replace("{0}", str(files["script"])).split(),
            cwd=work,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        ran.log += f"--- {step['name']} ({run.returncode})\n{run.stdout}"
        ran.summary += files["summary"].read_text(encoding="utf-8")
        return run.returncode, _outputs(files["output"].read_text(encoding="utf-8"))

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
            "REHEARSAL": str(self.folder),
            "SHEAF_COMMIT_WAIT": "0",
            **self.environment,
        }


def _outputs(text: str) -> dict[str, str]:
    """What a step wrote for others: `name=value`, or several lines up to a delimiter."""
    outputs = {}
    lines = iter(text.splitlines())
    for line in lines:
        if "<<" in line:
            name, delimiter = line.split("<<", 1)
            outputs[name] = "\n".join(takewhile(partial(ne, delimiter), lines))
        else:
            name, _, value = line.partition("=")
            outputs[name] = value
    return outputs


def _program(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)

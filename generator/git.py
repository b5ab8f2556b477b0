"""What git knows of the folder that content lies in."""

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path


class GitFailed(Exception):
    """Git could not say what it was asked; the message is for the person at the terminal."""


def user_name(folder: Path) -> str | None:
    """The name that git writes into commits here, if it is set."""
    try:
        return run_git(folder, "config", "user.name").decode("utf-8", "replace").strip() or None
    except GitFailed:
        return None


def find_commit(folder: Path, revision: str) -> str:
    """The commit that a revision names; raises GitFailed."""
    run_git(folder, "rev-parse", "--git-dir")
    try:
        name = f"{revision}^{{commit}}"
        found = run_git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    except GitFailed:
        message = f"git knows no revision '{revision}'; a shallow clone must fetch it first"
        raise GitFailed(message) from None
    return found.decode().strip()


def changed_paths(folder: Path, commit: str) -> dict[str, str]:
    """Each path under a folder that is not as in a commit, with A, M or D for what happened."""
    said = run_git(
        folder, "diff", "--name-status", "-z", "--no-renames", "--relative", commit, "--", "."
    )
    parts = said.decode("utf-8", "surrogateescape").split("\0")
    changed = {path: status for status, path in zip(parts[::2], parts[1::2], strict=False)}
    untracked = run_git(folder, "ls-files", "--others", "-z", "--", ".")
    for path in untracked.decode("utf-8", "surrogateescape").split("\0"):
        if path:
            changed.setdefault(path, "A")
    return changed


def read_files(folder: Path, commit: str, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The bytes that each of some paths under a folder had in a commit."""
    asked = "".join(f"{commit}:./{path}\n" for path in paths).encode("utf-8", "surrogateescape")
    said = run_git(folder, "cat-file", "--batch", given=asked)
    for path in paths:
        head, _, said = said.partition(b"\n")
        kind, size = head.split(b" ")[-2:]
        if kind == b"blob":
            yield path, said[: int(size)]
            said = said[int(size) + 1 :]


def run_git(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What a git command prints when run in a folder, or in the nearest one that exists."""
    folder = folder.resolve()
    while not folder.is_dir():
        folder = folder.parent
    try:
        run = subprocess.run(
            ["git", "-C", str(folder), *arguments], input=given, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise GitFailed("git is not installed") from None
    if run.returncode != 0:
        said = run.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = said[-1].removeprefix("fatal: ") if said else f"git ended with {run.returncode}"
        raise GitFailed(reason)
    return run.stdout

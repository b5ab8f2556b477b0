"""What git knows of the folder that content lies in."""

import subprocess
from pathlib import Path


class GitFailed(Exception):
    """Git could not say what it was asked; the message is for the person at the terminal."""


def user_name(folder: Path) -> str | None:
    """The name that git writes into commits here, if it is set."""
    try:
        return run_git(folder, "config", "user.name").decode("utf-8", "replace").strip() or None
    except GitFailed:
        return None


def run_git(folder: Path, *arguments: str) -> bytes:
    """What a git command prints when run in a folder, or in the nearest one that exists."""
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    try:
        run = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, check=False
        )
    except FileNotFoundError:
        raise GitFailed("git is not installed") from None
    if run.returncode != 0:
        said = run.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitFailed(said[-1] if said else f"git ended with {run.returncode}")
    return run.stdout

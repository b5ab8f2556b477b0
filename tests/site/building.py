"""Sites built once for all tests, by the command that operators run."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.environment import uncovered

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Built:
    """A content folder, and the site that was built from it for an address on a host."""

    content: Path
    site: Path
    base: str

    @property
    def docs(self) -> Path:
        """The Markdown the site was made from."""
        return self.site.parent / "build" / "docs"


def build(content: Path, site: Path, *, covered: bool = True) -> subprocess.CompletedProcess[str]:
    """What `python -m generator build` did and said, in a folder of its own.

    `covered` is whether its code counts as tested by it.
    """
    site.parent.mkdir(parents=True, exist_ok=True)
    inherited = os.environ if covered else uncovered()
    return subprocess.run(
        [sys.executable, "-m", "generator", "build", "--content", content, "--site", site.name],
        cwd=site.parent,
        env={**inherited, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def built_once(folder: Path, base: str, write: Callable[[Path], Path]) -> Built:
    """A site that the first of all workers builds, from the content folder that `write` returns."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        place = folder / "content-is-at"
        if not place.exists():
            content = write(folder / "content")
            run = build(content, folder / "site", covered=False)
            assert run.returncode == 0, run.stderr
            place.write_text(str(content))
        return Built(Path(place.read_text()), folder / "site", base)


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, with its bytes."""
    return {path: (folder / path).read_bytes() for path in files_of(folder)}


def stamps_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file under a folder, with what changes when it is written."""
    stats = {path: (folder / path).stat() for path in files_of(folder)}
    return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in stats.items()}


def files_of(folder: Path) -> set[str]:
    """The paths of all files under a folder, relative to it."""
    return {
        (Path(directory) / name).relative_to(folder).as_posix()
        for directory, _, names in os.walk(folder)
        for name in names
    }

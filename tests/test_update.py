"""A fork takes newer code without losing a byte of its own."""

import subprocess
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PERSON = ("-c", "user.name=A", "-c", "user.email=a@example.org")


def repository(folder: Path, files: dict[str, str]) -> Path:
    """A repository of its own that holds these files, and the project's Makefile."""
    for path, text in {**files, "Makefile": (PROJECT / "Makefile").read_text()}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    subprocess.run(["git", "-C", folder, "init", "--quiet"], check=True)
    subprocess.run(["git", "-C", folder, "add", "."], check=True)
    subprocess.run(["git", "-C", folder, *PERSON, "commit", "--quiet", "-m", "All"], check=True)
    return folder


def update(fork: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["make", "-C", str(fork), "update", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_newer_code_comes_and_content_stays(tmp_path: Path) -> None:
    """Code is what the other repository has, no more and no less; content and README stay."""
    newer = repository(
        tmp_path / "newer",
        {
            "generator/new.py": "NEW = 1\n",
            "generator/both.py": "BOTH = 2\n",
            "content/archive.yml": "name: Theirs\n",
            "content/records/theirs.yml": "id: theirs\n",
            "README.md": "Theirs.\n",
        },
    )
    mine = {"content/archive.yml": "name: Ours\n", "README.md": "Ours.\n"}
    fork = repository(
        tmp_path / "fork",
        {"generator/old.py": "OLD = 1\n", "generator/both.py": "BOTH = 1\n", **mine},
    )
    ran = update(fork, f"CODE={newer}")
    assert 0 == ran.returncode, ran.stderr
    assert "BOTH = 2\n" == (fork / "generator/both.py").read_text()
    assert (fork / "generator/new.py").exists()
    assert not (fork / "generator/old.py").exists()
    assert "gone, since the newer code has no such file: generator/old.py\n" in ran.stdout
    assert "generator/both.py" not in ran.stdout
    assert not (fork / "content/records").exists()
    assert mine == {path: (fork / path).read_text() for path in mine}


def test_what_a_fork_keeps_stays(tmp_path: Path) -> None:
    """Paths in keep.txt stay as they are, spaces and all, and stay deleted; others come."""
    newer = repository(
        tmp_path / "newer",
        {"daily.yml": "hour: 5\n", "pictures/a b.png": "theirs", "bot.yml": "on\n", "new": "x"},
    )
    kept = "# Ours.\n\ndaily.yml \npictures/a b.png\nbot.yml\nown.yml\n"
    ours = {"daily.yml": "hour: 6\n", "pictures/a b.png": "ours", "own.yml": "ours"}
    fork = repository(tmp_path / "fork", {**ours, "content/keep.txt": kept, "old.yml": "old"})
    ran = update(fork, f"CODE={newer}")
    assert 0 == ran.returncode, ran.stderr
    assert ours == {path: (fork / path).read_text() for path in ours}
    assert [False, False, True] == [
        (fork / name).exists() for name in ("bot.yml", "old.yml", "new")
    ]


def test_nothing_is_taken_over_what_is_not_committed(tmp_path: Path) -> None:
    """Changes that git does not have yet are not overwritten."""
    newer = repository(tmp_path / "newer", {"generator/both.py": "BOTH = 2\n"})
    fork = repository(tmp_path / "fork", {"generator/both.py": "BOTH = 1\n"})
    (fork / "generator/both.py").write_text("BOTH = 1.5\n")
    ran = update(fork, f"CODE={newer}")
    assert 0 != ran.returncode
    assert "commit or undo what you changed first" in ran.stderr
    assert "BOTH = 1.5\n" == (fork / "generator/both.py").read_text()


def test_it_asks_where_from(tmp_path: Path) -> None:
    fork = repository(tmp_path / "fork", {})
    assert "say where from: make update CODE=https://" in update(fork).stderr

"""Two runs that write to one folder do so one after the other."""

import subprocess
import sys
from pathlib import Path

import pytest

from generator.lock import locked

HOLD = """
import sys
from pathlib import Path
from generator.lock import locked

with locked(Path(sys.argv[1]), lambda: print("waiting", flush=True)):
    print("mine", flush=True)
    sys.stdin.readline()
"""


def test_a_second_run_waits_for_the_first_and_says_so(tmp_path: Path) -> None:
    """It has the folder once the first is done, or was killed."""
    folder = tmp_path / "not" / "there"
    first, second = _holding(folder), None
    try:
        assert _line(first) == "mine"
        second = _holding(folder)
        assert _line(second) == "waiting"
        first.kill()
        assert _line(second) == "mine"
    finally:
        for run in filter(None, (first, second)):
            run.kill()
            run.communicate()


def test_a_folder_is_free_again_after_a_failure(tmp_path: Path) -> None:
    """Nobody waits for a run that is over."""
    with pytest.raises(ZeroDivisionError), locked(tmp_path, pytest.fail):
        _ = 1 / 0
    with locked(tmp_path, pytest.fail):
        pass


def _holding(folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", HOLD, str(folder)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)


def _line(run: "subprocess.Popen[str]") -> str:
    assert run.stdout is not None
    return run.stdout.readline().strip()

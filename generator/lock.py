"""One run at a time where two would undo each other's work."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":  # There, nothing of the like works on folders.
    import fcntl


@contextmanager
def locked(folder: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """No other run holds the folder, which is made if need be, until this one lets it go.

    `waiting` is called once where another run holds it. A run that is killed lets go as well.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        yield
    else:
        held = os.open(folder, os.O_RDONLY)
        try:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waiting()
                fcntl.flock(held, fcntl.LOCK_EX)
            yield
        finally:
            os.close(held)

"""Work on many things at once, in as many processes as there are cores to run them."""

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")

_tasks: Sequence[Callable[[], Any]] = ()


def run_all(tasks: Sequence[Callable[[], T]]) -> list[T]:
    """What each task returns, in the order of the tasks, which must not depend on each other.

    Workers are copies of this process as it stands, so tasks need no copying; what they return
    does. Where a process cannot safely be copied, the tasks run here, one by one.
    """
    workers = min(cores(), len(tasks))
    if workers < 2 or not _can_copy():
        return [task() for task in tasks]
    global _tasks
    _tasks = tasks
    try:
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(workers, context, _follow_parent) as executor:
            return list(executor.map(_run, range(len(tasks))))
    finally:
        _tasks = ()


def cores() -> int:
    """How many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _can_copy() -> bool:
    # A copy has only the thread that made it: a lock that another held stays locked in it for ever.
    # System libraries of other platforms hold such locks without a thread of ours.
    return sys.platform == "linux" and threading.active_count() == 1


def _follow_parent() -> None:
    """End with the process this is a copy of, even where that was killed and could not say so.

    Otherwise a copy would wait for work for ever, and hold the locks that it was made with.
    """
    threading.Thread(target=_end_after_parent, daemon=True).start()


def _end_after_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run(index: int) -> Any:
    return _tasks[index]()

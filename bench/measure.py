"""Wall time, CPU time, peak memory and bytes of a piece of work, taken where it runs."""

import resource
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

KIBIBYTE = 1024
"""What `ru_maxrss` counts in on Linux; see getrusage(2)."""


class Cost(Struct, frozen=True):
    """What one run took: seconds, seconds, bytes, bytes.

    Peak memory is that of the whole process, its imports included, or of its largest child.
    """

    wall: float
    cpu: float
    peak: int
    size: int


def measured(work: Callable[[], int]) -> Cost:
    """What the work costs, children included; it returns how many bytes it moved."""
    wall, cpu = time.perf_counter(), _cpu()
    size = work()
    wall, cpu = time.perf_counter() - wall, _cpu() - cpu
    return Cost(wall, cpu, max(usage.ru_maxrss for usage in _usages()) * KIBIBYTE, size)


def median(costs: Sequence[Cost]) -> Cost:
    """The middle of several runs, figure by figure."""
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        statistics.median_high([cost.peak for cost in costs]),
        statistics.median_high([cost.size for cost in costs]),
    )


def size_of(folder: Path) -> int:
    """The bytes of all files under a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _cpu() -> float:
    return sum(usage.ru_utime + usage.ru_stime for usage in _usages())


def _usages() -> tuple[resource.struct_rusage, ...]:
    return tuple(map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))

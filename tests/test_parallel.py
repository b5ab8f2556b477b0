"""Work in several processes comes out as if it were done in one."""

import subprocess
import sys
from functools import partial
from textwrap import dedent

import pytest

from generator.derived import Kept, Texts
from generator.parallel import run_all
from generator.tags.taxonomy import Taxonomy


def alone(script: str) -> str:
    """What a script prints in a process of its own, which has no threads, as a build has none."""
    command = [sys.executable, "-W", "error", "-c", dedent(script)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_results_come_in_the_order_of_the_tasks() -> None:
    assert run_all([partial(pow, 2, exponent) for exponent in range(20)]) == [
        2**exponent for exponent in range(20)
    ]


def test_nothing_to_do_is_done() -> None:
    assert run_all([]) == []


def test_what_goes_wrong_in_a_task_goes_wrong_here() -> None:
    with pytest.raises(ZeroDivisionError):
        run_all([partial(divmod, 1, 1), partial(divmod, 1, 0)])


def test_a_process_without_threads_shares_the_work() -> None:
    said = alone(
        """
        import os
        from generator import parallel
        from generator.parallel import run_all

        parallel.cores = lambda: 3
        here = os.getpid()
        tasks = [lambda n=n: (n, os.getpid()) for n in range(50)]
        found = run_all(tasks)
        assert [n for n, _ in found] == list(range(50))
        workers = {pid for _, pid in found}
        print(here not in workers, 1 <= len(workers) <= 3)
        try:
            run_all([lambda: 1 / 0, lambda: 1])
        except ZeroDivisionError:
            print("raised")
        """
    )
    shared = sys.platform == "linux"
    assert said.splitlines() == [f"{shared} True", "raised"]


def test_a_process_with_threads_does_it_all_itself() -> None:
    said = alone(
        """
        import os, threading
        from generator.parallel import run_all

        over = threading.Event()
        thread = threading.Thread(target=over.wait)
        thread.start()
        print(set(run_all([os.getpid] * 8)) == {os.getpid()})
        over.set()
        thread.join()
        """
    )
    assert said == "True\n"


def test_workers_end_with_a_build_that_is_killed() -> None:
    """None goes on waiting for work, with what it holds, such as the pipe it says this to."""
    script = """
        import os, time
        from generator import parallel
        from generator.parallel import run_all

        parallel.cores = lambda: 2
        run_all([lambda: (os.write(1, b"here\\n"), time.sleep(0.5))] * 40)
        """
    command = [sys.executable, "-c", dedent(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "here\n"
        run.kill()
        # The pipe ends once nobody holds it.
        assert len(run.communicate(timeout=60)[0].splitlines()) < 10


def test_texts_derived_at_once_are_those_derived_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.derived.MANY", 2)
    texts = [Texts(f"Paper {n} on $x^{n}$", f"The {n} of it. " * n) for n in range(30)]
    at_once = Kept(tmp_path_factory.mktemp("at-once"), Taxonomy(terms=()))
    at_once.derive_all([*texts, texts[0]])
    one_by_one = Kept(tmp_path_factory.mktemp("one-by-one"), Taxonomy(terms=()))
    assert list(map(at_once, texts)) == list(map(one_by_one, texts))

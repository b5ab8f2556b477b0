"""The site is served while somebody edits it, and nothing is left when that ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from generator.serve import check_address

PROJECT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of loopback on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.fixture
def free() -> int:
    """A port of loopback on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def serve(folder: Path, address: str) -> subprocess.Popen[str]:
    """The command, in a folder without content."""
    temporary = folder / "temporary"
    temporary.mkdir()
    return subprocess.Popen(
        [sys.executable, "-m", "generator", "serve", "--address", address],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def answers(address: str) -> bool:
    try:
        with urlopen(f"http://{address}/") as answer:
            return bool(answer.status == 200)
    except URLError:
        return False


def test_whoever_ends_it_ends_the_server_too(tmp_path: Path, free: int) -> None:
    """After SIGTERM nobody answers at the address, and no file is left behind."""
    address = f"127.0.0.1:{free}"
    with serve(tmp_path, address) as serving:
        until = time.monotonic() + PATIENCE
        while not answers(address):
            assert serving.poll() is None, serving.communicate()
            assert time.monotonic() < until, "nothing was served"
            time.sleep(0.2)
        serving.send_signal(signal.SIGTERM)
        serving.communicate(timeout=PATIENCE)
    assert 0 == serving.returncode
    check_address(address)
    assert [] == list((tmp_path / "temporary").iterdir())


def test_a_taken_port_is_one_line(tmp_path: Path, taken: int) -> None:
    """It says which option names another, before any page is made."""
    address = f"127.0.0.1:{taken}"
    with serve(tmp_path, address) as serving:
        _, said = serving.communicate(timeout=PATIENCE)
    assert 1 == serving.returncode
    assert said.startswith(f"{address}: Address already in use; name another: --address 127.0.0.1:")
    assert 1 == len(said.splitlines())
    assert ["temporary"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize(
    "address", ["8000", "localhost", "127.0.0.1:", "127.0.0.1:70000", "papers.example:8000"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    """An address is an IP address, or localhost, and a port."""
    with pytest.raises(ValueError, match=r"127\.0\.0\.1:8000"):
        check_address(address)

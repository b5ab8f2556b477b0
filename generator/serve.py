"""The site on loopback while somebody edits the content."""

import ipaddress
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from generator.build import PROJECT, mkdocs_environment

SECONDS = 1.0
"""How long to wait before the content is looked at again, if looking takes next to no time."""

SHARE = 0.1
"""The part of a core that looking may take, however many files there are."""


class NotFree(Exception):
    """An address at which nothing can be served now; the message says why."""


def check_address(address: str) -> None:
    """Nothing, where a site can be served; raises ValueError where it is none, or NotFree."""
    host, _, port = address.rpartition(":")
    host = "127.0.0.1" if host == "localhost" else host.removeprefix("[").removesuffix("]")
    try:
        version = ipaddress.ip_address(host).version
        number = int(port)
        if not 0 < number < 65536:
            raise ValueError
    except ValueError:
        raise ValueError(f"{address!r} is no IP address with a port (127.0.0.1:8000)") from None
    family = socket.AF_INET6 if version == 6 else socket.AF_INET
    try:
        socket.create_server((host, number), family=family).close()
    except OSError as failure:
        raise NotFree(os.strerror(failure.errno or 0)) from None


def serve_site(content: Path, docs: Path, address: str, refresh: Callable[[], None]) -> int:
    """The exit code of MkDocs' server; until it ends, `refresh` runs whenever content changed.

    Whoever ends this process, from the keyboard or by SIGTERM, ends that server too.
    """
    command = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "--dev-addr", address]
    command += ["--config-file", str(PROJECT / "mkdocs.yml")]
    signal.signal(signal.SIGTERM, _interrupt)
    # MkDocs keeps the site it serves in a folder for temporary files, and ends without removing it.
    with tempfile.TemporaryDirectory(prefix="sheaf-serve-") as folder:
        environment = {**mkdocs_environment(content, docs), "TMPDIR": folder}
        server = subprocess.Popen(command, cwd=PROJECT, env=environment)
        try:
            return _follow(server, content, refresh)
        except KeyboardInterrupt:
            return 0
        finally:
            server.terminate()
            server.wait()


def _follow(server: subprocess.Popen[bytes], content: Path, refresh: Callable[[], None]) -> int:
    seen = _stamp(content)
    took = 0.0
    while server.poll() is None:
        time.sleep(max(SECONDS, took / SHARE))
        began = time.monotonic()
        now = _stamp(content)
        took = time.monotonic() - began
        if now != seen:
            seen = now
            refresh()
    return server.returncode


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def _stamp(content: Path) -> frozenset[tuple[str, int]]:
    """What tells one state of the content from another: every file with its time of change."""
    stamps = set()
    for path in content.rglob("*.*"):
        try:
            stamps.add((str(path), path.stat().st_mtime_ns))
        except FileNotFoundError:
            continue
    return frozenset(stamps)

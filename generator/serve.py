"""The site on loopback while somebody edits the content."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from generator.build import PROJECT, mkdocs_environment

SECONDS = 1.0


def serve_site(content: Path, docs: Path, address: str, refresh: Callable[[], None]) -> int:
    """The exit code of MkDocs' server; until it ends, `refresh` runs whenever content changed."""
    command = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "--dev-addr", address]
    command += ["--config-file", str(PROJECT / "mkdocs.yml")]
    server = subprocess.Popen(command, cwd=PROJECT, env=mkdocs_environment(content, docs))
    seen = _stamp(content)
    try:
        while server.poll() is None:
            time.sleep(SECONDS)
            now = _stamp(content)
            if now != seen:
                seen = now
                refresh()
    except KeyboardInterrupt:
        return 0
    finally:
        server.terminate()
        server.wait()
    return server.returncode


def _stamp(content: Path) -> frozenset[tuple[str, int]]:
    """What tells one state of the content from another: every file with its time of change."""
    stamps = set()
    for path in content.rglob("*.*"):
        try:
            stamps.add((str(path), path.stat().st_mtime_ns))
        except FileNotFoundError:
            continue
    return frozenset(stamps)

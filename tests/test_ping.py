"""The hub is told of new feeds, once, and what it answers decides."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs

from click.testing import CliRunner

from generator.cli import main
from tests.test_guard import HURRY


@contextmanager
def hub(*codes: int) -> Iterator[tuple[str, list[dict[str, list[str]]]]]:
    """A hub that answers with these codes, the last for ever, and the forms it was sent."""
    left, forms = list(codes), []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            forms.append(parse_qs(body.decode()))
            self.send_response(left.pop(0) if len(left) > 1 else left[0])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", forms
        finally:
            server.shutdown()


def ping(folder: Path, address: str | None, more: str = "") -> tuple[int, str]:
    """What the command did for an archive with this hub, and more settings."""
    content = folder / "content"
    content.mkdir()
    settings = "schema: 1\nname: A\ndescription: B\nsite_url: https://example.org/a/\n"
    named = f"hub: {address}\n" if address else ""
    (content / "archive.yml").write_text(settings + named + more, encoding="utf-8")
    command = ["ping", "--content", str(content)]
    result = CliRunner().invoke(main, command, env=HURRY, catch_exceptions=False)
    return result.exit_code, result.output


def test_the_hub_is_told_of_every_feed_of_everything(tmp_path: Path) -> None:
    """One form names all formats by the addresses that readers know."""
    with hub(204) as (address, forms):
        assert (0, f"{address} was told of 3 feeds\n") == ping(tmp_path, address)
    feeds = [f"https://example.org/a/{name}" for name in ("feed.xml", "rss.xml", "feed.json")]
    assert [{"hub.mode": ["publish"], "hub.url": feeds}] == forms


def test_a_passing_failure_is_tried_again(tmp_path: Path) -> None:
    """A hub that is busy gets another chance."""
    with hub(503, 429, 202) as (address, forms):
        assert 0 == ping(tmp_path, address)[0]
    assert 3 == len(forms)


def test_a_hub_that_refuses_is_told(tmp_path: Path) -> None:
    """A refusal is not asked for twice, and ends with 1."""
    with hub(403) as (address, forms):
        assert (1, f"{address} answers 403\n") == ping(tmp_path, address)
    assert 1 == len(forms)


def test_a_hub_that_is_not_there_is_told(tmp_path: Path) -> None:
    code, output = ping(tmp_path, "http://127.0.0.1:9/")
    assert (1, True) == (code, "cannot be reached" in output)


def test_without_a_hub_nobody_is_told(tmp_path: Path) -> None:
    """Not having one is nothing wrong."""
    assert (0, "archive.yml names no hub: nobody was told\n") == ping(tmp_path, None)


def test_settings_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """A hub whose line is not read is not taken for none."""
    code, output = ping(tmp_path, "https://hub.example/", "kelp: true\n")
    assert (1, True) == (code, "archive.yml:6: error: unknown key 'kelp'" in output)
    assert "names no hub" not in output

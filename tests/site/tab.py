"""A browser tab that remembers everything a page should not do."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Dialog, Page, Request

QUERY = "input[name=query]"
META = ".md-search-result__meta"
RESULT = ".md-search-result__item"


class Tab:
    """A page, and what it did wrong: errors, dialogs, requests to other hosts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requested: set[str] = set()
        self._missing: set[str] = set()
        page.set_default_timeout(15_000)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("dialog", self._dialog)
        page.on("request", self._request)

    def open(self, url: str, status: int = 200) -> None:
        """Load a page that is expected to come with a status."""
        if status == 404:
            self._missing.add(url)
        response = self.page.goto(url)
        assert response is not None
        assert response.status == status, url

    def search(self, query: str) -> list[str]:
        """The paths of what a search finds, best first, once the page shows it."""
        self.page.locator(QUERY).focus()
        with self._answer():
            self.page.fill(QUERY, query)
        return self.results()

    def results(self) -> list[str]:
        """The paths of the results that are shown."""
        hrefs: list[str] = self.page.locator(f"{RESULT} > a").evaluate_all(
            "links => links.map(link => link.href)"
        )
        return [urlsplit(href).path for href in hrefs]

    def wait_for_results(self) -> list[str]:
        """The paths of the results, once there are any."""
        self.page.locator(RESULT).first.wait_for()
        return self.results()

    @contextmanager
    def _answer(self) -> Iterator[None]:
        """Wait until the page has said how many results there are for what is asked within."""
        self.page.wait_for_function(
            "meta => !document.querySelector(meta).textContent.includes('Initializing')", arg=META
        )
        self.page.evaluate("meta => { document.querySelector(meta).textContent = '' }", META)
        yield
        self.page.wait_for_function("meta => document.querySelector(meta).textContent", arg=META)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            place = message.location.get("url", "")
            if not ("404" in message.text and place in self._missing):
                self.complaints.append(f"console: {message.text} ({place})")

    def _dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.hostname != "127.0.0.1" and parts.scheme not in ("data", "blob"):
            self.complaints.append(f"request: {request.url}")
        self.requested.add(request.url)

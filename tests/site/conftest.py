"""The sites, the server and the browser that the tests of this folder share."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.site.building import PROJECT, Built, built_once
from tests.site.invented import REPOSITORY, write_archive
from tests.site.serving import serving
from tests.site.tab import Tab

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# The first is the same browser without windows of its own.
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
LARGE = ("whole", "hostile")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give all tests of a large site to one worker, so that no other waits while it is built."""
    for item in items:
        for site in LARGE:
            if site in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.xdist_group(site))


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which sites are built, the same for all workers of a run."""
    folder = tmp_path_factory.getbasetemp()
    return (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "sites"


@pytest.fixture(scope="session")
def based(sites: Path) -> Built:
    """The invented archive under a base path, kept in a repository where it can be corrected."""
    return _invented(sites / "based", "/some/base/", REPOSITORY)


@pytest.fixture(scope="session")
def rooted(sites: Path) -> Built:
    """The invented archive at the root of a host."""
    return _invented(sites / "rooted", "/")


@pytest.fixture(scope="session")
def whole(sites: Path) -> Built:
    """The archive of this repository, at the root of a host."""
    content = PROJECT / "content"
    if sum(1 for _ in content.glob("records/*/*.yml")) < 120:
        # A fork begins with an archive of its own, which may be empty; its tests must still pass.
        pytest.skip("this repository holds too few records to search among")
    settings = (content / "archive.yml").read_text(encoding="utf-8")
    site_url = next(line for line in settings.splitlines() if line.startswith("site_url:"))

    def write(copy: Path) -> Path:
        shutil.copytree(content, copy)
        at_root = settings.replace(site_url, "site_url: http://archive.invalid/")
        (copy / "archive.yml").write_text(at_root, encoding="utf-8")
        return copy

    return built_once(sites / "whole", "/", write)


@pytest.fixture(scope="session")
def based_url(based: Built) -> Iterator[str]:
    """Where the archive under a base path is served."""
    with serving(based.site, based.base) as url:
        yield url


@pytest.fixture(scope="session")
def whole_url(whole: Built) -> Iterator[str]:
    """Where the archive of this repository is served."""
    with serving(whole.site, whole.base) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; missing, it fails the tests under CI and skips them elsewhere."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        message = f"no browser: none of {', '.join(BROWSERS)} is installed"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        # Whoever mends a record needs no browser for it; CI has one, and fails above without.
        pytest.skip(message)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    """A tab that, once closed, fails the test if a page erred, opened a dialog or left the host."""
    context = browser.new_context()
    opened = Tab(context.new_page())
    yield opened
    context.close()
    assert not opened.complaints


def _invented(folder: Path, base: str, repository: str | None = None) -> Built:
    def write(content: Path) -> Path:
        write_archive(content, f"http://archive.invalid{base}", repository)
        return content

    return built_once(folder, base, write)

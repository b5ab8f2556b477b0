"""Where the built site's links lead, and what a browser would fetch for it."""

from urllib.parse import urldefrag, urlsplit

import pytest

from tests.site.building import Built, files_of
from tests.site.invented import ERASED, MERGED, WITHDRAWN
from tests.site.reading import (
    HOST,
    Link,
    address_of,
    css_links,
    file_at,
    links_of,
    pages_of,
    parse,
)

pytestmark = pytest.mark.site


@pytest.fixture(params=["based", "rooted", "whole"])
def built(request: pytest.FixtureRequest) -> Built:
    site: Built = request.getfixturevalue(request.param)
    return site


def test_internal_links_lead_to_files(built: Built) -> None:
    """Every internal address in HTML, in the JSON configuration and in styles is a file's."""
    anchors: dict[str, set[str]] = {}
    wrong = []
    for path, tree in pages_of(built).items():
        anchors[path] = {element.attributes["id"] or "" for element in tree.css("[id]")}
    for path, link in _links(built):
        if not link.address.startswith(HOST):
            continue
        address, anchor = urldefrag(link.address)
        file = file_at(built, address)
        if link.element == "config" and file is None and address.endswith("/"):
            file = built.site
        target = file.relative_to(built.site).as_posix() if file else None
        here = path == "404.html" and address == address_of(built, path)
        if here:
            target = path
        if target is None or (anchor and anchor not in anchors.get(target, {anchor})):
            wrong.append((path, link))
    assert not wrong


def test_loads_nothing_from_other_hosts(built: Built) -> None:
    """No script, style, image, font, frame or hint of the site names another host."""
    foreign = [
        (path, link)
        for path, link in _links(built)
        if link.loaded and urlsplit(link.address).scheme != "data"
        if not link.address.startswith(HOST)
    ]
    assert not foreign
    for path, tree in pages_of(built).items():
        assert not tree.css("iframe, object, embed, base, link[rel=preconnect]"), path


def test_canonical_addresses_are_those_of_the_page(built: Built) -> None:
    """A page names its own address on the site's host as canonical."""
    for path, tree in pages_of(built).items():
        canonical = tree.css_first("link[rel=canonical]")
        if canonical is not None and tree.css_first("meta[http-equiv]") is None:
            expected = address_of(built, path).removeprefix(HOST)
            assert urlsplit(canonical.attributes["href"] or "").path == expected


def test_the_site_map_names_every_page(built: Built) -> None:
    """It is ours and not MkDocs': each address is a page that forwards nowhere; none is missing."""
    assert not (built.site / "sitemap.xml.gz").exists()
    lines = (built.site / "sitemap.xml").read_text(encoding="utf-8").split("<loc>")[1:]
    root = f"{HOST}{built.base}".rstrip("/")
    named = {line.partition("</loc>")[0].removeprefix(root) for line in lines}
    pages = {
        f"/{path.removesuffix('index.html')}"
        for path, tree in pages_of(built).items()
        if tree.css_first("meta[http-equiv=refresh]") is None
        and tree.css_first(".sheaf-withdrawn") is None
    }
    assert named == pages - {"/404.html"}
    dated = {line.partition("</loc>")[0] for line in lines if "<lastmod>" in line}
    assert dated == {f"{root}{page}" for page in named if page.startswith("/papers/")}


def test_every_paper_is_reached_from_home(built: Built) -> None:
    """Links alone lead from the home page to every paper that is not withdrawn."""
    waiting, seen = ["index.html"], {"index.html"}
    while waiting:
        path = waiting.pop()
        for link in links_of(parse(built.site / path), address_of(built, path)):
            file = file_at(built, urldefrag(link.address)[0]) if link.element == "a" else None
            if file is None or not link.address.startswith(HOST):
                continue
            target = file.relative_to(built.site).as_posix()
            if target not in seen and target.endswith(".html"):
                seen.add(target)
                waiting.append(target)
    papers = {f"papers/{path.stem}/index.html" for path in built.content.glob("records/*/*.yml")}
    hidden = {f"papers/{name}/index.html" for name in (WITHDRAWN, ERASED, MERGED)}
    assert papers - hidden - seen == set()


def test_nav_is_a_handful(built: Built) -> None:
    """Every page names the same few pages in its navigation, however many papers there are."""
    for path, tree in pages_of(built).items():
        if tree.css_first("meta[http-equiv]") is None:
            assert 3 <= len(tree.css(".md-tabs__item")) <= 8, path
            assert len(tree.css(".md-nav--primary .md-nav__link")) <= 12, path


def _links(built: Built) -> list[tuple[str, Link]]:
    """Every address a page or a style sheet names, with the file that does."""
    found = [
        (path, link)
        for path, tree in pages_of(built).items()
        for link in links_of(tree, address_of(built, path))
    ]
    for path in sorted(files_of(built.site)):
        if path.endswith(".css"):
            text = (built.site / path).read_text(encoding="utf-8")
            found += [(path, link) for link in css_links(text, address_of(built, path))]
    return found

"""How a reader of the site comes to its feeds, and that what MkDocs makes of them is unchanged."""

from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser

from tests.site.building import Built, files_of
from tests.site.reading import HOST, address_of, file_at, pages_of, parse, text_of
from tests.site.tab import Tab

pytestmark = pytest.mark.site

TYPES = {
    "application/atom+xml": "feed.xml",
    "application/rss+xml": "rss.xml",
    "application/feed+json": "feed.json",
}
OWN = ("tags/lanterns/", "tags/kelp/", "tags/navigation/", "trending/")


def alternates(built: Built, path: str) -> dict[str, str]:
    """The feeds that the head of a page names: the address by the title."""
    links = parse(built.site / path).css("head link[rel=alternate]")
    assert list(TYPES) == [link.attributes["type"] for link in links]
    page = address_of(built, path)
    return {
        link.attributes["title"] or "": urljoin(page, link.attributes["href"] or "")
        for link in links
    }


def test_every_page_names_the_feeds_it_belongs_to(based: Built) -> None:
    """A tag's pages and the trending page their own, every other page those of everything."""
    for path, tree in pages_of(based).items():
        if tree.css_first("meta[http-equiv]") is not None:
            continue
        feed = next((own for own in OWN if path.startswith(own)), "")
        found = list(alternates(based, path).values())
        assert [f"{HOST}{based.base}{feed}{file}" for file in TYPES.values()] == found, path
        assert all(file_at(based, address) for address in found)


def test_feeds_are_named_for_people(based: Built) -> None:
    """Where a reader is offered several, each says what is in it and in which form."""
    assert ["Tidal Papers (Atom)", "Tidal Papers (RSS)", "Tidal Papers (JSON Feed)"] == list(
        alternates(based, "index.html")
    )
    for path in ("tags/lanterns/index.html", "tags/lanterns/page/1/index.html"):
        assert "Tidal Papers: Lanterns (Atom)" in alternates(based, path)


def test_the_subscribe_page_offers_every_feed(based: Built) -> None:
    """Each file of each feed is linked there, and the list of all of them."""
    page = parse(based.site / "subscribe/index.html")
    address = address_of(based, "subscribe/index.html")
    offered = {urljoin(address, a.attributes["href"] or "") for a in page.css("a[data-copied]")}
    names = (*TYPES.values(), "feeds.opml")
    feeds = {path for path in files_of(based.site) if path.rpartition("/")[2] in names}
    former = {path for path in feeds if path.startswith("tags/lamps/")}
    assert {f"{HOST}{based.base}{path}" for path in feeds - former} == offered
    lead = text_of(page.css_first(".sheaf-lead"))
    assert lead.count(".") == 3


def test_feeds_come_through_mkdocs_unchanged(based: Built) -> None:
    """A feed of the site is the file that was made, and names its own address there."""
    made = {path for path in files_of(based.docs) if path.endswith((".xml", ".opml"))}
    assert made
    for path in made:
        assert (based.site / path).read_bytes() == (based.docs / path).read_bytes()
    feed = ElementTree.fromstring((based.site / "tags/lanterns/feed.xml").read_text("utf-8"))
    links = feed.findall("{http://www.w3.org/2005/Atom}link[@rel='self']")
    assert [f"{HOST}{based.base}tags/lanterns/feed.xml"] == [link.get("href") for link in links]


@pytest.mark.browser
def test_links_to_feeds_load_nothing(based_url: str, tab: Tab) -> None:
    """In the browser a page is still linked to its feeds, and no sitemap is fetched for them."""
    for page in ("", "tags/lanterns/"):
        tab.open(f"{based_url}{page}")
        tab.page.wait_for_load_state("networkidle")
        assert tab.page.locator("head link[rel~=alternate][type*='+']").count() == len(TYPES)
    assert not [url for url in tab.requested if "sitemap" in url or url.endswith("feed.xml")]


@pytest.mark.browser
def test_an_address_is_copied(based_url: str, tab: Tab) -> None:
    """A button beside each feed puts its whole address on the clipboard, and says so."""
    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.open(f"{based_url}subscribe/")
    for name, address in (
        ("everything, Atom", "feed.xml"),
        ("Lanterns, JSON", "tags/lanterns/feed.json"),
        ("the list of all feeds", "feeds.opml"),
    ):
        tab.page.get_by_role("button", name=f"Copy the address: {name}").click()
        tab.page.get_by_text(f"Copied: {based_url}{address}").wait_for()
        copied = tab.page.evaluate("() => navigator.clipboard.readText()")
        assert f"{based_url}{address}" == copied


@pytest.mark.browser
def test_an_address_is_copied_without_a_clipboard_to_write_to(
    based_url: str, browser: Browser
) -> None:
    """Where the page did not come over HTTPS the older way serves; where none does, it is said."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(f"{based_url}subscribe/")
    button = page.get_by_role("button", name="Copy the address: everything, RSS")
    button.click()
    page.get_by_text(f"Copied: {based_url}rss.xml").wait_for()
    page.evaluate("() => { document.execCommand = () => false }")
    button.click()
    page.get_by_text("This browser does not let it be copied.").wait_for()
    context.close()

"""The built site as a reader sees it."""

import pytest

from tests.site.invented import ARXIV, MERGED
from tests.site.tab import Tab

pytestmark = [pytest.mark.site, pytest.mark.browser]


def test_no_page_asks_another_host_or_errs(based_url: str, tab: Tab) -> None:
    """Every kind of page loads from its own host alone, with nothing to complain of."""
    for page in (
        "",
        "days/",
        "days/2025/",
        "days/2025/03/",
        "days/2025/03/14/",
        "undated/",
        "tags/",
        "tags/kelp/",
        "authors/",
        "trending/",
        "stats/",
        "reading-list/",
        "subscribe/",
        "organizations/",
        "organizations/tidewater-sons-institute/",
        "papers/odd-2/",
        "papers/withdrawn-1/",
        "about/",
    ):
        tab.open(f"{based_url}{page}")
    tab.open(f"{based_url}nothing/here/", status=404)
    assert all(url.startswith(based_url) for url in tab.requested if url.startswith("http"))


def test_day_page_lists_its_papers(based_url: str, tab: Tab) -> None:
    """The way from the home page to a day and one of its papers is two links."""
    tab.open(f"{based_url}days/2025/03/20/")
    assert tab.page.locator(".sheaf-card:visible").count() == 35
    tab.page.locator(".sheaf-card h3 a").nth(2).click()
    tab.page.wait_for_url("**/papers/lantern-3/")
    assert tab.page.locator("h1#title").inner_text() == "Amber Lanterns Outlast Herring: Season 3"
    tab.page.locator(".sheaf-crumbs a").last.click()
    tab.page.wait_for_url("**/days/2025/03/14/")


def test_tag_pages(based_url: str, tab: Tab) -> None:
    """A tag of more than fifty papers leads to its older papers and back."""
    tab.open(f"{based_url}tags/")
    tab.page.locator("article").get_by_role("link", name="Lanterns").first.click()
    tab.page.wait_for_url("**/tags/lanterns/")
    tab.page.locator(".sheaf-pager").get_by_role("link", name="Older").click()
    tab.page.wait_for_url("**/tags/lanterns/page/1/")
    assert tab.page.locator(".sheaf-card").count() == 50
    tab.page.locator(".sheaf-pager").get_by_role("link", name="Newer").click()
    tab.page.wait_for_url("**/tags/lanterns/")


def test_abstract_opens_in_place(based_url: str, tab: Tab) -> None:
    """The rest of an abstract unfolds in the list, by mouse and by keyboard."""
    tab.open(f"{based_url}days/2025/03/20/")
    card = tab.page.locator("#lantern-1")
    rest = card.get_by_text("with the names of the ships taken out")
    assert not rest.is_visible()
    card.locator("summary").click()
    assert rest.is_visible()
    card.locator("summary").press("Enter")
    assert not rest.is_visible()
    assert tab.page.url == f"{based_url}days/2025/03/20/"


@pytest.mark.parametrize("former", [f"papers/{MERGED}/", f"arxiv/{ARXIV}/"])
def test_former_addresses_lead_on(based_url: str, tab: Tab, former: str) -> None:
    """A reader who follows an old address arrives at the paper."""
    tab.open(f"{based_url}{former}")
    tab.page.wait_for_url("**/papers/kelp-1/")
    assert tab.page.locator("h1#title").inner_text() == "Kelp Forests After 1 Storms"


def test_missing_page_leads_home(based_url: str, tab: Tab) -> None:
    """The links of a page that is not there work from any depth."""
    tab.open(f"{based_url}papers/no/such/paper/", status=404)
    tab.page.get_by_role("link", name="by tag").click()
    tab.page.wait_for_url(f"{based_url}tags/")
    assert tab.page.locator("h1").inner_text() == "Tags"

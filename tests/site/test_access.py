"""The pages can be used by everybody: axe finds nothing, nothing moves, nothing weighs too much."""

import gzip
import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.site.building import Built
from tests.site.invented import LONG_TITLE
from tests.site.reading import parse
from tests.site.tab import Tab

pytestmark = [pytest.mark.site, pytest.mark.browser]

KINDS = (
    "",
    "days/",
    "days/2025/",
    "days/2025/03/",
    "days/2025/03/20/",
    "undated/",
    "tags/",
    "tags/lanterns/",
    "organizations/",
    "organizations/tidewater-sons-institute/",
    "authors/",
    "authors/ada-reef/",
    "trending/",
    "stats/",
    "reading-list/",
    "subscribe/",
    "data/",
    "papers/lantern-1/",
    "papers/withdrawn-1/",
    "papers/state-full/",
    "papers/state-many/",
    "papers/state-rtl/",
    "about/",
    "no/such/page/",
)
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
# What follows from colours alone: the rest was found with the other colours.
OF_COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
# Most of a long page is the same again, with the same colours.
REPEATED = [
    [".sheaf-card:nth-child(n+4)"],
    [".sheaf-calendar table:nth-child(n+4)"],
    ["li:nth-child(n+13)"],
    ["tr:nth-child(n+6)"],
]
ZOOMED = (640, 450)
"""A window of 1280 by 900 at 200%."""
HTML_OF_30_CARDS = 30_000
FIRST_VISIT = 200_000

# Adds up every movement that nobody caused; the page is asked once all is loaded.
SHIFT = """() => new Promise(resolve => {
  let sum = 0
  new PerformanceObserver(list => list.getEntries().forEach(e => sum += e.value))
    .observe({ type: "layout-shift", buffered: true })
  setTimeout(() => resolve(sum), 300)
})"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose colours and width a test may set."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(based_url: str, page: Page, scheme: str) -> None:
    """No page of any kind breaks a rule of WCAG 2.2 AA that can be told by a program."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    found = {}
    for kind in KINDS:
        page.goto(f"{based_url}{kind}")
        assert page.locator("body").get_attribute("data-md-color-scheme") == (
            "slate" if scheme == "dark" else "default"
        )
        if scheme == "dark":
            ran = Axe().run(page, context={"exclude": REPEATED}, options=OF_COLOURS)
        else:
            ran = Axe().run(page, options=RULES)
        violations = ran.response["violations"]
        broken = {
            rule["id"]: [node["html"][:200] + node["failureSummary"] for node in rule["nodes"][:3]]
            for rule in violations
        }
        if broken:
            found[kind] = broken
    assert found == {}


def test_the_help_breaks_no_rule(based_url: str, page: Page) -> None:
    """The dialog of keys is as accessible as the pages."""
    page.goto(based_url)
    page.keyboard.press("?")
    assert Axe().run(page, options=RULES).response["violations"] == []


def _shift(page: Page, url: str) -> float:
    """How much of a page moved while it came."""
    page.goto(url)
    return float(page.evaluate(SHIFT))


@pytest.mark.parametrize(("width", "height"), [(390, 900), (820, 900), (1440, 900), ZOOMED])
def test_nothing_moves_or_overflows(based_url: str, page: Page, width: int, height: int) -> None:
    """What the script adds moves nothing, and no page is wider than its window."""
    page.set_viewport_size({"width": width, "height": height})
    for kind in (*KINDS, "papers/state-long/"):
        # What moves by itself moves at every visit; a busy machine may paint half a page once.
        assert any(_shift(page, f"{based_url}{kind}") == 0 for _ in range(3)), kind
        assert not page.evaluate("() => document.documentElement.scrollWidth > innerWidth"), kind


def test_the_first_key_leads_past_the_menu(based_url: str, page: Page) -> None:
    """Tab, then Enter, and whoever goes by keys is at the papers."""
    page.goto(based_url)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#title")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('article') !== null")


def test_the_menu_shows_itself_to_keys(based_url: str, page: Page) -> None:
    """Where the menu is put away for want of width, it comes out once a key leads into it."""
    page.set_viewport_size({"width": ZOOMED[0], "height": ZOOMED[1]})
    page.emulate_media(reduced_motion="reduce")
    page.goto(based_url)
    days = page.get_by_role("link", name="Days", exact=True)
    for _ in range(9):
        page.keyboard.press("Tab")
        if days.evaluate("link => link === document.activeElement"):
            break
    box = days.bounding_box()
    assert box is not None
    assert box["x"] >= 0


def test_nothing_is_animated_for_those_who_asked(based_url: str, page: Page) -> None:
    """With reduced motion no element has a transition or an animation."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(based_url)
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter(e => {
          const style = getComputedStyle(e)
          return parseFloat(style.transitionDuration) || parseFloat(style.animationDuration)
        }).length"""
    )
    assert moving == 0


def test_a_day_prints_as_a_reading_list(based_url: str, page: Page) -> None:
    """On paper a day is its titles and abstracts: no header, no controls, no footer."""
    page.goto(f"{based_url}days/2025/03/20/")
    page.emulate_media(media="print")
    assert page.locator(".sheaf-card h3").first.is_visible()
    for hidden in (".md-header", ".md-footer", ".sheaf-star", ".sheaf-order", ".sheaf-crumbs"):
        assert not page.locator(hidden).first.is_visible(), hidden


def test_what_is_read_in_the_dark_prints_dark_on_white(based_url: str, page: Page) -> None:
    """Paper is white whatever the screen is, and browsers print no background."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.goto(based_url)
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    page.emulate_media(media="print", color_scheme="dark", reduced_motion="reduce")
    for text in ("h1", ".sheaf-card h3 a", ".sheaf-card .sheaf-meta", ".sheaf-abstract"):
        colour = page.locator(text).first.evaluate("e => getComputedStyle(e).color")
        assert max(map(int, re.findall(r"\d+", colour)[:3])) < 128, (text, colour)


def test_thirty_cards_weigh_little(whole: Built) -> None:
    """The home page, which shows thirty cards, is at most 30 kB of compressed HTML."""
    home = whole.site / "index.html"
    assert len(parse(home).css(".sheaf-card")) == 30
    assert len(gzip.compress(home.read_bytes(), mtime=0)) <= HTML_OF_30_CARDS


def test_a_first_visit_weighs_little(whole: Built, whole_url: str, tab: Tab) -> None:
    """All that a first visit loads, the search index aside, is at most 200 kB compressed."""
    tab.open(whole_url)
    tab.page.wait_for_load_state("networkidle")
    files = {url.removeprefix(whole_url).partition("?")[0] for url in tab.requested}
    files = {file or "index.html" for file in files if not file.startswith(("blob:", "data:"))}
    weights = {
        file: len(gzip.compress((whole.site / file).read_bytes(), mtime=0))
        for file in files
        if file != "search/search_index.json"
    }
    assert "assets/javascripts/sheaf.js" in weights
    assert weights["assets/javascripts/sheaf.js"] < 15_000
    assert sum(weights.values()) <= FIRST_VISIT, weights


def test_every_state_of_a_paper_is_shown(based: Built) -> None:
    """What is known is there with its words, and what is not is left out."""

    def said(paper: str) -> str:
        article = parse(based.site / "papers" / paper / "index.html").css_first("article")
        assert article is not None
        return " ".join(article.text(separator=" ").split()).replace(" ,", ",")

    full = said("state-full")
    for words in (
        "Ada Reef, Cy Ebb",
        "published 1 February 2025",
        "arXiv:2502.00007",
        "The paper on arXiv",
        "The paper as PDF",
        "Code",
        "Web page",
    ):
        assert words in full, words
    bare = said("state-bare")
    assert "No abstract is known." in bare
    assert "author" not in bare
    assert "Find this paper on arXiv" in bare
    assert LONG_TITLE in said("state-long")
    many = said("state-many")
    assert "Hand Number 11, Hand Number 12 and 188 more authors" in many
    assert "Hand Number 200" in many
    assert "withdrawn: the authors asked for it" in said("withdrawn-1")
    assert "Kelp, Corrected" in said("kelp-8")
    assert "number 3 of 35, with 3 comments and 3 upvotes" in said("lantern-3")
    assert "number 2 of 35, with 2 comments" in said("lantern-2")

"""Searching the site in a browser."""

import pytest

from generator.typeset import plain
from tests.site.building import Built
from tests.site.reading import indexed_title, search_index
from tests.site.tab import META, QUERY, Tab

pytestmark = [pytest.mark.site, pytest.mark.browser]

EVERY = 3
"""One in so many papers of the archive is searched for."""

HOSTILE_QUERIES = (
    "foo:bar",
    "title:",
    "+-",
    "~",
    "foo~99",
    "foo^x",
    '"unclosed',
    "\\",
    "*",
    "R^3: x",
    "__proto__",
    "constructor",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "${alert(3)}",
    "日本語",
    "\u202eneddih",
    "[" * 2000,
)


def test_exact_titles_come_first(
    whole: Built, whole_url: str, tab: Tab, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of more than a hundred exact titles, 98 in 100 find their paper first and all among three."""
    titles = _titles(whole)
    tab.open(whole_url)
    places = {location: _place(tab, title, location) for location, title in titles.items()}
    later = {titles[where]: place for where, place in places.items() if place != 1}
    with capsys.disabled():
        print(
            f"\n{len(places) - len(later)} of {len(places)} exact titles came first; not: {later}"
        )
    assert len(places) > 100
    assert len(later) <= len(places) * 0.02
    assert all(1 <= place <= 3 for place in later.values())


def test_words_of_a_title_come_first(
    whole: Built, whole_url: str, tab: Tab, capsys: pytest.CaptureFixture[str]
) -> None:
    """The four longest words of a title, in any order and case, find its paper first."""
    titles = dict(list(_titles(whole).items())[::2])
    tab.open(whole_url)
    later = {}
    for location, title in titles.items():
        words = sorted(title.upper().split(), key=lambda word: (-len(word), word))[:4]
        place = _place(tab, " ".join(words), location)
        if place != 1:
            later[" ".join(words)] = place
    with capsys.disabled():
        print(f"\n{len(titles) - len(later)} of {len(titles)} came first by words; not: {later}")
    assert len(later) <= len(titles) * 0.05


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("#Tag: Labels That Weigh Themselves", "odd-1"),
        ("Le²O: Lanterns at Two Levels", "odd-2"),
        ("R^3: Rowing", "odd-3"),
        ("A < B & C > D", "odd-4"),
        ("amber lanterns outlast pilots", "lantern-4"),
        ("基于深度学习的海带预测: Kelp-BERT", "odd-5"),
        ("深度学习", "odd-5"),
        ("海带 BERT", "odd-5"),
        ("العوامات", "state-rtl"),
    ],
)
def test_odd_titles_are_found(based_url: str, tab: Tab, typed: str, expected: str) -> None:
    """Signs in a title neither hide its paper nor need to be typed; other scripts are found too."""
    tab.open(based_url)
    assert tab.search(typed)[0] == f"/some/base/papers/{expected}/"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2502.00007", "state-full"),
        ("arXiv:2502.00007v2", "state-full"),
        ("https://arxiv.org/abs/2502.00007", "state-full"),
        ("https://arxiv.org/pdf/2502.00007v1.pdf", "state-full"),
        ("https://huggingface.co/papers/2502.00007", "state-full"),
        ("Ebb, Cy", "state-full"),
        ("hand number 200", "state-many"),
    ],
)
def test_papers_are_found_by_their_ids_and_authors(
    based_url: str, tab: Tab, typed: str, expected: str
) -> None:
    """An arXiv id, an address that ends in one, and a name lead to their paper."""
    tab.open(based_url)
    assert tab.search(typed)[0] == f"/some/base/papers/{expected}/"


def test_results_show_titles_as_they_are(based: Built, based_url: str, tab: Tab) -> None:
    """A result's heading is the title, whatever signs it has."""
    tab.open(based_url)
    for paper in ("odd-1", "odd-2", "odd-4"):
        title = indexed_title(search_index(based)[f"papers/{paper}/"])
        tab.search(title)
        assert tab.page.locator(".md-search-result__article h1").first.inner_text() == title


def test_results_can_be_looked_over(based_url: str, tab: Tab) -> None:
    """A result shows three lines of an abstract, what was found among them."""
    tab.open(based_url)
    tab.search("ships taken")
    shown = tab.page.locator(".md-search-result__article p").first
    assert shown.inner_text().startswith("… ")
    lines, inside = shown.evaluate(
        """p => {
          const box = p.getBoundingClientRect()
          const found = p.querySelector("mark").getBoundingClientRect()
          const line = parseFloat(getComputedStyle(p).lineHeight)
          return [Math.round(box.height / line), found.top >= box.top && found.bottom <= box.bottom]
        }"""
    )
    assert lines <= 3
    assert inside


def test_typing_key_by_key_finds_a_paper(based_url: str, tab: Tab) -> None:
    """Results follow what is typed, and lead to the paper."""
    tab.open(based_url)
    tab.page.locator(QUERY).press_sequentially("kelp corrected", delay=5)
    tab.page.wait_for_function(
        "() => document.querySelector('.md-search-result__item a')?.href.includes('/kelp-8/')"
    )
    tab.page.locator(".md-search-result__item a").first.click()
    tab.page.wait_for_url("**/papers/kelp-8/**")
    assert tab.page.locator("h1#title").inner_text() == "Kelp, Corrected"


def test_a_search_without_results_says_so(based_url: str, tab: Tab) -> None:
    """What is found nowhere is said in a reader's words."""
    tab.open(based_url)
    assert tab.search("zzyzx") == []
    assert tab.page.locator(META).inner_text().startswith("Nothing found")


def test_hostile_queries_do_no_harm(based_url: str, tab: Tab) -> None:
    """No query makes the page err or run anything, and the next one is answered as ever."""
    tab.open(based_url)
    for query in HOSTILE_QUERIES:
        tab.search(query)
        assert tab.page.locator(f"{META} *").count() == 0, query
        assert tab.search("kelp corrected")[0] == "/some/base/papers/kelp-8/", query


def test_address_with_a_query_searches(based_url: str, tab: Tab) -> None:
    """`/?q=…` opens the search with its results."""
    tab.open(f"{based_url}?q=R%5E3%3A+Rowing")
    assert tab.wait_for_results()[0] == "/some/base/papers/odd-3/"
    assert tab.page.locator(QUERY).input_value() == "R^3: Rowing"


def test_search_box_of_the_missing_page_works(based_url: str, tab: Tab) -> None:
    """An address that leads nowhere offers a search that finds the paper, under a base path too."""
    tab.open(f"{based_url}papers/no/such/paper/", status=404)
    tab.page.fill("form.sheaf-search input", "Drifting Lanterns Guide Pilots")
    tab.page.click("form.sheaf-search button")
    tab.page.wait_for_url(f"{based_url}?q=*")
    assert tab.wait_for_results()[0] == "/some/base/papers/lantern-26/"


def test_header_search_works_on_the_missing_page(based_url: str, tab: Tab) -> None:
    """The search in the header finds papers from an address that leads nowhere."""
    tab.open(f"{based_url}a/b/c", status=404)
    assert tab.search("kelp corrected")[0] == "/some/base/papers/kelp-8/"


def _titles(built: Built) -> dict[str, str]:
    """Plain titles of papers by the path of their page, taken evenly from the whole archive."""
    documents = sorted(search_index(built).items())
    return {
        f"{built.base}{where}": plain(indexed_title(document))
        for where, document in documents[::EVERY]
    }


def _place(tab: Tab, query: str, location: str) -> int:
    """At which place a search finds a page; 0 where it is not among those shown."""
    found = tab.search(query)
    return found.index(location) + 1 if location in found else 0

"""What the site's script adds for a reader, and that pages are whole without it."""

import json
from pathlib import Path

import pytest
import rispy
from bibtexparser.entrypoint import parse_file
from playwright.sync_api import Browser, Page

from tests.site.tab import QUERY, RESULT, Tab

pytestmark = [pytest.mark.site, pytest.mark.browser]

DAY = "days/2025/03/20/"
LIST = "reading-list/"
ROWS = "#sheaf-reading-list li a"
KEPT = "sheaf:/some/base/:reading-list:v1"
NEWEST = "sheaf:/some/base/:newest:v1"


def star(page: Page, paper: str) -> None:
    page.locator(f"#{paper} .sheaf-star").click()


def test_a_star_keeps_a_paper(based_url: str, tab: Tab) -> None:
    """A paper starred in a list is starred on its page and stands in the reading list."""
    tab.open(f"{based_url}{DAY}")
    star(tab.page, "lantern-2")
    star(tab.page, "lantern-3")
    tab.open(f"{based_url}papers/lantern-2/")
    own = tab.page.locator(".sheaf-own .sheaf-star")
    assert own.get_attribute("aria-pressed") == "true"
    tab.open(f"{based_url}{LIST}")
    assert tab.page.locator(ROWS).all_inner_texts() == [
        "Amber Lanterns Outlast Herring: Season 3",
        "Amber Lanterns Guide Pilots: Season 2",
    ]
    tab.page.get_by_role("button", name="Remove: Amber Lanterns Guide").click()
    assert tab.page.locator(ROWS).count() == 1
    tab.page.locator(ROWS).click()
    tab.page.wait_for_url("**/papers/lantern-3/")


def test_a_list_goes_out_and_comes_back(based_url: str, tab: Tab, tmp_path: Path) -> None:
    """An exported list is JSON that another browser imports; what was there stays."""
    tab.open(f"{based_url}{DAY}")
    star(tab.page, "lantern-1")
    tab.open(f"{based_url}{LIST}")
    with tab.page.expect_download() as download:
        tab.page.get_by_role("button", name="Export").click()
    file = tmp_path / "list.json"
    download.value.save_as(file)
    given = json.loads(file.read_text(encoding="utf-8"))
    assert (given["sheaf"], given["version"]) == ("reading-list", 1)
    assert given["papers"] == [
        {
            "id": "lantern-1",
            "title": "Amber Lanterns Guide Herring: Season 1",
            "url": f"{based_url}papers/lantern-1/",
        }
    ]
    tab.page.evaluate("() => localStorage.clear()")
    tab.open(f"{based_url}{DAY}")
    star(tab.page, "lantern-4")
    tab.open(f"{based_url}{LIST}")
    tab.page.set_input_files(".sheaf-file", file)
    tab.page.get_by_text("1 paper added").wait_for()
    assert tab.page.locator(ROWS).count() == 2


def test_a_reading_list_fits_a_phone(based_url: str, tab: Tab) -> None:
    """Beside a long title the button that removes it keeps its word whole."""
    tab.page.set_viewport_size({"width": 390, "height": 800})
    tab.open(f"{based_url}{LIST}")
    kept = [{"id": "kelp-1", "title": "Kelp Forests " * 9}]
    tab.page.evaluate(f"list => localStorage.setItem('{KEPT}', JSON.stringify(list))", kept)
    tab.open(f"{based_url}{LIST}")
    button = tab.page.get_by_role("button", name="Remove").bounding_box()
    assert button is not None
    assert button["height"] < 40


def test_a_full_list_says_so_and_loses_nothing(based_url: str, tab: Tab, tmp_path: Path) -> None:
    """What does not fit into the reading list is said, starred or imported, and all else stays."""
    full = [{"id": f"p-{number}", "title": f"Paper {number}"} for number in range(5000)]
    tab.open(f"{based_url}{DAY}")
    tab.page.evaluate(f"papers => localStorage.setItem('{KEPT}', JSON.stringify(papers))", full)
    star(tab.page, "lantern-1")
    tab.page.get_by_text("Your reading list is full: it holds 5,000 papers.").wait_for()
    assert json.loads(tab.page.evaluate(f"localStorage.getItem('{KEPT}')")) == full
    file = tmp_path / "list.json"
    papers = [full[0], {"id": "kelp-1", "title": "Kelp"}, {"id": "kelp-2", "title": "Kelp"}]
    file.write_text(json.dumps({"sheaf": "reading-list", "version": 1, "papers": papers}))
    less = f"localStorage.setItem('{KEPT}', JSON.stringify({json.dumps(full[:-1])}))"
    tab.page.evaluate(less)
    tab.open(f"{based_url}{LIST}")
    tab.page.set_input_files(".sheaf-file", file)
    tab.page.get_by_text("1 paper added; 1 left out, since the list is full").wait_for()
    kept = json.loads(tab.page.evaluate(f"localStorage.getItem('{KEPT}')"))
    assert [paper["id"] for paper in kept] == [*(paper["id"] for paper in full[:-1]), "kelp-1"]


def test_a_list_goes_out_as_bibtex(based_url: str, tab: Tab, tmp_path: Path) -> None:
    """Each paper's entry comes once, by whatever id it was kept; what has none is said."""
    tab.open(f"{based_url}{LIST}")
    kept = [{"id": name, "title": name} for name in ("kelp-1", "merged-1", "state-full")]
    tab.page.evaluate(f"list => localStorage.setItem('{KEPT}', JSON.stringify(list))", kept)
    tab.open(f"{based_url}{LIST}")
    with tab.page.expect_download() as download:
        tab.page.get_by_role("button", name="BibTeX").click()
    file = tmp_path / "list.bib"
    download.value.save_as(file)
    library = parse_file(str(file))
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == ["kelp-1", "state-full"]
    tab.page.get_by_text("BibTeX exported").wait_for()


def test_bibtex_that_is_not_there_is_said(based_url: str, browser: Browser) -> None:
    """Withdrawn papers are counted; without a connection nothing is saved, and a sentence why."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{based_url}{LIST}")
    kept = [{"id": name, "title": name} for name in ("withdrawn-1", "kelp-2")]
    page.evaluate(f"list => localStorage.setItem('{KEPT}', JSON.stringify(list))", kept)
    page.reload()
    button = page.get_by_role("button", name="BibTeX")
    with page.expect_download() as download:
        button.click()
    assert download.value.suggested_filename == "reading-list.bib"
    page.get_by_text("1 of 2 papers have no BibTeX any more").wait_for()
    context.set_offline(True)
    button.click()
    page.get_by_text("The BibTeX could not be fetched. Are you online?").wait_for()
    assert button.is_enabled()
    context.close()


@pytest.mark.parametrize("clipboard", [True, False], ids=["clipboard", "selection"])
def test_a_citation_is_copied_and_saved(based_url: str, browser: Browser, clipboard: bool) -> None:
    """Each form goes to the clipboard as it stands in its file, with or without leave for it."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    if not clipboard:
        page.add_init_script("delete Navigator.prototype.clipboard")
    page.goto(f"{based_url}papers/state-full/")
    read = "() => navigator.clipboard.readText()"
    for name, begins in (("BibTeX", "@misc{state-full,"), ("RIS", "TY  - GEN"), ("CSL-JSON", "[{")):
        if name != "BibTeX":
            page.locator("summary", has_text=name).click()
        page.get_by_role("button", name=f"Copy {name}").click()
        page.get_by_text(f"Copied: {name}").wait_for()
        if clipboard:
            copied = page.evaluate(read)
            assert copied.startswith(begins)
            assert copied == page.get_by_label(name, exact=True).text_content()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download RIS").click()
    assert download.value.suggested_filename == "state-full.ris"
    (reference,) = rispy.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert reference["authors"] == ["Reef, Ada", "Ebb, Cy"]
    with page.expect_download() as download:
        page.get_by_role("link", name="as a file", exact=True).click()
    assert download.value.suggested_filename == "state-full.bib"
    context.close()


def test_a_harmful_list_does_no_harm(based_url: str, tab: Tab, tmp_path: Path) -> None:
    """What is no reading list is refused; of one, only whole papers are taken, as text."""
    tab.open(f"{based_url}{LIST}")
    wrong = tmp_path / "wrong.json"
    for text in ("", "[]", '{"sheaf": "reading-list", "version": 2}', "null", "{"):
        wrong.write_text(text)
        tab.page.set_input_files(".sheaf-file", wrong)
        tab.page.get_by_text("That file is not a reading list.").wait_for()
        tab.page.evaluate("() => { document.querySelector('.sheaf-told').textContent = '' }")
    papers = [
        {"id": "../../evil", "title": "x"},
        {"id": "javascript:alert(1)", "title": "x"},
        {"id": "a-1", "title": 7},
        {"id": "b-1", "title": "<img src=x onerror=alert(1)>"},
        None,
    ]
    wrong.write_text(json.dumps({"sheaf": "reading-list", "version": 1, "papers": papers}))
    tab.page.set_input_files(".sheaf-file", wrong)
    tab.page.get_by_text("1 paper added").wait_for()
    assert tab.page.locator(ROWS).all_inner_texts() == ["<img src=x onerror=alert(1)>"]
    assert tab.page.locator("#sheaf-reading-list img").count() == 0


def test_what_was_added_since_the_last_visit_is_marked(based_url: str, tab: Tab) -> None:
    """A first visit marks nothing; a later one what was added after the newest paper seen."""
    tab.open(f"{based_url}{DAY}")
    assert tab.page.locator(".sheaf-new").count() == 0
    assert tab.page.evaluate(f"() => localStorage.getItem('{NEWEST}')") == '"2025-04-01"'
    tab.page.evaluate(
        f"() => {{ sessionStorage.clear(); localStorage.setItem('{NEWEST}', '\"2025-03-01\"') }}"
    )
    for _ in range(2):
        tab.open(f"{based_url}{DAY}")
        assert tab.page.locator(".sheaf-new").count() == 35
    tab.page.evaluate("() => sessionStorage.clear()")
    tab.open(f"{based_url}{DAY}")
    assert tab.page.locator(".sheaf-new").count() == 0


def test_a_day_can_be_ordered(based_url: str, tab: Tab) -> None:
    """By upvotes, by comments, by title, and again as the source had it."""
    tab.open(f"{based_url}{DAY}")
    order = tab.page.get_by_label("Order by")

    def first() -> str:
        return tab.page.locator(".sheaf-card").first.get_attribute("id") or ""

    order.select_option("upvotes")
    assert first() == "lantern-35"
    order.select_option("comments")
    assert first() == "lantern-6"
    order.select_option("title")
    assert first() == "lantern-7"
    order.select_option("source")
    assert first() == "lantern-1"


def test_keys_lead_through_the_papers(based_url: str, tab: Tab) -> None:
    """`j` and `k` go on and back, `x` unfolds, `s` stars, `o` opens, `/` searches, `?` helps."""
    tab.open(f"{based_url}{DAY}")
    keys = tab.page.keyboard
    for key in "jjk":
        keys.press(key)
    assert tab.page.evaluate("() => document.activeElement.closest('article').id") == "lantern-1"
    keys.press("x")
    assert tab.page.locator("#lantern-1 details[open]").count() == 1
    keys.press("s")
    assert tab.page.locator("#lantern-1 .sheaf-star").get_attribute("aria-pressed") == "true"
    keys.press("?")
    dialog = tab.page.get_by_role("dialog", name="Keys")
    assert dialog.is_visible()
    keys.press("Escape")
    assert not dialog.is_visible()
    keys.press("/")
    tab.page.wait_for_function(
        "q => document.activeElement === document.querySelector(q)", arg=QUERY
    )
    keys.type("jos")
    assert tab.page.locator(QUERY).input_value() == "jos"
    keys.press("Escape")
    tab.page.locator("#lantern-2 h3 a").focus()
    keys.press("o")
    tab.page.wait_for_url("**/papers/lantern-2/")
    keys.press("s")
    assert tab.page.locator(".sheaf-own .sheaf-star").get_attribute("aria-pressed") == "true"


def test_keys_can_be_turned_off(based_url: str, tab: Tab) -> None:
    """Who speaks to a computer does not want letters to be commands; `?` still says so."""
    tab.open(f"{based_url}{DAY}")
    tab.page.get_by_role("button", name="Keys").click()
    tab.page.get_by_label("Keys are on").uncheck()
    tab.open(f"{based_url}{DAY}")
    tab.page.keyboard.press("j")
    assert tab.page.evaluate("() => document.activeElement.tagName") == "BODY"


def test_colours_follow_the_reader(based_url: str, tab: Tab) -> None:
    """The switch in the header goes from the system's colours to light and to dark, and stays."""
    tab.open(based_url)
    for _ in range(2):
        tab.page.locator("label[for^=__palette]:visible").click()
    body = tab.page.locator("body")
    assert body.get_attribute("data-md-color-scheme") == "slate"
    tab.open(f"{based_url}{DAY}")
    assert body.get_attribute("data-md-color-scheme") == "slate"


def test_a_tag_is_offered_by_its_name(based_url: str, tab: Tab) -> None:
    """Its name, its beginning and a former slug bring its page before the papers."""
    tab.open(based_url)
    tab.page.wait_for_load_state("networkidle")
    for typed in ("Lanterns", "lanter", "lamps", "LANTERN"):
        assert tab.search(typed)[0] == "/some/base/tags/lanterns/", typed
    assert tab.search("Amber Lanterns Guide Herring: Season 1")[0].endswith("/lantern-1/")


def test_results_show_day_and_tags(based_url: str, tab: Tab) -> None:
    """A result says when its paper is from and what it is about."""
    tab.open(based_url)
    tab.search("Amber Lanterns Guide Herring: Season 1")
    shown = tab.page.locator(RESULT).first.inner_text()
    assert "14 March 2025" in shown
    assert "Lanterns" in shown


def test_pages_are_whole_without_scripts(based_url: str, browser: Browser) -> None:
    """Cards, links and abstracts are there; controls that would do nothing are not."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{based_url}{DAY}")
    assert page.locator(".sheaf-card").count() == 35
    assert page.locator(".sheaf-star, .sheaf-order select, .sheaf-keys").count() == 0
    assert page.locator(".sheaf-takers").count() == 0
    page.locator("#lantern-1 summary").click()
    assert page.get_by_text("with the names of the ships taken out").first.is_visible()
    page.goto(f"{based_url}days/")
    page.get_by_role("link", name="20 March 2025: 35 papers").click()
    assert page.url == f"{based_url}{DAY}"
    page.goto(f"{based_url}{LIST}")
    assert page.get_by_text("needs the script of this site").is_visible()
    context.close()


def test_a_forbidden_storage_is_said(based_url: str, browser: Browser) -> None:
    """Where nothing can be kept, the page works and a star says why it does not stay."""
    context = browser.new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full') }")
    page.goto(f"{based_url}{DAY}")
    star(page, "lantern-1")
    page.get_by_text("This browser does not let the list be kept.").wait_for()
    assert not [error for error in errors if "full" not in error]
    context.close()

"""A reader corrects a paper on its page: wrong input is explained, right input leads on."""

from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page

from generator.correcting import propose
from generator.issue_form import LABELS, parse_wish
from generator.store import load_content
from tests.site.building import Built
from tests.site.invented import ADDED, ARXIV, ERASED, REPOSITORY
from tests.site.reading import parse
from tests.site.tab import Tab
from tests.site.test_access import RULES

pytestmark = [pytest.mark.site, pytest.mark.browser]

PAPER = "papers/kelp-1/"


@pytest.fixture
def dialog(tab: Tab, based_url: str) -> Locator:
    """The dialog on the page of a paper."""
    tab.open(f"{based_url}{PAPER}")
    tab.page.get_by_role("link", name="Suggest a correction").click()
    found = tab.page.locator("dialog.sheaf-suggest")
    found.wait_for()
    return found


def field(dialog: Locator, name: str) -> Locator:
    return dialog.get_by_label(LABELS.get(name, name), exact=True)


def address(dialog: Locator) -> str | None:
    return dialog.locator("a.sheaf-go").get_attribute("href")


def asked(dialog: Locator) -> dict[str, str]:
    """What the form that the dialog leads to is filled in with."""
    parts = urlsplit(address(dialog) or "")
    assert f"{REPOSITORY}/issues/new" == f"{parts.scheme}://{parts.netloc}{parts.path}"
    return {name: values[0] for name, values in parse_qs(parts.query).items()}


def test_the_dialog_begins_with_what_is_known(dialog: Locator) -> None:
    """Every field shows what the record has, and nothing leads on while nothing is changed."""
    shown = {name: field(dialog, name).input_value() for name in ("title", "arxiv", "authors")}
    assert {
        "title": "Kelp Forests After 1 Storms",
        "arxiv": ARXIV,
        "authors": "Ada Reef\nBo Shoal",
    } == shown
    assert "Kelp" == field(dialog, "Tags").input_value()
    assert address(dialog) is None
    assert "Nothing is changed yet." in dialog.inner_text()


WRONG = (
    ("title", "", "Title: is empty; every paper has a title"),
    ("title", "Two\u202e", "Title: holds characters that nobody can see"),
    ("published", "16/04", "'16/04' is not a date (YYYY-MM-DD)"),
    ("published", "2025-02-30", "'2025-02-30' is not a date (YYYY-MM-DD)"),
    ("author_count", "many", "'many' is not a whole number"),
    ("arxiv", "2504.11749v2", "'2504.11749v2' is not an arXiv id"),
    ("links", "https://a.example/\njavascript:alert(1)", "'javascript:alert(1)' is not an add"),
    ("Tags", "Kelp, Kelb", "there is no tag 'Kelb'"),
)


def test_wrong_input_is_explained(dialog: Locator) -> None:
    """As it is typed, in the words of `check`; nothing leads on until it is right."""
    field(dialog, "reason").fill("Seen.")
    for name, value, fault in WRONG:
        before = field(dialog, name).input_value()
        field(dialog, name).fill(value)
        assert fault in dialog.inner_text()
        assert "true" == field(dialog, name).get_attribute("aria-invalid")
        assert address(dialog) is None
        field(dialog, name).fill(before)
        assert fault not in dialog.inner_text()


def test_right_input_opens_the_form(based: Built, dialog: Locator) -> None:
    """Its parts are those that differ, and the archive reads them as they were meant."""
    field(dialog, "title").fill('Kelp & "Storms" <again>')
    field(dialog, "published").fill("")
    field(dialog, "doi").fill("https://doi.org/10.1000/kelp.1")
    field(dialog, "comment").fill("Journal of Kelp")
    field(dialog, "Tags").fill("Lanterns, finding the way")
    assert address(dialog) is None, "a reason is missing"
    dialog.locator("a.sheaf-go").click()
    assert "How do you know?: is missing" in dialog.inner_text()
    field(dialog, "reason").fill("The first page says so.")
    form = asked(dialog)
    assert {
        "template": "correction.yml",
        "paper": "kelp-1",
        "title": 'Kelp & "Storms" <again>',
        "published": "none",
        "doi": "https://doi.org/10.1000/kelp.1",
        "comment": "Journal of Kelp",
        "add_tags": "lanterns, navigation",
        "remove_tags": "kelp",
        "reason": "The first page says so.",
    } == form
    assert "Kelp Forests After 1 Storms" in dialog.locator("del").all_inner_texts()
    body = "\n\n".join(f"### {LABELS[n]}\n\n{form[n]}" for n in LABELS if n in form)
    stored, _ = load_content(based.content)
    subject, wish = parse_wish(body, stored, 1, "octo-cat", ADDED)
    effects = {effect.part: effect.after for effect in propose(stored, subject, wish, None).effects}
    assert ("10.1000/kelp.1", "Journal of Kelp") == (effects["doi"], effects["comment"])


def test_nothing_is_cut(dialog: Locator) -> None:
    """What is too long for an address is given to be copied, whole; the rest is filled in."""
    long = "A longer abstract, with émigrés. " * 400
    field(dialog, "abstract").fill(long)
    field(dialog, "title").fill("Kelp")
    field(dialog, "reason").fill("Seen.")
    form = asked(dialog)
    assert ("Kelp", "Seen.", False) == (form["title"], form["reason"], "abstract" in form)
    copied = dialog.get_by_label("to copy")
    assert long.strip() == copied.input_value()
    lines = copied.bounding_box()
    assert lines is not None
    assert lines["height"] > 60
    assert len(address(dialog) or "") < 8000


def test_a_file_begins_with_a_template(tab: Tab, based_url: str) -> None:
    """Where none is there yet; else the one that is there is edited."""
    tab.open(f"{based_url}{PAPER}")
    link = tab.page.get_by_role("link", name="Edit as a file")
    parts = urlsplit(link.get_attribute("href") or "")
    assert parts.path.endswith("/new/main/content/corrections")
    query = parse_qs(parts.query)
    assert ["kelp-1.yml"] == query["filename"]
    assert "# Corrections of: Kelp Forests After 1 Storms\n- on: 2" in query["value"][0]
    tab.open(f"{based_url}papers/kelp-8/")
    href = tab.page.get_by_role("link", name="Edit as a file").get_attribute("href")
    assert f"{REPOSITORY}/edit/main/content/corrections/kelp-8.yml" == href


def test_the_dialog_breaks_no_rule(dialog: Locator) -> None:
    """It is as accessible as the pages."""
    assert [] == Axe().run(dialog.page, options=RULES).response["violations"]


def test_without_scripts_the_form_is_there(browser: Browser, based_url: str) -> None:
    """The links lead to GitHub's own form and editor."""
    context = browser.new_context(java_script_enabled=False)
    page: Page = context.new_page()
    page.goto(f"{based_url}{PAPER}")
    href = page.get_by_role("link", name="Suggest a correction").get_attribute("href")
    assert f"{REPOSITORY}/issues/new?template=correction.yml&paper=kelp-1" == href
    context.close()


def test_an_erased_paper_is_not_corrected(based: Built) -> None:
    """Nothing of it is shown, and so nothing can be wrong."""
    page = parse(based.site / "papers" / ERASED / "index.html")
    assert page.css_first(".sheaf-mend") is None

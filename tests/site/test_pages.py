"""What stands on the pages of a built site."""

from unicodedata import normalize
from urllib.parse import urljoin

import pytest

from generator.typeset import typeset
from tests.site.building import Built, files_of
from tests.site.invented import (
    ARXIV,
    ERASED,
    INTO,
    MERGED,
    ODD_TITLES,
    ORGANIZATION,
    REPOSITORY,
    WITHDRAWN,
)
from tests.site.reading import (
    HOST,
    address_of,
    indexed_title,
    links_of,
    parse,
    search_index,
    text_of,
    text_of_html,
)

pytestmark = pytest.mark.site


def test_what_people_write_is_markdown(based: Built) -> None:
    """Pages of `content/pages/` are read as Markdown; those that are ready HTML are not."""
    article = parse(based.site / "about" / "index.html").css_first("article")
    assert article is not None
    assert text_of(article.css_first("h1")) == "About"
    links = {link.attributes["href"] for link in article.css("a") if text_of(link) == "Home"}
    assert links == {"../#title"}


@pytest.mark.parametrize(
    "page",
    [
        "",
        "days/",
        "days/2025/",
        "days/2025/03/",
        "days/2025/03/14/",
        "days/2025/03/14/page/1/",
        "days/2025/03/20/",
        "undated/",
        "tags/",
        "tags/lanterns/",
        "tags/lanterns/page/1/",
        "tags/lamps/",
        "authors/",
        "trending/",
        "stats/",
        "reading-list/",
        "subscribe/",
        "organizations/",
        "organizations/tidewater-sons-institute/",
        f"arxiv/{ARXIV}/",
        "papers/lantern-1/",
        "about/",
        "data/",
    ],
)
def test_every_kind_of_page_is_built(based: Built, page: str) -> None:
    """Each kind of page DESIGN.md gives an address has a file there, with one heading."""
    tree = parse(based.site / page / "index.html")
    if tree.css_first("meta[http-equiv=refresh]") is None:
        assert len(tree.css("h1")) == 1
        assert text_of(tree.css_first("title"))


@pytest.mark.parametrize("name", ["based", "rooted"])
def test_site_has_a_page_for_what_is_not_there(name: str, request: pytest.FixtureRequest) -> None:
    """The 404 page has a search box that leads home; only the repository's link leaves."""
    built: Built = request.getfixturevalue(name)
    page = parse(built.site / "404.html")
    form = page.css_first("form.sheaf-search")
    assert form is not None
    assert form.attributes["action"] == built.base
    assert form.css_first("input[name=q]") is not None
    links = [link.address for link in links_of(page, address_of(built, "404.html"))]
    elsewhere = [one for one in links if not one.startswith(f"{HOST}{built.base}")]
    assert elsewhere == ([REPOSITORY] if name == "based" else [])


@pytest.mark.parametrize("paper", sorted(ODD_TITLES))
def test_odd_titles_are_set_right(based: Built, paper: str) -> None:
    """A title with signs that mean something elsewhere reads the same wherever it stands."""
    title = typeset(ODD_TITLES[paper])
    tree = parse(based.site / "papers" / paper / "index.html")
    assert text_of(tree.css_first("h1#title")) == text_of_html(title.html)
    assert text_of(tree.css_first("title")) == f"{title.text} - Tidal Papers"
    # Material indexes the text of the heading, in which a raised 2 is a 2.
    indexed = indexed_title(search_index(based)[f"papers/{paper}/"])
    assert normalize("NFKC", indexed) == normalize("NFKC", title.text)
    card = parse(based.site / "undated/index.html").css_first(f"#{paper} h3")
    assert text_of(card) == text_of_html(title.html)


@pytest.mark.parametrize(
    ("paper", "begins"), [("lantern-4", ""), ("state-full", "Ada Reef, Cy Ebb ")]
)
def test_the_index_holds_what_a_paper_says_of_itself(based: Built, paper: str, begins: str) -> None:
    """Its authors and its abstract, and nothing of the papers beside it or like it."""
    abstract = text_of(
        parse(based.site / f"papers/{paper}/index.html").css_first(".sheaf-abstract")
    )
    assert text_of_html(search_index(based)[f"papers/{paper}/"]["text"]) == begins + abstract


def test_busy_day_lists_every_paper_over_its_pages(based: Built) -> None:
    """A day's pages together show all that was published on it, fifty a page."""
    newest = _cards(based, "days/2025/03/14/")
    oldest = _cards(based, "days/2025/03/14/page/1/")
    assert len(newest) == len(oldest) == 50
    assert {f"lantern-{number}" for number in range(1, 57)} == {*newest, *oldest}


def test_featured_listing_keeps_its_order(based: Built) -> None:
    """A day page shows a listing's papers in the order of the source."""
    assert [f"lantern-{number}" for number in range(1, 36)] == _cards(based, "days/2025/03/20/")


def test_home_shows_the_newest_listing(based: Built) -> None:
    """The home page shows the beginning of the newest listing and says how much is left."""
    assert _cards(based, "")[:3] == ["lantern-1", "lantern-2", "lantern-3"]
    home = parse(based.site / "index.html")
    assert "5 more papers" in text_of(home.css_first(".sheaf-columns > div .sheaf-more"))


def test_long_tag_has_older_and_newer_pages(based: Built) -> None:
    """The pages of a tag lead to one another and hold each paper of the tag."""
    newest = _pager(based, "tags/lanterns/")
    oldest = _pager(based, "tags/lanterns/page/1/")
    assert newest == {"next": "http://archive.invalid/some/base/tags/lanterns/page/1/"}
    assert oldest == {"prev": "http://archive.invalid/some/base/tags/lanterns/"}
    shown = {*_cards(based, "tags/lanterns/"), *_cards(based, "tags/lanterns/page/1/")}
    assert {f"lantern-{number}" for number in range(1, 57)} <= shown


def test_tag_without_papers_has_no_page(based: Built) -> None:
    """A term of the taxonomy that no paper carries is nowhere."""
    assert not (based.site / "tags/volcanoes").exists()
    assert "Volcanoes" not in text_of(parse(based.site / "tags/index.html").body)


def test_organization_lists_its_papers(based: Built) -> None:
    """An organization's page has its name as it is written, and its papers."""
    page = "organizations/tidewater-sons-institute/"
    assert set(_cards(based, page)) == {"kelp-1", "kelp-2", "kelp-3"}
    assert text_of(parse(based.site / page / "index.html").css_first("h1")) == ORGANIZATION


def test_correction_wins(based: Built) -> None:
    """A corrected title is the one that is shown and found."""
    heading = parse(based.site / "papers/kelp-8/index.html").css_first("h1")
    assert text_of(heading) == "Kelp, Corrected"
    assert indexed_title(search_index(based)["papers/kelp-8/"]) == "Kelp, Corrected"


def test_withdrawn_paper_leaves_a_tombstone(based: Built) -> None:
    """A withdrawn paper keeps its address, says why, and stands in no list but of changes."""
    body = text_of(parse(based.site / "papers" / WITHDRAWN / "index.html").css_first("article"))
    assert "the authors asked for it" in body
    assert "Secret Lanterns" in body
    told = {f"papers/{WITHDRAWN}/index.html", "changes/index.html"}
    assert _pages_that_say(based, "Secret Lanterns") == told


def test_erased_paper_is_gone_from_every_file(based: Built) -> None:
    """Nothing of an erased paper's text is left; its address gives the reason."""
    article = parse(based.site / "papers" / ERASED / "index.html").css_first("article")
    assert "not a paper" in text_of(article)
    for path in files_of(based.site):
        content = (based.site / path).read_bytes()
        assert b"Taken Away" not in content, path
        assert b"taken away" not in content, path


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"papers/{MERGED}/", f"papers/{INTO}/"),
        (f"arxiv/{ARXIV}/", f"papers/{INTO}/"),
        ("tags/lamps/", "tags/lanterns/"),
    ],
)
def test_former_addresses_redirect(based: Built, old: str, new: str) -> None:
    """A merged record, an arXiv id and a tag's former slug lead to the page of today."""
    page = address_of(based, f"{old}index.html")
    links = {link.address for link in links_of(parse(based.site / old / "index.html"), page)}
    icon = address_of(based, "assets/images/sheaf.svg")
    assert links == {address_of(based, f"{new}index.html"), icon}


def test_search_index_holds_papers_only(based: Built) -> None:
    """The index has one document for each paper that is shown, under its title, and no other."""
    papers = {f"papers/{path.stem}/" for path in based.content.glob("records/*/*.yml")}
    hidden = {f"papers/{name}/" for name in (WITHDRAWN, ERASED, MERGED)}
    documents = search_index(based)
    assert set(documents) == papers - hidden
    assert indexed_title(documents["papers/lantern-1/"]) == "Amber Lanterns Guide Herring: Season 1"
    assert "nine winters" in documents["papers/lantern-1/"]["text"]
    assert documents["papers/lantern-1/"]["tags"] == ["14 March 2025", "Lanterns"]


def _cards(built: Built, page: str) -> list[str]:
    cards = parse(built.site / page / "index.html").css(".sheaf-card")
    return [card.attributes["id"] or "" for card in cards]


def _pager(built: Built, page: str) -> dict[str, str]:
    address = address_of(built, f"{page}index.html")
    pager = parse(built.site / page / "index.html").css_first(".sheaf-pager")
    assert pager is not None
    return {
        link.attributes["rel"] or "": urljoin(address, link.attributes["href"] or "")
        for link in pager.css("a")
    }


def _pages_that_say(built: Built, words: str) -> set[str]:
    return {
        path
        for path in files_of(built.site)
        if path.endswith((".html", ".json")) and words in (built.site / path).read_text("utf-8")
    }

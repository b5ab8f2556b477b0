"""Nothing that was published is lost without a word: the guard before each publication."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.guard import LIMIT, Built, Counts, Published, check_site, given_up
from tests.site.serving import serving

URL = "https://example.org/archive/"
COUNTS = {"records": 3, "withdrawn": 0, "permalinks": 3, "listings": 2, "tags": 2}
TAGS = {"kelp": 2, "lamps": 1}
KEPT = (
    "/papers/a/",
    "/papers/b/",
    "/papers/c/",
    "/days/2025/10/30/",
    "/tags/kelp/",
    "/tags/lamps/",
)
OTHERS = ("/", "/days/", "/days/2025/", "/days/2025/10/", "/tags/", "/tags/kelp/page/1/", "/stats/")
# Nobody is asked but the published site, and that on loopback.
HURRY = {
    "SHEAF_DAILY_PAPERS": "http://127.0.0.1:9/",
    "SHEAF_ARXIV_API": "http://127.0.0.1:9/",
    "SHEAF_ARXIV_FEEDS": "http://127.0.0.1:9/",
    "SHEAF_PACE": "0.001",
    "SHEAF_SILENCE": "0.3",
    "NO_PROXY": "127.0.0.1",
}

PUBLISHED = Published(URL, Counts(**COUNTS), frozenset(KEPT), TAGS)


def built(
    lacks: Iterable[str] = (), carried: Iterable[str] = TAGS, size: int = 1000, **counts: int
) -> Built:
    """The published site built again, but for what it lacks."""
    missing = set(lacks)
    now = Counts(**{**COUNTS, **counts})
    return Built(URL, now, frozenset(carried), size, lambda address: address not in missing)


def write_site(
    folder: Path,
    addresses: Iterable[str] = KEPT,
    tags: Mapping[str, int] = TAGS,
    url: str = URL,
    **counts: int,
) -> Path:
    """A site with as much in it as a guard looks at."""
    addresses = [*addresses, *OTHERS]
    for address in addresses:
        page = folder / address[1:] / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("<p>A page.</p>", encoding="utf-8")
    api = folder / "api" / "v1"
    api.mkdir(parents=True, exist_ok=True)
    index = {"version": 1, "url": url, "counts": {**COUNTS, **counts}, "tags": "tags.json"}
    (api / "index.json").write_text(json.dumps(index), encoding="utf-8")
    listed = [{"slug": slug, "name": slug, "records": size} for slug, size in tags.items()]
    (api / "tags.json").write_text(json.dumps({"tags": listed}), encoding="utf-8")
    locs = "".join(f"<url><loc>{url.rstrip('/')}{one}</loc></url>" for one in addresses)
    (folder / "sitemap.xml").write_text(sitemap("urlset", locs), encoding="utf-8")
    (folder / "404.html").write_text("nothing here", encoding="utf-8")
    return folder


def sitemap(kind: str, inner: str) -> str:
    return f'<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</{kind}>'


def run(*args: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(map(str, args)), env=HURRY, catch_exceptions=False)
    return result.exit_code, result.output


def test_the_same_or_more_may_be_published() -> None:
    """Nothing is refused where everything is still there, or more than that."""
    assert [] == list(check_site(PUBLISHED, built()))
    assert [] == list(check_site(PUBLISHED, built(records=4, permalinks=4, listings=3, tags=3)))
    assert [] == list(check_site(None, built(records=0, permalinks=0)))


@pytest.mark.parametrize(
    ("site", "said"),
    [
        (
            built(records=1, permalinks=1),
            [
                "records: 2 fewer than published (3 then, 1 now); 0 withdrawn or merged",
                "permalinks: 2 fewer than published (3 then, 1 now)",
            ],
        ),
        (built(listings=0), ["listings: 2 fewer than published (2 then, 0 now)"]),
        (
            built(carried=["kelp"], tags=1),
            ["tags: 1 fewer than published (2 then, 1 now): lamps"],
        ),
        (
            built(["/papers/b/"]),
            ["papers: 1 published addresses answer nothing now: /papers/b/"],
        ),
        (
            built(["/days/2025/10/30/", "/tags/kelp/"]),
            [
                "days: 1 published addresses answer nothing now: /days/2025/10/30/",
                "tags: 1 published addresses answer nothing now: /tags/kelp/",
            ],
        ),
        (
            built(size=LIMIT + 2_500_000),
            ["size: 902.5 MB, 2.5 MB more than may be published (900 MB)"],
        ),
    ],
)
def test_what_is_lost_is_named_and_counted(site: Built, said: list[str]) -> None:
    """Each loss is one refusal that says what and by how many."""
    assert said == list(check_site(PUBLISHED, site))


@pytest.mark.parametrize("withdrawn", [1, 0], ids=["withdrawn", "merged"])
def test_withdrawals_and_merges_explain(withdrawn: int) -> None:
    """A withdrawn or merged record is no loss, and neither is the tag that it alone carried."""
    assert [] == list(check_site(PUBLISHED, built(records=2, withdrawn=withdrawn)))
    without = built(carried=["kelp"], tags=1, records=2, withdrawn=withdrawn)
    assert [] == list(check_site(PUBLISHED, without))


def test_more_is_lost_than_was_withdrawn() -> None:
    """One withdrawal explains one record, and no tag that two records carried."""
    assert [
        "records: 2 fewer than published (3 then, 1 now); 1 withdrawn or merged",
        "permalinks: 1 fewer than published (3 then, 2 now)",
    ] == list(check_site(PUBLISHED, built(records=1, withdrawn=1, permalinks=2)))
    assert ["tags: 1 fewer than published (2 then, 1 now): kelp"] == list(
        check_site(PUBLISHED, built(carried=["lamps"], tags=1, records=2, withdrawn=1))
    )


def test_many_losses_are_counted_and_some_named() -> None:
    """A refusal stays readable however much is lost."""
    addresses = frozenset(f"/papers/p{number:03}/" for number in range(250))
    (said,) = check_site(replace(PUBLISHED, addresses=addresses), built(addresses))
    assert said.startswith("papers: 250 published addresses answer nothing now: /papers/p000/, ")
    assert said.endswith(" and 240 more")


def test_days_and_tags_are_given_up_but_papers_never() -> None:
    """What loses its last paper to another day may forward, unless a paper is lost as well."""
    day, tag = "/days/2025/10/30/", "/tags/lamps/"
    lacks = built([day, tag]).answers
    assert [day, tag] == given_up(PUBLISHED, lacks)
    assert [] == given_up(PUBLISHED, built([day, "/papers/a/"]).answers)
    old = "/days/2025/01/02/"
    before = replace(PUBLISHED, forwarded=frozenset([old, day]))
    assert [old] == given_up(before, built([old]).answers)


def test_too_many_days_at_once_are_left_to_the_guard() -> None:
    """Hundreds of days do not empty because sources learnt something."""
    days = frozenset(
        f"/days/2025/{month:02}/{day:02}/" for month in range(1, 9) for day in range(1, 29)
    )
    assert [] == given_up(replace(PUBLISHED, addresses=days), built(days).answers)


def test_the_command_compares_two_folders(tmp_path: Path) -> None:
    """A folder may stand for the published site; exit code and output say what is wrong."""
    old = write_site(tmp_path / "old")
    new = write_site(tmp_path / "new")
    summary = tmp_path / "summary.md"
    assert 0 == run("guard", "--site", new, "--published", old, "--summary", summary)[0]
    assert "| records | 3 | 3 |" in summary.read_text(encoding="utf-8")
    assert "Nothing is lost." in summary.read_text(encoding="utf-8")
    rmtree(new / "papers" / "a")
    code, output = run("guard", "--site", new, "--published", old, "--summary", summary)
    assert 1 == code
    assert "papers: 1 published addresses answer nothing now: /papers/a/" in output
    assert "**Refused:**\n\n    papers: 1 published" in summary.read_text(encoding="utf-8")
    code, output = run("guard", "--site", new, "--published", old, "--allow-loss")
    assert 0 == code
    assert "/papers/a/" in output


def test_a_site_map_of_maps_is_read_whole(tmp_path: Path) -> None:
    """Large sites have an index of maps; the addresses of all of them must answer."""
    old, new = write_site(tmp_path / "old"), write_site(tmp_path / "new")
    (old / "sitemap.xml").rename(old / "sitemap-1.xml")
    lost = sitemap("urlset", f"<url><loc>{URL}papers/lost/</loc></url>")
    (old / "sitemap-2.xml").write_text(lost, encoding="utf-8")
    maps = "".join(f"<sitemap><loc>{URL}sitemap-{n}.xml</loc></sitemap>" for n in (1, 2))
    (old / "sitemap.xml").write_text(sitemap("sitemapindex", maps), encoding="utf-8")
    code, output = run("guard", "--site", new, "--published", old)
    assert (1, True) == (code, "answer nothing now: /papers/lost/" in output)


def test_a_first_publication_passes(tmp_path: Path) -> None:
    """Where nothing is published, nothing is lost, and that is said."""
    new, empty = write_site(tmp_path / "new"), tmp_path / "empty"
    empty.mkdir()
    (empty / "404.html").write_text("nothing here", encoding="utf-8")
    with serving(empty, "/archive/") as url:
        code, output = run("guard", "--site", new, "--published", url)
    assert 0 == code
    assert "nothing is published there yet" in output
    assert "site_url in archive.yml is https://example.org/archive/" in output


def test_an_unreachable_or_senseless_site_is_told_apart(tmp_path: Path) -> None:
    """A published site that does not answer ends with 3, which no refusal does."""
    new, old = write_site(tmp_path / "new"), write_site(tmp_path / "old")
    code, output = run("guard", "--site", new, "--published", "http://127.0.0.1:9/archive/")
    assert (3, True) == (code, "cannot be read: no connection" in output)
    (old / "api" / "v1" / "index.json").write_text("<!DOCTYPE html>", encoding="utf-8")
    code, output = run("guard", "--site", new, "--published", old)
    assert (3, True) == (code, "api/v1/index.json makes no sense" in output)
    write_site(old)
    (old / "sitemap.xml").unlink()
    assert 3 == run("guard", "--site", new, "--published", old)[0]


def test_what_is_no_site_is_refused(tmp_path: Path) -> None:
    """A folder without the files that tell what is in it is not published."""
    code, output = run("guard", "--site", tmp_path, "--published", tmp_path)
    assert (1, True) == (code, "no built site: api/v1/index.json is missing" in output)


def test_an_emptied_day_leads_to_its_month_ever_after(tmp_path: Path) -> None:
    """Its address answers in each later publication, though no map names it any more."""
    old = write_site(tmp_path / "old")
    days, tags = "/days/2025/10/30/", "/tags/lamps/"
    with serving(old, "/archive/") as url:
        left = [address for address in KEPT if address not in (days, tags)]
        new = write_site(tmp_path / "new", left)
        assert (0, True) == said_so(
            run("forward", "--site", new, "--published", url), "2 addresses"
        )
        assert 0 == run("guard", "--site", new, "--published", url)[0]
        page = (new / days[1:] / "index.html").read_text(encoding="utf-8")
        assert 'content="0; url=../../../../days/2025/10/"' in page
    newer = write_site(tmp_path / "newer", left)
    assert (0, True) == said_so(run("forward", "--site", newer, "--published", new), "2 addresses")
    page = (newer / tags[1:] / "index.html").read_text(encoding="utf-8")
    assert 'content="0; url=../../tags/"' in page


def said_so(ran: tuple[int, str], text: str) -> tuple[int, bool]:
    return ran[0], text in ran[1]

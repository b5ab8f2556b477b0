"""What a build does to the folders it writes, above all when it goes wrong."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from generator.model import Entry
from generator.store import record_path
from tests.site.building import build, built_once, bytes_of, files_of, stamps_of
from tests.site.invented import (
    invented_listing,
    invented_record,
    write_content,
    write_settings,
)
from tests.site.reading import parse, text_of

pytestmark = pytest.mark.site

TAG = "terms:\n- {slug: kelp, name: Kelp, meaning: What grows., match: [kelp]}\n"
SITE_URL = "http://archive.invalid/"


@pytest.fixture
def content(sites: Path, tmp_path: Path) -> Path:
    """The content of a small site that was just built in this test's folder."""

    def write(folder: Path) -> Path:
        write_settings(folder, SITE_URL, TAG)
        records = [
            invented_record("kelp-1", "Kelp in Winter"),
            invented_record("lamp-1", "Lamps in Summer"),
        ]
        listing = invented_listing(
            "dump-one", date(2025, 3, 1), [Entry(record=record.id) for record in records]
        )
        write_content(folder, records, [listing])
        return folder

    built = built_once(sites / "small", "/", write)
    for name in ("content", "site", "build", ".cache"):
        shutil.copytree(built.site.parent / name, tmp_path / name)
    return tmp_path / "content"


def test_building_again_writes_nothing(content: Path, tmp_path: Path) -> None:
    """A second build of the same content leaves every Markdown file alone and the site the same."""
    docs, site = tmp_path / "build/docs", tmp_path / "site"
    stamps, before = stamps_of(docs), bytes_of(site)
    again = build(content, site)
    assert again.returncode == 0
    assert "0 files were new or changed" in again.stdout
    assert stamps == stamps_of(docs)
    assert before == bytes_of(site)


def test_emptied_tag_disappears(content: Path, tmp_path: Path) -> None:
    """The page of a tag that loses its last paper goes, from the docs folder and from the site."""
    site = tmp_path / "site"
    assert (site / "tags/kelp/index.html").exists()
    changed = content / record_path("kelp-1")
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text.replace("Kelp", "Reed").replace("kelp in", "reed in"), encoding="utf-8")
    assert build(content, site).returncode == 0
    assert not (site / "tags/kelp").exists()
    assert not (tmp_path / "build/docs/tags/kelp").exists()
    assert text_of(parse(site / "papers/kelp-1/index.html").css_first("h1")) == "Reed in Winter"


@pytest.mark.parametrize(
    ("broken", "text", "said"),
    [
        (record_path("kelp-1"), "id: kelp-1\ntitle: [\n", "content/records/kelp/kelp-1.yml:"),
        ("pages/about.md", "# About\n\n[nowhere](nowhere.md)\n", "nowhere.md"),
    ],
    ids=["a broken record", "a page MkDocs refuses"],
)
def test_failed_build_leaves_the_old_site(
    content: Path, tmp_path: Path, broken: str, text: str, said: str
) -> None:
    """A build that fails ends with 1, says where, and leaves the old site byte for byte."""
    site = tmp_path / "site"
    before = bytes_of(site)
    (content / broken).write_text(text, encoding="utf-8")
    failed = build(content, site)
    assert failed.returncode == 1
    assert said in failed.stderr
    assert before == bytes_of(site)
    assert {path.name for path in tmp_path.iterdir()} == {".cache", "build", "content", "site"}


def test_empty_content_builds_and_says_what_to_do(tmp_path: Path) -> None:
    """A content folder with nothing in it makes a site whose home page tells what comes next."""
    (tmp_path / "content").mkdir()
    run = build(tmp_path / "content", tmp_path / "site")
    assert run.returncode == 0, run.stderr
    home = text_of(parse(tmp_path / "site/index.html").css_first("article"))
    assert "There are no papers here yet" in home
    assert "python -m generator ingest" in home
    assert "404.html" in files_of(tmp_path / "site")

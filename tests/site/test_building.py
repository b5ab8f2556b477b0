"""What a build does to the folders it writes, above all when it goes wrong."""

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.build import MARK, building
from generator.check import RESERVED_PAGES
from generator.cli import main
from generator.lock import locked
from generator.model import Entry
from generator.store import record_path
from tests.environment import uncovered
from tests.site.building import PROJECT, Built, build, built_once, bytes_of, files_of, stamps_of
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
    assert "make ingest FILES=" in home
    assert "404.html" in files_of(tmp_path / "site")


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ("web", "web holds files that no build made"),
        ("tree", "tree holds files that no build made"),
        ("content", "content and"),
        ("content/site", "content/site and"),
        ("build", "build and"),
        ("build/docs/site", "build/docs/site and"),
        (".", ". and"),
    ],
)
def test_a_site_takes_the_place_of_nothing_else(
    content: Path, tmp_path: Path, site: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that no build made, or that the site is made from, stays as it is."""
    (tmp_path / "web").mkdir()
    (tmp_path / "web/family.jpg").write_text("smile")
    (tmp_path / "site").rename(tmp_path / "tree")
    (tmp_path / "tree/.git").write_text("gitdir: /elsewhere\n")
    before = bytes_of(tmp_path)
    run = _build_here(tmp_path, site, monkeypatch)
    assert (run.exit_code, run.stderr.startswith(said)) == (1, True), run.stderr
    assert run.stderr.count("\n") == 1
    assert bytes_of(tmp_path) == before


def test_pages_are_not_written_over_another_project(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build run where `build/docs` is somebody else's touches nothing there."""
    other = tmp_path / "other"
    (other / "build/docs/manual").mkdir(parents=True)
    (other / "build/docs/manual/thesis.tex").write_text("years of work")
    run = _build_here(other, "site", monkeypatch)
    assert run.exit_code == 1
    assert "build/docs holds files that no build made" in run.stderr
    assert files_of(other) == {"build/docs/manual/thesis.tex"}


def test_folders_of_builds_without_marks_are_known(content: Path, tmp_path: Path) -> None:
    """What builds made before they left a mark is taken for what it is."""
    docs, site = tmp_path / "build/docs", tmp_path / "site"
    (docs / MARK).unlink()
    with building(content, docs, site, pytest.fail):
        pass


def test_a_second_build_waits_for_the_first(content: Path, tmp_path: Path) -> None:
    """It says so, begins once the first is done, and reads the content as it is then."""
    command = [sys.executable, "-m", "generator", "build", "--content", "content"]
    with locked(tmp_path / "build/docs", pytest.fail):
        run = subprocess.Popen(
            command,
            cwd=tmp_path,
            env=uncovered() | {"PYTHONPATH": str(PROJECT)},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert run.stderr is not None
        assert run.stderr.readline() == "another build is running; waiting for it\n"
        (content / "archive.yml").write_text("schema: [\n")
    assert "content/archive.yml:" in run.communicate()[1]
    assert run.returncode == 1


def test_a_site_half_swapped_is_put_back(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build killed between the old site and the new leaves the old to the next, which fails."""
    site = tmp_path / "site"
    before = bytes_of(site)
    site.rename(tmp_path / "site.building-abc-old")
    (tmp_path / "site.building-abc").mkdir()
    (content / "archive.yml").write_text("schema: [\n")
    assert _build_here(tmp_path, "site", monkeypatch).exit_code == 1
    assert bytes_of(site) == before
    assert {path.name for path in tmp_path.iterdir()} == {".cache", "build", "content", "site"}


def test_what_cannot_be_written_is_one_line(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cache that is a file, or a page that is a folder, is named, and the old site stays."""
    (tmp_path / ".cache").rename(tmp_path / "aside")
    (tmp_path / ".cache").write_text("")
    run = _build_here(tmp_path, "site", monkeypatch)
    assert (run.exit_code, run.stderr.count("\n")) == (1, 1), run.output
    assert run.stderr.startswith(".cache/")
    (tmp_path / ".cache").unlink()
    (tmp_path / "aside").rename(tmp_path / ".cache")
    (tmp_path / ".cache/derived/settings/zz.msgpack").mkdir()
    (tmp_path / "build/docs/index.md").unlink()
    (tmp_path / "build/docs/index.md").mkdir()
    run = _build_here(tmp_path, "site", monkeypatch)
    assert (run.exit_code, run.stderr.count("\n")) == (1, 1), run.output
    assert "index.md: Is a directory" in run.stderr


def test_names_of_ready_pages_are_reserved(rooted: Built) -> None:
    """No page written by hand can take the place of anything at the top of a site."""
    made = {path.name for folder in (rooted.docs, rooted.site) for path in folder.iterdir()}
    own = {path.stem for path in (rooted.content / "pages").glob("*.md")}
    names = {name.removesuffix(".md").removesuffix(".html") for name in made - {MARK}}
    assert names - own <= RESERVED_PAGES
    assert "data" in names


def _build_here(folder: Path, site: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    """What the command said in a folder, run in this process."""
    monkeypatch.chdir(folder)
    content = next(path for path in (folder, folder.parent) if (path / "content").is_dir())
    command = ["build", "--content", str(content / "content"), "--site", site]
    return CliRunner().invoke(main, command)

"""From content to a finished site: changed pages written, MkDocs run aside, then a swap."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator import addresses
from generator.archive import Archive, build_archive
from generator.derived import Kept, texts_of
from generator.exports import export_makers
from generator.exports.file import File
from generator.exports.sitemap import sitemap_files
from generator.feeds.build import build_feeds
from generator.feeds.changes import change_feed
from generator.lock import locked
from generator.model import Stored
from generator.pages import page_makers
from generator.pages.page import Page
from generator.parallel import run_all
from generator.store import write_bytes
from generator.tags.related import Related, kept_related, related

PROJECT = Path(__file__).resolve().parent.parent
"""Where `mkdocs.yml` and `theme_overrides/` stand."""

MARK = ".sheaf"
"""The file that says of a folder that builds may do with it as they like; MkDocs passes it over."""

PRODUCT = "data/archive.sqlite"
"""What every finished site holds; it tells the folders of builds that left no mark."""

ELSEWHERE = "run this in another folder"

Maker = Callable[[], Iterator[Page | File]]
"""A function that makes some of the files in the docs folder, apart from all others."""


class BuildFailed(Exception):
    """MkDocs refused to build the site; what it said is the message."""


class NotOurs(Exception):
    """A folder that a build would empty holds other things; what to do is the message."""


@dataclass(frozen=True)
class Written:
    """How many papers there are, files that differed, and formulas that stand as their source."""

    papers: int
    files: int
    failed: int


@contextmanager
def building(content: Path, docs: Path, site: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """No other build writes to these folders meanwhile, and what a stopped one left is tidied up.

    `waiting` is called where another build has them; raises NotOurs.
    """
    _check_apart(content, docs, site)
    _check_ours(docs, ELSEWHERE)
    _check_ours(site, "name another folder by --site")
    with locked(docs, waiting), locked(site.parent, waiting):
        _put_back(site)
        yield


def write_pages(stored: Stored, content: Path, docs: Path, cache: Path | None = None) -> Written:
    """The docs folder made to hold the archive's pages and nothing else, and what that took.

    What takes its time, and follows from the papers' texts, is kept in the cache folder; without
    one it is made anew.
    """
    archive = kept_archive(stored, cache)
    # Feeds are the longest piece of work, and so the first to be given to a worker.
    makers: list[Maker] = [
        partial(build_feeds, archive),
        partial(change_feed, archive),
        *markdown_makers(archive, content, cache),
        *export_makers(archive),
    ]
    files = write_folder(docs, makers, partial(_site_map, archive))
    return Written(len(archive.papers), files, sum(paper.shown.failed for paper in archive.papers))


def markdown_makers(archive: Archive, content: Path, cache: Path | None = None) -> list[Maker]:
    """What makes the pages of the site: those of the archive, and those that people wrote."""
    return [*page_makers(archive, related_papers(archive, cache)), partial(_handwritten, content)]


def kept_archive(stored: Stored, cache: Path | None) -> Archive:
    """The archive, with what follows from its texts kept in the cache folder if there is one."""
    if cache is None:
        return build_archive(stored)
    kept = Kept(cache / "derived", stored.taxonomy)
    # As they came: the few that a correction changes are derived when they are asked for.
    kept.derive_all(map(texts_of, stored.records.values()))
    archive = build_archive(stored, kept)
    kept.write()
    return archive


def related_papers(archive: Archive, cache: Path | None) -> dict[str, tuple[Related, ...]]:
    """The papers like each paper that is shown, from the cache folder where they are known."""
    papers = [paper for paper in archive.shown if paper.record.abstract]
    texts = (
        [paper.id for paper in papers],
        [paper.shown.title.text for paper in papers],
        [f"{paper.shown.lead.text} {paper.shown.rest.text}" for paper in papers],
    )
    if cache is None:
        return related(*texts)
    return kept_related(cache / "related.json", *texts)


def write_folder(
    folder: Path, makers: Sequence[Maker], closing: Callable[[list[str]], Iterator[File]]
) -> int:
    """How many files differed and were written; files that nothing made are removed.

    `closing` makes the last files, from the paths of all others. Raises NotOurs.
    """
    _check_ours(folder, ELSEWHERE)
    if not (folder / MARK).exists():
        write_bytes(folder / MARK, b"Builds of Sheaf write this folder anew.\n")
    held, inner = _held(folder)
    made = run_all([partial(_write_made, folder, held, make) for make in makers])
    paths = [path for part, _ in made for path in part]
    last, written = _write_made(folder, held, partial(closing, paths))
    for path in held.difference(paths, last):
        (folder / path).unlink()
    needed = {parent for path in [*paths, *last] for parent in _parents(path)}
    for path in inner:
        if path not in needed:
            (folder / path).rmdir()
    return written + sum(written for _, written in made)


def _site_map(archive: Archive, paths: Iterable[str]) -> Iterator[File]:
    """The map of all pages; what is no Markdown is a redirect, or no page."""
    pages = (addresses.of_source(path) for path in paths if path.endswith("index.md"))
    yield from sitemap_files(archive, pages)


def _held(folder: Path) -> tuple[set[str], list[str]]:
    """The paths of the files in a folder, and of the folders in it, inner ones first."""
    files: set[str] = set()
    inner = []
    for here, folders, names in os.walk(folder, topdown=False):
        prefix = f"{here[len(str(folder)) :]}/".replace(os.sep, "/")[1:]
        files.update(prefix + name for name in names)
        inner += [prefix + name for name in folders]
    return files - {MARK}, inner


def _parents(path: str) -> Iterator[str]:
    """The folders that a path leads through."""
    while path := path.rpartition("/")[0]:
        yield path


def _write_made(folder: Path, held: set[str], make: Maker) -> tuple[list[str], int]:
    """The paths of the files made, and how many of them differed from what the folder held."""
    paths = []
    written = 0
    for file in make():
        paths.append(file.path)
        path, raw = folder / file.path, file.raw
        if file.path not in held or path.read_bytes() != raw:
            write_bytes(path, raw)
            written += 1
    return paths, written


def build_site(content: Path, docs: Path, site: Path, progress: Callable[[int], None]) -> None:
    """The site built from the docs folder, in place of the old one only once it is whole.

    `progress` is told now and then how many pages there are; raises BuildFailed.
    """
    site.parent.mkdir(parents=True, exist_ok=True)
    # MkDocs runs elsewhere, so that a relative path would mean another folder to it.
    fresh = Path(tempfile.mkdtemp(dir=site.parent.resolve(), prefix=f"{site.name}.building-"))
    try:
        _run_mkdocs(content, docs, fresh, progress)
        fresh.chmod(0o755)
        _swap(fresh, site)
    finally:
        _put_back(site)


def mkdocs_environment(content: Path, docs: Path) -> dict[str, str]:
    """The environment in which `mkdocs.yml` finds this content and these pages."""
    return {
        **os.environ,
        "SHEAF_CONTENT": str(content.resolve()),
        "SHEAF_DOCS": str(docs.resolve()),
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONPATH": os.pathsep.join(
            filter(None, [str(PROJECT), os.environ.get("PYTHONPATH", "")])
        ),
    }


def _run_mkdocs(content: Path, docs: Path, site: Path, progress: Callable[[int], None]) -> None:
    # Not --quiet: that drops the warnings before --strict counts them.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    command += ["--config-file", str(PROJECT / "mkdocs.yml"), "--site-dir", str(site)]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        run = subprocess.Popen(
            command,
            cwd=PROJECT,
            env=mkdocs_environment(content, docs),
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            while run.poll() is None:
                progress(_count(site / "papers"))
                _wait(run, seconds=1)
        finally:
            if run.poll() is None:
                run.kill()
                run.wait()
        said.seek(0)
        if run.returncode != 0:
            grave = [line for line in said if not line.startswith("INFO")]
            raise BuildFailed("".join(grave).strip() or f"MkDocs ended with {run.returncode}")


def _count(folder: Path) -> int:
    return sum(1 for _ in folder.iterdir()) if folder.exists() else 0


def _wait(run: "subprocess.Popen[bytes]", seconds: float) -> None:
    try:
        run.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def _swap(fresh: Path, site: Path) -> None:
    """Put the fresh site in the place of the old one, which stays until that moment."""
    old = fresh.with_name(f"{fresh.name}-old")
    if site.exists():
        site.rename(old)
    fresh.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def _put_back(site: Path) -> None:
    """Put the old site back, where a build was stopped while it swapped, and remove all remains."""
    begins = f"{site.name}.building-"
    remains = sorted(path for path in site.parent.iterdir() if path.name.startswith(begins))
    for old in [path for path in remains if path.name.endswith("-old")]:
        if not site.exists():
            old.rename(site)
    for path in remains:
        shutil.rmtree(path, ignore_errors=True)


def _check_apart(content: Path, docs: Path, site: Path) -> None:
    """The site takes the place of nothing that it is made from."""
    there = site.resolve()
    for folder in (content.resolve(), docs.resolve()):
        if there == folder or there in folder.parents or folder in there.parents:
            raise NotOurs(f"{site} and {folder} overlap: name another folder by --site")


def _check_ours(folder: Path, instead: str) -> None:
    """Nothing but what a build made stands in a folder that a build empties."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    made = (folder / MARK).is_file() or (folder / PRODUCT).is_file()
    if not made or (folder / ".git").exists():
        raise NotOurs(
            f"{folder} holds files that no build made, and a build would remove them: "
            f"move them away, or {instead}"
        )


def _handwritten(content: Path) -> Iterator[Page]:
    """The pages people wrote, each at the address its file is named after."""
    for path in sorted((content / "pages").glob("*.md")):
        yield Page(f"{path.stem}/index.md", path.read_text(encoding="utf-8"))

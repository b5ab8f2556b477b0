"""The stages of a build, each run alone: `python -m bench.stages STAGE FOLDER` prints its cost.

What a stage needs from those before it is made before the clock starts, and so are all imports.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from bench.measure import Cost, measured, size_of
from generator.archive import build_archive
from generator.build import (
    PROJECT,
    build_site,
    kept_archive,
    markdown_makers,
    related_papers,
    write_folder,
    write_pages,
)
from generator.check import check_content
from generator.exports import build_exports
from generator.feeds.build import build_feeds
from generator.pages import build_pages
from generator.store import load_content
from generator.tags.related import related as find_related
from tests import invented

Stage = Callable[[Path], Cost]
TENFOLD = 10


def load(folder: Path) -> Cost:
    """Every file of the content read and validated."""
    content = folder / "content"
    size = size_of(content)

    def work() -> int:
        load_content(content)
        return size

    return measured(work)


def check(folder: Path) -> Cost:
    """The content loaded and held against every rule, as a build begins."""
    content = folder / "content"
    size = size_of(content)

    def work() -> int:
        check_content(content)
        return size

    return measured(work)


def render(folder: Path) -> Cost:
    """The archive grouped and its pages made, in memory."""
    stored, _ = load_content(folder / "content")
    return measured(
        lambda: sum(len(page.text.encode()) for page in build_pages(build_archive(stored)))
    )


def exports(folder: Path) -> Cost:
    """The files for programs made from the archive, in memory."""
    stored, _ = load_content(folder / "content")
    archive = build_archive(stored)
    return measured(lambda: sum(len(file.raw) for file in build_exports(archive)))


def feeds(folder: Path) -> Cost:
    """Every feed made in memory; what follows from the texts is known."""
    stored, _ = load_content(folder / "content")
    archive = build_archive(stored)
    return measured(lambda: sum(len(page.text.encode()) for page in build_feeds(archive)))


def related(folder: Path) -> Cost:
    """The papers like each paper found anew, as on every day that brings one."""
    stored, _ = load_content(folder / "content")
    archive = build_archive(stored)
    cache = folder / "cache"
    shutil.rmtree(cache, ignore_errors=True)
    _import_related()

    def work() -> int:
        related_papers(archive, cache)
        return size_of(cache)

    return measured(work)


def related_tenfold(folder: Path) -> Cost:
    """The papers like each of ten times as many papers, found from their bare texts."""
    papers = invented.papers(TENFOLD * sum(1 for _ in folder.glob("content/records/*/*.yml")))
    texts = zip(*((str(n), p.title, p.abstract) for n, p in enumerate(papers)), strict=True)
    ids, titles, abstracts = map(list, texts)
    _import_related()

    def work() -> int:
        find_related(ids, titles, abstracts)
        return 0

    return measured(work)


def _import_related() -> None:
    """Import what only comparing papers needs, and takes a second for."""
    find_related(["1", "2"], ["Kelp", "Kelp"], ["", ""])


def write(folder: Path) -> Cost:
    """The pages made and written to a folder that was empty; related papers are known."""
    return _first(folder, _markdown, "pages")


def rewrite(folder: Path) -> Cost:
    """The pages made again from the same content, which writes nothing, as on most days."""
    return _again(folder, _markdown, "pages")


def docs(folder: Path) -> Cost:
    """All that MkDocs is given, feeds and files for programs too, in a folder that was empty."""
    return _first(folder, _everything, "docs")


def docs_again(folder: Path) -> Cost:
    """The same again from the same content, which writes nothing."""
    return _again(folder, _everything, "docs")


def mkdocs(folder: Path) -> Cost:
    """The site that MkDocs makes of the pages."""
    content, docs, site = folder / "content", folder / "docs", folder / "site"

    def work() -> int:
        build_site(content, docs, site, lambda papers: None)
        return 0

    return msgspec.structs.replace(measured(work), size=size_of(site))


def mkdocs_through(folder: Path) -> Cost:
    """The same site, had Markdown to read every page, which the pages themselves tell it not to."""
    content, docs, site = folder / "content", folder / "docs-through", folder / "site-through"
    shutil.copytree(folder / "docs", docs)
    for page in docs.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("\nhtml: true\n", "\n", 1), encoding="utf-8")

    def work() -> int:
        build_site(content, docs, site, lambda papers: None)
        return 0

    return msgspec.structs.replace(measured(work), size=size_of(site))


def build(folder: Path) -> Cost:
    """The command that does it all, imports and start included."""
    site = folder / "whole"
    command = [sys.executable, "-m", "generator", "build"]
    command += ["--content", str(folder / "content"), "--site", str(site)]

    def work() -> int:
        environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, env=environment)
        return 0

    return msgspec.structs.replace(measured(work), size=size_of(site))


Write = Callable[[Path, Path], int]
"""From a bench's folder and the one to write to: how many files were written."""


def _markdown(folder: Path, docs: Path) -> int:
    content, cache = folder / "content", folder / "cache"
    stored, _ = check_content(content, thorough=False)
    makers = markdown_makers(kept_archive(stored, cache), content, cache)
    return write_folder(docs, makers, lambda paths: iter(()))


def _everything(folder: Path, docs: Path) -> int:
    content = folder / "content"
    stored, _ = check_content(content, thorough=False)
    return write_pages(stored, content, docs, folder / "cache").files


def _first(folder: Path, write: Write, name: str) -> Cost:
    # Put aside, not removed: a file system that is still removing thousands of files is slow.
    aside = Path(tempfile.mkdtemp(dir=folder))
    for made in (folder / name, folder / "cache" / "derived"):
        if made.exists():
            made.rename(aside / made.name)

    def work() -> int:
        write(folder, folder / name)
        return 0

    return msgspec.structs.replace(measured(work), size=size_of(folder / name))


def _again(folder: Path, write: Write, name: str) -> Cost:
    def work() -> int:
        if files := write(folder, folder / name):
            raise SystemExit(f"{files} files were written although nothing had changed")
        return 0

    return measured(work)


STAGES: dict[str, Stage] = {
    stage.__name__: stage
    for stage in (
        load,
        check,
        render,
        feeds,
        exports,
        related,
        related_tenfold,
        write,
        rewrite,
        docs,
        docs_again,
        mkdocs,
        mkdocs_through,
        build,
    )
}


def main(name: str, folder: str, records: str = "") -> None:
    """Print the cost of one stage as JSON, or make the archive that the others work on."""
    if name == "make":
        invented.content(Path(folder) / "content", int(records))
    else:
        sys.stdout.write(msgspec.json.encode(STAGES[name](Path(folder))).decode())


if __name__ == "__main__":
    main(*sys.argv[1:])

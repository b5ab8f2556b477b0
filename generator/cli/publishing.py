"""Commands that make the site, show it, and see to what is published."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from generator.cli.shared import (
    CACHE,
    CONTENT,
    DOCS,
    PUBLISHED,
    SITE,
    SUMMARY,
    append,
    checked,
    fail,
    print_problems,
    progress_bar,
)
from generator.problems import error, has_errors
from generator.wording import count

if TYPE_CHECKING:
    from generator.guard import Built, Published
    from generator.model import Stored


@click.command()
@CONTENT
@SITE
@SUMMARY
def build(content: Path, site: Path, summary: Path | None) -> None:
    """Build the whole site; the old one stays until the new one is whole."""
    from generator.build import BuildFailed, build_site, building, write_pages

    began = monotonic()
    try:
        with _folders_told(), building(content, DOCS, site, _wait):
            stored = checked(content)
            written = write_pages(stored, content, DOCS, CACHE)
            with progress_bar("Building", written.papers) as step:
                done = 0

                def progress(papers: int) -> None:
                    nonlocal done
                    step(papers - done)
                    done = papers

                build_site(content, DOCS, site, progress)
    except BuildFailed as failure:
        print_problems(
            [error("mkdocs.yml", 0, line) for line in str(failure).splitlines() if line.strip()]
        )
        fail("the site was not built; the old one stands as it was")
    report = "`python -m generator typeset --report` says which"
    unset = f"; {written.failed} formulas stand as their source: {report}" if written.failed else ""
    said = f"{written.papers} papers; {written.files} files were new or changed{unset}"
    click.echo(f"{site}: {said}")
    append(summary, f"## Built\n\n{said}, in {monotonic() - began:.0f} seconds.\n\n")


@click.command()
@CONTENT
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to serve.")
def serve(content: Path, address: str) -> None:
    """Show the site while you edit: pages follow the content as it is saved."""
    from generator.build import write_pages
    from generator.check import check_content
    from generator.lock import locked
    from generator.serve import NotFree, check_address, serve_site

    try:
        check_address(address)
    except ValueError as failure:
        raise click.BadParameter(str(failure), param_hint="--address") from None
    except NotFree as failure:
        fail(
            f"{address}: {failure}; name another: --address 127.0.0.1:8001, "
            "or make serve ADDRESS=127.0.0.1:8001"
        )

    def write(stored: "Stored") -> None:
        with _folders_told(), locked(DOCS, _wait):
            write_pages(stored, content, DOCS, CACHE)

    def refresh() -> None:
        stored, problems = check_content(content)
        if has_errors(problems):
            print_problems(problem for problem in problems if problem.severity == "error")
        else:
            write(stored)

    write(checked(content))
    sys.exit(serve_site(content, DOCS, address, refresh))


def _wait() -> None:
    click.echo("another build is running; waiting for it", err=True)


@contextmanager
def _folders_told() -> Iterator[None]:
    """Ends with 1, in one line, where a folder is not ours, or cannot be read or written."""
    from generator.build import NotOurs

    try:
        yield
    except NotOurs as failure:
        fail(str(failure))
    except OSError as failure:
        where = failure.filename2 or failure.filename or "a file"
        fail(f"{where}: {failure.strerror}; the site was not built")


@click.command()
@SITE
@PUBLISHED
@click.option("--allow-loss", is_flag=True, help="Say what is lost, and let it pass.")
@SUMMARY
def guard(site: Path, published: str, allow_loss: bool, summary: Path | None) -> None:
    """Refuse a site that lost something the published one had, or that is too large."""
    from generator.guard import check_site, render_guard
    from generator.published import is_address

    built, last = _sites(site, published)
    if last is None:
        click.echo(f"{published}: nothing is published there yet, so nothing can be lost")
    notices = []
    if is_address(published) and published.rstrip("/") != built.url.rstrip("/"):
        notices.append(
            f"site_url in archive.yml is {built.url}, and the site is published at {published}: "
            "feeds, mails and citations lead to the former"
        )
    refusals = list(check_site(last, built))
    for line in [*refusals, *notices]:
        click.echo(line, err=True)
    append(summary, render_guard(last, built, refusals, notices))
    if refusals and not allow_loss:
        fail(f"refused for {len(refusals)} reasons: the published site stays as it is")
    click.echo(f"{site}: may be published, {built.size / 1e6:,.1f} MB")


@click.command()
@SITE
@PUBLISHED
@SUMMARY
def forward(site: Path, published: str, summary: Path | None) -> None:
    """Make days and tags that lost their last paper, though no paper is lost, lead elsewhere."""
    from generator.guard import given_up
    from generator.published import forward as forward_all

    built, last = _sites(site, published)
    addresses = given_up(last, built.answers) if last is not None else []
    forward_all(site, addresses)
    number = count(len(addresses), "address", "addresses")
    said = f"{number} without papers: each leads to the page above it"
    click.echo(said)
    if addresses:
        append(summary, "\n".join([f"{said}:", "", *(f"    {one}" for one in addresses), "", ""]))


@click.command()
@CONTENT
def ping(content: Path) -> None:
    """Tell the hub that archive.yml names that the feeds have changed."""
    from generator import addresses
    from generator.endpoints import endpoints_of
    from generator.ping import FEEDS, PingFailed
    from generator.ping import ping as tell
    from generator.store import load_config

    config, problems = load_config(content)
    if problems:
        print_problems(problems)
        fail("nobody was told: mend the settings above first")
    if config.hub is None:
        click.echo("archive.yml names no hub: nobody was told")
        return
    feeds = [addresses.absolute(config.site_url, feed) for feed in FEEDS]
    try:
        tell(config.hub, feeds, config.site_url, endpoints_of(os.environ, 600).patience)
    except PingFailed as failure:
        fail(str(failure))
    click.echo(f"{config.hub} was told of {len(feeds)} feeds")


def _sites(site: Path, published: str) -> "tuple[Built, Published | None]":
    """What a built site holds, and the published one; ends with 3 where the latter says nothing."""
    from generator.endpoints import endpoints_of
    from generator.published import load_built, load_published, reading
    from generator.sources.answers import Refused
    from generator.upstream import Unavailable

    try:
        built = load_built(site)
    except Refused as failure:
        fail(f"{site}: no built site: {failure}")
    try:
        with reading(published, built.url, endpoints_of(os.environ, 600).patience) as read:
            return built, load_published(read)
    except (Unavailable, Refused) as failure:
        click.echo(f"{published}: the published site cannot be read: {failure}", err=True)
        sys.exit(3)

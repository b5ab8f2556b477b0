"""The workflows, run as they are written: whatever the sources do, nothing is lost."""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from generator.check import check_content
from generator.model import Stored
from tests.mailbox import HOST, Mailbox, taking
from tests.rehearsal.runner import BRANCH, Ran, Stage
from tests.site.serving import serving as serving_site
from tests.upstream import Misbehaviour, Upstreams, papers
from tests.upstream import serving as serving_sources

TODAY = date(2025, 10, 30)
YESTERDAY = TODAY - timedelta(days=1)
BASE = "/archive/"
PAPERS, FEED = "/api/daily_papers", "/rss/"
COUNTS = re.compile(r"^\| (daily-papers|arxiv cs\.CL) \| ([\d| ]+) \|$", re.MULTILINE)

SETTINGS = """\
schema: 1
name: Rehearsed papers
description: Papers that nobody wrote.
site_url: http://archive.invalid/archive/
sources: [daily-papers, arxiv cs.CL, arxiv lookups]
"""
MAIL = """\
mail:
  to: papers@lists.example.org
  from: sheaf@example.org
  list_id: papers.lists.example.org
  unsubscribe: https://lists.example.org/papers/leave
"""
ABOUT = "---\ntitle: About\n---\n\n# About\n\n[Home](../index.md)\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Upstreams]:
    with serving_sources() as upstreams:
        yield upstreams


@pytest.fixture(scope="module")
def begun(server: Upstreams, shared: Path) -> Path:
    """A stage on which everything went well on one day, made by the first worker for all."""
    folder = shared / "begun"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            know(server)
            (folder / "pages").mkdir()
            (folder / "pages" / "404.html").write_text("nothing here", encoding="utf-8")
            with serving_site(folder / "pages", BASE) as url:
                stage = Stage(folder, {**server.environment, "SHEAF_ON": TODAY.isoformat()}, url)
                stage.prepare(write_content)
                first = stage.run("daily.yml")
            assert not first.failed, first.log
            (folder / "done").touch()
    return folder


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a run see."""
    folder = tmp_path_factory.getbasetemp()
    return (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "rehearsal"


@pytest.fixture
def stage(begun: Path, server: Upstreams, tmp_path: Path) -> Iterator[Stage]:
    """A copy of that stage, a day later."""
    copy = tmp_path / "stage"
    shutil.copytree(begun, copy, ignore=shutil.ignore_patterns("work", "first", "artifact"))
    know(server)
    server.today = TODAY + timedelta(days=1)
    environment = {**server.environment, "SHEAF_ON": server.today.isoformat()}
    with serving_site(begun / "pages", BASE) as url:
        yield Stage(copy, environment, url, runs=1)


def write_content(content: Path) -> None:
    (content / "pages").mkdir(parents=True)
    (content / "pages" / "about.md").write_text(ABOUT, encoding="utf-8")
    (content / "archive.yml").write_text(SETTINGS, encoding="utf-8")
    (content / "tags.yml").write_text("terms: []\n", encoding="utf-8")


def know(server: Upstreams) -> None:
    """Let the sources know two days of papers, and what was announced, and behave."""
    server.behave()
    server.requests.clear()
    server.days.clear()
    server.today = TODAY
    server.list_day(YESTERDAY, papers(4, seed=1, day=YESTERDAY))
    server.list_day(TODAY, papers(3, seed=2, day=TODAY))
    server.announced["cs.CL"] = (TODAY, [("new", paper) for paper in papers(2, 3, TODAY)])
    server.arxiv = papers(2, seed=1, day=YESTERDAY)


def content_of(stage: Stage) -> Stored:
    """What the origin holds, without an error in it."""
    stored, problems = check_content(stage.checkout("looked-at") / "content")
    assert [] == [problem for problem in problems if problem.severity == "error"]
    return stored


def fetched(stage: Stage, **options: Any) -> tuple[Ran, Stored, Stored]:
    """A daily run up to the commit, and what the origin held before and after; nothing is lost."""
    before = content_of(stage)
    ran = stage.run("daily.yml", only=("fetch", "watch"), **options)
    after = content_of(stage)
    check_nothing_lost(before, after)
    return ran, before, after


def check_nothing_lost(before: Stored, after: Stored) -> None:
    """Every id leads to a record, and every entry stands where it stood."""
    ids = {i for record in after.records.values() for i in (record.id, *record.aliases)}
    assert before.records.keys() <= ids
    for name, listing in before.listings.items():
        assert {entry.record for entry in listing.entries} <= {
            entry.record for entry in after.listings[name].entries
        }


def accounts(ran: Ran) -> dict[str, list[int]]:
    """The numbers of each source in the summary, which add up."""
    found = {
        source: [int(number) for number in numbers.split("|")]
        for source, numbers in COUNTS.findall(ran.summary)
    }
    for _, _, all_of_them, new, updated, unchanged, refused, _ in found.values():
        assert all_of_them == new + updated + unchanged + refused
    return found


def test_the_first_day_is_fetched_committed_and_published(stage: Stage) -> None:
    """One daily run on a new repository: content on the branch, the site on Pages."""
    stored = content_of(stage)
    assert 9 == len(stored.records)
    announced, looked_up = "arxiv-cs-cl-2025-10-30", "arxiv-2510"
    assert {"hf-2025-10-29", "hf-2025-10-30", announced, looked_up} == stored.listings.keys()
    assert ["Fetch of", "First"] == [message[:8].rstrip() for message in stage.history()]
    author = stage.git("-C", str(stage.origin), "log", "-1", "--format=%an", BRANCH)
    assert "github-actions[bot]" == author
    for record_id in stored.records:
        assert (stage.pages / "papers" / record_id / "index.html").exists()
    installed = (stage.folder / "pip").read_text(encoding="utf-8")
    assert "--require-hashes --requirement requirements.lock" in installed
    assert [] == stage.issues


def test_nothing_new_is_no_commit_and_success(stage: Stage) -> None:
    """A run on the same day that finds the same ends well, and leaves the branch as it is."""
    before = stage.history()
    stage.environment = {**stage.environment, "SHEAF_ON": TODAY.isoformat()}
    ran, _, _ = fetched(stage)
    assert {"fetch": "success", "watch": "skipped"} == ran.jobs
    assert before == stage.history()
    assert "Nothing to commit." in ran.summary


@pytest.mark.parametrize(
    ("of_papers", "of_arxiv"),
    [
        ("timeout", "reset"),
        ("429", "500"),
        ("cut", "cut cleanly"),
        ("html", "wrong type"),
        ("empty", "html"),
    ],
)
def test_what_a_source_does_wrong_costs_nothing(
    stage: Stage, server: Upstreams, of_papers: Misbehaviour, of_arxiv: Misbehaviour
) -> None:
    """A source that fails leaves everything as it was, and the run says so and is no failure."""
    server.misbehave(PAPERS, of_papers)
    server.misbehave(FEED, of_arxiv)
    ran, before, after = fetched(stage)
    assert {"fetch": "success", "watch": "skipped"} == ran.jobs, ran.log
    assert (before.records, before.listings) == (after.records, after.listings)
    assert "::warning::" in ran.log
    assert "### Problems" in ran.summary
    # A day without papers may be a true answer; one that had some before cannot be.
    assert [0, 0] == [numbers[2] for numbers in accounts(ran).values()]
    assert all(numbers[1] < numbers[0] for numbers in accounts(ran).values())


def test_one_source_fails_and_the_other_goes_on(stage: Stage, server: Upstreams) -> None:
    """What the others give is kept, committed, and told beside what went wrong."""
    server.misbehave(PAPERS, "500")
    server.announced["cs.CL"] = (server.today, [("new", paper) for paper in papers(2, 4, TODAY)])
    ran, before, after = fetched(stage)
    assert "success" == ran.jobs["fetch"], ran.log
    assert 2 == len(after.records) - len(before.records)
    assert [1, 1, 2, 2, 0, 0, 0, 0] == accounts(ran)["arxiv cs.CL"]
    assert "it answers 500" in ran.summary


def test_days_grow_shrink_and_repeat_themselves(stage: Stage, server: Upstreams) -> None:
    """New papers of a day come in; those that vanish stay, marked; one told twice is one."""
    first, *others = papers(4, seed=1, day=YESTERDAY)
    server.list_day(YESTERDAY, others)
    grown = papers(5, seed=2, day=TODAY)
    server.list_day(TODAY, [*grown, grown[0]])
    ran, _, after = fetched(stage)
    assert "success" == ran.jobs["fetch"], ran.log
    shrunk, gained = after.listings["hf-2025-10-29"], after.listings["hf-2025-10-30"]
    gone = {entry.record for entry in shrunk.entries if entry.last_seen is not None}
    assert (4, {first.arxiv}) == (len(shrunk.entries), gone)
    assert [paper.arxiv for paper in grown] == [entry.record for entry in gained.entries]
    assert "twice" in ran.summary
    new, vanished = (accounts(ran)["daily-papers"][at] for at in (3, 7))
    assert (2, 1) == (new, vanished)


@pytest.mark.parametrize("days", [-380, 380])
def test_a_clock_that_moved_loses_nothing(stage: Stage, days: int) -> None:
    """A runner whose clock is a year off gains nothing and loses nothing."""
    off = TODAY + timedelta(days=days)
    stage.environment = {**stage.environment, "SHEAF_ON": off.isoformat()}
    ran, before, after = fetched(stage)
    assert "success" == ran.jobs["fetch"], ran.log
    assert before.records == after.records


def test_a_push_meanwhile_stays_under_what_was_fetched(stage: Stage, server: Upstreams) -> None:
    """Somebody's correction, pushed while a run fetched, and what it fetched, are both there."""
    server.list_day(TODAY, papers(5, seed=2, day=TODAY))
    record_id = next(iter(content_of(stage).records))

    def somebody() -> None:
        stage.push(lambda content: withdraw(content, record_id))

    ran, before, after = fetched(stage, between={"Commit": somebody})
    assert "success" == ran.jobs["fetch"], ran.log
    assert [record_id] == list(after.corrections)
    assert len(before.records) < len(after.records)
    assert "Somebody's change" == stage.history()[1]


def test_a_push_to_the_same_files_stops_the_run(stage: Stage, server: Upstreams) -> None:
    """What git cannot join is not pushed: the branch is somebody's, and the next run mends it."""
    server.list_day(TODAY, papers(5, seed=2, day=TODAY))

    def change(content: Path) -> None:
        listing = content / "listings" / "hf-2025-10-30.yml"
        text = listing.read_text(encoding="utf-8")
        listing.write_text(text.replace("upvotes: 7", "upvotes: 8"), encoding="utf-8")

    ran, _, _ = fetched(stage, between={"Commit": lambda: stage.push(change)})
    assert "failure" == ran.jobs["fetch"]
    assert "Nothing was pushed:" in ran.summary
    assert "Somebody's change" == stage.history()[0]
    again, before, after = fetched(stage)
    assert "success" == again.jobs["fetch"], again.log
    assert 2 == len(after.records) - len(before.records)


def test_a_fetch_that_could_not_ask_is_red(stage: Stage) -> None:
    """Only a source's failure is forgiven: broken content stops the run where it is found."""
    stage.push(lambda content: append(content / "tags.yml", "terms: [\n"))
    ran = stage.run("daily.yml", only=("fetch",))
    assert "failure" == ran.jobs["fetch"]
    assert "--- Fetch (1)" in ran.log
    assert "--- Check" not in ran.log
    assert "Somebody's change" == stage.history()[0]


def test_a_push_that_contradicts_stops_the_run(stage: Stage, server: Upstreams) -> None:
    """What git joins and the rules refuse is not pushed."""
    server.list_day(TODAY, papers(5, seed=2, day=TODAY))
    ran = stage.run(
        "daily.yml",
        only=("fetch",),
        between={"Commit": lambda: stage.push(lambda content: withdraw(content, "no-such"))},
    )
    assert "failure" == ran.jobs["fetch"]
    assert "no record 'no-such' to correct" in ran.log
    assert "contradicts what somebody pushed" in ran.summary
    assert "Somebody's change" == stage.history()[0]


def test_a_silent_source_opens_one_issue(stage: Stage, server: Upstreams) -> None:
    """The third day without an answer opens an issue, and the fourth opens no other."""
    server.misbehave(FEED, "500")
    told = []
    for days in (1, 3, 4):
        on = TODAY + timedelta(days=days)
        server.today = on
        stage.environment = {**stage.environment, "SHEAF_ON": on.isoformat()}
        ran, _, _ = fetched(stage)
        assert not ran.failed, ran.log
        told.append(list(stage.issues))
    issue = f"arxiv cs.CL has given no valid answer since {TODAY}"
    assert [[], [issue], [issue]] == told


def test_the_guard_stands_before_publication(stage: Stage, server: Upstreams) -> None:
    """A site that lost a record is not published, until somebody says by hand that it may be."""
    before = files_of(stage.pages)
    lost = papers(4, seed=1, day=YESTERDAY)[0].arxiv
    stage.push(lambda content: lose(content, lost))
    refused = stage.run("publish.yml", event="push")
    assert {"build": "failure", "deploy": "skipped", "ping": "skipped"} == refused.jobs
    assert "records: 1 fewer than published (9 then, 8 now); 0 withdrawn" in refused.summary
    assert f"papers: 1 published addresses answer nothing now: /papers/{lost}/" in refused.summary
    assert before == files_of(stage.pages)
    allowed = stage.run("publish.yml", event="workflow_dispatch", inputs={"allow_loss": "true"})
    assert "success" == allowed.jobs["deploy"], allowed.log
    assert not (stage.pages / "papers" / lost).exists()


def test_an_unreachable_published_site_is_kept(stage: Stage) -> None:
    """Where the published site does not answer, nobody can say what would be lost."""
    before = files_of(stage.pages)
    stage.published = "http://127.0.0.1:9/"
    ran = stage.run("publish.yml", event="push")
    assert "failure" == ran.jobs["build"]
    assert "--- Forward (3)" in ran.log
    assert "the published site cannot be read" in ran.log
    assert before == files_of(stage.pages)


def test_the_digest_is_sent_once_and_remembered(stage: Stage) -> None:
    """Where a mail server is named, a listing's digest goes out once, and the branch knows."""
    mailbox = Mailbox()
    with taking(mailbox):
        stage.variables = {"SHEAF_SMTP_HOST": HOST, "SHEAF_SMTP_SECURITY": "none"}
        stage.variables["SHEAF_SMTP_PORT"] = str(mailbox.port)
        stage.push(lambda content: append(content / "archive.yml", MAIL))
        sent = stage.run("daily.yml", only=("digest",), done=("publish",))
        again = stage.run("daily.yml", only=("digest",), done=("publish",))
    assert {"digest": "success"} == sent.jobs == again.jobs, sent.log + again.log
    (message,) = mailbox.messages
    assert "papers@lists.example.org" == message["To"]
    assert ["Digest of", "Somebody's"] == [line[:10].strip() for line in stage.history()[:2]]
    assert "Nothing to commit." in again.summary


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def withdraw(content: Path, record_id: str) -> None:
    path = content / "corrections" / f"{record_id}.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("- {on: 2025-10-31, by: ada, reason: not a paper, withdraw: true}\n")


def lose(content: Path, record_id: str) -> None:
    """Take a record away as if it had never been there."""
    (content / "records" / record_id[:4] / f"{record_id}.yml").unlink()
    for listing in content.glob("listings/*.yml"):
        lines = listing.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = (line for line in lines if f"record: '{record_id}'" not in line)
        listing.write_text("".join(kept), encoding="utf-8")


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

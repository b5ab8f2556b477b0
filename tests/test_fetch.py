"""What is new comes in, nothing is lost, whatever the sources answer."""

import json
import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.check import check_content
from generator.cli import main
from generator.model import Stored
from generator.store import load_content
from tests.upstream import MISBEHAVIOURS, Misbehaviour, Paper, Upstreams, item, papers, serving

TODAY = date(2025, 10, 31)
DAY = date(2025, 10, 30)
CONFIG = """\
schema: 1
name: Invented
description: Papers that nobody wrote.
site_url: https://example.org/invented/
sources: [daily-papers, arxiv cs.CL, arxiv lookups]
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Upstreams]:
    with serving() as upstreams:
        yield upstreams


@pytest.fixture
def upstreams(server: Upstreams) -> Upstreams:
    """The server, behaving, and knowing nothing."""
    server.behave()
    server.days.clear()
    server.mistaken.clear()
    server.arxiv.clear()
    server.announced.clear()
    server.requests.clear()
    server.today = TODAY
    server.limit = 100
    return server


class Archive:
    """A content folder, and the command that fetches into it."""

    def __init__(self, folder: Path, upstreams: Upstreams) -> None:
        self.content = folder / "content"
        self.content.mkdir()
        (self.content / "archive.yml").write_text(CONFIG, encoding="utf-8")
        (self.content / "tags.yml").write_text("terms: []\n", encoding="utf-8")
        self._upstreams = upstreams
        self._summary = folder / "summary.json"

    def fetch(self, *args: object, on: date = TODAY) -> tuple[int, str]:
        """The exit code and the output of one run."""
        self._summary.unlink(missing_ok=True)
        command = ["fetch", *map(str, args), "--content", str(self.content), "--on", str(on)]
        result = CliRunner().invoke(
            main,
            [*command, *([] if "--summary" in args else ["--summary", str(self._summary)])],
            env=self._upstreams.environment,
            catch_exceptions=False,
        )
        return result.exit_code, result.output

    def day(self, day: date = DAY, on: date = TODAY) -> tuple[int, str]:
        """A run for one day of Daily Papers."""
        return self.fetch("daily-papers", "--day", day, on=on)

    def account(self, source: str = "daily-papers") -> dict[str, int]:
        """The account of a source in the last run, which always adds up."""
        report = json.loads(self._summary.read_text(encoding="utf-8"))
        found: dict[str, int]
        (found,) = (one for one in report["accounts"] if one.pop("source") == source)
        parts = ("new", "updated", "unchanged", "refused")
        assert found["fetched"] == sum(found[part] for part in parts)
        return found

    def stored(self) -> Stored:
        """What is stored, without an error in it."""
        stored, problems = check_content(self.content)
        assert [] == [problem for problem in problems if problem.severity == "error"]
        return stored

    def files(self) -> dict[str, bytes]:
        """Every file of records and listings with its bytes."""
        found = [*self.content.glob("records/*/*.yml"), *self.content.glob("listings/*.yml")]
        return {str(path): path.read_bytes() for path in found}


@pytest.fixture
def archive(tmp_path: Path, upstreams: Upstreams, monkeypatch: pytest.MonkeyPatch) -> Archive:
    monkeypatch.chdir(tmp_path)
    return Archive(tmp_path, upstreams)


def test_a_day_becomes_a_listing(archive: Archive, upstreams: Upstreams) -> None:
    """Every paper of a day is a record with what the source knows, in the order of the source."""
    listed = papers(3, day=DAY)
    listed[0].keywords, listed[0].repository = ("graphs",), "https://github.com/acme/one"
    listed[1].upvotes, listed[1].organization = None, "Acme Labs"
    upstreams.list_day(DAY, listed)
    code, output = archive.day()
    assert 0 == code, output
    stored = archive.stored()
    listing = stored.listings["hf-2025-10-30"]
    assert (DAY, "api", "Daily Papers") == (listing.day, listing.day_basis, listing.title)
    assert [paper.arxiv for paper in listed] == [entry.record for entry in listing.entries]
    first = stored.records[listed[0].arxiv]
    assert (listed[0].title, listed[0].abstract) == (first.title, first.abstract)
    assert (DAY, listed[0].authors) == (first.published, first.authors)
    assert ("graphs",) == first.keywords
    assert "https://github.com/acme/one" in first.links
    assert "Acme Labs" == stored.records[listed[1].arxiv].organization
    assert [7, None, 7] == [
        entry.observed[0].upvotes if entry.observed else None for entry in listing.entries
    ]
    assert 3 == archive.account()["new"]


def test_all_pages_of_a_day_are_read(archive: Archive, upstreams: Upstreams) -> None:
    """A day of more papers than a page holds is read to its end, each paper once."""
    upstreams.limit = 2
    upstreams.list_day(DAY, papers(5, day=DAY))
    archive.day()
    assert 5 == len(archive.stored().listings["hf-2025-10-30"].entries)


def test_the_same_day_again_changes_nothing(archive: Archive, upstreams: Upstreams) -> None:
    """A second run on the same day finds everything unchanged and writes no record or listing."""
    upstreams.list_day(DAY, papers(3, day=DAY))
    archive.day()
    before = archive.files()
    assert 0 == archive.day()[0]
    assert before == archive.files()
    assert 3 == archive.account()["unchanged"]
    assert "if-none-match" in upstreams.requests[-1].headers


def test_a_day_that_grows_grows_here(archive: Archive, upstreams: Upstreams) -> None:
    """Papers added later come into the same listing; upvotes become a history of what changed."""
    listed = papers(3, day=DAY)
    upstreams.list_day(DAY, listed[:2])
    archive.day()
    listed[0].upvotes = 12
    upstreams.list_day(DAY, [listed[2], *listed[:2]])
    archive.day(on=TODAY + timedelta(days=1))
    assert {"new": 1, "updated": 1, "unchanged": 1} == {
        name: archive.account()[name] for name in ("new", "updated", "unchanged")
    }
    entries = archive.stored().listings["hf-2025-10-30"].entries
    assert [listed[i].arxiv for i in (2, 0, 1)] == [entry.record for entry in entries]
    history = [[(o.on, o.upvotes) for o in entry.observed] for entry in entries]
    tomorrow = TODAY + timedelta(days=1)
    assert [[(tomorrow, 7)], [(TODAY, 7), (tomorrow, 12)], [(TODAY, 7)]] == history


def test_a_day_never_shrinks(archive: Archive, upstreams: Upstreams) -> None:
    """A paper that vanishes stays, marked with the day it was last seen, until it is back."""
    listed = papers(3, day=DAY)
    upstreams.list_day(DAY, listed)
    archive.day()
    upstreams.list_day(DAY, listed[1:])
    for days in (1, 2):
        assert 0 == archive.day(on=TODAY + timedelta(days=days))[0]
    entries = archive.stored().listings["hf-2025-10-30"].entries
    assert [listed[i].arxiv for i in (1, 2, 0)] == [entry.record for entry in entries]
    assert [None, None, TODAY] == [entry.last_seen for entry in entries]
    assert 3 == len(archive.stored().records)
    upstreams.list_day(DAY, listed)
    archive.day(on=TODAY + timedelta(days=3))
    entries = archive.stored().listings["hf-2025-10-30"].entries
    assert [None] * 3 == [entry.last_seen for entry in entries]


def test_a_weekend_is_an_answer(archive: Archive, upstreams: Upstreams) -> None:
    """A day without papers makes no listing, and counts as answered."""
    assert 0 == archive.day()[0]
    assert {} == archive.stored().listings
    assert [("daily-papers", TODAY)] == [(a.source, a.on) for a in archive.stored().answers]


def test_the_future_is_not_there_yet(archive: Archive, upstreams: Upstreams) -> None:
    """Today's list may not be open: that is a notice, and no failure."""
    upstreams.today = DAY
    upstreams.misbehave("/api/daily_papers", "403")
    assert 1 == archive.day(TODAY)[0]
    upstreams.behave()
    code, output = archive.day(TODAY)
    assert 0 == code
    assert "notice: not there yet" in output
    assert [None] == [answer.on for answer in archive.stored().answers]


def test_a_source_asked_in_vain_is_remembered(archive: Archive, upstreams: Upstreams) -> None:
    """The first day without an answer is kept until there is one; a day with one does not count."""
    later = [TODAY + timedelta(days=days) for days in range(4)]
    assert 0 == archive.day(on=TODAY)[0]
    upstreams.misbehave("/api/daily_papers", "500")
    vain = []
    for on in later:
        archive.day(on=on)
        vain += [(answer.on, answer.vain) for answer in archive.stored().answers]
    assert [(TODAY, None), *[(TODAY, later[1])] * 3] == vain
    upstreams.behave()
    assert 0 == archive.day(on=later[3])[0]
    assert [(later[3], None)] == [(a.on, a.vain) for a in archive.stored().answers]


def test_an_outage_leaves_no_hole(archive: Archive, upstreams: Upstreams) -> None:
    """Days that got no answer while they grew are asked for once there is one, the oldest first;
    where one fails again, so it is by the next run.
    """
    days = [TODAY + timedelta(days=number) for number in range(20)]
    failing: tuple[Misbehaviour, ...] = ("500",) * 5
    for number, day in enumerate(days):
        upstreams.list_day(day, papers(1, seed=number, day=day))
    upstreams.today = days[-1]
    assert 0 == archive.fetch("daily-papers", on=days[0])[0]
    upstreams.misbehave("/api/daily_papers", "500")
    assert 1 == archive.fetch("daily-papers", on=days[1])[0]
    assert 1 == archive.fetch("daily-papers", on=days[12])[0]
    upstreams.misbehave("/api/daily_papers", *(None,) * 5, *failing, None)
    assert 1 == archive.fetch("daily-papers", on=days[13])[0]
    read = {f"hf-{day}" for day in days[:14]}
    assert 1 == len(read - archive.stored().listings.keys())
    assert 0 == archive.fetch("daily-papers", on=days[14])[0]
    assert read < archive.stored().listings.keys()
    upstreams.requests.clear()
    assert 0 == archive.fetch("daily-papers", on=days[15])[0]
    asked = {request.params["date"] for request in upstreams.requests}
    assert {day.isoformat() for day in days[11:16]} == asked


def test_what_a_run_leaves_out_is_told(archive: Archive, upstreams: Upstreams) -> None:
    """Days beyond a month, and announcements that nobody read, with the command that asks."""
    upstreams.announced["cs.CL"] = (DAY, [("new", papers(1, day=DAY)[0])])
    assert "not read" not in archive.fetch()[1]
    assert "not read" not in archive.fetch(on=TODAY + timedelta(days=1))[1]
    later = upstreams.today = TODAY + timedelta(days=60)
    code, output = archive.fetch(on=later)
    assert 0 == code
    assert "`fetch daily-papers --from 2025-10-29 --to 2025-11-28` asks for them" in output
    assert "`fetch arxiv --category cs.CL --from 2025-11-01 --to 2025-12-29` asks" in output
    output = archive.fetch(on=later)[1]
    assert "asks for" not in output


@pytest.mark.parametrize("how", [how for how in MISBEHAVIOURS if how != "drip"])
@pytest.mark.parametrize("where", ["/api/daily_papers", "/api/query"])
def test_no_bad_answer_harms(
    archive: Archive, upstreams: Upstreams, how: Misbehaviour, where: str
) -> None:
    """Whatever a source does instead of answering: it is told, nothing changes, and the next run
    makes up for it.
    """
    old, new = papers(3, day=DAY), papers(5, day=DAY)
    new[0].upvotes, new[0].version = 99, 2
    args = ("daily-papers",) if where == "/api/daily_papers" else ("arxiv", "--category", "cs.CL")
    upstreams.list_day(DAY, old)
    upstreams.arxiv[:] = old
    assert 0 == archive.fetch(*args, "--day", DAY)[0]
    before = archive.files()
    upstreams.list_day(DAY, new)
    upstreams.arxiv[:] = new
    upstreams.misbehave(where, how)
    code, output = archive.fetch(*args, "--day", DAY)
    assert 1 == code, output
    assert "error: " in output
    assert "it will be asked for again" in output
    assert before == archive.files()
    upstreams.behave()
    assert 0 == archive.fetch(*args, "--day", DAY)[0]
    assert {paper.arxiv for paper in new} == set(archive.stored().records)
    upstreams.arxiv.clear()


@pytest.mark.parametrize(
    "how", ["timeout", "reset", "429", "500", "cut", "half", "html", "redirect within"]
)
def test_what_passes_is_waited_for(
    archive: Archive, upstreams: Upstreams, how: Misbehaviour
) -> None:
    """A failure that is over at the next request is none."""
    upstreams.list_day(DAY, papers(2, day=DAY))
    upstreams.misbehave("/api/daily_papers", how, None)
    code, output = archive.day()
    assert 0 == code, output
    assert 2 == len(archive.stored().records)


def test_a_dead_source_is_left_in_peace(archive: Archive, upstreams: Upstreams) -> None:
    """After three days without an answer the others are not asked for, and other sources are."""
    upstreams.misbehave("/api/daily_papers", "403")
    upstreams.arxiv[:] = papers(2, day=DAY)
    code, output = archive.fetch("--from", "2025-10-21", "--to", DAY)
    assert 1 == code
    assert "7 more were not asked for" in output
    assert 2 == len(archive.stored().records)
    upstreams.arxiv.clear()


def test_the_last_five_days_are_read_again(archive: Archive, upstreams: Upstreams) -> None:
    """Without a day, today's list and those of four days before; a range skips what is complete."""
    for number in range(7):
        day = TODAY - timedelta(days=number)
        upstreams.list_day(day, papers(1, seed=number, day=day))
    archive.fetch("daily-papers")
    assert 5 == len(archive.stored().listings)
    later = TODAY + timedelta(days=3)
    upstreams.requests.clear()
    archive.fetch("daily-papers", "--from", TODAY - timedelta(days=6), "--to", TODAY, on=later)
    asked = [request.params["date"] for request in upstreams.requests]
    assert 7 == len(asked)
    upstreams.requests.clear()
    archive.fetch("daily-papers", "--from", TODAY - timedelta(days=6), "--to", TODAY, on=later)
    asked = [request.params["date"] for request in upstreams.requests]
    assert [str(TODAY - timedelta(days=days)) for days in (1, 0)] == asked


def test_a_week_and_a_month(archive: Archive, upstreams: Upstreams) -> None:
    """A week or a month is a listing of its own, which has no day and lacks none."""
    upstreams.days["2025-W44"] = upstreams.days["2025-10"] = []
    upstreams.list_day(DAY, papers(2, day=DAY))
    upstreams.days["2025-W44"] = upstreams.days["2025-10"] = upstreams.days[DAY.isoformat()]
    assert 0 == archive.fetch("daily-papers", "--week", "2025-W44")[0]
    assert 0 == archive.fetch("daily-papers", "--month", "2025-10")[0]
    stored, problems = check_content(archive.content)
    assert ["hf-2025-10", "hf-2025-w44"] == sorted(stored.listings)
    assert [] == problems


def test_announcements_of_arxiv(archive: Archive, upstreams: Upstreams) -> None:
    """New papers and cross-lists of the day are listed; new versions of old papers are not."""
    one, two, three = papers(3, day=DAY)
    upstreams.announced["cs.CL"] = (DAY, [("new", one), ("cross", two), ("replace", three)])
    code, output = archive.fetch("arxiv", "--category", "cs.CL")
    assert 0 == code, output
    stored = archive.stored()
    assert {one.arxiv, two.arxiv} == set(stored.records)
    record = stored.records[one.arxiv]
    assert (one.abstract, one.authors) == (record.abstract, record.authors)
    assert (("cs.CL", "stat.ML"), 1, None) == (record.categories, record.version, record.published)
    assert DAY == stored.listings["arxiv-cs-cl-2025-10-30"].day


def test_later_knowledge_joins_earlier_records(archive: Archive, upstreams: Upstreams) -> None:
    """A record of a dump gains arXiv id, authors, date and categories, and keeps its id."""
    paper = papers(1, day=DAY)[0]
    paper.comment, paper.doi = "12 pages", "10.1000/invented"
    dump = archive.content.parent / "dump.txt"
    dump.write_text(f"Subscribe{paper.title}\n{paper.abstract}\n", encoding="utf-8")
    command = ["ingest", str(dump), "--content", str(archive.content), "--on", str(DAY)]
    CliRunner().invoke(main, command, catch_exceptions=False)
    (before,) = archive.stored().records.values()
    upstreams.arxiv[:] = [paper]
    code, output = archive.fetch("arxiv", "--enrich")
    assert 0 == code, output
    (record,) = archive.stored().records.values()
    assert (before.id, before.title, before.abstract) == (record.id, record.title, record.abstract)
    assert (paper.arxiv, paper.authors, DAY) == (record.arxiv, record.authors, record.published)
    assert ("cs.CL", "12 pages", "10.1000/invented") == (
        record.categories[0],
        record.comment,
        record.doi,
    )
    assert {"arxiv-2510", next(iter(set(archive.stored().listings) - {"arxiv-2510"}))} == set(
        archive.stored().listings
    )


def test_a_list_of_ids_becomes_records(archive: Archive, upstreams: Upstreams) -> None:
    """However they are written, once each; what is no id, or no paper at arXiv, is told."""
    one, two = upstreams.arxiv[:] = papers(2, day=DAY)
    listed = archive.content.parent / "ids.md"
    listed.write_text(
        f"# Read in March\n\n- [Naps](https://arxiv.org/abs/{one.arxiv}v2), twice: {one.arxiv}\n"
        f"- arXiv:{two.arxiv} and 2510.99999.\n",
        encoding="utf-8",
    )
    code, output = archive.fetch("arxiv", "--ids", listed)
    assert 0 == code, output
    assert f"{listed}:1: notice: no arXiv id: '# Read in March'" in output
    assert "arXiv has no paper 2510.99999" in output
    assert {(p.arxiv, p.title, p.authors, DAY) for p in (one, two)} == {
        (r.arxiv, r.title, r.authors, r.published) for r in archive.stored().records.values()
    }
    before = archive.files()
    assert 0 == archive.fetch("arxiv", "--ids", listed)[0]
    assert before == archive.files()
    command = ["ingest", str(listed), "--content", str(archive.content)]
    assert "`fetch arxiv --ids FILE` reads" in CliRunner().invoke(main, command).output


def test_lookups_take_exact_papers_only(archive: Archive, upstreams: Upstreams) -> None:
    """A title that goes on, another abstract, two papers of one title: nothing is taken."""
    one, two, three = papers(3, day=DAY)
    dump = archive.content.parent / "dump.txt"
    dump.write_text(
        "Subscribe" + "".join(f"{p.title}\n{p.abstract}\n" for p in (one, two, three)),
        encoding="utf-8",
    )
    command = ["ingest", str(dump), "--content", str(archive.content)]
    CliRunner().invoke(main, command, catch_exceptions=False)
    other = papers(1, seed=5)[0].abstract
    upstreams.arxiv[:] = [
        Paper("2510.00001", f"{one.title}, Continued", one.abstract, DAY),
        Paper("2510.00002", two.title, other, DAY),
        Paper("2510.00003", three.title, three.abstract, DAY),
        Paper("2510.00004", three.title, three.abstract, DAY),
    ]
    archive.fetch("arxiv", "--enrich")
    stored = archive.stored()
    assert [None] * 3 == [record.arxiv for record in stored.records.values()]
    assert {"2025-10-31": tuple(sorted(stored.records))} == stored.unfound
    upstreams.requests.clear()
    archive.fetch("arxiv", "--enrich")
    assert [] == upstreams.requests
    archive.fetch("arxiv", "--enrich", on=TODAY + timedelta(days=200))
    assert 3 == len(upstreams.requests)


def test_one_odd_id_spoils_no_other(archive: Archive, upstreams: Upstreams) -> None:
    """arXiv refuses a whole list for one id in it; the others are asked for without it."""
    listed = [*papers(4, day=DAY), Paper("2510.00000", "Odd One", "Its id is odd. " * 9, DAY)]
    upstreams.list_day(DAY, listed)
    archive.day()
    upstreams.arxiv[:] = listed[:4]
    code, output = archive.fetch("arxiv", "--enrich")
    assert 0 == code, output
    stored = archive.stored()
    assert 4 == sum(bool(record.categories) for record in stored.records.values())
    assert {"2025-10-31": ("2510.00000",)} == stored.unfound


def test_papers_nobody_asked_for_are_not_taken(archive: Archive, upstreams: Upstreams) -> None:
    """An answer about other ids than those it was asked for says nothing of these."""
    one, other = papers(2, day=DAY)
    upstreams.list_day(DAY, [one])
    archive.day()
    upstreams.arxiv[:] = [other]
    upstreams.mistaken[one.arxiv] = other.arxiv
    code, output = archive.fetch("arxiv", "--enrich")
    assert 0 == code
    assert f"'{other.arxiv}' was not asked for; it is not stored" in output
    assert [one.arxiv] == list(archive.stored().records)
    assert {"2025-10-31": (one.arxiv,)} == archive.stored().unfound


@pytest.mark.parametrize("how", ["html", "403", "500", "empty", "cut cleanly"])
def test_a_source_out_of_order_has_not_said_no(
    archive: Archive, upstreams: Upstreams, how: Misbehaviour
) -> None:
    """Only an answer that is whole says that arXiv does not have a paper."""
    listed = papers(3, day=DAY)
    upstreams.list_day(DAY, listed)
    archive.day()
    dump = archive.content.parent / "dump.txt"
    (other,) = papers(1, seed=3)
    dump.write_text(f"Subscribe{other.title}\n{other.abstract}\n", encoding="utf-8")
    command = ["ingest", str(dump), "--content", str(archive.content)]
    CliRunner().invoke(main, command, catch_exceptions=False)
    upstreams.arxiv[:] = [*listed, other]
    upstreams.misbehave("/api/query", how)
    assert 1 == archive.fetch("arxiv", "--enrich")[0]
    assert {} == archive.stored().unfound
    upstreams.behave()
    assert 0 == archive.fetch("arxiv", "--enrich")[0]
    assert all(record.categories for record in archive.stored().records.values())


def test_time_that_is_over_is_no_failure(archive: Archive, upstreams: Upstreams) -> None:
    """What was not asked for is told, and the next run asks for it."""
    upstreams.list_day(DAY, papers(1, day=DAY))
    code, output = archive.day(), archive.fetch("daily-papers", "--minutes", "0")
    assert 0 == code[0]
    assert 0 == output[0]
    assert "the time for this run is over" in output[1]


def test_one_run_does_what_a_day_needs(archive: Archive, upstreams: Upstreams) -> None:
    """Without arguments every source of archive.yml is read: the day, the announcement, and what
    arXiv knows of what came in.
    """
    listed, announced = papers(2, day=DAY), papers(2, seed=1, day=DAY)
    upstreams.list_day(DAY, listed)
    upstreams.announced["cs.CL"] = (DAY, [("new", paper) for paper in announced])
    upstreams.arxiv[:] = [*listed, *announced]
    code, output = archive.fetch()
    assert 0 == code, output
    stored = archive.stored()
    assert 4 == len(stored.records)
    assert {DAY} == {record.published for record in stored.records.values()}
    assert ["arxiv cs.CL", "arxiv lookups", "daily-papers"] == [a.source for a in stored.answers]
    before = archive.files()
    assert 0 == archive.fetch()[0]
    assert before == archive.files()


def test_a_clock_set_back_takes_nothing_back(archive: Archive, upstreams: Upstreams) -> None:
    """A run of an earlier day adds to what was observed and removes nothing of it."""
    listed = papers(2, day=DAY)
    upstreams.list_day(DAY, listed)
    archive.day(on=TODAY)
    listed[0].upvotes = 20
    upstreams.list_day(DAY, listed)
    archive.day(on=TODAY - timedelta(days=300))
    entry = archive.stored().listings["hf-2025-10-30"].entries[0]
    assert [(TODAY, 20)] == [(seen.on, seen.upvotes) for seen in entry.observed]
    assert TODAY == archive.stored().answers[0].on


def test_a_clock_that_was_ahead_closes_no_day(archive: Archive, upstreams: Upstreams) -> None:
    """What was written with a day that is yet to come is asked for again, and set right."""
    upstreams.list_day(DAY, papers(2, day=DAY))
    upstreams.arxiv[:] = papers(1, day=DAY)
    archive.fetch("daily-papers")
    archive.fetch("arxiv", "--enrich")
    ahead = {"2025-10-31": "2062-10-31"}
    for path in (*archive.content.glob("[lru]*/**/*.yml"), archive.content / "answers.yml"):
        text = path.read_text(encoding="utf-8")
        path.unlink()
        path.with_stem(ahead.get(path.stem, path.stem)).write_text(
            text.replace("2025-10-31", "2062-10-31"), encoding="utf-8"
        )
    upstreams.requests.clear()
    upstreams.list_day(DAY, papers(3, day=DAY))
    code, output = archive.fetch("daily-papers")
    assert 0 == code
    assert 1 == output.count("days later than tomorrow were stored")
    assert str(DAY) in [request.params["date"] for request in upstreams.requests]
    stored = archive.stored()
    assert 3 == len(stored.listings["hf-2025-10-30"].entries)
    texts = [path.read_text(encoding="utf-8") for path in archive.content.rglob("*.yml")]
    assert not [text for text in texts if "2062" in text]
    assert ["2062-10-31"] == list(stored.unfound)
    archive.fetch("arxiv", "--enrich")
    assert "2025-10-31" in archive.stored().unfound


@pytest.mark.parametrize("args", ["fetch --on", "ingest dump.txt --on", "ingest dump.txt --day"])
def test_no_run_is_of_a_day_to_come(archive: Archive, args: str) -> None:
    """A day later than tomorrow is wrong usage: nothing would be asked or dated rightly again."""
    content = ["2962-11-20", "--content", str(archive.content)]
    result = CliRunner().invoke(main, [*args.split(), *content])
    assert 2 == result.exit_code
    assert f"{args.split()[-1]} 2962-11-20 is yet to come" in result.output


def test_a_source_that_ignores_the_day_invents_none(archive: Archive, upstreams: Upstreams) -> None:
    """Papers are listed on the day that they say, whatever day was asked for."""
    listed = papers(3, day=DAY)
    upstreams.list_day(DAY, listed[:2])
    for ago in (1, 2, 3):
        day = DAY - timedelta(days=ago)
        upstreams.days[day.isoformat()] = upstreams.days[DAY.isoformat()]
    upstreams.days[TODAY.isoformat()] = [
        item(listed[2], TODAY),
        *upstreams.days[DAY.isoformat()],
    ]
    code, output = archive.fetch("daily-papers")
    assert 0 == code
    assert 8 == output.count("is of 2025-10-30, not of 2025-10-")
    assert 2 == output.count("is of 2025-10-30, not of 2025-10-31; it is not stored")
    entries = {name: len(one.entries) for name, one in archive.stored().listings.items()}
    assert {"hf-2025-10-30": 2, "hf-2025-10-31": 1} == entries
    assert 8 == archive.account()["refused"]


def test_an_announcement_of_a_day_to_come_is_refused(
    archive: Archive, upstreams: Upstreams
) -> None:
    """A feed that is dated ahead would be the newest day of the archive for ever."""
    one = papers(1, day=DAY)[0]
    upstreams.announced["cs.CL"] = (date(2062, 10, 30), [("new", one)])
    code, output = archive.fetch("arxiv", "--category", "cs.CL")
    assert 1 == code
    assert "a feed of 2062-10-30, which is yet to come" in output
    assert {} == archive.stored().listings


def test_a_publication_far_ahead_is_left_out(archive: Archive, upstreams: Upstreams) -> None:
    """The paper is stored without the day, and that is told."""
    listed = papers(2, day=DAY)
    listed[0].submitted = date(2062, 1, 1)
    upstreams.list_day(DAY, listed)
    code, output = archive.day()
    assert 0 == code
    assert "'published' is 2062-01-01, and left out" in output
    records = archive.stored().records
    assert [None, DAY] == [records[paper.arxiv].published for paper in listed]


def test_what_nobody_foresaw_keeps_no_other_source_away(
    archive: Archive, upstreams: Upstreams, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of one answer is an error that says where it is; the others are read and written."""

    def fault(*_: object) -> None:
        raise OverflowError("nobody foresaw this")

    monkeypatch.setattr("generator.questions.daily_papers.parse_items", fault)
    upstreams.announced["cs.CL"] = (DAY, [("new", paper) for paper in papers(2, day=DAY)])
    code, output = archive.fetch()
    assert 1 == code
    assert "error: OverflowError: nobody foresaw this (test_fetch.py:" in output
    assert "Traceback (most recent call last):" in output
    assert 'questions.py", line' in output
    assert 2 == len(archive.stored().records)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("projectPage", "https://acme.example.org/" + "a" * 5000),
        ("id", "２５１０.１２３４５"),
        ("upvotes", 2**63),
        ("upvotes", 10**30),
        ("publishedAt", "0001-01-01T00:00:00+09:00"),
        ("publishedAt", "9999-12-31T23:59:59-09:00"),
        ("title", "Invention " * 1000),
        ("authors", [{"name": f"Author {number}"} for number in range(20_000)]),
        ("authors", [{"name": "A" * 1000}]),
        ("ai_keywords", ["graphs", "k" * 1000]),
        ("organization", {"fullname": "Acme " * 200}),
        ("organization", {"fullname": "\u200b"}),
    ],
)
def test_no_value_spoils_the_content(
    archive: Archive, upstreams: Upstreams, name: str, value: object
) -> None:
    """What could not be read back is told and left out, and the rest is stored."""
    upstreams.list_day(DAY, papers(2, day=DAY))
    upstreams.days[DAY.isoformat()][0]["paper"][name] = value
    code, output = archive.day()
    assert (name == "title", name != "id") == (code == 1, "left out" in output or code == 1)
    assert (1 if name == "title" else 2) == len(archive.stored().records)
    assert code == archive.day()[0]


@pytest.mark.parametrize(
    ("args", "part"),
    [
        (["arxiv"], "say what of arXiv"),
        (["arxiv", "--category", "cs CL"], "not a category"),
        (["arxiv", "--week", "2025-W44", "--category", "cs.CL"], "those of daily-papers"),
        (["daily-papers", "--week", "2025-W60"], "not a week"),
        (["daily-papers", "--month", "2025-13"], "or a month"),
        (["daily-papers", "--day", "2025-10-30", "--month", "2025-10"], "give one of"),
        (["--from", "2025-10-30", "--to", "2025-10-29"], "is after"),
        (["--to", "2025-10-29"], "needs --from"),
        (["--ids", __file__], "is for arxiv"),
        (["arxiv", "--ids", __file__, "--enrich"], "goes with nothing else"),
        (["arxiv", "--ids", "no such file"], "does not exist"),
        (["arxiv", "--ids", os.devnull], "no arXiv id stands in"),
    ],
)
def test_wrong_usage(archive: Archive, args: list[str], part: str) -> None:
    """What cannot be asked is told before anything is, with exit code 2."""
    code, output = archive.fetch(*args)
    assert 2 == code
    assert part in output


def test_a_summary_for_people(archive: Archive, upstreams: Upstreams, tmp_path: Path) -> None:
    """The summary is a table that is added to the file; nothing from outside is Markdown in it."""
    upstreams.list_day(DAY, papers(2, day=DAY))
    upstreams.days[DAY.isoformat()][0]["paper"]["projectPage"] = "javascript:alert(1)"
    upstreams.days[DAY.isoformat()][1]["paper"]["id"] = "<img src=x>\n# Heading"
    upstreams.days[DAY.isoformat()].append(upstreams.days[DAY.isoformat()][1])
    summary = tmp_path / "summary.md"
    for _ in range(2):
        archive.fetch("daily-papers", "--day", DAY, "--summary", summary)
    text = summary.read_text(encoding="utf-8")
    assert 2 == text.count("## Fetched on 2025-10-31")
    assert "| daily-papers | 1 | 1 | 3 | 2 | 0 | 0 | 1 | 0 |" in text
    hostile = [line for line in text.splitlines() if "<img" in line or "Heading" in line]
    assert hostile
    assert all(line.startswith("    ") for line in hostile)


def test_a_summary_tells_conflicts_apart(
    archive: Archive, upstreams: Upstreams, tmp_path: Path
) -> None:
    """Two papers of one title are no problem of the source: somebody may want to look."""
    first, second = papers(2, day=DAY)
    second.title = first.title
    upstreams.list_day(DAY, [first, second])
    summary = tmp_path / "summary.md"
    archive.fetch("daily-papers", "--day", DAY, "--summary", summary)
    text = summary.read_text(encoding="utf-8")
    assert "0 problems, 1 conflicts, " in text
    assert "### Problems" not in text
    told = text.partition("### Conflicts\n\n")[2]
    assert f"another paper of this title has another arXiv id: {first.arxiv}" in told


def test_what_nobody_configured_is_nothing_to_fetch(archive: Archive, upstreams: Upstreams) -> None:
    """An archive of one's own lists has no live source, and that is no failure."""
    config = archive.content / "archive.yml"
    config.write_text(CONFIG.partition("sources")[0], encoding="utf-8")
    code, output = archive.fetch()
    assert 0 == code
    assert "names no sources" in output
    assert [] == upstreams.requests


def test_requests_say_who_asks(archive: Archive, upstreams: Upstreams) -> None:
    """The archive's address stands in every request."""
    archive.day()
    assert "+https://example.org/invented/" in upstreams.requests[0].headers["user-agent"]


def test_broken_content_is_not_written_over(archive: Archive, upstreams: Upstreams) -> None:
    """Where a stored record cannot be read nothing is asked, so that nothing is doubled."""
    upstreams.list_day(DAY, papers(1, day=DAY))
    archive.day()
    record = next(archive.content.glob("records/*/*.yml"))
    record.write_text("title: [", encoding="utf-8")
    upstreams.requests.clear()
    assert 1 == archive.day()[0]
    assert [] == upstreams.requests
    assert load_content(archive.content)[1]

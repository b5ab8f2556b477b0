"""Bad input is told with its path and line, good entries go in, and nothing is half-written."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.ingest import MAX_BYTES, files_of, read_dump, read_file
from generator.lock import locked
from generator.problems import Problem
from generator.sources.sighting import Reading
from generator.store import load_content, record_path, write_text

LONG = "This abstract is invented. " * 20
CARDS = (
    "Subscribe\n\nDaily Papers\n\nOct 30\n\n"
    f"One\n\n{LONG}\n\n  • 4 authors\n·\nDec 9, 2024 3\n\n"
    f"Two\n\n{LONG}\n\nacme Acme Labs\n·\nApr 16"
)


def read(text: str | bytes, day: date | None = None) -> tuple[Reading | None, list[Problem]]:
    return read_dump("dump.txt", text.encode() if isinstance(text, str) else text, day)


def titles(reading: Reading | None) -> list[str]:
    assert reading is not None
    return [sighting.title for sighting in reading.sightings]


def test_the_year_is_inferred_and_marked() -> None:
    """The page was captured in the year after the newest it prints."""
    reading, problems = read(CARDS)
    assert not problems
    assert reading is not None
    assert (date(2025, 10, 30), "Oct 30", "inferred") == (
        reading.day,
        reading.day_text,
        reading.day_basis,
    )


def test_a_year_is_never_invented() -> None:
    """Where no date has a year, the listing keeps what it says and has no day."""
    reading, _ = read(CARDS.replace("Dec 9, 2024 3", "Dec 9 3"))
    assert reading is not None
    assert (None, "Oct 30", None) == (reading.day, reading.day_text, reading.day_basis)


def test_a_printed_year_and_a_given_day() -> None:
    """A day the page prints in full is the page's; one that somebody gives wins."""
    text = CARDS.replace("Oct 30\n", "Oct 30, 2024\n")
    reading, _ = read(text)
    given, _ = read(text, date(2024, 10, 31))
    assert reading is not None
    assert given is not None
    assert (date(2024, 10, 30), "page") == (reading.day, reading.day_basis)
    assert (date(2024, 10, 31), "given") == (given.day, given.day_basis)


@pytest.mark.parametrize(
    ("raw", "line", "part"),
    [
        (b"", 0, "empty"),
        (b"\xef\xbb\xbf \r\n\n", 0, "empty"),
        (b"Dear editor,\nplease find attached", 1, "not a dump"),
        (b"\x89PNG\r\n\x1a\n\x00", 1, "nor UTF-8"),
        ("Subscribe\n".encode("utf-16"), 1, "UTF-16"),
        (b"Subscribe\nDaily Papers\n", 0, "no paper"),
    ],
)
def test_files_that_are_refused(raw: bytes, line: int, part: str) -> None:
    """A file that holds no dump is refused as a whole, in words that say why."""
    reading, problems = read(raw)
    assert reading is None
    assert [(line, "error")] == [(p.line, p.severity) for p in problems]
    assert part in problems[0].message


@pytest.mark.parametrize(
    ("bad", "part"),
    [
        (b"Caf\xe9", "not UTF-8"),
        (b"half \xed\xa0\xbd", "surrogate"),
        ("\u200b\u2060".encode(), "nothing to read"),
    ],
)
def test_entries_that_are_refused(bad: bytes, part: str) -> None:
    """A paper that cannot be stored is an error on its line; its neighbours go in."""
    abstract = LONG.encode() * 5
    reading, problems = read(
        b"\n".join([b"Subscribe", b"One", abstract, bad, abstract, b"Three", abstract])
    )
    assert ["One", "Three"] == titles(reading)
    assert [(4, "error")] == [(p.line, p.severity) for p in problems]
    assert part in problems[0].message


def test_an_abstract_of_any_length_is_not_stored() -> None:
    """An abstract of more than 100,000 characters is an error."""
    reading, problems = read(f"Subscribe\nOne\n{LONG}\nTwo\n{'x' * 100_001}")
    assert ["One"] == titles(reading)
    assert "100,000" in problems[0].message


def test_a_cut_off_end_is_a_notice() -> None:
    """A title at the very end may be half a title: it is not stored, and that is said."""
    reading, problems = read(f"Subscribe\nOne\n{LONG}\nTwo and a ha")
    assert ["One"] == titles(reading)
    assert [(4, "notice")] == [(p.line, p.severity) for p in problems]


def test_a_folder_says_what_of_it_was_not_read(tmp_path: Path) -> None:
    """Names end in small letters or capitals; others are told, but for hidden ones."""
    for name in ("A.BIB", "b.txt", "c.csv", ".hidden"):
        (tmp_path / name).touch()
    (tmp_path / "folder.txt").mkdir()
    files, (told,) = files_of([tmp_path])
    assert ["A.BIB", "b.txt"] == [file.name for file in files]
    assert told.severity == "notice"
    assert told.message.endswith(": c.csv, folder.txt")
    _, (wrong,) = files_of([tmp_path / "folder.txt"])
    assert wrong.severity == "error"


def test_large_and_unreadable_files(tmp_path: Path) -> None:
    """More than 50 MB, a folder and a missing file are errors that name the path."""
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    for path in (large, tmp_path, tmp_path / "missing.txt"):
        reading, problems = read_file(path, None)
        assert reading is None
        assert [(str(path), "error")] == [(p.path, p.severity) for p in problems]


def ingest(tmp_path: Path, *args: object) -> tuple[int, str]:
    result = CliRunner().invoke(
        main, ["ingest", "--content", str(tmp_path / "content"), *map(str, args)]
    )
    return result.exit_code, result.output


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_ingesting_twice_changes_nothing(tmp_path: Path) -> None:
    """The same dump again, even on another day or under another name, touches no file."""
    dump = tmp_path / "dump.txt"
    dump.write_text(CARDS, encoding="utf-8")
    assert ingest(tmp_path, dump, "--on", "2026-01-02")[0] == 0
    before = files(tmp_path / "content")
    again = tmp_path / "again.txt"
    again.write_text(CARDS, encoding="utf-8")
    code, output = ingest(tmp_path, dump, again)
    assert code == 0
    assert "0 new records, 0 changed" in output
    assert before == files(tmp_path / "content")


def test_another_day_updates_the_listing_and_its_dates(tmp_path: Path) -> None:
    """`--day` moves the listing, dates without a year and what was observed, and stays."""
    dump = tmp_path / "dump.txt"
    dump.write_text(CARDS, encoding="utf-8")
    ingest(tmp_path, dump, "--on", "2026-01-02")
    ingest(tmp_path, dump, "--on", "2026-01-03", "--day", "2023-10-30")
    ingest(tmp_path, dump, "--on", "2026-01-04")
    stored, _ = load_content(tmp_path / "content")
    (listing,) = stored.listings.values()
    assert (date(2023, 10, 30), "given") == (listing.day, listing.day_basis)
    assert [date(2023, 10, 30)] == [o.on for e in listing.entries for o in e.observed]
    by_title = {record.title: record for record in stored.records.values()}
    assert date(2024, 12, 9) == by_title["One"].published
    assert (date(2023, 4, 16), date(2026, 1, 3)) == (
        by_title["Two"].published,
        by_title["Two"].changed,
    )


def test_a_name_that_somebody_gives_stands(tmp_path: Path) -> None:
    """`--title` names lists and dumps, until another is given; without it a list has none."""
    dump, papers = tmp_path / "dump.txt", tmp_path / "papers.jsonl"
    dump.write_text(CARDS, encoding="utf-8")
    papers.write_text('{"title": "Three", "abstract": "Text."}', encoding="utf-8")

    def titles_after(*args: str) -> set[str | None]:
        assert ingest(tmp_path, dump, papers, "--on", "2026-01-02", *args)[0] == 0
        stored, _ = load_content(tmp_path / "content")
        return {listing.title for listing in stored.listings.values()}

    assert {"Daily Papers", None} == titles_after()
    assert {"Our group's"} == titles_after("--title", " Our\ngroup's ")
    assert {"Our group's"} == titles_after()
    assert {"Theirs"} == titles_after("--title", "Theirs")


def test_good_files_go_in_beside_bad_ones(tmp_path: Path) -> None:
    """The exit code is 1, the problem is printed with its place, and the good dump is stored."""
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(CARDS, encoding="utf-8")
    bad.write_text("not a dump", encoding="utf-8")
    code, output = ingest(tmp_path, bad, good)
    assert code == 1
    assert f"{bad}:1: error: not a dump" in output
    assert len(files(tmp_path / "content")) == 3


def test_broken_content_is_not_written_over(tmp_path: Path) -> None:
    """Where a stored record cannot be read, nothing is ingested, so that nothing is doubled."""
    dump = tmp_path / "dump.txt"
    dump.write_text(CARDS, encoding="utf-8")
    ingest(tmp_path, dump)
    record = next((tmp_path / "content" / "records").glob("*/*.yml"))
    record.write_text("title: [", encoding="utf-8")
    before = files(tmp_path / "content")
    code, output = ingest(tmp_path, dump)
    assert code == 1
    assert f"{record.name}:" in output
    assert before == files(tmp_path / "content")


@pytest.mark.parametrize(
    "args",
    [
        ["--day", "30 October"],
        ["--on", "2026-13-01"],
        ["--title", " \u200b"],
        ["--listing", "no-such"],
    ],
)
def test_wrong_usage(tmp_path: Path, args: list[str]) -> None:
    """A date, name or listing that is none is wrong usage: exit code 2."""
    assert ingest(tmp_path, "dump.txt", *args)[0] == 2


def test_an_ingest_waits_for_another_run(tmp_path: Path) -> None:
    """What that run wrote is there when this one begins, so that neither undoes the other."""
    dump, content = tmp_path / "dump.txt", tmp_path / "content"
    dump.write_text(CARDS, encoding="utf-8")
    command = [sys.executable, "-m", "generator", "ingest", str(dump), "--content", str(content)]
    record = "id: one\ntitle: One\nadded: 2026-01-02\nchanged: 2026-01-02\n"
    with locked(content, pytest.fail):
        run = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        )
        assert run.stderr is not None
        assert f"another run is writing to {content}" in run.stderr.readline()
        write_text(content / record_path("one"), record)
    said, _ = run.communicate()
    assert run.returncode == 0
    assert "1 new record, 1 changed" in said


@pytest.mark.parametrize(
    "args", [["ingest", "dump.txt"], ["fetch"], ["migrate"], ["digest", "--send"]], ids=" ".join
)
def test_what_writes_content_reads_it_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str]
) -> None:
    """No command reads, waits for another run, and then writes what it made of the old content."""

    class Held(Exception):
        """Another run has it."""

    def hold(folder: Path, _waiting: Callable[[], None]) -> None:
        assert folder == tmp_path
        raise Held

    monkeypatch.setattr("generator.cli.shared.locked", hold)
    (tmp_path / "archive.yml").write_text("unreadable: [", encoding="utf-8")
    result = CliRunner().invoke(main, [*args, "--content", str(tmp_path)])
    assert isinstance(result.exception, Held)

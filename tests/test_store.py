"""Content on disk is read with every problem found, and written whole or not at all."""

import hashlib
import shutil
import subprocess
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import schema, store
from generator.archive import build_archive
from generator.check import check_content
from generator.facts import Facts, recall
from generator.merge import merge
from generator.model import (
    Answer,
    AnySource,
    ArxivFeedSource,
    ArxivSource,
    DailyPapersSource,
    DumpSource,
    Entry,
    FileSource,
    Listing,
    Observation,
    PageSource,
    Record,
    Said,
    Stored,
)
from generator.problems import Problem, has_errors, render_github, render_text
from generator.sources.sighting import Reading, Sighting
from generator.store import (
    load_content,
    record_path,
    render_listing,
    render_record,
    write_changes,
    write_text,
)

ON = date(2026, 1, 2)
SETTINGS = "schema: 1\nname: N\ndescription: D\nsite_url: https://papers.example/\n"
RECORD = "id: a-b\ntitle: A\nadded: 2026-01-02\nchanged: 2026-01-02\n"

text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


@given(text, st.text(st.characters(exclude_categories=["Cs"])), st.lists(text, max_size=3))
def test_a_record_comes_back(title: str, abstract: str, authors: list[str]) -> None:
    """Whatever Unicode a record holds, its file reads back as the same record."""
    record = Record(
        id="a", title=title, abstract=abstract, authors=tuple(authors), added=ON, changed=ON
    )
    assert (record, []) == schema.read("a.yml", render_record(record), Record)


@given(text, st.integers(0, 10**6))
def test_a_listing_comes_back(title: str, count: int) -> None:
    """Whatever a listing's entries say, its file reads back as the same listing."""
    listing = Listing(
        name="dump-1",
        title=title,
        day=ON,
        day_basis="page",
        source=DumpSource(layout="cards", file=title, sha256="0" * 64),
        added=ON,
        entries=(
            Entry(record="a", published_text=title, said=Said(title=title, author_count=count)),
            Entry(record="b", unsaid=("organization",)),
        ),
    )
    assert (listing, []) == schema.read("l.yml", render_listing(listing), Listing)


@pytest.mark.parametrize(
    "source",
    [
        PageSource(file="a page.html", sha256="0" * 64),
        FileSource(format="json-lines", file="list", sha256="0" * 64),
        DailyPapersSource(period="2025-W44"),
        ArxivFeedSource(category="cond-mat.mtrl-sci"),
        ArxivSource(category="hep-th"),
        ArxivSource(month="0001"),
    ],
)
def test_every_kind_of_source_comes_back(source: AnySource) -> None:
    """A listing of any source, with all that its entries can hold, reads back as the same."""
    said = Said(
        published=ON,
        authors=("A", "no"),
        arxiv="2401.00010",
        version=2,
        categories=("cs.CL",),
        keywords=("012",),
        doi="10.1000/1",
        comment="12:30:45",
    )
    entry = Entry(
        record="a",
        links=("https://example.org/",),
        said=said,
        unsaid=("published", "doi"),
        observed=(Observation(on=ON, upvotes=0), Observation(on=ON, comments=2)),
        last_seen=ON,
    )
    listing = Listing(name="a-1", source=source, added=ON, read=ON, entries=(entry,))
    assert (listing, []) == schema.read("l.yml", render_listing(listing), Listing)


def test_what_was_asked_comes_back(tmp_path: Path) -> None:
    """Answers and records that were not found are written, and read as they were."""
    after = Stored(
        unfound={"2025-10-31": ("a", "b")}, answers=(Answer(source="daily-papers", on=ON),)
    )
    assert 2 == write_changes(tmp_path, Stored(), after)
    stored, _ = load_content(tmp_path)
    assert (after.unfound, after.answers) == (stored.unfound, stored.answers)
    write(tmp_path, "unfound/yesterday.yml", "- a\n")
    assert any("not named after a day" in problem for problem in problems(tmp_path))


def test_a_record_found_to_be_another_is_gone(tmp_path: Path) -> None:
    """The file of a record that is but an alias now is removed; its corrections stay in force."""
    one = Record(id="one", title="One", added=ON, changed=ON)
    two = Record(id="two", title="One", added=ON, changed=ON)
    before = Stored(records={"one": one, "two": two})
    write_changes(tmp_path, Stored(), before)
    joined = Record(id="one", title="One", aliases=("two",), added=ON, changed=ON)
    assert 2 == write_changes(tmp_path, before, Stored(records={"one": joined}))
    write(tmp_path, "corrections/two.yml", "- {on: 2026-01-02, by: a, reason: b, set: {title: C}}")
    stored, _ = load_content(tmp_path)
    assert {"one": joined} == stored.records
    assert [] == problems(tmp_path)
    (paper,) = build_archive(stored).papers
    assert ("C", ("two",)) == (paper.record.title, paper.aliases)


def write(content: Path, path: str, body: str | bytes) -> None:
    target = content / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(body.encode() if isinstance(body, str) else body)


WAITS = "the other rules are asked once every file can be read"


def problems(content: Path) -> list[str]:
    """The errors of a content folder, and notices other than of settings and rules left out."""
    said = [render_text(problem) for problem in check_content(content)[1]]
    return [line for line in said if "defaults stand in" not in line and WAITS not in line]


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        (
            "records/a-b/a-b.yml",
            RECORD + "published: '16/04'\n",
            ":5: error: published: '16/04' is not a date (YYYY-MM-DD)",
        ),
        (
            "records/a-b/a-b.yml",
            RECORD.replace("title", "titel"),
            ":2: error: unknown key 'titel'; did you mean 'title'?",
        ),
        ("records/a-b/a-b.yml", "id: a-b\n", ":1: error: 'title' is missing"),
        ("records/a-b/a-b.yml", RECORD.replace("A", "''"), ":2: error: title: is empty"),
        ("records/a-b/a-b.yml", RECORD + "title: B\n", ":5: error: 'title' stands twice"),
        (
            "records/a-b/a-b.yml",
            RECORD + "author_count: many\n",
            ":5: error: author_count: 'many' is not a whole number",
        ),
        (
            "records/a-b/a-b.yml",
            RECORD + "links: ['https://x.example/', 'javascript:alert(1)']\n",
            ":5: error: links: 'javascript:alert(1)' is not an address",
        ),
        (
            "records/a-b/a-b.yml",
            RECORD + "arxiv: 2401.1234v2\n",
            ":5: error: arxiv: '2401.1234v2' is not an arXiv id",
        ),
        (
            "records/a-b/a-b.yml",
            RECORD.replace("title: A", f"title: {'A' * 2001}"),
            "is more than 2,000 characters",
        ),
        (
            "records/a-b/a-b.yml",
            RECORD + f"author_count: {10**25}\n",
            ":5: error: author_count: '10000000000000000000000000' is more than 1,000,000,000",
        ),
        (
            "records/a-b/a-b.yml",
            RECORD.replace("a-b", "../../etc/passwd"),
            ":1: error: id: '../../etc/passwd' is not an id",
        ),
        (
            "records/zzzz/a-b.yml",
            RECORD,
            ":1: error: this file belongs at content/records/a-b/a-b.yml",
        ),
        (
            "listings/l-1.yml",
            "name: l-1\nsource: {kind: dumb}\nadded: 2026-01-02\n",
            ":2: error: kind: 'dumb' is none of dump, page,",
        ),
        (
            "listings/l-1.yml",
            "name: l-1\nsource: {kind: dump, layout: cards, sha256: x, file: f, files: g}\n"
            "added: 2026-01-02\n",
            ":2: error: unknown key 'files'; did you mean 'file'?",
        ),
        (
            "listings/l-1.yml",
            "name: l-1\nsource:\n  kind: daily-papers\n  period: October\nadded: 2026-01-02\n",
            ":4: error: period: 'October' is not a day, a week or a month",
        ),
        (
            "archive.yml",
            "schema: 1\nname: A\ndescription: B\nsite_url: https://example.org/\n"
            "sources: [daily-papers, arxiv cs.CL, twitter]\n",
            ":5: error: sources: 'twitter' is not a source",
        ),
        ("records/a-b/a-b.yml", b"title: Caf\xe9\n", ":1: error: not UTF-8"),
        ("records/a-b/a-b.yml", "- a\n", ":1: error: the file: this is not a mapping"),
        (
            "records/a-b/a-b.yml",
            RECORD.replace("title: A", 'title: "\\u200b"'),
            ":2: error: title: nothing in it can be seen",
        ),
        (
            "corrections/no-such.yml",
            "- {on: 2026-01-02, by: me, reason: x, withdraw: true}\n",
            ":1: error: no record 'no-such' to correct",
        ),
        (
            "corrections/no-such.yml",
            "- {on: 2026-01-02, by: me, reason: x, sett: {title: B}}\n",
            ":1: error: unknown key 'sett'; did you mean 'set'?",
        ),
        (
            "corrections/no-such.yml",
            "- {on: 2026-01-02, by: me, reason: x, set: {publishd: 2024-01-01}}\n",
            ":1: error: unknown key 'publishd'; did you mean 'published'?",
        ),
        ("pages/tags.md", "# Tags\n", ": error: the archive makes this page itself"),
        ("pages/Data.md", "# Data\n", ": error: the archive makes this page itself"),
        ("pages/note.md", "# Café\n".encode("latin-1"), ": error: not UTF-8"),
        ("pages/note.md/a.md", "# A\n", ": error: cannot be read: Is a directory"),
        ("archive.yml", "schema: 2\n", "error"),
        ("archive.yml", f"{SETTINGS}feed_authority: papers.example\n", ":5: error: feed_authority"),
        ("archive.yml", f"{SETTINGS}trending: {{comments: 0}}\n", ":5: error: comments"),
    ],
)
def test_problems_have_place_and_remedy(
    tmp_path: Path, path: str, body: str | bytes, expected: str
) -> None:
    """What is wrong is said with the file, the line, the value, and what would be right."""
    content = tmp_path / "content"
    write(content, path, body)
    said = problems(content)
    path = path.removesuffix("/a.md")
    assert any(f"content/{path}" in p and expected in p for p in said), said


def test_every_problem_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    """Nobody mends a file one message at a time."""
    content = tmp_path / "content"
    write(content, "records/a-b/a-b.yml", "id: a-b\ntitel: A\nadded: soon\nchanged: 2026-01-02\n")
    assert 3 == len(problems(content))


def test_one_mistake_is_not_told_as_many(tmp_path: Path) -> None:
    """What only follows from a file that cannot be read waits until it can, and that is said."""
    content = tmp_path / "content"
    write(content, "tags.yml", "terms: [\n")
    write(content, record_path("a-b"), RECORD)
    corrected = "- {on: 2026-01-02, by: me, reason: x, tags: {add: [cats]}}\n"
    write(content, "corrections/a-b.yml", corrected)
    (broken,) = problems(content)
    assert broken.startswith("content/tags.yml:2: error:")
    assert any(WAITS in problem.message for problem in check_content(content)[1])


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "corrections/a-b.yaml",
            "error: nothing reads this file; its name must end in .yml (a-b.yml)",
        ),
        ("corrections/more/a-b.yml", "corrections of this paper stand in corrections/a-b.yml"),
        ("correction/a-b.yml", "error: nothing reads this file; corrections of this paper stand"),
        ("corrections.yml", "error: nothing reads this file"),
        ("records/a-b.yml", "error: nothing reads this file"),
        ("corrections/a-b.yml.txt", "notice: nothing reads this file"),
        ("pages/picture.png", "notice: nothing reads this file"),
    ],
)
def test_a_file_that_nothing_reads_is_told(tmp_path: Path, path: str, said: str) -> None:
    """A correction in the wrong place would have no effect, and nobody would know."""
    content = tmp_path / "content"
    write(content, record_path("a-b"), RECORD)
    write(content, path, "- {on: 2026-01-02, by: me, reason: x, set: {title: B}}\n")
    for read in (".hidden", "keep.txt", "theme/assets/images/sheaf.svg"):
        write(content, read, "")
    (problem,) = problems(content)
    assert problem.startswith(f"content/{path}:")
    assert said in problem


def test_days_to_come_are_told_where_today_is_known(tmp_path: Path) -> None:
    """A wrong year makes the newest paper of all; a day ahead is only another place on earth."""
    content = tmp_path / "content"
    for id_, day in (("a-b", "2099-01-01"), ("c-d", "2026-01-03")):
        body = f"{RECORD.replace('a-b', id_)}published: {day}\n"
        write(content, record_path(id_), body)
    write(content, "corrections/c-d.yml", "- {on: 2027-01-02, by: me, reason: x, withdraw: true}\n")
    told = [p for p in check_content(content, today=date(2026, 1, 2))[1] if "to come" in p.message]
    assert [(p.path.rpartition("/")[2], p.severity) for p in told] == [
        ("c-d.yml", "notice"),
        ("a-b.yml", "notice"),
    ]


def test_one_doi_of_two_titles_is_told(tmp_path: Path) -> None:
    """Only an editor knows whether a paper changed its title or somebody mistyped a DOI."""
    content = tmp_path / "content"
    for id_, doi in (("a-b", "10.1000/Kelp"), ("c-d", "10.1000/kelp")):
        body = RECORD.replace("a-b", id_).replace("title: A", f"title: {id_}")
        write(content, record_path(id_), f"{body}doi: {doi}\n")
    (told,) = (said for said in problems(content) if " doi: " in said)
    assert ": notice: doi: that of a-b too; if they are one paper" in told
    assert told.startswith(f"content/{record_path('c-d')}:")


def test_the_address_to_clone_from_is_not_that_of_the_repository(tmp_path: Path) -> None:
    """Links to the form for corrections would lead nowhere."""
    content = tmp_path / "content"
    write(content, "archive.yml", f"{SETTINGS}repository: https://github.com/kelp/papers.git/\n")
    (problem,) = problems(content)
    assert "readers open https://github.com/kelp/papers" in problem


def test_a_key_that_is_a_word_of_python_is_known(tmp_path: Path) -> None:
    """Beside another mistake, `not` and `from` are no mistakes."""
    content = tmp_path / "content"
    write(content, "tags.yml", "terms:\n- {slug: a, name: A, meaning: B., not: [x], nut: [y]}\n")
    (problem,) = problems(content)
    assert "unknown key 'nut'" in problem


@pytest.mark.parametrize(
    ("term", "message"),
    [
        ("{slug: Trees, name: Trees, meaning: Oaks.}", "slug: 'Trees' is not an id"),
        (f"{{slug: {'a' * 81}, name: Trees, meaning: Oaks.}}", "is more than 80 characters"),
        ("{slug: trees, name: Trees, meaning: Oaks., aliases: [a b]}", "aliases: 'a b' is not"),
        ("{slug: trees, name: Trees, meaning: ''}", "meaning: is empty"),
        ("{slug: trees, name: ' ', meaning: Oaks.}", "name: ' ' is not a text with something"),
    ],
)
def test_a_tag_is_what_programs_are_told(tmp_path: Path, term: str, message: str) -> None:
    """A tag has a slug that corrections and addresses can hold, a name and a meaning."""
    content = tmp_path / "content"
    write(content, "tags.yml", f"terms:\n- {term}\n")
    (problem,) = problems(content)
    assert problem.startswith("content/tags.yml:2: error: ")
    assert message in problem


def test_what_belongs_together_is_checked(tmp_path: Path) -> None:
    """Entries, aliases, arXiv ids, tags and merges lead to what is there, and to one thing only."""
    content = tmp_path / "content"
    for id_, more in (("a-b", "aliases: [c-d]\n"), ("c-d", "arxiv: '2401.00001'\n"), ("e-f", "")):
        body = RECORD.replace("a-b", id_) + more
        write(content, record_path(id_), body)
    write(content, record_path("g-h"), RECORD.replace("a-b", "g-h") + "arxiv: '2401.00001'\n")
    change = "- {on: 2026-01-02, by: me, reason: x, "
    write(content, record_path("k-l"), RECORD.replace("a-b", "k-l"))
    write(content, "corrections/a-b.yml", f"{change}merge_into: k-l}}\n")
    write(content, "corrections/k-l.yml", f"{change}merge_into: e-f}}\n")
    write(content, "corrections/e-f.yml", f"{change}merge_into: a-b, tags: {{add: [no-such]}}}}\n")
    write(
        content,
        "listings/dump-1.yml",
        "name: dump-1\nday: 2026-01-02\nadded: 2026-01-02\n"
        f"source: {{kind: dump, layout: spaced, file: x, sha256: '{'0' * 64}'}}\n"
        "entries:\n- {record: a-b}\n- {record: gone}\n",
    )
    found = problems(content)
    for expected in (
        "content/records/a-b/a-b.yml:5: error: 'c-d' is already an id of c-d",
        "content/records/g-h/g-h.yml:5: error: arXiv:2401.00001 is already",
        "content/listings/dump-1.yml:7: error: no record 'gone'",
        "content/corrections/a-b.yml:1: error: merged in a circle: a-b → k-l → e-f → a-b",
        "content/corrections/e-f.yml:1: error: no tag 'no-such' in tags.yml",
    ):
        assert any(expected in p for p in found), (expected, found)


def test_what_deceives_readers_is_a_notice(tmp_path: Path) -> None:
    """Controls that pages leave out of a title or an abstract are told, and stop nothing."""
    content = tmp_path / "content"
    body = RECORD.replace("title: A", 'title: "A\\u202e title\\u200b"') + 'abstract: "né\\x00"\n'
    write(content, record_path("a-b"), body)
    assert problems(content) == [
        "content/records/a-b/a-b.yml:2: notice: title: pages leave out U+200B ZERO WIDTH SPACE, "
        "U+202E RIGHT-TO-LEFT OVERRIDE",
        "content/records/a-b/a-b.yml:5: notice: abstract: pages leave out U+0000 unnamed",
    ]


def test_an_empty_folder_is_an_archive_without_papers(tmp_path: Path) -> None:
    """A fresh fork has notices, not errors."""
    stored, found = load_content(tmp_path / "content")
    assert not stored.records
    assert {"notice"} == {p.severity for p in found}


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """What cannot be written leaves the old file and no other trace."""
    path = tmp_path / "file.yml"
    write_text(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "new \ud800")
    assert "old" == path.read_text(encoding="utf-8")
    assert [path] == list(tmp_path.iterdir())


def test_what_a_killed_run_leaves_is_nothing_to_anybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that was being written is hidden: nothing reads it, and git does not add it."""
    content, names = tmp_path / "content", []
    write(content, record_path("a-b"), RECORD)
    monkeypatch.setattr(Path, "replace", lambda self, target: names.append(self.name))
    write_text(content / record_path("a-b"), "id: a")
    monkeypatch.undo()
    assert (content / record_path("a-b")).with_name(names[0]).read_text() == "id: a"
    assert problems(content) == []
    shutil.copy(Path(__file__).parents[1] / ".gitignore", tmp_path)
    for command in ("init --quiet", "add --all content"):
        subprocess.run(["git", *command.split()], cwd=tmp_path, check=True)
    added = subprocess.run(["git", "ls-files"], cwd=tmp_path, capture_output=True, text=True)
    assert added.stdout.splitlines() == ["content/records/a-b/a-b.yml"]


def test_problems_cannot_steer_what_shows_them() -> None:
    """Line breaks and controls in outside text end neither a line nor an annotation."""
    problem = Problem("a,b:c.yml", 3, "error", "bad\n::error::\x1b[31m%")
    assert "a,b:c.yml:3: error: bad\\n::error::\\x1b[31m%" == render_text(problem)
    assert "::error file=a%2Cb%3Ac.yml,line=3::bad%0A::error::\x1b[31m%25" == render_github(problem)


class Stopped(Exception):
    """A run that ends between two files."""


LONG = (
    "We follow invented swallows over invented mountains, and find that they leave in autumn. " * 3
)
OLD = Sighting("Swallows and the Weather", LONG, 1, arxiv="2504.00001", doi="10.1000/1")
NEW = Sighting("When Swallows Leave", f"{LONG} Revised.", 1, arxiv="2504.00001")


def listed(name: str, day: int, sighting: Sighting) -> Reading:
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    source = FileSource(format="json-lines", file=name, sha256=sha256)
    return Reading(name, name, source, day=date(2025, 5, day), sightings=(sighting,))


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        # Of a paper whose title becomes another, one listing names no organization ...
        ([OLD, replace(OLD, arxiv=None)], replace(NEW, organization="Nest")),
        # ... and a title that was another for a time becomes what it was.
        ([OLD, NEW, replace(OLD, doi=None)], replace(OLD, organization="Nest")),
        # Two records are found to be one.
        ([replace(OLD, arxiv=None), NEW], replace(NEW, title=OLD.title)),
    ],
)
def test_a_run_stopped_between_any_two_files_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stored: list[Sighting], read: Sighting
) -> None:
    """Every stored entry goes on saying what it said, and the next run finishes the work."""
    readings = [listed(f"list-{day}", day, one) for day, one in enumerate(stored, start=1)]
    before = merge(Stored(), readings, ON).stored
    reading = listed("list-9", 9, read)
    after = merge(before, [reading], ON).stored
    write_one, remove_one = store.write_bytes, Path.unlink
    left = 0

    def spend() -> None:
        nonlocal left
        if not left:
            raise Stopped
        left -= 1

    def write(path: Path, raw: bytes) -> None:
        spend()
        write_one(path, raw)

    def remove(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".yml":
            spend()
        remove_one(path, missing_ok)

    for allowed in count():
        content = tmp_path / str(allowed)
        write_changes(content, Stored(), before)
        left = allowed
        with monkeypatch.context() as patched:
            patched.setattr(store, "write_bytes", write)
            patched.setattr(Path, "unlink", remove)
            with suppress(Stopped):
                write_changes(content, before, after)
        now, found = load_content(content)
        assert not has_errors(found)
        assert said_in(before).items() <= said_in(now).items()
        write_changes(content, now, merge(now, [reading], ON).stored)
        finished, _ = load_content(content)
        assert (after.records, after.listings) == (finished.records, finished.listings)
        if left:
            break
    assert allowed >= 3


def said_in(stored: Stored) -> dict[tuple[str, int], Facts]:
    """What each entry says of its paper, by its listing and its place."""
    return {
        (name, index): recall(entry, listing, stored.records[entry.record])
        for name, listing in stored.listings.items()
        for index, entry in enumerate(listing.entries)
    }

"""A correction that is asked for stands in its file as asked, or is refused with a reason."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from generator import schema
from generator.check import check_content
from generator.cli import main
from generator.correcting import Refused, Wish, find_subject, propose
from generator.effects import render_effect
from generator.model import Correction, Entry, Stored, TagChange
from generator.problems import render_text
from generator.store import load_content, record_path, write_changes
from tests.test_archive import ON, TERMS, listing, record

KIND = tuple[Correction, ...]
STORED = Stored(
    records={
        "cat-1": record("cat-1", title="A cat", published=ON, links=("https://a.example/;x",)),
        "boat-1": record("boat-1", title="A boat", aliases=("ship-1",)),
    },
    listings={"one": listing("one", Entry(record="cat-1"), day=None)},
    taxonomy=TERMS,
)


def wish(**asked: Any) -> Wish:
    return Wish(**{"reason": "a reason", "by": "ada", "on": ON, **asked})


def change(text: str | None = None, subject: str = "cat-1", **asked: Any) -> Correction:
    """The change that a wish adds to a file."""
    written = propose(STORED, subject, wish(**asked), text).text
    changes, problems = schema.read("c.yml", written, KIND)
    assert not problems
    assert changes is not None
    return changes[-1]


def refusal(subject: str = "cat-1", text: str | None = None, **asked: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        propose(STORED, subject, wish(**asked), text)
    return refused.value.reasons


def test_a_change_says_what_was() -> None:
    """`was` holds what the sources say of each field that is set or cleared, where they say it."""
    made = change(values=(("title", "A dog"), ("organization", "Acme")), clear=("published",))
    assert made.was is not None
    assert ("A cat", ON, None) == (made.was.title, made.was.published, made.was.organization)
    assert made.set is not None
    assert ("A dog", "Acme", ("published",)) == (made.set.title, made.set.organization, made.clear)


def test_where_and_when_a_paper_appeared_can_be_corrected() -> None:
    """A list says it beside the rest, and readers see that an editor knew better."""
    proposal = propose(STORED, "cat-1", wish(values=(("comment", "Kelp, 2024"),)), None)
    assert "comment: Kelp, 2024" in proposal.text.replace("'", "")
    assert ["remark"] == [effect.split(":")[0] for effect in map(render_effect, proposal.effects)]


def test_what_is_so_already_is_left_out() -> None:
    """A change names what it changes and nothing else."""
    made = change(
        values=(("title", "A cat"), ("organization", "Acme")),
        add_tags=("cats", "boats"),
        remove_tags=("animals",),
    )
    assert made.set is not None
    assert (None, "Acme") == (made.set.title, made.set.organization)
    assert TagChange(add=("boats",)) == made.tags


def test_lists_come_in_parts() -> None:
    """Authors between semicolons, addresses between spaces, or each with an option of its own."""
    values = (
        ("authors", "Ada Lo; Bo Li;"),
        ("authors", "Cy Wu"),
        ("links", "https://b.example/;y"),
    )
    made = change(values=values).set
    assert made is not None
    assert ("Ada Lo", "Bo Li", "Cy Wu") == made.authors
    assert ("https://b.example/;y",) == made.links


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"values": (("titel", "B"),)}, "unknown key 'titel'; did you mean 'title'?"),
        ({"values": (("published", "16/04"),)}, "'16/04' is not a date (YYYY-MM-DD)"),
        ({"values": (("title", "A"), ("title", "B"))}, "title: given twice"),
        ({"values": (("title", "\u200b"),)}, "title: nothing in it can be seen"),
        ({"values": (("title", "A cat"),)}, "changes nothing"),
        ({"values": (("links", "javascript:alert(1)"),)}, "is not an address"),
        ({"clear": ("titel",)}, "clear: 'titel' is none of abstract, published"),
        ({"clear": ("title",)}, "clear: 'title' is none of abstract, published"),
        ({"clear": ("published",), "restore": ("published",)}, "set, cleared or restored at once"),
        ({"add_tags": ("bots",)}, "no tag 'bots' in tags.yml; did you mean 'boats'?"),
        ({"merge_into": "boat-2"}, "merge_into: no record 'boat-2'; did you mean 'boat-1'?"),
        ({"merge_into": "cat-1"}, "this record itself"),
        ({"merge_into": "../../etc"}, "is not an id"),
        ({"withdraw": False}, "changes nothing"),
        ({}, "changes nothing; give one of set"),
        ({"reason": " ", "withdraw": True}, "reason: is empty"),
    ],
)
def test_a_refusal_says_why(asked: dict[str, Any], reason: str) -> None:
    """What check would refuse is refused before it is written, in the same words."""
    assert any(reason in said for said in refusal(**asked)), refusal(**asked)


def test_what_sources_joined_is_not_parted_by_a_word() -> None:
    """It would have no effect, so what has one is said instead."""
    (reason,) = refusal("boat-1", not_same_as=("ship-1",))
    assert "'ship-1' and 'boat-1' are boat-1 already" in reason


def test_a_merged_paper_is_not_corrected() -> None:
    """The paper that is left is; the merge itself can be undone."""
    merged = propose(STORED, "cat-1", wish(merge_into="boat-1"), None)
    with pytest.raises(Refused, match="became boat-1; correct that one"):
        propose(merged.stored, "cat-1", wish(values=(("title", "B"),)), merged.text)
    undone = propose(merged.stored, "cat-1", wish(not_same_as=("boat-1",)), merged.text)
    told = [render_effect(effect) for effect in undone.effects if effect.subject == "cat-1"]
    assert ["leads to: 'boat-1' → none"] == told


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("cat-1", "cat-1"),
        ("https://papers.example/base/papers/cat-1/?q=1#title", "cat-1"),
        ("/papers/ship-1/", "boat-1"),
        (" one ", "one"),
    ],
)
def test_a_paper_is_named_by_id_or_address(named: str, found: str) -> None:
    """What a person copies from the address bar will do."""
    assert found == find_subject(STORED, named)


def test_an_unknown_paper_is_suggested() -> None:
    """The likest id is named."""
    with pytest.raises(Refused, match="no paper and no listing 'boat-11'; did you mean 'boat-1'"):
        find_subject(STORED, "https://x.example/papers/boat-11/")


@pytest.mark.parametrize(
    "before",
    [
        "# mine\n- on: 2026-01-01   # noted\n  by: bo\n  reason: x\n  set: {title: B}\n# the end\n",
        "-   by: bo\n    on: 2026-01-01\n    reason: x\n    withdraw: true\n",
        "  - {on: 2026-01-01, by: bo, reason: x, set: {title: B}}",
        "# only\r\n- {on: 2026-01-01, by: bo, reason: x, set: {title: B}}\r\n",
        "# a template that nobody filled in\n\n# - on: 2026-01-01\n",
    ],
)
def test_a_file_keeps_all_that_stands_in_it(before: str) -> None:
    """Comments, order, indentation and line ends stay; the change comes behind them."""
    written = propose(STORED, "cat-1", wish(values=(("title", "C: d"),)), before).text
    assert written.startswith(before)
    changes, problems = schema.read("c.yml", written, KIND)
    assert not problems
    assert changes is not None
    assert changes[-1].set is not None
    assert "C: d" == changes[-1].set.title
    assert ("\r\n" in before) is ("\r\n" in written)
    assert "\n" not in written.replace("\r\n", "") or "\r\n" not in before


@pytest.mark.parametrize(
    "before", ["[{on: 2026-01-01, by: bo, reason: x, withdraw: true}]\n", "[]"]
)
def test_a_file_in_another_style_is_not_broken(before: str) -> None:
    """Where nothing can be appended, the change is given to be added by hand."""
    assert "add by hand" in refusal(text=before, values=(("title", "C"),))[0]


def test_a_broken_file_is_not_written_to() -> None:
    """What cannot be read is mended first."""
    assert "cannot be read" in refusal(text="- {on: soon}\n", values=(("title", "C"),))[0]


lines = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


@given(lines, lines, st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=500))
def test_whatever_is_said_comes_back(reason: str, name: str, abstract: str) -> None:
    """Every Unicode text that is accepted stands in the file as it was given."""
    values = (("organization", name), ("abstract", abstract))
    refusal = ""
    try:
        made = change(reason=reason, values=values)
    except Refused as refused:
        refusal = refused.reasons[0]
    if refusal:
        assert "nothing in it can be seen" in refusal
        return
    assert made.set is not None
    assert (reason.strip(), name, abstract) == (
        made.reason,
        made.set.organization,
        made.set.abstract,
    )


def written(tmp_path: Path) -> Path:
    content = tmp_path / "content"
    write_changes(content, Stored(), STORED)
    (content / "tags.yml").write_text(
        "terms:\n- {slug: boats, name: Boats, meaning: On water., match: [boat]}\n"
    )
    return content


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["correct", *args], env={"SHEAF_BY": "ada"})
    return result.exit_code, result.output


def test_the_command_writes_what_check_accepts(tmp_path: Path) -> None:
    """It says what readers will see; the file is read without a problem, and the next one too."""
    content = written(tmp_path)
    where = ("--content", str(content))
    code, output = run(
        "cat-1", *where, "--set", "title=A dog", "--reason", "seen", "--on", "2026-01-02"
    )
    assert (0, True) == (code, "cat-1: title: 'A cat' → 'A dog'" in output)
    assert (
        "# yaml-language-server: $schema=../schema/corrections.json\n"
        "- on: 2026-01-02\n  by: ada\n  reason: seen\n"
        "  was: {title: A cat}\n  set: {title: A dog}\n"
    ) == (content / "corrections" / "cat-1.yml").read_text()
    assert 0 == run("cat-1", *where, "--withdraw", "--reason", "no paper")[0]
    assert 0 == run("one", *where, "--set", "day=2025-10-30", "--reason", "seen")[0]
    stored, problems = check_content(content)
    assert not [render_text(p) for p in problems if p.severity == "error"]
    assert 2 == len(stored.corrections["cat-1"])
    made = stored.listing_corrections["one"][0].set
    assert made is not None
    assert date(2025, 10, 30) == made.day


def test_nothing_is_corrected_beside_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A record that cannot be read is not one that is not there."""
    content = written(tmp_path)
    record = content / record_path("cat-1")
    record.write_text(record.read_text() + "kelp: true\n")
    code, output = run("cat-1", "--content", str(content), "--set", "title=B", "--reason", "seen")
    assert (1, True) == (code, "unknown key 'kelp'" in output)
    assert "cat-1: files of the archive cannot be read" in output
    assert not (content / "corrections").exists()


def test_the_command_refuses_with_reasons(tmp_path: Path) -> None:
    """Nothing is written, and the exit code tells."""
    content = written(tmp_path)
    where = ("--content", str(content))
    code, output = run("cat-1", *where, "--set", "titel=A dog", "--reason", "seen")
    assert (1, True, True) == (
        code,
        "did you mean 'title'" in output,
        "nothing was written" in output,
    )
    assert 2 == run("cat-1", *where, "--set", "title", "--reason", "seen")[0]
    assert 2 == run("cat-1", *where, "--set", "title=B")[0]
    assert 1 == run("one", *where, "--withdraw", "--reason", "x")[0]
    assert not (content / "corrections").exists()
    assert {} == load_content(content)[0].corrections

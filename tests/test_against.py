"""What a change would lose, and what readers would see of it, is told from git's history."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.effects import Effect, code, render_effect, render_summary
from generator.model import Entry, Stored
from generator.store import record_path, write_changes
from tests.test_archive import ON, listing, record

TAGS = """\
terms:
- {slug: cats, name: Cats, meaning: Small., aliases: [kittens], match: [cat]}
- {slug: boats, name: Boats, meaning: On water., match: [boat]}
"""
CHANGE = "- {on: 2026-01-02, by: ada, reason: seen, "


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder, below the root of a repository, as it was committed."""
    content = tmp_path / "site" / "content"
    stored = Stored(
        records={
            "cat-1": record("cat-1", title="A cat", published=ON),
            "boat-1": record("boat-1", title="A boat", aliases=("ship-1",)),
        },
        listings={"one": listing("one", Entry(record="cat-1"), day=None)},
    )
    write_changes(content, Stored(), stored)
    (content / "tags.yml").write_text(TAGS)
    correct(content, "boat-1", f"{CHANGE}set: {{organization: Acme}}}}\n")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "first")
    return content


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True)


def correct(content: Path, path: str, text: str) -> None:
    target = content / "corrections" / f"{path}.yml"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)


def check(content: Path, *more: str) -> tuple[int, str]:
    arguments = ["check", "--content", str(content), "--against", "HEAD", *more]
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, result.output


def test_nothing_changed_is_nothing_said(content: Path) -> None:
    """What was committed loses nothing and changes nothing."""
    code, output = check(content)
    assert (0, False) == (code, "on the site" in output)


def test_what_readers_will_see_is_told(content: Path) -> None:
    """Each correction that is new, changed or gone, with the field before and after."""
    change = f"{CHANGE}set: {{title: A boat}}, tags: {{add: [cats]}}}}\n"
    correct(content, "cat-1", change)
    correct(content, "boat-1", f"{CHANGE}merge_into: cat-1}}\n")
    correct(content, "listings/one", f"{CHANGE}set: {{day: 2025-10-30}}}}\n")
    code, output = check(content)
    assert 0 == code
    for expected in (
        "corrections/cat-1.yml:1: notice: on the site: title: 'A cat' → 'A boat'",
        "corrections/cat-1.yml:1: notice: on the site: tags: +boats",
        "corrections/boat-1.yml:1: notice: on the site: leads to: none → 'cat-1'",
        "corrections/boat-1.yml:1: notice: a change of 2026-01-02 by ada is taken out: seen",
        "listings/one.yml:1: notice: on the site: day of the listing: none → 2025-10-30",
    ):
        assert expected in output, output


def test_a_correction_that_is_taken_out_is_told(content: Path) -> None:
    """No fix is lost without anybody being told."""
    (content / "corrections" / "boat-1.yml").unlink()
    _, output = check(content)
    assert "corrections/boat-1.yml: notice: a change of 2026-01-02 by ada is taken out" in output
    assert "records/boat/boat-1.yml:1: notice: on the site: organization: 'Acme' → none" in output


def test_a_deleted_record_is_refused(content: Path) -> None:
    """Its address would lead nowhere, unless another record has it."""
    (content / record_path("cat-1")).unlink()
    (content / "listings" / "one.yml").unlink()
    code, output = check(content)
    assert 1 == code
    assert (
        "content/records/cat-/cat-1.yml: error: deleted: its address would lead nowhere" in output
    )
    assert "content/listings/one.yml: notice: deleted" in output
    path = content / record_path("boat-1")
    path.write_text(
        path.read_text()
        .replace("[ship-1]", "[ship-1, cat-1]")
        .replace("- ship-1", "- ship-1\n- cat-1")
    )
    code, output = check(content)
    assert (0, True) == (code, "cat-1" in path.read_text())


def test_what_is_changed_beside_corrections_is_told(content: Path) -> None:
    """A fact of a record that is another or gone, and an entry that left; what is new is not."""
    path = content / record_path("cat-1")
    path.write_text(path.read_text().replace("A cat", "Buy pills") + "organization: Acme\n")
    one = content / "listings" / "one.yml"
    one.write_text(one.read_text().partition("entries:")[0])
    code, output = check(content)
    assert 0 == code
    assert "records/cat-/cat-1.yml:1: notice: on the site: title: 'A cat' → 'Buy pills'" in output
    assert "listings/one.yml:1: notice: the entry of cat-1 is gone" in output
    assert "organization" not in output


def test_settings_are_not_deleted(content: Path) -> None:
    """Without them the site would be another one."""
    (content / "archive.yml").write_text(
        "schema: 1\nname: N\ndescription: D\nsite_url: https://papers.example/\n"
    )
    git(content, "add", ".")
    git(content, "-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "second")
    (content / "archive.yml").unlink()
    code, output = check(content)
    assert (1, True) == (code, "content/archive.yml: error: deleted" in output)


def test_a_lost_alias_is_refused(content: Path) -> None:
    """An id that a record once had stays its id."""
    path = content / record_path("boat-1")
    path.write_text(path.read_text().replace("ship-1", "barge-1"))
    code, output = check(content)
    assert (1, True) == (code, "aliases: 'ship-1' is gone" in output)


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        ("slug: boats", "slug: ships", "the tag 'boats' is gone"),
        ("aliases: [kittens], ", "", "the tag 'kittens' is gone"),
        ("slug: boats", "aliases: [boats], slug: ships", None),
        ("name: Boats", "name: Ships", None),
    ],
)
def test_a_lost_tag_is_refused(content: Path, old: str, new: str, lost: str | None) -> None:
    """A tag may get another slug, where the old one leads to it."""
    path = content / "tags.yml"
    path.write_text(path.read_text().replace(old, new))
    code, output = check(content)
    assert (1 if lost else 0) == code, output
    assert lost is None or f"content/tags.yml:1: error: {lost}" in output


def test_a_broken_file_loses_nothing(content: Path) -> None:
    """While a file cannot be read, that is what is said of it."""
    (content / "tags.yml").write_text("terms: [{slug: }\n")
    code, output = check(content)
    assert (1, False) == (code, "is gone" in output)


def test_every_format_tells_the_same(content: Path) -> None:
    """Annotations stand at the line of the change; JSON holds the same problems."""
    correct(content, "cat-1", f"# mine\n{CHANGE}set: {{title: A boat}}}}\n")
    _, output = check(content, "--format", "github")
    place = "::notice file=content/corrections/cat-1.yml,line=2::on the site: title"
    assert place in output
    told = json.loads(check(content, "--format", "json")[1])
    assert "on the site: title: 'A cat' → 'A boat'" in [problem["message"] for problem in told]


def test_a_summary_is_written(content: Path, tmp_path: Path) -> None:
    """Markdown for a comment on the pull request."""
    correct(content, "cat-1", f"{CHANGE}set: {{title: A boat}}}}\n")
    summary = tmp_path / "summary.md"
    assert 0 == check(content, "--summary", str(summary))[0]
    assert (
        "Readers will see:\n\n**` A cat (cat-1) `**\n\n```diff\n"
        "  title\n- A cat\n+ A boat\n! tags: -cats +boats\n```\n"
    ) == summary.read_text()


def test_what_git_cannot_say_is_wrong_usage(content: Path, tmp_path: Path) -> None:
    """An unknown revision, and a folder that no repository holds, are told as such."""
    arguments = ["check", "--content", str(content), "--against", "no-such"]
    result = CliRunner().invoke(main, arguments)
    assert (2, True) == (result.exit_code, "knows no revision 'no-such'" in result.output)
    lone = tmp_path.parent / f"{tmp_path.name}-lone"
    lone.mkdir()
    result = CliRunner().invoke(main, ["check", "--content", str(lone), "--against", "HEAD"])
    assert (2, True) == (result.exit_code, "not a git repository" in result.output)


def test_values_cannot_steer_a_summary() -> None:
    """Whatever stands in a value, it ends neither its line nor its block."""
    hostile = "```\n# Head\n@everyone ![x](http://x.example)\u202e" + "`" * 5
    made = render_summary([Effect("a", "title", "A", hostile)], Stored())
    (block,) = made.split("``````diff\n")[1:]
    assert 4 == len(block.splitlines())
    assert "\u202e" not in made
    assert "``````` `````` ```````" == code("``````")


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("A", "B", "title: 'A' → 'B'"),
        (None, "B", "title: none → 'B'"),
        ("word " * 40 + "end.", "word " * 40 + "END.", "title: '…word"),
    ],
)
def test_effects_are_told_on_a_line(before: str | None, after: str, line: str) -> None:
    """Of long texts the words that differ, with some around them."""
    told = render_effect(Effect("a", "title", before, after))
    assert told.startswith(line)
    assert len(told) < 200
    assert after[-4:] in told

"""What stands in an issue becomes exactly the fields it may set, or is refused with a reason."""

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from generator import schema
from generator.cli import main
from generator.correcting import Refused, propose
from generator.issue_form import (
    LABELS,
    NO_ANSWER,
    SEVERAL_LINES,
    parse_wish,
    render_answer,
    render_refusal,
)
from generator.model import Correction
from generator.strict_yaml import parse_yaml
from tests.test_archive import ON
from tests.test_correcting import KIND, STORED, written

FORM = Path(__file__).parent.parent / ".github" / "ISSUE_TEMPLATE" / "correction.yml"
FIELDS = {
    *("title", "abstract", "published", "authors", "author_count", "organization", "arxiv"),
    *("doi", "comment"),
}


def body(**parts: str) -> str:
    """An issue as GitHub writes it from the form."""
    filled = {"paper": "cat-1", "reason": "The first page says so.", **parts}
    return "\n\n".join(
        f"### {label}\n\n{filled.get(part, NO_ANSWER)}" for part, label in LABELS.items()
    )


def change(text: str) -> Correction:
    """The one change that an issue makes, read back from the file."""
    subject, wish = parse_wish(text, STORED, 12, "octo-cat", ON)
    written = propose(STORED, subject, wish, None).text
    changes, problems = schema.read("c.yml", written, KIND)
    assert not problems
    assert changes is not None
    (made,) = changes
    return made


def refusal(text: str, author: str = "octo-cat") -> str:
    with pytest.raises(Refused) as refused:
        propose(STORED, *parse_wish(text, STORED, 12, author, ON), None)
    return "; ".join(refused.value.reasons)


def test_the_form_is_the_one_that_is_read() -> None:
    """Its parts have the ids and headings that are looked for, in that order, and no others."""
    form: Any = parse_yaml(FORM.read_text(encoding="utf-8"))
    asked = [part for part in form["body"] if part["type"] != "markdown"]
    assert list(LABELS.items()) == [(part["id"], part["attributes"]["label"]) for part in asked]
    assert SEVERAL_LINES == {part["id"] for part in asked if part["type"] == "textarea"}
    assert {"paper", "reason"} == {part["id"] for part in asked if "validations" in part}


def test_a_form_becomes_a_change() -> None:
    """Fields, tags by name or slug, and `none` for what nobody knows; with author and number."""
    made = change(
        body(
            paper="https://papers.example/base/papers/cat-1/",
            title="A dog",
            authors="Ada Lo\nBo Li",
            published="none",
            add_tags="Boats, animals",
            remove_tags="cats",
        )
    )
    assert made.set is not None
    assert made.tags is not None
    assert ("A dog", ("Ada Lo", "Bo Li")) == (made.set.title, made.set.authors)
    assert (("published",), ("boats", "animals")) == (made.clear, made.tags.add)
    assert ("octo-cat", "The first page says so. (#12)", ON) == (made.by, made.reason, made.on)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_do_not_matter(ends: str) -> None:
    """Browsers send them as they like."""
    made = change(body(abstract="One.\n\nTwo.").replace("\n", ends))
    assert made.set is not None
    assert "One.\n\nTwo." == made.set.abstract


TEXTS = [
    "$(touch /tmp/pwned); `id` && rm -rf / | cat > ~/.bashrc",
    "${{ github.token }} ${{ secrets.X }}",
    "'; DROP TABLE papers; --",
    "withdraw: true\nset: {title: x}\n- on: 2026-01-01",
    "!!python/object/apply:os.system ['id']",
    "*anchor &alias <<: [*a, *a] --- ... # %YAML",
    "../../../../etc/passwd",
    "<script>alert(1)</script><!-- --><img src=x onerror=alert(1)>",
    "# Heading\n---\n- [ ] list\n> quote\n@everyone #1 ![x](https://x.example/x.png)",
    "```\nfence\n````\nfour\n```",
    "``````",
    "### Not a part of the form\n\n### paper",
    "العوامات في البحر",
    "模型 👩\u200d🔬",
    "::error file=x::y\n::set-output name=x::y",
    "x" * 60_000,
]


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_is_a_value_and_nothing_else(text: str) -> None:
    """What a person wrote into a field stands in that field, to the character."""
    made = change(body(abstract=text))
    assert made.set is not None
    assert text == made.set.abstract
    expected = Correction(
        on=ON,
        by="octo-cat",
        reason="The first page says so. (#12)",
        was=made.was,
        set=made.set,
    )
    assert expected == made
    assert {"abstract"} == {n for n in made.set.__struct_fields__ if getattr(made.set, n)}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Paper: is missing"),
        ("Please fix it", "text above the form's first heading"),
        (f"Hello\n\n{body()}", "text above the form's first heading"),
        (body(), "changes nothing"),
        (body(paper="dog-1"), "there is no paper and no listing 'dog-1'"),
        (body(paper="one", title="B"), "'one' is a listing"),
        (body(paper="../../etc/passwd", title="B"), "no listing 'passwd'"),
        (body(paper="cat-1\n../x", title="B"), "Paper: must stand on one line"),
        (body(title="B\nC"), "Title: must stand on one line"),
        (body(title="B\u202e"), "Title: holds characters that nobody can see: U+202E"),
        (body(title="B\u0000"), "Title: holds characters that nobody can see: U+0000"),
        (body(abstract="B\u200bC"), "Abstract: holds characters that nobody can see: U+200B"),
        (body(reason="x\u2066"), "How do you know?: holds characters"),
        (body(published="16/04"), "published: '16/04' is not a date"),
        (body(links="javascript:alert(1)"), "is not an address"),
        (body(arxiv="2504.11749v2"), "is not an arXiv id"),
        (body(title="none"), "clear: 'title' is none of"),
        (body(add_tags="bots"), "there is no tag 'bots'; did you mean 'boats'?"),
        (body(abstract="A\n\n### Title\n\nB"), "the line '### Title' stands there twice"),
        (body(abstract="```\n### How do you know?\n```"), "stands there twice"),
        (body(title="A").replace("### Title\n\nA\n\n", "") + "\n\n### Title\n\nA", "another order"),
        ("x" * 1_000_000, "longer than 100,000 characters"),
        (body(abstract="x" * 1_000_000), "longer than 100,000 characters"),
    ],
)
def test_what_cannot_be_read_exactly_is_refused(text: str, reason: str) -> None:
    """Each with a reason, and nothing is written."""
    assert reason in refusal(text)


@pytest.mark.parametrize("author", ["", "a b", "a\nb", "-x", "x" * 50, "a:b", "<b>"])
def test_authors_have_the_names_that_github_gives(author: str) -> None:
    """The name comes from GitHub, and is looked at all the same."""
    assert "no name that GitHub gives" in refusal(body(title="B"), author)


def test_a_form_sets_no_more_than_it_may() -> None:
    """Nobody withdraws, erases or merges by a form."""
    assert {*FIELDS, "links", "paper", "reason", "add_tags", "remove_tags"} == set(LABELS)


@given(st.text(max_size=400))
@example("NONE")
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text is too odd for an answer."""
    for form in (text, body(abstract=text, title="B")):
        try:
            _, made = parse_wish(form, STORED, 12, "octo-cat", ON)
        except Refused as refused:
            told = refused.reasons
        else:
            told = [value for name, value in made.values if name == "abstract"]
            assert [re.sub("\r\n?", "\n", text).strip()] == told or not told
            told += made.clear  # Where the text is `none`, in whatever letters.
        assert told or not text.strip() or text.strip() == NO_ANSWER


@pytest.mark.parametrize("text", TEXTS)
def test_answers_have_no_effect(text: str) -> None:
    """An answer shows what was written as code: no heading, link, picture, mention comes of it."""
    form = body(abstract=text, add_tags="boats")
    proposal = propose(STORED, *parse_wish(form, STORED, 12, "octo-cat", ON), None)
    for answer in (render_answer(proposal), render_refusal([text, f"title: {text}"])):
        tokens = MarkdownIt("commonmark").parse(answer)
        inline = [child for token in tokens for child in token.children or []]
        kinds = {token.type for token in [*tokens, *inline]}
        assert not kinds & {"heading_open", "html_block", "html_inline", "image", "link_open", "hr"}
        shown = " ".join(token.content for token in inline if token.type == "text")
        assert not re.search(r"@everyone|#1\b", shown)
        assert len(answer) < 60_000 or len(text) > 30_000


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["correct", *args])
    return result.exit_code, result.output


def test_the_command_answers_and_writes(tmp_path: Path) -> None:
    """A form that can be read becomes a file; a dry run answers only; a refusal writes nothing."""
    content, answer, issue = written(tmp_path), tmp_path / "answer.md", tmp_path / "issue.md"
    target = content / "corrections" / "cat-1.yml"
    issue.write_bytes(body(title="A boat").encode())
    who = ("--number", "12", "--author", "octo-cat", "--on", "2026-01-02")
    common = ("--content", str(content), "--from-issue", str(issue), "--answer", str(answer), *who)
    assert 0 == run(*common, "--dry-run")[0]
    assert (True, False) == ("+ A boat" in answer.read_text(), target.exists())
    assert 0 == run(*common)[0]
    assert (
        "# yaml-language-server: $schema=../schema/corrections.json\n"
        "- on: 2026-01-02\n  by: octo-cat\n  reason: The first page says so. (#12)\n"
        "  was: {title: A cat}\n  set: {title: A boat}\n"
    ) == target.read_text()
    before = target.read_bytes()
    for raw in (b"\xff\xfe", b"x" * 1_000_000, body(title="A boat").encode()):
        issue.write_bytes(raw)
        assert 1 == run(*common)[0]
        assert "cannot be taken as it stands" in answer.read_text()
    assert before == target.read_bytes()


def test_the_command_wants_all_or_nothing(tmp_path: Path) -> None:
    """A form has its own paper and reason; without one both must be given."""
    issue = tmp_path / "issue.md"
    issue.write_text(body())
    assert 2 == run("--from-issue", str(issue))[0]
    assert 2 == run("cat-1", "--from-issue", str(issue), "--number", "1", "--author", "a")[0]
    assert 2 == run("--set", "title=B", "--reason", "x")[0]

"""A list of papers that somebody keeps becomes a listing, in BibTeX or as JSON Lines."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.ingest import read_bytes, read_file
from generator.model import FileSource
from generator.problems import Problem
from generator.sources.sighting import Reading, Sighting

BIB = Path(__file__).parent / "answers" / "list.bib"


def read(text: str) -> tuple[Reading | None, list[Problem]]:
    return read_bytes("list", text.encode("utf-8", "surrogatepass"), None)


def test_bibtex_is_read_whole() -> None:
    """Capitals' braces are not text, formulas and accents stay, names begin with the given name."""
    reading, _ = read_file(BIB, None)
    assert reading is not None
    assert isinstance(reading.source, FileSource)
    assert "bibtex" == reading.source.format
    assert reading.sightings == (
        Sighting(
            title=r"BERT and Schr{\"o}dinger: a Study of $x_{i}$",
            abstract=r"We study things \& more.",
            line=5,
            published=date(2025, 10, 28),
            authors=("Anna Müller", "José de la Cruz", "The Invented Team"),
            arxiv="2510.12345",
            keywords=("deep learning", "graphs", "trees"),
            doi="10.1000/invented.1",
            comment="Journal of Inventions, 2025",
            links=("https://acme.example.org/inventions",),
        ),
        Sighting(
            title="Only a Year",
            abstract="",
            line=17,
            authors=("Cleo Sample",),
            arxiv="2401.00001",
            comment="2024",
        ),
        Sighting(title="A Key Twice", abstract="", line=20, published=date(2024, 2, 29)),
        Sighting(
            title="After the Broken One",
            abstract="",
            line=26,
            arxiv="2401.00002",
            links=("https://arxiv.org/abs/2401.00002v3",),
        ),
    )


def test_what_is_wrong_in_bibtex_is_told_with_its_line() -> None:
    """An entry without a title, one that never ends, a key that stands there twice."""
    _, problems = read_file(BIB, None)
    told = [(p.line, p.severity, p.message) for p in problems if "abstract" not in p.message]
    assert [(20, "notice"), (22, "error"), (24, "error")] == [t[:2] for t in sorted(told)]


def test_json_lines_are_read_whole() -> None:
    """The names of a record's fields are those of a line."""
    line = {
        "title": "An\nInvention",
        "abstract": "We  invent.",
        "published": "2025-10-28",
        "authors": ["Ada Exemplar"],
        "author_count": 4,
        "organization": "Acme",
        "arxiv": "arXiv:2510.12345v2",
        "categories": ["cs.CL"],
        "keywords": ["graphs"],
        "doi": "10.1000/invented.1",
        "comment": "12 pages",
        "links": ["https://acme.example.org/inventions"],
        "comments": 0,
        "upvotes": 3,
    }
    reading, problems = read(f"\ufeff{json.dumps(line)}\r\n\n")
    assert reading is not None
    assert [] == problems
    assert reading.sightings == (
        Sighting(
            title="An Invention",
            abstract="We invent.",
            line=1,
            published=date(2025, 10, 28),
            authors=("Ada Exemplar",),
            author_count=4,
            organization="Acme",
            arxiv="2510.12345",
            version=2,
            categories=("cs.CL",),
            keywords=("graphs",),
            doi="10.1000/invented.1",
            comment="12 pages",
            links=("https://acme.example.org/inventions",),
            comments=0,
            upvotes=3,
        ),
    )


def test_bad_lines_are_told_and_good_ones_go_in() -> None:
    """What is wrong stands with its line; a value of another kind is left out of its paper."""
    reading, problems = read(
        '{"title": "One", "abstract": "Text.", "arxiv": "no id", "year": 2024}\n'
        '{"title": "Cut"\n'
        "[1]\n"
        '{"abstract": "No title."}\n'
        '{"title": "Two", "abstract": "Text.", "links": ["javascript:alert(1)"]}\n'
    )
    assert reading is not None
    assert ["One", "Two"] == [sighting.title for sighting in reading.sightings]
    assert [
        (1, "notice"),
        (1, "notice"),
        (2, "error"),
        (3, "error"),
        (4, "error"),
        (5, "notice"),
    ] == [(p.line, p.severity) for p in sorted(problems)]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('{"abstract": "No title."}', "no paper could be read"),
        ("@misc{a, author={Nobody}}", "no paper could be read"),
        ("<html></html>", "without a list of daily papers"),
    ],
)
def test_lists_without_a_paper_are_refused(text: str, part: str) -> None:
    """A file of which nothing could be read is an error as a whole."""
    reading, problems = read(text)
    assert reading is None
    assert any(part in problem.message for problem in problems)


def test_lists_that_are_not_utf_8() -> None:
    """The line of the first wrong byte is told."""
    reading, problems = read_bytes("a.bib", b"@misc{a,\n title={Caf\xe9}}", None)
    assert reading is None
    assert [(2, "not UTF-8")] == [(p.line, p.message) for p in problems]


words = st.text(st.characters(categories=("L", "N", "P", "S"), codec="utf-8"), max_size=30)


@given(words, words)
def test_no_bibtex_raises(title: str, author: str) -> None:
    """Whatever stands between the braces, it is read or told."""
    reading, problems = read(f"@misc{{key, title = {{T {title}}}, author = {{{author}}}}}\n")
    assert reading is not None or problems


@given(st.text(max_size=60))
def test_no_json_line_raises(text: str) -> None:
    """Whatever stands in a line, it is read or told."""
    reading, problems = read("{" + text)
    assert reading is not None or problems

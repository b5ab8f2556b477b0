"""Whatever a source says, what is stored of it can be read again."""

import json
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.ingest import read_bytes
from generator.merge import merge
from generator.model import FileSource, Stored
from generator.problems import Problem
from generator.sources.json_lines import KNOWN
from generator.sources.sighting import Reading, Sighting, accept
from generator.store import load_content, write_changes
from tests import upstream

ON = date(2025, 10, 30)
ASKED = (
    *("summary", "publishedAt", "authors", "organization", "ai_keywords", "upvotes"),
    *("githubRepo", "projectPage", "submittedOnDailyAt", "withdrawnAt"),
)
GOOD = Sighting("A Title", "An abstract.", 1, authors=("Ada Exemplar",))

texts = st.text(st.characters(), max_size=20) | st.sampled_from(
    [
        *("2510.12345", "2510.12345v٣", "２５１０.１２３４５", "-/9901001", f"{'a' * 90}/9901001"),
        *("2025-10-30", "0001-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00", "\ud800", "\x00"),
        *("https://acme.example.org/", f"https://acme.example.org/{'a' * 5000}", "\u200b", "\x85"),
        *("a" * 501, "word " * 500, "\U0001f600" * 2001, "https://acme.example.org/\u2028"),
    ]
)
titles = st.sampled_from(["A Title", "Another"]) | texts.filter(str.strip)
numbers = st.integers() | st.sampled_from([2**31, 2**63, 10**25, -1]) | st.floats()
values = (
    texts
    | numbers
    | st.none()
    | st.booleans()
    | st.lists(texts | numbers, max_size=4)
    | st.sampled_from([["Ada"] * 11_000, [f"k{number}" for number in range(300)]])
    | st.fixed_dictionaries({"name": texts, "fullname": texts})
    | st.lists(st.fixed_dictionaries({"name": texts}), max_size=3)
)
rows = st.lists(
    st.fixed_dictionaries(
        {"title": titles}, optional={name: values for name in KNOWN if name != "title"}
    ),
    min_size=1,
    max_size=3,
)
papers = st.fixed_dictionaries(
    {"id": texts, "title": titles},
    optional=dict.fromkeys(ASKED, values),
)
items = st.lists(
    st.fixed_dictionaries({"paper": papers}, optional={"numComments": values}),
    min_size=1,
    max_size=3,
)


@settings(max_examples=100, deadline=None)
@given(rows, items)
def test_what_is_stored_reads_back(
    listed: list[dict[str, Any]], shown: list[dict[str, Any]]
) -> None:
    """Of a list and of a page, once both are merged: no error, and nothing is different."""
    lines = "\n".join(map(json.dumps, listed)).encode()
    page = upstream.page(shown, ON).encode("utf-8", "surrogatepass")
    found = [read_bytes(name, raw, ON)[0] for name, raw in (("list", lines), ("page", page))]
    readings = [reading for reading in found if reading is not None]
    stored = merge(Stored(), readings, ON).stored
    with tempfile.TemporaryDirectory() as folder:
        write_changes(Path(folder), Stored(), stored)
        again, problems = load_content(Path(folder))
    assert [] == [problem for problem in problems if problem.severity == "error"]
    assert (stored.records, stored.listings) == (again.records, again.listings)


@pytest.mark.parametrize(
    ("changes", "kept", "message"),
    [
        ({"doi": "d" * 501}, {"doi": None}, "'doi' left out: of more than 500 characters"),
        ({"comments": 10**25}, {"comments": None}, "'comments' left out: of more than 1,000,000,0"),
        ({"upvotes": -1}, {"upvotes": None}, "'upvotes' left out: that is not written as one"),
        ({"authors": ("A", "B" * 501)}, {"authors": ()}, "'authors' left out: of more than 500 "),
        ({"authors": ("A",) * 10_001}, {"authors": ()}, "'authors' left out: of more than 10,000"),
        ({"keywords": ("k", "\ud800")}, {"keywords": ("k",)}, "1 of 'keywords' left out: that is "),
        (
            {"keywords": ("k",) * 203},
            {"keywords": ("k",) * 200},
            "3 of 'keywords' left out: of more",
        ),
        ({"links": ("ftp://a/",)}, {"links": ()}, "'links' left out: that is not written as one"),
        ({"organization": "\u200b"}, {"organization": None}, "with nothing to read in it"),
    ],
)
def test_one_value_is_left_out(changes: dict[str, Any], kept: dict[str, Any], message: str) -> None:
    """A value that cannot be stored is told by its name, and all others stay."""
    sighting, (problem,) = accept("list", replace(GOOD, **changes))
    assert replace(GOOD, **kept) == sighting
    assert ("list", 1, "notice") == (problem.path, problem.line, problem.severity)
    assert message in problem.message


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": "T" * 2001}, "a title of more than 2,000 characters"),
        ({"title": "\u200b"}, "a title with nothing to read in it"),
        ({"abstract": "A" * 100_001}, "an abstract of more than 100,000 characters"),
        ({"arxiv": "２５１０.１２３４５"}, "an arXiv id that is not written as one"),
    ],
)
def test_a_paper_is_left_out(changes: dict[str, Any], reason: str) -> None:
    """Without what makes it that paper it is none."""
    sighting, problems = accept("list", replace(GOOD, **changes))
    assert sighting is None
    assert [Problem("list", 1, "error", f"{reason}; this paper is not stored")] == problems


def test_a_sighting_at_every_limit_reads_back() -> None:
    """What is as long as it may be is taken whole."""
    longest = replace(
        GOOD,
        title="T" * 2000,
        abstract="A" * 100_000,
        authors=tuple(f"{number:0500}" for number in range(200)),
        keywords=tuple(f"k{number}" for number in range(200)),
        comments=10**9,
    )
    assert (longest, []) == accept("list", longest)
    source = FileSource(format="bibtex", file="list.bib", sha256="0" * 64)
    reading = Reading("list.bib", "file-1", source, sightings=(longest,))
    stored = merge(Stored(), [reading], ON).stored
    with tempfile.TemporaryDirectory() as folder:
        write_changes(Path(folder), Stored(), stored)
        assert (stored.records, []) == (load_content(Path(folder))[0].records, [])

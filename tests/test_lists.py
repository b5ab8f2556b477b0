"""A list of papers that somebody keeps becomes a listing, in BibTeX or as JSON Lines."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.check import check_days
from generator.identity import title_id
from generator.ingest import read_bytes, read_file
from generator.merge import merge
from generator.model import ArxivSource, FileSource, Record, Stored
from generator.problems import Problem
from generator.sources.json_lines import KNOWN
from generator.sources.sighting import Reading, Sighting

ON = date(2026, 1, 2)
BIB = Path(__file__).parent / "answers" / "list.bib"


def read(text: str) -> tuple[Reading | None, list[Problem]]:
    return read_bytes("list", text.encode("utf-8", "surrogatepass"), None)


def test_bibtex_is_read_whole() -> None:
    """TeX is read as what it prints but for formulas, and names begin with the given name."""
    reading, _ = read_file(BIB, None)
    assert reading is not None
    assert isinstance(reading.source, FileSource)
    assert "bibtex" == reading.source.format
    assert reading.sightings == (
        Sighting(
            title=r"BERT and Schrödinger: a Study of $x_{i}$",
            abstract=r"We study things & more.",
            line=5,
            published=date(2025, 10, 28),
            authors=("Anna Müller", "José de la Cruz", "The Invented Team"),
            arxiv="2510.12345",
            categories=("cs.CL",),
            keywords=("deep learning", "graphs", "trees"),
            doi="10.1000/invented.1",
            comment="Journal of Inventions",
            links=("https://acme.example.org/inventions",),
        ),
        Sighting(
            title="Only a Year",
            abstract="",
            line=17,
            authors=("Cleo Sample",),
            arxiv="2401.00001",
            published_text="2024",
        ),
        Sighting(title="A Key Twice", abstract="", line=20, published=date(2024, 2, 29)),
        Sighting(
            title="After the Broken One",
            abstract="",
            line=26,
            arxiv="2401.00002",
        ),
    )


def test_what_is_wrong_in_bibtex_is_told_with_its_line() -> None:
    """A field left out, a key that stands there twice, no address, no title, an entry cut off."""
    _, problems = read_file(BIB, None)
    told = [(p.line, p.severity, p.message) for p in problems if "abstract" not in p.message]
    assert [
        (0, "notice"),
        (20, "notice"),
        (20, "notice"),
        (22, "error"),
        (24, "error"),
    ] == [t[:2] for t in sorted(told)]
    assert [m for line, _, m in told if not line] == [
        "left out, since a record has no place for them: address (1), pages (2)"
    ]


def entry(fields: str) -> tuple[Sighting, list[str]]:
    """What an entry with these fields and a title says, and what is told of it."""
    reading, problems = read(f"@article{{key, title = {{T}}, abstract = {{A}}, {fields}}}")
    assert reading is not None
    (sighting,) = reading.sightings
    return sighting, [problem.message for problem in problems]


@pytest.mark.parametrize(
    ("fields", "when", "comment"),
    [
        ("year = 2024", "2024", None),
        ("year = 2024, month = mar, journal = {JMLR}", "March 2024", "JMLR"),
        ("year = 2024, month = {Sept.}", "September 2024", None),
        ("year = 2024, month = 8, day = 12", date(2024, 8, 12), None),
        ("year = 2024, day = 12", "2024", "12 2024"),
        ("year = 2024, month = {Spring}", "2024", "Spring 2024"),
        ("year = 2024, month = 2, day = 30", "2024", "30 February 2024"),
        ("year = {in press}, journal = {JMLR}", None, "JMLR, in press"),
        ("year = {0000}", None, "0000"),
        ("date = {2024-03}, journal = {JMLR}", "March 2024", "JMLR"),
        ("date = {2024}, booktitle = {Proc. of Otters}", "2024", "Proc. of Otters"),
        ("date = {2022-05-17}, year = 2022, school = {Uni}", date(2022, 5, 17), "Uni"),
        ("date = {2022-02-30}", None, "2022-02-30"),
        ("date = {2022/2023}, year = 2022", "2022", "2022/2023"),
        ("date = {2022}, year = 2022, month = 5, day = 17", date(2022, 5, 17), None),
        ("year = 2024, journal = {JMLR}, note = {to appear}", "2024", "JMLR; to appear"),
        ("howpublished = {A \\emph{talk}}, year = 2024", "2024", "A talk"),
    ],
)
def test_what_is_known_of_the_day(
    fields: str, when: date | str | None, comment: str | None
) -> None:
    """A day, a month and a year are kept as dates; what is none of them is in the comment."""
    sighting, _ = entry(fields)
    assert (when, comment) == (sighting.published or sighting.published_text, sighting.comment)


@pytest.mark.parametrize(
    ("author", "authors", "comment"),
    [
        ("Ng, Bo and Exemplar, Ada", ("Bo Ng", "Ada Exemplar"), None),
        ("{Barnes and Noble} and {Others}", ("Barnes and Noble", "Others"), None),
        (r"\v{S}t\v{e}p\'an Kr{\'a}l", ("Štěpán Král",), None),
        (r"{\v{S}}t{\v{e}}p{\'a}n, Jan", ("Jan Štěpán",), None),
        ("Ng, Bo and others", (), "by Bo Ng and others"),
        ("Ng, Bo and Exemplar, Ada and et al.", (), "by Bo Ng, Ada Exemplar and others"),
        ("others", (), None),
    ],
)
def test_some_authors_are_not_all(
    author: str, authors: tuple[str, ...], comment: str | None
) -> None:
    """Where a list leaves names out, no paper is said to be by those it names alone."""
    sighting, told = entry(f"author = {{{author}}}")
    assert (authors, comment) == (sighting.authors, sighting.comment)
    assert bool(told) == (not authors)


@pytest.mark.parametrize(
    ("fields", "links", "arxiv"),
    [
        (
            "url = {https://a.example/1}, pdf = {https://a.example/1.pdf}, "
            "code = {https://github.com/a/b}",
            ("https://a.example/1", "https://a.example/1.pdf", "https://github.com/a/b"),
            None,
        ),
        (r"howpublished = {\url{https://arxiv.org/abs/2511.00001}}", (), "2511.00001"),
        ("pdf = {https://arxiv.org/pdf/2511.00001v2.pdf}", (), "2511.00001"),
        ("eprint = {2511.00001}", (), "2511.00001"),
        (
            "annote = {compare https://arxiv.org/abs/2511.00001}",
            ("https://arxiv.org/abs/2511.00001",),
            None,
        ),
        ("arxiv = {2511.00001}", (), "2511.00001"),
        (r"url = {https://a.example/x{\_}y\%20}", ("https://a.example/x_y%20",), None),
        ("homepage = {see https://a.example/}", ("https://a.example/",), None),
        (r"note = {\url{https://a.example/}}", ("https://a.example/",), None),
    ],
)
def test_addresses_in_any_field(fields: str, links: tuple[str, ...], arxiv: str | None) -> None:
    """An address is a link or the arXiv id, whichever field holds it, and is told once."""
    sighting, told = entry(fields)
    assert (links, arxiv, None, []) == (sighting.links, sighting.arxiv, sighting.comment, told)


def test_fields_that_no_record_has_are_told() -> None:
    """An id of another archive, a second venue: a notice names each field once for the file."""
    sighting, told = entry("eprint = {2511.00001}, eprinttype = {hal}, journal = {J}, school = {S}")
    assert (None, "J") == (sighting.arxiv, sighting.comment)
    assert ["left out, since a record has no place for them: eprint (1), school (1)"] == told


def test_tex_that_nobody_knows_is_told_with_its_field() -> None:
    """A command of the authors' own stays in the text, and a notice names it."""
    sighting, told = entry(r"journal = {Letters of \ourtown}")
    assert r"Letters of \ourtown" == sighting.comment
    assert [r"journal: '\\ourtown' is no TeX that is known, and stays as it is"] == told


def test_names_in_chinese_signs_begin_with_the_family() -> None:
    """As they do wherever they are printed; others are turned round, as everywhere."""
    sighting, _ = entry("author = {王, 小明 and 김, 철수 and Müller, Anna}")
    assert ("王小明", "김철수", "Anna Müller") == sighting.authors


@pytest.mark.parametrize(
    ("fields", "comment"),
    [
        ("publisher = {Kelp Press}, year = 1998, month = apr", "Kelp Press"),
        ("publisher = {arXiv}, year = 2023", None),
        ("booktitle = {Proc. of Kelp 2024}, year = 2024", "Proc. of Kelp 2024"),
    ],
)
def test_where_it_appeared_is_the_comment(fields: str, comment: str | None) -> None:
    """A book is its publisher's, which arXiv is not, and the year stands there no second time."""
    sighting, _ = entry(fields)
    assert comment == sighting.comment


def test_a_missing_comma_lets_no_field_run_into_another() -> None:
    """Half a title would be a record for ever; the papers around it are read."""
    reading, problems = read(
        "@misc{a, title = {One}}\n@misc{b, title = {Two} year = 2024}\n"
        "@misc{c, title = {Three = 3}}"
    )
    assert reading is not None
    assert ["One", "Three = 3"] == [sighting.title for sighting in reading.sightings]
    told = [(p.line, p.message) for p in problems if p.severity == "error"]
    assert [(2, "a comma is missing behind 'title'; this paper is not stored")] == told


def test_texts_in_parts_are_joined() -> None:
    """With `#` between them, and with abbreviations that the file explains."""
    reading, _ = read(
        '@string{j = "Journal"}\n'
        '@misc{a, title = {T}, journal = j # { of } # "Kelp", month = 1 # jan}'
    )
    assert reading is not None
    assert ["Journal of Kelp, 1jan"] == [sighting.comment for sighting in reading.sightings]


def test_numbers_behind_names_are_no_names() -> None:
    """DBLP tells people of one name apart by them."""
    sighting, _ = entry("author = {Ann Alpha 0001 and {Team 2000} and Bob Beta}")
    assert ("Ann Alpha", "Team 2000", "Bob Beta") == sighting.authors


def test_markup_of_publishers_is_no_text() -> None:
    """Reference managers carry it along, escaped; what it raises or lowers stays so."""
    sighting, _ = entry(
        r"journal = {{\textless}i{\textgreater}E. coli{\textless}/i{\textgreater} and "
        r"CO<sub>2</sub>, 10<sup>-3</sup>, a<b; {\textcopyright} Sea}"
    )
    assert "E. coli and CO₂, 10-3, a<b; © Sea" == sighting.comment


def test_the_same_paper_is_one_however_its_accents_are_written() -> None:
    """A list says Poincaré where arXiv says Poincar\\'e; a record stored with TeX keeps its id."""
    listed = "@article{a, title = {%s}, abstract = {We embed otters.}}"
    reading, _ = read(listed % r"{Poincar\'e} \emph{Otters}")
    assert reading is not None
    before = title_id(r"{Poincar\'e} \emph{Otters}")
    raw = Record(
        id=before,
        title=r"{Poincar\'e} \emph{Otters}",
        abstract="We embed otters.",
        added=ON,
        changed=ON,
    )
    again = merge(Stored(records={raw.id: raw}), [reading], ON)
    assert (before, "Poincaré Otters") == (again.records[0], again.stored.records[before].title)

    sighting = Sighting(r"Poincar\'e Otters", "We embed otters.", 1, arxiv="2511.00001")
    api = Reading("api", "arxiv-2511", ArxivSource(month="2511"), sightings=(sighting,))
    for readings in ([reading, api], [api, reading]):
        (one,) = merge(Stored(), readings, ON).stored.records.values()
        assert "2511.00001" == one.arxiv
    (new,) = merge(Stored(), [reading], ON).records
    assert "poincare-otters" == new.rpartition("-")[0]


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
        '{"title": "One", "abstract": "Text.", "arxiv": "no id", "pages": 12}\n'
        '{"title": "Cut"\n'
        "[1]\n"
        '{"abstract": "No title."}\n'
        '{"title": "Two", "abstract": "Text.", "links": ["javascript:alert(1)"]}\n'
    )
    assert reading is not None
    assert ["One", "Two"] == [sighting.title for sighting in reading.sightings]
    assert [
        (0, "notice"),
        (1, "notice"),
        (2, "error"),
        (3, "error"),
        (4, "error"),
        (5, "notice"),
    ] == [(p.line, p.severity) for p in sorted(problems)]


@pytest.mark.parametrize(
    "field",
    [
        {"arxiv": "https://arxiv.org/abs/2511.00001v2"},
        {"links": ["https://a.example/1", "https://arxiv.org/pdf/2511.00001v2"]},
    ],
)
def test_what_else_json_lines_may_say(field: dict[str, object]) -> None:
    """Addresses become links or the arXiv id, the venue the comment, as in BibTeX."""
    line = {
        "title": "T",
        "abstract": "A",
        "url": "https://a.example/1",
        "pdf": "https://a.example/1.pdf",
        "code": "https://github.com/a/b",
        "links": ["https://a.example/1"],
        **field,
        "venue": "ACL",
        "year": 2025,
        "comment": "12 pages",
    }
    reading, problems = read(json.dumps(line))
    assert reading is not None
    assert [] == problems
    (sighting,) = reading.sightings
    assert ("2511.00001", 2) == (sighting.arxiv, sighting.version)
    assert ("2025", "ACL; 12 pages") == (sighting.published_text, sighting.comment)
    assert sighting.links == (
        "https://a.example/1",
        "https://a.example/1.pdf",
        "https://github.com/a/b",
    )


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ('"publshed": 1', "'publshed' is not known, and left out; did you mean 'published'?"),
        ('"x": 1', f"not known, and left out: x (1); known are {', '.join(KNOWN)}"),
        ('"published": "May"', "'published' is not a date (YYYY-MM-DD), and left out"),
        ('"authors": "Ada"', "'authors' is not a list of names"),
        ('"authors": ["Ada", {"name": "Bo"}]', "'authors' is not a list of names"),
        ('"url": "a.example"', "'url' is not an address (https://…), and left out"),
        ('"year": "soon"', "'year' is not a year (2025), and left out"),
    ],
)
def test_a_notice_says_what_would_be_right(field: str, message: str) -> None:
    """A name that is none is told with the one that was meant, a value with what it should be."""
    reading, problems = read(f'{{"title": "T", "abstract": "A", {field}}}')
    assert reading is not None
    (problem,) = problems
    assert problem.message.startswith(message)
    (sighting,) = reading.sightings
    assert Sighting(title="T", abstract="A", line=1) == sighting


def test_what_all_lines_lack_or_hold_beside_is_told_once() -> None:
    """A list of thousands says it in a line each, so that what is wrong with one can be seen."""
    _, problems = read('{"title": "T", "id": 1}\n{"title": "U", "id": 2}\n')
    assert ["not known, and left out: id (2)", "2 papers without an abstract"] == [
        problem.message.partition(";")[0] for problem in problems
    ]


def test_bibtex_may_begin_with_words() -> None:
    """What stands before the first entry is a comment; a mail address in it begins none."""
    reading, _ = read(
        "Generated by a manager of references\nAsk post@lab.example\n\n@misc{a, title={T}}\n"
    )
    assert reading is not None
    assert ["T"] == [sighting.title for sighting in reading.sightings]
    _, (problem,) = read("Dear editor\n@you{and me} should talk\n")
    assert problem.message.startswith("not a dump")


@pytest.mark.parametrize("said", ["10.1000/a_b", "https://doi.org/10.1000/a_b", "DOI: 10.1000/a_b"])
def test_a_doi_is_the_same_however_it_is_written(said: str) -> None:
    """By it papers are compared, and it is linked."""
    reading, _ = read(json.dumps({"title": "T", "abstract": "A", "doi": said}))
    assert reading is not None
    listed, _ = entry(f"doi = {{{said}}}")
    assert {"10.1000/a_b"} == {one.doi for one in (*reading.sightings, listed)}


@pytest.mark.parametrize(
    ("said", "printed"), [('"published": "2024-08"', "August 2024"), ('"year": 2024', "2024")]
)
def test_a_month_alone_is_no_day(said: str, printed: str) -> None:
    """A month or a year is kept as it is printed, and no day is made of it."""
    reading, problems = read(f'{{"title": "T", "abstract": "A", {said}}}')
    assert reading is not None
    (sighting,) = reading.sightings
    assert (None, printed, None) == (sighting.published, sighting.published_text, sighting.comment)
    assert [] == problems


def test_a_misspelt_title_is_named() -> None:
    """An object without a title says which of its names may have been meant as one."""
    _, problems = read('{"titel": "T"}')
    assert "the line has no 'title', but 'titel'; this paper is not stored" in {
        problem.message for problem in problems
    }


@pytest.mark.parametrize("text", ['[{"title": "T"}]', "title,abstract\nA,B\n", "Dear editor"])
def test_what_is_read_is_named_where_a_file_is_nothing_of_it(text: str) -> None:
    """Whoever gives something else learns what to give."""
    reading, (problem,) = read(text)
    assert reading is None
    assert all(word in problem.message for word in ("dump", "HTML", "BibTeX", "JSON Lines"))
    assert text.startswith("[") == ("a line of its own" in problem.message)


@pytest.mark.parametrize("form", ["bibtex", "json"])
def test_the_lists_that_the_readme_shows(form: str) -> None:
    """Whoever begins with one of the examples has a list of which nothing is told."""
    text = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(rf"^```{form}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    reading, problems = read(example)
    assert reading is not None
    assert [] == problems


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


def test_a_list_owes_no_day() -> None:
    """A list of papers is of no day, so nobody is asked for one; a day that is given counts."""
    raw = b'{"title": "T", "abstract": "A"}'
    for day in (None, date(2025, 10, 30)):
        reading, _ = read_bytes("list", raw, day)
        assert reading is not None
        merged = merge(Stored(), [reading], ON)
        assert () == merged.problems
        assert [] == list(check_days(merged.stored))
        assert [day] == [listing.day for listing in merged.stored.listings.values()]


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


names = "title subtitle abstract author journal booktitle school howpublished note year month day"
names += " date keywords doi url pdf code eprint eprinttype archiveprefix primaryclass arxiv pages"
forms = st.sampled_from(
    ["{}", r"\emph{{{}}}", r"\zzq {}", "https://a.example/{}", "${}$", "Ng, {}"]
)


@given(st.dictionaries(st.sampled_from(names.split()), forms, max_size=8))
def test_no_field_of_bibtex_gets_lost(fields: dict[str, str]) -> None:
    """What a field says stands in the paper, or a notice names the field."""
    said = {
        "title": "T",
        **{name: form.format(f"x{n}x") for n, (name, form) in enumerate(fields.items())},
    }
    reading, problems = read(
        f"@misc{{key, {', '.join(f'{k} = {{{v}}}' for k, v in said.items())}}}"
    )
    assert reading is not None
    kept = repr(reading.sightings)
    told = " ".join(problem.message for problem in problems)
    for number, name in enumerate(fields):
        when = name in ("year", "month", "day") and "date" in fields
        kind = name in ("eprinttype", "archiveprefix")
        assert f"x{number}x" in kept or name in told or when or kind


@given(st.text(max_size=60))
def test_no_json_line_raises(text: str) -> None:
    """Whatever stands in a line, it is read or told."""
    reading, problems = read("{" + text)
    assert reading is not None or problems

"""The files for programs: what stands in them, their schemas, and that they stay as they are."""

import gzip
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator
from msgspec import structs

from generator.archive import Archive, build_archive
from generator.exports import api, build_exports
from generator.exports.model import PublishedRecord
from generator.exports.sitemap import sitemap_files
from generator.model import Correction, DumpSource, Entry, Fields, Listing, Record, Said, Stored
from generator.store import load_content
from tests import invented
from tests.test_pages import DAY, ON, stored

SECRET = "what was erased"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
API = "api/v1/"


@pytest.fixture(scope="module")
def archive() -> Archive:
    """Papers in every state, and one that was erased of which a listing said more."""
    given = stored()
    erased = Record(id="erased-000004", title=SECRET, abstract=SECRET, added=ON, changed=ON)
    merged = Record(id="merged-000005", title="A Bare Copy", added=ON, changed=ON)
    listing = Listing(
        name="dump-111111111111",
        source=DumpSource(layout="cards", file="y.txt", sha256="1" * 64),
        added=ON,
        entries=(
            Entry(record=erased.id, said=Said(title=SECRET, abstract=SECRET)),
            Entry(record=merged.id),
        ),
    )
    corrections = {
        erased.id: (Correction(on=ON, by="ed", reason="no paper", withdraw=True, erase=True),),
        merged.id: (Correction(on=ON, by="ed", reason="twice", merge_into="bare-000002"),),
        "bare-000002": (
            Correction(
                on=ON + timedelta(3), by="ed", reason="typo", set=Fields(title="A \x01\u2028Bear")
            ),
        ),
    }
    return build_archive(
        Stored(
            records={**given.records, erased.id: erased, merged.id: merged},
            listings={**given.listings, listing.name: listing},
            corrections={**given.corrections, **corrections},
            config=given.config,
            taxonomy=given.taxonomy,
        )
    )


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive of 120 invented papers."""
    content = tmp_path_factory.mktemp("exports") / "content"
    invented.content(content, 120)
    return build_archive(load_content(content)[0])


def files_of(given: Archive) -> dict[str, bytes]:
    return {file.path: file.raw for file in build_exports(given)}


def api_of(given: Archive) -> dict[str, Any]:
    return {
        path.removeprefix(API): json.loads(raw)
        for path, raw in files_of(given).items()
        if path.startswith(API)
    }


def closed(schema: Any) -> Any:
    """The schema without leave for fields it does not name."""
    if isinstance(schema, list):
        return [closed(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    shut = {"additionalProperties": False} if "properties" in schema else {}
    return {name: closed(inner) for name, inner in schema.items()} | shut


def the_files(index: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every file the index names, with the name of its schema."""
    for name in ("days", "tags", "organizations", "withdrawn"):
        yield index[name], name
    for name in ("records", "listings"):
        for file in index[name]:
            yield file["path"], name


@pytest.mark.parametrize("name", ["archive", "larger", "empty"])
def test_every_file_is_as_its_schema_says(name: str, request: pytest.FixtureRequest) -> None:
    """The index names every file, and each holds the fields of its schema and no others."""
    given = build_archive(Stored()) if name == "empty" else request.getfixturevalue(name)
    files = api_of(given)
    schemas = {kind: files[path] for kind, path in files["index.json"]["schemas"].items()}
    described = {"index.json": "index", **dict(the_files(files["index.json"]))}
    assert {*described, *files["index.json"]["schemas"].values()} == set(files)
    for kind, schema in schemas.items():
        Draft202012Validator.check_schema(schema)
        assert schema["$id"].endswith(f"/api/v1/schemas/{kind}.json")
    for path, kind in described.items():
        validator = Draft202012Validator(
            closed(schemas[kind]), format_checker=Draft202012Validator.FORMAT_CHECKER
        )
        assert [error.message for error in validator.iter_errors(files[path])] == [], path


def test_a_schema_refuses_what_is_wrong(archive: Archive) -> None:
    """A record without a title, or with a date that is none, is not what the schema describes."""
    files = api_of(archive)
    validator = Draft202012Validator(
        files["schemas/records.json"], format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    for spoilt in ({"title": None}, {"added": "yesterday"}, {"id": "../x"}):
        held = files["records/undated.json"]
        wrong = {**held, "records": [{**held["records"][0], **spoilt}]}
        assert list(validator.iter_errors(wrong)), spoilt


def test_records_have_the_fields_of_content(archive: Archive) -> None:
    """A record is what `content/` and its corrections say, by the same names, and what follows."""
    files = api_of(archive)
    (full,) = files["records/2025-04.json"]["records"]
    assert full == {
        "id": "full-000001",
        "title": "#Cat: a <b>Bold</b> Study of {{ Naps }}",
        "abstract": "A cat sleeps. " * 15 + "Then it wakes. Code: https://github.com/acme/naps.",
        "published": "2025-04-16",
        "authors": ["Ada Example", "Bo <i>Example</i>"],
        "organization": "Acme & Sons",
        "arxiv": "2504.00001",
        "links": ["https://github.com/acme/naps"],
        "aliases": ["older-000001"],
        "added": "2026-01-02",
        "changed": "2026-01-02",
        "url": "https://papers.example/papers/full-000001/",
        "day": "2025-04-16",
        "issued": "2025-04-16",
        "updated": "2026-01-02",
        "tags": ["cats"],
        "comments": 3,
    }
    (bare,) = files["records/undated.json"]["records"]
    assert (bare["title"], bare["updated"]) == ("A \x01\u2028Bear", "2026-01-05")
    assert bare["aliases"] == ["merged-000005"]
    (listing,) = files["listings/undated.json"]["listings"]
    assert listing["entries"] == [{"record": "bare-000002", "position": 2}]
    (day,) = [day for day in files["days.json"]["days"] if day["day"] == DAY.isoformat()]
    assert day["listings"] == ["dump-000000000000"]


def test_what_was_withdrawn_is_told_and_gone(archive: Archive) -> None:
    """A withdrawn record stands in the file of such records alone, and erased text nowhere."""
    withdrawn = api_of(archive)["withdrawn.json"]["withdrawn"]
    assert [(one["id"], one["reason"]) for one in withdrawn] == [
        ("erased-000004", "no paper"),
        ("gone-000003", "at the *authors'* wish"),
    ]
    for path, raw in files_of(archive).items():
        raw = gzip.decompress(raw) if path.endswith(".gz") else raw
        assert SECRET.encode() not in raw, path
        if not path.endswith("withdrawn.json"):
            assert b"gone-000003" not in raw, path


def test_the_index_counts_what_there_is(archive: Archive) -> None:
    """Its numbers are those of the files, so that it can be told whether any is gone."""
    files = api_of(archive)
    assert files["index.json"]["counts"] == {
        "records": 2,
        "withdrawn": 2,
        "permalinks": 6,
        "listings": 2,
        "entries": 2,
        "days": 2,
        "tags": 2,
        "organizations": 1,
    }
    for file in files["index.json"]["records"]:
        assert file["records"] == len(files[file["path"]]["records"])


def test_large_months_go_on_in_files_that_stay(
    larger: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Following `next` from the file of a month meets all its records; full files never change."""
    monkeypatch.setattr(api, "RECORDS_PER_FILE", 7)
    papers = [paper for paper in larger.papers if paper.day is None][:20]
    before = structs_of(larger, papers[:-1])
    after = structs_of(larger, papers)
    met, path = [], "records/undated.json"
    while path:
        met += [record["id"] for record in after[path]["records"]]
        path = after[path].get("next")
    assert met == sorted(paper.id for paper in papers)
    full = [path for path in before if path.startswith("records/") and before[path].get("next")]
    assert len(full) == 2
    for path in full:
        assert before[path] == after[path], path


def structs_of(larger: Archive, papers: list[Any]) -> dict[str, Any]:
    """The API of some papers, each added after the others."""
    chosen = sorted(papers, key=lambda paper: paper.id)
    records = {
        paper.id: structs.replace(paper.record, added=ON + timedelta(number))
        for number, paper in enumerate(chosen)
    }
    return api_of(build_archive(Stored(records=records, taxonomy=larger.taxonomy)))


def test_the_same_content_gives_the_same_bytes(larger: Archive) -> None:
    """No file knows a clock or the order of a set."""
    assert files_of(larger) == files_of(larger)


def test_lines_are_the_records(larger: Archive) -> None:
    """The compressed file has each record of the API once, with no time and no name in its head."""
    raw = files_of(larger)["data/records.jsonl.gz"]
    assert raw[3:8] == bytes(5)
    lines = [json.loads(line) for line in gzip.decompress(raw).splitlines()]
    files = api_of(larger)
    held = [
        record
        for file in files["index.json"]["records"]
        for record in files[file["path"]]["records"]
    ]
    assert len(lines) == 120
    assert sorted(lines, key=_id) == sorted(held, key=_id)


def _id(record: dict[str, Any]) -> str:
    return str(record["id"])


def opened(given: Archive) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.deserialize(files_of(given)["data/archive.sqlite"])
    return database


def test_the_database_is_whole(larger: Archive) -> None:
    """It has a row for everything; keys lead somewhere; words are found, after VACUUM too."""
    with closing(opened(larger)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        counts = api_of(larger)["index.json"]["counts"]
        for table in ("records", "listings", "entries", "tags"):
            (number,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert number == counts[table], table
        title = larger.shown[7].record.title
        found = (
            "SELECT records.id FROM records_fts JOIN records ON records.rowid = records_fts.rowid "
            "WHERE records_fts MATCH ? ORDER BY rank"
        )
        phrase = '"' + title.replace('"', '""') + '"'
        for _ in range(2):
            assert database.execute(found, [phrase]).fetchone() == (larger.shown[7].id,)
            database.execute("INSERT INTO records_fts (records_fts) VALUES ('integrity-check')")
            database.commit()
            database.execute("VACUUM")


def test_the_database_has_every_field_of_a_record(archive: Archive) -> None:
    """What the files for programs say of a record is a column, but for tags, which are a table."""
    with closing(opened(archive)) as database:
        columns = {name for _, name, *_ in database.execute("PRAGMA table_info(records)")}
    assert columns == {*PublishedRecord.__struct_fields__} - {"tags"}


def test_the_database_has_what_records_have(archive: Archive) -> None:
    """Texts to the character, lists as JSON, and nothing where nothing is known."""
    with closing(opened(archive)) as database:
        database.row_factory = sqlite3.Row
        full, bare = database.execute("SELECT * FROM records ORDER BY id DESC").fetchall()
        assert full["title"] == "#Cat: a <b>Bold</b> Study of {{ Naps }}"
        assert json.loads(full["authors"]) == ["Ada Example", "Bo <i>Example</i>"]
        assert (full["published"], full["comments"]) == ("2025-04-16", 3)
        assert (bare["title"], bare["published"]) == ("A \x01\u2028Bear", None)
        assert bare["authors"] == "[]"
        tags = database.execute("SELECT record, tag FROM record_tags").fetchall()
        assert [tuple(row) for row in tags] == [("full-000001", "cats")]
        (entry, *_) = database.execute("SELECT * FROM entries ORDER BY listing").fetchall()
        assert json.loads(entry["observed"]) == [{"on": "2025-10-30", "comments": 3}]


def sitemap(given: Archive, pages: list[str], per_map: int = 45_000) -> dict[str, bytes]:
    return {file.path: file.raw for file in sitemap_files(given, pages, per_map)}


def test_the_site_map_tells_when_papers_changed(archive: Archive) -> None:
    """A paper has the later of its record's change and its last correction; withdrawn ones are
    left out, and `robots.txt` names the map."""
    pages = [f"/papers/{paper.id}/" for paper in archive.papers]
    made = sitemap(archive, ["/", *pages])
    found = {
        url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod")
        for url in ElementTree.fromstring(made["sitemap.xml"])
    }
    assert found == {
        "https://papers.example/": None,
        "https://papers.example/papers/bare-000002/": "2026-01-05",
        "https://papers.example/papers/full-000001/": "2026-01-02",
    }
    assert made["robots.txt"].endswith(b"Sitemap: https://papers.example/sitemap.xml\n")


def test_many_addresses_stand_in_several_maps(larger: Archive) -> None:
    """Above what one map may hold, the map is an index of maps, which together name every page."""
    pages = [f"/papers/{paper.id}/" for paper in larger.papers]
    made = sitemap(larger, pages, per_map=50)
    maps = [
        (node.findtext(f"{SITEMAP}loc") or "", node.findtext(f"{SITEMAP}lastmod"))
        for node in ElementTree.fromstring(made["sitemap.xml"])
    ]
    root = "https://example.org/invented"
    assert maps == [(f"{root}/sitemap-{n}.xml", "2026-01-02") for n in (1, 2, 3)]
    named = [
        url.findtext(f"{SITEMAP}loc")
        for address, _ in maps
        for url in ElementTree.fromstring(made[Path(address).name])
    ]
    assert sorted(filter(None, named)) == sorted(f"{root}{page}" for page in pages)


def test_an_address_with_signs_of_xml_is_escaped() -> None:
    """The address of a site may hold an ampersand, and the map is still XML."""
    given = Stored(config=structs.replace(stored().config, site_url="https://x.example/a&b/"))
    made = sitemap(build_archive(given), ["/days/"])
    (url,) = ElementTree.fromstring(made["sitemap.xml"])
    assert url.findtext(f"{SITEMAP}loc") == "https://x.example/a&b/days/"
    assert date.today().isoformat().encode() not in made["sitemap.xml"]

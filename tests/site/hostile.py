"""An archive of harmful texts, each in the title of one record and in the abstract of another."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from msgspec import structs

from generator.model import Entry, Record
from generator.typeset import canonical
from tests.site.invented import (
    invented_listing,
    invented_record,
    write_content,
    write_settings,
)

OWN = Path(__file__).with_name("hostile.json")
TYPESET = Path(__file__).parents[1] / "hostile" / "strings.json"
SURROGATES = re.compile("[\ud800-\udfff]")
HARMLESS = "harmless-1"
SHORT = 60


class Input(NamedTuple):
    """A text and the field of a record it is put in."""

    record: str
    field: str
    text: str


def own_inputs() -> list[Input]:
    """Every harmful text of the tests, short ones as names of people and places too.

    Half a surrogate pair is left out: no file under `content/` can hold it.
    """
    entries = json.loads(OWN.read_text(encoding="utf-8"))
    texts = [entry["text"] * entry.get("times", 1) for entry in entries]
    texts += json.loads(TYPESET.read_text(encoding="ascii"))
    texts = [text for text in dict.fromkeys(texts) if text and not SURROGATES.search(text)]
    short = [text for text in texts if len(text) <= SHORT and "<" in text]
    return [
        *_numbered("title", texts),
        *_numbered("abstract", texts),
        *_numbered("organization", short),
        *_numbered("author", short),
    ]


def shared_file() -> Path | None:
    """The further inputs beside the folder of real dumps, where the environment names one."""
    dumps = os.environ.get("SHEAF_DUMPS")
    return Path(dumps).parent / "hostile.json" if dumps else None


def shared_inputs(path: Path) -> list[Input]:
    """The titles and abstracts among the further inputs."""
    entries = json.loads(path.read_text(encoding="utf-8"))
    return [
        found
        for field in ("title", "abstract")
        for found in _numbered(field, [e["payload"] for e in entries if e["field"] == field])
    ]


def without_text(inputs: list[Input]) -> list[Input]:
    """The titles in which there is nothing to read, which no archive takes."""
    return [found for found in inputs if found.field == "title" and not canonical(found.text)]


def write_hostile(content: Path, site_url: str, inputs: list[Input]) -> None:
    """Write a record for each text, and one harmless record to compare them with."""
    write_settings(content, site_url)
    records = [invented_record(HARMLESS, "A Title as Harmless as Any", "Harmless words.")]
    records += [record_of(found) for found in inputs]
    entries = [Entry(record=record.id) for record in records]
    write_content(content, records, [invented_listing("dump-hostile", None, entries)])


def record_of(found: Input) -> Record:
    """A record with the text in its field, and harmless words in the others."""
    title = found.text if found.field == "title" else f"Harmless Title of {found.record}"
    abstract = found.text if found.field == "abstract" else "Harmless words."
    record = invented_record(found.record, title, abstract)
    if found.field == "organization":
        record = structs.replace(record, organization=found.text)
    if found.field == "author":
        record = structs.replace(record, authors=(found.text, "Bo Shoal"))
    return record


def _numbered(field: str, texts: list[str]) -> Iterator[Input]:
    for number, text in enumerate(texts, start=1):
        yield Input(f"{field}-{number}", field, text)

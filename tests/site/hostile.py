"""An archive of harmful texts, each the title of one record and the abstract of another."""

import json
import os
import re
from collections.abc import Iterator
from itertools import zip_longest
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
LONGEST_TITLE = 2000


class Input(NamedTuple):
    """A record's id, and the texts in its fields; those of no interest here are harmless."""

    record: str
    title: str
    abstract: str = "Harmless words."
    name: str | None = None


def own_inputs() -> list[Input]:
    """Every harmful text of the tests, short ones as names of people and places too.

    Half a surrogate pair is left out: no file under `content/` can hold it.
    """
    entries = json.loads(OWN.read_text(encoding="utf-8"))
    texts = [entry["text"] * entry.get("times", 1) for entry in entries]
    texts += json.loads(TYPESET.read_text(encoding="ascii"))
    texts = [text for text in dict.fromkeys(texts) if text and not SURROGATES.search(text)]
    short = [text for text in texts if len(text) <= SHORT and "<" in text]
    # No text meets itself: what is wrong with it shows in one field.
    return [*_numbered(texts, texts[1:] + texts[:1]), *_named(short)]


def shared_file() -> Path | None:
    """The further inputs beside the folder of real dumps, where the environment names one."""
    dumps = os.environ.get("SHEAF_DUMPS")
    return Path(dumps).parent / "hostile.json" if dumps else None


def shared_inputs(path: Path) -> list[Input]:
    """The titles and abstracts among the further inputs."""
    entries = json.loads(path.read_text(encoding="utf-8"))
    titles, abstracts = (
        [entry["payload"] for entry in entries if entry["field"] == field]
        for field in ("title", "abstract")
    )
    return list(_numbered(titles, abstracts))


def write_hostile(content: Path, site_url: str, inputs: list[Input]) -> None:
    """Write a record for each input, and one harmless record to compare them with."""
    write_settings(content, site_url)
    records = [invented_record(HARMLESS, "A Title as Harmless as Any", "Harmless words.")]
    records += [record_of(found) for found in inputs]
    entries = [Entry(record=record.id) for record in records]
    write_content(content, records, [invented_listing("dump-hostile", None, entries)])


def record_of(found: Input) -> Record:
    """The record that an input makes."""
    record = invented_record(found.record, found.title, found.abstract)
    if found.name is None:
        return record
    return structs.replace(record, organization=found.name, authors=(found.name, "Bo Shoal"))


def _numbered(titles: list[str], abstracts: list[str]) -> Iterator[Input]:
    """A record for each pair; what is no title to any archive is harmless, or its beginning."""
    for number, (title, abstract) in enumerate(zip_longest(titles, abstracts), start=1):
        record_id = f"text-{number}"
        yield Input(
            record_id,
            title[:LONGEST_TITLE] if canonical(title or "") else f"Harmless Title of {record_id}",
            "Harmless words." if abstract is None else abstract,
        )


def _named(names: list[str]) -> Iterator[Input]:
    for number, name in enumerate(names, start=1):
        yield Input(f"name-{number}", f"Harmless Title of name-{number}", name=name)

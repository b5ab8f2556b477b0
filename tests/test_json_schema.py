"""The schemas that editors check files by are those of the code, and say what check says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from generator import schema
from generator.correcting import MODELINE
from generator.json_schema import DESCRIPTIONS, KINDS, render_schemas
from generator.model import (
    Config,
    Correction,
    Fields,
    ListingCorrection,
    ListingFields,
    Mail,
    SignUp,
    TagChange,
    Trending,
)
from generator.tags.taxonomy import Phrases, Taxonomy, Term

CONTENT = Path(__file__).parent.parent / "content"
FILES = {
    "answers": "answers.yml",
    "archive": "archive.yml",
    "corrections": "corrections/*.yml",
    "listing-corrections": "corrections/listings/*.yml",
    "listing": "listings/*.yml",
    "record": "records/*/*.yml",
    "sent": "sent.yml",
    "tags": "tags.yml",
    "unfound": "unfound/*.yml",
}
LISTINGS = "corrections/listings"
HEAD = "- on: 2026-01-02\n  by: ada\n  reason: seen\n"
GOOD = f"{HEAD}  was: {{title: A, author_count: 3}}\n  set: {{title: B, published: 2024-04-16}}\n"


def validator(kind: str) -> Draft7Validator:
    text = (CONTENT / "schema" / f"{kind}.json").read_text(encoding="utf-8")
    return Draft7Validator(json.loads(text), format_checker=Draft7Validator.FORMAT_CHECKER)


def parsed(text: str) -> Any:
    """The text as an editor reads it: YAML 1.2, with dates as they are written."""
    reader = YAML(typ="safe", pure=False)
    reader.constructor.yaml_constructors.pop("tag:yaml.org,2002:timestamp", None)
    reader.constructor.add_constructor(
        "tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node)
    )
    return reader.load(text)


def test_every_kind_of_file_has_a_schema() -> None:
    """Whatever stands under the content folder and is YAML is of one of the kinds."""
    known = {path for pattern in FILES.values() for path in CONTENT.glob(pattern)}
    assert KINDS.keys() == FILES.keys()
    assert set(CONTENT.rglob("*.yml")) == known


def test_the_schemas_are_those_of_the_code() -> None:
    """After a change of the types, `python -m generator schema` writes them anew."""
    for path, text in render_schemas():
        assert text == (CONTENT / path).read_text(encoding="utf-8"), path


@pytest.mark.parametrize("kind", FILES)
def test_every_file_is_as_its_schema_says(kind: str) -> None:
    """An editor underlines nothing in what the archive holds."""
    check = validator(kind)
    for path in sorted(CONTENT.glob(FILES[kind])):
        found = [error.message for error in check.iter_errors(parsed(path.read_text("utf-8")))]
        assert not found, path


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (GOOD, True),
        (f"{HEAD}  clear: [published]\n  restore: [title]\n", True),
        (f"{HEAD}  tags: {{add: [cats], remove: [boats]}}\n", True),
        (f"{HEAD}  withdraw: false\n", True),
        (f"{HEAD}  set: {{arxiv: '2504.11749'}}\n  merge_into: a-b\n", True),
        (f"{HEAD}  sett: {{title: B}}\n", False),
        (f"{HEAD}  set: {{titel: B}}\n", False),
        (f"{HEAD}  set: {{published: 16/04}}\n", False),
        (f"{HEAD}  set: {{author_count: many}}\n", False),
        (f"{HEAD}  set: {{links: ['javascript:alert(1)']}}\n", False),
        (f"{HEAD}  clear: [title]\n", False),
        (f"{HEAD}  merge_into: ../../etc\n", False),
        (f"{HEAD}  tags: {{add: [Not a slug]}}\n", False),
        (f"{HEAD}  withdraw: perhaps\n", False),
        ("- on: 2026-01-02\n  by: ada\n", False),
        ("on: 2026-01-02\n", False),
    ],
)
def test_editors_say_what_check_says(text: str, right: bool) -> None:
    """A correction is right, or wrong, for both."""
    assert right is (not schema.read("c.yml", text, tuple[Correction, ...])[1])
    assert right is validator("corrections").is_valid(parsed(text))


@pytest.mark.parametrize(
    "kind",
    [
        *(Correction, Fields, TagChange, ListingCorrection, ListingFields),
        *(Config, Mail, SignUp, Trending, Taxonomy, Term, Phrases),
    ],
)
def test_what_people_write_is_explained(kind: type[Any]) -> None:
    """Editors show a sentence beside every field of the files that people write."""
    fields = set(kind.__struct_encode_fields__)
    assert fields == DESCRIPTIONS[kind.__name__].keys()


def test_files_name_their_schema() -> None:
    """The line that tells editors where the schema is names one that is there."""
    for name in ("archive", "tags"):
        text = (CONTENT / f"{name}.yml").read_text(encoding="utf-8")
        # A fork writes these files anew, and may leave the line out.
        for named in re.findall(r"\$schema=(.*)", text):
            assert f"schema/{name}.json" == named
        assert (CONTENT / "schema" / f"{name}.json").is_file()
    places = {"corrections": ("../", "corrections"), "listing-corrections": ("../../", LISTINGS)}
    for kind, (up, folder) in places.items():
        path = MODELINE.format(up, kind).partition("=")[2].strip()
        assert (CONTENT / folder / path).resolve().is_file()

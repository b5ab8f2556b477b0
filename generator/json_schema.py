"""JSON Schemas of the files under `content/`, by which editors complete and check them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from generator.model import (
    Answer,
    Config,
    Correction,
    Listing,
    ListingCorrection,
    Record,
    RecordId,
    Sent,
)
from generator.tags.taxonomy import Taxonomy

FOLDER = "schema"
KINDS: Mapping[str, tuple[str, Any]] = {
    "answers": ("When each source last answered", tuple[Answer, ...]),
    "archive": ("The archive's settings", Config),
    "corrections": ("The corrections of a record, oldest first", tuple[Correction, ...]),
    "listing-corrections": (
        "The corrections of a listing, oldest first",
        tuple[ListingCorrection, ...],
    ),
    "listing": ("A listing, as one source showed it", Listing),
    "record": ("A record: the stored facts about one paper", Record),
    "sent": ("The digests that were sent, in the order of sending", tuple[Sent, ...]),
    "tags": ("The tags of the archive", Taxonomy),
    "unfound": ("Records that arXiv did not have on a day", tuple[RecordId, ...]),
}
"""Each kind of file, with what it is called and what it holds."""

DESCRIPTIONS: Mapping[str, Mapping[str, str]] = {
    "Correction": {
        "on": "The day of the change, YYYY-MM-DD.",
        "by": "Who says so: a name, or a login.",
        "reason": "Why, in a sentence that readers see.",
        "was": "What the sources said of the fields below; should that change, editors are told.",
        "set": "Fields whose right value you know.",
        "clear": "Fields whose value is wrong, where nobody knows the right one.",
        "restore": "Fields that follow the sources again, whatever was set or cleared before.",
        "tags": "Tags by their slugs in tags.yml.",
        "withdraw": "true takes the record out of every list, and its page gives the reason; "
        "false brings it back.",
        "erase": "true withdraws the record and takes its title and abstract away too; false "
        "shows them again.",
        "merge_into": "The id of the record that this one is the same as, and that is left.",
        "same_as": "The ids of records that are this one, and lead to it from now on.",
        "not_same_as": "The ids of records that are not this one; ends a merge.",
    },
    "Fields": {
        "title": "The title, as the paper has it.",
        "abstract": "The abstract, as the paper has it.",
        "published": "The day it was first published, YYYY-MM-DD.",
        "authors": "All authors by name, in the paper's order.",
        "author_count": "How many authors there are, where they are not named.",
        "organization": "The organization the paper comes from.",
        "arxiv": "The arXiv id between quotes, without a version: '2504.11749'.",
        "categories": "arXiv categories, the first one first.",
        "doi": "The DOI, without an address before it.",
        "comment": "What is remarked beside the rest: where it appeared, pages.",
        "links": "Addresses of code, data or a project page.",
    },
    "TagChange": {
        "add": "Tags the paper should have.",
        "remove": "Tags the paper should not have.",
        "restore": "Tags that are left to the matcher again.",
    },
    "ListingCorrection": {
        "on": "The day of the change, YYYY-MM-DD.",
        "by": "Who says so: a name, or a login.",
        "reason": "Why, in a sentence.",
        "was": "What the source said of the fields below.",
        "set": "Fields whose right value you know.",
        "restore": "Fields that follow the source again.",
    },
    "ListingFields": {
        "title": "What the listing calls itself.",
        "day": "The day of the listing, YYYY-MM-DD; the dates that hang on it follow.",
    },
    "Config": {
        "schema": "The version of this file's form.",
        "name": "What the archive is called.",
        "description": "What it holds, in a sentence; Markdown.",
        "site_url": "Where the site is served.",
        "repository": "Where the content is kept in git, for people who correct it.",
        "branch": "The branch that the site is built from.",
        "sources": "Where new papers come from: daily-papers, arxiv cs.CL, arxiv lookups.",
        "hub": "A WebSub hub that is told of new feeds.",
        "not_in_menu": "Pages that stay, and that the menu leaves out.",
        "mail": "Mail to a list, where there is any.",
        "feed_authority": "Begins the ids of all in feeds: a host, and a year in which it was "
        "yours; it never changes.",
        "trending": "What is discussed enough for the feed of trending papers.",
    },
    "Mail": {
        "to": "The address of the mailing list.",
        "from": "The address that digests come from.",
        "list_id": "A name that stays the list's: papers.lists.example.org.",
        "unsubscribe": "The address at which subscribers leave the list.",
        "sign_up": "Where the list's provider takes new subscribers.",
    },
    "SignUp": {
        "provider": "What the provider is called.",
        "address": "Where its form sends what readers fill in, or where a link to it leads.",
        "field": "The name under which it expects the reader's address; without one, a link.",
        "hidden": "Values that its form sends beside the address.",
    },
    "Trending": {
        "comments": "From so many comments on; 3 unless given.",
        "upvotes": "From so many upvotes on; 50 unless given.",
    },
    "Taxonomy": {"terms": "All tags, in the order in which pages list them."},
    "Term": {
        "slug": "The tag in addresses and corrections; it never changes.",
        "name": "What readers see.",
        "meaning": "What the tag is about, in a sentence; Markdown.",
        "parent": "The slug of the tag above it.",
        "aliases": "Slugs the tag once had; their addresses lead here.",
        "match": "Phrases that speak for the tag.",
        "not": "Phrases in which a match does not count.",
        "arxiv": "arXiv categories that add a point.",
        "keywords": "Keywords of sources that add a point.",
    },
    "Phrases": {
        "phrases": "Phrases worth the same.",
        "title": "Points for each mention in the title; 3 unless given.",
        "abstract": "Points for each mention in the abstract; 1 unless given.",
    },
}
"""What editors say beside the fields that people write; the rest speaks for itself."""


def render_schemas() -> Iterator[tuple[str, str]]:
    """The path under the content folder, and the text, of the schema of each kind of file."""
    for name, (title, kind) in KINDS.items():
        built = _without_null(_schema(title, kind))
        yield f"{FOLDER}/{name}.json", json.dumps(built, indent=2, ensure_ascii=False) + "\n"


def _schema(title: str, kind: Any) -> dict[str, Any]:
    # Draft 7 is the one that every editor knows.
    (own,), definitions = msgspec.json.schema_components(
        [kind], ref_template="#/definitions/{name}"
    )
    for name, definition in definitions.items():
        definition.pop("title", None)
        definition["description"] = " ".join(definition["description"].split())
        for field, said in DESCRIPTIONS.get(name, {}).items():
            definition["properties"][field]["description"] = said
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": title,
        **own,
        "definitions": dict(sorted(definitions.items())),
    }


def _without_null(schema: Any) -> Any:
    """The schema without what an absent field is in Python: a file leaves the line out."""
    if isinstance(schema, list):
        return [_without_null(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        name: _without_null(part)
        for name, part in schema.items()
        if not (name == "default" and part in (None, []))
    }
    choices = [choice for choice in kept.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        kept = {**{n: p for n, p in kept.items() if n != "anyOf"}, **choices[0]}
        if "$ref" in kept and "description" in kept:
            kept["allOf"] = [{"$ref": kept.pop("$ref")}]
    return kept

"""Plain values from YAML to the types of `generator.model`, with messages for people."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from generator.problems import Problem, close_to, error, shortened, visible
from generator.strict_yaml import Path, YamlError, parse_lines, parse_yaml

T = TypeVar("T")

_STEP = re.compile(r"\.([^.\[\]`]+)|\[(\d+)\]")
_LIMIT = re.compile(r"Expected `(str|int)` (?:of length )?<= (\d+)")
_HINTS: dict[Any, dict[str, Any]] = {}
_OTHER_SCHEMA = "older content needs `python -m generator migrate`, newer content newer code"
_WORDS = {
    "int": "a whole number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "a mapping (name: value)",
    "date": "a date (YYYY-MM-DD)",
}


def read(path: str, text: str, kind: type[T]) -> tuple[T | None, list[Problem]]:
    """The value a file holds, or None and every problem with it."""
    try:
        value = parse_yaml(text)
    except YamlError as failure:
        return None, [error(path, failure.line, failure.message)]
    try:
        return msgspec.convert(value, kind, strict=False), []
    except msgspec.ValidationError:
        lines = parse_lines(text)
        return None, [
            error(path, _line_of(lines, where), message)
            for where, message in _explain(value, kind, ())
        ]


def convert(value: Any, kind: type[T]) -> tuple[T | None, list[str]]:
    """The value as its type, or None and every problem with it."""
    try:
        return msgspec.convert(value, kind, strict=False), []
    except msgspec.ValidationError:
        return None, [message for _, message in _explain(value, kind, ())]


def beyond(message: str) -> str | None:
    """What a value has more of than its type allows, where a message of msgspec's says so."""
    limit = _LIMIT.match(message)
    if limit is None:
        return None
    return f"more than {int(limit[2]):,}{' characters' if limit[1] == 'str' else ''}"


def plain(value: msgspec.Struct) -> dict[str, Any]:
    """A struct as mappings, lists and scalars, its dates kept as dates."""
    built: dict[str, Any] = msgspec.to_builtins(value, builtin_types=(date,))
    return built


def _explain(value: Any, kind: Any, where: Path) -> Iterator[tuple[Path, str]]:
    """Every problem of a value, field by field where it is a mapping or a list."""
    fields = _fields(kind)
    item_kind = _item_kind(kind)
    if fields is not None and isinstance(value, dict):
        yield from _explain_fields(value, kind, fields, where)
    elif item_kind is not None and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _explain(item, item_kind, (*where, index))
    elif isinstance(value, dict) and (tagged := _tagged(kind)):
        field, choices = tagged
        said = visible(repr(value.get(field, "")))
        yield (*where, field), f"{field}: {said} is none of {', '.join(choices)}"
    else:
        yield from _convert(value, kind, where)


def _explain_fields(
    value: dict[str, Any], kind: Any, fields: dict[str, Any], where: Path
) -> Iterator[tuple[Path, str]]:
    tag = kind.__struct_config__.tag_field
    for name in value:
        if name not in fields and name != tag:
            yield (*where, name), f"unknown key '{name}'{_suggestion(name, fields)}"
    for field in msgspec.structs.fields(kind):
        name = field.encode_name
        if name in value:
            yield from _explain(value[name], _narrowed(fields[name], value[name]), (*where, name))
        elif field.required:
            yield where, f"'{name}' is missing"


def _narrowed(kind: Any, value: Any) -> Any:
    """The one struct or tuple a mapping or list can be read as, where the type is a union."""
    if isinstance(value, dict) and (tagged := _tagged(kind)):
        field, choices = tagged
        return choices.get(value.get(field), kind)
    for choice in getattr(kind, "__args__", ()):
        if isinstance(value, dict) and _fields(choice) is not None:
            return choice
        if isinstance(value, list) and _item_kind(choice) is not None:
            return choice
    return kind


def _tagged(kind: Any) -> tuple[str, dict[Any, Any]] | None:
    """The field that tells the structs of a union apart, and the structs by what stands in it."""
    configs = [(c, getattr(c, "__struct_config__", None)) for c in getattr(kind, "__args__", ())]
    choices = {config.tag: choice for choice, config in configs if config and config.tag}
    field = next((config.tag_field for _, config in configs if config and config.tag), None)
    return (field, choices) if field else None


def _item_kind(kind: Any) -> Any:
    """What a tuple of any length holds; None where the type is no such tuple."""
    inner: list[Any] = list(getattr(kind, "__args__", ()))
    return inner[0] if inner[1:] == [Ellipsis] else None


def _fields(kind: Any) -> dict[str, Any] | None:
    """The type of each key of a struct, as its file names the key."""
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return None
    if kind not in _HINTS:
        hints = get_type_hints(kind, include_extras=True)
        named = {field.name: field.encode_name for field in msgspec.structs.fields(kind)}
        _HINTS[kind] = {key: hints[name] for name, key in named.items()}
    return _HINTS[kind]


def _convert(value: Any, kind: Any, where: Path) -> Iterator[tuple[Path, str]]:
    try:
        msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as failure:
        message, _, place = str(failure).partition(" - at ")
        unlisted = message.startswith("Invalid enum value") and where != ("schema",)
        if unlisted and isinstance(value, str):
            name = _name(where)
            message = f"{name}: {shortened(value)} is none of {', '.join(_choices(kind))}"
            yield where, message + close_to(value, _choices(kind))
        else:
            yield (*where, *_steps(place)), _sentence(message, value, where)


def _choices(kind: Any) -> list[str]:
    """The words that a type lets stand, where it lets only some."""
    if get_origin(kind) is Literal:
        return list(map(str, get_args(kind)))
    return [word for inner in get_args(kind) for word in _choices(inner)]


def _name(where: Path) -> str:
    return next((step for step in reversed(where) if isinstance(step, str)), "the file")


def _sentence(message: str, value: Any, where: Path) -> str:
    name = _name(where)
    shown = repr(value) if isinstance(value, str) else "this"
    shown = visible(shown if len(shown) <= 80 else f"{shown[:77]}…'")
    if where == ("schema",):
        return f"schema: {shown} is not what this code reads; {_OTHER_SCHEMA}"
    if value == "":
        return f"{name}: is empty; give a value or leave the line out"
    if "date" in message.lower():
        return f"{name}: {shown} is not {_WORDS['date']}"
    if match := re.match(r"Expected `([^`]+)`, got", message):
        kind = match[1].partition("|")[0].strip()
        wanted = _WORDS.get(kind, kind)
        return f"{name}: {shown} is not {wanted}"
    if "matching regex" in message:
        return f"{name}: {shown} is not {_pattern(name)}"
    if (limit := beyond(message)) is not None:
        return f"{name}: {shown} is {limit}"
    return f"{name}: {shown}: {message[0].lower()}{message[1:]}"


def _pattern(name: str) -> str:
    return {
        "arxiv": "an arXiv id (such as '2504.11749', without a version)",
        "links": "an address that begins with http:// or https://",
        "site_url": "an address that begins with http:// or https://",
        "repository": "an address that begins with http:// or https://",
        "period": "a day, a week or a month (2025-10-30, 2025-W44, 2025-10)",
        "category": "an arXiv category (such as cs.CL)",
        "sources": "a source (daily-papers, arxiv CATEGORY, arxiv lookups)",
        "address": "an address that begins with http:// or https://",
        "hub": "an address that begins with http:// or https://",
        "add": "a tag's slug in tags.yml (such as 'robotics')",
        "remove": "a tag's slug in tags.yml (such as 'robotics')",
        "to": "a mail address (such as 'papers@lists.example.org')",
        "from": "a mail address (such as 'papers@example.org')",
        "list_id": "the id of a list (such as 'papers.lists.example.org')",
        "unsubscribe": "an address that begins with https://, http:// or mailto:",
        "feed_authority": "a host and a year it was yours in (such as 'example.org,2026')",
        "sha256": "a SHA-256 in 64 hexadecimal digits",
        **dict.fromkeys(("title", "name", "meaning"), "a text with something to read in it"),
    }.get(name, "an id (small letters, digits, hyphens)")


def _suggestion(name: str, known: Collection[str]) -> str:
    return close_to(name, known) or f"; known are {', '.join(known)}"


def _steps(place: str) -> Path:
    return tuple(
        int(index) if index else name for name, index in _STEP.findall(place.strip("`").lstrip("$"))
    )


def _line_of(lines: dict[Path, int], where: Path) -> int:
    while where not in lines and where:
        where = where[:-1]
    return lines.get(where, 1)

"""The one reader and the one writer of YAML for everything under `content/`.

What YAML guesses at is what goes wrong: `NO`, `2401.12340`, `012` change their value, aliases and
merges multiply, doubled keys keep the last. So reading knows strings, lists and mappings only, and
types come from `generator.model`; writing quotes whatever another YAML reader could guess at.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml

MAX_BYTES = 64_000_000
MAX_DEPTH = 12

Path = tuple[str | int, ...]
# What other readers of YAML take for nothing, and a mapping to types for that or for a word.
_NULLS = frozenset(["null", "Null", "NULL", "~"])
_BREAKS = frozenset("\x85\u2028\u2029")

_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
_UNCLOSED = "found unexpected end of stream"
_NO_COLON = "could not find expected ':'"
_IN_BRACKETS = (
    "a text in brackets ends too early or too late; one with ' , [ ] { } or # needs quotes"
)
_BESIDE = (
    "a line that is not indented like those beside it, or a text that goes on after its quotes"
)
_HINTS = {
    "mapping values are not allowed in this context": "a second colon, or a line indented too far; "
    "a text with a colon needs quotes, as in title: 'Kelp: a study'",
    "found character that cannot start any token": "a text that begins with @, % or ` needs "
    "quotes; indent with spaces, not with tabs",
    "found a tab character that violates indentation": "indent with spaces, not with tabs",
    _UNCLOSED: "a text whose quotation mark is never closed",
    "did not find expected ',' or '}'": _IN_BRACKETS,
    "did not find expected ',' or ']'": _IN_BRACKETS,
    "did not find expected key": _BESIDE,
    "did not find expected '-' indicator": _BESIDE,
    _NO_COLON: "a line without a colon, where a name and a value should be",
    "found unknown escape character": "a backslash within double quotes; use single quotes",
}
"""What editors most often did when libyaml says so."""


class YamlError(Exception):
    """YAML that is refused, with the line (from 1) and what is wrong with it."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def parse_yaml(text: str) -> Any:
    """The one document in the text, its scalars all strings; raises YamlError."""
    return _build(text, None)


def parse_lines(text: str) -> dict[Path, int]:
    """The line (from 1) on which each value of the document begins, by its path."""
    lines: dict[Path, int] = {}
    _build(text, lines)
    return lines


def render_yaml(value: Any) -> str:
    """Block-style YAML that `parse_yaml` and any other reader take for the same value.

    A tuple is written in flow style, on one line; long text as a literal block where YAML can.
    """
    rendered: str = yaml.dump(
        value,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=2**30,
        default_flow_style=False,
    )
    return rendered


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


class Flow(dict[str, Any]):
    """A mapping to be written on one line."""


def _represent_text(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    if _BREAKS.intersection(text):
        # Unescaped, these three are line breaks to YAML 1.1 and come back as another character.
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
    if len(text) > 300 or "\n" in text:
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")
    return dumper.represent_scalar("tag:yaml.org,2002:str", text)


def _represent_flow(dumper: yaml.CSafeDumper, mapping: Flow) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", mapping.items(), flow_style=True)


def _represent_tuple(dumper: yaml.CSafeDumper, items: tuple[Any, ...]) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(Flow, _represent_flow)
_Dumper.add_representer(tuple, _represent_tuple)


def _build(text: str, lines: dict[Path, int] | None) -> Any:
    if len(text) > MAX_BYTES:
        raise YamlError(0, f"larger than {MAX_BYTES // 1_000_000} MB")
    try:
        return _compose(yaml.parse(text, Loader=yaml.CSafeLoader), lines)
    except yaml.MarkedYAMLError as failure:
        raise _in_plain_words(failure, text) from None
    except yaml.reader.ReaderError as failure:
        # libyaml counts bytes, and gives the code point where Python's types promise a string.
        line = text.encode()[: failure.position].count(b"\n") + 1
        code = failure.character if isinstance(failure.character, int) else 0
        raise YamlError(line, f"U+{code:04X} must be written as an escape") from None
    except UnicodeEncodeError as failure:
        line = text.count("\n", 0, failure.start) + 1
        raise YamlError(line, "a lone surrogate, which UTF-8 cannot hold") from None


def _in_plain_words(failure: yaml.MarkedYAMLError, text: str) -> YamlError:
    """What an editor did, as far as libyaml's words tell, which stand behind it."""
    if conflict := _CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        keep = "keep one side, or what is right of both"
        return YamlError(line, f"a merge conflict; {keep}, and delete the marks")
    said = failure.problem or failure.context or "not YAML"
    mark = failure.problem_mark or failure.context_mark
    if said in (_UNCLOSED, _NO_COLON):
        mark = failure.context_mark or mark  # where it begins, and not where it was noticed
    hint = _HINTS.get(said)
    return YamlError(mark.line + 1 if mark else 0, f"{hint} (YAML: {said})" if hint else said)


def _compose(events: Iterator[Any], lines: dict[Path, int] | None) -> Any:
    documents = 0
    result: Any = None
    open_nodes: list[_Open] = []
    for event in events:
        kind = type(event)
        if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            value: Any = open_nodes.pop().value
        elif isinstance(event, yaml.NodeEvent):
            _refuse_marks(event)
            if lines is not None:
                path = tuple(node.step() for node in open_nodes)
                lines.setdefault(path, _line(event))
            if isinstance(event, yaml.CollectionStartEvent):
                if len(open_nodes) == MAX_DEPTH:
                    raise YamlError(_line(event), f"nested more than {MAX_DEPTH} deep")
                open_nodes.append(_Open({} if kind is yaml.MappingStartEvent else []))
                continue
            scalar: Any = event
            value = scalar.value
            if value in _NULLS and scalar.implicit[0]:
                message = f"{value} says nothing; leave the line out, or put a text in quotes"
                raise YamlError(_line(event), message)
        elif kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise YamlError(_line(event), "a second document; one file holds one")
            continue
        else:
            continue
        if open_nodes:
            open_nodes[-1].take(value, event)
        else:
            result = value
    if not documents:
        raise YamlError(1, "empty")
    return result


class _Open:
    """A collection whose end is not read yet."""

    __slots__ = ("key", "value")

    def __init__(self, value: dict[str, Any] | list[Any]) -> None:
        self.value = value
        self.key: str | None = None

    def step(self) -> str | int:
        return len(self.value) if isinstance(self.value, list) else (self.key or "")

    def take(self, value: Any, event: Any) -> None:
        if isinstance(self.value, list):
            self.value.append(value)
        elif self.key is None:
            if not isinstance(value, str):
                raise YamlError(_line(event), "a key that is not a word")
            if value in self.value:
                # What is left where somebody keeps both sides of a conflict in a list.
                ran = "or begin the second entry with its own dash, where two ran into each other"
                raise YamlError(_line(event), f"'{value}' stands twice; keep one of them, {ran}")
            if value == "<<":
                raise YamlError(_line(event), "merge keys are not read; write the values out")
            self.key = value
        else:
            self.value[self.key] = value
            self.key = None


def _refuse_marks(event: Any) -> None:
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise YamlError(_line(event), "anchors and aliases are not read; write the values out")
    if event.tag is not None and event.tag != "!":
        raise YamlError(_line(event), f"the tag {event.tag} is not read; write a plain value")
    if event.tag == "!" and not isinstance(event, yaml.ScalarEvent):
        raise YamlError(_line(event), "tags are not read; write a plain value")


def _line(event: Any) -> int:
    mark = event.start_mark
    return int(mark.line) + 1

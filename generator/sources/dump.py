"""Text dumps of a daily papers page, parsed to fields and rendered back to the same bytes.

Three layouts are known. *compact*: the first title stands right behind the word `Subscribe`, titles
and abstracts alternate without blank lines. *spaced*: blank lines between all of them. *cards*: as
spaced, and after an abstract a block of `• N authors` or an organization, a `·`, and a date with,
at times, a number of comments.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from generator.dates import PRINTED

Layout = Literal["compact", "spaced", "cards"]


BOM = "\ufeff"
BLANKS = " \t\r\f\v"
HEADER_LINES = 40
"""How many lines that are not blank may pass before the first line of a header."""

_INVITATION = re.compile(r"Get trending papers in your email inbox( once a day)?!")
_CURATOR = re.compile(r"by( ?)AK( and the research community)?")
_DAY = re.compile(PRINTED)
_AUTHORS = re.compile(r"• (0|[1-9]\d{0,8}) (authors?)")
_DATE = re.compile(rf"({PRINTED})(?: (0|[1-9]\d{{0,8}}))?")
_DOT = "·"


@dataclass(frozen=True)
class HeaderLine:
    """A known line of the page's header; `variant` is what differs within its kind."""

    kind: Literal["new", "invitation", "subscribe", "name", "curator", "day"]
    variant: str = ""


@dataclass(frozen=True)
class Block:
    """What stands under an abstract in the cards layout, as far as it is there."""

    logo: str | None = None
    organization: str | None = None
    authors: int | None = None
    dot: bool = False
    date: str | None = None
    comments: int | None = None
    plural: bool = True


@dataclass(frozen=True)
class DumpEntry:
    """One paper of a dump; `line` is that of its title."""

    title: str
    abstract: str | None
    block: Block | None
    line: int


@dataclass(frozen=True)
class Stray:
    """A line that fits nowhere, with the reason."""

    text: str
    line: int
    reason: str
    cut_off: bool = False


@dataclass(frozen=True)
class Dump:
    """A dump's fields, and where its spacing departs from its layout's.

    `glued` is the number of the header line that the next line follows without a break.
    `gaps` and `ragged` go by the number (from 0) of a line that is not blank: how many blank
    lines stand before it, and the white space around it with the line ending behind it.
    """

    layout: Layout
    header: tuple[HeaderLine | Stray, ...]
    body: tuple[DumpEntry | Stray, ...]
    glued: int | None = None
    bom: bool = False
    newline: str = "\n"
    tail: str = ""
    gaps: dict[int, str] = field(default_factory=dict)
    ragged: dict[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def entries(self) -> tuple[DumpEntry, ...]:
        """The papers, in the order of the page."""
        return tuple(part for part in self.body if isinstance(part, DumpEntry))

    @property
    def strays(self) -> tuple[Stray, ...]:
        """The lines that fit nowhere, from top to bottom."""
        return tuple(part for part in (*self.header, *self.body) if isinstance(part, Stray))


class NotADump(Exception):
    """A text without the header that every dump begins with."""


def parse_dump(text: str) -> Dump:
    """The dump's fields; raises NotADump where no header is found.

    >>> parse_dump("SubscribeA Title\\nIts abstract.").entries[0].title
    'A Title'
    """
    lines = list(_lines(text.removeprefix(BOM)))
    apart, glued = _unglued(lines)
    header = _parse_header(apart)
    body = apart[len(header) :]
    dump = Dump(
        layout=_layout(body, glued is not None),
        header=header,
        body=tuple(_parse_body(body)),
        glued=glued,
        bom=text.startswith(BOM),
        newline="\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n",
    )
    return _with_spacing(dump, lines, text)


def render_dump(dump: Dump) -> str:
    """The text the dump was parsed from, made from its fields."""
    written = list(_written(dump))
    pieces = [BOM if dump.bom else ""]
    for number, (gap, text) in enumerate(written):
        lead, trail = dump.ragged.get(number, (_lead(text), ""))
        pieces += [dump.gaps.get(number, dump.newline * gap), lead, text.lstrip(BLANKS), trail]
    return "".join([*pieces, dump.tail])


@dataclass(frozen=True)
class _Line:
    """A line that is not blank: its number (from 1), its text, and the space around it."""

    number: int
    text: str
    before: str
    lead: str
    trail: str


def _lines(text: str) -> Iterator[_Line]:
    before = ""
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip(BLANKS)
        if stripped:
            start = line.index(stripped)
            trail = line[start + len(stripped) :]
            ending = "\r" if trail.endswith("\r") else ""
            yield _Line(number, stripped, before, line[:start], trail.removesuffix(ending))
            before = f"{ending}\n"
        else:
            before += f"{line}\n"


def _unglued(lines: list[_Line]) -> tuple[list[_Line], int | None]:
    """The lines, with what stands right behind `Subscribe` on a line of its own, and where."""
    for index, line in enumerate(lines[:HEADER_LINES]):
        if line.text.startswith("Subscribe"):
            rest = line.text.removeprefix("Subscribe")
            if not rest:
                break
            text = rest.lstrip(BLANKS)
            word = replace(line, text=f"Subscribe{rest[: len(rest) - len(text)]}")
            behind = replace(line, text=text, before="")
            return [*lines[:index], word, behind, *lines[index + 1 :]], index
    return lines, None


def _parse_header(lines: list[_Line]) -> tuple[HeaderLine | Stray, ...]:
    """The lines up to the first title; what is unknown before `Subscribe` is a stray."""
    texts = [line.text.rstrip(BLANKS) for line in lines[:HEADER_LINES]]
    subscribed = texts.index("Subscribe") if "Subscribe" in texts else -1
    header: list[HeaderLine | Stray] = []
    for index, line in enumerate(lines):
        parsed = _header_line(line.text)
        if parsed is None and index > subscribed:
            break
        header.append(
            parsed or Stray(line.text, line.number, "not a line of the page's header"),
        )
    if not any(isinstance(part, HeaderLine) and part.kind != "new" for part in header):
        raise NotADump
    return tuple(header)


def _header_line(text: str) -> HeaderLine | None:
    if text == "new":
        return HeaderLine("new")
    if match := _INVITATION.fullmatch(text):
        return HeaderLine("invitation", match[1] or "")
    if text == "Daily Papers":
        return HeaderLine("name")
    if match := _CURATOR.fullmatch(text):
        return HeaderLine("curator", text.removeprefix("by"))
    if _DAY.fullmatch(text):
        return HeaderLine("day", text)
    if text.rstrip(BLANKS) == "Subscribe":
        return HeaderLine("subscribe", text.removeprefix("Subscribe"))
    return None


def _header_text(part: HeaderLine | Stray) -> str:
    if isinstance(part, Stray):
        return part.text
    match part.kind:
        case "new":
            return "new"
        case "invitation":
            return f"Get trending papers in your email inbox{part.variant}!"
        case "subscribe":
            return f"Subscribe{part.variant}"
        case "name":
            return "Daily Papers"
        case "curator":
            return f"by{part.variant}"
        case "day":
            return part.variant


def _layout(body: list[_Line], glued: bool) -> Layout:
    if any(line.text == _DOT or _AUTHORS.fullmatch(line.text) for line in body):
        return "cards"
    apart = sum(line.before.count("\n") > 1 for line in body[1:])
    if glued and 2 * apart <= len(body):
        return "compact"
    return "spaced" if (2 * apart >= len(body) - 1 and apart) or len(body) < 2 else "compact"


def _parse_body(lines: list[_Line]) -> Iterator[DumpEntry | Stray]:
    index = 0
    while index < len(lines):
        line = lines[index]
        if _begins_block(lines, index):
            _, taken = _parse_block(lines, index)
            for stray in lines[index : index + taken]:
                reason = "authors or a date without a paper above"
                yield Stray(stray.text, stray.number, reason)
            index += taken
        elif index + 1 == len(lines):
            yield _last_line(line)
            index += 1
        elif _begins_block(lines, index + 1) and not _reads_like_abstract(line.text):
            block, taken = _parse_block(lines, index + 1)
            yield DumpEntry(line.text, None, block, line.number)
            index += 1 + taken
        elif _is_orphan(lines, index):
            yield Stray(line.text, line.number, "an abstract without a title")
            index += 1
        elif _lacks_abstract(lines, index):
            yield Stray(line.text, line.number, "a title without an abstract")
            index += 1
        else:
            block, taken = _parse_block(lines, index + 2)
            yield DumpEntry(line.text, lines[index + 1].text, block, line.number)
            index += 2 + taken


def _last_line(line: _Line) -> Stray:
    if _reads_like_abstract(line.text):
        return Stray(line.text, line.number, "an abstract without a title")
    return Stray(
        line.text,
        line.number,
        "the dump is cut off after this title; the paper is not stored",
        cut_off=True,
    )


def _is_orphan(lines: list[_Line], index: int) -> bool:
    """Whether an abstract stands where a title is due.

    A long title is told from an abstract by the longer abstract that follows it.
    """
    text, following = lines[index].text, lines[index + 1].text
    if not _reads_like_abstract(text):
        return False
    if _begins_block(lines, index + 1):
        return True
    return not (_reads_like_abstract(following) and len(text) <= 500 and len(text) < len(following))


def _lacks_abstract(lines: list[_Line], index: int) -> bool:
    """Whether two titles stand in a row, the second with the abstract."""
    if index + 2 >= len(lines) or _begins_block(lines, index + 2):
        return False
    return not _reads_like_abstract(lines[index + 1].text) and _reads_like_abstract(
        lines[index + 2].text
    )


def _reads_like_abstract(text: str) -> bool:
    return len(text) > 250 or (len(text) > 100 and text.endswith(".") and ". " in text)


def _begins_block(lines: list[_Line], index: int) -> bool:
    if index >= len(lines):
        return False
    if lines[index].text == _DOT or _AUTHORS.fullmatch(lines[index].text):
        return True
    if index + 1 == len(lines) or lines[index + 1].text != _DOT:
        return False
    return _reads_like_organization(lines[index].text)


def _reads_like_organization(text: str) -> bool:
    """Whether a logo's name and an organization's, rather than an abstract, can be in a line."""
    sentence = text.endswith(".") and text.count(" ") > 10
    return len(text) <= 200 and not sentence


def _parse_block(lines: list[_Line], start: int) -> tuple[Block | None, int]:
    """The block that begins at a line, and how many lines it takes; None and 0 if none does."""
    if not _begins_block(lines, start):
        return None, 0
    texts = [line.text for line in lines[start : start + 4]]
    logo, organization = _parse_organization(texts)
    authors = _AUTHORS.fullmatch(texts[0]) if texts else None
    if authors:
        texts.pop(0)
    dot = texts[:1] == [_DOT]
    if dot:
        texts.pop(0)
    printed = _DATE.fullmatch(texts[0]) if dot and texts else None
    block = Block(
        logo,
        organization,
        authors=int(authors[1]) if authors else None,
        dot=dot,
        date=printed[1] if printed else None,
        comments=int(printed[2]) if printed and printed[2] else None,
        plural=not authors or authors[2] == "authors",
    )
    return block, len(list(_written_block(block)))


def _parse_organization(texts: list[str]) -> tuple[str | None, str | None]:
    """A logo's name and the organization's, taken off the texts where they come first."""
    if texts[0] == _DOT or _AUTHORS.fullmatch(texts[0]):
        return None, None
    head, _, tail = texts.pop(0).partition(" ")
    return (head, tail) if tail else (None, head)


def _written(dump: Dump) -> Iterator[tuple[int, str]]:
    """Each line that is not blank, with the line breaks before it in the layout."""
    apart = 1 if dump.layout == "compact" else 2
    texts = [(apart, _header_text(part)) for part in dump.header]
    for part in dump.body:
        if isinstance(part, Stray):
            texts.append((apart, part.text))
            continue
        texts.append((apart, part.title))
        if part.abstract is not None:
            texts.append((apart, part.abstract))
        if part.block is not None:
            texts += _written_block(part.block)
    if (word := dump.glued) is not None:
        texts[word : word + 2] = [(apart, texts[word][1] + texts[word + 1][1])]
    if texts:
        texts[0] = (0, texts[0][1])
    return iter(texts)


def _written_block(block: Block) -> Iterator[tuple[int, str]]:
    lines = []
    if block.organization is not None:
        lines.append(f"{block.logo} {block.organization}" if block.logo else block.organization)
    if block.authors is not None:
        lines.append(f"  • {block.authors} {'authors' if block.plural else 'author'}")
    if block.dot:
        lines.append(_DOT)
    if block.date is not None:
        lines.append(f"{block.date} {block.comments}" if block.comments is not None else block.date)
    return ((1 if number else 2, text) for number, text in enumerate(lines))


def _lead(text: str) -> str:
    return text[: len(text) - len(text.lstrip(BLANKS))]


def _with_spacing(dump: Dump, lines: list[_Line], text: str) -> Dump:
    gaps: dict[int, str] = {}
    ragged: dict[int, tuple[str, str]] = {}
    for number, ((gap, written), line) in enumerate(zip(_written(dump), lines, strict=True)):
        if line.before != dump.newline * gap:
            gaps[number] = line.before
        if (line.lead, line.trail) != (_lead(written), ""):
            ragged[number] = (line.lead, line.trail)
    body = text.removeprefix(BOM)
    tail = body[len(body.rstrip(BLANKS + "\n")) :]
    if lines:
        tail = tail.removeprefix(lines[-1].trail)
    return replace(dump, tail=tail, gaps=gaps, ragged=ragged)

"""Files from outside read as listings: what they hold, and what is wrong with them."""

import codecs
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

from generator.dates import capture_year, printed_year, resolve
from generator.model import Basis, DumpSource, FileSource, PageSource
from generator.problems import Problem, error, notice
from generator.sources.answers import Refused
from generator.sources.arxiv import parse_ids
from generator.sources.bibtex import BEGINS, parse_bibtex
from generator.sources.daily_papers import TITLE, parse_items, parse_page
from generator.sources.dump import Dump, DumpEntry, HeaderLine, NotADump, parse_dump
from generator.sources.json_lines import parse_json_lines
from generator.sources.sighting import Reading, Sighting, accept
from generator.wording import count

MAX_BYTES = 50_000_000
MAX_ENTRIES = 50_000
SUFFIXES = (".txt", ".html", ".htm", ".bib", ".jsonl")
FEW = 5
"""So many of the files that are not read are named."""
NO_PAPER = "no paper could be read from it"


def read_file(
    path: Path, day: date | None, title: str | None = None
) -> tuple[Reading | None, list[Problem]]:
    """The listing in a file, or None where the file as a whole is refused, and every problem."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            message = f"{size:,} bytes; a file of more than {MAX_BYTES:,} is not read"
            return None, [error(str(path), 0, message)]
        raw = path.read_bytes()
    except OSError as failure:
        return None, [error(str(path), 0, f"cannot be read: {failure.strerror or failure}")]
    reading, problems = read_bytes(str(path), raw, day)
    if reading is not None and title is not None:
        reading = replace(reading, title=title, title_given=True)
    return reading, problems


def read_bytes(path: str, raw: bytes, day: date | None) -> tuple[Reading | None, list[Problem]]:
    """The listing in the bytes of a file, whose kind is told by what it holds."""
    begins = raw.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    if begins == b"<":
        return _read_page(path, raw, day)
    if begins == b"{":
        return _read_list(path, raw, day, "json-lines")
    if BEGINS.match(raw.removeprefix(codecs.BOM_UTF8)):
        return _read_list(path, raw, day, "bibtex")
    return read_dump(path, raw, day)


def _good(path: str, sightings: Iterable[Sighting]) -> tuple[tuple[Sighting, ...], list[Problem]]:
    """The sightings that can become records, and what is wrong with the others."""
    good = []
    problems: list[Problem] = []
    for seen in sightings:
        sighting, told = accept(path, seen)
        problems += told
        if sighting is not None:
            good.append(sighting)
    return tuple(good), problems


def read_dump(path: str, raw: bytes, day: date | None) -> tuple[Reading | None, list[Problem]]:
    """The listing in a dump's bytes, its good entries only, and a problem for every other line."""
    if not raw.strip(codecs.BOM_UTF8 + b" \t\r\n\f\v"):
        return None, [error(path, 0, "empty")]
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None, [error(path, 1, "UTF-16; save the page's text as UTF-8")]
    try:
        dump = parse_dump(raw.decode("utf-8", "surrogateescape"))
    except NotADump:
        return None, [error(path, 1, _encoding_first(raw) or _not_a_dump(raw))]
    if len(dump.entries) > MAX_ENTRIES:
        message = f"{len(dump.entries):,} papers; a dump of more than {MAX_ENTRIES:,} is not read"
        return None, [error(path, 0, message)]
    problems = list(_stray_problems(path, dump))
    sightings, refused = _good(path, map(_sighting, dump.entries))
    problems += refused
    bare = (sighting for sighting in sightings if not sighting.abstract)
    problems += [notice(path, one.line, "a paper without an abstract") for one in bare]
    if not sightings:
        problems.append(error(path, 0, NO_PAPER))
        return None, problems
    return _reading(path, raw, dump, sightings, day), problems


def _read_page(path: str, raw: bytes, given: date | None) -> tuple[Reading | None, list[Problem]]:
    """The listing in a page of daily papers, saved as HTML."""
    try:
        items, day = parse_page(raw)
        sightings, problems = parse_items(path, items)
    except Refused as reason:
        return None, [error(path, 0, str(reason))]
    sha256 = hashlib.sha256(raw).hexdigest()
    reading = Reading(
        path=path,
        name=f"page-{sha256[:12]}",
        source=PageSource(file=_file_name(path), sha256=sha256),
        title=TITLE,
        day=given or day,
        day_basis="given" if given else "page" if day else None,
        sightings=tuple(sightings),
    )
    return _unless_empty(reading, problems)


def _read_list(
    path: str, raw: bytes, day: date | None, form: Literal["bibtex", "json-lines"]
) -> tuple[Reading | None, list[Problem]]:
    """The listing in a list of papers that somebody keeps."""
    try:
        text = raw.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as failure:
        line = raw.count(b"\n", 0, failure.start) + 1
        return None, [error(path, line, "not UTF-8")]
    parse = parse_bibtex if form == "bibtex" else parse_json_lines
    found, problems = parse(path, text)
    sightings, refused = _good(path, found)
    bare = sum(not sighting.abstract for sighting in sightings)
    if bare:
        refused.append(notice(path, 0, f"{count(bare, 'paper')} without an abstract"))
    sha256 = hashlib.sha256(raw).hexdigest()
    reading = Reading(
        path=path,
        name=f"file-{sha256[:12]}",
        source=FileSource(format=form, file=_file_name(path), sha256=sha256),
        title=None,
        day=day,
        day_basis="given" if day else None,
        sightings=sightings,
    )
    return _unless_empty(reading, [*problems, *refused])


def _unless_empty(
    reading: Reading, problems: list[Problem]
) -> tuple[Reading | None, list[Problem]]:
    if len(reading.sightings) > MAX_ENTRIES:
        message = f"{len(reading.sightings):,} papers; more than {MAX_ENTRIES:,} are not read"
        return None, [error(reading.path, 0, message)]
    if not reading.sightings:
        return None, [*problems, error(reading.path, 0, NO_PAPER)]
    return reading, problems


def read_lines(paths: Iterable[Path]) -> tuple[list[tuple[str, str]], list[Problem]]:
    """Every line of some texts with its place, and what is wrong with the files."""
    lines: list[tuple[str, str]] = []
    files, problems = files_of(paths)
    for path in files:
        try:
            if path.stat().st_size > MAX_BYTES:
                problems.append(error(str(path), 0, f"more than {MAX_BYTES:,} bytes"))
                continue
            text = path.read_bytes().decode()
        except OSError as failure:
            problems.append(error(str(path), 0, f"cannot be read: {failure.strerror or failure}"))
        except UnicodeDecodeError as failure:
            line = failure.object.count(b"\n", 0, failure.start) + 1
            problems.append(error(str(path), line, "not UTF-8"))
        else:
            numbered = enumerate(text.split("\n"), start=1)
            lines += [(f"{path}:{number}", line) for number, line in numbered if line]
    return lines, problems


def _reading(
    path: str, raw: bytes, dump: Dump, sightings: tuple[Sighting, ...], given: date | None
) -> Reading:
    sha256 = hashlib.sha256(raw).hexdigest()
    header = [part for part in dump.header if isinstance(part, HeaderLine)]
    day_text = next((part.variant for part in header if part.kind == "day"), None)
    day, basis = _day(day_text, dump, given)
    return Reading(
        path=path,
        name=f"dump-{sha256[:12]}",
        source=DumpSource(layout=dump.layout, file=_file_name(path), sha256=sha256),
        title="Daily Papers" if any(part.kind == "name" for part in header) else None,
        day=day,
        day_text=day_text,
        day_basis=basis,
        sightings=sightings,
    )


def _day(day_text: str | None, dump: Dump, given: date | None) -> tuple[date | None, Basis | None]:
    """The listing's day and how it is known; neither where no year can be derived."""
    if given is not None:
        return given, "given"
    if day_text is None:
        return None, None
    if printed_year(day_text) is not None:
        day = resolve(day_text, None)
        return day, "page" if day else None
    dates = [entry.block.date for entry in dump.entries if entry.block and entry.block.date]
    day = resolve(day_text, capture_year([day_text, *dates]))
    return day, "inferred" if day else None


def _sighting(entry: DumpEntry) -> Sighting:
    block = entry.block
    return Sighting(
        title=entry.title,
        abstract=entry.abstract or "",
        line=entry.line,
        published_text=block.date if block else None,
        author_count=block.authors if block else None,
        organization=block.organization if block else None,
        comments=block.comments if block else None,
    )


def _stray_problems(path: str, dump: Dump) -> Iterator[Problem]:
    for stray in dump.strays:
        shown = stray.text if len(stray.text) <= 60 else f"{stray.text[:59]}…"
        report = notice if stray.cut_off else error
        yield report(path, stray.line, f"{stray.reason}: {shown}")


def _not_a_dump(raw: bytes) -> str:
    """That a file is nothing we read, and what is read."""
    array = raw.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"["
    ids, _ = parse_ids("", raw.decode("utf-8", "replace"))
    seen = (
        f"it names {count(len(ids), 'arXiv id')}, which `fetch arxiv --ids FILE` reads"
        if ids
        else "in JSON Lines each paper is an object on a line of its own"
        if array
        else "reference managers export BibTeX; a line of JSON Lines may be no more than a title"
    )
    return (
        "not a dump of a papers page: none of the page's header lines at its top; nor a saved "
        f"page of daily papers (HTML), BibTeX or JSON Lines; {seen}"
    )


def _encoding_first(raw: bytes) -> str | None:
    try:
        raw.decode()
    except UnicodeDecodeError as failure:
        line = raw.count(b"\n", 0, failure.start) + 1
        return f"not a dump of a papers page, nor UTF-8 (line {line})"
    return None


def _file_name(path: str) -> str:
    """The file's own name as text that UTF-8 can hold."""
    name = Path(path).name
    return name.encode("utf-8", "backslashreplace").decode()


def files_of(paths: Iterable[Path]) -> tuple[list[Path], list[Problem]]:
    """The files to read: those given, and for a folder those in it that may hold papers.

    What else a folder holds is a notice, and nothing to read an error; hidden files are no papers.
    """
    files: list[Path] = []
    problems: list[Problem] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        held = sorted(inside for inside in path.iterdir() if not inside.name.startswith("."))
        found = [one for one in held if one.suffix.lower() in SUFFIXES and not one.is_dir()]
        others = [one.name for one in held if one not in found]
        files += found
        if not found:
            message = f"nothing in this folder ends in {', '.join(SUFFIXES)}"
            problems.append(error(str(path), 0, message))
        elif others:
            named = ", ".join(others[:FEW]) + (" …" if len(others) > FEW else "")
            message = f"{len(others)} not read, which end in none of {', '.join(SUFFIXES)}: {named}"
            problems.append(notice(str(path), 0, message))
    return files, problems

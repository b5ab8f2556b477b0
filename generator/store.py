"""`content/` on disk: read as a whole with every problem found, each file written whole."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from msgspec import structs

from generator import schema
from generator.facts import explicit
from generator.model import (
    DEFAULT_CONFIG,
    Answer,
    Config,
    Correction,
    Listing,
    ListingCorrection,
    Record,
    RecordId,
    Sent,
    Stored,
)
from generator.problems import Problem, error, notice
from generator.strict_yaml import Flow, render_yaml
from generator.tags.taxonomy import Taxonomy

T = TypeVar("T")

ANSWERS = "answers.yml"
"""The day of each live source's last valid answer."""

SENT = "sent.yml"
"""Which digests were sent, in the order of sending."""

_READ = re.compile(
    rf"(?:archive|tags)\.yml|{re.escape(ANSWERS)}|{re.escape(SENT)}|records/[^/]+/[^/]+\.yml"
    r"|(?:listings|corrections|corrections/listings|unfound)/[^/]+\.yml"
    r"|pages/[^/]+\.md|schema/[^/]+\.json|theme/.+|keep\.txt"
)


def load_content(content: Path) -> tuple[Stored, list[Problem]]:
    """Everything under a content folder that can be read, and what is wrong with the rest.

    A folder that is empty, or not there yet, is an archive without papers.
    """
    problems: list[Problem] = []
    config = _load_one(content / "archive.yml", content, Config, problems)
    taxonomy = _load_one(content / "tags.yml", content, Taxonomy, problems)
    stored = Stored(
        records=_load_named(
            content, "records/*/*.yml", Record, lambda record: record_path(record.id), problems
        ),
        listings=_load_named(
            content, "listings/*.yml", Listing, lambda listing: listing_path(listing.name), problems
        ),
        corrections=_by_stem(content, "corrections/*.yml", tuple[Correction, ...], problems),
        listing_corrections=_by_stem(
            content, "corrections/listings/*.yml", tuple[ListingCorrection, ...], problems
        ),
        config=config or DEFAULT_CONFIG,
        sent=_load_sent(content, problems),
        taxonomy=taxonomy or Taxonomy(terms=()),
        unfound=_load_unfound(content, problems),
        answers=_load_answers(content, problems),
    )
    return stored, problems


def load_config(content: Path) -> tuple[Config, list[Problem]]:
    """What the operator set in `archive.yml`; where that cannot be read the defaults, and why."""
    problems: list[Problem] = []
    config = _load_one(content / "archive.yml", content, Config, problems)
    return config or DEFAULT_CONFIG, problems


def record_path(record_id: str) -> str:
    """Where a record stands under the content folder."""
    return f"records/{record_id[:4]}/{record_id}.yml"


def listing_path(name: str) -> str:
    """Where a listing stands under the content folder."""
    return f"listings/{name}.yml"


def correction_path(record_id: str) -> str:
    """Where a record's corrections stand under the content folder."""
    return f"corrections/{record_id}.yml"


def listing_correction_path(name: str) -> str:
    """Where a listing's corrections stand under the content folder."""
    return f"corrections/listings/{name}.yml"


def correction_text(content: Path, stored: Stored, subject: str) -> str | None:
    """The file of a record's or a listing's corrections as it is; None where there is none."""
    of_record = subject in stored.records
    path = correction_path(subject) if of_record else listing_correction_path(subject)
    try:
        return (content / path).read_bytes().decode()
    except FileNotFoundError:
        return None


def unfound_path(day: str) -> str:
    """Where the records that arXiv did not have on a day stand under the content folder."""
    return f"unfound/{day}.yml"


def render_record(record: Record) -> str:
    """The file of a record."""
    plain = schema.plain(record)
    for name in ("categories", "keywords", "links"):
        if name in plain:
            plain[name] = tuple(plain[name])
    return render_yaml(plain)


def render_listing(listing: Listing) -> str:
    """The file of a listing, one line an entry."""
    plain = schema.plain(listing)
    plain["source"] = _flow(plain["source"])
    plain["entries"] = _flow(plain.get("entries", []))
    return render_yaml(plain)


def render_sent(sent: Sequence[Sent]) -> str:
    """The file of the digests that were sent, one line each."""
    return render_yaml([_flow(schema.plain(one)) for one in sent])


def write_sent(content: Path, sent: Sequence[Sent]) -> None:
    """The digests that were sent, on disk."""
    write_text(content / SENT, render_sent(sent))


def write_changes(content: Path, before: Stored, after: Stored) -> int:
    """How many files were written or, for records found to be others, removed."""
    written = set()
    for path, text in _changes(before, after):
        write_text(content / path, text)
        written.add(path)
    gone = [record_id for record_id in before.records if record_id not in after.records]
    for record_id in gone:
        (content / record_path(record_id)).unlink(missing_ok=True)
    return len(written) + len(gone)


def write_text(path: Path, text: str) -> None:
    """The text on disk, whole or not at all, whenever the run is stopped."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, raw: bytes) -> None:
    """The bytes on disk, whole or not at all, whenever the run is stopped."""
    # Hidden, so that nothing reads what a killed run leaves, nor git adds it.
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        try:
            aside.write_bytes(raw)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(raw)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _changes(before: Stored, after: Stored) -> Iterator[tuple[str, str]]:
    """What to write, in an order in which a run may be stopped anywhere and nothing is lost.

    An entry that says what its record says would say something else once that is written. So
    listings that have to say more come first, then records, then listings as they are to be.
    """
    said = dict(_explicit(before, after))
    for name, listing in said.items():
        yield listing_path(name), render_listing(listing)
    for record_id, record in after.records.items():
        if before.records.get(record_id) != record:
            yield record_path(record_id), render_record(record)
    for name, listing in after.listings.items():
        if said.get(name, before.listings.get(name)) != listing:
            yield listing_path(name), render_listing(listing)
    for day, records in after.unfound.items():
        if before.unfound.get(day) != records:
            yield unfound_path(day), render_yaml(list(records))
    if before.answers != after.answers:
        yield ANSWERS, render_yaml([Flow(schema.plain(answer)) for answer in after.answers])


def _explicit(before: Stored, after: Stored) -> Iterator[tuple[str, Listing]]:
    """The stored listings in which entries must say what their records will no longer say."""
    changed = {
        record_id
        for record_id, record in before.records.items()
        if after.records.get(record_id, record) != record
    }
    for name, listing in before.listings.items() if changed else ():
        entries = tuple(
            explicit(entry, listing, before.records[entry.record], after.records[entry.record])
            if entry.record in changed
            else entry
            for entry in listing.entries
        )
        if entries != listing.entries:
            yield name, structs.replace(listing, entries=entries)


def _flow(value: object) -> object:
    if isinstance(value, dict):
        return Flow({key: _flow(inner) for key, inner in value.items()})
    if isinstance(value, list | tuple):
        return [_flow(inner) for inner in value]
    return value


def _load_sent(content: Path, problems: list[Problem]) -> tuple[Sent, ...]:
    """The digests that were sent; none where the archive never sent one."""
    path = content / SENT
    sent = _load_one(path, content, tuple[Sent, ...], problems) if path.exists() else None
    return sent or ()


def unread_files(content: Path) -> Iterator[str]:
    """The files under a content folder that nothing reads, but for hidden ones."""
    for here, folders, names in os.walk(content):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        folder = Path(here).relative_to(content)
        for name in sorted(name for name in names if not name.startswith(".")):
            path = (folder / name).as_posix()
            if not _READ.fullmatch(path):
                yield path


def _load_one(path: Path, content: Path, kind: type[T], problems: list[Problem]) -> T | None:
    shown = _shown(path, content)
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        problems.append(notice(shown, 0, "this file is missing; defaults stand in for it"))
        return None
    except OSError as failure:
        problems.append(error(shown, 0, f"cannot be read: {failure.strerror}"))
        return None
    except UnicodeDecodeError as failure:
        line = failure.object[: failure.start].count(b"\n") + 1
        problems.append(error(shown, line, "not UTF-8"))
        return None
    value, found = schema.read(shown, text, kind)
    problems += found
    return value


def _load_unfound(content: Path, problems: list[Problem]) -> dict[str, tuple[RecordId, ...]]:
    found = _by_stem(content, "unfound/*.yml", tuple[RecordId, ...], problems)
    for name in [name for name in found if not _is_day(name)]:
        shown = _shown(content / unfound_path(name), content)
        problems.append(error(shown, 0, "this file is not named after a day (YYYY-MM-DD.yml)"))
        del found[name]
    return found


def _is_day(name: str) -> bool:
    try:
        return date.fromisoformat(name).isoformat() == name
    except ValueError:
        return False


def _load_answers(content: Path, problems: list[Problem]) -> tuple[Answer, ...]:
    """The last answers of live sources; a content folder that asked none has no such file."""
    if not (content / ANSWERS).exists():
        return ()
    return _load_one(content / ANSWERS, content, tuple[Answer, ...], problems) or ()


def _load_all(
    content: Path, pattern: str, kind: type[T], problems: list[Problem]
) -> Iterator[tuple[Path, T]]:
    for path in sorted(content.glob(pattern)):
        if path.is_file():
            value = _load_one(path, content, kind, problems)
            if value is not None:
                yield path, value


def _by_stem(content: Path, pattern: str, kind: type[T], problems: list[Problem]) -> dict[str, T]:
    return {path.stem: value for path, value in _load_all(content, pattern, kind, problems)}


def _load_named(
    content: Path,
    pattern: str,
    kind: type[T],
    expected: Callable[[T], str],
    problems: list[Problem],
) -> dict[str, T]:
    """The values by the name of their file, which must be the one their own name asks for."""
    loaded = {}
    for path, value in _load_all(content, pattern, kind, problems):
        place = path.relative_to(content).as_posix()
        if place == expected(value):
            loaded[path.stem] = value
        else:
            message = f"this file belongs at {content.name}/{expected(value)}"
            problems.append(error(_shown(path, content), 1, message))
    return loaded


def _shown(path: Path, content: Path) -> str:
    """A path as problems name it: from the folder that holds the content folder."""
    return path.relative_to(content.parent).as_posix()

"""Every rule the content must keep, in one place; each is a generator of findings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.model import Stored
from generator.problems import Problem, Severity
from generator.store import (
    correction_path,
    listing_correction_path,
    listing_path,
    load_content,
    record_path,
)
from generator.strict_yaml import Path as Where
from generator.strict_yaml import YamlError, parse_lines
from generator.tags.taxonomy import Finding as TermFinding
from generator.tags.taxonomy import check_taxonomy, check_use
from generator.typeset import canonical, deceptive

RESERVED_PAGES = frozenset(
    {"index", "days", "undated", "tags", "organizations", "authors", "arxiv", "papers", "404"}
    | {"trending", "stats", "changes", "search", "assets", "reading-list", "subscribe", "feeds"}
)


# A phrase that a hundred papers do not use may well be used by the next hundred.
ENOUGH_TO_JUDGE_PHRASES = 2000


@dataclass(frozen=True)
class Finding:
    """A problem with the place in a file's structure where it lies."""

    path: str
    where: Where
    severity: Severity
    message: str


def check_content(content: Path, thorough: bool = True) -> tuple[Stored, list[Problem]]:
    """What the content holds, and every problem with it, in order of path and line.

    A build need not be thorough: it leaves out rules that yield notices only and take their time.
    """
    stored, problems = load_content(content)
    rules = (*RULES, *THOROUGH_RULES) if thorough else RULES
    findings = [finding for rule in rules for finding in rule(stored)]
    findings += check_pages(content)
    return stored, sorted([*problems, *_placed(content, findings)])


def check_entries(stored: Stored) -> Iterator[Finding]:
    """Every entry of a listing names a record that is there."""
    ids = known_ids(stored)
    for name, listing in stored.listings.items():
        for index, entry in enumerate(listing.entries):
            if entry.record not in ids:
                yield Finding(
                    listing_path(name),
                    ("entries", index, "record"),
                    "error",
                    f"no record '{entry.record}'; record files are never deleted",
                )


def known_ids(stored: Stored) -> set[str]:
    """Every id that leads to a record: its own, and those of records found to be it."""
    aliases = (alias for record in stored.records.values() for alias in record.aliases)
    return {*stored.records, *aliases}


def check_ids(stored: Stored) -> Iterator[Finding]:
    """An id, an alias and an arXiv id lead to one record only."""
    owners: dict[str, str] = {}
    for record in stored.records.values():
        for index, alias in enumerate(record.aliases):
            other = alias if alias in stored.records else owners.setdefault(alias, record.id)
            if other != record.id:
                message = f"'{alias}' is already an id of {other}"
                yield Finding(record_path(record.id), ("aliases", index), "error", message)
        if record.arxiv is not None:
            other = owners.setdefault(f"arXiv:{record.arxiv}", record.id)
            if other != record.id:
                message = f"arXiv:{record.arxiv} is already {other}"
                yield Finding(record_path(record.id), ("arxiv",), "error", message)


def check_titles(stored: Stored) -> Iterator[Finding]:
    """Every title has something to read in it."""
    for record in stored.records.values():
        if not canonical(record.title):
            message = "title: nothing in it can be seen"
            yield Finding(record_path(record.id), ("title",), "error", message)


def check_deceptive(stored: Stored) -> Iterator[Finding]:
    """What a title or an abstract holds that no reader sees, and that pages leave out."""
    for record in stored.records.values():
        for field in ("title", "abstract"):
            text = getattr(record, field)
            if text.isascii() and text.isprintable():
                continue
            unseen = sorted({name for _, name in deceptive(text)})
            if unseen:
                message = f"{field}: pages leave out {', '.join(unseen)}"
                yield Finding(record_path(record.id), (field,), "notice", message)


def check_days(stored: Stored) -> Iterator[Finding]:
    """A listing without a day waits for somebody who knows it."""
    for name, listing in stored.listings.items():
        corrected = any(c.set.day for c in stored.listing_corrections.get(name, ()))
        if listing.lacks_day and not corrected:
            says = f" (it says '{listing.day_text}')" if listing.day_text else ""
            message = f"undated{says} until a correction of the listing, or --day, says more"
            yield Finding(listing_path(name), (), "notice", message)


def check_corrections(stored: Stored) -> Iterator[Finding]:
    """Corrections are of records, listings and tags that exist, and merges come to an end."""
    tags = {term.slug for term in stored.taxonomy.terms}
    ids = known_ids(stored)
    for record_id, corrections in stored.corrections.items():
        path = correction_path(record_id)
        if record_id not in ids:
            yield Finding(path, (), "error", f"no record '{record_id}' to correct")
        for index, correction in enumerate(corrections):
            if correction.tags is not None:
                for tag in (*correction.tags.add, *correction.tags.remove):
                    if tag not in tags:
                        where: Where = (index, "tags")
                        yield Finding(path, where, "error", f"no tag '{tag}' in tags.yml")
            others = [*correction.same_as, *correction.not_same_as]
            others += [correction.merge_into] if correction.merge_into else []
            for other in others:
                if other not in ids or other == record_id:
                    message = f"'{other}' is no other record"
                    yield Finding(path, (index,), "error", message)
    for name in stored.listing_corrections:
        if name not in stored.listings:
            path = listing_correction_path(name)
            yield Finding(path, (), "error", f"no listing '{name}' to correct")


def check_merges(stored: Stored) -> Iterator[Finding]:
    """No record is merged into one that is merged into it."""
    into = {
        record_id: correction.merge_into
        for record_id, corrections in stored.corrections.items()
        for correction in corrections
        if correction.merge_into
    }
    for record_id in into:
        passed = [record_id]
        while (following := into.get(passed[-1])) is not None and following not in passed:
            passed.append(following)
        if following == record_id:
            message = f"merged in a circle: {' → '.join([*passed, record_id])}"
            yield Finding(correction_path(record_id), (), "error", message)


def check_tags(stored: Stored) -> Iterator[Finding]:
    """The taxonomy holds together."""
    yield from _of_terms(stored, check_taxonomy(stored.taxonomy))


def check_phrases(stored: Stored) -> Iterator[Finding]:
    """The phrases of the taxonomy say something about this archive."""
    texts = (f"{record.title} | {record.abstract}" for record in stored.records.values())
    found = check_use(stored.taxonomy, texts, enough=ENOUGH_TO_JUDGE_PHRASES)
    yield from _of_terms(stored, found)


def _of_terms(stored: Stored, found: Iterable[TermFinding]) -> Iterator[Finding]:
    places = {term.slug: ("terms", index) for index, term in enumerate(stored.taxonomy.terms)}
    for severity, slug, message in found:
        yield Finding("tags.yml", places[slug], severity, f"{slug}: {message}")


def check_sending(content: Path, stored: Stored) -> list[Problem]:
    """What the settings lack, without which no digest can be sent."""
    mail = stored.config.mail
    needed = (
        ("to", mail.to, "the address of the mailing list"),
        ("from", mail.from_, "the address that digests come from"),
        ("list_id", mail.list_id, "a name that stays the list's, such as papers.example.org"),
        ("unsubscribe", mail.unsubscribe, "the address at which subscribers leave the list"),
    )
    missing = [
        Finding("archive.yml", ("mail",), "error", f"mail: '{key}' is missing: {meaning}")
        for key, value, meaning in needed
        if value is None
    ]
    return list(_placed(content, missing))


def check_pages(content: Path) -> Iterator[Finding]:
    """A page written by hand does not stand where one of ours does."""
    for path in sorted((content / "pages").glob("*.md")):
        if path.stem.lower() in RESERVED_PAGES:
            yield Finding(f"pages/{path.name}", (), "error", "the archive makes this page itself")


RULES = (
    check_entries,
    check_ids,
    check_titles,
    check_days,
    check_corrections,
    check_merges,
    check_tags,
)
THOROUGH_RULES = (check_deceptive, check_phrases)


def _placed(content: Path, findings: list[Finding]) -> Iterator[Problem]:
    """The findings with the lines they lie on; each file is read again once."""
    lines: dict[str, dict[Where, int]] = {}
    for finding in findings:
        if finding.path not in lines:
            lines[finding.path] = _lines_of(content / finding.path)
        line = lines[finding.path].get(finding.where, 0)
        shown = f"{content.name}/{finding.path}"
        yield Problem(shown, line, finding.severity, finding.message)


def _lines_of(path: Path) -> dict[Where, int]:
    try:
        return parse_lines(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YamlError):
        return {}

"""Every rule the content must keep, in one place; each is a generator of findings."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from generator.against import check_lost, check_taken_out, find_effects, load_before, tell_effects
from generator.check_corrections import CORRECTION_RULES, THOROUGH_CORRECTION_RULES
from generator.clocks import AHEAD
from generator.corrected import aliases_of, relations_of
from generator.effects import Effect
from generator.identity import compared_title
from generator.model import Stored
from generator.overlay import listing_overlay
from generator.problems import Finding, Problem, has_errors, notice
from generator.store import (
    correction_path,
    listing_path,
    load_content,
    record_path,
    unread_files,
)
from generator.strict_yaml import Path as Where
from generator.strict_yaml import YamlError, parse_lines
from generator.tags.taxonomy import Finding as TermFinding
from generator.tags.taxonomy import check_taxonomy, check_use
from generator.typeset import canonical, deceptive

RESERVED_PAGES = frozenset(
    {"index", "days", "undated", "tags", "organizations", "authors", "arxiv", "papers", "404"}
    | {"trending", "stats", "changes", "search", "assets", "reading-list", "subscribe", "feeds"}
    | {"data", "api", "feed.xml", "rss.xml", "feed.json", "feeds.opml", "sitemap.xml", "robots.txt"}
)
"""What stands at the top of a site, as a page written by hand would be called there."""


# A phrase that a hundred papers do not use may well be used by the next hundred.
ENOUGH_TO_JUDGE_PHRASES = 2000


def check_content(
    content: Path, thorough: bool = True, today: date | None = None
) -> tuple[Stored, list[Problem]]:
    """What the content holds, and every problem with it, in order of path and line.

    A build need not be thorough: it leaves out rules that yield notices only and take their time.
    Given today's date, days still to come are told. While a file cannot be read, no rule is asked:
    most of what it said would only follow from that.
    """
    stored, problems = load_content(content)
    findings = [*check_pages(content), *check_files(content, stored)]
    if has_errors(problems):
        wait = "the other rules are asked once every file can be read"
        problems.append(notice(content.name, 0, wait))
    else:
        rules = (*RULES, *THOROUGH_RULES) if thorough else RULES
        findings += [finding for rule in rules for finding in rule(stored)]
        findings += check_future(stored, today) if today else ()
    return stored, sorted([*problems, *place(content, findings)])


def check_against(
    content: Path, revision: str, stored: Stored, problems: Iterable[Problem]
) -> tuple[list[Effect], list[Problem]]:
    """What corrections change on the site since a revision, and what would be lost since then.

    `problems` are those of the content as it is; raises GitFailed.
    """
    before = load_before(content, revision, stored)
    broken = {p.path.partition("/")[2] for p in problems if p.severity == "error"}
    effects = find_effects(before, stored)
    findings = [
        *check_lost(before, stored, broken),
        *check_taken_out(before, stored, broken),
        *tell_effects(effects, stored),
    ]
    return effects, sorted(place(content, findings))


def check_entries(stored: Stored) -> Iterator[Finding]:
    """Every entry of a listing names a record that is there."""
    ids = {*stored.records, *aliases_of(stored)}
    for name, listing in stored.listings.items():
        for index, entry in enumerate(listing.entries):
            if entry.record not in ids:
                yield Finding(
                    listing_path(name),
                    ("entries", index, "record"),
                    "error",
                    f"no record '{entry.record}'; record files are never deleted",
                )


def check_ids(stored: Stored) -> Iterator[Finding]:
    """An id and an alias lead to one record only."""
    owners: dict[str, str] = {}
    for record in stored.records.values():
        for index, alias in enumerate(record.aliases):
            other = alias if alias in stored.records else owners.setdefault(alias, record.id)
            if other != record.id:
                message = f"'{alias}' is already an id of {other}"
                yield Finding(record_path(record.id), ("aliases", index), "error", message)


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


def check_namesakes(stored: Stored) -> Iterator[Finding]:
    """Two papers of one title or DOI are told, until an editor says whether they are one."""
    relations = relations_of(stored)
    first: dict[tuple[str, str], list[str]] = {}
    for record_id, record in sorted(stored.records.items()):
        end = relations.into.get(record_id, record_id)
        for field, said in ("title", compared_title(record.title)), ("doi", record.doi):
            if not said:
                continue
            namesakes = first.setdefault((field, said.casefold()), [])
            for other in namesakes:
                if other != end and other not in relations.apart.get(end, ()):
                    message = (
                        f"{field}: that of {other} too; if they are one paper, a correction says "
                        f"`merge_into: {other}`, if not, `not_same_as: [{other}]`"
                    )
                    yield Finding(record_path(record_id), (field,), "notice", message)
                    break
            if end not in namesakes:
                namesakes.append(end)


def check_days(stored: Stored) -> Iterator[Finding]:
    """A listing without a day waits for somebody who knows it."""
    for name, listing in stored.listings.items():
        corrected = listing_overlay(stored.listing_corrections.get(name, ()))
        if listing.lacks_day and "day" not in corrected:
            says = f" (it says '{listing.day_text}')" if listing.day_text else ""
            message = f"undated{says} until a correction of the listing, or --day, says more"
            yield Finding(listing_path(name), (), "notice", message)


def check_settings(stored: Stored) -> Iterator[Finding]:
    """The addresses in the settings are those that readers open."""
    repository = stored.config.repository or ""
    if repository.rstrip("/").endswith(".git"):
        opened = repository.rstrip("/").removesuffix(".git")
        message = f"repository: git clones from there; readers open {opened}"
        yield Finding("archive.yml", ("repository",), "error", message)


def check_future(stored: Stored, today: date) -> Iterator[Finding]:
    """Days that have begun nowhere on earth are told."""
    latest = today + AHEAD
    for record_id, record in stored.records.items():
        if record.published is not None and record.published > latest:
            message = f"published: {record.published} is still to come"
            yield Finding(record_path(record_id), ("published",), "notice", message)
    for name, listing in stored.listings.items():
        if listing.day is not None and listing.day > latest:
            message = f"day: {listing.day} is still to come"
            yield Finding(listing_path(name), ("day",), "notice", message)
    for record_id, corrections in stored.corrections.items():
        for index, correction in enumerate(corrections):
            if correction.on > latest:
                message = f"on: {correction.on} is still to come"
                yield Finding(correction_path(record_id), (index, "on"), "notice", message)


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
    return list(place(content, missing))


def check_pages(content: Path) -> Iterator[Finding]:
    """A page written by hand can be read, and does not stand where one of ours does."""
    for path in sorted((content / "pages").glob("*.md")):
        shown = f"pages/{path.name}"
        if path.stem.lower() in RESERVED_PAGES:
            yield Finding(shown, (), "error", "the archive makes this page itself")
        try:
            path.read_bytes().decode("utf-8")
        except OSError as failure:
            yield Finding(shown, (), "error", f"cannot be read: {failure.strerror}")
        except UnicodeDecodeError:
            yield Finding(shown, (), "error", "not UTF-8")


def check_files(content: Path, stored: Stored) -> Iterator[Finding]:
    """Nothing stands in the content folder that looks as if it were read, and is not."""
    for path in unread_files(content):
        name = path.rpartition("/")[2]
        stem, _, ending = name.rpartition(".")
        is_yaml = ending.lower() in ("yml", "yaml")
        message = "nothing reads this file"
        if is_yaml and ending != "yml":
            message += f"; its name must end in .yml ({stem}.yml)"
        elif stem in stored.records:
            message += f"; corrections of this paper stand in {correction_path(stem)}"
        yield Finding(path, (), "error" if is_yaml else "notice", message)


RULES = (
    check_settings,
    check_entries,
    check_ids,
    check_titles,
    check_days,
    *CORRECTION_RULES,
    check_tags,
)
THOROUGH_RULES = (
    check_deceptive,
    check_namesakes,
    *THOROUGH_CORRECTION_RULES,
    check_phrases,
)


def place(content: Path, findings: Iterable[Finding]) -> Iterator[Problem]:
    """The findings with the lines they lie on; each file is read again once."""
    lines: dict[str, dict[Where, int]] = {}
    for finding in findings:
        if finding.path not in lines:
            lines[finding.path] = _lines_of(content / finding.path)
        where = finding.where
        while where and where not in lines[finding.path]:
            where = where[:-1]
        line = lines[finding.path].get(where, 0)
        shown = f"{content.name}/{finding.path}"
        yield Problem(shown, line, finding.severity, finding.message)


def _lines_of(path: Path) -> dict[Where, int]:
    if path.suffix != ".yml":
        return {}
    try:
        return parse_lines(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YamlError):
        return {}

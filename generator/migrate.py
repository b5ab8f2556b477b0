"""Content of an older schema, made to be of the one this code reads."""

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.check import check_content
from generator.git import GitFailed, run_git
from generator.model import SCHEMA
from generator.problems import Problem, has_errors
from generator.store import write_text

SETTINGS = "archive.yml"

Files = Mapping[str, str]
"""Texts by their paths under the content folder."""

_NUMBER = re.compile(r"^schema:[ \t]*['\"]?(\d{1,9})['\"]?[ \t]*(?:#.*)?$", re.MULTILINE)


@dataclass(frozen=True)
class Migration:
    """A step to schema `number`: what it changes, in a sentence, and the change.

    The change gets every YAML file as it is and returns those that differ, None for one that goes.
    It works on texts, so that what people wrote into their files stays: comments above all.
    """

    number: int
    says: str
    change: Callable[[Files], Mapping[str, str | None]]


MIGRATIONS: tuple[Migration, ...] = ()
"""Every step there ever was, by number; the last leads to `SCHEMA`."""


class CannotMigrate(Exception):
    """Why content is left as it is."""


@dataclass(frozen=True)
class Migrated:
    """The files that differ in the end, None for those that go, and the steps that were taken."""

    changes: Mapping[str, str | None]
    steps: tuple[Migration, ...]


def schema_of(settings: str) -> int:
    """The schema that `archive.yml` names; raises CannotMigrate where it names none."""
    found = _NUMBER.findall(settings)
    if len(found) != 1:
        raise CannotMigrate(f"{SETTINGS} has no line such as `schema: {SCHEMA}`, or several")
    return int(found[0])


def migrate(
    files: Files, migrations: Sequence[Migration] = MIGRATIONS, newest: int = SCHEMA
) -> Migrated:
    """What every step from the files' schema to the newest one changes; raises CannotMigrate."""
    schema = schema_of(files.get(SETTINGS, ""))
    if schema > newest:
        message = f"{SETTINGS} says schema {schema}, and this code reads up to {newest}"
        raise CannotMigrate(f"{message}: the content needs newer code")
    steps = tuple(step for step in migrations if step.number > schema)
    if [step.number for step in steps] != list(range(schema + 1, newest + 1)):
        raise CannotMigrate(f"there is no way from schema {schema} to {newest}")
    now = dict(files)
    for step in steps:
        for path, text in step.change(now).items():
            if text is None:
                now.pop(path, None)
            else:
                now[path] = text
        now[SETTINGS] = _NUMBER.sub(f"schema: {step.number}", now[SETTINGS])
    changed = {path: text for path, text in now.items() if files.get(path) != text}
    return Migrated({**changed, **dict.fromkeys(files.keys() - now.keys())}, steps)


def migrate_content(
    content: Path, migrations: Sequence[Migration] = MIGRATIONS, newest: int = SCHEMA
) -> tuple[Migrated, list[Problem]]:
    """What was changed in a content folder, and what is wrong with the outcome.

    Nothing is written where an error would be in the outcome, or git could not undo it.
    """
    files = {path.relative_to(content).as_posix(): _text(path) for path in content.rglob("*.yml")}
    migrated = migrate(files, migrations, newest)
    if not migrated.steps:
        return migrated, check_content(content, thorough=False)[1]
    _check_undoable(content)
    with TemporaryDirectory() as folder:
        aside = Path(folder) / content.name
        shutil.copytree(content, aside)
        _write(aside, migrated.changes)
        _, problems = check_content(aside, thorough=False)
    if not has_errors(problems):
        _write(content, migrated.changes)
    return migrated, problems


def _write(content: Path, changes: Mapping[str, str | None]) -> None:
    """The changes on disk, the settings last: until then, the content is of the older schema."""
    for path in sorted(changes, key=lambda path: (path == SETTINGS, path)):
        text = changes[path]
        if text is None:
            (content / path).unlink(missing_ok=True)
        else:
            write_text(content / path, text)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError:
        raise CannotMigrate(f"{path} is not UTF-8") from None


def _check_undoable(content: Path) -> None:
    """Raises CannotMigrate where git has not everything that is in the content folder."""
    try:
        changed = run_git(content, "status", "--porcelain", "--", ".").splitlines()
    except GitFailed as failure:
        raise CannotMigrate(f"git could not undo it ({failure})") from None
    if changed:
        message = f"{len(changed)} files differ from the last commit"
        raise CannotMigrate(f"{message}; commit or undo that")

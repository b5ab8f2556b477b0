"""Corrections that people fill in a form of GitHub's for: its text read, and an answer to it.

The text is from anybody. Nothing of it becomes more than a value of the fields that the form has,
and nothing of it is left out: what cannot be read exactly is refused with a reason.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from generator.correcting import Proposal, Refused, Wish, find_subject, find_tag
from generator.effects import code, render_summary
from generator.model import Stored
from generator.typeset import deceptive

MAX_LENGTH = 100_000
"""More than GitHub lets an issue hold."""
LABELS: Mapping[str, str] = {
    "paper": "Paper",
    "title": "Title",
    "abstract": "Abstract",
    "published": "Date of publication",
    "authors": "Authors",
    "author_count": "Number of authors",
    "organization": "Organization",
    "arxiv": "arXiv id",
    "doi": "DOI",
    "comment": "Remark",
    "links": "Links",
    "add_tags": "Tags it should have",
    "remove_tags": "Tags it should not have",
    "reason": "How do you know?",
}
"""The parts of the form, in its order, by the ids that addresses prefill them by."""
SEVERAL_LINES = frozenset({"abstract", "authors", "links", "reason"})
NO_ANSWER = "_No response_"
NOTHING = "none"
"""What people write into a part whose value is wrong, where they do not know the right one."""

_HEADINGS = {f"### {label}": part for part, label in LABELS.items()}
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\[bot\])?")
_FIELDS = tuple(
    part for part in LABELS if part not in ("paper", "add_tags", "remove_tags", "reason")
)


def decode_form(raw: bytes) -> str:
    """The text of an issue; raises Refused."""
    if len(raw) > 4 * MAX_LENGTH:
        raise Refused([f"the form is longer than {MAX_LENGTH:,} characters"])
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Refused(["the form is not UTF-8"]) from None


def parse_form(text: str) -> dict[str, str]:
    """Each part of the form that was filled in, as it was; raises Refused."""
    if len(text) > MAX_LENGTH:
        raise Refused([f"the form is longer than {MAX_LENGTH:,} characters"])
    lines: dict[str, list[str]] = {}
    part = ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        found = _HEADINGS.get(line.rstrip())
        if found is None:
            lines.setdefault(part, []).append(line)
        elif found in lines:
            raise Refused([f"the line '### {LABELS[found]}' stands there twice"])
        else:
            part = found
            lines[part] = []
    if "".join(lines.pop("", [])).strip():
        raise Refused(["there is text above the form's first heading; write it below a heading"])
    if list(lines) != [name for name in LABELS if name in lines]:
        raise Refused(["the headings of the form stand in another order than in the form"])
    said = {name: "\n".join(part_lines).strip() for name, part_lines in lines.items()}
    return {name: value for name, value in said.items() if value not in ("", NO_ANSWER)}


def parse_wish(text: str, stored: Stored, number: int, author: str, on: date) -> tuple[str, Wish]:
    """The record that an issue is about, and what it wants changed; raises Refused."""
    form = parse_form(text)
    reasons = [*_faults(form)]
    if not _LOGIN.fullmatch(author):
        reasons.append("the author has no name that GitHub gives")
    if reasons:
        raise Refused(reasons)
    subject = find_subject(stored, form["paper"])
    if subject not in stored.records:
        raise Refused([f"Paper: '{subject}' is a listing; name a paper"])
    cleared = [name for name in _FIELDS if form.get(name, "").lower() == NOTHING]
    return subject, Wish(
        reason=f"{' '.join(form['reason'].split())} (#{number})",
        by=author,
        on=on,
        values=tuple(
            (name, form[name]) for name in _FIELDS if name in form and name not in cleared
        ),
        clear=tuple(cleared),
        add_tags=tuple(_tags(form.get("add_tags", ""), stored)),
        remove_tags=tuple(_tags(form.get("remove_tags", ""), stored)),
    )


def render_answer(proposal: Proposal) -> str:
    """What an accepted form changes, for the person who filled it in; Markdown."""
    return (
        "Thank you! The form can be read, and this is what it changes.\n\n"
        f"{render_summary(proposal.effects, proposal.stored)}\n"
        "A maintainer looks at it next. You can still edit the form above: it is read again then.\n"
    )


def render_refusal(reasons: Iterable[str]) -> str:
    """Why a form was not accepted, and what to do about it; Markdown."""
    listed = "\n".join(f"- {code(reason)}" for reason in _named(reasons))
    return (
        "Thank you for looking closely. Something in the form cannot be taken as it stands:\n\n"
        f"{listed}\n\n"
        "Please mend it: choose *Edit* from the menu at the top right of your text above, and "
        "change only what stands below the headings. The form is read again as soon as you save.\n"
    )


def _faults(form: Mapping[str, str]) -> Iterator[str]:
    for name in ("paper", "reason"):
        if name not in form:
            yield f"{LABELS[name]}: is missing"
    for name, value in form.items():
        if "\n" in value and name not in SEVERAL_LINES:
            yield f"{LABELS[name]}: must stand on one line"
        unseen = sorted({char for _, char in deceptive(value)})
        if unseen:
            yield f"{LABELS[name]}: holds characters that nobody can see: {', '.join(unseen[:5])}"


def _tags(value: str, stored: Stored) -> Iterator[str]:
    """The slugs of tags that are given by slug or by name, between commas."""
    for name in filter(None, (part.strip() for part in re.split(r"[,;]", value))):
        yield find_tag(stored, name)


def _named(reasons: Iterable[str]) -> Sequence[str]:
    """The reasons with the form's words for fields."""
    named = []
    for reason in reasons:
        field, colon, rest = reason.partition(": ")
        named.append(f"{LABELS[field]}{colon}{rest}" if field in LABELS and colon else reason)
    return named

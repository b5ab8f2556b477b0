"""BibTeX: the list of papers that somebody keeps, as its entries say them."""

import logging
import re
from collections.abc import Iterator
from datetime import date

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import DuplicateBlockKeyBlock, Entry

from generator.problems import Problem, error, notice
from generator.sources.answers import arxiv_of
from generator.sources.sighting import Sighting, one_line
from generator.typeset import plain
from generator.typeset.addresses import safe_href

BEGINS = re.compile(rb"\s*(?:%[^\n]*\n\s*)*@[A-Za-z]+\s*[{(]")
"""How a BibTeX file begins, and no dump does."""

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_GROUP = re.compile(r"(\\[A-Za-z]+\s*|[\^_])?\{([^{}\\$]*)\}")
_FORMULA = re.compile(r"(\$[^$]*\$)")
_ARXIV = re.compile(r"arXiv[:./ ]\s*(?:abs/|pdf/)?([\w.-]+(?:/\d{7})?)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/([^\s?#]+)")


def parse_bibtex(path: str, text: str) -> tuple[list[Sighting], list[Problem]]:
    """What the entries say, by their lines, and what is wrong with those that cannot be read."""
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # It tells what we tell.
    library = parse_string(text)
    sightings = []
    problems = []
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        if isinstance(block, DuplicateBlockKeyBlock):
            message = f"the key '{block.key}' stands there twice; both are read"
            problems.append(notice(path, line, message))
            block = block.ignore_error_block or block
        if isinstance(block, Entry):
            sighting, remarks = _parse_entry(block, line)
            problems += [notice(path, line, remark) for remark in remarks]
            if sighting is not None:
                sightings.append(sighting)
            else:
                message = f"'{block.key}' has no title; this paper is not stored"
                problems.append(error(path, line, message))
    for failed in library.failed_blocks:
        if not isinstance(failed, DuplicateBlockKeyBlock):
            line = (failed.start_line or 0) + 1
            reason = one_line(str(failed.error)) or "a brace or a comma is missing"
            problems.append(error(path, line, f"not BibTeX, and not read: {reason}"))
    return sightings, problems


def _parse_entry(entry: Entry, line: int) -> tuple[Sighting | None, list[str]]:
    fields = {key.lower(): _text(str(field.value)) for key, field in entry.fields_dict.items()}
    title = fields.get("title", "")
    if not title:
        return None, []
    authors, remarks = _authors(fields.get("author", ""))
    link = safe_href(fields.get("url", ""))
    venue = fields.get("journal") or fields.get("journaltitle") or fields.get("booktitle")
    told = fields.get("note") or ", ".join(filter(None, [venue, fields.get("year")]))
    sighting = Sighting(
        title=title,
        abstract=fields.get("abstract", ""),
        line=line,
        published=_day(fields),
        authors=authors,
        arxiv=_arxiv(fields),
        keywords=tuple(_keywords(fields.get("keywords", ""))),
        doi=re.sub(r"^https?://(?:dx\.)?doi\.org/", "", fields.get("doi", "")) or None,
        comment=told or None,
        links=(link,) if link else (),
    )
    return sighting, remarks


def _text(raw: str) -> str:
    """The text on one line, without the braces that only keep capitals."""
    parts = _FORMULA.split(one_line(raw))
    return "".join(part if part.startswith("$") else _ungrouped(part) for part in parts)


def _ungrouped(text: str) -> str:
    while (less := _GROUP.sub(lambda m: m[0] if m[1] else m[2], text)) != text:
        text = less
    return text


def _authors(said: str) -> tuple[tuple[str, ...], list[str]]:
    """The names, given name first; one that cannot be split stands as it does."""
    names = []
    remarks = []
    for name in split_multiple_persons_names(said) if said else ():
        try:
            parts = parse_single_name_into_parts(name)
        except InvalidNameError as failure:
            remarks.append(f"an author's name is odd: {failure.reason}")
            names.append(plain(name))
        else:
            names.append(plain(parts.merge_first_name_first))
    return tuple(name for name in names if name and name != "others"), remarks


def _keywords(said: str) -> Iterator[str]:
    for part in re.split(r"\s*[;,]\s*", said):
        if part:
            yield part


def _day(fields: dict[str, str]) -> date | None:
    """The day of publication, where the entry names one to the day."""
    whole = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", fields.get("date", ""))
    month = fields.get("month", "")[:3].lower()
    number = str(_MONTHS.index(month) + 1) if month in _MONTHS else month
    parts = whole.groups() if whole else (fields.get("year"), number, fields.get("day"))
    try:
        return date(*(int(part or "") for part in parts))
    except ValueError:
        return None


def _arxiv(fields: dict[str, str]) -> str | None:
    """The arXiv id, wherever people put it."""
    kind = fields.get("archiveprefix") or fields.get("eprinttype") or ""
    said = [fields["eprint"]] if kind.lower() == "arxiv" and "eprint" in fields else []
    for name in ("doi", "journal", "url", "note", "howpublished", "number", "volume"):
        value = fields.get(name, "")
        said += [match[1] for match in (*_ADDRESS.finditer(value), *_ARXIV.finditer(value))]
    found = (arxiv_of(text.removesuffix(".pdf"))[0] for text in said)
    return next((arxiv for arxiv in found if arxiv), None)

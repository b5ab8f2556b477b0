"""BibTeX: the list of papers that somebody keeps, as its entries say them."""

import logging
import re
from calendar import month_name
from collections import Counter
from collections.abc import Iterator, Mapping

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares.enclosing import RemoveEnclosingMiddleware
from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import Block, DuplicateBlockKeyBlock, Entry

from generator.identity import CATEGORY_PATTERN
from generator.problems import Problem, error, notice, shortened
from generator.sources.answers import arxiv_of
from generator.sources.remarks import When, bare_doi, comment_of, links_beside, read_when
from generator.sources.sighting import Sighting, one_line
from generator.sources.tex import read_tex
from generator.typeset import find_links, plain
from generator.typeset.addresses import safe_href

# It tells what we tell.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

BEGINS = re.compile(
    rb"\s*(?:(?:%[^\n]*\n\s*)*@[A-Za-z]+\s*[{(]"
    rb"|(?:[^@\s][^\n]*\n\s*){1,20}@[A-Za-z]+\s*[{(]\s*[^\s,{}]*\s*,)"
)
"""How a BibTeX file begins, and no dump does; what stands before entries is a comment.

Mendeley says there, in six lines of prose, that the file is its own.
"""

_VENUES = ("journal", "journaltitle", "booktitle", "school", "institution", "publisher")
_TITLES = ("title", "subtitle")
_DAYS = ("date", "year", "month", "day")
_EPRINT = ("eprint", "archiveprefix", "eprinttype", "primaryclass", "arxiv", "arxivid")
_NAMING_ARXIV = ("doi", "journal", "url", "pdf", "note", "howpublished", "number", "volume")
"""Where people put the arXiv id of the paper itself; elsewhere it may be another's."""
_ADDRESSES = ("url", "pdf", "code")
"""Fields that hold an address and nothing else; others may hold one too."""
_READ = frozenset(
    {
        *(*_VENUES, *_TITLES, *_DAYS, *_EPRINT, *_ADDRESSES),
        *("author", "abstract", "keywords", "doi", "note", "howpublished"),
    }
)
# Addresses in these are not the paper's, or are found in what is made of them.
_NO_LINKS = frozenset(
    (*_TITLES, "author", "editor", "abstract", "doi", "file", "biburl", "bibsource")
)
_ARXIV = re.compile(r"arXiv[:./ ]\s*(?:abs/|pdf/)?([\w.-]+(?:/\d{7})?)", re.IGNORECASE)
_ONLY_ARXIV = re.compile(
    rf"(?:arXiv (?:e-?|pre)print,? )?{_ARXIV.pattern}(?: \[[\w.-]+\])?", re.IGNORECASE
)
_MARKUP = re.compile(r"</?(?:i|b|u|p|em|strong|sub|sup|sc|span|jats:[a-z-]+)>")
"""Elements that publishers leave in what managers of references take from them."""
_LOW = re.compile(r"<(sub|sup)>([^\W_]{1,20})</\1>")
_FAMILY_FIRST = re.compile(
    r"([\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+), ?([\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+)"
)
"""A Chinese, Japanese or Korean name in its own signs, which is not turned round."""
_NUMBERED = re.compile(r"(?<=[^\W\d]) \d{4}$")
"""What DBLP tells people of one name apart by; it is no part of the name."""
_PART = re.compile(r"""\{([^{}]*)\}|"([^"]*)"|([^\s{}"#,=]+)""")
_PARTS = re.compile(rf"(?:{_PART.pattern})(?:\s*#\s*(?:{_PART.pattern}))+")
_RUNS_ON = re.compile(r"""["}]\s+[A-Za-z][\w-]*\s*=""")
_OTHERS = frozenset({"others", "et al", "et al."})


def parse_bibtex(path: str, text: str) -> tuple[list[Sighting], list[Problem]]:
    """What the entries say, by their lines, and what is wrong with those that cannot be read."""
    library = parse_string(text)
    strings = {key.lower(): str(one.value) for key, one in library.strings_dict.items()}
    sightings = []
    problems = []
    left_out: Counter[str] = Counter()
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        if isinstance(block, DuplicateBlockKeyBlock):
            message = f"the key '{block.key}' stands there twice; both are read"
            problems.append(notice(path, line, message))
            block = _bare(block)
        if isinstance(block, Entry):
            entry = _Entry(block, strings)
            if entry.unended is not None:
                message = f"a comma is missing behind '{entry.unended}'; this paper is not stored"
                problems.append(error(path, line, message))
                continue
            sighting = entry.sighting(line)
            problems += [notice(path, line, remark) for remark in entry.remarks]
            left_out.update(entry.left_out)
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
    if left_out:
        named = ", ".join(f"{name} ({left_out[name]})" for name in sorted(left_out))
        message = f"left out, since a record has no place for them: {named}"
        problems.append(notice(path, 0, message))
    return sightings, problems


def _bare(twice: DuplicateBlockKeyBlock) -> Block:
    """An entry whose key stands there twice, which bibtexparser leaves as it was written."""
    entry = twice.ignore_error_block
    if not isinstance(entry, Entry):
        return twice
    return RemoveEnclosingMiddleware().transform_entry(entry, Library())


class _Entry:
    """One entry as it is read; `remarks` are what is odd about it, `left_out` fields not read.

    `unended` is a field into which the next one runs, since no comma stands between them.
    """

    def __init__(self, entry: Entry, strings: Mapping[str, str]) -> None:
        self.raw: dict[str, str] = {}
        self.unended: str | None = None
        for key, field in entry.fields_dict.items():
            value = one_line(str(field.value))
            if field.enclosing == "no-enclosing":
                if _RUNS_ON.search(value):
                    self.unended = self.unended or key
                value = _joined(value, strings)
            self.raw.setdefault(key.lower(), value)
        self.remarks: list[str] = []
        self.left_out: list[str] = []

    def sighting(self, line: int) -> Sighting | None:
        """What the entry says of its paper; None where it has no title."""
        title, subtitle = map(self._text, _TITLES)
        if not title:
            return None
        arxiv = self._arxiv()
        links = self._links(arxiv)
        authors, by = self._authors()
        when = _when(self.raw)
        venue, made = self._venue(), self._words("howpublished")
        where = ", ".join(filter(None, (venue or made, when.words)))
        return Sighting(
            title=f"{title}: {subtitle}" if subtitle else title,
            abstract=self._text("abstract"),
            line=line,
            published_text=when.printed,
            published=when.day,
            authors=authors,
            arxiv=arxiv,
            categories=self._categories(arxiv),
            keywords=tuple(_keywords(self._text("keywords"))),
            doi=_doi(self.raw.get("doi", "")),
            comment=comment_of(by, where, made if venue else "", self._words("note")),
            links=links,
        )

    def _text(self, name: str) -> str:
        """What a field prints; TeX that nobody knows is told once and stays."""
        read = read_tex(self.raw.get(name, ""))
        self._unread(name, read.unread)
        return one_line(_MARKUP.sub("", _LOW.sub(_lowered, read.text)))

    def _unread(self, name: str, unread: tuple[str, ...]) -> None:
        for tex in unread:
            remark = f"{name}: {shortened(tex)} is no TeX that is known, and stays as it is"
            if remark not in self.remarks:
                self.remarks.append(remark)

    def _authors(self) -> tuple[tuple[str, ...], str]:
        """All authors, given name first; or none, and in words those of more who are named.

        A name that cannot be split stands as it does.
        """
        said = read_tex(self.raw.get("author", ""), groups=True)
        self._unread("author", said.unread)
        names = []
        more = False
        # A sign that stands escaped behind a space makes bibtexparser lose the word.
        text = re.sub(r"\\([$_])", r"\1", said.text)
        for person in split_multiple_persons_names(text):
            name = _NUMBERED.sub("", person)
            if name.casefold() in _OTHERS:
                more = True
                continue
            try:
                eastern = _FAMILY_FIRST.fullmatch(name)
                parts = parse_single_name_into_parts(name)
                name = "".join(eastern.groups()) if eastern else parts.merge_first_name_first
            except InvalidNameError as failure:
                self.remarks.append(f"an author's name is odd: {failure.reason}")
            names.append(plain(re.sub(r"(?<!\\)[{}]", "", name)))
        named = tuple(name for name in names if name)
        if not more:
            return named, ""
        self.remarks.append(
            "author: 'others' are not named; the record names no author until a source names all"
        )
        return (), f"by {', '.join(named)} and others" if named else ""

    def _venue(self) -> str:
        """Where the paper appeared, by the first field that says so."""
        said = [name for name in _VENUES if self.raw.get(name, "").casefold() not in ("", "arxiv")]
        self.left_out += said[1:]
        return self._text(said[0]) if said else ""

    def _words(self, name: str) -> str:
        """What a field says in words, where it is more than an address, which is a link."""
        said = self._text(name)
        return "" if _ONLY_ARXIV.fullmatch(said) or safe_href(said) else said

    def _links(self, arxiv: str | None) -> tuple[str, ...]:
        """The addresses that fields name, but for that of the paper at arXiv."""
        found: dict[str, None] = {}
        for name, raw in self.raw.items():
            links = () if name in _NO_LINKS else find_links(_address(raw))
            if name in _ADDRESSES and raw and not links:
                self.remarks.append(
                    f"{name}: {shortened(raw)} is no address (https://…), and left out"
                )
            if name not in _READ and raw and not links:
                self.left_out.append(name)
            found.update(dict.fromkeys(links))
        return links_beside(arxiv, found)

    def _arxiv(self) -> str | None:
        """The arXiv id, wherever people put it."""
        kind = self.raw.get("archiveprefix") or self.raw.get("eprinttype") or "arxiv"
        said = []
        for name in ("arxiv", "arxivid", "eprint"):
            ours = name != "eprint" or kind.lower() == "arxiv"
            arxiv, _ = arxiv_of(self.raw.get(name, "").strip("{}")) if ours else (None, None)
            if arxiv is not None:
                said.append(arxiv)
            elif self.raw.get(name):
                self.left_out.append(name)
        for raw in (self.raw.get(name, "") for name in _NAMING_ARXIV):
            said += [*find_links(_address(raw)), *(m[1] for m in _ARXIV.finditer(raw))]
        found = (arxiv_of(text.strip("{}"))[0] for text in said)
        return next((arxiv for arxiv in found if arxiv), None)

    def _categories(self, arxiv: str | None) -> tuple[str, ...]:
        said = self.raw.get("primaryclass", "")
        if arxiv and re.fullmatch(CATEGORY_PATTERN, said):
            return (said,)
        self.left_out += ["primaryclass"] if said else []
        return ()


def _lowered(match: re.Match[str]) -> str:
    """What stands between `sub` or `sup`, as signs that are low or high where there are any."""
    kind = {"sub": "subscript", "sup": "superscript"}[match[1]]
    shown = plain(rf"\text{kind}{{{match[2]}}}")
    return match[2] if "\\" in shown else shown


def _joined(value: str, strings: Mapping[str, str]) -> str:
    """The text of parts between which `#` stands, abbreviations among them spelt out."""
    if not _PARTS.fullmatch(value):
        return value
    parts = (match.groups() for match in _PART.finditer(value))
    return "".join(
        braced or quoted or strings.get(word.lower(), word) for braced, quoted, word in parts
    )


def _when(fields: Mapping[str, str]) -> When:
    """The day of publication where the entry names one, else what it says of it."""
    said, year, month, day = (fields.get(name, "").strip("{}") for name in _DAYS)
    number = _month(month)
    alone = "" if month or day else year
    parted = "-".join(filter(None, (year, str(number), day))) if number else alone
    known = [when for one in (said, parted, year) if (when := read_when(one))]
    words = said or " ".join(filter(None, (day, month_name[number] if number else month, year)))
    for when in known:
        if when.day is not None:
            return when
    read = read_when(said or parted)
    return read or When(printed=known[0].printed if known else None, words=words)


def _month(said: str) -> int:
    """The number of a month that is named or numbered, 0 of none."""
    if said.isdecimal():
        return int(said) if 1 <= int(said) <= 12 else 0
    short = said.lower().rstrip(".")
    found = (n for n, name in enumerate(month_name) if name.lower().startswith(short))
    return next(found, 0) if len(short) > 2 else 0


def _keywords(said: str) -> Iterator[str]:
    for part in re.split(r"\s*[;,]\s*", said):
        if part:
            yield part


def _doi(said: str) -> str | None:
    return bare_doi(re.sub(r"\\([_&%#])", r"\1", _address(said)))


def _address(raw: str) -> str:
    r"""A field's text with what managers of references make of addresses undone: `{\_}`."""
    tilde = re.sub(r"\{?\\(?:textasciitilde(?:\{\})?|~\{\})\}?", "~", raw)
    return re.sub(r"\{(\\?[_&%#~])\}", r"\1", tilde)

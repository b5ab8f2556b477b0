"""JSON Lines: a list of papers, one object a line, its fields named as a record's are.

What a record has no field for, and everybody writes (`url`, `pdf`, `code`, `year`, `venue`),
becomes a link or part of the comment, as in BibTeX.
"""

from collections import Counter

from generator.problems import Problem, close_to, error, notice
from generator.sources.answers import Fields, Refused, arxiv_of, parse_json
from generator.sources.remarks import When, bare_doi, comment_of, links_beside, read_when
from generator.sources.sighting import Sighting
from generator.typeset.addresses import safe_href

_TEXT = "a text"
_TEXTS = "a list of texts"
_COUNT = "a whole number"
_ADDRESS = "an address (https://…)"
KNOWN = {
    "title": _TEXT,
    "abstract": _TEXT,
    "published": "a date (YYYY-MM-DD)",
    "authors": 'a list of names (["Ada Exemplar", …])',
    "author_count": _COUNT,
    "organization": _TEXT,
    "arxiv": "an arXiv id (2510.12345)",
    "categories": _TEXTS,
    "keywords": _TEXTS,
    "doi": _TEXT,
    "comment": _TEXT,
    "links": "a list of addresses (https://…)",
    "comments": _COUNT,
    "upvotes": _COUNT,
    "url": _ADDRESS,
    "pdf": _ADDRESS,
    "code": _ADDRESS,
    "year": "a year (2025)",
    "venue": _TEXT,
}
"""What a line may say, and what each should be."""


def parse_json_lines(path: str, text: str) -> tuple[list[Sighting], list[Problem]]:
    """What the lines say, and what is wrong with those that cannot be read."""
    sightings = []
    problems = []
    left_out: Counter[str] = Counter()
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            sighting, remarks, unknown = _parse_line(line, number)
        except Refused as reason:
            problems.append(error(path, number, f"{reason}; this paper is not stored"))
        else:
            sightings.append(sighting)
            problems += [notice(path, number, remark) for remark in remarks]
            left_out.update(unknown)
    if left_out:
        named = ", ".join(f"{name} ({left_out[name]})" for name in sorted(left_out))
        message = f"not known, and left out: {named}; known are {', '.join(KNOWN)}"
        problems.append(notice(path, 0, message))
    return sightings, problems


def _parse_line(line: str, number: int) -> tuple[Sighting, list[str], list[str]]:
    """What a line says, what is odd about it, and the names in it that mean nothing."""
    fields = Fields(parse_json(line.encode("utf-8", "surrogatepass")), "the line")
    unknown = fields.unknown(KNOWN)
    try:
        title = fields.required("title")
    except Refused as reason:
        raise Refused(f"{reason}{_meant(unknown, 'title')}") from None
    arxiv_said = fields.text("arxiv")
    arxiv, version = arxiv_of(arxiv_said) if arxiv_said else (None, None)
    if arxiv_said and arxiv is None:
        fields.odd.append("arxiv")
    links = _links(fields)
    if arxiv is None:
        named = (found for link in links if (found := arxiv_of(link))[0])
        arxiv, version = next(named, (None, None))
    when = _when(fields)
    authors = fields.texts("authors")
    where = ", ".join(filter(None, (fields.text("venue"), when.words)))
    sighting = Sighting(
        title=title,
        abstract=fields.text("abstract") or "",
        line=number,
        published_text=when.printed,
        published=when.day,
        # Some of the names would be taken for all of them.
        authors=() if "authors" in fields.odd else authors,
        author_count=fields.count("author_count"),
        organization=fields.text("organization"),
        arxiv=arxiv,
        version=version,
        categories=fields.texts("categories"),
        keywords=fields.texts("keywords"),
        doi=bare_doi(fields.text("doi") or ""),
        comment=comment_of(where, fields.text("comment") or ""),
        links=links_beside(arxiv, links),
        comments=fields.count("comments"),
        upvotes=fields.count("upvotes"),
    )
    odd = dict.fromkeys(fields.odd)
    remarks = [f"'{name}' is not {KNOWN[name]}, and left out" for name in odd]
    meant = {name: close_to(name, KNOWN) for name in unknown}
    remarks += [f"'{name}' is not known, and left out{to}" for name, to in meant.items() if to]
    return sighting, remarks, [name for name, to in meant.items() if not to]


def _meant(unknown: list[str], name: str) -> str:
    """That a name may be a wrong spelling of another."""
    return "".join(f", but '{one}'" for one in unknown if close_to(one, [name]))


def _links(fields: Fields) -> tuple[str, ...]:
    links = fields.texts("links")
    safe = [href for link in links if (href := safe_href(link))]
    if len(safe) != len(links):
        fields.odd.append("links")
    safe += [href for name in ("url", "pdf", "code") if (href := fields.address(name))]
    return tuple(dict.fromkeys(safe))


def _when(fields: Fields) -> When:
    """The day of publication, or what is known without it: a month, or a year."""
    when = read_when(fields.text("published") or "") or When(day=fields.day("published"))
    if when.day or when.printed:
        return when
    year = fields.year("year")
    return read_when(year) or When(words=year)

"""JSON Lines: a list of papers, one object a line, its fields named as a record's are."""

from generator.problems import Problem, error, notice
from generator.sources.answers import Fields, Refused, arxiv_of, parse_json
from generator.sources.sighting import Sighting
from generator.typeset.addresses import safe_href

KNOWN = (
    *("title", "abstract", "published", "authors", "author_count", "organization", "arxiv"),
    *("categories", "keywords", "doi", "comment", "links", "comments", "upvotes"),
)


def parse_json_lines(path: str, text: str) -> tuple[list[Sighting], list[Problem]]:
    """What the lines say, and what is wrong with those that cannot be read."""
    sightings = []
    problems = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            sighting, remarks = _parse_line(line, number)
        except Refused as reason:
            problems.append(error(path, number, f"{reason}; this paper is not stored"))
        else:
            sightings.append(sighting)
            problems += [notice(path, number, remark) for remark in remarks]
    return sightings, problems


def _parse_line(line: str, number: int) -> tuple[Sighting, list[str]]:
    fields = Fields(parse_json(line.encode("utf-8", "surrogatepass")), "the line")
    arxiv_said = fields.text("arxiv")
    arxiv, version = arxiv_of(arxiv_said) if arxiv_said else (None, None)
    if arxiv_said and arxiv is None:
        fields.odd.append("arxiv")
    links = fields.texts("links")
    safe = tuple(dict.fromkeys(href for link in links if (href := safe_href(link))))
    if len(safe) != len(links):
        fields.odd.append("links")
    sighting = Sighting(
        title=fields.required("title"),
        abstract=fields.text("abstract") or "",
        line=number,
        published=fields.day("published"),
        authors=fields.texts("authors"),
        author_count=fields.count("author_count"),
        organization=fields.text("organization"),
        arxiv=arxiv,
        version=version,
        categories=fields.texts("categories"),
        keywords=fields.texts("keywords"),
        doi=fields.text("doi"),
        comment=fields.text("comment"),
        links=safe,
        comments=fields.count("comments"),
        upvotes=fields.count("upvotes"),
    )
    remarks = [f"'{name}' is not what it should be, and left out" for name in fields.odd]
    remarks += [f"'{name}' is not known, and left out" for name in fields.unknown(KNOWN)]
    return sighting, remarks

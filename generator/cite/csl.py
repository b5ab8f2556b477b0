"""A citation as CSL-JSON, the form that citation processors and reference managers exchange."""

from typing import Any

import msgspec

from generator.cite.citation import Citation
from generator.cite.names import Name


def render_csl(citation: Citation) -> str:
    """A CSL-JSON file of one work; `article` is CSL's type for what is in no journal."""
    work: dict[str, Any] = {"id": citation.key, "type": "article", "title": citation.title}
    if citation.authors:
        work["author"] = [_author(name) for name in citation.authors]
    if citation.issued is not None:
        known = [part for part in citation.issued if part is not None]
        work["issued"] = {"date-parts": [known]}
    if citation.arxiv is not None:
        work["publisher"] = "arXiv"
        work["number"] = f"arXiv:{citation.arxiv}"
    if citation.doi is not None:
        work["DOI"] = citation.doi
    if citation.note is not None:
        work["note"] = citation.note
    work["URL"] = citation.url
    fields = ",\n".join(f"  {_json(name)}: {_json(value)}" for name, value in work.items())
    return f"[{{\n{fields}\n}}]\n"


def _author(name: Name) -> dict[str, str]:
    if not name.given and " " in name.family:
        return {"literal": name.whole}
    parts = {
        "family": name.family,
        "non-dropping-particle": name.particle,
        "given": name.given,
    }
    return {part: words for part, words in parts.items() if words}


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()

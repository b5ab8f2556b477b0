"""A citation as RIS, of the generic type, since nobody said where a paper was published."""

from typing import Any

from rispy.writer import RisWriter

from generator.cite.citation import Citation


# rispy comes without types, so its class is anything to mypy.
class _Writer(RisWriter):  # type: ignore[misc]
    """The writer without the number it puts before each reference, which is not RIS."""

    def set_header(self, count: int) -> str:
        """No line."""
        return ""


_WRITER = _Writer()


def render_ris(citation: Citation) -> str:
    """A RIS file of one reference."""
    reference: dict[str, Any] = {
        "type_of_reference": "GEN",
        "id": citation.key,
        "title": citation.title,
    }
    if citation.authors:
        reference["authors"] = [name.sorted_by for name in citation.authors]
    if citation.issued is not None:
        reference["year"] = f"{citation.issued.year:04}"
        reference["date"] = citation.issued.joined("/")
    if citation.arxiv is not None:
        reference["name_of_database"] = "arXiv"
        reference["accession_number"] = citation.arxiv
    if citation.doi is not None:
        reference["doi"] = citation.doi
    if citation.note is not None:
        reference["notes"] = [citation.note]
    reference["urls"] = [citation.url]
    return str(_WRITER.formats([reference]))

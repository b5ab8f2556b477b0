"""What it takes to cite a paper: one citation, written as BibTeX, RIS, CSL-JSON and in the head."""

from generator.cite.bibtex import render_bibtex
from generator.cite.citation import Citation, cite
from generator.cite.csl import render_csl
from generator.cite.head import render_head
from generator.cite.names import Name, parse_name
from generator.cite.ris import render_ris

__all__ = [
    "Citation",
    "Name",
    "cite",
    "parse_name",
    "render_bibtex",
    "render_csl",
    "render_head",
    "render_ris",
]

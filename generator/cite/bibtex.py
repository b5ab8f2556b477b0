"""A citation as BibTeX: `@misc`, since nobody said where a paper was published."""

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.middlewares.enclosing import AddEnclosingMiddleware
from bibtexparser.model import Entry, Field
from bibtexparser.writer import BibtexFormat

from generator.cite.citation import Citation
from generator.cite.names import Name
from generator.cite.tex import escape, escape_title

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# Words that stand between names, or for names left out, and are names where they are braced.
_RESERVED = frozenset({"and", "others"})

_BRACES = AddEnclosingMiddleware(
    reuse_previous_enclosing=False,
    enclose_integers=True,
    default_enclosing="{",
    allow_inplace_modification=True,
)
# bibtexparser has types, but not on this one function.
_FORMAT = BibtexFormat()  # type: ignore[no-untyped-call]
_FORMAT.indent = "  "
_FORMAT.trailing_comma = True


def render_bibtex(citation: Citation) -> str:
    """A BibTeX file of one entry, whose key is the record's id; all fields are one line each."""
    fields = [Field("title", escape_title(citation.title))]
    if citation.authors:
        fields.append(Field("author", " and ".join(map(_author, citation.authors))))
    if citation.issued is not None:
        fields.append(Field("year", f"{citation.issued.year:04}"))
        if citation.issued.month is not None:
            month = _MONTHS[citation.issued.month - 1]
            fields.append(Field("month", month, enclosing="no-enclosing"))
    if citation.arxiv is not None:
        fields.append(Field("eprint", citation.arxiv))
        fields.append(Field("archivePrefix", "arXiv"))
        if citation.category is not None:
            fields.append(Field("primaryClass", citation.category))
    if citation.doi is not None:
        fields.append(Field("doi", citation.doi))
    if citation.note is not None:
        fields.append(Field("note", escape(citation.note)))
    fields.append(Field("url", citation.url))
    library = Library([Entry("misc", citation.key, fields)])
    return write_string(library, unparse_stack=[_BRACES], bibtex_format=_FORMAT)


def _author(name: Name) -> str:
    """A name that BibTeX takes apart as we do, whatever words are in it."""
    whole = escape(name.whole)
    alone = not name.given and not name.particle
    # bibtexparser loses a word that begins with a sign escaped, such as \$, before an `and`.
    sign = " \\" in f" {whole}"
    if (alone and (" " in whole or whole in _RESERVED)) or sign:
        return f"{{{whole}}}"
    return whole

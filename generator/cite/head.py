"""What a paper's page says of it in its head: to Google Scholar, to search engines, to previews."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from generator.cite.citation import Citation
from generator.typeset import attribute, canonical

# Inside a script nothing is unescaped, and `</script>` would end it wherever it stands. Two braces
# mean something to Jinja, which should never see them, and does not have to be trusted with it.
_IN_SCRIPT = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("{{", "{\\u007b"))


def render_head(
    citation: Citation, description: str, keywords: Sequence[str], changed: date
) -> str:
    """Elements of the head of a paper's page, one a line.

    The `citation_` names are those Google Scholar reads, which wants none without authors.
    """
    lines = ['<link rel="describedby" type="application/x-bibtex" href="cite.bib">']
    if citation.issued is not None:
        when = citation.issued.joined("-")
        lines.append(f'<meta property="article:published_time" content="{when}">')
    lines += [_meta(name, content) for name, content in _scholar(citation)]
    article = _json(_article(citation, description, keywords, changed))
    lines.append(f'<script type="application/ld+json">{article}</script>')
    return "\n".join(lines)


def _scholar(citation: Citation) -> list[tuple[str, str]]:
    if not citation.authors:
        return []
    found = [("citation_title", citation.title)]
    found += [("citation_author", name.whole) for name in citation.authors]
    if citation.issued is not None:
        found.append(("citation_publication_date", citation.issued.joined("/")))
    if citation.arxiv is not None:
        found.append(("citation_arxiv_id", citation.arxiv))
    if citation.doi is not None:
        found.append(("citation_doi", citation.doi))
    return [*found, ("citation_abstract_html_url", citation.permalink)]


def _article(
    citation: Citation, description: str, keywords: Sequence[str], changed: date
) -> dict[str, Any]:
    """The paper in the terms of https://schema.org/ScholarlyArticle."""
    article: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "@id": citation.permalink,
        "url": citation.permalink,
        "name": citation.title,
        "description": canonical(description),
        "dateModified": changed.isoformat(),
    }
    if citation.authors:
        article["author"] = [{"@type": "Person", "name": n.whole} for n in citation.authors]
    if citation.issued is not None:
        article["datePublished"] = citation.issued.joined("-")
    if keywords:
        article["keywords"] = list(keywords)
    if citation.arxiv is not None:
        article["sameAs"] = [citation.url, f"https://doi.org/{citation.doi}"]
    return article


def _meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{attribute(content)}">'


def _json(value: dict[str, Any]) -> str:
    text = msgspec.json.encode(value).decode()
    for sign, escaped in _IN_SCRIPT:
        text = text.replace(sign, escaped)
    return text

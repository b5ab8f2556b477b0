"""The way from a paper's page to a correction of it: GitHub's form, or the file itself."""

import json
from collections.abc import Iterator
from html import escape
from urllib.parse import quote

from markupsafe import Markup

from generator import addresses
from generator.archive import Paper
from generator.identity import ARXIV_PATTERN, whole
from generator.issue_form import LABELS, NOTHING, SEVERAL_LINES
from generator.pages.page import Page, inert
from generator.pages.shelf import Shelf
from generator.typeset import canonical
from generator.typeset.canonical import UNSEEN

GITHUB = "https://github.com/"
MOST = 7000
"""The longest address that leads to a filled-in form; GitHub refuses those of some 8,000."""


def suggest(shelf: Shelf, paper: Paper) -> Markup:
    """Links to correct a paper, for archives kept on GitHub.

    The attributes hold what the page does not show as it is written: a browser's dialog begins
    with the words that are in the record.
    """
    repository = (shelf.archive.config.repository or "").rstrip("/")
    if not repository.startswith(GITHUB) or paper.erased:
        return Markup("")
    record, branch = paper.record, quote(shelf.archive.config.branch, safe="/")
    form = f"{repository}/issues/new?template=correction.yml&paper={paper.id}"
    if paper.id in shelf.edited:
        file = f"{repository}/edit/{branch}/content/corrections/{paper.id}.yml"
    else:
        file = f"{repository}/new/{branch}/content/corrections?filename={paper.id}.yml"
    known = {
        "title": _unless(record.title, paper.shown.title.text),
        "abstract": _unless(
            record.abstract, f"{paper.shown.lead.text} {paper.shown.rest.text}".strip()
        ),
        "published": record.published.isoformat() if record.published else None,
        "authors": "; ".join(record.authors) or None,
        "author_count": None if record.author_count is None else str(record.author_count),
        "organization": record.organization,
        "arxiv": record.arxiv,
        "doi": record.doi,
        "comment": record.comment,
        "links": " ".join(record.links) or None,
        "tags": ", ".join(shelf.tag_names.get(tag, tag) for tag in paper.tags) or None,
    }
    held = "".join(
        f' data-{name.replace("_", "-")}="{inert(value)}"' for name, value in known.items() if value
    )
    return Markup(
        f'<p class="sheaf-mend"><a class="sheaf-suggest-link" href="{escape(form)}"{held} '
        f'rel="nofollow noopener">Suggest a correction</a> '
        f'<a class="sheaf-file-link" href="{escape(file)}" rel="nofollow noopener">'
        "Edit as a file</a></p>"
    )


def rules_page(shelf: Shelf) -> Iterator[Page]:
    """What the dialog asks for and checks by, from the same source as `check` has it."""
    if not (shelf.archive.config.repository or "").startswith(GITHUB):
        return
    rules = {
        "labels": LABELS,
        "several": sorted(SEVERAL_LINES),
        "nothing": NOTHING,
        "most": MOST,
        "unseen": UNSEEN,
        "arxiv": whole(ARXIV_PATTERN),
        "tags": [
            [canonical(term.name), term.slug, *term.aliases]
            for term in shelf.archive.taxonomy.terms
        ],
    }
    yield Page(addresses.RULES[1:], json.dumps(rules))


def _unless(written: str, shown: str) -> str | None:
    """The text as it is written, where the page shows another."""
    return None if canonical(written) == shown else written

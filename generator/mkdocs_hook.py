"""The one module that knows MkDocs: it takes settings from `archive.yml`, and ready pages as is."""

import os
import re
from pathlib import Path
from typing import Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from generator.store import load_config

OWN = "theme"
"""The folder in the content whose files stand before those of the theme at the same path."""
OWN_STYLE = "assets/stylesheets/own.css"

_served = False
_INDENT = re.compile(r"\n\s+")
_ID = re.compile(r'\sid="([^"]+)"')


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Remember whether MkDocs serves the site itself, at an address of its own."""
    global _served  # MkDocs calls functions, and this is told to no other.
    _served = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """The configuration with what the operator set and drew; its nav with pages that exist."""
    content = Path(os.environ.get("SHEAF_CONTENT", "content"))
    archive, _ = load_config(content)  # What is wrong with it was said before the pages were made.
    config.site_name = archive.name
    config.site_description = archive.description
    if not _served:
        config.site_url = archive.site_url.rstrip("/") + "/"
    # MkDocs would write its own over ours, with the days of builds and the redirects of none.
    config.theme.static_templates.discard("sitemap.xml")
    config.extra["repository"] = archive.repository
    # Where MkDocs serves, a script of its own in each page shows what changed.
    config.extra["policy"] = not _served
    own = content / OWN
    if own.is_dir():
        config.theme.dirs.insert(0, str(own))
        config.watch.append(str(own))
        config.extra_css += [OWN_STYLE] if (own / OWN_STYLE).is_file() else []
    docs = Path(config.docs_dir)
    config.nav = [
        entry
        for entry in config.nav or []
        if all(
            (docs / path).is_file() and path.partition("/")[0] not in archive.not_in_menu
            for path in entry.values()
        )
    ]
    return config


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Nothing for Markdown to read, where the page says that it is HTML already.

    Markdown would give it back as it is, after more than half of the time that the site takes.
    """
    if not page.meta.get("html"):
        return markdown
    page.meta["body"] = markdown.strip()
    return ""


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """What Markdown made of a page, or the page as it was made, and where links to it may lead."""
    body = page.meta.pop("body", None)
    if body is None:
        return html
    page.present_anchor_ids = set(_ID.findall(body))
    # The first heading of a page is where Material's link past the menu leads.
    page.toc = TableOfContents([AnchorLink("", "title", 1)])
    return str(body)


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    """A page without the blank lines and indents of templates, where none of them shows."""
    return _INDENT.sub("\n", output) if page.meta.get("html") else output

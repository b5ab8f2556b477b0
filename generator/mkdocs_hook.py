"""The one module that knows MkDocs: it takes name, address and repository from `archive.yml`."""

import os
from pathlib import Path
from typing import Literal

from mkdocs.config.defaults import MkDocsConfig

from generator.store import load_config

_served = False


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Remember whether MkDocs serves the site itself, at an address of its own."""
    global _served  # MkDocs calls functions, and this is told to no other.
    _served = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """The configuration with what the operator set, its nav without pages that do not exist."""
    archive = load_config(Path(os.environ.get("SHEAF_CONTENT", "content")))
    config.site_name = archive.name
    config.site_description = archive.description
    if not _served:
        config.site_url = archive.site_url.rstrip("/") + "/"
    # MkDocs would write its own over ours, with the days of builds and the redirects of none.
    config.theme.static_templates.discard("sitemap.xml")
    config.extra["repository"] = archive.repository
    docs = Path(config.docs_dir)
    config.nav = [
        entry
        for entry in config.nav or []
        if all((docs / path).is_file() for path in entry.values())
    ]
    return config

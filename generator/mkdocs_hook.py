"""The one module that knows MkDocs: it takes name, address and repository from `archive.yml`."""

import os
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from generator.store import load_config


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """The configuration with what the operator set, its nav without pages that do not exist."""
    archive = load_config(Path(os.environ.get("SHEAF_CONTENT", "content")))
    config.site_name = archive.name
    config.site_description = archive.description
    config.site_url = archive.site_url.rstrip("/") + "/"
    config.extra["repository"] = archive.repository
    docs = Path(config.docs_dir)
    config.nav = [
        entry
        for entry in config.nav or []
        if all((docs / path).is_file() for path in entry.values())
    ]
    return config

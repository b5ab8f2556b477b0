"""What MkDocs is told of the archive."""

from pathlib import Path
from typing import Literal

import pytest
from mkdocs.config import load_config

from generator import mkdocs_hook
from generator.build import PROJECT


@pytest.mark.parametrize(("command", "policy"), [("serve", False), ("build", True)])
def test_pages_set_a_policy_but_while_they_are_edited(
    command: Literal["build", "serve"],
    policy: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What MkDocs serves reloads by a script in the page, which the policy would stop."""
    monkeypatch.setenv("SHEAF_CONTENT", str(tmp_path))
    monkeypatch.setenv("SHEAF_DOCS", str(tmp_path))
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    monkeypatch.setattr(mkdocs_hook, "_served", False)
    mkdocs_hook.on_startup(command, dirty=False)
    config = mkdocs_hook.on_config(load_config(str(PROJECT / "mkdocs.yml")))
    assert config.extra["policy"] is policy

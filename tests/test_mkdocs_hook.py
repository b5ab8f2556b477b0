"""What MkDocs is told of the archive."""

from pathlib import Path
from typing import Literal

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from generator import mkdocs_hook
from generator.build import PROJECT


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the content, and of the pages."""
    monkeypatch.setenv("SHEAF_CONTENT", str(tmp_path))
    monkeypatch.setenv("SHEAF_DOCS", str(tmp_path))
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    monkeypatch.setattr(mkdocs_hook, "_served", False)
    return tmp_path


def told() -> MkDocsConfig:
    """The configuration with which MkDocs begins."""
    return mkdocs_hook.on_config(load_config(str(PROJECT / "mkdocs.yml")))


@pytest.mark.parametrize(("command", "policy"), [("serve", False), ("build", True)])
def test_pages_set_a_policy_but_while_they_are_edited(
    command: Literal["build", "serve"],
    policy: bool,
    folder: Path,
) -> None:
    """What MkDocs serves reloads by a script in the page, which the policy would stop."""
    mkdocs_hook.on_startup(command, dirty=False)
    assert told().extra["policy"] is policy


def test_the_menu_has_what_is_there_and_wanted(folder: Path) -> None:
    """A page that is not made, or that the operator wants left out, is not in the menu."""
    for name in ("index.md", "days/index.md", "trending/index.md"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    settings = "schema: 1\nname: A\ndescription: B\nsite_url: https://a.example/\n"
    (folder / "archive.yml").write_text(f"{settings}not_in_menu: [trending]\n", encoding="utf-8")
    nav = told().nav or []
    assert ["index.md", "days/index.md"] == [path for entry in nav for path in entry.values()]


def test_an_operator_has_a_logo_and_colours_of_their_own(folder: Path) -> None:
    """A file under theme/ stands before the theme's; own.css is read last, where there is one."""
    logo, style = "assets/images/sheaf.svg", "assets/stylesheets/own.css"
    usual = told()
    assert style not in usual.extra_css
    for name in (logo, style):
        (folder / "theme" / name).parent.mkdir(parents=True)
        (folder / "theme" / name).write_text("ours", encoding="utf-8")
    config = told()
    assert [*usual.extra_css, style] == config.extra_css
    environment = config.theme.get_env()
    assert environment.loader is not None
    assert "ours" == environment.loader.get_source(environment, logo)[0]

"""The examples in docstrings are what the code does."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
WITH_EXAMPLES = sorted(
    ".".join(path.relative_to(PROJECT).with_suffix("").parts)
    for path in (PROJECT / "generator").rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_examples_hold(module: str) -> None:
    """Each gives what stands below it."""
    failed, tried = doctest.testmod(import_module(module))
    assert tried
    assert not failed

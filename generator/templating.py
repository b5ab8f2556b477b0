"""Templates as all of the project's are read: a name that is not known is an error."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def templates(**options: Any) -> Environment:
    """The environment of the templates in `generator/templates`, with options of one's own."""
    return Environment(
        loader=PackageLoader("generator", "templates"),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **options,
    )

"""A file that is no page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class File:
    """A file that MkDocs copies as it is: its path in the docs folder, and its bytes."""

    path: str
    raw: bytes

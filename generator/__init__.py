"""Sheaf: listings of papers become records in git, and records become a static site."""

__version__ = "0.1.0"

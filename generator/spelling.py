"""What somebody meant who misspelt a name."""

import difflib
from collections.abc import Iterable

MANY = 2000


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean '…'?` with the likest of the known names, or nothing where none is like it.

    Of very many names only those that begin or end alike are looked at, each of which is slow.
    """
    names = list(known)
    if len(names) > MANY:
        begin, end = word[:4], word[-4:]
        names = [name for name in names if name.startswith(begin) or name.endswith(end)][:MANY]
    close = difflib.get_close_matches(word[:200], names, n=1)
    return f"; did you mean '{close[0]}'?" if close else ""

"""What a list says of when and where, as a record's comment where it is too little for a field."""

import re
from datetime import date

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_ISO = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?", re.ASCII)


def read_when(said: str) -> tuple[date | None, str] | None:
    """The day that a date (YYYY-MM-DD) names, or what one that is cut off says: `March 2024`.

    None where the text is no date.
    """
    match = _ISO.fullmatch(said)
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        whole = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return whole, ""
    return None, f"{MONTHS[month - 1]} {match[1]}" if month else match[1]


def comment_of(*remarks: str) -> str | None:
    """The remarks that say something, one after another; None of none."""
    return "; ".join(filter(None, remarks)) or None

"""Hugging Face Daily Papers: the list its API answers with, which its page holds as well.

Format: https://huggingface.co/api/daily_papers?date=2025-10-30&limit=100&p=0
"""

import html
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from generator.problems import Problem, notice
from generator.sources.answers import Declined, Fields, Refused, arxiv_of, day_of, parse_json
from generator.sources.sighting import Sighting, accept

TITLE = "Daily Papers"

# Only this tag is parsed: the time that HTML's rules take grows with the square of the depth.
_DIV = re.compile(rb"""<div(?=[\s/])(?:[^"'<>]++|"[^"]*+"|'[^']*+')*+>""", re.IGNORECASE)


def parse_answer(raw: bytes) -> list[Any]:
    """The items of one answer; raises Refused where it is no list of them."""
    value = parse_json(raw)
    if isinstance(value, dict) and "error" in value:
        raise Declined(f"it answers with an error: {str(value['error'])[:200]}")
    if not isinstance(value, list):
        raise Refused(f"a list of papers was asked for, this is {_kind(value)}")
    return value


def parse_page(raw: bytes) -> tuple[list[Any], date | None]:
    """The items of a saved page and its day, where it says that; raises Refused."""
    block = next(filter(None, map(_list_in, _DIV.finditer(raw))), None)
    if block is None:
        raise Refused("a page without a list of daily papers")
    # Some browsers escape what they save once more.
    props = block.attributes.get("data-props") or ""
    if props.startswith("{&quot;"):
        props = html.unescape(props)
    value = parse_json(props.encode("utf-8", "surrogatepass"))
    items = value.get("dailyPapers") if isinstance(value, dict) else None
    if not isinstance(items, list):
        raise Refused("a page whose list of daily papers is not there")
    said = value.get("dateString")
    day = day_of(said[:10]) if isinstance(said, str) else None
    return items, day or _common_day(items)


def _list_in(tag: re.Match[bytes]) -> LexborNode | None:
    """The element that a tag begins, where it is the one that holds the list."""
    if b"DailyPapers" not in tag[0]:
        return None
    return LexborHTMLParser(tag[0]).css_first('div[data-target="DailyPapers"]')


def parse_items(
    path: str, items: list[Any], period: str = ""
) -> tuple[list[Sighting], list[Problem]]:
    """What the items say, numbered from 1, and what is wrong with some; raises Refused.

    An item without what every item has makes the whole answer suspect, and refuses it. Values
    beside that may lack; one of an unknown kind is left out, and told, as is an item that was
    listed on a day outside the period that was asked for.
    """
    sightings: list[Sighting] = []
    problems: list[Problem] = []
    ids: set[str] = set()
    for number, item in enumerate(items, start=1):
        identity, seen, remarks = _parse_item(item, number)
        problems += [notice(path, number, remark) for remark in remarks]
        day = _listed_day(item)
        if not _is_within(day, period):
            message = f"'{identity}' is of {day}, not of {period}; it is not stored"
            problems.append(notice(path, number, message))
            continue
        if identity in ids:
            problems.append(notice(path, number, f"'{identity}' is in this answer twice"))
            continue
        sighting, told = accept(path, seen)
        problems += told
        if sighting is not None:
            sightings.append(sighting)
        ids.add(identity)
    return sightings, problems


def _parse_item(value: Any, number: int) -> tuple[str, Sighting, list[str]]:
    outer = Fields(value, f"item {number}")
    paper = outer.fields("paper")
    identity = paper.required("id")
    arxiv, _ = arxiv_of(identity)
    authors = paper.objects("authors")
    sighting = Sighting(
        title=paper.text("title") or outer.required("title"),
        abstract=paper.text("summary") or outer.text("summary") or "",
        line=number,
        published=paper.day("publishedAt"),
        authors=tuple(_names(authors)),
        organization=_organization(paper),
        arxiv=arxiv,
        keywords=paper.texts("ai_keywords"),
        links=tuple(
            address
            for name in ("githubRepo", "projectPage")
            if (address := paper.address(name)) is not None
        ),
        comments=outer.count("numComments"),
        upvotes=paper.count("upvotes"),
    )
    remarks = [f"'{name}' is of an unknown kind and left out" for name in paper.odd + outer.odd]
    if (withdrawn := paper.day("withdrawnAt")) is not None:
        remarks.append(f"'{identity}' was withdrawn by its source on {withdrawn}")
    return identity, sighting, remarks


def _organization(paper: Fields) -> str | None:
    """The organization's full name, else the name it goes by."""
    found = paper.object("organization")
    return (found.text("fullname") or found.text("name")) if found else None


def _names(authors: list[Fields]) -> Iterator[str]:
    """The authors that the source shows, in order."""
    for author in authors:
        name = author.text("name")
        if name is not None and not author.flag("hidden"):
            yield name


def _kind(value: object) -> str:
    kinds = {dict: "an object", str: "text", type(None): "null", bool: "true or false"}
    return kinds.get(type(value), "a number")


def _common_day(items: list[Any]) -> date | None:
    """The day on which all items were listed, if it is one."""
    days = set(map(_listed_day, items))
    return days.pop() if len(days) == 1 else None


def _listed_day(item: Any) -> date | None:
    """The day on which an item was listed, where it says that."""
    paper = item.get("paper") if isinstance(item, dict) else None
    said = paper.get("submittedOnDailyAt") if isinstance(paper, dict) else None
    return day_of(said) if isinstance(said, str) else None


def _is_within(day: date | None, period: str) -> bool:
    """Whether a day may be one of a period: a day, a week, a month, or, without one, of all."""
    if day is None or not period:
        return True
    year, week, _ = day.isocalendar()
    return period in (day.isoformat(), f"{year}-W{week:02}", f"{day:%Y-%m}")

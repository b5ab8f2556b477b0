"""What live sources are asked, and the listings that their answers are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from generator.identity import slug
from generator.model import ArxivFeedSource, ArxivSource, DailyPapersSource
from generator.problems import Problem, notice
from generator.sources import daily_papers
from generator.sources.answers import Declined, Refused
from generator.sources.arxiv import Announced, Slice, parse_announced, parse_slice
from generator.sources.sighting import Reading, Sighting
from generator.upstream import Upstream

PAGE = 100
MOST_PAGES = 100
SLICE = 2000


@dataclass(frozen=True)
class Outcome:
    """What an answer came to: its listings, how many papers were in it, and what is odd.

    `refused` are those of `fetched` that no listing has; `unfound` are the ids of records that the
    source was asked about and does not have.
    """

    readings: tuple[Reading, ...]
    fetched: int
    refused: int
    problems: tuple[Problem, ...]
    unfound: tuple[str, ...] = ()


def ask_daily_papers(upstream: Upstream, address: str, period: str) -> Outcome:
    """The listing of a day, a week or a month; raises Refused or Unavailable where there is none.

    A page that ends early is told by the next one: the last is short, or an empty list.
    """
    kind = {10: "date", 8: "week"}.get(len(period), "month")
    path = f"{address}?{kind}={period}"
    items: list[Any] = []
    for page in range(MOST_PAGES):
        params: dict[str, str | int] = {kind: period, "limit": PAGE, "p": page}
        answer = upstream.get(address, lambda raw: _items(path, raw, period), params)
        found = answer.said
        if found and page and all(item in items for item in found):
            raise Refused(f"page {page} is one that was there before")
        items += found
        if not found or (len(found) < PAGE and not answer.more):
            break
    else:
        raise Refused(f"more than {MOST_PAGES} pages")
    sightings, problems = daily_papers.parse_items(path, items, period)
    day = date.fromisoformat(period) if kind == "date" else None
    reading = Reading(
        path=path,
        name=f"hf-{period.lower()}",
        source=DailyPapersSource(period=period),
        title=_title(period),
        day=day,
        day_basis="api" if day else None,
        sightings=tuple(sightings),
    )
    return _outcome(reading, len(items), problems)


def _title(period: str) -> str:
    """What the listing of a day, a week or a month is called."""
    if "W" in period:
        year, week = period.split("-W")
        return f"{daily_papers.TITLE}, week {int(week)} of {year}"
    if len(period) == 7:
        return f"{daily_papers.TITLE}, {date.fromisoformat(f'{period}-01'):%B %Y}"
    return daily_papers.TITLE


def ask_announced(upstream: Upstream, address: str, category: str, last: date) -> Outcome:
    """The listing of what arXiv announced last in a category, on a day no later than `last`.

    Raises Refused or Unavailable.
    """
    path = f"{address}/{category}"
    feed = upstream.get(path, lambda raw: _announced(path, raw, last), {}).said
    reading = Reading(
        path=path,
        name=f"arxiv-{slug(category)}-{feed.day}",
        source=ArxivFeedSource(category=category),
        title=f"arXiv {category}",
        day=feed.day,
        day_basis="api",
        sightings=feed.sightings,
    )
    return _outcome(reading, feed.announced, list(feed.problems))


def ask_submitted(upstream: Upstream, address: str, category: str, day: date) -> Outcome:
    """The listing of what was submitted to a category on a day; raises Refused or Unavailable."""
    query = f"cat:{category} AND submittedDate:[{day:%Y%m%d}0000 TO {day:%Y%m%d}2359]"
    path = f"{address}?search_query={query}"
    sightings: list[Sighting] = []
    problems: list[Problem] = []
    fetched = 0
    while True:
        params: dict[str, str | int] = {
            "search_query": query,
            "sortBy": "submittedDate",
            "sortOrder": "ascending",
            "start": fetched,
            "max_results": SLICE,
        }
        part = _slice(upstream, address, path, params)
        if part.start != fetched:
            raise Refused(f"results from {part.start}, where those from {fetched} were asked for")
        sightings += part.sightings
        problems += part.problems
        fetched += part.count
        if fetched >= part.total:
            break
        if not part.count:
            raise Refused(f"{fetched} of {part.total} results, and no more")
    once = {sighting.arxiv: sighting for sighting in reversed(sightings)}
    reading = Reading(
        path=path,
        name=submitted_name(category, day),
        source=ArxivSource(category=category),
        title=f"arXiv {category}, submitted",
        day=day,
        day_basis="api",
        sightings=tuple(reversed(once.values())),
    )
    return _outcome(reading, fetched, problems)


def submitted_name(category: str, day: date) -> str:
    """The name of the listing of what was submitted to a category on a day."""
    return f"arxiv-{slug(category)}-submitted-{day}"


def ask_ids(upstream: Upstream, address: str, ids: list[str]) -> tuple[Slice, tuple[str, ...]]:
    """What arXiv says of these ids, and those that it cannot say anything of.

    One id that arXiv stumbles over spoils the answer for all; halving them finds it.
    """
    path = f"{address}?id_list={','.join(ids)}"
    params: dict[str, str | int] = {"id_list": ",".join(ids), "max_results": len(ids)}
    try:
        found = _slice(upstream, address, path, params)
    except Declined as reason:
        if len(ids) == 1:
            problem = notice(path, 0, str(reason))
            return Slice(0, 0, 0, (), (problem,)), tuple(ids)
        half = len(ids) // 2
        (one, lost), (two, more) = (
            ask_ids(upstream, address, part) for part in (ids[:half], ids[half:])
        )
        both = Slice(
            one.total + two.total,
            0,
            one.count + two.count,
            one.sightings + two.sightings,
            one.problems + two.problems,
        )
        return both, lost + more
    mine = tuple(sighting for sighting in found.sightings if sighting.arxiv in ids)
    known = {sighting.arxiv for sighting in mine}
    others = tuple(
        notice(path, sighting.line, f"'{sighting.arxiv}' was not asked for; it is not stored")
        for sighting in found.sightings
        if sighting.arxiv not in ids
    )
    found = replace(found, sightings=mine, problems=found.problems + others)
    return found, tuple(arxiv for arxiv in ids if arxiv not in known)


def ask_title(upstream: Upstream, address: str, title: str) -> Slice:
    """What arXiv has under the words of a title; raises Refused or Unavailable."""
    words = " ".join(re.findall(r"\w+", title))
    query = f'ti:"{words}"'
    path = f"{address}?search_query={query}"
    return _slice(upstream, address, path, {"search_query": query, "max_results": 10})


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _slice(upstream: Upstream, address: str, path: str, params: dict[str, str | int]) -> Slice:
    return upstream.get(address, lambda raw: parse_slice(path, raw), params).said


def _announced(path: str, raw: bytes, last: date) -> Announced:
    feed = parse_announced(path, raw)
    if feed.day > last:
        raise Refused(f"a feed of {feed.day}, which is yet to come")
    return feed


def _items(path: str, raw: bytes, period: str) -> list[Any]:
    """The items of a page, each of which can be read; raises Refused."""
    items = daily_papers.parse_answer(raw)
    daily_papers.parse_items(path, items, period)
    return items


def _outcome(reading: Reading, fetched: int, problems: list[Problem]) -> Outcome:
    refused = fetched - len(reading.sightings)
    return Outcome((reading,), fetched, refused, tuple(problems))

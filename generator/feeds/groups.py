"""Which feeds there are, and the papers in each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from heapq import nlargest

from generator import addresses
from generator.archive import Archive, Paper
from generator.model import Trending
from generator.wording import count

NEWEST = 50


@dataclass(frozen=True)
class Feed:
    """A feed, the page it belongs to, and its papers, newest first.

    `description` is an editor's Markdown; `aliases` are addresses it stood under before.
    """

    key: str
    address: str
    name: str
    description: str
    papers: tuple[Paper, ...]
    aliases: tuple[str, ...] = ()


def group_feeds(archive: Archive) -> list[Feed]:
    """The feed of everything, the one of what is trending, then one for each tag with papers."""
    return [
        Feed("everything", addresses.HOME, "", archive.config.description, newest(archive.shown)),
        Feed(
            "trending",
            addresses.TRENDING,
            "Trending",
            _in_words(archive.config.trending),
            newest(trending(archive)),
        ),
        *(
            Feed(
                f"tags/{tagged.term.slug}",
                addresses.tag(tagged.term.slug),
                tagged.term.name,
                tagged.term.meaning,
                newest(tagged.papers),
                tuple(addresses.tag(alias) for alias in tagged.term.aliases),
            )
            for tagged in archive.tags
        ),
    ]


def newest(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """The newest papers, the newest first."""
    return tuple(nlargest(NEWEST, papers, key=feed_order))


def feed_order(paper: Paper) -> tuple[date, date, str]:
    """Oldest first: by the day it was first listed, else its own, then as added, then by id.

    What is listed today may have been published long ago; by that day no subscriber would see it.
    """
    return paper.listed or paper.day or date.min, paper.added, paper.id


def trending(archive: Archive) -> Iterator[Paper]:
    """The papers on which listings showed as many comments, or upvotes, as the settings ask."""
    least = archive.config.trending
    for paper in archive.shown:
        if (paper.comments or 0) >= least.comments or (paper.upvotes or 0) >= least.upvotes:
            yield paper


def _in_words(least: Trending) -> str:
    comments, upvotes = count(least.comments, "comment"), count(least.upvotes, "upvote")
    return f"Papers with at least {comments} or {upvotes}."

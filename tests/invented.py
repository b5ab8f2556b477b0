"""Papers that nobody wrote: the same for the same seed, as dumps in every layout or as content."""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from shutil import copyfile

from generator.dates import MONTHS, resolve
from generator.identity import compared_title
from generator.ingest import read_dump
from generator.merge import merge
from generator.model import Stored
from generator.sources.sighting import Reading
from generator.store import load_content, write_changes

PER_LISTING = 50
ADDED = date(2026, 1, 2)
FIRST_DAY = date(2018, 1, 1)
LAST_DAY = date(2025, 10, 30)
TAXONOMY = Path(__file__).parent.parent / "content" / "tags.yml"

ARCHIVE = """\
schema: 1
name: Invented papers
description: Papers that nobody wrote.
site_url: https://example.org/invented/
repository: https://github.com/example/invented
branch: main
"""

_GRAMMAR = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_WORDS: dict[str, list[str]] = _GRAMMAR["words"]
_COINED = {"adjective": "suffix", "noun": "ending"}
_SLOT = re.compile(r"\{(\w+)\}")
_BEFORE_VOWEL = re.compile(r"\b([Aa])(?= (?!uni)[aeiou])", re.IGNORECASE)


@dataclass(frozen=True)
class InventedPaper:
    """A paper that does not exist; it has a number of authors or an organization.

    `link` is the address in the abstract, as a record's `links` give it.
    """

    title: str
    abstract: str
    published: date | None
    author_count: int | None
    organization: str | None
    comments: int | None
    link: str | None


def papers(count: int, seed: int = 0) -> list[InventedPaper]:
    """So many papers with distinct titles, a third of them dated; more of a seed begin alike."""
    rng = Random(seed)
    taken: set[str] = set()
    return [_paper(rng, taken) for _ in range(count)]


def compact_dump(papers: Sequence[InventedPaper]) -> str:
    """A dump without blank lines, its first title right behind `Subscribe`."""
    header = (
        "Get trending papers in your email inbox once a day!\n"
        "Get trending papers in your email inbox!\n"
        "Subscribe"
    )
    return header + "".join(f"{paper.title}\n{paper.abstract}\n" for paper in papers)


def spaced_dump(papers: Sequence[InventedPaper]) -> str:
    """A dump with blank lines between titles and abstracts, and no day."""
    return _spaced(
        [*_header("by AK and the research community"), *(t for p in papers for t in _texts(p))]
    )


def cards_dump(
    papers: Sequence[InventedPaper], day_text: str = "Oct 30", year: int | None = None
) -> str:
    """A dump with a block under each abstract, as a page captured in `year` prints it.

    Without a year it is the first that the dump's own dates let a reader infer.
    """
    captured = year or _year_to_infer(papers, day_text)
    header = [*_header("byAK and the research community"), day_text]
    return _spaced([*header, *(text for p in papers for text in (*_texts(p), _block(p, captured)))])


def content(folder: Path, count: int, seed: int = 0) -> None:
    """A whole content folder of so many records, as ingesting their dumps leaves it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "archive.yml").write_text(ARCHIVE, encoding="utf-8")
    copyfile(TAXONOMY, folder / "tags.yml")
    before, _ = load_content(folder)
    merged = merge(before, _readings(papers(count, seed)), ADDED)
    write_changes(folder, Stored(), merged.stored)


def _readings(invented: Sequence[InventedPaper]) -> Iterator[Reading]:
    """Listings of fifty: dated papers as cards, the others by turns in the two other layouts."""
    dated = [paper for paper in invented if paper.published]
    for number, chosen in enumerate(_batches(dated)):
        day = LAST_DAY + timedelta(days=1 + number % 365)
        yield _reading(cards_dump(chosen, _printed(day, day.year), day.year), day)
    undated = [paper for paper in invented if not paper.published]
    for number, chosen in enumerate(_batches(undated)):
        render = compact_dump if number % 2 else spaced_dump
        yield _reading(render(chosen), LAST_DAY - timedelta(days=number) if number % 4 else None)


def _reading(text: str, day: date | None) -> Reading:
    reading, problems = read_dump("invented.txt", text.encode(), day)
    if reading is None or problems:
        raise ValueError(f"an invented dump cannot be read: {problems}")
    return reading


def _batches(invented: Sequence[InventedPaper]) -> Iterator[Sequence[InventedPaper]]:
    return (invented[i : i + PER_LISTING] for i in range(0, len(invented), PER_LISTING))


def _paper(rng: Random, taken: set[str]) -> InventedPaper:
    name = _name(rng)
    title = _title(rng, name, taken)
    link = _link(rng, name) if rng.random() < 1 / 3 else None
    abstract = _abstract(rng, name, link)
    published = _published(rng) if rng.random() < 1 / 3 else None
    organization = None
    if published and rng.random() < 0.05:
        organization = _pick(rng, "maker").replace("-", " ").title()
    authors = 1 + _zipf(rng, 24) if organization is None else None
    comments = 1 + _zipf(rng, 40) if published and rng.random() < 0.2 else None
    return InventedPaper(title, abstract, published, authors, organization, comments, link)


def _title(rng: Random, name: str, taken: set[str]) -> str:
    while True:
        title = _capital(_fill(rng, _choose(rng, _GRAMMAR["titles"]), name, _title_case), name)
        key = compared_title(title)
        if 4 <= len(title.split()) <= 16 and len(title) <= 130 and key not in taken:
            taken.add(key)
            return title


def _abstract(rng: Random, name: str, link: str | None) -> str:
    """Sentences up to a length, of which no two are made alike."""
    length = 600 + int(1150 * (1 - rng.random() ** 2))
    opening = [_sentence(rng, _choose(rng, _GRAMMAR[kind]), name) for kind in ("problems", "ideas")]
    ending = [_sentence(rng, _choose(rng, _GRAMMAR["outlooks"]), name)] * (rng.random() < 0.5)
    if link is not None:
        bare = "github.com" in link and rng.random() < 0.2
        shown = link.removeprefix("https://") if bare else link
        ending.append(f"Our {_pick(rng, 'place')} will be available at {shown}.")
    middle: dict[str, list[str]] = {"details": [], "results": []}
    left = {kind: list(_GRAMMAR[kind]) for kind in middle}
    while any(left.values()) and _length(opening, *middle.values(), ending) < length:
        kind = "details" if len(left["details"]) > len(left["results"]) else "results"
        template = left[kind].pop(int(len(left[kind]) * rng.random()))
        middle[kind].append(_sentence(rng, template, name))
    return " ".join([*opening, *middle["details"], *middle["results"], *ending])


def _length(*parts: list[str]) -> int:
    return sum(len(sentence) + 1 for part in parts for sentence in part)


def _published(rng: Random) -> date:
    """A day between the first and the last, the late years more often than the early ones."""
    days = (LAST_DAY - FIRST_DAY).days
    return LAST_DAY - timedelta(days=int(days * rng.random() ** 2))


def _link(rng: Random, name: str) -> str:
    path = re.sub(r"\W+", "-", name).strip("-")
    maker = _pick(rng, "maker")
    if rng.random() < 0.75:
        return f"https://github.com/{maker}/{path}"
    return f"https://{maker}.example.org/{path.lower()}"


def _name(rng: Random) -> str:
    """What a method or a data set is called; one in four is a set of initials."""
    if rng.random() < 0.25:
        letters = "".join("ABCDEFGHIKLMNOPRSTUVWXZ"[int(23 * rng.random())] for _ in range(4))
        return letters + _choose(rng, _WORDS["coda"])
    return "".join(_choose(rng, _WORDS[part]) for part in ("onset", "middle", "coda"))


def _sentence(rng: Random, template: str, name: str) -> str:
    return _capital(_fill(rng, template, name, str), name)


def _fill(rng: Random, template: str, name: str, case: Callable[[str], str]) -> str:
    """The template with a word in every slot, and `an` where that word asks for it."""

    def word(slot: re.Match[str]) -> str:
        kind = slot[1]
        if kind in _NUMBERS:
            return _NUMBERS[kind](rng)
        if kind == "name":
            return name if rng.random() < 0.7 else _name(rng)
        picked = _word(rng, kind.lower())
        return picked if kind.islower() else case(picked)

    return _BEFORE_VOWEL.sub(r"\1n", _SLOT.sub(word, template))


def _word(rng: Random, kind: str) -> str:
    """A word of the list or, for some kinds now and then, one put together for the occasion.

    So a larger archive has more words, as archives do, and most of them are rare.
    """
    if kind not in _COINED or rng.random() > 0.3:
        return _pick(rng, kind)
    return "".join(_pick(rng, part) for part in ("prefix", "root", _COINED[kind]))


def _capital(text: str, name: str) -> str:
    """The text with a capital first, but for a name that has none."""
    return text if text.startswith(name) else text[:1].upper() + text[1:]


def _title_case(words: str) -> str:
    return re.sub(r"(?<![^\s-])[a-z](?=[a-z]{2})(?!nd\b)", lambda c: c[0].upper(), words)


def _pick(rng: Random, kind: str) -> str:
    """A word of a kind, the first in its list far more often than the last, as Zipf has it."""
    return _WORDS[kind][_zipf(rng, len(_WORDS[kind]))]


def _choose(rng: Random, options: Sequence[str]) -> str:
    return options[int(len(options) * rng.random())]


def _zipf(rng: Random, size: int) -> int:
    """A number below the size; twice as large is half as likely."""
    return int((size + 1) ** rng.random()) - 1


def _texts(paper: InventedPaper) -> tuple[str, str]:
    return paper.title, paper.abstract


def _header(curator: str) -> list[str]:
    return ["new", "Get trending papers in your email inbox!", "Subscribe", "Daily Papers", curator]


def _spaced(texts: Sequence[str]) -> str:
    return "\n\n".join(texts) + "\n"


def _block(paper: InventedPaper, year: int) -> str:
    lines = []
    if paper.organization is not None:
        lines.append(f"{paper.organization.lower().replace(' ', '-')} {paper.organization}")
    elif paper.author_count is not None:
        lines.append(f"  • {paper.author_count} author{'s' * (paper.author_count != 1)}")
    if paper.published is not None:
        comments = "" if paper.comments is None else f" {paper.comments}"
        lines += ["·", _printed(paper.published, year) + comments]
    return "\n".join(lines)


def _printed(day: date, year: int) -> str:
    short = f"{MONTHS[day.month - 1]} {day.day}"
    return short if day.year == year else f"{short}, {day.year}"


def _year_to_infer(papers: Sequence[InventedPaper], day_text: str) -> int:
    """The newest year, where a date of the year before gives it away and none is later."""
    days = [paper.published for paper in papers if paper.published]
    newest = max(days, default=LAST_DAY)
    captured = resolve(day_text, newest.year)
    told = any(day.year == newest.year - 1 for day in days)
    return newest.year if told and captured and newest <= captured else newest.year + 1


_NUMBERS: dict[str, Callable[[Random], str]] = {
    "number": lambda rng: str(2 + _zipf(rng, 90)),
    "hundreds": lambda rng: f"{int(1000 * rng.random()):03}",
    "decimal": lambda rng: f"{1 + _zipf(rng, 60)}.{int(10 * rng.random())}",
    "digit": lambda rng: str(1 + int(5 * rng.random())),
}

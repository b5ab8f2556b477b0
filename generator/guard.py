"""What stands between a built site and its publication: nothing that was published is lost."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

LIMIT = 900_000_000
"""Bytes; GitHub Pages refuses sites of more than 1 GB."""

NAMED = 10
"""So many lost addresses are named; the others are counted."""

MOST_GIVEN_UP = 100
"""More days and tags than this are never lost at once by what sources learn about papers."""

_KEPT = re.compile(r"/(?:(papers)/[\w.-]+|(days)/\d{4}/\d\d/\d\d|(tags)/[\w.-]+)/")


class Counts(msgspec.Struct, frozen=True):
    """How much a site says there is; `permalinks` are those of papers, aliases among them."""

    records: int
    withdrawn: int
    permalinks: int
    listings: int
    tags: int

    @property
    def aliases(self) -> int:
        """How many ids lead to another record, since the two are one paper."""
        return self.permalinks - self.records - self.withdrawn


@dataclass(frozen=True)
class Published:
    """What the last published site says of itself.

    `addresses` are those of papers, days and tags, from the site's root; `tagged` is how many
    records each tag had; `forwarded` are addresses that were given up before, and lead elsewhere.
    """

    url: str
    counts: Counts
    addresses: frozenset[str]
    tagged: Mapping[str, int]
    forwarded: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Built:
    """A site that is to be published: where it is to stand, what it holds, its size in bytes."""

    url: str
    counts: Counts
    tags: frozenset[str]
    size: int
    answers: Callable[[str], bool]


def check_site(last: Published | None, site: Built) -> Iterator[str]:
    """Every reason not to publish a site in the place of the last one, if there was one."""
    if site.size > LIMIT:
        more = f"{(site.size - LIMIT) / 1e6:,.1f} MB more than may be published"
        yield f"size: {site.size / 1e6:,.1f} MB, {more} ({LIMIT / 1e6:,.0f} MB)"
    if last is not None:
        yield from check_counts(last, site)
        yield from check_addresses(last.addresses, site.answers)


def check_counts(last: Published, site: Built) -> Iterator[str]:
    """Nothing got fewer but by withdrawals and merges, which leave every permalink as it was."""
    before, now = last.counts, site.counts
    gone = max(now.withdrawn - before.withdrawn, 0) + max(now.aliases - before.aliases, 0)
    if before.records - now.records > gone:
        yield f"{_fewer('records', before.records, now.records)}; {gone:,} withdrawn or merged"
    if before.permalinks > now.permalinks:
        yield _fewer("permalinks", before.permalinks, now.permalinks)
    if before.listings > now.listings:
        yield _fewer("listings", before.listings, now.listings)
    lost = {slug: size for slug, size in last.tagged.items() if slug not in site.tags}
    unexplained = sorted(slug for slug, size in lost.items() if size > gone)
    if before.tags - now.tags > len(lost) - len(unexplained):
        yield f"{_fewer('tags', before.tags, now.tags)}: {_named(unexplained)}"


def check_addresses(addresses: Iterable[str], answers: Callable[[str], bool]) -> Iterator[str]:
    """Every address of a paper, a day or a tag still answers, be it by leading elsewhere."""
    silent: dict[str, list[str]] = defaultdict(list)
    for address in sorted(addresses):
        if not answers(address):
            silent[kind_of(address) or "others"].append(address)
    for kind, lost in silent.items():
        yield f"{kind}: {len(lost):,} published addresses answer nothing now: {_named(lost)}"


def given_up(last: Published, answers: Callable[[str], bool]) -> list[str]:
    """The days and tags that lost their last paper, though no paper is lost; they may forward.

    Empty where so many are lost at once that something else must be wrong.
    """
    silent = {address for address in last.addresses if not answers(address)}
    if any(kind_of(address) == "papers" for address in silent) or len(silent) > MOST_GIVEN_UP:
        return []
    return sorted(silent | {address for address in last.forwarded if not answers(address)})


def kind_of(address: str) -> str | None:
    """Whether an address is one of papers, days or tags, which must go on answering."""
    match = _KEPT.fullmatch(address)
    return match[match.lastindex or 0] if match else None


def render_guard(
    last: Published | None, site: Built, refusals: Sequence[str], notices: Sequence[str]
) -> str:
    """What was published, what is to be, and why not, in Markdown for a job's summary."""
    lines = ["## Guard", "", "| | published | now |", "|---|--:|--:|"]
    for name in Counts.__struct_fields__:
        before = f"{getattr(last.counts, name):,}" if last else ""
        lines.append(f"| {name} | {before} | {getattr(site.counts, name):,} |")
    lines += [f"| MB | | {site.size / 1e6:,.1f} |", ""]
    lines += ["**Refused:**" if refusals else "Nothing is lost.", ""]
    lines += [f"    {line}" for line in refusals]
    lines += ["", "Notice:", "", *(f"    {line}" for line in notices)] if notices else []
    return "\n".join([*lines, "", ""])


def _fewer(name: str, before: int, now: int) -> str:
    return f"{name}: {before - now:,} fewer than published ({before:,} then, {now:,} now)"


def _named(lost: Sequence[str]) -> str:
    more = f" and {len(lost) - NAMED:,} more" if len(lost) > NAMED else ""
    return f"{', '.join(lost[:NAMED])}{more}"

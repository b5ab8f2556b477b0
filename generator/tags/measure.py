"""How well the tags match what people say papers are about: precision and recall, by tag."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

import msgspec

from generator.tags.taxonomy import Taxonomy

HALVES = ("tuning", "measuring")
SETS = (*HALVES, "further")

Tags = Callable[[str, str], tuple[str, ...]]
Texts = Mapping[str, tuple[str, str]]


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a reader said of a paper: the tags it has to have, and those it may have too."""

    tags: tuple[str, ...]
    also: tuple[str, ...] = ()
    # Papers that serve for tuning whatever their id says.
    set: Literal["further"] | None = None


class Counts(NamedTuple):
    """Tags given, how many of them are right or at least allowed, and wanted ones found."""

    given: int
    right: int
    allowed: int
    wanted: int
    found: int

    @property
    def precision(self) -> float:
        """The share of given tags that belong on the paper."""
        return self.allowed / self.given if self.given else 1.0

    @property
    def strict(self) -> float:
        """The share of given tags that the paper has to have."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """The share of tags papers have to have that they were given."""
        return self.found / self.wanted if self.wanted else 1.0


class Measured(NamedTuple):
    """The counts of one set, overall and by tag, and its papers that no tag was given."""

    papers: int
    overall: Counts
    by_tag: dict[str, Counts]
    untagged: tuple[str, ...]


def parse_labels(structure: object) -> dict[str, Label]:
    """The labels, by record id, that a plain structure states."""
    return msgspec.convert(structure, dict[str, Label], strict=False)


def half(record_id: str) -> str:
    """The half of the labelled papers a record belongs to, by the hash of its id."""
    return HALVES[hashlib.sha256(record_id.encode()).digest()[0] % 2]


def sets(labels: Mapping[str, Label]) -> dict[str, dict[str, Label]]:
    """The labels by what they serve for: the two halves, and what was added for tuning only."""
    found: dict[str, dict[str, Label]] = {name: {} for name in SETS}
    for record_id, label in labels.items():
        found[label.set or half(record_id)][record_id] = label
    return found


def measure(labels: Mapping[str, Label], texts: Texts, tags: Tags, taxonomy: Taxonomy) -> Measured:
    """The counts over all labelled papers whose texts are there.

    A tag stands for the one above it too, as the page of that one lists the paper: a wanted tag
    of the first level is found with any tag below it, and a tag of the first level is right
    where one below it is wanted.
    """
    parents = {term.slug: term.parent for term in taxonomy.terms}

    def closed(slugs: tuple[str, ...]) -> set[str]:
        return {*slugs, *(above for slug in slugs if (above := parents.get(slug)))}

    counts = {field: Counter[str]() for field in Counts._fields}
    untagged = []
    papers = sorted(labels.keys() & texts.keys())
    for record_id in papers:
        label = labels[record_id]
        given = tags(*texts[record_id])
        right = closed(label.tags)
        counts["given"].update(given)
        counts["right"].update(right.intersection(given))
        counts["allowed"].update(closed(label.tags + label.also).intersection(given))
        counts["wanted"].update(label.tags)
        counts["found"].update(closed(given).intersection(label.tags))
        if not given:
            untagged.append(record_id)
    by_tag = {slug: Counts(*(counts[field][slug] for field in Counts._fields)) for slug in parents}
    overall = Counts(*(counts[field].total() for field in Counts._fields))
    return Measured(len(papers), overall, by_tag, tuple(untagged))


def report(labels: Mapping[str, Label], texts: Texts, tags: Tags, taxonomy: Taxonomy) -> str:
    """Precision and recall in words and a table, for every set, and the papers without a tag."""
    measured = {name: measure(of, texts, tags, taxonomy) for name, of in sets(labels).items() if of}
    untagged = sorted(i for i, (title, abstract) in texts.items() if not tags(title, abstract))
    return "\n".join(
        [
            *(_summary(name, of) for name, of in measured.items()),
            "",
            *_table({name: of.by_tag for name, of in measured.items()}),
            "",
            f"Without a tag: {len(untagged)} of {len(texts)} papers",
            *(f"  {record_id}" for record_id in untagged),
            "",
        ]
    )


def _summary(name: str, measured: Measured) -> str:
    """One set in one line."""
    counts = measured.overall
    return (
        f"{name:<9} {measured.papers} papers, {counts.given} tags: "
        f"precision {counts.precision:.3f} (strict {counts.strict:.3f}), "
        f"recall {counts.recall:.3f}, without a tag {len(measured.untagged)}"
    )


def _table(parts: Mapping[str, Mapping[str, Counts]]) -> list[str]:
    """Every tag given or wanted in any set, one a line."""
    head = "".join(f"{name + ' given wanted  prec  rec':>34}" for name in parts)
    lines = [f"{'tag':<32}{head}"]
    slugs = dict.fromkeys(slug for by_tag in parts.values() for slug in by_tag)
    for slug in slugs:
        cells = [by_tag[slug] for by_tag in parts.values()]
        if any(cell.given or cell.wanted for cell in cells):
            lines.append(f"{slug:<32}{''.join(map(_cell, cells))}".rstrip())
    return lines


def _cell(counts: Counts) -> str:
    """One tag's figures in one set; a share of nothing is a dash."""
    precision = f"{counts.precision:.2f}" if counts.given else "-"
    recall = f"{counts.recall:.2f}" if counts.wanted else "-"
    return f"{counts.given:>16}{counts.wanted:>7}{precision:>6}{recall:>5}"

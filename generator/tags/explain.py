"""What the command line says of tags: how often each is given, why, and how well."""

from generator import schema
from generator.archive import Archive, Paper
from generator.derived import texts_of
from generator.model import Stored
from generator.problems import Problem, error
from generator.tags.measure import Label, report
from generator.tags.tagging import DOUBTS, Tagged, Tagger
from generator.typeset import plain


def render_counts(archive: Archive) -> str:
    """Each tag with the number of its papers, those of the second level under their parent."""
    lines = []
    for tagged in archive.tags:
        indent = "  " if tagged.term.parent else ""
        lines.append(f"{tagged.count:>6}  {indent}{tagged.term.name} ({tagged.term.slug})")
    untagged = sum(not paper.tags for paper in archive.shown)
    return "\n".join([*lines, f"{untagged:>6}  without a tag"])


def render_explanation(stored: Stored, paper: Paper) -> str:
    """For every tag of a paper, and every tag an editor took away: what it stands on."""
    found = Tagger(stored.taxonomy).explain(*texts_of(paper.record))
    lines = [plain(paper.record.title)]
    for tagged in found:
        removed = "" if tagged.slug in paper.tags else " (removed by a correction)"
        lines.append(f"{tagged.slug}{removed}: {tagged.score:g} points")
        lines += [
            f"  {match.field} at {match.offset}: '{match.text}' matches '{match.phrase}',"
            f" {match.points:g}"
            for match in tagged.matches
        ]
        if tagged.fit != 1:
            lines.append(f"  times {tagged.fit:.3g}, as its company is {_company(tagged)}")
        lines += [f"  times {DOUBTS[doubt]:g}, as {doubt}" for doubt in tagged.doubts]
    matched = {tagged.slug for tagged in found}
    lines += [f"{tag}: added by a correction" for tag in paper.tags if tag not in matched]
    if len(lines) == 1:
        lines.append("no tag: none of the phrases in tags.yml says enough about it")
    return "\n".join(lines)


def _company(tagged: Tagged) -> str:
    """The words of a tag's company that a text has, in quotes."""
    return ", ".join(f"'{word}'" for word in tagged.company) or "not there"


def render_report(stored: Stored, path: str, labels: str) -> tuple[str, list[Problem]]:
    """Precision and recall of the tags against a file of labels, and the problems of the file."""
    parsed, problems = schema.read(path, labels, dict[str, Label])
    if parsed is None:
        return "", problems
    if parsed.keys().isdisjoint(stored.records):
        return "", [
            error(path, 0, "none of the labelled papers is in this archive: label your own")
        ]
    texts = {i: (record.title, record.abstract) for i, record in stored.records.items()}
    return report(parsed, texts, Tagger(stored.taxonomy).tags, stored.taxonomy), problems

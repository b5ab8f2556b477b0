"""The report counts what a reader would."""

from generator.tags.measure import Counts, half, measure, parse_labels, report
from generator.tags.taxonomy import parse_taxonomy

TAXONOMY = parse_taxonomy(
    {
        "terms": [
            {"slug": "birds", "name": "Birds", "meaning": "All birds."},
            {"slug": "owls", "name": "Owls", "meaning": "All owls.", "parent": "birds"},
            {"slug": "steam", "name": "Steam", "meaning": "All steam."},
        ]
    }
)
GIVEN = {"one": ("owls", "steam"), "two": ("birds",), "three": ()}
TEXTS = {name: (name, "") for name in GIVEN}


def given_tags(title: str, abstract: str) -> tuple[str, ...]:
    """What a matcher would find."""
    return GIVEN[title]


def test_right_allowed_and_missing_tags_are_counted() -> None:
    """`steam` is allowed on one; two is an owl that was found as a bird only."""
    labels = parse_labels(
        {"one": {"tags": ["birds"], "also": ["steam"]}, "two": {"tags": ["owls"]}}
    )
    measured = measure(labels, TEXTS, given_tags, TAXONOMY)
    assert measured.overall == Counts(given=3, right=1, allowed=2, wanted=2, found=1)
    assert measured.by_tag["birds"] == Counts(given=1, right=1, allowed=1, wanted=1, found=1)
    assert measured.by_tag["owls"] == Counts(given=1, right=0, allowed=0, wanted=1, found=0)


def test_papers_without_text_are_left_out_and_without_tag_listed() -> None:
    """Nothing is counted that was not measured."""
    labels = parse_labels({"three": {"tags": ["owls"]}, "four": {"tags": ["owls"]}})
    measured = measure(labels, TEXTS, given_tags, TAXONOMY)
    assert (measured.papers, measured.untagged) == (1, ("three",))
    assert (measured.overall.precision, measured.overall.recall) == (1.0, 0.0)


def test_the_report_has_both_halves_and_the_untagged() -> None:
    """Everybody reads the same figures."""
    labels = parse_labels({name: {"tags": ["owls"]} for name in GIVEN})
    lines = report(labels, TEXTS, given_tags, TAXONOMY).splitlines()
    assert lines[0].startswith("tuning ")
    assert lines[1].startswith("measuring ")
    assert lines[-2:] == ["Without a tag: 1 of 3 papers", "  three"]


def test_halves_are_fixed_by_the_id() -> None:
    """Whoever labels more papers does not move those that are there."""
    halves = [half(f"paper-{n}") for n in range(1000)]
    assert half("paper-0") == halves[0]
    assert 400 < halves.count("tuning") < 600

"""The archive's tags are sound, and what readers labelled refers to those it ships with."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.tags.measure import HALVES, measure, parse_labels, sets
from generator.tags.tagging import Tagger
from generator.tags.taxonomy import Taxonomy, check_taxonomy, parse_taxonomy

ROOT = Path(__file__).parents[2]
# What the tags aim at, and must not fall below unnoticed.
PRECISION, RECALL = 0.92, 0.85
# What the ids of the papers for measuring, one a line, add up to.
MEASURING = "4daaff08cf3763e1057c7b33ac64e126446a5ee56477f4ebb9da7b994e1454e4"


def load(path: Path) -> Any:
    """The strings of a YAML file."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    """The taxonomy under content/."""
    return parse_taxonomy(load(ROOT / "content" / "tags.yml"))


@pytest.fixture(scope="module")
def texts() -> dict[str, tuple[str, str]]:
    """Title and abstract of the papers that readers labelled, where the archive has them."""
    labels = parse_labels(load(Path(__file__).with_name("labels.yml")))
    records = ROOT / "content" / "records"
    files = {i: path for i in labels if (path := records / i[:4] / f"{i}.yml").is_file()}
    if len(files) < len(labels) / 2:
        # A fork takes these papers out, and has tags of its own field: nothing here is about them.
        pytest.skip("the labelled papers are not in content/records")
    return {i: (r["title"], r["abstract"]) for i, r in ((i, load(p)) for i, p in files.items())}


def test_the_taxonomy_has_no_errors(taxonomy: Taxonomy) -> None:
    """What `check` would stop at."""
    assert list(check_taxonomy(taxonomy)) == []


@pytest.mark.usefixtures("texts")
def test_the_taxonomy_is_of_a_size_to_browse(taxonomy: Taxonomy) -> None:
    """60 to 120 terms, each with a sentence that says what it is about and something to match."""
    assert 60 <= len(taxonomy.terms) <= 120
    for term in taxonomy.terms:
        assert term.meaning[0].isupper()
        assert term.meaning.endswith(".")
        assert term.match


def test_every_tag_finds_a_paper_named_after_it(taxonomy: Taxonomy) -> None:
    """A phrase in a title is enough for some tag, if not for this one."""
    tagger = Tagger(taxonomy)
    for term in taxonomy.terms:
        best = max(term.weighted(), key=lambda weighted: weighted[1].title)[0]
        assert tagger.tags(best, "")


@pytest.mark.usefixtures("texts")
def test_labels_refer_to_tags(taxonomy: Taxonomy) -> None:
    """At least 200 papers, one to five tags each, nothing both wanted and allowed."""
    labels = parse_labels(load(Path(__file__).with_name("labels.yml")))
    slugs = taxonomy.by_slug().keys()
    assert len(labels) >= 200
    for label in labels.values():
        assert 1 <= len(label.tags) <= 5
        assert slugs >= {*label.tags, *label.also}
        assert not set(label.tags) & set(label.also)
    assert all(len(sets(labels)[name]) >= 100 for name in HALVES)


def test_papers_for_measuring_stay_so() -> None:
    """Nobody moves a paper to the ones to tune on because the matcher fails on it."""
    labels = parse_labels(load(Path(__file__).with_name("labels.yml")))
    ids = "\n".join(sorted(sets(labels)["measuring"]))
    assert hashlib.sha256(ids.encode()).hexdigest() == MEASURING


def test_tags_agree_with_readers(taxonomy: Taxonomy, texts: dict[str, tuple[str, str]]) -> None:
    """Where the archive has the labelled papers, no change makes the tags much worse unnoticed."""
    labels = parse_labels(load(Path(__file__).with_name("labels.yml")))
    counts = measure(sets(labels)["measuring"], texts, Tagger(taxonomy).tags, taxonomy).overall
    assert counts.precision >= PRECISION
    assert counts.recall >= RECALL

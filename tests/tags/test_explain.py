"""An explanation says all that a paper's points come from, so that an editor can find the cause."""

from generator.archive import build_archive
from generator.model import Stored
from generator.tags.explain import render_explanation, render_report
from generator.tags.taxonomy import Taxonomy, Term
from tests.test_archive import record

ASIDE = " ".join(f"b{n}" for n in range(50))
TERMS = (
    Term(slug="owls", name="Owls", meaning="Owls.", match=("owl",), company=("wood", "night")),
    Term(
        slug="larks", name="Larks", meaning="Larks.", match=("lark", "songbird"), company=("sun",)
    ),
    Term(slug="steam", name="Steam", meaning="Steam.", match=("engine", "steam")),
)


def test_an_explanation_tells_points_company_and_doubts() -> None:
    """What multiplies the points is told with its reason; what leaves them as they are is not."""
    text = f"So. Owls in the woods at night. Larks: a songbird, larks, larks. {ASIDE}"
    one = record("a", title="Owls, larks, steam engines", abstract=text)
    stored = Stored(records={"a": one}, taxonomy=Taxonomy(terms=TERMS))
    (paper,) = build_archive(stored).papers
    assert render_explanation(stored, paper).splitlines() == [
        "Owls, larks, steam engines",
        "steam: 6 points",
        "  title at 13: 'steam' matches 'steam', 3",
        "  title at 19: 'engines' matches 'engine', 3",
        "owls: 2.594 points",
        "  title at 0: 'Owls' matches 'owl', 3",
        "  abstract at 4: 'Owls' matches 'owl', 1",
        "  times 0.865, as its company is 'wood', 'night'",
        "  times 0.75, as one word stands alone",
        "larks: 2.1 points",
        "  title at 6: 'larks' matches 'lark', 3",
        "  abstract at 32: 'Larks' matches 'lark', 1",
        "  abstract at 41: 'songbird' matches 'songbird', 1",
        "  abstract at 51: 'larks' matches 'lark', 1",
        "  abstract at 58: 'larks' matches 'lark', 1",
        "  times 0.3, as its company is not there",
    ]


def test_labels_of_other_papers_measure_nothing() -> None:
    """A fork that kept ours is told so, and no precision of nothing."""
    stored = Stored(records={"a": record("a")}, taxonomy=Taxonomy(terms=TERMS))
    text, (problem,) = render_report(stored, "labels.yml", "b: {tags: [owls]}\n")
    assert text == ""
    assert problem.message.startswith("none of the labelled papers is in this archive")

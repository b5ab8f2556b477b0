"""Neighbours go together more than by chance; growth counts every month."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.tags.neighbours import Month, Neighbour, growth, months, neighbours


def test_tags_that_go_together_are_neighbours() -> None:
    """Owls and night are on three of twelve papers; steam meets them by chance."""
    papers = [("owls", "night")] * 3 + [("steam",)] * 8 + [("steam", "owls")]
    assert neighbours(papers) == {
        "night": (Neighbour("owls", 3, 3.0),),
        "owls": (Neighbour("night", 3, 3.0),),
        "steam": (),
    }


def test_one_coincidence_makes_no_neighbours() -> None:
    """However rare the tags are."""
    assert neighbours([("owls", "night")] + [("steam",)] * 99)["owls"] == ()


@settings(deadline=None)
@given(st.lists(st.sets(st.sampled_from("abcdefgh"))))
def test_neighbours_are_mutual_in_measure(papers: list[set[str]]) -> None:
    """Both see the same figures, whatever order papers and tags come in."""
    found = neighbours(papers)
    assert found == neighbours([sorted(tags, reverse=True) for tags in reversed(papers)])
    for slug, near in found.items():
        for one in near:
            back = {other.slug: other for other in found[one.slug]}
            assert slug not in back or back[slug][1:] == one[1:]


def test_growth_has_every_month_and_leaves_the_undated_out() -> None:
    """A month without the tag is there with none, even where no paper is at all."""
    dated = [
        (("owls",), date(2024, 11, 3)),
        (("steam",), date(2024, 11, 30)),
        (("owls", "steam"), date(2025, 1, 1)),
        (("owls",), None),
    ]
    assert growth(dated) == {
        "owls": (Month("2024-11", 1, 0.5), Month("2024-12", 0, 0.0), Month("2025-01", 1, 1.0)),
        "steam": (Month("2024-11", 1, 0.5), Month("2024-12", 0, 0.0), Month("2025-01", 1, 1.0)),
    }
    assert growth([(("owls",), None)]) == {}


def test_months_run_over_the_year() -> None:
    """December is followed by January."""
    assert list(months("2024-11", "2025-02")) == ["2024-11", "2024-12", "2025-01", "2025-02"]

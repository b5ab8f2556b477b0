"""Related papers share telling words, and every paper is related to one that leads to it."""

import random
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.tags.related import (
    MOST,
    Related,
    _Near,
    load_related,
    reach_all,
    related,
    related_key,
    write_related,
)

TOPICS = ["owl feather nest", "steam piston boiler", "violin bow string", "glacier ice moraine"]


def archive(size: int, seed: int = 1) -> list[tuple[str, str, str]]:
    """Invented papers on four topics, each with words of its own and some of everyone's."""
    draw = random.Random(seed)
    papers = []
    for number in range(size):
        topic = TOPICS[number % 4].split()
        noise = [f"word{draw.randrange(50)}" for _ in range(5)]
        text = draw.choices(topic, k=4) + noise
        papers.append((f"p{number:03}", f"On {draw.choice(topic)} {noise[0]}", " ".join(text)))
    return papers


def columns(papers: list[tuple[str, str, str]]) -> tuple[list[str], list[str], list[str]]:
    """The papers as the arguments of `related`."""
    ids, titles, abstracts = map(list, zip(*papers, strict=True))
    return ids, titles, abstracts


def test_papers_on_one_topic_find_each_other() -> None:
    """And the words shown are the ones they share, as the paper writes them."""
    papers = [
        ("a", "Owls", "The Feathers of owls."),
        ("b", "An owl", "How a feather grows."),
        ("c", "Steam", "On pistons and boilers."),
        ("d", "Boiler", "A piston under steam."),
    ]
    found = related(*columns(papers))
    assert [[near.id for near in found[record_id]] for record_id in "abcd"] == [
        ["b"],
        ["a"],
        ["d"],
        ["c"],
    ]
    assert set(found["a"][0].terms) == {"owls", "Feathers"}


def test_any_order_of_papers_gives_the_same() -> None:
    """The ids decide, not the order on disk."""
    papers = archive(60)
    shuffled = random.Random(9).sample(papers, len(papers))
    assert related(*columns(papers)) == related(*columns(shuffled))
    assert related_key(*columns(papers)) == related_key(*columns(shuffled))


def test_lists_are_short_ordered_and_never_lead_to_themselves() -> None:
    """Five at most, the likest first."""
    found = related(*columns(archive(60)))
    for record_id, near in found.items():
        assert len(near) <= MOST
        assert record_id not in {one.id for one in near}
        assert [one.score for one in near] == sorted((one.score for one in near), reverse=True)


def test_reading_on_leads_nearly_everywhere() -> None:
    """Of papers that are like any other, at least 95 in 100 are reached from one."""
    found = related(*columns(archive(200)))
    reached = {one.id for near in found.values() for one in near}
    alike = [record_id for record_id, near in found.items() if near]
    assert len(reached) >= 0.95 * len(alike) > 0


@pytest.mark.parametrize("texts", [[], ["alone"], ["one", "two"], ["", ""], ["the of", "and the"]])
def test_nothing_in_common_is_nothing_related(texts: list[str]) -> None:
    """However small or empty the archive."""
    ids = [f"p{number}" for number in range(len(texts))]
    assert related(ids, texts, texts) == dict.fromkeys(ids, ())


NEAR = st.integers(2, 25).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, size - 1), max_size=MOST, unique=True),
        min_size=size,
        max_size=size,
    )
)


@settings(deadline=None)
@given(NEAR)
def test_taking_one_in_leaves_none_out(rows: list[list[int]]) -> None:
    """Whoever was reached still is, and no list grows too long."""
    lists = [
        [_Near(other, 1 / (1 + abs(row - other))) for other in others if other != row]
        for row, others in enumerate(rows)
    ]
    before = {one.row for one in chain.from_iterable(lists)}
    changed = reach_all(lists)
    assert before <= {one.row for one in chain.from_iterable(changed)}
    assert all(len(near) <= MOST for near in changed)
    assert all(len({one.row for one in near}) == len(near) for near in changed)


def test_what_is_kept_is_found_by_its_key_alone(tmp_path: Path) -> None:
    """Anything else is as if nothing was there."""
    path = tmp_path / "deep" / "related.json"
    found = {"a": (Related("b", 0.5, ("owl",)),), "b": ()}
    assert load_related(path, "key") is None
    write_related(path, "key", found)
    assert load_related(path, "key") == found
    assert load_related(path, "other") is None
    assert [file.name for file in path.parent.iterdir()] == ["related.json"]
    path.write_bytes(path.read_bytes()[:-9])
    assert load_related(path, "key") is None


def test_a_changed_text_changes_the_key() -> None:
    """And moving a word from title to abstract does, too."""
    key = related_key(["a"], ["owl nest"], [""])
    assert key != related_key(["a"], ["owl"], ["nest"])
    assert key != related_key(["a"], ["owl nests"], [""])

"""What is kept from the last build is what this build would have made."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.derived import Kept, Texts, deriver
from generator.tags.taxonomy import Taxonomy, Term

CATS = Taxonomy(terms=(Term(slug="cats", name="Cats", meaning="Small.", match=("cat",)),))
DOGS = Taxonomy(terms=(Term(slug="dogs", name="Dogs", meaning="Loud.", match=("cat",)),))
PAPERS = [
    Texts("A Cat", "It is $x_i$ naps."),
    Texts("A CatIt is", "more"),
    Texts("Half \ud800", "\x00"),
]


def test_what_is_kept_is_the_same(tmp_path: Path) -> None:
    """From the folder or anew, for any text, the outcome is equal; what is not asked for goes."""
    fresh = deriver(CATS)
    for _ in range(2):
        kept = Kept(tmp_path, CATS)
        assert [kept(paper) for paper in PAPERS] == [fresh(paper) for paper in PAPERS]
        kept.write()
    files = _files(tmp_path)
    again = Kept(tmp_path, CATS)
    again(PAPERS[0])
    again.write()
    assert len(files) > 2
    assert {path.parent.name for path in _files(tmp_path)} == {"settings", "tags"}
    assert len(_files(tmp_path)) == 2


def test_another_taxonomy_finds_tags_anew_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What depends on more than the text is not taken from a build where that was different."""
    kept = Kept(tmp_path, CATS)
    with_cats = kept(PAPERS[0])
    assert with_cats.tags == ("cats",)
    kept.write()
    monkeypatch.delattr("generator.derived.typeset")
    assert Kept(tmp_path, DOGS)(PAPERS[0]) == with_cats._replace(tags=("dogs",))


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    """The folder holds nothing that cannot be made again."""
    kept = Kept(tmp_path, CATS)
    expected = kept(PAPERS[0])
    kept.write()
    for path in _files(tmp_path):
        path.write_bytes(path.read_bytes()[:-3])
    again = Kept(tmp_path, CATS)
    assert again(PAPERS[0]) == expected
    again.write()
    assert Kept(tmp_path, CATS)(PAPERS[0]) == expected


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.msgpack"))


@given(st.text(min_size=1, max_size=12))
def test_title_and_abstract_are_told_apart(text: str) -> None:
    """Moving a letter from one to the other is another paper, whose own comes back."""
    kept, fresh = Kept(Path("nowhere"), CATS), deriver(CATS)
    for cut in range(len(text) + 1):
        texts = Texts(text[:cut], text[cut:])
        assert kept(texts) == fresh(texts)

"""What is kept from the last build is what this build would have made."""

from pathlib import Path

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
    files = {path: path.read_bytes() for path in tmp_path.iterdir()}
    again = Kept(tmp_path, CATS)
    again(PAPERS[0])
    again.write()
    assert [path for path in files if path.exists()] == list(tmp_path.iterdir())
    assert len(list(tmp_path.iterdir())) == 1


def test_another_taxonomy_derives_anew(tmp_path: Path) -> None:
    """What depends on more than the text is not taken from a build where that was different."""
    kept = Kept(tmp_path, CATS)
    assert kept(PAPERS[0]).tags == ("cats",)
    kept.write()
    assert Kept(tmp_path, DOGS)(PAPERS[0]).tags == ("dogs",)


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    """The folder holds nothing that cannot be made again."""
    kept = Kept(tmp_path, CATS)
    expected = kept(PAPERS[0])
    kept.write()
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:-3])
    again = Kept(tmp_path, CATS)
    assert again(PAPERS[0]) == expected
    again.write()
    assert Kept(tmp_path, CATS)(PAPERS[0]) == expected


@given(st.text(max_size=20), st.text(max_size=20))
def test_title_and_abstract_are_told_apart(title: str, abstract: str) -> None:
    """Moving a letter from one to the other is another paper."""
    fresh = deriver(CATS)
    assert fresh(Texts(title, abstract)).title.text == fresh(Texts(title, "")).title.text

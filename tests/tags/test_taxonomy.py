"""The taxonomy says what is wrong with it."""

from typing import Any

import msgspec
import pytest

from generator.tags.taxonomy import check_taxonomy, check_use, parse_taxonomy


def term(slug: str, **fields: Any) -> dict[str, Any]:
    """A term as the loader gives it, with a name and a meaning of its own."""
    return {"slug": slug, "name": slug.title(), "meaning": f"All about {slug}.", **fields}


def found(*terms: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What the checks say about some terms."""
    return list(check_taxonomy(parse_taxonomy({"terms": terms})))


def test_a_sound_taxonomy_has_no_findings() -> None:
    """Two levels, one slug each, phrases once."""
    assert (
        found(term("plants", match=["plant"]), term("trees", parent="plants", aliases=["tree"]))
        == []
    )


def test_numbers_written_as_text_are_read() -> None:
    """The loader gives strings only."""
    taxonomy = parse_taxonomy(
        {"terms": [term("trees", match=["oak", {"phrases": ["elm"], "abstract": "0.5"}])]}
    )
    (oak, by_default), (elm, weighted) = taxonomy.terms[0].weighted()
    assert (oak, by_default.title, by_default.abstract) == ("oak", 3, 1)
    assert (elm, weighted.title, weighted.abstract) == ("elm", 3, 0.5)


@pytest.mark.parametrize("text", ["tree top", "tree-top", "", "…"])
def test_company_is_single_words(text: str) -> None:
    """Words that stand together are a phrase, and are looked for as one."""
    assert found(term("trees", company=["leaf", text])) == [
        ("error", "trees", f"company: {text!r} is not one word")
    ]


def test_company_stands_there_once() -> None:
    """Singular and plural are one word."""
    assert found(term("trees", company=["leaf", "Branches", "branch"])) == [
        ("error", "trees", "company: 'branch' stands there 2 times")
    ]


def test_unknown_fields_are_refused() -> None:
    """A slip of the pen is not silently ignored."""
    with pytest.raises(msgspec.ValidationError, match="phrase"):
        parse_taxonomy({"terms": [term("trees", match=[{"phrase": "elm"}])]})


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ([term("trees", parent="plants")], "parent: there is no tag 'plants'"),
        ([term("trees", parent="trees")], "parent: trees > trees is a circle"),
        (
            [term("trees"), term("shrubs", aliases=["trees"])],
            "'trees' is already a slug of 'trees'",
        ),
        (
            [term("trees"), term("shrubs", name="trees")],
            "name: 'trees' is already that of 'trees'",
        ),
        (
            [term("trees", match=["oak tree", "Oak-trees"])],
            "match: 'oak tree' stands there 2 times",
        ),
        (
            [term("trees", match=[{"phrases": ["oak"], "title": "-1"}])],
            "match: 'oak' has points below zero",
        ),
        ([term("trees", match=["oak", "-"])], "match: a phrase without a word"),
        ([term("trees", match=["oak"], **{"not": ["oaks"]})], "not: 'oak' is also under match"),
    ],
)
def test_errors_say_what_and_where(terms: list[dict[str, Any]], message: str) -> None:
    """Each names the tag it is about."""
    assert found(*terms) == [("error", terms[-1]["slug"], message)]


def test_circles_and_depth_are_errors() -> None:
    """Every tag on a circle is named, and one that lies too deep."""
    circle = found(term("a", parent="b"), term("b", parent="a"))
    assert [slug for _, slug, _ in circle] == ["a", "b"]
    deep = found(term("a"), term("b", parent="a"), term("c", parent="b"))
    assert deep == [("error", "c", "parent: c > b > a is deeper than two levels")]


def test_abbreviations_differ_by_case() -> None:
    """RAG and rag are two phrases."""
    assert found(term("rag", match=["RAG", "rag"])) == []


def test_use_tells_dead_and_all_too_common_phrases() -> None:
    """Neither stops anything, and a small archive says nothing about either."""
    taxonomy = parse_taxonomy({"terms": [term("trees", match=["oak", "elm", "leaf", "moss"])]})
    texts = ["Leaf and oak.", "A leaf.", "Bare.", "Bare."]
    assert list(check_use(taxonomy, texts)) == [
        ("notice", "trees", "match: 'leaf' is in 2 of 4 papers"),
        ("notice", "trees", "match: in none of 4 papers: 'elm', 'moss'"),
    ]
    assert list(check_use(taxonomy, texts, enough=5)) == []


def test_aliases_and_children_are_looked_up() -> None:
    """Old slugs lead to the tag that has them now."""
    taxonomy = parse_taxonomy(
        {"terms": [term("plants"), term("trees", parent="plants", aliases=["woods"])]}
    )
    assert taxonomy.redirects() == {"woods": "trees"}
    assert list(taxonomy.by_slug()) == ["trees", "plants"]

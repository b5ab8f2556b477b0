"""Tags are found by words as people write them, and say what they were found by."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.tags.tagging import Evidence, Tagger
from generator.tags.taxonomy import parse_taxonomy

TERMS: list[dict[str, Any]] = [
    {"slug": "birds", "match": ["bird", "feathered animal"]},
    {"slug": "owls", "parent": "birds", "match": ["owl", "night-bird", "screech owl"]},
    {"slug": "flight", "match": ["flight behaviour", "GLIDE", "bird flight model"]},
    {"slug": "nests", "match": [{"phrases": ["nest"], "title": "2", "abstract": "0.5"}]},
    {"slug": "engines", "match": ["engine", "steam"], "not": ["search engine", "engine room"]},
]


def tagger(terms: list[dict[str, Any]] = TERMS) -> Tagger:
    """A tagger over invented terms."""
    named = [{"name": t["slug"].title(), "meaning": "Invented.", **t} for t in terms]
    return Tagger(parse_taxonomy({"terms": named}))


def tags(title: str, abstract: str = "") -> tuple[str, ...]:
    """The tags of an invented paper."""
    return tagger().tags(title, abstract)


def test_chinese_and_japanese_are_found_without_spaces() -> None:
    """A word of theirs is found in a title, and not across its punctuation."""
    terms = [{"slug": "owls", "match": ["猫头鹰", "フクロウ"]}]
    assert ("owls",) == tagger(terms).tags("基于深度学习的猫头鹰Owl识别", "")
    assert ("owls",) == tagger(terms).tags("森のフクロウの研究", "")
    assert () == tagger(terms).tags("猫，头鹰", "")


@pytest.mark.parametrize(
    "title",
    [
        "On owls",
        "The Owl's Way",
        "NIGHT-BIRDS",
        "Night birds",
        "A nightbird",
        "owl/lark comparisons",
        "The “owl” problem",
    ],
)
def test_number_case_and_hyphens_make_no_difference(title: str) -> None:
    """A phrase is found however it is written."""
    assert tags(title) == ("owls",)


@pytest.mark.parametrize("title", ["Flight behavior", "Flight behaviours", "flight-behaviour"])
def test_british_and_american_are_one(title: str) -> None:
    """Wherever the editor and the author come from."""
    assert tags(title) == ("flight",)


@pytest.mark.parametrize("title", ["Bowls", "Owlish", "Nightbirding", "To the night. Birds?! fowl"])
def test_nothing_is_found_inside_words_or_across_sentences(title: str) -> None:
    """Only whole words that stand together count."""
    assert "owls" not in tags(title)


def test_abbreviations_mind_their_case() -> None:
    """GLIDE is not to glide, but GLIDEs are GLIDE."""
    assert tags("GLIDE") == tags("Two GLIDEs") == ("flight",)
    assert tags("How birds glide") == ("birds",)
    assert tags("Glide") == ()


def test_an_abbreviation_counts_after_its_long_form() -> None:
    """Later in the text, in one number or the other, but not where it is explained or before."""
    (found,) = tagger().explain("FAs", "FAs are feathered animals (FAs). A FA, or some FAs.")
    assert [(e.text, e.offset) for e in found.matches] == [
        ("feathered animals", 8),
        ("FA", 35),
        ("FAs", 47),
    ]


def test_an_abbreviation_of_the_title_counts_in_the_abstract() -> None:
    """The title is read first."""
    (found,) = tagger().explain("Feathered animals (FA)", "An FA.")
    assert [e.field for e in found.matches] == ["title", "abstract"]


@pytest.mark.parametrize("bracket", ["(see there)", "(XY)", "(2020)", "(F.A.)"])
def test_other_brackets_define_nothing(bracket: str) -> None:
    """An abbreviation begins with the first letter of its long form."""
    (found,) = tagger().explain(
        "Feathered animals", f"Feathered animals {bracket}: XY see FA 2020."
    )
    assert len(found.matches) == 2


def test_exclusions_take_away_what_lies_in_them() -> None:
    """And leave what stands beside them."""
    assert tags("A search engine in the engine room") == ()
    assert tags("A search engine for steam engines") == ("engines",)


def test_a_passing_mention_is_not_enough() -> None:
    """Thrice in the abstract, or once in the title; and a paper with nothing better keeps it."""
    assert tags("Steam", "So. Like an owl.") == ("engines",)
    assert tags("Steam", "So. Like an owl, for owls.") == ("engines",)
    assert tags("Steam", "So. Like an owl, for owls, by owls.") == ("engines", "owls")
    assert tags("Nothing", "So. Like an owl.") == ("owls",)
    assert tags("Nothing", "So. With a nest.") == ()


def test_the_first_level_shows_only_where_nothing_is_more_precise() -> None:
    """An owl is a bird, which its parent's page says."""
    assert tags("Birds", "Birds and bird song.") == ("birds",)
    assert tags("Birds and owls") == ("owls",)


def test_a_tag_too_weak_to_stay_does_not_hide_the_one_above_it() -> None:
    """A paper on birds that an owl passes through is about birds, and not about nothing."""
    birds = "On birds, the feathered animals", "Birds, feathered animals. "
    assert tags(birds[0], birds[1] + "An owl, an owl, an owl.") == ("birds",)
    assert tags(birds[0], birds[1] + "An owl, a night-bird, an owl.") == ("owls",)


def test_overlapping_phrases_count_once_and_mentions_three_times() -> None:
    """The longer phrase wins; repeating a word does not make a paper more about it."""
    (once,) = tagger().explain("Screech owls", "")
    assert once.matches == (Evidence("screech owl", "title", "Screech owls", 0, 3),)
    (often,) = tagger().explain("", "So. A night-bird" + ", owl" * 9)
    assert (often.score, len(often.matches)) == (3.6, 4)


def test_what_only_the_abstract_speaks_of_counts_for_less() -> None:
    """The title is what a paper is about; a mention there, however weak, confirms the others."""
    (alone,) = tagger().explain("On birds of the night", "So. An owl, a night-bird, an owl.")
    (confirmed,) = tagger().explain("On an owl", "So. An owl, a night-bird, an owl.")
    assert (alone.score, alone.doubts) == (2.7, ("only the abstract speaks for it",))
    assert (confirmed.score, confirmed.doubts) == (6, ())


def test_the_first_sentence_of_the_abstract_counts_for_more() -> None:
    """It names the subject; it ends where a capital letter follows, not at 1.5 or e.g. one."""
    (opening,) = tagger().explain("On an owl", "At 1.5 m, e.g. up there, sits a night-bird. So.")
    (later,) = tagger().explain("On an owl", "Up there it sits. A night-bird.")
    assert (opening.score, later.score) == (4.5, 4)


def test_one_phrase_alone_counts_for_less() -> None:
    """However often it is there, it may mean something else."""
    (alone,) = tagger().explain("On a night-bird", "So. A night-bird.")
    (beside,) = tagger().explain("On an owl", "So. A night-bird.")
    assert (alone.score, alone.doubts) == (3.2, ("one phrase stands alone",))
    assert (beside.score, beside.doubts) == (4, ())


def test_one_common_word_alone_counts_for_even_less() -> None:
    """More is called by one word than by two; an abbreviation has been coined for one thing."""
    (word,) = tagger().explain("On an owl", "So. An owl.")
    (abbreviation,) = tagger().explain("GLIDE", "So. A GLIDE.")
    assert (word.score, word.doubts) == (3, ("one word stands alone",))
    assert (abbreviation.score, abbreviation.doubts) == (3.2, ("one phrase stands alone",))


def test_phrases_that_tell_nothing_by_themselves_count_for_less() -> None:
    """Even two of them, unless one that does tell stands beside them."""
    vague = {"phrases": ["nest", "egg"], "abstract": "0.5"}
    subject = tagger([{"slug": "nests", "match": [vague, "clutch"]}])
    (doubted,) = subject.explain("On nests", "So. An egg.")
    (told,) = subject.explain("On nests", "So. A clutch.")
    assert (doubted.score, doubted.doubts) == (2.975, ("no phrase tells by itself",))
    assert (told.score, told.doubts) == (4, ())


WORDS = "abcdefghijklmnopqrstuvwxyz"
# Forty-five other words, and five that owls are at home among.
ASIDE = " ".join(a + b for a in "bcd" for b in WORDS[:15])
COMPANY = ["wood", "night", "Mouse", "feathers", "EAR"]
KEPT = {"slug": "owls", "match": ["owl"], "company": COMPANY}


@pytest.mark.parametrize(
    ("beside", "company", "fit"),
    [
        ("", (), 0.3),
        (" wood", ("wood",), 0.3 + 0.7 * 25 / 47),
        (" Woods nights wood", ("wood", "night"), 0.3 + 0.7 * 50 / 48),
        (" wood night mouse feather ear", tuple(COMPANY), 1.5),
    ],
)
def test_points_count_as_the_words_beside_them_are(
    beside: str, company: tuple[str, ...], fit: float
) -> None:
    """Different words count once, in either number, and no tag gains more than half."""
    (owls,) = tagger([KEPT]).explain("Owl", ASIDE + beside)
    assert owls.company == company
    assert owls.fit == pytest.approx(fit)
    assert owls.score == pytest.approx(2.25 * fit, abs=0.001)


def test_a_phrase_in_other_company_is_another_thing() -> None:
    """A tag at home among the words stays, one that is not goes, though both stand in the title."""
    subject = tagger([KEPT, {"slug": "larks", "match": ["lark"], "company": ["meadow", "song"]}])
    beside = ASIDE + " wood night mouse"
    assert subject.tags("An owl and a lark", beside) == ("owls",)
    assert subject.tags("An owl and a lark", f"{beside} meadow song") == ("owls", "larks")


def test_few_words_say_nothing_of_company() -> None:
    """A paper without an abstract has what its title says, and so has a tag without company."""
    (short,) = tagger([KEPT]).explain("Owl", "b c d")
    (plain,) = tagger([{"slug": "owls", "match": ["owl"]}]).explain("Owl", ASIDE)
    assert (short.fit, short.score) == (plain.fit, plain.score) == (1, 2.25)


def test_an_abbreviation_in_brackets_is_not_a_second_mention() -> None:
    """What it stands for was counted just before; from then on it counts by itself."""
    terms = [{"slug": "owls", "match": ["owl of the north", "OTN"]}]
    (defined,) = tagger(terms).explain("", "Owl of the north (OTN).")
    (used,) = tagger(terms).explain("", "Owl of the north (OTN). An OTN.")
    assert (len(defined.matches), len(used.matches)) == (1, 2)


def test_the_strongest_comes_first_and_equals_by_slug() -> None:
    """Five at most."""
    many = tagger([{"slug": f"t{n}", "match": [f"w{n}"]} for n in range(7)])
    assert many.tags("w6 w2 w4 w3 w1 w5", "w5") == ("t5", "t1", "t2", "t3", "t4")


PIECES = """
    owl owls bird night-bird GLIDE glide (FA) feathered animals FA search engine room nest . , é
"""
FORWARDS, BACKWARDS = tagger(), tagger(TERMS[::-1])
TEXT = st.lists(st.sampled_from(PIECES.split()), max_size=30).map(" ".join)


@settings(deadline=None)
@given(TEXT | st.text(), TEXT | st.text())
def test_explanations_quote_the_text(title: str, abstract: str) -> None:
    """Every match stands where it says, points add up in order, and tags agree with reasons."""
    explained = FORWARDS.explain(title, abstract)
    for tag in explained:
        assert tag.matches
        for evidence in tag.matches:
            text = title if evidence.field == "title" else abstract
            assert text[evidence.offset :].startswith(evidence.text)
    scores = [tag.score for tag in explained]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) <= 5
    assert FORWARDS.tags(title, abstract) == tuple(tag.slug for tag in explained)


@settings(deadline=None)
@given(TEXT, TEXT)
def test_order_of_terms_does_not_matter(title: str, abstract: str) -> None:
    """Moving a tag in the file changes nobody's tags."""
    assert FORWARDS.tags(title, abstract) == BACKWARDS.tags(title, abstract)


def test_listed_keywords_and_categories_add_a_point_each() -> None:
    """Where a source gives them they help, but no single one decides beside better evidence."""
    subject = tagger(
        [
            {"slug": "owls", "match": ["owl"], "keywords": ["hooting"], "arxiv": ["q-bio.OW"]},
            {"slug": "steam", "match": ["steam"]},
        ]
    )
    assert subject.tags("Steam", "", ["hooting"]) == ("steam",)
    abstract = "So. Like an owl."
    (owls, steam) = subject.explain("Steam", abstract, ["rain", "Hooting"], ["q-bio.OW"])
    assert (owls.slug, owls.score, steam.slug, steam.score) == ("owls", 3, "steam", 2.25)
    assert owls.matches[1:] == (
        Evidence("hooting", "keywords", "Hooting", 6, 1),
        Evidence("q-bio.OW", "categories", "q-bio.OW", 0, 1),
    )
    assert subject.tags("Steam", "Like an owl, hooting in q-bio.OW.") == ("steam",)

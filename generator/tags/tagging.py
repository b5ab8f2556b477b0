"""Tags for a paper, found by the phrases in its title and abstract, with the reasons."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from generator.tags import words
from generator.tags.phrases import Hit, Search
from generator.tags.taxonomy import Taxonomy

Field = Literal["title", "abstract", "keywords", "categories"]
FIELDS: tuple[Field, ...] = ("title", "abstract", "keywords", "categories")
ABSTRACT = FIELDS.index("abstract")
# The fields in the authors' own words come first: title and abstract.
OWN = 2

FLOOR = 2.0
# What the best tag needs where none has points enough.
LEAST = 0.6
BESIDE = 0.3
STRONG = 8.0
# What a mention in the first sentence of an abstract is worth, which names the subject.
OPENING = 1.5
# A phrase tells what a text is about if one mention in an abstract is worth so much; others are
# words with many meanings, or written by everybody.
TELLING = 0.75
# What makes points count for less, and how much they count then.
DOUBTS = {
    "only the abstract speaks for it": 0.9,
    "no phrase tells by itself": 0.85,
    "one phrase stands alone": 0.8,
    "one word stands alone": 0.75,
}
ABSTRACT_ONLY, VAGUE, ALONE, LONELY_WORD = DOUBTS
# In a paper on a subject, one of so many different words is of the company of its tag. Points count
# as they are there; for so much where the text has no word of it; and for so much at most.
USUAL = 25
STRANGE, AT_HOME = 0.3, 1.5
# How many different words a text needs for its company to say something.
ENOUGH_WORDS = 40
MOST_TAGS = 5
MOST_MENTIONS = 3
# What a keyword or category that a source lists is worth.
LISTED = 1.0


class Evidence(NamedTuple):
    """One match: the phrase, the field it stands in, the matched text, its beginning and points.

    Keywords and categories count as one text, each followed by `; `.
    """

    phrase: str
    field: Field
    text: str
    offset: int
    points: float


class Tagged(NamedTuple):
    """One tag of a paper, its points, what they come from and what makes them count for less.

    `fit` is what the words of its company that the text has, `company`, make of the points.
    """

    slug: str
    score: float
    matches: tuple[Evidence, ...]
    doubts: tuple[str, ...]
    fit: float
    company: tuple[str, ...]


class _Phrase(NamedTuple):
    """A phrase of one term, with its points in each field; an exclusion has none."""

    term: int
    text: str
    points: tuple[float, float, float, float] | None

    @property
    def telling(self) -> bool:
        """Whether the phrase says enough not to need others beside it."""
        return self.points is not None and max(self.points[ABSTRACT:]) >= TELLING

    @property
    def single(self) -> bool:
        """Whether the phrase is one common word, which more texts use in other senses."""
        return self.text.isalpha() and not words.is_abbreviation(self.text)


# A hit that counts for a term: its points, the number of its field, and the hit. A plain tuple, as
# there are many and one with names takes longer to make.
_Found = tuple[float, int, Hit]


class _Scored(NamedTuple):
    """One term with the sum of its points and what they come from."""

    term: int
    score: float
    found: list[_Found]


class Tagger:
    """Finds the tags of papers by one taxonomy; it keeps nothing between papers."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        """Prepare the search for all phrases at once."""
        self._terms = taxonomy.terms
        self._phrases = list(_phrases(taxonomy))
        self._search = Search([phrase.text for phrase in self._phrases])
        self._term_of = [phrase.term for phrase in self._phrases]
        self._telling = {number for number, one in enumerate(self._phrases) if one.telling}
        self._single = {number for number, one in enumerate(self._phrases) if one.single}
        self._points = [
            [phrase.points[field] if phrase.points else None for phrase in self._phrases]
            for field in range(len(FIELDS))
        ]
        self._company = [frozenset(words.forms(term.company)) for term in self._terms]
        exclusions = [p.text for p in self._phrases if p.points is None]
        self._longest = max((len(words.tokens(text)) for text in exclusions), default=0)

    def tags(
        self,
        title: str,
        abstract: str,
        keywords: Sequence[str] = (),
        categories: Sequence[str] = (),
    ) -> tuple[str, ...]:
        """The slugs of a paper's tags, strongest first."""
        scored = self._scored(_texts(title, abstract, keywords, categories))
        return tuple(self._terms[one.term].slug for one in scored)

    def explain(
        self,
        title: str,
        abstract: str,
        keywords: Sequence[str] = (),
        categories: Sequence[str] = (),
    ) -> tuple[Tagged, ...]:
        """A paper's tags, strongest first, each with what matched and where."""
        texts = _texts(title, abstract, keywords, categories)
        places = [words.spans(text) for text in texts]
        vocabulary = {form for text in texts[:OWN] for form in words.forms(words.tokens(text))}
        vocabulary.discard(words.BREAK)
        return tuple(
            Tagged(
                self._terms[term].slug,
                score,
                tuple(self._evidence(one, texts, places) for one in sorted(found, key=_place)),
                tuple(self._doubts(found)),
                self._fit(term, vocabulary),
                tuple(
                    one for one in self._terms[term].company if words.forms([one])[0] in vocabulary
                ),
            )
            for term, score, found in self._scored(texts)
        )

    def _evidence(
        self, found: _Found, texts: Sequence[str], places: Sequence[list[tuple[int, int]]]
    ) -> Evidence:
        """What a hit reads in the text it was found in."""
        points, field, hit = found
        begin, end = places[field][hit.start][0], places[field][hit.end - 1][1]
        return Evidence(
            self._phrases[hit.phrase].text, FIELDS[field], texts[field][begin:end], begin, points
        )

    def _doubts(self, found: Sequence[_Found]) -> Iterator[str]:
        """What makes the points of these hits of one term count for less."""
        if {field for _, field, _ in found} == {ABSTRACT}:
            yield ABSTRACT_ONLY
        phrases = {hit.phrase for _, _, hit in found}
        if self._telling.isdisjoint(phrases):
            yield VAGUE
        if len(phrases) == 1:
            yield LONELY_WORD if self._single.issuperset(phrases) else ALONE

    def _scored(self, texts: Sequence[str]) -> list[_Scored]:
        """The chosen terms of a paper, strongest first."""
        by_term: defaultdict[int, list[_Found]] = defaultdict(list)
        defined: dict[str, set[int]] = {}
        vocabulary: set[str] = set()
        for field, text in enumerate(texts):
            points, term_of = self._points[field], self._term_of
            tokens = words.tokens(text)
            forms = words.forms(tokens)
            if field < OWN:
                vocabulary.update(forms)
            opening = _first_sentence(tokens) if field == ABSTRACT else 0
            for hit in self._hits(tokens, forms, points, defined):
                phrase, start, _ = hit
                worth = points[phrase] or 0.0
                if start < opening:
                    worth *= OPENING
                by_term[term_of[phrase]].append((worth, field, hit))
        vocabulary.discard(words.BREAK)
        # Overlaps and doubts only take points away: who has too few before has too few after.
        likely = [
            (term, found, fit)
            for term, found in by_term.items()
            if (total := _points(found)) * AT_HOME >= FLOOR
            and total * (fit := self._fit(term, vocabulary)) >= FLOOR
        ]
        scored = list(self._weighed(likely))
        if not any(one.score >= FLOOR for one in scored):
            every = [(term, of, self._fit(term, vocabulary)) for term, of in by_term.items()]
            scored = list(self._weighed(every))
        return self._strongest(scored)

    def _fit(self, term: int, vocabulary: set[str]) -> float:
        """What the points of a term count for beside the other words of the text."""
        company = self._company[term]
        if not company or len(vocabulary) < ENOUGH_WORDS:
            return 1.0
        share = len(company & vocabulary) * USUAL / len(vocabulary)
        return min(STRANGE + (1 - STRANGE) * share, AT_HOME)

    def _weighed(self, likely: list[tuple[int, list[_Found], float]]) -> Iterator[_Scored]:
        """The terms, given with hits and fit, with their points when all is considered."""
        for term, found, fit in likely:
            kept = distinct(found) if len(found) > 1 else found
            score = _points(kept) * fit
            for doubt in self._doubts(kept):
                score *= DOUBTS[doubt]
            if score >= LEAST:
                yield _Scored(term, round(score, 3), kept)

    def _hits(
        self,
        tokens: list[str],
        forms: list[str],
        points: Sequence[float | None],
        defined: dict[str, set[int]],
    ) -> list[Hit]:
        """The hits worth points in one field that no exclusion covers, and their abbreviations.

        `points` are those of the phrases in this field. `defined` holds the abbreviations of
        earlier fields and gains those of this one. An abbreviation is not counted beside the long
        form that it is put in brackets after.
        """
        term_of = self._term_of
        hits = []
        excluded: dict[tuple[int, int], int] = {}
        for hit in self._search.hits(tokens, forms):
            if worth := points[hit.phrase]:
                hits.append(hit)
            elif worth is None:
                place = term_of[hit.phrase], hit.start
                excluded[place] = max(hit.end, excluded.get(place, 0))
        excluding = {term for term, _ in excluded}
        since = {(short, phrase): -1 for short, of in defined.items() for phrase in of}
        brackets = "(" in tokens
        bracketed: set[tuple[int, int]] = set()
        if not (excluding or brackets or since):
            return hits
        kept = []
        for hit in hits:
            phrase, start, end = hit
            term = term_of[phrase]
            if term in excluding and self._covered(term, hit, excluded):
                continue
            if brackets:
                if bracketed and (term, start) in bracketed:
                    continue
                explained = end < len(tokens) and tokens[end] == "("
                if explained and (short := abbreviation(tokens, hit)):
                    since.setdefault((short, phrase), end + 1)
                    defined.setdefault(short, set()).add(phrase)
                    bracketed.add((term, end + 1))
            kept.append(hit)
        if since:
            kept += _later(tokens, defined, since)
        return kept

    def _covered(self, term: int, hit: Hit, excluded: dict[tuple[int, int], int]) -> bool:
        """Whether a hit lies within an exclusion of its term, given where those begin and end."""
        starts = range(hit.start + 1 - self._longest, hit.start + 1)
        return any(excluded.get((term, start), 0) >= hit.end for start in starts)

    def _strongest(self, scored: list[_Scored]) -> list[_Scored]:
        """The terms with points enough, without those that one below them makes precise.

        Enough is more beside a strong tag, which one that is hardly touched on would dilute.
        Where no term has points enough, the best is taken if it is not next to nothing.
        """
        ranked = sorted(scored, key=lambda one: (-one.score, self._terms[one.term].slug))
        enough = [one for one in ranked if one.score >= FLOOR]
        if not enough:
            return [one for one in ranked[:1] if one.score >= LEAST]
        beside = BESIDE * min(enough[0].score, STRONG)
        beside_it = [one for one in enough if one.score >= beside]
        above = {self._terms[one.term].parent for one in beside_it}
        precise = [one for one in beside_it if self._terms[one.term].slug not in above]
        return precise[:MOST_TAGS]


def _texts(
    title: str, abstract: str, keywords: Sequence[str], categories: Sequence[str]
) -> tuple[str, ...]:
    """The fields as texts; without keywords and categories there are but two."""
    lists = [keywords, categories] if keywords or categories else []
    return (title, abstract, *("".join(f"{one}; " for one in given) for given in lists))


def _points(found: Sequence[_Found]) -> float:
    """What hits are worth together."""
    return sum([points for points, _, _ in found])


def _first_sentence(tokens: Sequence[str]) -> int:
    """How many tokens the first sentence has: up to a full stop before a capital letter."""
    for at, token in enumerate(tokens):
        if token in {".", "!", "?"} and tokens[at + 1 : at + 2] and tokens[at + 1][0].isupper():
            return at + 1
    return len(tokens)


def _phrases(taxonomy: Taxonomy) -> Iterator[_Phrase]:
    """The phrases of all terms, those that match and those that exclude."""
    for number, term in enumerate(taxonomy.terms):
        for text, group in term.weighted():
            points = (group.title, group.abstract, min(group.abstract, LISTED), 0.0)
            yield _Phrase(number, text, points)
        for text in term.keywords:
            yield _Phrase(number, text, (0.0, 0.0, LISTED, 0.0))
        for text in term.arxiv:
            yield _Phrase(number, text, (0.0, 0.0, 0.0, LISTED))
        for text in term.exclude:
            yield _Phrase(number, text, None)


def abbreviation(tokens: Sequence[str], hit: Hit) -> str | None:
    """The abbreviation that brackets give right after a long form, in the singular."""
    bracket = tokens[hit.end : hit.end + 3]
    if len(bracket) < 3 or bracket[0] != "(" or bracket[2] not in "),;":
        return None
    short = words.surface(bracket[1])
    first = words.surface(tokens[hit.start])[:1]
    if not words.is_abbreviation(short) or short[0].lower() != first.lower():
        return None
    return short.removesuffix("s")


def _later(
    tokens: Sequence[str], defined: dict[str, set[int]], since: dict[tuple[str, int], int]
) -> Iterator[Hit]:
    """The uses of abbreviations, in one field, after the places that define them."""
    forms = {form: short for short, _ in since for form in (short, short + "s")}
    for at, short in [(at, forms[token]) for at, token in enumerate(tokens) if token in forms]:
        for phrase in sorted(defined[short]):
            if at > since[short, phrase]:
                yield Hit(phrase, at, at + 1)


def distinct(found: list[_Found]) -> list[_Found]:
    """The hits of one term that count: the weightiest where they overlap, not too often."""
    kept = []
    # The tokens of each field that are spoken for, as the bits of one number.
    taken: defaultdict[int, int] = defaultdict(int)
    mentions: defaultdict[tuple[int, int], int] = defaultdict(int)
    for one in sorted(found, key=_weight):
        _, field, (phrase, start, end) = one
        cover = (1 << end) - (1 << start)
        if not taken[field] & cover:
            taken[field] |= cover
            mentions[phrase, field] += 1
            if mentions[phrase, field] <= MOST_MENTIONS:
                kept.append(one)
    return kept


def _weight(found: _Found) -> tuple[float, int, int, Hit]:
    """The order in which overlapping hits win: more points, then more words, then earlier."""
    points, field, hit = found
    _, start, end = hit
    return -points, start - end, field, hit


def _place(found: _Found) -> tuple[int, int, int]:
    """Where a hit stands, for the order of explanations."""
    _, field, (_, start, end) = found
    return field, start, end

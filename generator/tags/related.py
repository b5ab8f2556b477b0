"""Papers like a paper, by the words they share: TF-IDF over titles and abstracts."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from generator.store import write_bytes
from generator.tags import words

MOST = 5
MOST_TERMS = 4
FLOOR = 0.12
TITLE_WEIGHT = 3
# Only words in few papers lead to candidates, and only the weightiest of each paper, so that
# finding them takes time and memory linear in the archive. All words count in the comparison.
RARE = 500
LEADING = 24
CANDIDATES = 20
BLOCK = 1000
# What the results depend on besides the texts: raised whenever they would differ.
VERSION = 1

# Words that papers of every kind use to praise themselves; as the terms that are compared.
_PRAISE = """
    ability achieve achieved approach approaches available based challenge code com compared
    comprehensive data demonstrate demonstrates different effective effectively efficient
    efficiently et al example existing experiment extensive framework github greater high however
    http https improve improved improvement increase increased increasing introduce issue large
    learning level method model new novel outperform paper performance present problem project
    propose proposed provide recent recently release result set setting show shown significant
    significantly stateoftheart strong study task technique using various www work
"""
UNTELLING = frozenset(map(words.normal, _PRAISE.split()))
_COMPOUND = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_LONG_PART = 5
_PREFIXES = frozenset({"cross", "hyper", "inter", "intra", "multi", "super", "under"})


class Related(NamedTuple):
    """A paper like another: how much (0 to 1), and the words that tell most of it."""

    id: str
    score: float
    terms: tuple[str, ...]


class _Near(NamedTuple):
    """A paper by its row, and how alike it is."""

    row: int
    score: float


def related(
    ids: Sequence[str], titles: Sequence[str], abstracts: Sequence[str]
) -> dict[str, tuple[Related, ...]]:
    """Up to five papers like each paper, the likest first, the same for any order of papers.

    A paper that nobody would be led to takes the last place in the list of one it is like, if
    the paper that stood there is to be found from elsewhere too.
    """
    papers = sorted(zip(ids, titles, abstracts, strict=True))
    if len(papers) < 2:
        return {record_id: () for record_id, _, _ in papers}
    matrix, vocabulary = _tfidf([_terms(title, abstract) for _, title, abstract in papers])
    if matrix is None:
        return {record_id: () for record_id, _, _ in papers}
    lists = reach_all(list(_nearest(matrix)))
    columns = _shared(matrix, lists)
    found = {}
    for (record_id, title, abstract), near in zip(papers, lists, strict=True):
        shown = _shown(title, abstract) if near else {}
        found[record_id] = tuple(
            Related(
                papers[one.row][0],
                one.score,
                tuple(shown[vocabulary[column]] for column in next(columns)),
            )
            for one in near
        )
    return found


def _terms(title: str, abstract: str) -> list[str]:
    """The telling words of a paper in the form they are compared, those of the title more often."""
    kept = [_telling(title), _telling(abstract)]
    return list(chain.from_iterable(chain(repeat(kept[0], TITLE_WEIGHT), kept[1:])))


def _telling(text: str) -> list[str]:
    """The words of a text that may say what it is about."""
    return [
        form
        for form, _ in _forms(text)
        if len(form) > 2 and not form.isdigit() and form not in UNTELLING
    ]


def _forms(text: str) -> Iterator[tuple[str, str]]:
    """The words of a text as they are compared and as they are written.

    Words joined by hyphens are one unless all are long: `zero-shot`, but `image`, `retrieval`.
    """
    for compound in _COMPOUND.findall(text):
        parts = compound.split("-")
        if len(parts) > 1 and (parts[0].lower() in _PREFIXES or min(map(len, parts)) < _LONG_PART):
            yield "".join(map(words.normal, parts)), compound
        else:
            yield from ((words.normal(part), part) for part in parts)


def _shown(title: str, abstract: str) -> dict[str, str]:
    """For each compared form, the word as the paper writes it first in running text."""
    found: dict[str, str] = {}
    for form, written in _forms(f"{abstract} {title}"):
        found.setdefault(form, written)
    return found


def _tfidf(documents: list[list[str]]) -> tuple[Any, Any]:
    """One row of weights a document, of length one, and the words of the columns."""
    # scikit-learn takes a second to import: only those who compare papers wait for it.
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

    stop = set(map(words.normal, ENGLISH_STOP_WORDS))
    vectorizer = TfidfVectorizer(
        analyzer=lambda document: [term for term in document if term not in stop],
        sublinear_tf=True,
        min_df=2,
    )
    try:
        matrix = vectorizer.fit_transform(documents)
    except ValueError:  # no word is in two documents
        return None, None
    matrix.sort_indices()
    return matrix, vectorizer.get_feature_names_out()


def _leading(matrix: Any) -> Any:
    """The matrix with only the weightiest of the rarer words of each row."""
    import numpy as np
    from scipy.sparse import csr_matrix

    frequency = np.bincount(matrix.indices, minlength=matrix.shape[1])
    rare = frequency[matrix.indices] <= RARE
    keep = np.zeros(matrix.nnz, dtype=bool)
    for begin, end in zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True):
        weights = np.where(rare[begin:end], matrix.data[begin:end], 0.0)
        best = np.argsort(-weights, kind="stable")[:LEADING]
        keep[begin:end][best[weights[best] > 0]] = True
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))[keep]
    return csr_matrix((matrix.data[keep], (rows, matrix.indices[keep])), shape=matrix.shape)


def _nearest(matrix: Any) -> Iterator[list[_Near]]:
    """For each row the rows most like it, down to the floor."""
    import numpy as np

    leading = _leading(matrix)
    across = leading.T.tocsr()
    for first in range(0, matrix.shape[0], BLOCK):
        guessed = (leading[first : first + BLOCK] @ across).tocsr()
        candidates = [
            _candidates(first + offset, guessed[offset]) for offset in range(guessed.shape[0])
        ]
        lengths = [len(others) for others in candidates]
        rows = np.repeat(np.arange(first, first + len(candidates)), lengths)
        common = _common(matrix, rows, np.concatenate(candidates))
        scores = np.round(np.asarray(common.sum(axis=1)).ravel(), 4)
        for others, part in zip(candidates, np.split(scores, np.cumsum(lengths)[:-1]), strict=True):
            near = map(_Near, others.tolist(), part.tolist())
            yield sorted((one for one in near if one.score >= FLOOR), key=_rank)[:MOST]


def _candidates(row: int, guessed: Any) -> Any:
    """The rows that share most of the leading words with a row, as far as its products tell."""
    import numpy as np

    best = np.lexsort((guessed.indices, -np.round(guessed.data, 9)))[: CANDIDATES + 1]
    others = guessed.indices[best]
    return others[others != row][:CANDIDATES]


def _common(matrix: Any, rows: Any, others: Any) -> Any:
    """For each pair of rows the products of their weights, which sum to how alike they are."""
    return matrix[rows].multiply(matrix[others]).tocsr()


def _rank(near: _Near) -> tuple[float, int]:
    """The likest first; of equals the first by id, which is how rows are numbered."""
    return -near.score, near.row


def reach_all(lists: list[list[_Near]]) -> list[list[_Near]]:
    """The lists, changed so that a paper in none of them is in one where that leaves none out."""
    lists = [list(near) for near in lists]
    led = [0] * len(lists)
    for one in chain.from_iterable(lists):
        led[one.row] += 1
    for row, near in enumerate(lists):
        if led[row]:
            continue
        for host in near:
            if _take_in(lists[host.row], _Near(row, host.score), led):
                break
    return [sorted(near, key=_rank) for near in lists]


def _take_in(near: list[_Near], guest: _Near, led: list[int]) -> bool:
    """Whether a list had a place for one more: a free one, or one that somebody could spare."""
    if len(near) >= MOST:
        spare = [one for one in near if led[one.row] > 1]
        if not spare:
            return False
        leaving = max(spare, key=_rank)
        near.remove(leaving)
        led[leaving.row] -= 1
    near.append(guest)
    led[guest.row] += 1
    return True


def _shared(matrix: Any, lists: list[list[_Near]]) -> Iterator[list[int]]:
    """For each place in the lists, the columns that make up most of what the pair has in common."""
    for first in range(0, len(lists), BLOCK):
        pairs = [
            (row, one.row)
            for row, near in enumerate(lists[first : first + BLOCK], first)
            for one in near
        ]
        if not pairs:
            continue
        common = _common(matrix, *map(list, zip(*pairs, strict=True)))
        weights = common.data.round(9)
        for begin, end in zip(common.indptr[:-1], common.indptr[1:], strict=True):
            ranked = sorted(zip(-weights[begin:end], common.indices[begin:end], strict=True))
            yield [int(column) for _, column in ranked[:MOST_TERMS]]


def related_key(ids: Sequence[str], titles: Sequence[str], abstracts: Sequence[str]) -> str:
    """A hash of all that related papers depend on, the same for any order of papers."""
    digest = hashlib.sha256(f"{VERSION} {FLOOR} {MOST} {TITLE_WEIGHT}\n".encode())
    for paper in sorted(zip(ids, titles, abstracts, strict=True)):
        digest.update(msgspec.json.encode(paper))
    return digest.hexdigest()


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The cache file: the results, and the key of what they were computed from."""

    key: str
    related: dict[str, tuple[Related, ...]]


def load_related(path: Path, key: str) -> dict[str, tuple[Related, ...]] | None:
    """The related papers kept at a path, if they are there, whole, and of that key."""
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError):
        return None
    return kept.related if kept.key == key else None


def write_related(path: Path, key: str, found: dict[str, tuple[Related, ...]]) -> None:
    """Keep related papers at a path, all of them or, if interrupted, none."""
    write_bytes(path, msgspec.json.encode(_Kept(key=key, related=found)))


def kept_related(
    path: Path, ids: Sequence[str], titles: Sequence[str], abstracts: Sequence[str]
) -> dict[str, tuple[Related, ...]]:
    """Up to five papers like each paper, as kept at a path, or made and kept there."""
    key = related_key(ids, titles, abstracts)
    found = load_related(path, key)
    if found is None:
        found = related(ids, titles, abstracts)
        write_related(path, key, found)
    return found

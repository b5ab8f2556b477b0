"""What follows from a paper's own texts alone, made once and kept by their hash.

Setting the text and finding the tags is most of the work of a build, and comes out the same as
long as the text, the taxonomy and the code that does it are the same.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from generator.parallel import cores, run_all
from generator.store import write_bytes
from generator.tags.tagging import Tagger
from generator.tags.taxonomy import Taxonomy
from generator.typeset import typeset
from generator.typeset.sentences import opening

MANY = 200
"""So many texts at once are worth the start of other processes."""
CODE = Path(__file__).resolve().parent


class Shown(msgspec.Struct, frozen=True, array_like=True):
    """A text as HTML and as plain text."""

    html: str
    text: str


class Derived(msgspec.Struct, frozen=True, array_like=True):
    """A paper's title and abstract as they are shown, and the tags found in them.

    The abstract is its first sentences and the rest, which may be empty; `failed` is the number
    of formulas that could not be set and are shown as their source.
    """

    title: Shown
    lead: Shown
    rest: Shown
    tags: tuple[str, ...]
    failed: int


class Texts(NamedTuple):
    """What a paper says of itself; keywords and categories only where sources list them."""

    title: str
    abstract: str
    keywords: Sequence[str] = ()
    categories: Sequence[str] = ()


Derive = Callable[[Texts], Derived]


_Shelved = dict[str, Derived]
_decode_all = msgspec.msgpack.Decoder(list[Derived]).decode
_decode = msgspec.msgpack.Decoder(_Shelved).decode
_encode = msgspec.msgpack.Encoder(order="sorted").encode


def deriver(taxonomy: Taxonomy) -> Derive:
    """The function from a paper's texts to what follows from them."""
    tagger: list[Tagger] = []

    def derive(texts: Texts) -> Derived:
        if not tagger:
            tagger.append(Tagger(taxonomy))
        parts = [typeset(text) for text in (texts.title, *opening(texts.abstract))]
        failed = sum(span.status == "failed" for part in parts for span in part.spans)
        shown, lead, rest = (Shown(part.html, part.text) for part in parts)
        return Derived(shown, lead, rest, tagger[0].tags(*texts), failed)

    return derive


class Kept:
    """A deriver that remembers, in a folder of small files, what the last build derived."""

    def __init__(self, folder: Path, taxonomy: Taxonomy) -> None:
        self._folder = folder
        self._derive = deriver(taxonomy)
        self._version = _version(taxonomy)
        self._known: _Shelved = {}
        self._used: _Shelved = {}
        self._stored: dict[str, bytes] = {}
        for path in folder.glob("*.msgpack") if folder.is_dir() else ():
            raw = path.read_bytes()
            try:
                self._known.update(_decode(raw))
            except msgspec.MsgspecError:
                continue  # A damaged file is one that was never there.
            self._stored[path.name] = raw

    def __call__(self, texts: Texts) -> Derived:
        """What follows from a paper's texts."""
        key = self._key(texts)
        found = self._known.get(key)
        if found is None:
            found = self._derive(texts)
        self._used[key] = found
        return found

    def derive_all(self, texts: Iterable[Texts]) -> None:
        """Derive what is not known yet of these texts, where it is much at once."""
        new = {key: text for text in texts if (key := self._key(text)) not in self._known}
        if len(new) < MANY:
            return
        keys = list(new)
        step = -(-len(keys) // (4 * cores()))  # Some texts take longer: small parts even it out.
        parts = [keys[start : start + step] for start in range(0, len(keys), step)]
        tasks = [partial(self._derived, [new[key] for key in part]) for part in parts]
        for part, raw in zip(parts, run_all(tasks), strict=True):
            self._known.update(zip(part, _decode_all(raw), strict=True))

    def _derived(self, texts: Iterable[Texts]) -> bytes:
        return msgspec.msgpack.encode([self._derive(text) for text in texts])

    def _key(self, texts: Texts) -> str:
        title, abstract, keywords, categories = texts
        listed = f"{list(keywords)}{list(categories)}" if keywords or categories else ""
        text = f"{len(title)} {title}{abstract}{listed}".encode("utf-8", "surrogatepass")
        return hashlib.sha256(self._version + text).hexdigest()

    def write(self) -> None:
        """Keep what was asked for, and nothing else."""
        shelves: dict[str, _Shelved] = defaultdict(dict)
        for key, found in self._used.items():
            shelves[f"{key[:2]}.msgpack"][key] = found
        for name, shelf in shelves.items():
            raw = _encode(shelf)
            if raw != self._stored.get(name):
                write_bytes(self._folder / name, raw)
        for name in self._stored.keys() - shelves.keys():
            (self._folder / name).unlink(missing_ok=True)


def _version(taxonomy: Taxonomy) -> bytes:
    """A hash of everything but the text that the outcome depends on."""
    parts: Iterable[Any] = [
        msgspec.json.encode(taxonomy),
        *(path.read_bytes() for path in sorted([CODE / "derived.py", *CODE.glob("t*/*.py")])),
    ]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()

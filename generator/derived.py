"""What follows from a paper's own texts alone, made once and kept by their hash.

Setting the text and finding the tags is most of the work of a build. The first comes out the same
as long as the text and the code that sets it are, the second as long as the taxonomy is, too.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import msgspec

from generator.model import Record
from generator.parallel import cores, run_all
from generator.store import write_bytes
from generator.tags.tagging import Tagger
from generator.tags.taxonomy import Taxonomy
from generator.typeset import typeset
from generator.typeset.sentences import opening

MANY = 200
"""So many texts at once are worth the start of other processes."""
CODE = Path(__file__).resolve().parent

T = TypeVar("T")


class Shown(msgspec.Struct, frozen=True, array_like=True):
    """A text as HTML and as plain text."""

    html: str
    text: str


class Setting(msgspec.Struct, frozen=True, array_like=True):
    """A paper's title and abstract as they are shown.

    The abstract is its first sentences and the rest, which may be empty; `failed` is the number
    of formulas that could not be set and are shown as their source.
    """

    title: Shown
    lead: Shown
    rest: Shown
    failed: int


Tags = tuple[str, ...]


class Derived(NamedTuple):
    """A paper's title and abstract as a `Setting` has them, and the tags found in them."""

    title: Shown
    lead: Shown
    rest: Shown
    tags: Tags
    failed: int


class Texts(NamedTuple):
    """What a paper says of itself; keywords and categories only where sources list them."""

    title: str
    abstract: str
    keywords: Sequence[str] = ()
    categories: Sequence[str] = ()


Derive = Callable[[Texts], Derived]


def texts_of(record: Record) -> Texts:
    """What a record says that its setting and its tags follow from."""
    return Texts(record.title, record.abstract, record.keywords, record.categories)


def deriver(taxonomy: Taxonomy) -> Derive:
    """The function from a paper's texts to what follows from them."""
    find_tags = tag_finder(taxonomy)
    return lambda texts: _derived(set_texts(texts), find_tags(texts))


def set_texts(texts: Texts) -> Setting:
    """A paper's title and abstract set."""
    parts = [typeset(text) for text in (texts.title, *opening(texts.abstract))]
    failed = sum(span.status == "failed" for part in parts for span in part.spans)
    title, lead, rest = (Shown(part.html, part.text) for part in parts)
    return Setting(title, lead, rest, failed)


def tag_finder(taxonomy: Taxonomy) -> Callable[[Texts], Tags]:
    """The function from a paper's texts to its tags, prepared once it is first asked."""
    tagger = cache(partial(Tagger, taxonomy))
    return lambda texts: tagger().tags(*texts)


def _derived(setting: Setting, tags: Tags) -> Derived:
    return Derived(setting.title, setting.lead, setting.rest, tags, setting.failed)


class _Memory(Generic[T]):
    """One function of texts that remembers, in a folder of small files, what it made of them.

    `version` is a hash of everything else that the outcome depends on.
    """

    def __init__(
        self,
        folder: Path,
        version: bytes,
        make: Callable[[Texts], T],
        decode: Callable[[bytes], dict[str, T]],
    ) -> None:
        self._folder = folder
        self._version = version
        self._make = make
        self._decode = decode
        self._known: dict[str, T] = {}
        self._used: dict[str, T] = {}
        self._stored: dict[str, bytes] = {}
        for path in filter(Path.is_file, folder.glob("*.msgpack")):
            raw = path.read_bytes()
            try:
                self._known.update(decode(raw))
            except msgspec.MsgspecError:
                continue  # A damaged file is one that was never there.
            self._stored[path.name] = raw

    def get(self, digest: bytes, texts: Texts) -> T:
        """What the function makes of texts, whose hash is given."""
        key = self._key(digest)
        found = self._known.get(key)
        if found is None:
            found = self._make(texts)
        self._used[key] = found
        return found

    def unknown(self, texts: Mapping[bytes, Texts]) -> dict[str, Texts]:
        """Those of some texts, by their hashes, that the function was not asked about before."""
        keyed = {self._key(digest): text for digest, text in texts.items()}
        return {key: text for key, text in keyed.items() if key not in self._known}

    def made(self, texts: Iterable[tuple[str, Texts]]) -> bytes:
        """What the function makes of unknown texts, for `learn`, maybe in another process."""
        return _encode({key: self._make(text) for key, text in texts})

    def learn(self, made: bytes) -> None:
        """Take up what `made` gave."""
        self._known.update(self._decode(made))

    def write(self) -> None:
        """Keep what was asked for, and nothing else."""
        shelves: dict[str, dict[str, T]] = defaultdict(dict)
        for key, found in self._used.items():
            shelves[f"{key[:1]}.msgpack"][key] = found
        for name, shelf in shelves.items():
            raw = _encode(shelf)
            if raw != self._stored.get(name):
                write_bytes(self._folder / name, raw)
        for name in self._stored.keys() - shelves.keys():
            (self._folder / name).unlink(missing_ok=True)

    def _key(self, digest: bytes) -> str:
        return hashlib.sha256(self._version + digest).hexdigest()


class Kept:
    """A deriver that remembers, in a folder, what the last build derived."""

    def __init__(self, folder: Path, taxonomy: Taxonomy) -> None:
        self._settings = _Memory(
            folder / "settings",
            _version(CODE.glob("typeset/*.py")),
            set_texts,
            msgspec.msgpack.Decoder(dict[str, Setting]).decode,
        )
        self._tags = _Memory(
            folder / "tags",
            _version(CODE.glob("tags/*.py"), msgspec.json.encode(taxonomy)),
            tag_finder(taxonomy),
            msgspec.msgpack.Decoder(dict[str, Tags]).decode,
        )

    def __call__(self, texts: Texts) -> Derived:
        """What follows from a paper's texts."""
        digest = _digest(texts)
        return _derived(self._settings.get(digest, texts), self._tags.get(digest, texts))

    def derive_all(self, texts: Iterable[Texts]) -> None:
        """Derive what is not known yet of these texts, where it is much at once.

        No process does both kinds of work if it can be helped: each has to be prepared for, and
        goes faster the more words were met before.
        """
        texts_by_digest = {_digest(text): text for text in texts}
        work: list[tuple[_Memory[Tags] | _Memory[Setting], list[tuple[str, Texts]]]] = [
            (memory, list(unknown.items()))
            for memory in (self._tags, self._settings)
            if len(unknown := memory.unknown(texts_by_digest)) >= MANY
        ]
        if not work:
            return
        shares = -(-cores() // len(work))
        parts = [
            (memory, unknown[start::shares]) for memory, unknown in work for start in range(shares)
        ]
        made = run_all([partial(memory.made, part) for memory, part in parts])
        for (memory, _), raw in zip(parts, made, strict=True):
            memory.learn(raw)

    def write(self) -> None:
        """Keep what was asked for, and nothing else."""
        self._settings.write()
        self._tags.write()


_encode = msgspec.msgpack.Encoder(order="sorted").encode


def _digest(texts: Texts) -> bytes:
    """A hash of a paper's texts."""
    title, abstract, keywords, categories = texts
    listed = f"{list(keywords)}{list(categories)}" if keywords or categories else ""
    text = f"{len(title)} {title}{abstract}{listed}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _version(code: Iterable[Path], *others: bytes) -> bytes:
    """A hash of the code that makes something, and of everything else but the text."""
    parts = [*others, *(path.read_bytes() for path in [CODE / "derived.py", *sorted(code)])]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()

"""Long lists in pages of fifty."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from generator import addresses

T = TypeVar("T")


@dataclass(frozen=True)
class Part(Generic[T]):
    """One page of a long list: its papers, newest first, and the addresses beside it."""

    address: str
    papers: tuple[T, ...]
    number: int | None
    newer: str | None
    older: str | None


def parts(address: str, papers: Sequence[T]) -> Iterator[Part[T]]:
    """A list, given oldest first, in pages that stay as they are once they are full.

    The bare address shows the newest; `…/page/N/` holds fifty, counted from the oldest.
    """
    size = addresses.PER_PAGE
    full = len(papers) // size if len(papers) > size else 0
    numbers: list[int | None] = [*range(1, full + 1), None]
    shown = [addresses.numbered(address, n) if n else address for n in numbers]
    for index, number in enumerate(numbers):
        chosen = papers[(number - 1) * size : number * size] if number else papers[-size:]
        yield Part(
            shown[index],
            tuple(reversed(chosen)),
            number,
            newer=shown[index + 1] if number else None,
            older=shown[index - 1] if index else None,
        )

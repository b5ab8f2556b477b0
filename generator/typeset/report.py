"""A report an editor can go through in minutes: what was changed, what was left but looks odd."""

from collections.abc import Iterable, Iterator


def report(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """One line for each span: where, restored or left or failed, kind, source, result."""
    from generator.typeset import typeset

    for where, text in texts:
        for span in typeset(text).spans:
            became = f" -> {span.plain!r}" if span.plain != span.source else ""
            yield f"{where}:{span.start}: {span.status}: {span.kind}: {span.source!r}{became}"

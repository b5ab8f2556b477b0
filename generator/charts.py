"""Charts as inline SVG, drawn from numbers alone; what they show stands beside them in a table.

A chart is a picture to those who see it and hidden from those who are read to, since the table says
the same. Its colours are the style sheet's.
"""

from collections.abc import Sequence

from markupsafe import Markup, escape

WIDTH = 640
HEIGHT = 120
GAP = 0.18
FEW = 12
"""Fewer columns than these are as wide as if there were so many, and begin at the left."""
LEAST = 1.5
"""The height of the smallest column: one paper can be seen beside a thousand."""


def columns(
    numbers: Sequence[int], names: Sequence[str], width: int = WIDTH, height: int = HEIGHT
) -> Markup:
    """A column for each number, told by its name when pointed at; zeros leave a gap."""
    highest = max(numbers, default=0)
    if not highest:
        return Markup("")
    step = width / max(len(numbers), FEW)
    wide = _short(step * (1 - GAP))
    drawn = []
    for index, (number, name) in enumerate(zip(numbers, names, strict=True)):
        if number:
            tall = max(number / highest * height, LEAST)
            place = f'x="{_short(index * step)}" y="{_short(height - tall)}"'
            drawn.append(
                f'<rect {place} width="{wide}" height="{_short(tall)}">'
                f"<title>{escape(name)}: {number}</title></rect>"
            )
    return _svg("sheaf-columns-chart", width, height, Markup("".join(drawn)))


def area(numbers: Sequence[int], width: int = WIDTH, height: int = HEIGHT) -> Markup:
    """The numbers as a filled outline, for many of them or where they are small multiples."""
    highest = max(numbers, default=0)
    if not highest:
        return Markup("")
    step = width / max(len(numbers) - 1, 1)
    points = [
        f"{_short(index * step)} {_short(height - number / highest * height)}"
        for index, number in enumerate(numbers)
    ]
    if len(points) == 1:
        points.append(f"{width} 0")
    path = f"M0 {height}L{'L'.join(points)}L{width} {height}Z"
    return _svg("sheaf-area-chart", width, height, Markup('<path d="{}"/>').format(path))


def bar(number: int, whole: int, width: int = 160, height: int = 8) -> Markup:
    """How much of a whole a number is, as a bar that fills from the left."""
    filled = _short(number / whole * width) if whole else "0"
    inner = Markup('<rect class="sheaf-whole" width="{}" height="{}"/>').format(width, height)
    inner += Markup('<rect width="{}" height="{}"/>').format(filled, height)
    return _svg("sheaf-bar-chart", width, height, inner)


def level(number: int, highest: int, levels: int = 4) -> int:
    """A step from 1 to the number of levels, by the square root, so that small numbers differ.

    >>> [level(n, 100) for n in (1, 10, 40, 100)]
    [1, 2, 3, 4]
    """
    if number <= 0 or highest <= 0:
        return 0
    return max(1, min(levels, -int(-((number / highest) ** 0.5 * levels) // 1)))


def _svg(kind: str, width: int, height: int, inner: Markup) -> Markup:
    return Markup(
        '<svg class="{}" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">{}</svg>'
    ).format(kind, width, height, inner)


def _short(value: float) -> str:
    """A coordinate with one decimal at most.

    >>> _short(2.0), _short(2.25)
    ('2', '2.2')
    """
    return f"{value:.1f}".removesuffix(".0")

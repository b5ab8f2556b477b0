"""Charts say the numbers they were given, and nothing where there are none."""

import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from generator.charts import area, bar, columns, level

NUMBERS = st.lists(st.integers(0, 10**6), max_size=40)
SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


@given(NUMBERS)
def test_columns_are_in_proportion(numbers: list[int]) -> None:
    """Every number but zero has a column inside the picture; the highest fills it."""
    svg = columns(numbers, [str(number) for number in numbers])
    assert bool(svg) == any(numbers)
    if svg:
        heights = [float(r.attrib["height"]) for r in drawn(svg).iter(f"{SVG}rect")]
        assert len([n for n in numbers if n]) == len(heights)
        assert 120 == max(heights)
        assert min(heights) > 0


@given(NUMBERS)
def test_an_area_stays_inside(numbers: list[int]) -> None:
    """An outline is well-formed and begins and ends on the ground."""
    svg = area(numbers, 100, 20)
    if any(numbers):
        (path,) = drawn(svg).iter(f"{SVG}path")
        assert path.attrib["d"].startswith("M0 20L")
        assert path.attrib["d"].endswith("L100 20Z")


def test_names_are_text() -> None:
    """A name with markup in it adds no element."""
    assert 1 == len(list(drawn(columns([1], ["<b>&"])).iter(f"{SVG}rect")))


def test_a_bar_of_nothing_is_empty() -> None:
    """Nothing of nothing is drawn as nothing."""
    assert 'width="0"' in bar(0, 0)
    assert 'width="80"' in bar(1, 2)


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_levels_rise_with_the_number(number: int, more: int) -> None:
    """Something is never level 0, the highest is the top level, and more is never less."""
    highest = number + more
    assert 1 <= level(number, highest) <= level(highest, highest) == 4
    assert 0 == level(0, highest)

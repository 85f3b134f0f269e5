"""A sheet to draw on, and the strokes, areas and words that stand on it.

Lengths are those of the view box, in which type has its size on the screen: a broad sheet for desks and paper, a slim
one for phones. Positions are written with one decimal.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from attrs import frozen

from communitywelfare.reports._html import Html, element
from communitywelfare.reports.charts._look import INK, PAPER
from communitywelfare.reports.charts._text import lines_of, width

__all__ = ["Drawn", "Label", "Point", "Sheet", "area", "area_sample", "key", "line_sample", "path", "rect", "words_at"]

Point: TypeAlias = tuple[float, float]
Drawn: TypeAlias = tuple[list[Html], float]
"""Marks, and how far down they reach."""

_SAMPLE: Final = 34.0
_RIM: Final = {"fill": INK, "stroke": PAPER, "stroke_width": "4", "paint_order": "stroke", "stroke_linejoin": "round"}


@frozen(kw_only=True)
class Sheet:
    """How wide it is, how high its plots, its type, how wide and how many the lines of words beside them may be."""

    name: str
    width: float
    height: float
    size: float
    beside: float
    lines: int
    ticks: int

    @property
    def line(self) -> float:
        """From one line of words to the next: Thai has marks above and below."""
        return self.size * 1.5

    def fill(self, place: int) -> str:
        """The hatching of that number."""
        return f"url(#{self.name}-{place})"


@frozen(kw_only=True)
class Label:
    """Words for something drawn: how high it ends, what draws a small piece of it at a point, the words' colour."""

    words: str
    sample: Callable[[Point], Html]
    at: float = 0.0
    colour: str = INK


def path(points: Iterable[Point], **look: str | None) -> Html:
    """A line through the points."""
    return element("path", d=_through(points), fill="none", **look)


def area(upper: Sequence[Point], lower: Sequence[Point], **look: str | None) -> Html:
    """What lies between two lines."""
    return element("path", d=f"{_through((*upper, *reversed(lower)))}Z", **look)


def rect(corner: Point, far: Point, **look: str | None) -> Html:
    """A rectangle between two corners."""
    (x, y), (right, bottom) = corner, far
    place = {"x": _number(x), "y": _number(y), "width": _number(right - x), "height": _number(bottom - y)}
    return element("rect", **place, **look)


def words_at(lines: Sequence[str], place: Point, sheet: Sheet, **look: str | None) -> Html:
    """Lines of words on a rim of paper; the height of ``place`` is the middle of them all."""
    x, middle = place
    first = middle - (len(lines) - 1) * sheet.line / 2 + sheet.size * 0.34
    spans = (
        element("tspan", f"{line} ", x=_number(x), y=_number(first + count * sheet.line))  # read aloud, lines are apart
        for count, line in enumerate(lines)
    )
    return element("text", *spans, **{**_RIM, **look})


def key(labels: Iterable[Label], top: float, sheet: Sheet) -> Drawn:
    """Samples with their words, side by side as far as they go."""
    marks: list[Html] = []
    x, bottom, beside = 0.0, top, _SAMPLE + 10
    for label in labels:
        lines = lines_of(label.words, sheet.size, sheet.width - beside)
        wide = beside + max(width(line, sheet.size) for line in ("", *lines))
        if not x or x + wide > sheet.width:
            x, top = 0.0, bottom
        bottom = max(bottom, top + sheet.line * max(len(lines), 1))
        marks.append(label.sample((x, top + sheet.line / 2)))
        middle = top + sheet.line * max(len(lines), 1) / 2
        marks.append(words_at(lines, (x + beside, middle), sheet, fill=label.colour))
        x += wide + 20
    return marks, bottom


def line_sample(**look: str | None) -> Callable[[Point], Html]:
    """A small piece of a line."""
    return lambda place: path([place, (place[0] + _SAMPLE, place[1])], **look)


def area_sample(**look: str | None) -> Callable[[Point], Html]:
    """A small piece of an area."""
    return lambda place: rect((place[0], place[1] - 9), (place[0] + _SAMPLE, place[1] + 9), **look)


def _through(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points)


def _number(length: float) -> str:
    """A length with one decimal, never ``-0.0``."""
    return f"{round(length, 1) + 0.0:.1f}"

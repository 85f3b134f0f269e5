"""The frame of a chart over years: amounts upwards, years to the right, words at the ends."""

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from communitywelfare.reports._html import Html
from communitywelfare.reports.charts._look import QUIET, RULE
from communitywelfare.reports.charts._scale import Scale
from communitywelfare.reports.charts._sheet import Drawn, Label, Point, Sheet, key, path, words_at
from communitywelfare.reports.charts._text import lines_of, width

__all__ = ["Panel", "every", "finished", "panel_for"]

_LEADER: Final = 18.0


@frozen(kw_only=True)
class Panel:
    """Where the plot of years lies on a sheet; ``is_beside`` says whether words at the ends find room."""

    sheet: Sheet
    scale: Scale
    years: Sequence[str]
    left: float
    right: float
    is_beside: bool

    @property
    def top(self) -> float:
        """The height of the last tick, below the unit's name."""
        return self.sheet.line * 1.6

    @property
    def bottom(self) -> float:
        """The height of the first tick."""
        return self.top + self.sheet.height

    def y(self, amount: float) -> float:
        """How far down an amount stands: a larger one never below a smaller."""
        return self.bottom - self.scale.share(amount) * self.sheet.height

    @property
    def slot(self) -> float:
        """The width of a year that is a column."""
        return (self.right - self.left) / len(self.years)

    def middle(self, place: int) -> float:
        """The middle of a year that is a column."""
        return self.left + (place + 0.5) * self.slot

    def moment(self, place: int) -> float:
        """Where a year stands that is a point of a line."""
        return self.left + (self.right - self.left) * place / max(len(self.years) - 1, 1)

    def course(self, amounts: Sequence[float]) -> list[Point]:
        """The points of a line; a single year is a level one, across."""
        if len(amounts) == 1:
            return [(self.left, self.y(amounts[0])), (self.right, self.y(amounts[0]))]
        return [(self.moment(place), self.y(amount)) for place, amount in enumerate(amounts)]


def panel_for(sheet: Sheet, scale: Scale, years: Sequence[str], names: Sequence[str]) -> Panel:
    """A panel that leaves room for the axis's figures and, where they go in beside it, the ``names`` at the ends."""
    columns = [lines_of(name, sheet.size, sheet.beside) for name in names]
    longest = max((width(word, sheet.size) for name in names for word in name.split()), default=0)
    is_beside = longest <= sheet.beside and sum(map(len, columns)) <= sheet.lines
    broad = max((width(line, sheet.size) for lines in columns for line in lines), default=0)
    half = max(width(year, sheet.size) for year in years) / 2
    return Panel(
        sheet=sheet,
        scale=scale,
        years=years,
        left=max(half, 8 + max(width(figure, sheet.size) for figure in scale.figures)),
        right=sheet.width - max(half, broad + _LEADER + 6 if is_beside else 0),
        is_beside=is_beside,
    )


def finished(
    panel: Panel, marks: Sequence[Html], *, at: Sequence[float], ends: Sequence[Label], below: Sequence[Label] = ()
) -> Drawn:
    """The marks between grid and words: years ``at`` their places, ``ends`` beside the plot or else with ``below``."""
    sheet = panel.sheet
    named = _beside(panel, ends) if panel.is_beside else []
    start = panel.bottom + sheet.line * 1.5
    rows, bottom = key([*([] if panel.is_beside else _from_top(ends)), *below], start, sheet)
    return [*_grid(panel), *marks, *_years(panel, at), *named, *rows], bottom


def _grid(panel: Panel) -> list[Html]:
    sheet, scale = panel.sheet, panel.scale
    marks = [words_at(lines_of(scale.name, sheet.size, sheet.width), (0, sheet.line / 2), sheet, fill=QUIET)]
    for amount, figure in zip(scale.ticks, scale.figures, strict=True):
        y = panel.y(amount)
        marks.append(path([(panel.left, y), (panel.right, y)], stroke=RULE))
        marks.append(words_at([figure], (panel.left - 8, y), sheet, fill=QUIET, text_anchor="end"))
    return marks


def _years(panel: Panel, at: Sequence[float]) -> list[Html]:
    sheet, marks = panel.sheet, []
    for place in every(panel.years, at, sheet):
        x, y = at[place], panel.bottom
        marks.append(path([(x, y), (x, y + 6)], stroke=QUIET))
        words = [panel.years[place]]
        marks.append(words_at(words, (x, y + sheet.line * 0.8), sheet, fill=QUIET, text_anchor="middle"))
    return marks


def every(words: Sequence[str], at: Sequence[float], sheet: Sheet) -> range:
    """Which of the words along an axis are set so that they keep apart: each, or every second, fifth, tenth."""
    needed = max(width(word, sheet.size) for word in words) + sheet.size * 0.6
    apart = (at[-1] - at[0]) / max(len(at) - 1, 1)
    steps = (digit * 10**power for power in range(6) for digit in (1, 2, 5))
    return range(0, len(words), next(step for step in steps if step * apart >= needed or step >= len(words)))


def _from_top(labels: Sequence[Label]) -> list[Label]:
    return sorted(labels, key=lambda label: label.at)


def _beside(panel: Panel, labels: Sequence[Label]) -> list[Html]:
    """The words at the ends of their lines, moved apart where lines end close together."""
    sheet, marks = panel.sheet, []
    ordered = _from_top(labels)
    blocks = [lines_of(label.words, sheet.size, sheet.beside) for label in ordered]
    heights = [len(lines) * sheet.line for lines in blocks]
    middles = _apart([label.at for label in ordered], heights, panel.top - sheet.line / 2, panel.bottom)
    for label, lines, middle in zip(ordered, blocks, middles, strict=True):
        ends = [(panel.right + 2, label.at), (panel.right + _LEADER, middle)]
        marks.append(path(ends, stroke=label.colour, stroke_width="1.5"))
        marks.append(words_at(lines, (panel.right + _LEADER + 4, middle), sheet, fill=label.colour))
    return marks


def _apart(wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Middles near those wanted, which rise, of blocks that do not overlap between top and bottom."""
    middles, free = [], top
    for middle, height in zip(wanted, heights, strict=True):
        middles.append(max(middle, free + height / 2))
        free = middles[-1] + height / 2
    free = bottom
    for place in reversed(range(len(middles))):
        middles[place] = min(middles[place], free - heights[place] / 2)
        free = middles[place] - heights[place] / 2
    return middles

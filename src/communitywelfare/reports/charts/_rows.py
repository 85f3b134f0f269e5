"""Bars to the left and right of one line, each row beside its name or, on a phone, below it."""

from collections.abc import Sequence
from itertools import chain
from typing import Final

from attrs import frozen

from communitywelfare.reports.charts._look import INK, QUIET, RULE
from communitywelfare.reports.charts._scale import Scale, Units, scale_over
from communitywelfare.reports.charts._sheet import Drawn, Label, Sheet, area_sample, key, path, rect, words_at
from communitywelfare.reports.charts._text import bold_lines_of, lines_of, width
from communitywelfare.reports.charts._years import every

__all__ = ["Bar", "Row", "Rows"]

_BROAD: Final = 500  # a sheet as wide has a column for the names
_GAP: Final = 8.0


@frozen(kw_only=True)
class Bar:
    """A bar from the line to ``value``, with its words at the outer end."""

    value: float
    words: str
    fill: int


@frozen(kw_only=True)
class Row:
    """A name and its bars, in one lane or in several below each other; without any it heads the rows below."""

    name: str
    lanes: Sequence[Sequence[Bar]] = ()


@frozen(kw_only=True)
class Rows:
    """The rows, the line they start from, with its words, and what the fillings mean."""

    rows: Sequence[Row]
    base: float
    base_words: str
    units: Units
    meanings: Sequence[tuple[int, str]]

    @property
    def bars(self) -> list[Bar]:
        """All bars of all rows."""
        return [bar for row in self.rows for bar in chain.from_iterable(row.lanes)]

    def drawn(self, sheet: Sheet) -> Drawn:
        """The key, the line's words, the rows, and the axis with its grid behind them."""
        field = _field(self, sheet)
        samples = [
            Label(words=words, sample=area_sample(fill=sheet.fill(fill), stroke=INK)) for fill, words in self.meanings
        ]
        marks, top = key(samples, 0, sheet)
        named, top = field.line_words(self.base_words, top + _GAP)
        bottom, drawn = top, []
        for row in self.rows:
            more, bottom = field.row(row, bottom)
            drawn += more
        axis, end = field.axis(top, bottom)
        line = path([(field.x(self.base), top), (field.x(self.base), bottom)], stroke=INK, stroke_width="2")
        return [*marks, *axis, line, *drawn, *named], end


def _field(rows: Rows, sheet: Sheet) -> "_Field":
    """Where the bars lie: between the names and the words at their outer ends."""
    longest = max((width(row.name, sheet.size) for row in rows.rows if row.lanes), default=0)
    names = min(longest, sheet.width * 0.34) + 2 * _GAP if sheet.width >= _BROAD else 0.0
    most = (sheet.width - names) * 0.28
    sides = [[_GAP], [_GAP]]
    for bar in rows.bars:
        words = lines_of(bar.words, sheet.size, most)
        sides[bar.value >= rows.base] += [width(line, sheet.size) + _GAP for line in words]
    scale = scale_over([rows.base, *(bar.value for bar in rows.bars)], rows.units, most=sheet.ticks - 1)
    half = max(width(figure, sheet.size) for figure in scale.figures) / 2
    return _Field(
        sheet=sheet,
        scale=scale,
        base=rows.base,
        names=names,
        words=most,
        left=max(names + max(sides[0]), half),
        right=sheet.width - max(*sides[1], half),
    )


@frozen(kw_only=True)
class _Field:
    """The column of ``names`` (none on a phone), the bars from ``left`` to ``right``, ``words`` beyond them."""

    sheet: Sheet
    scale: Scale
    base: float
    names: float
    words: float
    left: float
    right: float

    def x(self, amount: float) -> float:
        """How far to the right an amount stands."""
        return self.left + self.scale.share(amount) * (self.right - self.left)

    def line_words(self, words: str, top: float) -> Drawn:
        """The words of the line, above it as far as the sheet allows."""
        lines = bold_lines_of(words, self.sheet.size, self.sheet.width)
        half = max((width(line, self.sheet.size * 1.06) for line in lines), default=0) / 2
        x = min(max(self.x(self.base), half), self.sheet.width - half)
        bottom = top + len(lines) * self.sheet.line
        middle = (top + bottom) / 2
        return [words_at(lines, (x, middle), self.sheet, text_anchor="middle", font_weight="700")], bottom

    def row(self, row: Row, top: float) -> Drawn:
        """A row under ``top``."""
        if not row.lanes:
            return self._heading(row.name, top)
        sheet = self.sheet
        lines = lines_of(row.name, sheet.size, self.names - 2 * _GAP if self.names else sheet.width)
        high = len(lines) * sheet.line
        place = (0.0, top + _GAP / 2 + high / 2)
        start = top + _GAP / 2 if self.names else top + _GAP / 2 + high
        marks, bottom = [words_at(lines, place, sheet)], start
        for lane in row.lanes:
            more, bottom = self._lane(lane, bottom)
            marks += more
        return marks, max(bottom, start + high if self.names else bottom) + _GAP / 2

    def _heading(self, name: str, top: float) -> Drawn:
        sheet = self.sheet
        lines = bold_lines_of(name, sheet.size, sheet.width)
        bottom = top + _GAP * 1.5 + len(lines) * sheet.line
        middle = (top + _GAP * 1.5 + bottom) / 2
        return [words_at(lines, (0, middle), sheet, font_weight="700")], bottom

    def _lane(self, bars: Sequence[Bar], top: float) -> Drawn:
        """Bars on one height, their words beside them."""
        sheet = self.sheet
        blocks = [lines_of(bar.words, sheet.size, self.words) for bar in bars]
        bottom = top + sheet.line * max(map(len, blocks))
        middle, half = (top + bottom) / 2, sheet.size * 0.6
        marks = []
        for bar, lines in zip(bars, blocks, strict=True):
            near, far = sorted((self.x(self.base), self.x(bar.value)))
            box = (near, middle - half), (far, middle + half)
            marks.append(rect(*box, fill=sheet.fill(bar.fill), stroke=INK, stroke_width="1"))
            side, anchor = (1, "start") if bar.value >= self.base else (-1, "end")
            x = self.x(bar.value) + side * (_GAP - 2)
            marks.append(words_at(lines, (x, middle), sheet, text_anchor=anchor))
        return marks, bottom

    def axis(self, top: float, bottom: float) -> Drawn:
        """The grid from top to bottom, the figures below it, below them their unit."""
        sheet = self.sheet
        at = [self.x(amount) for amount in self.scale.ticks]
        marks = [path([(x, top), (x, bottom)], stroke=RULE) for x in at]
        for place in every(self.scale.figures, at, sheet):
            below = (at[place], bottom + sheet.line * 0.6)
            marks.append(words_at([self.scale.figures[place]], below, sheet, fill=QUIET, text_anchor="middle"))
        names = lines_of(self.scale.name, sheet.size, sheet.width)
        end = bottom + sheet.line * (1.2 + len(names))
        half = max(width(name, sheet.size) for name in ("", *names)) / 2
        middle = min(max((self.left + self.right) / 2, half), sheet.width - half)
        below = (middle, (bottom + sheet.line * 1.2 + end) / 2)
        return [*marks, words_at(names, below, sheet, fill=QUIET, text_anchor="middle")], end

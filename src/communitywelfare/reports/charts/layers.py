"""Amounts that add up, year by year."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from communitywelfare.errors import InvalidValue
from communitywelfare.reports._html import Html
from communitywelfare.reports.charts._chart import Chart, chart
from communitywelfare.reports.charts._look import FILLS, INK, PAPER
from communitywelfare.reports.charts._scale import Units, checked, scale_over
from communitywelfare.reports.charts._sheet import Drawn, Label, Sheet, area_sample, path, rect
from communitywelfare.reports.charts._years import Panel, finished, panel_for
from communitywelfare.reports.charts.courses import Series

__all__ = ["bars"]


def bars(*, title: str, description: str, years: Sequence[str], units: Units, layers: Sequence[Series]) -> Chart:
    """Columns of layers, the first at the bottom: what each benefit costs in each year; up to eight layers.

    Raises:
        InvalidValue: No years or layers, a layer of another length or with a negative amount, or too many layers.
    """
    if len(layers) > len(FILLS):
        raise InvalidValue(f"{len(layers)} layers in one chart, at most {len(FILLS)} can be told apart")
    for layer in layers:
        if len(layer.values) != len(years):
            raise InvalidValue(f"{len(layer.values)} figures for {len(years)} years: {layer.name}")
        if min(checked(layer.values, layer.name)) < 0:
            raise InvalidValue(f"a layer below zero: {layer.name}: {min(layer.values)}")
    columns = [
        list(accumulate(column, initial=0.0)) for column in zip(*(layer.values for layer in layers), strict=True)
    ]
    checked((column[-1] for column in columns), title)

    def draw(sheet: Sheet) -> Drawn:
        scale = scale_over([0, *(column[-1] for column in columns)], units, most=sheet.ticks)
        panel = panel_for(sheet, scale, years, [layer.name for layer in layers])
        marks = [mark for place, column in enumerate(columns) for mark in _column(panel, place, column)]
        last = columns[-1]
        ends = [
            Label(
                words=layer.name,
                sample=area_sample(fill=sheet.fill(place), stroke=INK, stroke_width="1"),
                at=panel.y((last[place] + last[place + 1]) / 2),
            )
            for place, layer in enumerate(layers)
        ]
        at = [panel.middle(place) for place in range(len(years))]
        return finished(panel, [*marks, _floor(panel)], at=at, ends=ends)

    return chart(title, description, draw)


def _column(panel: Panel, place: int, amounts: Sequence[float]) -> list[Html]:
    """The layers of one year; where one is nothing, nothing is drawn."""
    left, right = panel.middle(place) - panel.slot * 0.38, panel.middle(place) + panel.slot * 0.38
    return [
        rect((left, panel.y(high)), (right, panel.y(low)), fill=panel.sheet.fill(layer), stroke=PAPER, stroke_width="1")
        for layer, (low, high) in enumerate(pairwise(amounts))
        if high > low
    ]


def _floor(panel: Panel) -> Html:
    return path([(panel.left, panel.bottom), (panel.right, panel.bottom)], stroke=INK, stroke_width="1.5")

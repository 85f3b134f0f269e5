"""Courses over years: what a balance may become, and how likely it is that the money has run out."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from attrs import frozen

from communitywelfare.errors import InvalidValue
from communitywelfare.reports._html import Html
from communitywelfare.reports.charts._chart import Chart, chart
from communitywelfare.reports.charts._look import BAD, BAD_WASH, LINES
from communitywelfare.reports.charts._scale import Units, checked, scale_over
from communitywelfare.reports.charts._sheet import (
    Drawn,
    Label,
    Sheet,
    area,
    area_sample,
    line_sample,
    path,
    rect,
    words_at,
)
from communitywelfare.reports.charts._text import bold_lines_of
from communitywelfare.reports.charts._years import Panel, finished, panel_for

__all__ = ["Chance", "Series", "Spread", "fan", "ruin_curve"]

_OUTER: Final = {"fill": "#dde5ef", "stroke": "#8ba0bb", "stroke_width": "1"}
_INNER: Final = {"fill": "#a9bcd3", "stroke": "#5f7a9c", "stroke_width": "1"}


@frozen(kw_only=True)
class Series:
    """One figure a year, under a name."""

    name: str
    values: Sequence[float]


@frozen(kw_only=True)
class Spread:
    """What 5, 25, 50, 75 and 95 in 100 futures stay under, year by year; the name is that of the middle one."""

    name: str
    p5: Sequence[float]
    p25: Sequence[float]
    p50: Sequence[float]
    p75: Sequence[float]
    p95: Sequence[float]


@frozen(kw_only=True)
class Chance:
    """A chance from 0 to 1 for each year, and the interval in which it lies."""

    name: str
    values: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


def fan(
    *,
    title: str,
    description: str,
    years: Sequence[str],
    units: Units,
    spread: Spread,
    inner: str,
    outer: str,
    zero: str,
    expected: Series | None = None,
    others: Sequence[Series] = (),
) -> Chart:
    """A balance year by year in many futures, and the line at which the money runs out.

    ``inner`` and ``outer`` name the bands that hold half and nine tenths of the futures, ``zero`` the line of zero;
    ``others`` are the middle lines of other policies, up to five.

    Raises:
        InvalidValue: No years, a course of another length, a share above the next, or too many lines.
    """
    bands = (spread.p5, spread.p25, spread.p50, spread.p75, spread.p95)
    _rising(bands, years, spread.name)
    middle = Series(name=spread.name, values=spread.p50)
    looks = [LINES[0], *([LINES[1]] if expected else []), *LINES[2:]]
    lines = _looked([middle, *([expected] if expected else []), *others], looks, years)
    amounts = [0, *(amount for band in bands for amount in band), *(a for series, _ in lines for a in series.values)]

    def draw(sheet: Sheet) -> Drawn:
        panel = panel_for(sheet, scale_over(amounts, units, most=sheet.ticks), years, [each.name for each, _ in lines])
        low, lower, _, upper, high = map(panel.course, bands)
        ground = [_ruined(panel), area(high, low, **_OUTER), area(upper, lower, **_INNER)]
        drawn, ends = _drawn(panel, lines)
        below = [Label(words=inner, sample=area_sample(**_INNER)), Label(words=outer, sample=area_sample(**_OUTER))]
        marks = [*ground, *_zero_line(panel, zero), *drawn]
        return finished(panel, marks, at=_moments(panel), ends=ends, below=below)

    return chart(title, description, draw)


def ruin_curve(*, title: str, description: str, years: Sequence[str], percent: str, chances: Sequence[Chance]) -> Chart:
    """How likely it is that the money has run out by the end of each year, for up to six policies.

    ``percent`` names the axis, which counts in hundredths.

    Raises:
        InvalidValue: No years, a course of another length, a chance outside its interval or not from 0 to 1.
    """
    for each in chances:
        shares = (each.low, each.values, each.high)
        _rising(([0] * len(years), *shares, [1] * len(years)), years, each.name)
    hundredths = [[[100 * share for share in part] for part in (c.low, c.values, c.high)] for c in chances]
    middles = [Series(name=c.name, values=part[1]) for c, part in zip(chances, hundredths, strict=True)]
    lines = _looked(middles, [LINES[0], *LINES[2:]], years)
    amounts = checked((share for part in hundredths for course in part for share in course), title)

    def draw(sheet: Sheet) -> Drawn:
        scale = scale_over([0, *amounts], ((1, percent),), most=sheet.ticks)
        panel = panel_for(sheet, scale, years, [chance.name for chance in chances])
        ground = [
            area(panel.course(high), panel.course(low), fill=colour, fill_opacity="0.16")
            for (low, _, high), (_, (colour, _)) in zip(hundredths, lines, strict=True)
        ]
        drawn, ends = _drawn(panel, lines)
        return finished(panel, [*ground, *drawn], at=_moments(panel), ends=ends)

    return chart(title, description, draw)


_Look = tuple[str, str | None]


def _looked(series: Sequence[Series], looks: Sequence[_Look], years: Sequence[str]) -> list[tuple[Series, _Look]]:
    """Each series with a look of its own."""
    if len(series) > len(looks):
        raise InvalidValue(f"{len(series)} lines in one chart, at most {len(looks)} can be told apart")
    for each in series:
        if len(checked(each.values, each.name)) != len(years):
            raise InvalidValue(f"{len(each.values)} figures for {len(years)} years: {each.name}")
    return list(zip(series, looks, strict=False))


def _rising(courses: Sequence[Sequence[float]], years: Sequence[str], name: str) -> None:
    """Refuse courses of another length, and any that lies above the next."""
    for course in courses:
        if len(checked(course, name)) != len(years):
            raise InvalidValue(f"{len(course)} figures for {len(years)} years: {name}")
    for lower, upper in pairwise(courses):
        for year, low, high in zip(years, lower, upper, strict=True):
            if low > high:
                raise InvalidValue(f"{low} should not be more than {high}: {name}, {year}")


def _moments(panel: Panel) -> list[float]:
    return [panel.moment(place) for place in range(len(panel.years))]


def _drawn(panel: Panel, lines: Sequence[tuple[Series, _Look]]) -> tuple[list[Html], list[Label]]:
    """The lines, the main one last and so on top, and what stands at their ends."""
    marks, ends = [], []
    for series, (colour, dashes) in lines:
        look = {"stroke": colour, "stroke_width": "3", "stroke_dasharray": dashes}
        marks.append(path(panel.course(series.values), **look, stroke_linejoin="round"))
        at = panel.y(series.values[-1])
        ends.append(Label(words=series.name, sample=line_sample(**look), at=at, colour=colour))
    return marks[::-1], ends


def _ruined(panel: Panel) -> Html:
    """What lies below zero."""
    return rect((panel.left, panel.y(0)), (panel.right, panel.bottom), fill=BAD_WASH)


def _zero_line(panel: Panel, words: str) -> list[Html]:
    """The line of zero under its words, or over them where there is nothing below it."""
    sheet, y = panel.sheet, panel.y(0)
    lines = bold_lines_of(words, sheet.size, panel.right - panel.left - 12)
    is_below = y + sheet.line * (len(lines) + 0.5) <= panel.bottom
    away = sheet.line * (len(lines) / 2 + 0.4 if is_below else -len(lines) / 2)
    line = path([(panel.left, y), (panel.right, y)], stroke=BAD, stroke_width="2.5")
    return [line, words_at(lines, (panel.left + 8, y + away), sheet, fill=BAD, font_weight="700")]

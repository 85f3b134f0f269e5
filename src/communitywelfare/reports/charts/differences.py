"""What makes a difference: assumptions that move a result, changes that give to some and take from others."""

from collections.abc import Sequence

from attrs import frozen

from communitywelfare.reports.charts._chart import Chart, chart
from communitywelfare.reports.charts._look import BASE, GAIN, LOSS
from communitywelfare.reports.charts._rows import Bar, Row, Rows
from communitywelfare.reports.charts._scale import Units, checked

__all__ = ["Group", "Swing", "gainers", "tornado"]


@frozen(kw_only=True)
class Swing:
    """What the result becomes at the low and at the high end of an assumption, in figures and in words."""

    name: str
    low: float
    high: float
    low_words: str
    high_words: str


@frozen(kw_only=True)
class Group:
    """Rows under one heading: of each its name, what it gains (loses, if negative), and that in words."""

    name: str
    rows: Sequence[tuple[str, float, str]]


def tornado(
    *,
    title: str,
    description: str,
    units: Units,
    base: tuple[float, str],
    ends: tuple[str, str],
    swings: Sequence[Swing],
) -> Chart:
    """How far each assumption alone moves a result, the one that moves it most at the top.

    ``base`` is the result when none is moved, with its words; ``ends`` name the low and the high end.

    Raises:
        InvalidValue: No swings, or a figure that cannot be drawn.
    """
    middle, words = base
    checked([middle], title)
    checked((end for swing in swings for end in (swing.low, swing.high)), title)
    rows = Rows(
        rows=[_swung(swing, middle) for swing in sorted(swings, key=lambda swing: -_reach(swing, middle))],
        base=middle,
        base_words=words,
        units=units,
        meanings=((BASE, ends[0]), (GAIN, ends[1])),
    )
    return chart(title, description, rows.drawn)


def _reach(swing: Swing, base: float) -> float:
    return max(swing.low, swing.high, base) - min(swing.low, swing.high, base)


def _swung(swing: Swing, base: float) -> Row:
    """Both ends in one lane, or below each other where both lie on one side."""
    low = Bar(value=swing.low, words=swing.low_words, fill=BASE)
    high = Bar(value=swing.high, words=swing.high_words, fill=GAIN)
    one_side = (swing.low >= base) == (swing.high >= base)
    return Row(name=swing.name, lanes=([low], [high]) if one_side else ([low, high],))


def gainers(
    *,
    title: str,
    description: str,
    units: Units,
    zero: str,
    sides: tuple[str, str],
    groups: Sequence[Group],
) -> Chart:
    """Who gains and who loses by a change, and how much, by group.

    ``zero`` names the line of no difference, ``sides`` those who lose and those who gain.

    Raises:
        InvalidValue: No rows, or a figure that cannot be drawn.
    """
    checked((value for group in groups for _, value, _ in group.rows), title)
    rows: list[Row] = []
    for group in groups:
        rows.append(Row(name=group.name))
        rows += [
            Row(name=name, lanes=([Bar(value=value, words=words, fill=GAIN if value >= 0 else LOSS)],))
            for name, value, words in group.rows
        ]
    meanings = ((LOSS, sides[0]), (GAIN, sides[1]))
    return chart(title, description, Rows(rows=rows, base=0, base_words=zero, units=units, meanings=meanings).drawn)

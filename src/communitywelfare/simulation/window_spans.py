"""The windows of a limit over a projection (ช่วงเวลาของเพดาน): whose events take from it, which nights lie in it."""

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from communitywelfare.rules.columns.days import first_of_year, fiscal_year
from communitywelfare.rules.limits import Window

__all__ = ["JANUARY", "WindowSpan", "YearStart", "number_of", "spans_of", "year_start_of"]

Whole = NDArray[np.int64]

YearStart = tuple[int, int]
"""The month and day on which a year begins."""

JANUARY: YearStart = (1, 1)
"""The month and day on which a calendar year begins."""

_NEGLIGIBLE = 1e-17  # that a stay goes on for so long

_ALL_NIGHTS = 36_525


@frozen
class WindowSpan:
    """One window: its number, and the months whose events may take from it.

    Of the nights of a stay that begins in one of these months, only those after the first `skipped`, and of these
    `width`, lie in it.
    """

    number: int
    months: slice
    skipped: tuple[int, ...]
    width: tuple[int, ...]

    def __len__(self) -> int:
        return int(self.months.stop - self.months.start)


def year_start_of(window: Window, of_fund: YearStart) -> YearStart:
    """When the years of a window begin, where the fund's own do on a day."""
    return of_fund if window is Window.FISCAL_YEAR else JANUARY


def number_of(days: Whole, start: YearStart) -> Whole:
    """The year in which each day lies."""
    return fiscal_year(days, np.full(len(days), start[0]), np.full(len(days), start[1]))


def spans_of(window: Window, days: Whole, start: YearStart, longest: float) -> Iterator[WindowSpan]:
    """Each window that events on some days may take from, one day for each month.

    Args:
        window: By calendar or fiscal year, or for life.
        days: When things happen, month by month.
        start: When its years begin.
        longest: The probability that a stay goes on for another night, at most; 0 where all of it counts at once.
    """
    months = len(days)
    if window is Window.LIFETIME:
        yield WindowSpan(0, slice(0, months), (0,) * months, (_ALL_NIGHTS,) * months)
        return
    number = number_of(days, start)
    for each in np.unique(number).tolist():
        own = np.flatnonzero(number == each)
        begins, ends = _first_of(each, start), _first_of(each + 1, start)
        since = int(own[0])
        while since > 0 and longest ** (begins - int(days[since - 1])) > _NEGLIGIBLE:
            since -= 1
        span = slice(since, int(own[-1]) + 1)
        skipped = np.maximum(begins - days[span], 0)
        width = ends - np.maximum(begins, days[span])
        yield WindowSpan(each, span, tuple(skipped.tolist()), tuple(width.tolist()))


def _first_of(year: int, start: YearStart) -> int:
    return int(first_of_year(np.array([year]), np.array([start[0]]), np.array([start[1]]))[0])

"""Limited stays by since when somebody is entitled to them (เริ่มมีสิทธิกลางปี): window by window, for all rows.

Who became entitled before the first of the months that may take from a window is paid the same in it as all others of
the row. Only who became entitled within it had less time to use it up: of these there is a table for each month.
"""

from collections.abc import Hashable
from functools import cached_property
from typing import Self

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from communitywelfare.rules.limits import Measure, Window
from communitywelfare.simulation.axes import Axis, axis_of, axis_of_rows
from communitywelfare.simulation.crowd import both
from communitywelfare.simulation.demography import Demography
from communitywelfare.simulation.summed.happens import Happens
from communitywelfare.simulation.tariff import day_of
from communitywelfare.simulation.window_spans import WindowSpan, YearStart, spans_of
from communitywelfare.simulation.windows import Stays, paid_for_stays

__all__ = ["EntitledStays", "Windows"]

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]

_AT_ONCE = 1 << 22  # numbers of distributions that are kept at once


@frozen(eq=False, kw_only=True)
class Windows:
    """The windows of a limit by year, and which rows have one history in each: whatever the limit is."""

    count: Floats = field(repr=False)
    stop: Floats = field(repr=False)
    spans: tuple[WindowSpan, ...]
    alike: tuple[Axis, ...] = field(repr=False)

    @classmethod
    def of(cls, tables: Demography, window: Window, start: YearStart, *, is_split: bool) -> Self:
        """The windows of stays; of such as go on into the next, if their nights are told apart."""
        rows, days = tables.born_rows, day_of(tables.horizon, np.arange(tables.horizon.months))
        count, stop = tables.admissions_by_month(rows), tables.stop_by_month(rows)
        longest = float((1 - stop).max()) if is_split else 0.0
        spans = tuple(spans_of(window, days, start, longest))
        history = np.round(count, 13)
        alike = (
            axis_of_rows(np.concatenate([history[:, each.months], stop[:, each.months]], axis=1)) for each in spans
        )
        return cls(count=count, stop=stop, spans=spans, alike=tuple(alike))

    @property
    def months(self) -> int:
        """How many months there are, T."""
        return self.count.shape[1]

    def begun_before(self, since: int) -> list[int]:
        """The windows that may be used from before a month on and after it."""
        return [place for place, each in enumerate(self.spans) if each.months.start < since < each.months.stop]

    @cached_property
    def width(self) -> Whole:
        """For so many months it matters in which month somebody became entitled; 0 for the first, by that month."""
        ends = [
            max((self.spans[place].months.stop for place in self.begun_before(since)), default=since)
            for since in range(self.months)
        ]
        return np.array(ends, np.int64) - np.arange(self.months)

    def within(self, since: int) -> list[int]:
        """The windows of the months in which it matters that somebody became entitled in one."""
        ends = since + int(self.width[since])
        return [place for place, each in enumerate(self.spans) if each.months.start < ends and since < each.months.stop]

    @cached_property
    def kinds(self) -> tuple[Axis, ...]:
        """The rows that are alike in all of these windows, by the month of becoming entitled."""
        return tuple(self._kinds(since) for since in range(self.months))

    @cached_property
    def size(self) -> int:
        """How many numbers there are in the tables of one limit."""
        kinds = np.array([len(each) for each in self.kinds], np.int64)
        return int((kinds * self.width).sum())

    def _kinds(self, since: int) -> Axis:
        number = np.zeros(len(self.count), np.int64)
        for place in self.within(since):
            number = both(number, self.alike[place].of)
        return axis_of(number)


@frozen(eq=False, kw_only=True)
class EntitledStays:
    """What limited stays are expected to pay, for each stay that begins or may begin in a month.

    `full` is by row and month, of who was entitled all the time. `parts` holds, one after the other, for each month in
    which somebody may become entitled and each of its `Windows.kinds`, what is paid in each of the `Windows.width`
    months from it on; those of a month begin at `begins`.
    """

    full: Floats
    parts: Floats
    begins: Whole

    @classmethod
    def of(cls, windows: Windows, happens: Happens) -> Self:
        """What such stays are expected to pay, in steps of the room or in multiples of the price."""
        known: dict[Hashable, Floats] = {}
        paid = [
            _paid_in(windows, (span, alike.first), happens, known)
            for span, alike in zip(windows.spans, windows.alike, strict=True)
        ]
        full = np.zeros(windows.count.shape)
        for span, alike, each in zip(windows.spans, windows.alike, paid, strict=True):
            full[:, span.months] += each[alike.of, 0]
        parts = [_part(windows, since, paid) for since in range(windows.months)]
        sizes = np.array([each.size for each in parts])
        return cls(
            full=full,
            parts=np.concatenate([each.reshape(-1) for each in parts]),
            begins=np.cumsum(sizes) - sizes,
        )


def _part(windows: Windows, since: int, paid: list[Floats]) -> Floats:
    """What is paid to each kind of row that became entitled in a month, from it on for as long as that matters."""
    first, width = windows.kinds[since].first, int(windows.width[since])
    found = np.zeros((len(first), width))
    for place in windows.within(since):
        begins, ends = windows.spans[place].months.start, min(windows.spans[place].months.stop, since + width)
        late = max(since - begins, 0)
        here = slice(max(begins, since) - begins, ends - begins)
        found[:, max(begins, since) - since : ends - since] += paid[place][windows.alike[place].of[first], late, here]
    return found


def _paid_in(
    windows: Windows, which: tuple[WindowSpan, Whole], happens: Happens, known: dict[Hashable, Floats]
) -> Floats:
    """What is paid in one window to each kind of row, by the month of it from which on they are entitled, and month.

    Windows of several years with one history are reckoned once.
    """
    (span, rows), room = which, happens.room
    is_counted = happens.is_nightly and room.measure is not Measure.TIMES
    most = -(-room.steps // max(happens.price, 1)) if is_counted else 0
    width = tuple(min(each, most) for each in span.width)
    count, stop = windows.count[rows, span.months], windows.stop[rows, span.months]
    is_known_by = (span.skipped, width, np.round(count, 13).tobytes(), stop.tobytes())
    if is_known_by not in known:
        size = max(1, _AT_ONCE // (len(span) ** 2 * (room.steps + 1)))
        parts = [
            _paid(count[at : at + size], stop[at : at + size], (span.skipped, width), happens)
            for at in range(0, len(rows), size)
        ]
        known[is_known_by] = np.concatenate(parts)
    return known[is_known_by]


def _paid(count: Floats, stop: Floats, nights: tuple[tuple[int, ...], tuple[int, ...]], happens: Happens) -> Floats:
    rows, months = count.shape
    is_entitled = np.arange(months) >= np.arange(months)[:, None]
    stays = Stays(
        count=np.repeat(count, months, axis=0),
        stop=np.repeat(stop, months, axis=0),
        price=np.tile(is_entitled * float(happens.price), (rows, 1)),
        is_nightly=happens.is_nightly,
        skipped=nights[0],
        width=nights[1],
    )
    return paid_for_stays(stays, happens.room, np.zeros(rows * months, np.int64)).reshape(rows, months, months)

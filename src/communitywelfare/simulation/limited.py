"""Lines whose window limits what is paid (ข้อที่มีเพดาน): window by window, for all who share a history in it."""

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from communitywelfare.rules.limits import Measure, Window
from communitywelfare.simulation.axes import Axis, axis_of, axis_of_rows
from communitywelfare.simulation.cells import Asked, Cells
from communitywelfare.simulation.crowd import both
from communitywelfare.simulation.lives import Happening
from communitywelfare.simulation.plans import Plan, Why, room_of
from communitywelfare.simulation.window_spans import WindowSpan, YearStart, number_of, spans_of, year_start_of
from communitywelfare.simulation.windows import Births, Stays, paid_for_births, paid_for_stays

__all__ = ["Limited", "NotExact"]

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]

_AT_ONCE = 1 << 22  # numbers of distributions that are kept at once
_Group = tuple[Whole, int, Floats]  # rows, the kind of their columns, and how many are there by row and month


class NotExact(Exception):  # an answer, told to the caller only
    """A line cannot be reckoned exactly."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


class Limited:
    """One line whose window limits what is paid.

    Where it `is_of_payers` alone, whoever is in arrears in a calendar year is paid nothing of what happens in it.
    """

    def __init__(
        self,
        cells: Cells,
        plan: Plan,
        happening: Happening,
        priced: tuple[Floats, Asked],
        *,
        is_of_payers: bool = False,
    ) -> None:
        self.cells, self.plan = cells, plan
        self.prices, self.asked = priced
        self.is_birth = happening is Happening.BIRTH
        self.count = cells.crowd.births if self.is_birth else cells.crowd.admissions
        self.late = cells.crowd.late[:, :-1] if is_of_payers else None
        self.rows_used = self._used()
        amounts = np.unique(self.prices[self.prices > 0])
        room = room_of(plan, [round(each) for each in amounts.tolist()], self._used_satang())
        if room is None:
            raise NotExact(Why.TOO_MANY_STEPS)
        self.room = room
        self.splits = not self.is_birth and plan.turning.nights and room.measure is not Measure.TIMES

    def _used(self) -> Whole:
        """The rows of what was used before of this clause."""
        used = self.cells.used
        if self.plan.key not in used.names:
            return np.zeros(0, np.int64)
        return np.flatnonzero(used.name == used.names.index(self.plan.key))

    def _used_satang(self) -> list[int]:
        is_baht = self.plan.limit is not None and self.plan.limit.measure is Measure.BAHT
        return self.cells.used.satang[self.rows_used].tolist() if is_baht else []

    def line(self) -> Floats:
        """What is expected to be paid in each month."""
        found = np.zeros(self.cells.months)
        for window in self._windows():
            found[window.months] += self._in_window(window)
        return found

    def less_after_use(self) -> Floats:
        """By how much less is expected to be paid in each month to those who had used some of it before."""
        found = np.zeros(self.cells.months)
        for window in self._windows():
            found[window.months] += self._after_use(window)
        return found

    def _windows(self) -> Iterator[WindowSpan]:
        """Each window, and whose events may take from it."""
        longest = float((1 - self.cells.crowd.stop).max()) if self.splits else 0.0
        return spans_of(self._window, self.cells.crowd.events_on, self._year_start, longest)

    @property
    def _window(self) -> Window:
        return Window.LIFETIME if self.plan.limit is None else self.plan.limit.window

    @cached_property
    def _year_start(self) -> YearStart:
        start = self.cells.bylaw.versions[-1].year_start
        return year_start_of(self._window, (start.month, start.day))

    def _in_window(self, window: WindowSpan) -> Floats:
        span = window.months
        rows_alike, columns_alike = self._rows_alike(span), self._columns_alike(span)
        found = np.zeros(len(window))
        groups = self._groups(columns_alike, span)
        most = max(1, _AT_ONCE // (len(found) * (self.room.steps + 1)))
        for some in _batches(groups, rows_alike, most):
            found += self._batch(some, (rows_alike, columns_alike), window)
        return found + self._after_use(window)

    def _groups(self, columns: Axis, span: slice) -> list[_Group]:
        """How many of the columns of each kind that is paid at all are there, by row, and of which rows there are any.

        Those of the commonest kind are all that are left of the sum over all columns.
        """
        if self.cells.exposures.is_sparse:
            return list(self._groups_of_pairs(columns, span))
        commonest = int(np.bincount(columns.of).argmax())
        others = np.argsort(columns.of, kind="stable")
        is_there = np.asarray(self.cells.exposures.staying[:, span].any(axis=1))  # who has not come by then is nowhere
        others = others[(columns.of[others] != commonest) & is_there[others]]
        cells, staying = self.cells.exposures.cells[:, others], self.cells.exposures.staying[others, span]
        edges = np.append(np.flatnonzero(np.diff(columns.of[others], prepend=-1)), len(others))
        rest, found = self.cells.crowd.there[:, span].copy(), []
        for start, stop in pairwise(edges.tolist()):
            kind, some = int(columns.of[others[start]]), cells[:, start:stop]
            through = some @ staying[start:stop]
            rest -= through
            if self._is_paid(columns, kind, span):
                here = np.flatnonzero(some.any(axis=1))
                found.append((here, kind, through[here]))
        if self._is_paid(columns, commonest, span):
            found.append((np.arange(len(rest)), commonest, rest))
        return found

    def _groups_of_pairs(self, columns: Axis, span: slice) -> Iterator[_Group]:
        """The same, of those rows and columns alone in which anybody is by then."""
        pairs, staying = self.cells.exposures.pairs, self.cells.crowd.staying[:, span]
        is_counted = np.array([self._is_paid(columns, kind, span) for kind in range(len(columns))], bool)[columns.of]
        is_counted &= np.asarray(staying.any(axis=1))
        some = pairs.taken(np.flatnonzero(is_counted[pairs.column]))
        kind = columns.of[some.column]
        some, kind = some.taken(order := np.lexsort((some.row, kind))), kind[order]
        place = kind * len(self.cells.rows) + some.row
        begins = np.flatnonzero(np.diff(place, prepend=-1))
        through = np.add.reduceat(staying[some.column] * some.weight[:, None], begins)
        row, kind = some.row[begins], kind[begins]
        edges = np.append(np.flatnonzero(np.diff(kind, prepend=-1)), len(kind))
        for start, stop in pairwise(edges.tolist()):
            yield row[start:stop], int(kind[start]), through[start:stop]

    def _is_paid(self, columns: Axis, kind: int, span: slice) -> bool:
        return bool(self.prices[:, self.asked.column[columns.first[kind]], span].any())

    def _rows_alike(self, span: slice) -> Axis:
        """The kinds of rows of which as much is expected in each month of a window, at the same prices."""
        parts = [self.asked.row[:, None].astype(np.float64), np.round(self.count[:, span], 13)]
        if not self.is_birth:
            parts.append(self.cells.crowd.stop[:, span])
        return axis_of_rows(np.concatenate(parts, axis=1))

    def _columns_alike(self, span: slice) -> Axis:
        """The kinds of columns that are paid alike in each month of a window."""
        _count, others, _months = self.prices.shape
        history = self.prices[:, :, span].transpose(1, 0, 2).reshape(others, -1)
        of = axis_of_rows(history).of[self.asked.column]
        if self.late is not None:
            of = both(of, axis_of_rows(self.late[:, span]).of)
        return axis_of(of)

    def _batch(self, groups: list[_Group], alike: tuple[Axis, Axis], window: WindowSpan) -> Floats:
        """What some kinds of columns are paid together."""
        (rows, columns), span = alike, window.months
        kinds = [np.unique(rows.of[here], return_inverse=True) for here, _kind, _through in groups]
        row = np.concatenate([rows.first[found] for found, _place in kinds])
        column = np.repeat(
            [columns.first[kind] for _here, kind, _through in groups], [len(found) for found, _place in kinds]
        )
        paid = self._paid((row, column), window, np.zeros(len(row), np.int64))
        found = np.zeros(len(window))
        start = 0
        for (here, _kind, through), (those, place) in zip(groups, kinds, strict=True):
            each = paid[start + place]
            found += (self.cells.exposures.alive[here, span] * through * each).sum(axis=0)
            start += len(those)
        return found

    def _paid(self, pairs: tuple[Whole, Whole], window: WindowSpan, used: Whole) -> Floats:
        """What a member of each row and column is paid in each month, if still there."""
        (row, column), span = pairs, window.months
        price = self.prices[self.asked.row[row], self.asked.column[column], span]
        count = self.count[row, span]
        year = self.cells.horizon.places[span]
        late = None if self.late is None else self.late[column, span]
        if self.is_birth:
            chance = count if late is None else count * (1 - late)
            return paid_for_births(Births(chance=chance, price=price, year=year), self.room, used)
        stays = Stays(
            count=count,
            stop=self.cells.crowd.stop[row, span],
            price=price,
            is_nightly=self.plan.turning.nights,
            skipped=window.skipped,
            width=window.width,
            year=year,
            late=late,
        )
        return paid_for_stays(stays, self.room, used)

    def _after_use(self, window: WindowSpan) -> Floats:
        """By how much less those are paid who had used some of a window before."""
        used, rows, span = self.cells.used, self.rows_used, window.months
        if self._window is not Window.LIFETIME:
            rows = rows[number_of(used.day[rows], self._year_start) == window.number]
        if not len(rows):
            return np.zeros(len(window))
        members, who = np.unique(used.row[rows], return_inverse=True)
        taken = np.zeros(len(members), np.int64)
        np.add.at(taken, who, self._steps(rows))
        pairs = self.cells.rows.of[members], self.cells.columns.of[members]
        less = self._paid(pairs, window, taken) - self._paid(pairs, window, np.zeros_like(taken))
        weight = self.cells.exposures.alive[pairs[0], span] * self.cells.exposures.staying[pairs[1], span]
        return np.asarray((weight * less).sum(axis=0))

    def _steps(self, rows: Whole) -> Whole:
        used = self.cells.used
        match self.room.measure:
            case Measure.BAHT:
                return np.asarray(used.satang[rows] // self.room.step)
            case Measure.UNITS:
                return used.units[rows]
            case _:
                return ((used.units[rows] > 0) | (used.satang[rows] > 0)).astype(np.int64)


def _batches(groups: list[_Group], rows: Axis, most: int) -> Iterator[list[_Group]]:
    """Groups, so many at once that their kinds of people are not too many; one with too many is divided by its rows."""
    batch: list[_Group] = []
    size = 0
    for here, kind, through in groups:
        for start in range(0, len(here), most):
            some = slice(start, start + most) if len(rows) > most else slice(None)
            count = min(len(here[some]), len(rows))
            if batch and size + count > most:
                yield batch
                batch, size = [], 0
            batch.append((here[some], kind, through[some]))
            size += count
            if len(rows) <= most:
                break
    if batch:
        yield batch

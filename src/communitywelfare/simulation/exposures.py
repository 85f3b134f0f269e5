"""Expected exposures (จำนวนคนที่คาดว่ายังอยู่): how many of whom are there in each month, without chance.

Members collapse into cells: a row for each sex, month and kind of birth, a column for each month and kind of joining.
That somebody has neither died nor left is a product of a number of the row and one of the column, so a sum over all
cells and months is a product of matrices, whatever the number of members.
"""

from functools import cached_property
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.simulation.axes import Axis
from communitywelfare.simulation.demography import Demography

__all__ = ["Exposures", "Pairs", "refuse_gone"]

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]
_AT_ONCE = 1 << 20  # members that are put into cells together


@frozen(eq=False)
class Pairs:
    """The rows and columns in which anybody is, by row, and the weight of each."""

    row: Whole
    column: Whole
    weight: Floats

    def taken(self, places: Whole) -> "Pairs":
        """Some of them."""
        return Pairs(self.row[places], self.column[places], self.weight[places])

    def total(self, each: Floats) -> Floats:
        """By month: the sum of what there is of each, times how many they are."""
        return np.asarray((each * self.weight[:, None]).sum(axis=0))


@frozen(eq=False, kw_only=True)
class Exposures:
    """How many of each cell come, and how many of a row and of a column are still there.

    `cells` has a weight for each row and column. Who comes later than the first month has a weight that is larger by
    what the row has lost until then. `alive` [rows, T + 1] is the part that is there at the beginning of each month, at
    the end of the last too, `staying` [columns, T + 1] that of who has not left, nothing before they come.
    """

    cells: Floats
    entry: Whole
    alive: Floats
    staying: Floats
    dies: Floats

    @classmethod
    def of(cls, tables: Demography, rows: tuple[Axis, Whole], columns: tuple[Axis, Whole, Whole]) -> "Exposures":
        """The exposures of members.

        Args:
            tables: What may happen to them.
            rows: The kinds by birth, and the row of each in tables by month of birth.
            columns: The kinds by joining, the row of each in tables by month of joining, and its month of entry.

        Raises:
            InvalidValue: Somebody comes at an age that nobody reaches.
        """
        (by_birth, born), (by_joining, joined, entry) = rows, columns
        deaths, leaving = tables.deaths[born], tables.leaving[joined]
        begins = np.take_along_axis(leaving, entry[:, None], axis=1)
        is_there = np.arange(leaving.shape[1]) >= entry[:, None]
        with np.errstate(invalid="ignore"):  # what is over is infinite, and nobody is left to whom more could happen
            staying = np.where(is_there, np.exp(-np.where(is_there, leaving - begins, 0)), 0)
            monthly = np.diff(deaths, axis=1)
        counts = _counted(by_birth, by_joining)
        later = np.flatnonzero(entry > 0)
        refuse_gone(deaths[:, entry[later]], is_anybody=counts[:, later] > 0)
        with np.errstate(over="ignore", invalid="ignore"):
            gone = np.exp(deaths[:, entry[later]])
            counts[:, later] = np.where(counts[:, later] > 0, counts[:, later] * gone, 0)
        return cls(
            cells=counts,
            entry=entry,
            alive=np.exp(-deaths),
            staying=staying,
            dies=-np.expm1(-np.where(np.isnan(monthly), np.inf, monthly)),
        )

    @cached_property
    def pairs(self) -> Pairs:
        """The cells in which anybody is."""
        row, column = np.nonzero(self.cells)
        return Pairs(row, column, self.cells[row, column])

    @cached_property
    def is_sparse(self) -> bool:
        """Whether so few cells have anybody in them that it is less work to go through these one by one."""
        return _WORK_OF_A_PAIR * len(self.pairs.row) < self.cells.size

    @property
    def months(self) -> int:
        """How many months there are, T."""
        return self.dies.shape[1]

    def through(self, staying: Floats, columns: Any = slice(None)) -> Floats:
        """By row and month: those of some columns, each times a number of the column and month."""
        if not self.is_sparse:
            return np.asarray(self.cells[:, columns] @ staying)
        place = np.full(self.cells.shape[1], -1)
        place[columns] = np.arange(len(staying))
        some = self.pairs.taken(np.flatnonzero(place[self.pairs.column] >= 0))
        found = np.zeros((len(self.cells), staying.shape[1]))
        begins = np.flatnonzero(np.diff(some.row, prepend=-1))
        found[some.row[begins]] = np.add.reduceat(staying[place[some.column]] * some.weight[:, None], begins)
        return found

    def total(self, alive: Floats, staying: Floats) -> Floats:
        """By month: the sum over all cells of a number of the row times one of the column."""
        if self.is_sparse:
            return self.pairs.total(alive[self.pairs.row] * staying[self.pairs.column])
        return np.asarray((alive * self.through(staying)).sum(axis=0))

    def members(self) -> Floats:
        """How many are there when each month begins."""
        return self.total(self.alive[:, :-1], self.staying[:, :-1])


def _counted(rows: Axis, columns: Axis) -> Floats:
    size = len(rows) * len(columns)
    counts = np.zeros(size)
    for start in range(0, len(rows.of), _AT_ONCE):
        here = slice(start, start + _AT_ONCE)
        counts += np.bincount(rows.of[here] * len(columns) + columns.of[here], minlength=size)
    return np.asfortranarray(counts.reshape(len(rows), len(columns)))  # columns are picked more often than rows


_WORK_OF_A_PAIR = 20  # as of so many cells of a product of matrices
_GONE = 600.0  # a hazard that nobody lives through: e to this is about as much as a float holds


def refuse_gone(hazards: Floats, *, is_anybody: Any = True) -> None:
    """Refuse that somebody comes whose row has lost all others by then.

    Raises:
        InvalidValue: There is such a one.
    """
    if ((hazards > _GONE) & is_anybody).any():
        finding = Finding("draw.table_ends", Severity.ERROR, params={"start": 0, "horizon": 0, "months": 0})
        raise InvalidValue("somebody joins at an age that nobody reaches", finding)

"""The tables of a run of lives, as both ways of drawing read them: what is expected by row, month and calendar year."""

from functools import cached_property
from typing import Self

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from communitywelfare.simulation.demography import Demography
from communitywelfare.simulation.levels import Levels
from communitywelfare.simulation.outcomes import LARGEST_MEAN, exp_minus, hazard, refuse_outside
from communitywelfare.simulation.population import Population

__all__ = ["Chances", "RowsInUse"]

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]


@frozen(eq=False)
class RowsInUse:
    """The rows of a table that anybody is of, and the place among them of each of the people."""

    rows: Whole
    place: Whole

    @classmethod
    def of(cls, row: Whole, count: int) -> Self:
        """Those of people, in a table of so many rows."""
        rows = np.flatnonzero(np.bincount(row))
        places = np.zeros(count, np.int64)
        places[rows] = np.arange(len(rows))
        return cls(rows, places.take(row))


@frozen(eq=False, kw_only=True)
class Chances:
    """What may happen to people, before anything is drawn.

    `born` and `joined` are the people's rows in tables by month of birth and of joining. `year_begins` has the first
    month of each calendar year, and all months after the last; `year_of_month` the year of each month, and for those
    who stay to the end the last. `year_admissions` and `year_births` are what is expected in a calendar year, by row
    of birth and year; `no_admission` is the probability of none, where tables hold as they are. `stop` is the hazard
    that a night is the last, by sex, age and year.
    """

    people: Population
    tables: Demography
    levels: Levels
    seed: int
    born: Whole
    joined: Whole
    year_begins: Whole
    year_of_month: Whole
    year_admissions: Floats
    year_births: Floats
    no_admission: Floats
    stop: Floats

    @classmethod
    def of(cls, people: Population, tables: Demography, levels: Levels, *, seed: int) -> Self:
        """All tables of a run.

        Raises:
            InvalidValue: More admissions of somebody are expected in a year than can be counted, or the last night is
                too unlikely.
        """
        year, born = np.array(tables.horizon.places), tables.born_row(people)
        begins = np.append(np.flatnonzero(np.diff(year, prepend=-1)), tables.horizon.months)
        admissions, births = (
            table[:, begins[1:]] - table[:, begins[:-1]] for table in (tables.admissions, tables.births)
        )
        rows = np.flatnonzero(np.bincount(born))
        refuse_outside("mean", admissions[rows].max(axis=0, initial=0) * levels.admissions, 0, LARGEST_MEAN)
        refuse_outside("stop", tables.stop, 2.0**-30, 1)
        none = np.zeros_like(admissions)
        none[rows] = exp_minus(admissions[rows])
        return cls(
            people=people,
            tables=tables,
            levels=levels,
            seed=seed,
            born=born,
            joined=tables.joined_row(people),
            year_begins=begins,
            year_of_month=np.append(year, year[-1]),
            year_admissions=admissions,
            year_births=births,
            no_admission=none,
            stop=hazard(tables.stop),
        )

    @property
    def months(self) -> int:
        """How many months there are."""
        return self.tables.horizon.months

    @property
    def years(self) -> int:
        """How many calendar years there are, of which the first and the last may be short."""
        return len(self.year_begins) - 1

    @cached_property
    def born_rows(self) -> "RowsInUse":
        """The rows by month of birth that anybody is of."""
        return RowsInUse.of(self.born, len(self.tables.deaths))

    @cached_property
    def joined_rows(self) -> "RowsInUse":
        """The rows by month of joining that anybody is of."""
        return RowsInUse.of(self.joined, len(self.tables.leaving))

    @cached_property
    def entry_year(self) -> Whole:
        """The year in which each of the people comes."""
        return self.year_of_month[self.people.entry]

    @cached_property
    def month_of_birth(self) -> Whole:
        """The month of the projection in which each of the people was born: before the first, it is negative."""
        return self.tables.month_of_birth(self.born)

    @cached_property
    def fertile(self) -> Whole:
        """The first and the last year in which births are expected, by row of birth; where there is none, 0 and −1."""
        may = self.year_births > 0
        last = np.where(may.any(axis=1), self.years - 1 - np.argmax(may[:, ::-1], axis=1), -1)
        return np.array([np.argmax(may, axis=1), last])

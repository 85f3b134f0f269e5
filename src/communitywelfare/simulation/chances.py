"""The tables of a run of lives, as both ways of drawing read them: what is expected by row, month and calendar year."""

from functools import cached_property, lru_cache
from typing import Self

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from communitywelfare.simulation.demography import Demography
from communitywelfare.simulation.levels import Levels
from communitywelfare.simulation.outcomes import LARGEST_MEAN, exp_minus, hazard, refuse_outside
from communitywelfare.simulation.population import Population

__all__ = ["Chances", "YearTables", "by_year"]

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]


@frozen(eq=False, kw_only=True)
class YearTables:
    """What is expected by calendar year, and tables as loops read them: of all rows, made once for all people.

    `begins` has the first month of each calendar year, and all months after the last; `of_month` the year of each
    month, and for those who stay to the end the last. `admissions` and `births` are what is expected in a calendar
    year, by row of birth and year; `no_admission` is the probability of none, where tables hold as they are. `stop` is
    the hazard that a night is the last, by sex, age and year.
    """

    tables: Demography
    begins: Whole
    of_month: Whole
    admissions: Floats
    births: Floats
    no_admission: Floats
    stop: Floats

    @classmethod
    def of(cls, tables: Demography) -> Self:
        """Those of tables by month.

        Raises:
            InvalidValue: The last night is too unlikely.
        """
        year = np.array(tables.horizon.places)
        begins = np.append(np.flatnonzero(np.diff(year, prepend=-1)), tables.horizon.months)
        admissions, births = (
            table[:, begins[1:]] - table[:, begins[:-1]] for table in (tables.admissions, tables.births)
        )
        refuse_outside("stop", tables.stop, 2.0**-30, 1)
        return cls(
            tables=tables,
            begins=begins,
            of_month=np.append(year, year[-1]),
            admissions=admissions,
            births=births,
            no_admission=exp_minus(np.minimum(admissions, LARGEST_MEAN)),
            stop=hazard(tables.stop),
        )

    @property
    def years(self) -> int:
        """How many calendar years there are, of which the first and the last may be short."""
        return len(self.begins) - 1

    @cached_property
    def fertile(self) -> Whole:
        """The first and the last year in which births are expected, by row of birth; where there is none, 0 and −1."""
        may = self.births > 0
        last = np.where(may.any(axis=1), self.years - 1 - np.argmax(may[:, ::-1], axis=1), -1)
        return np.array([np.argmax(may, axis=1), last])

    @cached_property
    def deaths(self) -> Floats:
        """The table of deaths by month and row."""
        return np.ascontiguousarray(self.tables.deaths.T)

    @cached_property
    def leaving(self) -> Floats:
        """The table of leaving by month and row."""
        return np.ascontiguousarray(self.tables.leaving.T)

    @cached_property
    def deaths_of_years(self) -> Floats:
        """The table of deaths where calendar years begin and the last ends, by row and year."""
        return self.tables.deaths[:, self.begins]

    @cached_property
    def leaving_of_years(self) -> Floats:
        """The same of the table of leaving."""
        return self.tables.leaving[:, self.begins]

    @cached_property
    def long_admissions(self) -> Floats:
        """Admissions with eleven months more, which nobody reaches: so a year can be read from each month on."""
        return np.pad(self.tables.admissions, ((0, 0), (0, 11)), constant_values=np.inf)


@lru_cache(maxsize=2)
def by_year(tables: Demography) -> YearTables:
    """The tables of a projection by year, made once in a process for all that is drawn from the same tables."""
    return YearTables.of(tables)


@frozen(eq=False, kw_only=True)
class Chances:
    """What may happen to people, before anything is drawn.

    `born` and `joined` are the people's rows in tables by month of birth and of joining.
    """

    people: Population
    tables: Demography
    yearly: YearTables
    levels: Levels
    seed: int
    born: Whole
    joined: Whole

    @classmethod
    def of(cls, people: Population, tables: Demography, levels: Levels, *, seed: int) -> Self:
        """All tables of a run.

        Raises:
            InvalidValue: More admissions of somebody are expected in a year than can be counted, or the last night is
                too unlikely.
        """
        yearly, born = by_year(tables), tables.born_row(people)
        rows = np.flatnonzero(np.bincount(born))
        refuse_outside("mean", yearly.admissions[rows].max(axis=0, initial=0) * levels.admissions, 0, LARGEST_MEAN)
        return cls(
            people=people,
            tables=tables,
            yearly=yearly,
            levels=levels,
            seed=seed,
            born=born,
            joined=tables.joined_row(people),
        )

    @property
    def months(self) -> int:
        """How many months there are."""
        return self.tables.horizon.months

    @cached_property
    def entry_year(self) -> Whole:
        """The year in which each of the people comes."""
        return self.yearly.of_month[self.people.entry]

    @cached_property
    def month_of_birth(self) -> Whole:
        """The month of the projection in which each of the people was born: before the first, it is negative."""
        return self.tables.month_of_birth(self.born)

"""Assumptions by month (ตารางรายเดือน): what may happen to somebody in each month, by month of birth or of joining.

All tables are cumulated from the first month on, so that any stretch of months is one difference. Who lives through
which month at which age follows from the month of birth alone: people of one sex and one month of birth are one row.
"""

import math
from functools import lru_cache
from typing import Any, Self

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.rules.columns.days import month_of
from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.mortality import LifeTable
from communitywelfare.simulation.outcomes import hazard
from communitywelfare.simulation.population import Population
from communitywelfare.simulation.rates import SEXES, RateTable

__all__ = ["LONGEST", "OLDEST", "Demography", "tables_of"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

OLDEST = 120
"""The age from which on nobody grows older, for all tables are flat there."""

LONGEST = 60
"""After so many years of membership no table of its length changes."""


@frozen(eq=False, kw_only=True)
class Demography:
    """Tables by month of the projection: cumulated up to the beginning of each month, so one column more than months.

    Rows of `deaths`, `admissions` and `births` are for a sex and a month of birth (`born_row`), those of `leaving` for
    a month of joining (`joined_row`). Deaths and leaving are hazards; admissions and births are expected counts.
    `stop` is the probability that a night is the last, by sex, completed years of age and year of the projection.
    `in_arrears` is the share of members who are too far in arrears, by years of membership and year.
    """

    horizon: Horizon
    deaths: Floats
    leaving: Floats
    admissions: Floats
    births: Floats
    stop: Floats
    in_arrears: Floats

    @classmethod
    def of(cls, assumptions: Assumptions, horizon: Horizon) -> Self:
        """The tables of all months of a projection.

        Raises:
            InvalidValue: Somebody would stay in hospital for less than one night on average, or have more than one
                child a year.
        """
        years, months = horizon.years, horizon.months
        age, year = _ages(months), np.array(horizon.places)

        def by_birth(yearly: Floats) -> Floats:
            return _cumulated(np.concatenate([each[age, year] for each in yearly / 12]))

        forces = np.array([[_forces(assumptions.life_table(sex, each)) for each in years] for sex in SEXES])
        deaths = np.concatenate([_monthly(table.T[age, year], _within_year(months)) for table in forces])
        tenure = np.minimum(_months_since(months, LONGEST) // 12, LONGEST)
        leaving = hazard(_by_tenure(assumptions["leaving"], years)) / 12
        return cls(
            horizon=horizon,
            deaths=_cumulated(deaths),
            # Before they join nobody leaves: a year in which all leave is none in which nobody can join.
            leaving=_cumulated(np.where(_has_begun(months, LONGEST), leaving[tenure, year], 0.0)),
            admissions=by_birth(_by_age(assumptions["admissions"], years)),
            births=by_birth(_births(assumptions["births"], years)),
            stop=_stops(assumptions["nights"], years),
            in_arrears=_by_tenure(assumptions["arrears"], years),
        )

    @property
    def _births(self) -> int:
        """How many months of birth there are; the first is that of the oldest."""
        return self.deaths.shape[0] // len(SEXES)

    @property
    def born_rows(self) -> Whole:
        """All rows by month of birth."""
        return np.arange(self.deaths.shape[0])

    def born_row(self, people: Population) -> Whole:
        """The row of each of the people in tables by month of birth; who is older than all tables has the oldest."""
        born = month_of(people.birth) - self.horizon.since_1970 + 12 * OLDEST
        return people.sex.astype(np.int64) * self._births + np.clip(born, 0, self._births - 1)

    def joined_row(self, people: Population) -> Whole:
        """The row of each of the people in tables by month of joining."""
        joined = month_of(people.joined) - self.horizon.since_1970 + 12 * LONGEST
        return np.clip(joined, 0, self.leaving.shape[0] - 1)

    def birthday(self, born_row: Whole, age: int) -> Whole:
        """The month in which people reach an age, by the row of `born_row`; 0 for who has reached it before."""
        return np.maximum(self.month_of_birth(born_row) + 12 * age, 0)

    def sex(self, born_row: Whole) -> Whole:
        """The sex, a place in `SEXES`, by the row of `born_row`."""
        return born_row // self._births

    def admissions_by_month(self, born_row: Whole) -> Floats:
        """How many stays are expected of one member in each month, by the row of `born_row`."""
        return np.diff(self.admissions[born_row], axis=1)

    def stop_by_month(self, born_row: Whole) -> Floats:
        """The probability that a night is the last, by the row of `born_row` and the month of admission."""
        age = self.age(born_row[:, None], np.arange(self.horizon.months)[None, :])
        return np.asarray(self.stop[self.sex(born_row)[:, None], age, np.array(self.horizon.places)[None, :]])

    def births_by_month(self, born_row: Whole) -> Floats:
        """The probability of a birth in each month, by the row of `born_row`: no more than one is born in a year."""
        table, year = self.births[born_row], np.array(self.horizon.places)
        begins = np.flatnonzero(np.diff(year, prepend=-1))[year]
        since = table[:, :-1] - table[:, begins], table[:, 1:] - table[:, begins]
        return np.asarray(np.minimum(since[1], 1) - np.minimum(since[0], 1))

    def age(self, born_row: Whole, month: Any) -> Whole:
        """Completed years of age in a month, by the row of `born_row`."""
        return np.clip((month - self.month_of_birth(born_row)) // 12, 0, OLDEST)

    def month_of_birth(self, born_row: Whole) -> Whole:
        """The month of birth, counted as those of the projection and so most often negative, by `born_row`."""
        return born_row % self._births - 12 * OLDEST


@lru_cache(maxsize=2)
def tables_of(assumptions: Assumptions, horizon: Horizon) -> Demography:
    """The tables of a projection, made once in a process for all that is asked of the same assumptions."""
    return Demography.of(assumptions, horizon)


def _months_since(months: int, longest: int) -> Whole:
    """Months from each month of beginning to each month of the projection; none before it begins."""
    begins = np.arange(-12 * longest, months)
    return np.maximum(np.arange(months)[None, :] - begins[:, None], 0)


def _has_begun(months: int, longest: int) -> NDArray[np.bool_]:
    """Whether each month of the projection comes after a month of beginning, or is that month."""
    return np.arange(months)[None, :] >= np.arange(-12 * longest, months)[:, None]


def _ages(months: int) -> Whole:
    """Completed years of age by month of birth and month of the projection."""
    return np.minimum(_months_since(months, OLDEST) // 12, OLDEST)


def _within_year(months: int) -> Whole:
    """How many months have gone of a year of age, by month of birth and month of the projection."""
    return _months_since(months, OLDEST) % 12


def _by_age(table: RateTable, years: range) -> Floats:
    """Figures by sex, age and year."""
    return np.array([[[table.at(year, age, sex) for year in years] for age in range(OLDEST + 1)] for sex in SEXES])


def _by_tenure(table: RateTable, years: range) -> Floats:
    return np.array([[table.at(year, tenure) for year in years] for tenure in range(LONGEST + 1)])


def _forces(table: LifeTable) -> list[float]:
    return [table.force(age) for age in range(OLDEST + 1)]


def _monthly(forces: Floats, within: Whole) -> Floats:
    """Hazards of months. In a year that nobody survives deaths are even: each month has more of the rest."""
    if not np.isinf(forces).any():
        return forces / 12
    even = np.array([-math.log1p(-1 / (12 - month)) if month < 11 else math.inf for month in range(12)])
    return np.where(np.isinf(forces), even[within], forces / 12)


def _births(table: RateTable, years: range) -> Floats:
    yearly = _by_age(table, years)
    if (yearly > 1).any():
        params = {"table": table.name, "value": float(yearly.max())}
        finding = Finding("simulation.births_above_one", Severity.ERROR, params=params)
        raise InvalidValue("a member has one child a year at most", finding)
    return yearly


def _stops(table: RateTable, years: range) -> Floats:
    nights = _by_age(table, years)
    if (nights < 1).any():
        params = {"table": table.name, "value": float(nights.min())}
        finding = Finding("simulation.less_than_a_night", Severity.ERROR, params=params)
        raise InvalidValue("who stays in hospital stays for one night at least", finding)
    return 1 / nights


def _cumulated(monthly: Floats) -> Floats:
    """Sums from left to right, and in no other order: another would be another last bit."""
    return np.concatenate([np.zeros((len(monthly), 1)), np.add.accumulate(monthly, axis=1)], axis=1)

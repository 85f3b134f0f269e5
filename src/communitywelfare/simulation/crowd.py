"""A crowd (กลุ่มคน): members put together by birth and by joining, as finely as clauses tell them apart."""

from collections.abc import Iterable
from functools import cached_property
from typing import Self

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from communitywelfare.rules import Benefit, ByLaw, Governs
from communitywelfare.rules.columns.days import as_number, month_of, year_of
from communitywelfare.simulation.axes import Axis, axis_of
from communitywelfare.simulation.demography import LONGEST, Demography
from communitywelfare.simulation.exposures import Exposures
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.kinds import asked_days, kinds_of_birth, kinds_of_joining
from communitywelfare.simulation.population import ELDERLY, Population
from communitywelfare.simulation.tariff import day_of
from communitywelfare.simulation.turning import Turning

__all__ = ["Crowd", "Telling", "both", "fixed_days"]

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]


@frozen(kw_only=True)
class Telling:
    """What tells members apart: what clauses turn on, the days on which they are asked, and those of joining.

    Of joining, days are `fixed` from which on another version governs, or a version keeps less. By default nothing
    tells members apart but the months in which they were born and joined.
    """

    turning: Turning = Turning()
    asked: tuple[int, ...] = ()
    fixed: tuple[int, ...] = ()

    @classmethod
    def of(cls, bylaw: ByLaw, horizon: Horizon) -> Self:
        """What tells members apart for some clause of a by-law, within a horizon."""
        clauses: Iterable[Benefit] = [clause for version in bylaw.versions for clause in version.benefits]
        asked = asked_days(clauses, horizon, by_events=True)
        return cls(turning=Turning.of(clauses), asked=tuple(asked.tolist()), fixed=fixed_days(bylaw))


def fixed_days(bylaw: ByLaw) -> tuple[int, ...]:
    """The days of joining on which another version governs, or a version keeps less for those of before."""
    days = {kept.joined_before for version in bylaw.versions for kept in version.keeps}
    if bylaw.governs is Governs.JOINING_DATE:
        days |= {version.effective for version in bylaw.versions}
    return tuple(sorted(as_number(day) for day in days))


@frozen(eq=False, kw_only=True)
class Crowd:
    """Who is there, and what may happen: a row is of people who were born alike, a column of those who joined alike."""

    people: Population
    tables: Demography
    rows: Axis
    columns: Axis
    exposures: Exposures

    @classmethod
    def of(cls, people: Population, tables: Demography, telling: Telling, apart: Whole | None = None) -> Self:
        """People put together whom nothing tells apart.

        Args:
            people: All who will be members.
            tables: What may happen to them, and how far it looks.
            telling: What tells them apart.
            apart: A number for each of the people; columns are of people with one number.

        Raises:
            InvalidValue: Somebody comes at an age that nobody reaches.
        """
        asked, fixed = np.array(telling.asked, np.int64), np.array(telling.fixed, np.int64)
        rows = axis_of(kinds_of_birth(people, telling.turning, asked))
        number = kinds_of_joining(people, telling.turning, asked, fixed)
        begins = np.maximum(month_of(people.joined) - tables.horizon.since_1970, 0)
        for other in (None if np.array_equal(begins, people.entry) else people.entry, apart):
            number = number if other is None else both(number, other)
        columns = axis_of(number)
        some, those = people.taken(rows.first), people.taken(columns.first)
        exposures = Exposures.of(
            tables, (rows, tables.born_row(some)), (columns, tables.joined_row(those), those.entry)
        )
        return cls(people=people, tables=tables, rows=rows, columns=columns, exposures=exposures)

    @property
    def months(self) -> int:
        """How many months there are, T."""
        return self.tables.horizon.months

    @cached_property
    def events_on(self) -> Whole:
        """The day of each month on which things happen."""
        return day_of(self.tables.horizon, np.arange(self.months))

    @cached_property
    def year(self) -> Whole:
        """The calendar year of each month, counted from the first."""
        return np.array(self.tables.horizon.places)

    @cached_property
    def born(self) -> Whole:
        """The row of each row in tables by month of birth."""
        return self.tables.born_row(self.people.taken(self.rows.first))

    @cached_property
    def alive(self) -> Floats:
        """The part of each row that is alive when each month begins."""
        return self.exposures.alive[:, :-1]

    @cached_property
    def staying(self) -> Floats:
        """The part of each column that has come and not left when each month begins."""
        return self.exposures.staying[:, :-1]

    @cached_property
    def there(self) -> Floats:
        """Those of all columns who have not left, by row and month."""
        return self.exposures.through(self.staying)

    @cached_property
    def admissions(self) -> Floats:
        """How many stays are expected of one member, by row and month."""
        return self.tables.admissions_by_month(self.born)

    @cached_property
    def stop(self) -> Floats:
        """The probability that a night is the last, by row and month of admission."""
        return self.tables.stop_by_month(self.born)

    @cached_property
    def births(self) -> Floats:
        """The probability of a birth, by row and month: no more than one is born in a year."""
        return self.tables.births_by_month(self.born)

    @cached_property
    def late(self) -> Floats:
        """The share of each column that is too far in arrears, by month and one more; 0 where nobody ever is."""
        joined = year_of(self.people.joined[self.columns.first])
        years = np.array(self.tables.horizon.years)
        tenure = np.clip(years[None, :] - joined[:, None], 0, LONGEST)
        share = self.tables.in_arrears[tenure, np.arange(len(years))][:, self.year]
        return np.asarray(np.concatenate([share, share[:, -1:]], axis=1))

    @cached_property
    def members(self) -> Floats:
        """How many are there when each month begins."""
        return self.exposures.members()

    @cached_property
    def elderly(self) -> Floats:
        """How many of them are of an age."""
        sixty = self.tables.birthday(self.born, ELDERLY)
        is_elderly = np.arange(self.months) >= sixty[:, None]
        return self.exposures.total(self.alive * is_elderly, self.staying)

    def weighed(self, share: Floats) -> "Crowd":
        """A part of each column, by month and one more."""
        return evolve(self, exposures=evolve(self.exposures, staying=self.exposures.staying * share))


def both(number: Whole, other: Whole) -> Whole:
    """A number for each pair of two numbers, neither of which is negative in `other`."""
    return np.asarray(axis_of(number).of * (int(other.max()) + 1) + other)

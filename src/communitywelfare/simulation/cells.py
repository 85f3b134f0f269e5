"""Cells (กลุ่มสมาชิก): members who meet the same fate on average, and whom no clause of a by-law tells apart."""

from collections.abc import Sequence
from functools import cached_property
from typing import Self

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from communitywelfare.rules import Benefit, ByLaw, Governs
from communitywelfare.rules.columns.days import as_number, month_of, year_of
from communitywelfare.rules.facts import Clock, CodeFact
from communitywelfare.simulation.behaviour import MONTHS
from communitywelfare.simulation.demography import LONGEST, Demography
from communitywelfare.simulation.exposures import Axis, Exposures, axis_of
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.kinds import Kinds, asked_days, kinds_of_birth, kinds_of_joining
from communitywelfare.simulation.opening import Used
from communitywelfare.simulation.population import Population
from communitywelfare.simulation.probes import Probes
from communitywelfare.simulation.tariff import day_of
from communitywelfare.simulation.turning import Turning

__all__ = ["Asked", "Cells", "both"]

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]


@frozen(eq=False, kw_only=True)
class Asked:
    """The kinds of rows and columns that one clause answers apart: of each, and a probe's facts for every pair."""

    row: Whole
    column: Whole
    rows: Whole
    columns: Whole

    @property
    def shape(self) -> tuple[int, int]:
        """How many kinds of rows and of columns there are."""
        return len(self.rows), len(self.columns)


@frozen(eq=False, kw_only=True)
class Cells:
    """Everything that the lines of one by-law share: who is there, what may happen, and who stands for whom.

    A row is of people of one sex who were born in one month, a column of people who joined in one; `fixed` are the days
    of joining on which another version governs, or keeps less. All are `behind` so many months with their dues.
    """

    people: Population
    tables: Demography
    bylaw: ByLaw
    used: Used
    rows: Axis
    columns: Axis
    exposures: Exposures
    fixed: Whole
    behind: int = 0

    @classmethod
    def of(
        cls, people: Population, tables: Demography, bylaw: ByLaw, *, used: Used, apart: Whole | None = None
    ) -> Self:
        """The cells of people, so that no clause of a by-law answers two of one cell differently.

        Args:
            people: All who will be members.
            tables: What may happen to them, and how far it looks.
            bylaw: The by-law as a projection reads it.
            used: What some of them received before.
            apart: A number for each of the people; columns are of people with one number.

        Raises:
            InvalidValue: Somebody comes at an age that nobody reaches.
        """
        horizon = tables.horizon
        clauses = [clause for version in bylaw.versions for clause in version.benefits]
        turning, asked, fixed = Turning.of(clauses), asked_days(clauses, horizon, by_events=True), _fixed(bylaw)
        rows = axis_of(kinds_of_birth(people, turning, asked))
        number = kinds_of_joining(people, turning, asked, fixed)
        begins = np.maximum(month_of(people.joined) - horizon.since_1970, 0)
        for other in (None if np.array_equal(begins, people.entry) else people.entry, apart):
            number = number if other is None else both(number, other)
        columns = axis_of(number)
        some, those = people.taken(rows.first), people.taken(columns.first)
        exposures = Exposures.of(
            tables, (rows, tables.born_row(some)), (columns, tables.joined_row(those), those.entry)
        )
        return cls(
            people=people,
            tables=tables,
            bylaw=bylaw,
            used=used,
            rows=rows,
            columns=columns,
            exposures=exposures,
            fixed=fixed,
        )

    @property
    def horizon(self) -> Horizon:
        """How far it looks."""
        return self.tables.horizon

    @property
    def months(self) -> int:
        """How many months there are, T."""
        return self.horizon.months

    @cached_property
    def events_on(self) -> Whole:
        """The day of each month on which things happen."""
        return day_of(self.horizon, np.arange(self.months))

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
    def sex(self) -> Whole:
        """The sex of each row."""
        return self.people.sex[self.rows.first].astype(np.int64)

    @cached_property
    def admissions(self) -> Floats:
        """How many stays are expected of one member, by row and month."""
        return np.diff(self.tables.admissions[self.born], axis=1)

    @cached_property
    def stop(self) -> Floats:
        """The probability that a night is the last, by row and month of admission."""
        age = self.tables.age(self.born[:, None], np.arange(self.months)[None, :])
        return np.asarray(self.tables.stop[self.sex[:, None], age, np.array(self.horizon.places)[None, :]])

    @cached_property
    def births(self) -> Floats:
        """The probability of a birth, by row and month: no more than one is born in a year."""
        table = self.tables.births[self.born]
        year = np.array(self.horizon.places)
        begins = np.flatnonzero(np.diff(year, prepend=-1))[year]
        since = table[:, :-1] - table[:, begins], table[:, 1:] - table[:, begins]
        return np.asarray(np.minimum(since[1], 1) - np.minimum(since[0], 1))

    @cached_property
    def late(self) -> Floats:
        """The share of each column that is too far in arrears, by month and one more; 0 where nobody ever is."""
        joined = year_of(self.people.joined[self.columns.first])
        years = np.array(self.horizon.years)
        tenure = np.clip(years[None, :] - joined[:, None], 0, LONGEST)
        share = self.tables.in_arrears[tenure, np.arange(len(years))][:, np.array(self.horizon.places)]
        return np.asarray(np.concatenate([share, share[:, -1:]], axis=1))

    def by_arrears(self) -> tuple["Cells", "Cells"]:
        """Those who pay in time, and those who are too far in arrears: in each year each is one or the other."""
        staying = self.exposures.staying
        return (
            evolve(self, exposures=evolve(self.exposures, staying=staying * (1 - self.late))),
            evolve(self, exposures=evolve(self.exposures, staying=staying * self.late), behind=MONTHS),
        )

    # --- who is asked for whom ---

    def kinds(self, clauses: Sequence[Benefit], *, by_events: bool) -> Asked:
        """The kinds that some clauses answer apart, and a member of each."""
        asked, turning = asked_days(clauses, self.horizon, by_events=by_events), Turning.of(clauses)
        some = self.people.taken(self.rows.first)
        number = np.zeros(len(self.rows), np.int64)
        if turning.asks(Clock.AGE):
            number = Kinds.of(turning, Clock.AGE, some.birth, asked=asked).at(some.birth)
        for code, column in ((CodeFact.SEX, some.sex), (CodeFact.GROUP, some.groups)):
            if code in turning.codes:
                number = number * (int(column.max()) + 1) + column
        rows = np.unique(number, return_index=True, return_inverse=True)
        those = self.people.taken(self.columns.first)
        number = Kinds.of(turning, Clock.MEMBERSHIP, those.joined, asked=asked, fixed=self.fixed).at(those.joined)
        if not np.array_equal(those.tenure_from, those.joined):
            tenures = Kinds.of(turning, Clock.MEMBERSHIP, those.tenure_from, asked=asked)
            number = number * len(tenures) + tenures.at(those.tenure_from)
        columns = np.unique(number, return_index=True, return_inverse=True)
        return Asked(
            row=rows[2], column=columns[2], rows=self.rows.first[rows[1]], columns=self.columns.first[columns[1]]
        )

    def probes(self, rows: Whole, columns: Whole) -> Probes:
        """People who were born as some members and joined as others."""
        return Probes(
            joined=self.people.joined[columns],
            tenure_from=self.people.tenure_from[columns],
            birth=self.people.birth[rows],
            sex=self.people.sex[rows],
            groups=self.people.groups[rows],
            behind=self.behind,
        )

    def sum(self, happens: Floats, prices: Floats, asked: Asked) -> Floats:
        """By month: what happens by row, times its price by kinds of row and column, over all who are there."""
        count, others = asked.shape
        if count == 1:
            return self.exposures.total(happens, self.staying * prices[0][asked.column])
        if others == 1:
            return np.asarray((happens * prices[asked.row, 0] * self.there).sum(axis=0))
        found = np.zeros(self.months)
        if count < others:
            for kind in range(count):
                here = np.flatnonzero(asked.row == kind)
                through = self.exposures.cells[here].T @ happens[here]
                found += (through * self.staying * prices[kind][asked.column]).sum(axis=0)
            return found
        return self.of_columns(happens, prices.transpose(1, 0, 2), (asked, 0))

    def of_columns(self, happens: Floats, prices: Floats, which: tuple[Asked, int]) -> Floats:
        """The part of a sum that is of some kinds of columns, from one on: prices by kind of column, of row, and month.

        Most kinds differ only in since when they are paid at all, and are summed in one go.
        """
        asked, start = which
        most, is_paid = prices.max(axis=0), np.asarray(prices.any(axis=1))
        is_alike = np.array([(each == most * paid).all() for each, paid in zip(prices, is_paid, strict=True)])
        found = np.zeros(self.months)
        for kind in np.flatnonzero(~is_alike).tolist():
            found += self.of_column(happens, prices[kind], (asked, start + kind))
        chosen = np.zeros(int(asked.column.max()) + 1, bool)
        chosen[start : start + len(prices)] = is_alike
        here = np.flatnonzero(chosen[asked.column])
        rows = np.flatnonzero(np.asarray(most.any(axis=1))[asked.row])
        if len(here) and len(rows):
            staying = self.staying[here] * is_paid[asked.column[here] - start]
            there = self.exposures.through(staying, here)[rows]
            found += (happens[rows] * most[asked.row[rows]] * there).sum(axis=0)
        return found

    def of_column(self, happens: Floats, prices: Floats, which: tuple[Asked, int]) -> Floats:
        """The part of a sum that is of the columns of one kind."""
        asked, kind = which
        found = np.zeros(self.months)
        months = np.flatnonzero(prices.any(axis=0))
        if not len(months):
            return found
        span = slice(int(months[0]), int(months[-1]) + 1)
        rows = np.flatnonzero(np.asarray(prices.any(axis=1))[asked.row])
        here = np.flatnonzero(asked.column == kind)
        there = self.exposures.cells[np.ix_(rows, here)] @ self.staying[here, span]
        found[span] = (happens[rows, span] * prices[asked.row[rows], span] * there).sum(axis=0)
        return found


def both(number: Whole, other: Whole) -> Whole:
    """A number for each pair of two numbers, neither of which is negative in `other`."""
    return np.asarray(axis_of(number).of * (int(other.max()) + 1) + other)


def _fixed(bylaw: ByLaw) -> Whole:
    """The days of joining on which another version governs, or a version keeps less for those of before."""
    days = {kept.joined_before for version in bylaw.versions for kept in version.keeps}
    if bylaw.governs is Governs.JOINING_DATE:
        days |= {version.effective for version in bylaw.versions}
    return np.array(sorted(as_number(day) for day in days), np.int64)

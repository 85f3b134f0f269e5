"""Cells (กลุ่มสมาชิก): members who meet the same fate on average, and whom no clause of a by-law tells apart."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from communitywelfare.rules import Benefit, ByLaw
from communitywelfare.rules.facts import Clock, CodeFact
from communitywelfare.simulation.axes import Axis
from communitywelfare.simulation.behaviour import MONTHS
from communitywelfare.simulation.crowd import Crowd, Telling, fixed_days
from communitywelfare.simulation.demography import Demography
from communitywelfare.simulation.exposures import Exposures
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.kinds import Kinds, asked_days
from communitywelfare.simulation.opening import Used
from communitywelfare.simulation.population import Population
from communitywelfare.simulation.probes import Probes
from communitywelfare.simulation.turning import Turning

__all__ = ["Asked", "Cells"]

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

    No clause of the by-law answers two people of one row and column of the crowd differently. All are `behind` so many
    months with their dues.
    """

    crowd: Crowd
    bylaw: ByLaw
    used: Used
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
        return cls(crowd=Crowd.of(people, tables, Telling.of(bylaw, tables.horizon), apart), bylaw=bylaw, used=used)

    @property
    def people(self) -> Population:
        """All who will be members."""
        return self.crowd.people

    @property
    def rows(self) -> Axis:
        """The kinds of birth."""
        return self.crowd.rows

    @property
    def columns(self) -> Axis:
        """The kinds of joining."""
        return self.crowd.columns

    @property
    def exposures(self) -> Exposures:
        """How many there are of whom."""
        return self.crowd.exposures

    @property
    def horizon(self) -> Horizon:
        """How far it looks."""
        return self.crowd.tables.horizon

    @property
    def months(self) -> int:
        """How many months there are, T."""
        return self.horizon.months

    def by_arrears(self) -> tuple["Cells", "Cells"]:
        """Those who pay in time, and those who are too far in arrears: in each year each is one or the other."""
        late = self.crowd.late
        return (
            evolve(self, crowd=self.crowd.weighed(1 - late)),
            evolve(self, crowd=self.crowd.weighed(late), behind=MONTHS),
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
        those, fixed = self.people.taken(self.columns.first), np.array(fixed_days(self.bylaw), np.int64)
        number = Kinds.of(turning, Clock.MEMBERSHIP, those.joined, asked=asked, fixed=fixed).at(those.joined)
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
        if self.exposures.is_sparse:
            return self._by_pairs(happens, prices.transpose(1, 0, 2), (asked, 0))
        if count == 1:
            return self.exposures.total(happens, self.crowd.staying * prices[0][asked.column])
        if others == 1:
            return np.asarray((happens * prices[asked.row, 0] * self.crowd.there).sum(axis=0))
        found = np.zeros(self.months)
        if count < others:
            for kind in range(count):
                here = np.flatnonzero(asked.row == kind)
                through = self.exposures.cells[here].T @ happens[here]
                found += (through * self.crowd.staying * prices[kind][asked.column]).sum(axis=0)
            return found
        return self.of_columns(happens, prices.transpose(1, 0, 2), (asked, 0))

    def of_columns(self, happens: Floats, prices: Floats, which: tuple[Asked, int]) -> Floats:
        """The part of a sum that is of some kinds of columns, from one on: prices by kind of column, of row, and month.

        Most kinds differ only in since when they are paid at all, and are summed in one go.
        """
        asked, start = which
        if self.exposures.is_sparse:
            return self._by_pairs(happens, prices, which)
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
            staying = self.crowd.staying[here] * is_paid[asked.column[here] - start]
            there = self.exposures.through(staying, here)[rows]
            found += (happens[rows] * most[asked.row[rows]] * there).sum(axis=0)
        return found

    def _by_pairs(self, happens: Floats, prices: Floats, which: tuple[Asked, int]) -> Floats:
        """The same, pair by pair of rows and columns in which anybody is."""
        (asked, start), pairs = which, self.exposures.pairs
        kind = asked.column[pairs.column] - start
        here = np.flatnonzero((kind >= 0) & (kind < len(prices)))
        some = pairs.taken(here)
        each = happens[some.row] * self.crowd.staying[some.column] * prices[kind[here], asked.row[some.row]]
        return some.total(each)

    def of_column(self, happens: Floats, prices: Floats, which: tuple[Asked, int]) -> Floats:
        """The part of a sum that is of the columns of one kind."""
        asked, kind = which
        found = np.zeros(self.months)
        months = np.flatnonzero(prices.any(axis=0))
        span = slice(int(months[0]), int(months[-1]) + 1)
        rows = np.flatnonzero(np.asarray(prices.any(axis=1))[asked.row])
        here = np.flatnonzero(asked.column == kind)
        there = self.exposures.cells[np.ix_(rows, here)] @ self.crowd.staying[here, span]
        found[span] = (happens[rows, span] * prices[asked.row[rows], span] * there).sum(axis=0)
        return found

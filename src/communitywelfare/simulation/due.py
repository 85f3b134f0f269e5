"""What is expected to fall due (เงินที่ถึงกำหนดจ่ายเอง): by the month, by the year, and on birthdays."""

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from communitywelfare.rules.columns import Events
from communitywelfare.rules.columns.days import month_of
from communitywelfare.simulation.cells import Cells
from communitywelfare.simulation.kinds import asked_days
from communitywelfare.simulation.narrowed import of_clauses
from communitywelfare.simulation.plans import Plan
from communitywelfare.simulation.probes import Asking
from communitywelfare.simulation.tariff import after_deaths

__all__ = ["FallingDue"]

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]

_DUE_AT_ONCE = 1 << 22
_MEMBERS_AT_ONCE = 200_000


@frozen(eq=False)
class FallingDue:
    """The line of a clause that falls due to members without a claim."""

    cells: Cells

    def line(self, plan: Plan) -> Floats:
        """What falls due by the month or the year, to all who are there on the day."""
        asking = self._asking(plan)
        clauses = [clause for version in asking.bylaw.versions for clause in version.benefits]
        asked = self.cells.kinds(clauses, by_events=False)
        happens, place = self._on_due_days(plan), asking.keys.index(plan.key)
        count, others = asked.shape
        found = np.zeros(self.cells.months)
        size = max(1, _DUE_AT_ONCE // (count * self.cells.months * len(asking.keys)))
        for start in range(0, others, size):
            some = asked.columns[start : start + size]
            probes = self.cells.probes(np.tile(asked.rows, len(some)), np.repeat(some, count))
            prices = np.concatenate([satang[:, :, place] for _here, satang in asking.due(probes)])
            prices = prices.reshape(len(some), count, self.cells.months).astype(np.float64)
            if count == 1:
                columns = (asked.column >= start) & (asked.column < start + len(some))
                here = np.flatnonzero(columns)
                staying = self.cells.crowd.staying[here] * prices[asked.column[here] - start, 0]
                found += (happens * self.cells.exposures.through(staying, here)).sum(axis=0)
                continue
            found += self.cells.of_columns(happens, prices, (asked, start))
        return found + self._due_after_use(plan, asking, happens)

    def _asking(self, plan: Plan) -> Asking:
        return Asking(bylaw=of_clauses(self.cells.bylaw, plan.with_keys), horizon=self.cells.horizon)

    def _on_due_days(self, plan: Plan) -> Floats:
        """Who is alive on the day on which a clause falls due: who dies on it, or before it in its month, is not."""
        days = asked_days(plan.versions, self.cells.horizon, by_events=False)
        month = month_of(days) - self.cells.horizon.since_1970
        there = (month >= 0) & (month < self.cells.months)
        is_late = np.zeros(self.cells.months, bool)
        is_late[month[there]] = after_deaths(days)[there]
        return np.where(is_late, self.cells.exposures.alive[:, 1:], self.cells.exposures.alive[:, :-1])

    def _due_after_use(self, plan: Plan, asking: Asking, happens: Floats) -> Floats:
        """By how much less falls due to those who had received something before: each is asked apart."""
        used = self.cells.used.of_clauses(asking.keys)
        if not len(used.row):
            return np.zeros(self.cells.months)
        members, who = np.unique(used.row, return_inverse=True)
        order = np.lexsort((used.day, who))
        opening = Events(
            names=used.names,
            who=who[order],
            what=used.name[order],
            day=used.day[order],
            units=used.units[order],
            opening=used.satang[order],
        )
        probes, place = self.cells.probes(members, members), asking.keys.index(plan.key)
        ((_all, after),) = asking.due(probes, opening)
        before = np.concatenate([satang[:, :, place] for _here, satang in asking.due(probes)])
        rows, columns = self.cells.rows.of[members], self.cells.columns.of[members]
        return np.asarray(
            (happens[rows] * self.cells.crowd.staying[columns] * (after[:, :, place] - before)).sum(axis=0)
        )

    def birthdays(self, plan: Plan) -> Floats:
        """What falls due on birthdays: everybody is asked, for each has a day of their own."""
        asking = self._asking(plan)
        place = asking.keys.index(plan.key)
        found = np.zeros(self.cells.months)
        for start in range(0, len(self.cells.people), _MEMBERS_AT_ONCE):
            members = np.arange(start, min(start + _MEMBERS_AT_ONCE, len(self.cells.people)))
            claims = asking.birthdays(self.cells.probes(members, members))
            paid = np.flatnonzero((claims.assessed != 0) & (asking.book.key[claims.clause] == place))
            who, day = claims.who[paid] + start, claims.day[paid]
            month = month_of(day) - self.cells.horizon.since_1970
            is_late = after_deaths(day)
            rows, columns = self.cells.rows.of[who], self.cells.columns.of[who]
            weight = self.cells.exposures.alive[rows, month + is_late] * self.cells.exposures.staying[columns, month]
            entry = self.cells.exposures.entry[columns]
            weight = weight / np.where(entry > 0, self.cells.exposures.alive[rows, entry], 1)
            found += np.bincount(month, weights=weight * claims.assessed[paid], minlength=self.cells.months)
        return found

"""What each clause is expected to pay (ประมาณการรายข้อ): prices of what happens, times how many it happens to."""

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from communitywelfare.rules.limits import Measure
from communitywelfare.simulation.behaviour import MONTHS
from communitywelfare.simulation.cells import Asked, Cells
from communitywelfare.simulation.due import FallingDue
from communitywelfare.simulation.limited import Limited, NotExact
from communitywelfare.simulation.lives import Happening
from communitywelfare.simulation.narrowed import of_clauses, without_limits, without_windows
from communitywelfare.simulation.plans import Plan, Why, room_of
from communitywelfare.simulation.probes import Ask, Asking
from communitywelfare.simulation.windows import Room, of_stay

__all__ = ["Lines", "NotExact"]

Floats = NDArray[np.float64]


@frozen(eq=False)
class Lines:
    """The lines of one by-law over the same cells; `of_payers`, of those who are not in arrears in a calendar year."""

    cells: Cells
    of_payers: bool = False

    def line(self, plan: Plan) -> Floats:
        """What a clause is expected to pay in each month: satang.

        Raises:
            NotExact: Its limit has too many steps.
        """
        found = np.zeros(self.cells.months)
        for happening, asks in plan.asks:
            found += self._events(plan, happening, asks)
        if plan.is_due:
            due = FallingDue(self.cells)
            found += due.birthdays(plan) if plan.is_of_ages else due.line(plan)
        return found

    def less_after_use(self, plan: Plan) -> Floats:
        """By how much less a clause is expected to pay, up to its limit, because of what was used of it before.

        Raises:
            NotExact: Its limit has too many steps.
        """
        ((happening, asks),) = plan.asks
        priced = self._priced(plan, happening, asks)
        if not priced[0].any():
            return np.zeros(self.cells.months)
        return Limited(self.cells, plan, happening, priced).less_after_use()

    def _events(self, plan: Plan, happening: Happening, asks: tuple[Ask, ...]) -> Floats:
        prices, asked = self._priced(plan, happening, asks)
        if happening is Happening.DEATH:
            return self.cells.sum(self.cells.crowd.alive * self.cells.exposures.dies, prices, asked)
        if plan.limit is not None and prices.any():
            return Limited(self.cells, plan, happening, (prices, asked), is_of_payers=self.of_payers).line()
        if happening is Happening.BIRTH:
            return self.cells.sum(self.cells.crowd.alive * self.cells.crowd.births, prices, asked)
        return self._stays(plan, prices, asked)

    def _priced(self, plan: Plan, happening: Happening, asks: tuple[Ask, ...]) -> tuple[Floats, Asked]:
        """What one event is paid, by kinds of rows and of columns and month, those limits left aside that count more.

        Raises:
            NotExact: Of those in arrears some are paid, although only payers are looked at.
        """
        bare = of_clauses(self.cells.bylaw, (plan.key,))
        if happening is not Happening.DEATH:
            bare = without_windows(bare)
        if happening is Happening.ADMISSION:
            bare = without_limits(bare)
        asked = self.cells.kinds(plan.versions, by_events=True)
        count, others = asked.shape
        probes = self.cells.probes(np.repeat(asked.rows, others), np.tile(asked.columns, count))
        asking, days = Asking(bylaw=bare, horizon=self.cells.horizon), self.cells.crowd.events_on
        if self.of_payers and asking.event_each(evolve(probes, behind=MONTHS), asks, days).any():
            raise NotExact(Why.ARREARS)
        return asking.event_each(probes, asks, days).reshape(count, others, self.cells.months), asked

    def _stays(self, plan: Plan, prices: Floats, asked: Asked) -> Floats:
        """Stays that no window limits."""
        room, is_nightly = room_of(plan, (), ()), plan.turning.nights
        if room is None or room.satang is None:  # a night more is worth the same at every price
            unlimited = room or Room(measure=Measure.TIMES, steps=1)
            mean = of_stay(self.cells.crowd.stop, np.ones_like(self.cells.crowd.stop), unlimited, is_nightly=is_nightly)
            return self.cells.sum(self.cells.crowd.alive * self.cells.crowd.admissions * mean, prices, asked)
        found = np.zeros(self.cells.months)
        for price in np.unique(prices[prices > 0]).tolist():
            each = of_stay(
                self.cells.crowd.stop, np.full_like(self.cells.crowd.stop, price), room, is_nightly=is_nightly
            )
            found += self.cells.sum(
                self.cells.crowd.alive * self.cells.crowd.admissions * each, (prices == price).astype(np.float64), asked
            )
        return found

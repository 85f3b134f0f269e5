"""What the clauses of one by-law are expected to pay (ประมาณการของทุกข้อ): exactly, or as a mean of futures, why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from communitywelfare.rules import ByLaw
from communitywelfare.simulation.cells import Cells
from communitywelfare.simulation.crowd import Crowd, Telling
from communitywelfare.simulation.demography import Demography
from communitywelfare.simulation.lines import Lines, NotExact
from communitywelfare.simulation.lives import Lives
from communitywelfare.simulation.narrowed import of_clauses, what_decides, without_repeats
from communitywelfare.simulation.opening import Used
from communitywelfare.simulation.plans import Plan, Why
from communitywelfare.simulation.population import Population
from communitywelfare.simulation.remembered import Remembered
from communitywelfare.simulation.tariff import Tariff

__all__ = ["ExpectedLines", "Paid"]

Floats = NDArray[np.float64]


@frozen(eq=False, kw_only=True)
class Paid:
    """What clauses are expected to pay by month and key, satang, [T, K]; `error` is the standard error of the mean.

    `inexact` says of each that is the mean of futures why it is not exact; of all others the error is 0.
    """

    satang: Floats
    error: Floats
    inexact: Mapping[str, Why]


@frozen(eq=False, kw_only=True)
class ExpectedLines:
    """The clauses of one by-law, and whose fate decides what they pay.

    `crowd` puts the people together as something tells them apart; sums over many of them may come out in another last
    bit for other `shared`. `lives` are those of futures, for what is not exact. `known` are answers given before.
    """

    tariff: Tariff
    people: Population
    tables: Demography
    used: Used
    crowd: Callable[[Telling], Crowd] = field(repr=False)
    lives: Callable[[], Iterable[Lives]] = field(repr=False)
    known: Remembered = field(repr=False)
    shared: tuple[object, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The clauses, in the order of the sums."""
        return self.tariff.keys[0]

    def paid(self, plans: Sequence[Plan]) -> Paid:
        """What some of the clauses pay; nothing of the others."""
        keys = self.keys
        found = np.zeros((self.tables.horizon.months, len(keys)))
        error, inexact = np.zeros_like(found), dict[str, Why]()
        for plan in plans:
            line = plan.reason or self._line(plan)
            if isinstance(line, Why):
                inexact[plan.key] = line
            else:
                found[:, keys.index(plan.key)] = line
        chosen = [keys.index(key) for key in keys if key in inexact]
        if chosen:
            found[:, chosen], error[:, chosen] = self._simulated(chosen)
        return Paid(satang=found, error=error, inexact=MappingProxyType(inexact))

    def _line(self, plan: Plan) -> Floats | Why:
        """What a clause is expected to pay, or why that is not exact; by what decides it if it was asked before."""
        bylaw = without_repeats(of_clauses(self.tariff.bylaws[0], plan.with_keys))
        versions = (clause for version in bylaw.versions for clause in version.benefits if clause.key == plan.key)
        plan = evolve(plan, versions=tuple(versions))
        depends_on = plan, what_decides(bylaw), self.shared
        found: Floats | Why = self.known.answer(depends_on, lambda: self._reckoned(plan, bylaw))
        return found

    def _reckoned(self, plan: Plan, bylaw: ByLaw) -> Floats | Why:
        cells = Cells(crowd=self.crowd(Telling.of(bylaw, self.tables.horizon)), bylaw=bylaw, used=self.used)
        try:
            return self._of_cells(plan, cells)
        except NotExact as not_exact:
            return not_exact.why

    def _of_cells(self, plan: Plan, cells: Cells) -> Floats:
        """What a clause is expected to pay; where arrears matter, year by year of those who are in arrears or not."""
        turns = plan.turning
        if not ((turns.arrears or turns.earlier_arrears) and self.tables.in_arrears.any()):
            return Lines(cells).line(plan)
        if plan.turns_each_year:
            in_time, late = cells.by_arrears()
            return Lines(in_time).line(plan) + Lines(late).line(plan)
        if plan.is_limited_event:
            return Lines(cells, of_payers=True).line(plan)
        raise NotExact(Why.ARREARS)

    def _simulated(self, chosen: list[int]) -> tuple[Floats, Floats]:
        """The mean of futures, and its standard error, of clauses that are not reckoned."""
        horizon = self.tables.horizon
        parts = [self.tariff.price(self.people, lives, horizon)[:, :, chosen] for lives in self.lives()]
        paid = np.concatenate(parts).astype(np.float64)
        spread = paid.std(axis=0, ddof=1) if len(paid) > 1 else np.full(paid.shape[1:], np.nan)
        return paid.mean(axis=0), spread / np.sqrt(len(paid))

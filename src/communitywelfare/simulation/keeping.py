"""What is kept of a batch of funds while its futures come in, some at a time and in any order."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from communitywelfare.errors import Finding
from communitywelfare.simulation.account import Balance, Flows
from communitywelfare.simulation.amounts import refuse_overflow
from communitywelfare.simulation.answers import FAN, quantiles, year_ends
from communitywelfare.simulation.results import SUMS, FundResults

__all__ = ["Kept"]

Whole = NDArray[np.int64]


class Kept:
    """F funds, S futures, Y years; what comes in stands by future, and in each by fund: rows of S' × F, of T months.

    Paths month by month are not kept, nor what is paid by clause and month: those of a nation fill no memory.
    """

    def __init__(self, funds: Sequence[str], members: Whole, *, scenarios: range, months: int, places: int) -> None:
        self.funds, self.members, self.scenarios = tuple(funds), members, scenarios
        self.ends = year_ends(months)
        shape = (len(funds), len(self.ends))
        self.months = months
        self.closing = np.zeros((len(scenarios), *shape), np.int64)
        self.ruin = np.full((len(scenarios), len(funds)), months, np.int64)
        self.critical = np.zeros((0, len(funds)), np.int64)
        self.steps = np.ones(len(funds), np.int64)
        self.sums = {name: np.zeros(shape, np.int64) for name in SUMS}
        self.paid = np.zeros((*shape, places), np.int64)
        self.told: tuple[tuple[Finding, ...], ...] = ((),) * len(funds)

    def take(self, scenarios: Whole, flows: Flows, balance: Balance) -> None:
        """What became of the money in some futures."""
        rows = slice(int(scenarios[0]) - self.scenarios.start, int(scenarios[-1]) + 1 - self.scenarios.start)
        futures = len(scenarios)
        self.closing[rows] = balance.closing[:, self.ends].reshape(futures, len(self.funds), -1)
        self.ruin[rows] = balance.ruin.reshape(futures, -1)
        for name in ("dues", "fees", "expenses"):
            self._add(name, getattr(flows, name))
        for each in flows.cofunding.values():
            self._add("cofunding", each)
        self._add("interest", balance.interest)
        self._add("called", balance.called)
        self._add("unpaid", balance.unpaid.sum(axis=2) + balance.unpaid_expenses)
        paid = self._yearly(balance.paid)
        self.paid += paid
        self.sums["benefits"] += paid.sum(axis=2)

    def count(self, name: str, people: Whole) -> None:
        """How many people are there when each month begins, of which the last of each year are kept."""
        self.sums[name] += people[:, self.ends].reshape(-1, len(self.funds), len(self.ends)).sum(axis=0)

    def take_critical(self, scenarios: Whole, rates: Whole, steps: Whole) -> None:
        """The least rate of the dues in some futures, and the steps in which it goes."""
        if not len(self.critical):
            self.critical = np.zeros((len(self.scenarios), len(self.funds)), np.int64)
        self.critical[scenarios - self.scenarios.start] = rates.reshape(len(scenarios), -1)
        self.steps = steps

    def _add(self, name: str, monthly: Whole) -> None:
        self.sums[name] += self._yearly(monthly[:, :, None])[:, :, 0]

    def _yearly(self, monthly: Whole) -> Whole:
        """Sums over futures by fund, year and place."""
        refuse_overflow(((monthly, 12 * len(self.scenarios) * max(monthly.shape[2], 1)),))
        years = monthly[:, : 12 * len(self.ends)]
        return years.reshape(-1, len(self.funds), len(self.ends), 12, monthly.shape[2]).sum(axis=(0, 3))

    def results(self, categories: Sequence[Sequence[str]]) -> FundResults:
        """What is told of all futures.

        Args:
            categories: Of each fund, the category of the clause at each place.
        """
        refuse_overflow(((np.abs(self.closing), len(self.funds)),))
        is_ruined = self.ruin[:, :, None] <= self.ends
        return FundResults(
            funds=self.funds,
            years=self.ends.astype(np.int64),
            scenarios=np.arange(self.scenarios.start, self.scenarios.stop),
            members=self.members,
            ruined=is_ruined.sum(axis=0),
            balance=np.moveaxis(quantiles(self.closing, FAN), 0, 2),
            end=np.ascontiguousarray(self.closing[:, :, -1].T),
            sums=self.sums,
            by_category=self._by_category(categories),
            nation=self.closing.sum(axis=1),
            nation_ruined=is_ruined.sum(axis=1),
            critical=np.ascontiguousarray(self.critical.T) if len(self.critical) else None,
            steps=self.steps,
            told=self.told,
        )

    def _by_category(self, categories: Sequence[Sequence[str]]) -> dict[str, Whole]:
        found: dict[str, Whole] = {}
        for fund, names in enumerate(categories):
            for place, name in enumerate(names):
                sums = found.setdefault(name, np.zeros(self.paid.shape[:2], np.int64))
                sums[fund] += self.paid[fund, :, place]
        return found

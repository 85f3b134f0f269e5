"""What the by-laws of several funds pay (ราคาของหลายกองทุน): by tables what has one, by the trees all else."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from communitywelfare.simulation.engines import Engine
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.lives import Lives
from communitywelfare.simulation.narrowed import of_clauses
from communitywelfare.simulation.population import Population
from communitywelfare.simulation.stretched.by_loop import TablesOfFunds, spread
from communitywelfare.simulation.tariff import Tariff

__all__ = ["FundsPricing"]

Whole = NDArray[np.int64]


@frozen(eq=False, kw_only=True)
class FundsPricing:
    """The by-laws of the funds of a population, as prices of what happens in so many futures.

    The sums are the same whatever the engine. Tables are made where so many lives ask them that this is worth while.
    """

    tariff: Tariff
    people: Population = field(repr=False)
    horizon: Horizon
    engine: Engine
    futures: int

    @cached_property
    def _tables(self) -> TablesOfFunds | None:
        lives_of_a_fund = len(self.people) * self.futures // len(self.people.funds)
        if self.engine is Engine.NUMPY or lives_of_a_fund < _WORTH_A_TABLE:
            return None
        return TablesOfFunds.of(self.tariff.bylaws, self.people, self.horizon, self.tariff.used)

    @cached_property
    def _trees(self) -> Tariff | None:
        """What has no table; None where all has one."""
        if self._tables is None:
            return self.tariff
        rest = [set(keys) - told for keys, told in zip(self.tariff.keys, self._tables.told, strict=True)]
        if not any(rest):
            return None
        bylaws = (of_clauses(bylaw, keys) for bylaw, keys in zip(self.tariff.bylaws, rest, strict=True))
        return Tariff(bylaws=tuple(bylaws), used=self.tariff.used)

    def price(self, lives: Lives) -> Whole:
        """What is paid: satang by future and fund (future by future), month, and place of the clause's key."""
        trees = self._trees
        return self._whole(None if trees is None else trees.price(self.people, lives, self.horizon), lives)

    def priced_and_undecided(self, lives: Lives) -> tuple[Whole, Mapping[tuple[int, str], int]]:
        """What `price` gives, and how many claims no rule decides by fund and clause; tables leave none undecided."""
        trees = self._trees
        if trees is None:
            return self.price(lives), {}
        paid, undecided = trees.priced_and_undecided(self.people, lives, self.horizon)
        return self._whole(paid, lives), undecided

    def _whole(self, paid: Whole | None, lives: Lives) -> Whole:
        """What the trees pay, None where nothing is asked of them, and what the tables do."""
        if paid is None or self._trees is None:
            rows, places = len(lives.scenarios) * len(self.people.funds), max(map(len, self.tariff.keys))
            satang = np.zeros((rows, self.horizon.months, places), np.int64)
        else:
            satang = spread(paid, self._trees.keys, self.tariff.bylaws)
        if self._tables is not None:
            self._tables.add_to(satang, lives, self.engine)
        return satang


_WORTH_A_TABLE = 10_000  # lives

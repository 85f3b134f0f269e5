"""What a by-law pays in many futures (ราคาของอนาคต): claims one by one, and what falls due to all asked once for each.

What falls due to somebody by a day does not depend on when they go after it. So where nothing in a life asks for a
clause, it is asked of people who never go, and a future only says who is still there on the day.
"""

from collections import deque
from collections.abc import Collection, Sequence
from itertools import accumulate

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from communitywelfare.rules import ByLaw
from communitywelfare.simulation.engines import Engine
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.kinds import asked_days
from communitywelfare.simulation.lifetimes import Exit
from communitywelfare.simulation.lives import Lives
from communitywelfare.simulation.narrowed import apart, clauses_of, keys_of, of_clauses, without_repeats
from communitywelfare.simulation.opening import Used
from communitywelfare.simulation.population import Population
from communitywelfare.simulation.side_by_side import side_by_side
from communitywelfare.simulation.stretched.by_loop import TablesOfFunds
from communitywelfare.simulation.tariff import Tariff, after_deaths

__all__ = ["Pricing"]

Whole = NDArray[np.int64]


@frozen(eq=False, kw_only=True)
class Pricing:
    """The lives of one fund's people in many futures, some futures after others, to be priced by any by-law.

    Whatever the engine, the sums are the same to the satang.
    """

    people: Population
    horizon: Horizon
    drawn: Sequence[Lives]
    used: Used
    engine: Engine = Engine.NUMPY
    threads: int = 1

    @property
    def futures(self) -> int:
        """How many futures there are."""
        return sum(len(lives.scenarios) for lives in self.drawn)

    def price(self, bylaw: ByLaw) -> Whole:
        """What is paid: satang by future, month and place of the clause's key; see `Tariff.price`."""
        keys = keys_of(bylaw)
        found = np.zeros((self.futures, self.horizon.months, len(keys)), np.int64)
        told = self._by_tables(bylaw, found)
        tariffs = [self._tariff(bylaw, group) for group in apart(bylaw) if not group <= told]
        to_all = [tariff for tariff in tariffs if self._falls_due_to_all(tariff)]
        for tariff in to_all:
            found[:, :, _places(keys, tariff.keys[0])] = self._due(tariff)
        others = [key for tariff in tariffs if tariff not in to_all for key in tariff.keys[0]]
        if others:
            rest = self._tariff(bylaw, others)
            found[:, :, _places(keys, rest.keys[0])] = self._one_by_one(rest)
        return found

    def _by_tables(self, bylaw: ByLaw, found: Whole) -> frozenset[str]:
        """Add what clauses pay that have tables, where there is machine code for that; and which these are."""
        if self.engine is Engine.NUMPY:
            return frozenset()
        tables = TablesOfFunds.of((bylaw,), self.people, self.horizon, self.used)
        firsts = accumulate((len(lives.scenarios) for lives in self.drawn), initial=0)
        parts = [
            (found[first : first + len(lives.scenarios)], lives)
            for first, lives in zip(firsts, self.drawn, strict=False)
        ]
        deque(side_by_side(lambda part: tables.add_to(*part, self.engine), parts, threads=self.threads), maxlen=0)
        return tables.told[0]

    def _tariff(self, bylaw: ByLaw, keys: Collection[str]) -> Tariff:
        return Tariff(bylaws=(without_repeats(of_clauses(bylaw, keys)),), used=self.used)

    def _one_by_one(self, tariff: Tariff) -> Whole:
        return np.concatenate([tariff.price(self.people, lives, self.horizon) for lives in self.drawn])

    def _falls_due_to_all(self, tariff: Tariff) -> bool:
        """Whether nothing that differs between futures makes a difference, but who is there on the day."""
        if tariff.asks or tariff.needs_household or any(lives.arrears is not None for lives in self.drawn):
            return False
        schedules = [each.schedule for each in clauses_of(tariff.bylaws[0]) if each.schedule is not None]
        return all(each.every is not None for each in schedules) and len(set(self._is_late(tariff).tolist())) <= 1

    def _is_late(self, tariff: Tariff) -> NDArray[np.bool_]:
        """Of each day on which something falls due, whether those who die in its month are gone by then."""
        days = asked_days(clauses_of(tariff.bylaws[0]), self.horizon, by_events=False)
        return after_deaths(days)

    def _due(self, tariff: Tariff) -> Whole:
        """What falls due to those who are there on the day."""
        for_ever = Lives.for_ever(len(self.people), self.horizon.months)
        satang = tariff.price_by_person(self.people, for_ever, self.horizon)
        gone_before = int(self._is_late(tariff).any())
        return np.concatenate([_to_those_there(satang, lives, gone_before) for lives in self.drawn])


def _to_those_there(satang: Whole, lives: Lives, gone_before: int) -> Whole:
    """Sums by future, of what falls due by person, month and place of the key."""
    who_dies_loses = gone_before * (lives.exits.how == Exit.DIED)
    until = (lives.exits.month + 1 - who_dies_loses).reshape(len(lives.scenarios), -1)
    found = np.zeros((len(until), *satang.shape[1:]), np.int64)
    for month, place in np.argwhere(satang.any(axis=0)).tolist():
        who = np.flatnonzero(satang[:, month, place])
        found[:, month, place] = ((until[:, who] > month) * satang[who, month, place]).sum(axis=1)
    return found


def _places(keys: Sequence[str], some: Collection[str]) -> list[int]:
    return [keys.index(key) for key in some]

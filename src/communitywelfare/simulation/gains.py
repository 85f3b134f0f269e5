"""Who pays and who receives (ใครจ่ายใครได้): person by person over all futures, and who gains or loses by a change."""

from collections.abc import Callable
from typing import Self

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from communitywelfare.rules.columns.days import month_of, year_of
from communitywelfare.simulation.bands import Band
from communitywelfare.simulation.behaviour import behind
from communitywelfare.simulation.expected import Expected
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.policy import Policy
from communitywelfare.simulation.projection import Futures

__all__ = ["AGES", "TENURES", "Cell", "Cohort", "PerPerson", "by_joining", "gainers"]

Whole = NDArray[np.int64]

AGES = (Band(0, 19), Band(20, 39), Band(40, 59), Band(60, 74), Band(75, None))
TENURES = (Band(0, 2), Band(3, 9), Band(10, None))
"""Completed years of age, and of membership, at the start, by which people are shown."""


@frozen(eq=False, kw_only=True)
class PerPerson:
    """What each of the people of some futures pays as dues, and receives: sums over all futures in whole satang, [N].

    Entry fees are not in it, nor what is lost when money runs out: it is what the by-law asks and grants.
    """

    futures: Futures = field(repr=False)
    policy: Policy
    paid: Whole = field(repr=False)
    received: Whole = field(repr=False)

    @classmethod
    def of(cls, futures: Futures, policy: Policy) -> Self:
        """Follow the people of futures one by one under a policy."""
        tariff, count = futures.tariff(policy), len(futures.people)
        received, paid = np.zeros(count, np.int64), np.zeros(count, np.int64)
        owed = np.append(0, np.cumsum(futures.dues(policy)))
        begins = futures.pays_from(policy)
        for lives, _levels in futures.drawn:
            received += tariff.price_by_person(futures.people, lives, futures.horizon).sum(axis=(1, 2))
            ends = lives.exits.month.reshape(-1, count)
            paid += np.maximum(owed[ends] - owed[np.minimum(begins, futures.horizon.months)], 0).sum(axis=0)
            every = np.tile(begins, len(lives.scenarios))
            life, since, until = behind(lives.arrears, every, lives.exits.month, futures.horizon)
            np.subtract.at(paid, life % count, owed[until] - owed[since])
        return cls(futures=futures, policy=policy, paid=paid, received=received)

    @property
    def net(self) -> Whole:
        """What each receives more than they pay."""
        return self.received - self.paid


@frozen(kw_only=True)
class Cohort:
    """Who joined within some years: what they pay and receive within the projection, each of them on average."""

    joined: Band
    people: int
    paid: Expected
    received: Expected


def by_joining(persons: PerPerson, *, years: int = 5) -> tuple[Cohort, ...]:
    """Paid against received by joining cohort, so many calendar years together: those there, and those to come."""
    joined = year_of(persons.futures.people.joined)
    first = joined // years * years
    found = []
    for start in np.unique(first).tolist():
        rows = np.flatnonzero(first == start)
        found.append(
            Cohort(
                joined=Band(start, start + years - 1),
                people=len(rows),
                paid=_mean(persons, persons.paid, rows),
                received=_mean(persons, persons.received, rows),
            )
        )
    return tuple(found)


@frozen(kw_only=True)
class Cell:
    """Members of some ages and lengths of membership at the start: what a change means for each, on average."""

    age: Band
    tenure: Band
    people: int
    gain: Expected
    gaining: int
    losing: int


def gainers(before: PerPerson, after: PerPerson) -> tuple[Cell, ...]:
    """Who gains and who loses by a change of the by-law, of the members at the start; cells with nobody are left out.

    `gaining` counts those for whom what they receive less what they pay is more, on average over the futures.
    """
    futures = before.futures
    count = len(futures.start.people)
    change = (after.net - before.net)[:count]
    age, tenure = (_years(futures.horizon, getattr(futures.people, day)[:count]) for day in ("birth", "tenure_from"))
    found = []
    for ages in AGES:
        for tenures in TENURES:
            rows = np.flatnonzero(_within(ages)(age) & _within(tenures)(tenure))
            if len(rows):
                found.append(
                    Cell(
                        age=ages,
                        tenure=tenures,
                        people=len(rows),
                        gain=_mean(before, change, rows),
                        gaining=int((change[rows] > 0).sum()),
                        losing=int((change[rows] < 0).sum()),
                    )
                )
    return tuple(found)


def _mean(persons: PerPerson, satang: Whole, rows: Whole) -> Expected:
    scenarios = persons.futures.setting.scenarios
    return Expected.of_satang(int(satang[rows].sum()) / (scenarios * len(rows)))


def _years(horizon: Horizon, days: Whole) -> Whole:
    """Whole years up to the first month of a projection, from the months of days."""
    return np.maximum((horizon.since_1970 - month_of(days)) // 12, 0)


def _within(band: Band) -> Callable[[Whole], NDArray[np.bool_]]:
    first, last = band.first or 0, band.last
    return lambda years: (years >= first) & ((years <= last) if last is not None else True)

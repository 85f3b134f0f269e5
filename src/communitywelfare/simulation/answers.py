"""What people ask of many futures: whether the money runs out and when, how much is left, what it is spent on.

Counts, sums and quantiles are exact; a mean is an `Expected`, and says how far the number of futures can be trusted. A
year ends with a month: `year_ends` has the last ones of the projection's own years, other ends may be given.
"""

import math
from collections.abc import Sequence

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from communitywelfare.simulation.account import Balance
from communitywelfare.simulation.amounts import Satang, refuse_overflow, whole
from communitywelfare.simulation.expected import Expected
from communitywelfare.simulation.flows import Flows
from communitywelfare.simulation.interest import Interest
from communitywelfare.simulation.intervals import Proportion, refuse_empty
from communitywelfare.simulation.outcomes import Floats, refuse_outside
from communitywelfare.sources import MEMBERS

__all__ = [
    "FAN",
    "Costs",
    "FundingRatio",
    "costs",
    "dependency",
    "discounts",
    "expected_shortfall",
    "funding_ratio",
    "months_in_reserve",
    "quantiles",
    "ruin_by",
    "ruin_months",
    "ruin_probability",
    "year_ends",
]

Ends = Sequence[int] | NDArray[np.intp]

FAN = (5, 25, 50, 75, 95)
"""The percentages of a fan chart."""


def year_ends(months: int, *, first: int = 11) -> NDArray[np.intp]:
    """The months with which years end, counted from 0: every twelfth from the first on."""
    return np.arange(first, months, 12)


def ruin_probability(balance: Balance) -> Proportion:
    """In how many futures the money does not suffice in some month."""
    return Proportion(int(np.count_nonzero(balance.ruin < balance.months)), len(balance.ruin))


def ruin_by(balance: Balance, ends: Ends) -> tuple[Proportion, ...]:
    """In how many futures the money has not sufficed once by the end of each of these months."""
    return tuple(Proportion(int(np.count_nonzero(balance.ruin <= end)), len(balance.ruin)) for end in ends)


def ruin_months(balance: Balance) -> NDArray[np.intp]:
    """In how many futures each month is the first in which the money does not suffice; last, in how many none is."""
    return np.bincount(balance.ruin, minlength=balance.months + 1)


def quantiles(values: Satang, percents: Sequence[int] = FAN) -> Satang:
    """Quantiles over futures, each one of the values: of G in order of size, that at place p × G / 100, rounded up.

    Args:
        values: Of shape [G] or [G, …].
        percents: From 0 to 100; 0 gives the smallest.

    Returns:
        Of shape [P] or [P, …].

    Raises:
        InvalidValue: There are no futures, or a percentage is not from 0 to 100.
    """
    futures = len(values)
    refuse_empty(futures)
    refuse_outside("percentage", np.asarray(percents), 0, 100)
    places = [max(-(-percent * futures // 100), 1) - 1 for percent in percents]
    return np.sort(values, axis=0)[places]


def expected_shortfall(values: Satang, *, percent: int = 5) -> Expected:
    """The mean of the worst values of G: of so many per cent of them, rounded up to a whole number, and one at least.

    Raises:
        InvalidValue: There are no futures, or the percentage is not from 0 to 100.
    """
    refuse_empty(len(values))
    refuse_outside("percentage", np.asarray(percent), 0, 100)
    worst = max(-(-percent * len(values) // 100), 1)
    total = sum(int(value) for value in np.sort(values)[:worst])
    return Expected.of_satang(total / worst)


def months_in_reserve(balance: Balance, ends: Ends) -> Floats:
    """For how many months of benefits the money suffices with no other coming in, by future and end [G, Y].

    A month is the mean of what was granted in the twelve months up to the end, or in as many as there are; where
    nothing was granted, it suffices for infinitely many. A debt is a negative number.

    Raises:
        InvalidValue: An end is beyond the months.
    """
    last = _ends(ends, balance.months)
    granted = balance.paid.sum(axis=2) + balance.unpaid.sum(axis=2)
    upto = np.add.accumulate(np.pad(granted, ((0, 0), (1, 0))), axis=1)
    start = np.maximum(last - 11, 0)
    monthly = (upto[:, last + 1] - upto[:, start]) / (last + 1 - start)
    there = balance.closing[:, last].astype(np.float64)
    return np.divide(there, monthly, out=np.full_like(there, np.inf), where=monthly > 0)


def discounts(interest: Interest) -> Floats:
    """What a satang of each month is worth at the beginning: [T], or [G, T] where rows earn differently.

    A month's money comes and goes at its end here, and a month's factor is 1 / (1 + yearly rate / 12).
    """
    return 1 / np.multiply.accumulate(1 + interest.millionths / 12e6, axis=-1)


@frozen(kw_only=True)
class FundingRatio:
    """How much of what is promised is there or will come (อัตราส่วนเงินทุน).

    Args:
        assets: The mean of the balance at the beginning and the present value of contributions and match.
        promised: The mean of the present value of the benefits that are granted.
        error: The standard error of their ratio; None where there is one future only.
    """

    assets: Expected
    promised: Expected
    error: float | None

    @property
    def ratio(self) -> float:
        """Assets over promises; infinite where nothing is promised."""
        return self.assets.over(self.promised) if self.promised.baht else math.inf


def funding_ratio(flows: Flows, interest: Interest) -> FundingRatio:
    """(balance + present value of dues, fees and match) / present value of benefits, of means over futures.

    Expenses are in neither. The error is that of a ratio of means, to first order.
    """
    factors = discounts(interest)
    granted = flows.benefits.sum(axis=2)
    comes = [flows.comes(source) for source in (MEMBERS, *flows.restricted)]
    assets = sum((given.astype(np.float64) for given in flows.opening.values()), np.zeros(flows.rows))
    promised = np.zeros(flows.rows)
    for month in range(flows.months):  # in this order, so that every machine gets the same last bit
        assets = assets + sum(given[:, month] for given in comes) * factors[..., month]
        promised = promised + granted[:, month] * factors[..., month]
    means = math.fsum(assets) / flows.rows, math.fsum(promised) / flows.rows
    return FundingRatio(
        assets=Expected.of_satang(means[0]),
        promised=Expected.of_satang(means[1]),
        error=_error(assets, promised, means),
    )


def _error(above: Floats, below: Floats, means: tuple[float, float]) -> float | None:
    futures = len(above)
    if futures < 2 or not means[1]:
        return None
    off = above - means[0] / means[1] * below
    return math.sqrt(math.fsum(off * off) / (futures - 1) / futures) / means[1]


@frozen(eq=False, kw_only=True)
class Costs:
    """What each clause costs by year: sums over all futures in whole satang, of shape [Y, K]."""

    keys: tuple[str, ...]
    futures: int
    sums: Satang = field(repr=False)

    def mean(self, year: int, key: str) -> Expected:
        """The mean of what a clause pays in a year, counted from 0."""
        return Expected.of_satang(int(self.sums[year, self.keys.index(key)]) / self.futures)

    def total(self, key: str) -> Expected:
        """The mean of what a clause pays over all years together."""
        return Expected.of_satang(int(self.sums[:, self.keys.index(key)].sum()) / self.futures)

    @property
    def shares(self) -> Floats:
        """Which part of a year's benefits each clause is, [Y, K]; 0 in a year in which nothing is paid."""
        totals = self.sums.sum(axis=1, keepdims=True)
        return self.sums / np.maximum(totals, 1)


def costs(balance: Balance, ends: Ends) -> Costs:
    """What was paid by clause in each year; the first begins with the projection, each ends with one of these months.

    Raises:
        InvalidValue: An end is beyond the months, or sums may outgrow 64 bits.
    """
    futures = len(balance.closing)
    refuse_overflow(((balance.paid, futures * balance.months),))
    last = _ends(ends, balance.months)
    upto = np.add.accumulate(balance.paid.sum(axis=0), axis=0)[last]
    return Costs(keys=balance.keys, futures=futures, sums=np.diff(upto, axis=0, prepend=0))


def dependency(elderly: ArrayLike, payers: ArrayLike, ends: Ends) -> Floats:
    """Elderly members per payer at each of these months, of sums over futures [Y]; infinite where nobody pays.

    Args:
        elderly: How many there are in each month, of a shape that spreads to [G, T].
        payers: How many owe dues, of shape [G, T].
        ends: The months.

    Raises:
        InvalidValue: Counts whose shapes do not fit, that are negative or not whole, or an end beyond the months.
    """
    shape = np.shape(payers)
    last = _ends(ends, shape[-1])
    old = whole("elderly", elderly, shape)[:, last].sum(axis=0)
    paying = whole("payers", payers, shape)[:, last].sum(axis=0)
    return np.divide(old, paying, out=np.full(len(last), np.inf), where=paying > 0)


def _ends(ends: Ends, months: int) -> NDArray[np.intp]:
    last = np.asarray(ends, dtype=np.intp)
    refuse_outside("last month of a year", last, 0, months - 1)
    return last

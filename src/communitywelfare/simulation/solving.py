"""The least dues, or the least money to begin with, that keep a fund from running out: exact, to the satang.

Each future has an amount of its own, its critical one: with it the members' money is never short, with a satang less it
is. While it is not short, the balance is affine in the amount, so the critical one is found in one pass, but for the
rounding of interest. That loses less than a satang a year, so the account itself is then asked at whole satang around
it, until one suffices and the one below does not. A balance never falls when the amount rises, so this is the least.

The amount that keeps the probability of ruin at or below p is an order statistic of the critical ones: the smallest
that leaves at most p of the futures above it. What happens when money runs out does not matter: that comes after.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from attrs import evolve, frozen
from numpy.typing import ArrayLike, NDArray

from communitywelfare.money import ZERO, Money
from communitywelfare.simulation.amounts import Satang, refuse_overflow, whole
from communitywelfare.simulation.flows import Flows
from communitywelfare.simulation.interest import Interest
from communitywelfare.simulation.intervals import Proportion, exact_share, rank_interval, refuse_empty
from communitywelfare.simulation.purse import Purse, purse_of, restricted_of, walk
from communitywelfare.sources import MEMBERS

__all__ = ["NOT_ANY", "Enough", "critical_openings", "critical_rates", "least_enough", "reserves", "ruined_at"]

NOT_ANY = int(np.iinfo(np.int64).max)
"""What stands for the critical amount of a future that no amount saves, for it is short before any could come."""


@frozen(kw_only=True)
class Enough:
    """The least amount that keeps the probability of ruin at or below what is tolerated.

    Args:
        amount: It; None where no amount does.
        low: With 95 %, infinitely many futures would not need less; 0 where the futures are too few to say.
        high: Nor would they need more; None where no amount is certain to suffice, or the futures are too few.
        ruined: In how many of the futures the fund is short with this amount, or with any where there is none.
        tolerated: The probability that was asked for.
    """

    amount: Money | None
    low: Money | None
    high: Money | None
    ruined: Proportion
    tolerated: float


@frozen(eq=False)
class _Lever:
    """What one satang of the amount does: it brings `first` at the beginning and `units` by month, [G] and [T, G]."""

    purse: Purse
    first: Satang
    units: Satang
    interest: Interest

    def rows(self, chosen: NDArray[np.intp]) -> "_Lever":
        return _Lever(self.purse.rows(chosen), self.first[chosen], self.units[:, chosen], self.interest.rows(chosen))

    def ruin(self, amounts: Satang) -> Satang:
        """In which month each future is short first with an amount of its own; T where in none."""
        total = self.first.max(initial=0) + self.units.sum(axis=0).max(initial=0)
        refuse_overflow(((amounts, int(total)),), self.interest.growth)
        opening, net = self.purse.opening + amounts * self.first, self.purse.net + amounts * self.units
        return walk(evolve(self.purse, opening=opening, net=net), self.interest).ruin


def critical_rates(flows: Flows, units: ArrayLike, interest: Interest) -> Satang:
    """The least rate of the dues in whole satang, by future [G], with which the fund is never short.

    Args:
        flows: Everything else. Its own `dues` are not looked at, and its co-funding is taken as it stands.
        units: What one satang of the rate brings, [G, T]: how often the rate is paid in the month.
        interest: What balances earn.

    Returns:
        0 where no dues are needed, `NOT_ANY` where no rate is enough.

    Raises:
        InvalidValue: Units or interest of another shape, or amounts whose sums may outgrow 64 bits.
    """
    paid = whole("units", units, flows.dues.shape)
    refuse_overflow(((paid, flows.months),))
    no_dues = evolve(flows, dues=np.zeros(flows.dues.shape, dtype=np.int64))
    first = np.zeros(flows.rows, dtype=np.int64)
    return _critical(_Lever(_purse(no_dues, interest), first, np.ascontiguousarray(paid.T), interest))


def critical_openings(flows: Flows, interest: Interest) -> Satang:
    """The least money of the members' own at the beginning, in whole satang by future [G], to be never short.

    What `flows` says is there of it is not looked at; restricted money is.

    Raises:
        InvalidValue: Interest of other months, or amounts whose sums may outgrow 64 bits.
    """
    nothing = np.zeros(flows.rows, dtype=np.int64)
    purse = _purse(evolve(flows, opening={**flows.opening, MEMBERS: nothing}), interest)
    return _critical(_Lever(purse, np.ones_like(nothing), np.zeros_like(purse.net), interest))


def _purse(flows: Flows, interest: Interest) -> Purse:
    flows.refuse_unfit(interest)
    return purse_of(flows, restricted_of(flows, np.ascontiguousarray(flows.benefits.sum(axis=2).T)))


def _critical(lever: _Lever) -> Satang:
    months, rows = lever.units.shape
    found = np.zeros(rows, dtype=np.int64)
    without = lever.ruin(found)
    brought = lever.first + np.add.accumulate(lever.units, axis=0)
    is_short = without < months
    at_ruin = brought[np.minimum(without, months - 1), np.arange(rows)]
    # Before the first satang came, the amount changes nothing; from then on, enough of it does.
    found[is_short & (at_ruin == 0)] = NOT_ANY
    open_rows = np.flatnonzero(is_short & (at_ruin > 0))
    if open_rows.size:
        some = lever.rows(open_rows)
        found[open_rows] = _least(some, _affine(some))
    return found


def _affine(lever: _Lever) -> Satang:
    """About which amount is critical: interest is not rounded here, and floats are not exact."""
    purse, interest = lever.purse, lever.interest
    fixed, moved = purse.opening.astype(np.float64), lever.first.astype(np.float64)
    zeros = np.zeros_like(fixed)
    of_fixed, of_moved, most = zeros, zeros, zeros
    for month, credited in enumerate(interest.credited):
        rate = interest.millionths[..., month] / 12e6
        of_fixed, of_moved = of_fixed + (fixed + purse.held[month]) * rate, of_moved + moved * rate
        fixed, moved = fixed + purse.net[month], moved + lever.units[month]
        most = np.maximum(most, np.divide(-fixed, moved, out=zeros.copy(), where=moved > 0))
        if credited:
            fixed, moved, of_fixed, of_moved = fixed + of_fixed, moved + of_moved, zeros, zeros
    return np.maximum(np.ceil(most), 1).astype(np.int64)


def _least(lever: _Lever, guess: Satang) -> Satang:
    """The least amount that suffices, where none does not: asked at a guess, and then ever further from it."""
    low, high = np.zeros_like(guess), np.full_like(guess, NOT_ANY)
    left, step = np.arange(guess.size), 1
    while left.size:
        suffices = lever.rows(left).ruin(guess[left]) == len(lever.units)
        high[left[suffices]], low[left[~suffices]] = guess[left[suffices]], guess[left[~suffices]]
        left = left[high[left] - low[left] > 1]
        below = np.maximum(high - step, low + (high - low) // 2)
        guess, step = np.where(high == NOT_ANY, low + step, below), 2 * step
    return high


def ruined_at(critical: Satang, amount: Money) -> Proportion:
    """In how many futures an amount does not suffice.

    Raises:
        InvalidValue: There are no futures.
    """
    return Proportion(int(np.count_nonzero(critical > amount.satang)), len(critical))


def least_enough(critical: Satang, *, ruin: float) -> Enough:
    """The least amount with which at most a share `ruin` of the futures is short, and its 95 % interval.

    The interval lies between two order statistics and needs no assumption on how critical amounts are distributed
    (`intervals.rank_interval`). The probability is taken to the nearest millionth.

    Raises:
        InvalidValue: There are no futures, or the probability is not from 0 to 1.
    """
    futures = len(critical)
    refuse_empty(futures)
    tolerated = exact_share(ruin)
    ordered = np.sort(critical)
    above = int(tolerated * futures)
    amount = _money(ordered[futures - above - 1]) if above < futures else ZERO
    low, high = rank_interval(futures, float(1 - tolerated))
    return Enough(
        amount=amount,
        low=_money(ordered[low - 1]) if low else ZERO,
        high=_money(ordered[high - 1]) if high <= futures else None,
        ruined=ruined_at(critical, Money(NOT_ANY - 1) if amount is None else amount),
        tolerated=ruin,
    )


def _money(satang: np.int64) -> Money | None:
    return None if satang == NOT_ANY else Money(int(satang))


def reserves(flows: Flows, interest: Interest, *, levels: Sequence[float] = (0.95, 0.995)) -> Mapping[float, Enough]:
    """The members' own money at the beginning that keeps a fund from ever being short with these probabilities.

    Raises:
        InvalidValue: As `critical_openings` and `least_enough`.
    """
    critical = critical_openings(flows, interest)
    return MappingProxyType({level: least_enough(critical, ruin=1 - level) for level in levels})

"""What changes from year to year in a projection: dues, the money of others, interest. Whole satang, rounded down."""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from communitywelfare.contributions import Convention, Dues, DuesHistory
from communitywelfare.money import Money
from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.interest import Interest

__all__ = [
    "by_months",
    "credited",
    "dues_by_month",
    "dues_of_a_step",
    "grown",
    "growth",
    "interest_of",
    "interest_rates",
    "step_of",
]

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]

_YEARLY = {Convention.ANNUAL_FLAT, Convention.ANNUAL_DIV_12}
_DECEMBER = 11
_LARGE = 1_000_000  # steps, so that rounding each month moves a step by nothing


@lru_cache(maxsize=1024)
def growth(assumptions: Assumptions, table: str, horizon: Horizon, year: int) -> Fraction:
    """By how much something has grown from the year in which a projection begins to another."""
    factor = Fraction(1)
    for each in range(horizon.first.year + 1, year + 1):
        factor *= 1 + Fraction(str(assumptions[table].at(each)))
    return factor


def grown(satang: Whole, factor: Fraction) -> Whole:
    """Amounts times a growth, each rounded down."""
    if factor == 1:
        return satang
    # Python's whole numbers: the parts of a factor that is compounded for decades outgrow 64 bits.
    found = [_grown_one(each, factor) for each in satang.reshape(-1).tolist()]
    return np.array(found, np.int64).reshape(satang.shape)


def _grown_one(satang: int, factor: Fraction) -> int:
    return satang * factor.numerator // factor.denominator


@lru_cache(maxsize=256)  # funds of a nation ask for dues in few ways
def dues_by_month(dues: DuesHistory, assumptions: Assumptions, horizon: Horizon) -> Whole:
    """What a member owes for each month: satang, which nobody can write into."""
    factors = {year: growth(assumptions, "dues_growth", horizon, year) for year in horizon.years}
    months = [horizon.at(month) for month in range(horizon.months)]
    asked = (dues.in_force(month).of(month).satang for month in months)
    owed = [_grown_one(each, factors[month.year]) for each, month in zip(asked, months, strict=True)]
    found = np.array(owed, np.int64)
    found.flags.writeable = False
    return found


def step_of(dues: Dues) -> int:
    """The least satang by which a rate of dues goes up and every month's dues go up by whole satang with it."""
    return 12 if dues.convention in _YEARLY else 1


def dues_of_a_step(dues: DuesHistory, assumptions: Assumptions, horizon: Horizon) -> Whole:
    """What one step of the rate asks for each month: satang, to the nearest whole number where dues grow."""
    rate = Money(_LARGE * step_of(dues.in_force(horizon.first)))
    much = DuesHistory(tuple((month, evolve(each, rate=rate)) for month, each in dues.entries))
    return np.rint(dues_by_month(much, assumptions, horizon) / _LARGE).astype(np.int64)


def interest_rates(assumptions: Assumptions, horizon: Horizon) -> list[float]:
    """The yearly rate of interest in each month."""
    return [assumptions["interest"].at(horizon.at(month).year) for month in range(horizon.months)]


def interest_of(assumptions: Assumptions, horizon: Horizon) -> Interest:
    """What balances earn."""
    return Interest.yearly(interest_rates(assumptions, horizon), first=horizon.first, months=horizon.months)


def credited(grows: Floats, opening: Floats, rates: Sequence[float], horizon: Horizon) -> tuple[Floats, Floats]:
    """Interest that is credited at the end of each calendar year, and what is there at the end of each month.

    Args:
        grows: By how much more comes than goes, by row and month, interest left aside.
        opening: What is there at the beginning, by row.
        rates: The yearly rate of interest in each month.
        horizon: The months.
    """
    held, earned = opening.astype(np.float64), np.zeros(len(opening))
    interest, balance = np.zeros(grows.shape), np.zeros(grows.shape)
    for month, rate in enumerate(rates):
        earned = earned + held * rate / 12
        if (horizon.first.index + month) % 12 == _DECEMBER:
            interest[:, month], earned = earned, np.zeros(len(opening))
        held = held + grows[:, month] + interest[:, month]
        balance[:, month] = held
    return interest, balance


def by_months(yearly: Money, months: int) -> Whole:
    """A year's amount in twelve parts that add up to it exactly."""
    reached = yearly.satang * np.arange(months + 1) // 12
    return np.diff(reached)

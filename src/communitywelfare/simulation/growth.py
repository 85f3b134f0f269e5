"""What grows from year to year in a projection: dues, and the money of others. Whole satang, rounded down."""

from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from communitywelfare.contributions import DuesHistory
from communitywelfare.money import Money
from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.horizon import Horizon

__all__ = ["by_months", "dues_by_month", "grown", "growth"]

Whole = NDArray[np.int64]


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


def by_months(yearly: Money, months: int) -> Whole:
    """A year's amount in twelve parts that add up to it exactly."""
    reached = yearly.satang * np.arange(months + 1) // 12
    return np.diff(reached)

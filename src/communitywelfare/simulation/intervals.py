"""How far a few futures can be trusted: intervals for a probability, a quantile and a mean.

All three are of additions, multiplications, divisions and square roots alone, which are the same on every machine.

Sources:
    E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of the American
    Statistical Association 22 (1927), 209-212: the interval of a proportion.
    H. A. David and H. N. Nagaraja, Order Statistics, 3rd ed. (2003), section 7.1: the interval of a quantile between
    two order statistics, whatever the distribution.
    R. J. Hyndman and Y. Fan, Sample quantiles in statistical packages, The American Statistician 50 (1996), 361-365,
    definition 1: the quantile that is one of the values.
"""

import math
from fractions import Fraction

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.simulation.amounts import Satang
from communitywelfare.simulation.expected import Expected

__all__ = ["Z95", "Mean", "Proportion", "exact_share", "mean", "rank_interval", "refuse_empty"]

Z95 = 1.959963984540054
"""The normal deviate that leaves 2.5 % on either side."""

_TAIL = 0.025


@frozen
class Proportion:
    """So many of so many futures, and between which probabilities the truth lies with 95 % (Wilson).

    >>> one = Proportion(0, 1000)
    >>> one.share, round(one.high, 4)
    (0.0, 0.0038)
    """

    count: int
    of: int

    def __attrs_post_init__(self) -> None:
        refuse_empty(self.of)

    @property
    def share(self) -> float:
        """The proportion that was seen."""
        return self.count / self.of

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return 0.0 if self.count == 0 else max(0.0, self._middle - self._half)

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return 1.0 if self.count == self.of else min(1.0, self._middle + self._half)

    @property
    def _middle(self) -> float:
        square = Z95 * Z95
        return (self.count + square / 2) / (self.of + square)

    @property
    def _half(self) -> float:
        square = Z95 * Z95
        spread = self.count * (self.of - self.count) / self.of + square / 4
        return Z95 * math.sqrt(spread) / (self.of + square)


@frozen
class Mean:
    """A mean over futures, and its Monte Carlo standard error (ความคลาดเคลื่อนมาตรฐาน)."""

    value: Expected
    error: Expected
    futures: int

    @property
    def low(self) -> Expected:
        """Above this the true mean lies with 97.5 %, where futures are many."""
        return self.value - self.error * Z95

    @property
    def high(self) -> Expected:
        """Below this it lies with 97.5 %."""
        return self.value + self.error * Z95


def mean(values: Satang) -> Mean:
    """The mean of satang over futures [G], and its standard error s / √G; the sums are exact.

    Raises:
        InvalidValue: There are fewer than two.
    """
    futures = len(values)
    refuse_empty(futures, wanted=2)
    whole = [int(value) for value in values]
    total = sum(whole)
    squares = futures * sum(value * value for value in whole) - total * total
    variance = Fraction(squares, futures * (futures - 1))
    error = math.sqrt(variance / futures)
    return Mean(Expected.of_satang(total / futures), Expected.of_satang(error), futures)


def exact_share(share: float) -> Fraction:
    """A probability as the nearest whole number of millionths, so that 0.29 of 100 futures are 29 and not 28.

    Raises:
        InvalidValue: It is not from 0 to 1.
    """
    if not 0 <= share <= 1:
        finding = Finding("draw.rate_outside", Severity.ERROR, params=_bounds(share))
        raise InvalidValue(f"probability is {share}, wanted from 0 to 1", finding)
    return Fraction(round(share * 1_000_000), 1_000_000)


def _bounds(share: float) -> dict[str, object]:
    return {"what": "probability", "found": share, "least": 0, "most": 1}


def rank_interval(futures: int, share: float) -> tuple[int, int]:
    """Between which of the values, counted from 1 in order of size, the quantile of a share lies with 95 %.

    The count of values below the true quantile is binomial, whatever the distribution. The lower rank is the largest
    that is above the quantile with 2.5 % at most, the upper the smallest that is below it with 2.5 % at most; 0 and
    `futures + 1` say that there are too few values to bound it on that side.

    Raises:
        InvalidValue: There are no futures, or the share is not from 0 to 1.
    """
    refuse_empty(futures)
    chances = _binomial(futures, float(exact_share(share)))
    low = int(np.searchsorted(np.add.accumulate(chances), _TAIL, side="right"))
    high = int(np.searchsorted(np.add.accumulate(chances[::-1]), _TAIL, side="right"))
    return low, futures + 1 - high


def _binomial(trials: int, share: float) -> NDArray[np.float64]:
    """The probabilities of 0 to all successes, from the likeliest outwards so that nothing is lost."""
    found = np.zeros(trials + 1)
    top = min(int((trials + 1) * share), trials)
    found[top] = 1.0
    for count in range(top, 0, -1):  # there is no way down from 0, nor any where the share is 1
        found[count - 1] = found[count] * (1 - share) * count / ((trials - count + 1) * share)
    for count in range(top, trials):
        found[count + 1] = found[count] * share * (trials - count) / ((count + 1) * (1 - share))
    return np.asarray(found / np.add.accumulate(found)[-1])


def refuse_empty(futures: int, *, wanted: int = 1) -> None:
    """Refuse to say anything about too few futures.

    Raises:
        InvalidValue: There are fewer than wanted.
    """
    if futures < wanted:
        finding = Finding("projection.too_few", Severity.ERROR, params={"found": futures, "wanted": wanted})
        raise InvalidValue(f"{futures} future(s) say nothing here; wanted at least {wanted}", finding)

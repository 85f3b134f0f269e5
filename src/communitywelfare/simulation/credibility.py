"""Credibility (น้ำหนักความเชื่อถือ): how far a fund's own few events change what a table says.

The events of a cell are Poisson, with a mean of the table's expectation times a level that is the fund's own. Before
anything is known the level is gamma with mean 1 and the table's uncertainty as its coefficient of variation; that is
worth 1 / uncertainty² expected events. After D events where E were expected it is gamma again, and its mean is
Z x D/E + (1 - Z) x 1 with the weight Z = E / (E + 1 / uncertainty²).
"""

import math

from attrs import frozen

from communitywelfare.simulation.halving import halved

__all__ = ["Level", "level_of"]

_TERMS, _SMALL = 100_000, 1e-16


@frozen
class Level:
    """What is known of a fund's level against a table: a gamma distribution, and the weight of its own events."""

    shape: float
    rate: float
    weight: float

    @property
    def mean(self) -> float:
        """By what the table is to be multiplied."""
        return self.shape / self.rate

    @property
    def uncertainty(self) -> float:
        """How uncertain it still is: its coefficient of variation."""
        return 1 / math.sqrt(self.shape)

    def quantile(self, share: float) -> float:
        """The level below which it lies with a probability.

        >>> round(Level(1.0, 1.0, 0.0).quantile(0.5), 12) == round(math.log(2), 12)
        True
        """
        low, high = 0.0, 1.0
        while _below(self.shape, high) < share:
            low, high = high, 2 * high
        return halved(low, high, lambda value: _below(self.shape, value) < share) / self.rate


def level_of(events: int, expected: float, uncertainty: float) -> Level:
    """What so many events, where so many were expected, say of a fund's level."""
    prior = uncertainty**-2
    return Level(prior + events, prior + expected, expected / (prior + expected))


def _below(shape: float, value: float) -> float:
    """The probability that a gamma variable of rate 1 is below a value (the regularised incomplete gamma function)."""
    if value <= 0:
        return 0.0
    front = math.exp(shape * math.log(value) - value - math.lgamma(shape))
    return front * _series(shape, value) if value < shape + 1 else 1 - front * _fraction(shape, value)


def _series(shape: float, value: float) -> float:
    term = total = 1 / shape
    for at in range(1, _TERMS):
        term *= value / (shape + at)
        total += term
        if term < total * _SMALL:
            break
    return total


def _fraction(shape: float, value: float) -> float:
    """The continued fraction of the upper part, by Lentz's method."""
    step = value + 1 - shape
    ratio, below = 1e300, 1 / step
    found = below
    for at in range(1, _TERMS):
        factor = -at * (at - shape)
        step += 2
        below = 1 / (factor * below + step)
        ratio = step + factor / ratio
        found *= below * ratio
        if abs(below * ratio - 1) < _SMALL * 10:
            break
    return found

"""From a uniform number to what it means: a waiting time, a count of nights, a count of admissions.

Each outcome is the inverse of a distribution: one draw makes one outcome, and a larger number a later or larger one.
The logarithm and the exponential here are our own, of additions, multiplications and divisions alone. IEEE 754 fixes
each of these to the last bit, while one system's `log` differs from another's in the last bit, and some day in a count
of nights.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from communitywelfare.errors import Finding, InvalidValue, Severity

__all__ = ["LARGEST_MEAN", "exp_minus", "exponential", "geometric", "hazard", "poisson", "refuse_outside"]

Floats = NDArray[np.float64]

LARGEST_MEAN = 500.0
"""The largest mean of a count; beyond it nobody counts the events of a member's year."""

# ln 2 in two parts; the first ends in so many zeros that its product with a power of two's exponent is exact.
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_BELOW_ONE = 1 - 2.0**-53
_ROOT_HALF = 0.7071067811865476
_ODD = tuple(1 / (2 * place + 1) for place in range(11, 0, -1))  # of the series of artanh, the last term first


def hazard(probability: ArrayLike) -> Floats:
    """The hazard that goes with a probability, −ln(1 − p): 0 for 0, infinite for 1.

    Within 4 units in the last place of the true value.

    Raises:
        InvalidValue: A number is not from 0 to 1.
    """
    given = np.asarray(probability, dtype=np.float64)
    refuse_outside("probability", given, 0, 1)
    part, exponent = np.frexp(1.0 - given)
    is_low = part < _ROOT_HALF
    exponent = exponent - is_low
    # Where 1 − p needs no exponent, −p is how far it is from 1, and has lost nothing.
    off = np.where(exponent == 0, -given, np.where(is_low, 2 * part, part) - 1.0)
    root = off / (2.0 + off)
    square, series = root * root, np.zeros_like(root)
    for term in _ODD:
        series = (series + term) * square
    logarithm = exponent * _LN2_HIGH + (exponent * _LN2_LOW + (2 * root + 2 * root * series))
    return np.asarray(np.where(given == 1, np.inf, 0.0 - logarithm))


def exp_minus(hazards: ArrayLike) -> Floats:
    """The probability of getting past a hazard, e⁻ʰ, for hazards from 0 to 700: within 4 units in the last place.

    Raises:
        InvalidValue: A hazard is negative or larger.
    """
    given = np.asarray(hazards, dtype=np.float64)
    refuse_outside("hazard", given, 0, 700)
    times = np.rint(given / (_LN2_HIGH + _LN2_LOW))
    rest = (given - times * _LN2_HIGH) - times * _LN2_LOW
    found = np.ones_like(rest)
    for term in range(15, 0, -1):
        found = 1.0 - found * rest / term
    return np.asarray(np.ldexp(found, -times.astype(np.int64)))


def exponential(uniform: ArrayLike) -> Floats:
    """A waiting time with mean 1: the hazard that a life bears before it ends.

    Raises:
        InvalidValue: A uniform number is not from 0 to below 1.
    """
    numbers = np.asarray(uniform, dtype=np.float64)
    refuse_outside("uniform number", numbers, 0, _BELOW_ONE)
    return hazard(numbers)


def geometric(uniform: ArrayLike, stop: ArrayLike) -> NDArray[np.int64]:
    """How many nights, from 1 on, when each may be the last with probability `stop`; the mean is 1 / stop.

    Each cumulative probability is within 2⁻⁵⁰ of the true one.

    Raises:
        InvalidValue: `stop` is not from 2⁻³⁰ to 1, or a uniform number not from 0 to below 1.
    """
    refuse_outside("stop", np.asarray(stop, dtype=np.float64), 2.0**-30, 1)
    waits = exponential(uniform) / hazard(stop)
    return np.asarray(np.floor(waits), dtype=np.int64) + 1


def poisson(uniform: ArrayLike, mean: ArrayLike) -> NDArray[np.int64]:
    """How many events, from 0 on, with a mean of 0 to 500.

    It is the first count whose cumulative probability is above the uniform number; each of these probabilities is
    within 2⁻⁵⁰ × (1 + mean) of the true one.

    Raises:
        InvalidValue: A mean is outside, or a uniform number not from 0 to below 1.
    """
    numbers, means = np.broadcast_arrays(np.asarray(uniform, np.float64), np.asarray(mean, np.float64))
    refuse_outside("uniform number", numbers, 0, _BELOW_ONE)
    refuse_outside("mean", means, 0, LARGEST_MEAN)
    shape, numbers, means = numbers.shape, numbers.reshape(-1), means.reshape(-1)
    counts = np.zeros(numbers.size, dtype=np.int64)
    chance = exp_minus(means)
    reached, left, count = chance, np.flatnonzero(numbers >= chance), 0
    numbers, means, chance, reached = numbers[left], means[left], chance[left], reached[left]
    while left.size:
        count += 1
        counts[left] = count
        chance = chance * (means / count)
        nearer = reached + chance
        # A sum that no longer grows is as near to 1 as it will ever come. Before the mean it grows with every term.
        goes_on = (numbers >= nearer) & (nearer > reached)
        left, numbers, means = left[goes_on], numbers[goes_on], means[goes_on]
        chance, reached = chance[goes_on], nearer[goes_on]
    return counts.reshape(shape)


def refuse_outside(what: str, found: NDArray[Any], least: float, most: float) -> None:
    """Refuse numbers that are not between two bounds, and what is not a number.

    Raises:
        InvalidValue: It names the first of them.
    """
    bad = ~((found >= least) & (found <= most))
    if bad.any():
        first = float(found[bad].flat[0])
        params = {"what": what, "found": first, "least": least, "most": most}
        message = f"{what} is {first}, wanted from {least} to {most}"
        raise InvalidValue(message, Finding("draw.rate_outside", Severity.ERROR, params=params))

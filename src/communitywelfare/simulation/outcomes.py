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

__all__ = [
    "LARGEST_MEAN",
    "LN2_HIGH",
    "LN2_LOW",
    "ODD",
    "ROOT_HALF",
    "exp_minus",
    "exponential",
    "geometric",
    "hazard",
    "normal",
    "poisson",
    "refuse_outside",
    "some_events",
]

Floats = NDArray[np.float64]

LARGEST_MEAN = 500.0
"""The largest mean of a count; beyond it nobody counts the events of a member's year."""

# ln 2 in two parts; the first ends in so many zeros that its product with a power of two's exponent is exact.
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_BELOW_ONE = 1 - 2.0**-53
ROOT_HALF = 0.7071067811865476
ODD = tuple(1 / (2 * place + 1) for place in range(11, 0, -1))  # of the series of artanh, the last term first


def hazard(probability: ArrayLike) -> Floats:
    """The hazard that goes with a probability, −ln(1 − p): 0 for 0, infinite for 1.

    Within 4 units in the last place of the true value.

    Raises:
        InvalidValue: A number is not from 0 to 1.
    """
    given = np.asarray(probability, dtype=np.float64)
    refuse_outside("probability", given, 0, 1)
    part, exponent = np.frexp(1.0 - given)
    is_low = part < ROOT_HALF
    exponent = exponent - is_low
    # Where 1 − p needs no exponent, −p is how far it is from 1, and has lost nothing.
    off = np.where(exponent == 0, -given, np.where(is_low, 2 * part, part) - 1.0)
    root = off / (2.0 + off)
    square, series = root * root, np.zeros_like(root)
    for term in ODD:
        series = (series + term) * square
    logarithm = exponent * LN2_HIGH + (exponent * LN2_LOW + (2 * root + 2 * root * series))
    return np.asarray(np.where(given == 1, np.inf, 0.0 - logarithm))


def exp_minus(hazards: ArrayLike) -> Floats:
    """The probability of getting past a hazard, e⁻ʰ, for hazards from 0 to 700: within 4 units in the last place.

    Raises:
        InvalidValue: A hazard is negative or larger.
    """
    given = np.asarray(hazards, dtype=np.float64)
    refuse_outside("hazard", given, 0, 700)
    times = np.rint(given / (LN2_HIGH + LN2_LOW))
    rest = (given - times * LN2_HIGH) - times * LN2_LOW
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
    none = exp_minus(means)
    some = np.flatnonzero(numbers >= none)
    counts[some] = some_events(numbers[some], means[some], none[some])
    return counts.reshape(shape)


def some_events(numbers: Floats, means: Floats, none: Floats) -> NDArray[np.int64]:
    """How many events, from 1 on, where the uniform number is not below the probability of `none`; see `poisson`."""
    counts = np.zeros(numbers.size, dtype=np.int64)
    chance, reached, left, count = none, none, np.arange(numbers.size), 0
    while left.size:
        count += 1
        counts[left] = count
        chance = chance * (means / count)
        nearer = reached + chance
        # A sum that no longer grows is as near to 1 as it will ever come. Before the mean it grows with every term.
        goes_on = (numbers >= nearer) & (nearer > reached)
        left, numbers, means = left[goes_on], numbers[goes_on], means[goes_on]
        chance, reached = chance[goes_on], nearer[goes_on]
    return counts


# Wichura (1988), "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37, PPND16:
# quotients of two polynomials, for the middle, the tails, and the far tails; the highest power first.
# fmt: off
_MIDDLE: tuple[tuple[float, ...], ...] = (
    (2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
     13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608),
    (5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
     5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0),
)
_TAIL: tuple[tuple[float, ...], ...] = (
    (7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
     3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
     0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0),
)
_FAR_TAIL: tuple[tuple[float, ...], ...] = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
     0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772),
    (2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
     0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0),
)
# fmt: on


def normal(uniform: ArrayLike) -> Floats:
    """A number of the normal distribution with mean 0 and deviation 1, to about 16 digits; it grows with the uniform.

    Raises:
        InvalidValue: A uniform number is not from 0 to below 1.
    """
    numbers = np.asarray(uniform, dtype=np.float64)
    refuse_outside("uniform number", numbers, 0, _BELOW_ONE)
    numbers = np.maximum(numbers, 2.0**-53)  # 0 has no place here; the step above it stands for it
    off = numbers - 0.5
    root = np.sqrt(hazard(1.0 - np.minimum(numbers, 1.0 - numbers)))
    square = 0.180625 - off * off
    inner = off * _quotient(_MIDDLE, square)
    outer = np.where(root <= 5, _quotient(_TAIL, root - 1.6), _quotient(_FAR_TAIL, root - 5))
    return np.asarray(np.where(np.abs(off) <= 0.425, inner, np.where(off < 0, -outer, outer)))


def _quotient(of: tuple[tuple[float, ...], ...], at: Floats) -> Floats:
    above, below = np.zeros_like(at), np.zeros_like(at)
    for upper, lower in zip(*of, strict=True):
        above, below = above * at + upper, below * at + lower
    return above / below


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

"""Webster's method (Sainte-Laguë): every quota by one common divisor, rounded to the nearest."""

from collections.abc import Sequence
from fractions import Fraction
from heapq import heapify, heappop, heapreplace

__all__ = ["webster"]


def webster(units: int, weights: Sequence[int], least: Sequence[int], *, rate: Fraction | None = None) -> list[int]:
    """Webster's method, where nobody gets less than a least part.

    `rate` is about how many units come for a weight of one, by which the work is short; without it, units over weights.
    """
    rate = Fraction(units, sum(weights)) if rate is None else rate
    # Every quota rounded, a half down: that is where Webster's method stands at some number of units near this one.
    # From there it goes on, or back the way it came, one unit at a time: at most one for every other party.
    twice, over = 2 * rate.numerator, 2 * rate.denominator
    parts = [
        max(floor, -((rate.denominator - weight * twice) // over)) for weight, floor in zip(weights, least, strict=True)
    ]
    fine = (2 * (units + max(parts)) + 3) ** 2  # fine enough to tell any two claims apart by whole numbers
    missing = units - sum(parts)
    if missing >= 0:
        _give(missing, weights, parts, fine)
    else:
        _take_back(-missing, (weights, least), parts, fine)
    return parts


def _give(units: int, weights: Sequence[int], parts: list[int], fine: int) -> None:
    """One unit at a time to the highest weight over 2 × part + 1, the first of equals."""
    claims = [
        (-(weight * fine // (2 * part + 1)), at) for at, (weight, part) in enumerate(zip(weights, parts, strict=True))
    ]
    heapify(claims)
    for _ in range(units):
        at = claims[0][1]
        parts[at] += 1
        heapreplace(claims, (-(weights[at] * fine // (2 * parts[at] + 1)), at))


def _take_back(units: int, bounds: tuple[Sequence[int], Sequence[int]], parts: list[int], fine: int) -> None:
    """One unit at a time from whose last one had the lowest claim, the last of equals."""
    weights, least = bounds
    claims = [(weights[at] * fine // (2 * part - 1), -at) for at, part in enumerate(parts) if part > least[at]]
    heapify(claims)
    for _ in range(units):
        at = -claims[0][1]
        parts[at] -= 1
        if parts[at] > least[at]:
            heapreplace(claims, (weights[at] * fine // (2 * parts[at] - 1), -at))
        else:
            heappop(claims)

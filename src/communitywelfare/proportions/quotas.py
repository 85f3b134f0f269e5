"""Quotas, the exact parts, weights in whole numbers, and how exact numbers are written."""

import math
from collections.abc import Sequence
from fractions import Fraction

__all__ = ["lower_quotas", "scaled", "written"]


def written(number: int | Fraction) -> str:
    """An exact number as it stands in a working.

    >>> written(Fraction(100_000, 3)), written(1_000)
    ('100,000/3', '1,000')
    """
    return f"{number.numerator:,}" if number.denominator == 1 else f"{number.numerator:,}/{number.denominator:,}"


def scaled(weights: Sequence[int | Fraction]) -> list[int]:
    """The smallest whole numbers in the same proportion."""
    together = math.lcm(*(weight.denominator for weight in weights))
    whole = [weight.numerator * (together // weight.denominator) for weight in weights]
    common = math.gcd(*whole)
    return [weight // common for weight in whole] if common > 1 else whole


def lower_quotas(units: int, weights: Sequence[int]) -> tuple[list[int], list[int]]:
    """Each quota rounded down, and what was cut off, in parts of a unit: as many make one as the weights add up to."""
    whole = sum(weights)
    products = [units * weight for weight in weights]
    return [product // whole for product in products], [product % whole for product in products]

"""Round figures along an axis, and where an amount stands between them."""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from attrs import frozen

from communitywelfare.errors import InvalidValue

__all__ = ["Scale", "Units", "checked", "scale_over"]

Units: TypeAlias = Sequence[tuple[int, str]]
"""In what an axis may count, the smallest first: ``((1, "บาท"), (1_000, "พันบาท"), (1_000_000, "ล้านบาท"))``."""

_MOST: Final = 1e15
_SMALLEST: Final = Fraction(1, 100)  # a satang
_FINEST: Final = Fraction(1, 10_000)  # what differs by less of the whole is not told apart by its figures


@frozen(kw_only=True)
class Scale:
    """An axis: its ticks are whole multiples of ``step``, the first and the last hold all that is drawn.

    ``unit`` is the amount that its figures count in, ``name`` the unit in words.
    """

    step: Fraction
    first: int
    last: int
    unit: int
    name: str

    @property
    def ticks(self) -> tuple[float, ...]:
        """The amounts that are marked, rising."""
        return tuple(float(self.step * count) for count in range(self.first, self.last + 1))

    @property
    def figures(self) -> tuple[str, ...]:
        """What stands at each tick, all with as many decimals as the finest needs."""
        parts = [self.step * count / self.unit for count in range(self.first, self.last + 1)]
        decimals = next(places for places in range(12) if (self.step / self.unit * 10**places).denominator == 1)
        return tuple(f"{float(part):,.{decimals}f}".replace("-", "−") for part in parts)

    def share(self, amount: float) -> float:
        """Where ``amount`` stands: 0 at the first tick, 1 at the last; a larger one never stands before a smaller."""
        share = (Fraction(amount) / self.step - self.first) / (self.last - self.first)
        return float(min(max(share, Fraction(0)), Fraction(1)))


def checked(amounts: Iterable[float], what: str) -> tuple[float, ...]:
    """The amounts, none of them missing.

    Raises:
        InvalidValue: There is none, or one is no number or more than can be drawn.
    """
    given = tuple(amounts)
    if not given:
        raise InvalidValue(f"no figures to draw: {what}")
    for amount in given:
        if not abs(amount) <= _MOST:  # nor is NaN
            raise InvalidValue(f"a figure that cannot be drawn: {what}: {amount}")
    return given


def scale_over(amounts: Iterable[float], units: Units, *, most: int) -> Scale:
    """The finest axis of at most ``most`` round ticks that holds all ``amounts``, in the largest unit they fill.

    It need not start at zero. Steps are 1, 2 or 5 times a power of ten; amounts all the same get a tick above them.
    """
    given = tuple(map(Fraction, amounts))
    low, high = min(given), max(given)
    span = max(high - low, max(abs(low), abs(high)) * _FINEST, _SMALLEST)
    exponent = math.floor(math.log10(span)) - 2
    while True:
        for digit in (1, 2, 5):
            step = max(digit * Fraction(10) ** exponent, _SMALLEST)
            first, last = math.floor(low / step), math.ceil(high / step)
            last = max(last, first + 1)
            if last - first < most:
                unit, name = _unit(step * max(abs(first), abs(last)), units)
                return Scale(step=step, first=first, last=last, unit=unit, name=name)
        exponent += 1


def _unit(largest: Fraction, units: Units) -> tuple[int, str]:
    """The largest unit of which there is at least one, else the smallest."""
    return next((each for each in reversed(units) if each[0] <= largest), units[0])

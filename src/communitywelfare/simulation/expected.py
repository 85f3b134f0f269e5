"""An expected amount (จำนวนเงินคาดหมาย): the mean of what may happen, which nobody will ever pay to the satang.

It is a float of baht and of a type of its own, so that it never slips into money that is decided, owed or posted.
"""

from typing import Never, Self

from attrs import Attribute, field, frozen

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.money import Money

__all__ = ["Expected"]

_TOO_LARGE = float("inf")


def _finite(_instance: object, _attribute: "Attribute[float]", baht: float) -> None:
    if not -_TOO_LARGE < baht < _TOO_LARGE:
        raise InvalidValue(f"no amount can be expected of {baht}", _unusable(baht))


def _unusable(found: object) -> Finding:
    return Finding("projection.not_expected", Severity.ERROR, params={"found": str(found)})


@frozen(order=False)
class Expected:
    """An expectation in baht; it adds up with its like, and never with `Money`.

    Written as text it bears a ~ and two decimals; a format of numbers may say otherwise. Its minus is a real one (−).

    >>> f"{Expected.of_satang(123450.4)}, or {Expected(1234.504):,.0f}"
    '~1,234.50, or ~1,235'

    Raises:
        InvalidValue: It is infinite, or no number.
    """

    baht: float = field(converter=float, validator=_finite)

    @classmethod
    def of_satang(cls, satang: float) -> Self:
        """An expectation that was reckoned in satang."""
        return cls(satang / 100)

    def __add__(self, other: "Expected") -> "Expected":
        return Expected(self.baht + self._like(other).baht)

    __radd__ = __add__

    def __sub__(self, other: "Expected") -> "Expected":
        return Expected(self.baht - self._like(other).baht)

    def __rsub__(self, other: "Expected") -> "Expected":
        return Expected(self._like(other).baht - self.baht)

    def __mul__(self, times: float) -> "Expected":
        return Expected(self.baht * times) if isinstance(times, int | float) else self._refuse(times)

    __rmul__ = __mul__

    def __neg__(self) -> "Expected":
        return Expected(-self.baht)

    def __lt__(self, other: "Expected") -> bool:
        return self.baht < self._like(other).baht

    def __le__(self, other: "Expected") -> bool:
        return self.baht <= self._like(other).baht

    def __gt__(self, other: "Expected") -> bool:
        return self.baht > self._like(other).baht

    def __ge__(self, other: "Expected") -> bool:
        return self.baht >= self._like(other).baht

    def over(self, other: "Expected") -> float:
        """How many times another it is.

        Raises:
            InvalidValue: The other is zero.
        """
        if self._like(other).baht == 0:
            raise InvalidValue(f"{self} baht cannot be compared with ~0 baht", _unusable(0))
        return self.baht / other.baht

    def __str__(self) -> str:
        return format(self, "")

    def __format__(self, how: str) -> str:
        text = format(self.baht, how or ",.2f")
        is_nothing = not any(each in "123456789" for each in text)
        return f"~{text.replace('-', '' if is_nothing else '−', 1)}" if self.baht < 0 else f"~{text}"

    def __repr__(self) -> str:
        return f"Expected('{self}')"

    def _like(self, other: object) -> "Expected":
        return other if isinstance(other, Expected) else self._refuse(other)

    def _refuse(self, other: object) -> Never:
        if isinstance(other, Money):
            raise TypeError(
                f"{self} baht is an expectation and {other} baht is money: the two are never reckoned together"
            )
        raise TypeError(f"{self} baht is an expectation, and {other!r} is not")

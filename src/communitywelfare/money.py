"""Money (เงิน) in whole satang, the rounding of rates, and the splitting of amounts without loss.

No float is ever accepted: 0.1 baht has no exact float. One baht is 100 satang.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from numbers import Rational
from typing import Self

from attrs import Attribute, field, frozen

from communitywelfare.errors import Finding, InvalidMoney, Severity
from communitywelfare.proportions import ApportionMethod, proportional

__all__ = ["ZERO", "Direction", "Money", "Rounding", "apportion", "exact", "total"]

_BAHT = re.compile(r"(?P<sign>-?)(?P<baht>\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.(?P<satang>\d{1,2}))?", re.ASCII)
_DIGITS_OF_BAHT = 15


def _whole(_instance: object, _attribute: "Attribute[int]", value: int) -> None:
    if type(value) is not int:
        raise InvalidMoney(f"{value!r} is not a whole number of satang", _unreadable(value))


def _unreadable(value: object) -> Finding:
    return Finding("money.unreadable", Severity.ERROR, params={"value": str(value)})


@frozen(order=False)
class Money:
    """An amount of baht (บาท), kept as whole satang (สตางค์); it may be negative.

    >>> Money.baht("1,234.50") + Money.baht(1)
    Money('1,235.50')
    """

    satang: int = field(validator=_whole)

    @classmethod
    def baht(cls, amount: str | int | Decimal) -> Self:
        """Read baht from text such as ``1,234.50``, from whole baht, or from an exact decimal.

        Raises:
            InvalidMoney: A float, a third decimal, grouped digits in the wrong places, or other text.
        """
        if isinstance(amount, str):
            return cls(_satang_of(amount))
        if type(amount) is int:
            return cls(amount * 100)
        if isinstance(amount, Decimal) and amount.is_finite() and abs(amount.adjusted()) < _DIGITS_OF_BAHT:
            # By fractions: decimals multiply in the precision of whoever calls, which may lose satang.
            satang = Fraction(amount) * 100
            if satang.denominator == 1:
                return cls(satang.numerator)
        raise InvalidMoney(f"{amount!r} is not exact baht; write it as text like '1234.50'", _unreadable(amount))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.satang + other.satang) if isinstance(other, Money) else NotImplemented

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.satang - other.satang) if isinstance(other, Money) else NotImplemented

    def __mul__(self, times: int) -> "Money":
        return Money(self.satang * times) if type(times) is int else NotImplemented

    __rmul__ = __mul__

    def __neg__(self) -> "Money":
        return Money(-self.satang)

    def __lt__(self, other: "Money") -> bool:
        return self.satang < other.satang if isinstance(other, Money) else NotImplemented

    def __le__(self, other: "Money") -> bool:
        return self.satang <= other.satang if isinstance(other, Money) else NotImplemented

    def __gt__(self, other: "Money") -> bool:
        return self.satang > other.satang if isinstance(other, Money) else NotImplemented

    def __ge__(self, other: "Money") -> bool:
        return self.satang >= other.satang if isinstance(other, Money) else NotImplemented

    def __bool__(self) -> bool:
        raise TypeError("money has no truth value: compare with ZERO, for 0 baht is an amount")

    def __str__(self) -> str:
        baht, satang = divmod(abs(self.satang), 100)
        return f"{'-' if self.satang < 0 else ''}{baht:,}.{satang:02d}"

    def __format__(self, how: str) -> str:
        return format(str(self), how)

    def __repr__(self) -> str:
        return f"Money('{self}')"

    @property
    def plain(self) -> str:
        """Baht with two decimals and no grouping, as files keep it: ``1234.50``."""
        return str(self).replace(",", "")

    def at_rate(self, rate: Fraction, rounding: "Rounding") -> "Money":
        """This amount times an exact rate, rounded once by a stated rule."""
        return rounding.of(self.satang * rate)


def _satang_of(text: str) -> int:
    match = _BAHT.fullmatch(text.strip())
    if match is None:
        raise InvalidMoney(f"{text!r} is not an amount of baht; write it like 1,234.50", _unreadable(text))
    satang = int(match["baht"].replace(",", "")) * 100 + int((match["satang"] or "").ljust(2, "0"))
    return -satang if match["sign"] else satang


ZERO = Money(0)


def total(amounts: Iterable[Money]) -> Money:
    """The sum of amounts; of none it is 0.00, which is money too.

    Raises:
        InvalidMoney: Something among them is no `Money`, such as a float.
    """
    given = list(amounts)
    try:
        return Money(sum(amount.satang for amount in given))
    except AttributeError:
        return Money(sum(exact(amount).satang for amount in given))


def exact(amount: object) -> Money:
    """An amount that is to be decided, owed or posted, which no float may be.

    Raises:
        InvalidMoney: It is no `Money`.
    """
    if isinstance(amount, Money):
        return amount
    raise InvalidMoney(f"{amount!r} is not Money; write it like Money.baht('1234.50')", _unreadable(amount))


class Direction(Enum):
    """Which way an inexact amount goes."""

    DOWN = "down"
    UP = "up"
    HALF_UP = "half up"
    HALF_EVEN = "half even"


@frozen(kw_only=True)
class Rounding:
    """To which unit, in which direction, and by whose word an amount is rounded (การปัดเศษ).

    Raises:
        InvalidMoney: A unit that is not positive.
    """

    to: Money = field()
    direction: Direction = field(converter=Direction)
    source: str

    @to.validator
    def _is_a_unit(self, _attribute: "Attribute[Money]", to: Money) -> None:
        if to <= ZERO:
            raise InvalidMoney(f"cannot round to {to} baht", _unreadable(to))

    def of(self, satang: Fraction) -> Money:
        """Round an exact count of satang."""
        units = satang / self.to.satang
        below = units.numerator // units.denominator
        rest = units - below
        return self.to * (below + _up(self.direction, rest, below))


def _up(direction: Direction, rest: Fraction, below: int) -> int:
    match direction:
        case Direction.DOWN:
            return 0
        case Direction.UP:
            return int(rest > 0)
        case Direction.HALF_UP:
            return int(rest >= Fraction(1, 2))
        case Direction.HALF_EVEN:
            return int(rest > Fraction(1, 2) or (rest == Fraction(1, 2) and below % 2 == 1))


def apportion(
    amount: Money, weights: Sequence[int | Fraction], *, method: ApportionMethod | str = ApportionMethod.WEBSTER
) -> tuple[Money, ...]:
    """Split an amount among weights, losing no satang (การแบ่งส่วน).

    `webster` never lowers anybody's part when the amount grows, and with up to three parties keeps each part within a
    satang of its exact quota; `largest remainder` always keeps within a satang, and suits one-off envelopes; `quota`
    keeps both promises for any number of parties, for instalments among more than three.
    Equal claims to a last satang go to the weight that stands first: put the parties in their order of priority.

    >>> apportion(Money.baht(10), (3, 2, 1))
    (Money('5.00'), Money('3.33'), Money('1.67'))

    Raises:
        InvalidMoney: A float or a negative weight, or weights that are all zero while there is something to split.
        InvalidValue: No such method, or weights so far apart that the quota method would take too long.
    """
    exact(amount)
    chosen = ApportionMethod(method)
    for weight in weights:
        if not isinstance(weight, Rational) or weight < 0:
            unusable = Finding("apportion.weight_unusable", Severity.ERROR, params={"value": str(weight)})
            raise InvalidMoney(f"cannot split {amount} by the weight {weight!r}", unusable)
    if amount == ZERO:
        return (ZERO,) * len(weights)
    if not any(weights):
        none = Finding("apportion.no_weight", Severity.ERROR, params={"amount": amount, "parties": len(weights)})
        raise InvalidMoney(f"cannot split {amount} by weights of which none is above zero", none)
    parts = proportional(abs(amount.satang), weights, chosen)
    return tuple(Money(part if amount.satang > 0 else -part) for part in parts)

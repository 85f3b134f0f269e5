"""How large a number or an amount can be: bounds that hold for all facts, None where there is none."""

from collections.abc import Callable, Iterable
from typing import cast

from communitywelfare.money import ZERO, Money
from communitywelfare.rules.amounts import AmountForm, Bounds
from communitywelfare.rules.amounts.base_and_steps import BaseAndSteps
from communitywelfare.rules.amounts.by_years import ByYears
from communitywelfare.rules.amounts.discretion import Discretion
from communitywelfare.rules.amounts.flat import Flat
from communitywelfare.rules.amounts.formula import Formula
from communitywelfare.rules.amounts.in_kind import InKind
from communitywelfare.rules.amounts.per_unit import PerUnit
from communitywelfare.rules.amounts.share import Share
from communitywelfare.rules.amounts.steps import Steps
from communitywelfare.rules.amounts.table import Table
from communitywelfare.rules.numbers import AttributeNumber, Difference, Greatest, Least, Literal, Number, QuantityNumber
from communitywelfare.rules.numbers import Product as Times
from communitywelfare.rules.numbers import Share as Part
from communitywelfare.rules.numbers import Sum as Together

__all__ = ["Span", "payable", "span"]

Span = tuple[int | None, int | None]
_ANYTHING: Span = (None, None)
_FROM_NOTHING: Span = (0, None)


def span(number: Number) -> Span:
    """The least and the most that a number can be."""
    match number:
        case Literal(value):
            return value, value
        case Together(left, right):
            return _each(span(left), span(right))
        case Difference(left, right):
            least, most = span(right)
            return _each(span(left), (None if most is None else -most, None if least is None else -least))
        case Times(of, times):
            return _times(span(of), span(times))
        case Least(numbers):
            lows, highs = zip(*map(span, numbers), strict=True)
            return _all_known(lows, min), min((high for high in highs if high is not None), default=None)
        case Greatest(numbers):
            lows, highs = zip(*map(span, numbers), strict=True)
            return max((low for low in lows if low is not None), default=None), _all_known(highs, max)
        case Part(of, part, rounding):
            least, most = (None if end is None else Money(end).at_rate(part, rounding).satang for end in span(of))
            return least, most
        case _:  # what is recorded, stated or counted is never below nothing
            return _FROM_NOTHING


def _each(one: Span, other: Span) -> Span:
    least, most = (
        None if left is None or right is None else left + right for left, right in zip(one, other, strict=True)
    )
    return least, most


def _times(one: Span, other: Span) -> Span:
    if one[0] is None or other[0] is None or one[0] < 0 or other[0] < 0:
        return _ANYTHING
    return one[0] * other[0], None if one[1] is None or other[1] is None else one[1] * other[1]


def _all_known(ends: Iterable[int | None], choose: Callable[[list[int]], int]) -> int | None:
    known = list(ends)
    return None if None in known else choose([end for end in known if end is not None])


def payable(amount: AmountForm) -> tuple[int, int | None]:
    """What one unit comes to where it comes to anything, in satang: at least the first, at most the second.

    The second is None where it may be any sum.
    """
    match amount:
        case Flat(pays) | PerUnit(Money() as pays):
            return pays.satang, pays.satang
        case PerUnit(rate):
            return payable(cast("AmountForm", rate))
        case Steps(_, tiers):
            return _of_sums(row.pay for row in tiers.rows)
        case Table(rows, otherwise):
            return _of_sums((*(row.pay for row in rows), ZERO if otherwise is None else otherwise))
        case Discretion(most, least):
            return least.satang, None if most is None else most.satang
        case InKind():
            return 0, 0
        case ByYears() | BaseAndSteps() | Share() | Formula():
            return _bounded(_reckoned(amount), amount.bounds)
        case _:
            return 0, None


def _of_sums(sums: Iterable[Money]) -> tuple[int, int]:
    satang = [each.satang for each in sums]
    return min((each for each in satang if each), default=0), max(satang)


def _bounded(found: tuple[int, int | None], bounds: Bounds) -> tuple[int, int | None]:
    least, most = found
    if most is None:
        return bounds.of(least), None if bounds.most is None else bounds.most.satang
    return bounds.of(least), bounds.of(most)


def _reckoned(amount: ByYears | BaseAndSteps | Share | Formula) -> tuple[int, int | None]:
    match amount:
        case ByYears(_, rates):
            least, most = _of_sums(row.pay for row in rates.rows)
            return least, None if most else 0
        case BaseAndSteps(_, base, adds):
            first = base if base > ZERO else adds
            return first.satang, None if adds > ZERO else base.satang
        case Share():
            return _shared(amount)
        case _:
            low, high = span(amount.pays)
            return max(0, low or 0), None if high is None else max(0, high)


def _shared(amount: Share) -> tuple[int, int | None]:
    parts = [part for part in (amount.part, *amount.by_relation.values()) if part]
    if not parts:
        return 0, 0
    of = amount.of
    least, most = (0, None) if isinstance(of, QuantityNumber | AttributeNumber) else payable(of)
    low = Money(least).at_rate(min(parts), amount.rounding).satang
    return low, None if most is None else Money(most).at_rate(max(parts), amount.rounding).satang

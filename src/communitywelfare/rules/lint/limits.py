"""Limits that are too low to pay one unit, said twice, never reached, or that count something else than one thinks."""

from collections import Counter
from collections.abc import Iterator
from itertools import permutations

from communitywelfare.calendar import Duration
from communitywelfare.errors import Finding
from communitywelfare.money import Money
from communitywelfare.rules.amounts.in_kind import InKind
from communitywelfare.rules.amounts.per_unit import PerUnit
from communitywelfare.rules.limits import Limit, Measure, Window
from communitywelfare.rules.lint.clauses import Clause
from communitywelfare.rules.lint.sizes import payable
from communitywelfare.rules.sayings import sentence_of

__all__ = ["limits", "window_of"]


def limits(clause: Clause) -> Iterator[Finding]:
    """What is odd in a clause's limits, each beside the amount and beside the others."""
    benefit = clause.benefit
    if isinstance(benefit.amount, InKind):
        if benefit.limits:
            yield clause.found("lint.in_kind_unlimited", "limits")
        return
    for number, limit in enumerate(benefit.limits, start=1):
        yield from _beside_amount(clause, limit, f"limits[{number}]")
        if limit.benefits and benefit.key not in limit.benefits:
            yield clause.found("lint.limit_without_itself", f"limits[{number}]", benefits=limit.benefits)
    for (measure, *_kind), count in Counter(_kind_of(clause, limit) for limit in benefit.limits).items():
        if count > 1:
            yield clause.found("lint.limit_twice", "limits", measure=measure, count=count)
    for narrow, wide in permutations(benefit.limits, 2):
        if _never_reached(clause, narrow, wide):
            key = f"limits[{benefit.limits.index(narrow) + 1}]"
            told = {"limit": sentence_of(narrow), "other": sentence_of(wide)}
            yield clause.found("lint.limit_never_reached", key, **told)


def window_of(clause: Clause, limit: Limit) -> Window:
    """Its window; a fiscal year that begins on 1 January is the calendar year."""
    start = clause.version.year_start
    is_calendar = limit.window is Window.FISCAL_YEAR and (start.month, start.day) == (1, 1)
    return Window.CALENDAR_YEAR if is_calendar else limit.window


Kind = tuple[Measure, Window, Duration | None, frozenset[str], bool]


def _kind_of(clause: Clause, limit: Limit) -> Kind:
    counted = frozenset(limit.benefits or (clause.benefit.key,))
    return limit.measure, window_of(clause, limit), limit.time, counted, limit.is_household


def _beside_amount(clause: Clause, limit: Limit, key: str) -> Iterator[Finding]:
    least, most = payable(clause.benefit.amount)
    is_money = limit.measure is Measure.BAHT
    is_promised = is_money and not clause.benefit.deducts  # what earlier payments leave may fit again
    if limit.maximum == 0 or (is_promised and limit.maximum < least):
        one = Money(least) if is_money else 1
        yield clause.found("lint.limit_below_one", key, limit=sentence_of(limit), one=one)
    elif is_promised and most is not None and limit.maximum < most:
        yield clause.found("lint.limit_below_largest", key, limit=sentence_of(limit), largest=Money(most))
    elif _is_idle(clause, limit, most):
        yield clause.found("lint.limit_idle", key, limit=sentence_of(limit))


def _is_idle(clause: Clause, limit: Limit, most: int | None) -> bool:
    """Whether one event alone can never take more than a limit for each event allows."""
    if limit.window is not Window.EVENT or limit.is_household or limit.benefits:
        return False
    is_one = not isinstance(clause.benefit.amount, PerUnit)
    match limit.measure:
        case Measure.TIMES:
            return True
        case Measure.UNITS:
            return is_one
        case _:
            return is_one and most is not None and limit.maximum >= most


def _never_reached(clause: Clause, narrow: Limit, wide: Limit) -> bool:
    """Whether another limit always stops a claim before this one does."""
    one, other = _kind_of(clause, narrow), _kind_of(clause, wide)
    if one[2:] == other[2:] and one[1] == other[1] and narrow.measure is not wide.measure:
        return _is_less_in_units(clause, narrow, wide)
    is_within = narrow.window is Window.EVENT or (wide.window is Window.LIFETIME and narrow.window is not wide.window)
    if not is_within or wide.window is Window.EVENT or (one[0], *one[3:]) != (other[0], *other[3:]):
        return False
    # A stay over New Year meets the limits of both years, and of no third one.
    amount = clause.benefit.amount
    is_spread = (
        isinstance(amount, PerUnit) and amount.is_by_day and wide.window not in {Window.LIFETIME, Window.ROLLING}
    )
    return wide.maximum * (2 if is_spread else 1) <= narrow.maximum


def _is_less_in_units(clause: Clause, narrow: Limit, wide: Limit) -> bool:
    """Whether nights and money limit the same window, and one of them always ends first."""
    amount = clause.benefit.amount
    if not isinstance(amount, PerUnit) or not isinstance(amount.pays, Money) or wide.benefits:
        return False
    rate = amount.pays.satang
    match narrow.measure, wide.measure:
        case Measure.BAHT, Measure.UNITS:
            return wide.maximum * rate <= narrow.maximum
        case Measure.UNITS, Measure.BAHT:
            return wide.maximum < narrow.maximum * rate
        case _:
            return False

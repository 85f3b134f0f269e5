"""What a clause's answer turns on (เงื่อนไขที่ทำให้คำตอบเปลี่ยน): which days, and so which people it answers alike.

A projection asks on few days: the 15th of each month, and those on which something falls due. Whoever has no such day
between them when a time is complete is answered alike, so a clause is asked once for all people of such a stretch of
days of joining or of birth.
"""

from collections.abc import Hashable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, Self, cast

import numpy as np
from attrs import evolve, fields, frozen, has
from numpy.typing import NDArray

from communitywelfare.calendar import Duration, Unit
from communitywelfare.rules import Benefit
from communitywelfare.rules.amounts import AmountForm, is_own_class
from communitywelfare.rules.amounts.base_and_steps import BaseAndSteps
from communitywelfare.rules.amounts.by_years import ByYears
from communitywelfare.rules.amounts.per_unit import PerUnit
from communitywelfare.rules.amounts.steps import Steps
from communitywelfare.rules.columns.days import add_months, first_of_month, month_of
from communitywelfare.rules.expressions import (
    ArrearsAtMost,
    CodeOneOf,
    Condition,
    Lasting,
    LongerThan,
    NeverBehind,
    NoClaimFor,
    SettledFor,
)
from communitywelfare.rules.facts import Clock, CodeFact, Quantity
from communitywelfare.rules.numbers import Completed, QuantityNumber

__all__ = ["Turning", "after", "stretches"]

Whole = NDArray[np.int64]

_BY_WAITS = (Lasting, LongerThan, Steps)
_BY_COUNTING = (Completed, ByYears, BaseAndSteps)
_OF_EARLIER_ARREARS = {NeverBehind, SettledFor}


@frozen(kw_only=True)
class Turning:
    """What the answers of clauses turn on.

    `waits` are lengths of time by their clock; by a clock in `counted` every month makes a difference, by one in
    `daily` every day. `codes` are the codes that are asked. `by_units` tells of a sum that depends on how much happened
    in another way than so much for each night; `nights` of one that is so much for each night. `arrears` tells whether
    being in arrears makes a difference, `earlier_arrears` whether it does that somebody was.
    """

    waits: frozenset[tuple[Clock, Duration]] = frozenset()
    counted: frozenset[Clock] = frozenset()
    daily: frozenset[Clock] = frozenset()
    codes: frozenset[CodeFact] = frozenset()
    by_units: bool = False
    nights: bool = False
    arrears: bool = False
    earlier_arrears: bool = False

    @classmethod
    def of(cls, clauses: Iterable[Benefit]) -> "Turning":
        """What the answers of some clauses turn on, all together."""
        found: Turning | None = None
        for clause in clauses:
            own = _of_clause(clause)
            found = own if found is None else found | own
        return cls() if found is None else found

    @classmethod
    def of_tree(cls, tree: object) -> Self:
        """What all nodes of a tree turn on."""
        nodes = _nodes(tree)
        timed = [(node, clocks) for node in nodes if (clocks := _clocks(node))]
        daily = [(clock, _is_daily(node)) for node, clocks in timed for clock in clocks]
        counted = [clocks[0] for node, clocks in timed if type(node) in _BY_COUNTING and not _is_daily(node)]
        return cls(
            waits=frozenset(
                (clocks[0], each) for node, clocks in timed if type(node) in _BY_WAITS for each in _durations(node)
            ),
            counted=frozenset(counted),
            daily=frozenset(clock for clock, is_daily in daily if is_daily),
            codes=frozenset(node.fact for node in nodes if type(node) is CodeOneOf),
            by_units=any(map(_counts_units, nodes)),
            arrears=any(map(_asks_arrears, nodes)),
            earlier_arrears=any(type(node) in _OF_EARLIER_ARREARS for node in nodes),
        )

    def __or__(self, other: "Turning") -> Self:
        return type(self)(
            waits=self.waits | other.waits,
            counted=self.counted | other.counted,
            daily=self.daily | other.daily,
            codes=self.codes | other.codes,
            by_units=self.by_units or other.by_units,
            nights=self.nights or other.nights,
            arrears=self.arrears or other.arrears,
            earlier_arrears=self.earlier_arrears or other.earlier_arrears,
        )

    def asks(self, clock: Clock) -> bool:
        """Whether anything is counted by a clock at all."""
        return clock in self.counted | self.daily or any(each is clock for each, _time in self.waits)


def _of_clause(clause: Benefit) -> Turning:
    try:
        return _remembered(clause.conditions, cast("Hashable", clause.amount))
    except TypeError:  # something of it has no hash
        return _of_parts(clause.conditions, clause.amount)


@lru_cache(maxsize=4096)  # funds of a nation have many clauses in common
def _remembered(conditions: tuple[Condition, ...], form: Any) -> Turning:  # an `AmountForm`
    return _of_parts(conditions, form)


def _of_parts(conditions: tuple[Condition, ...], form: AmountForm) -> Turning:
    is_nightly = type(form) is PerUnit and form.is_by_day
    found = Turning.of_tree((conditions, form.pays if type(form) is PerUnit and is_nightly else form))
    return evolve(found, nights=True) if is_nightly else found


def _nodes(tree: object) -> list[Any]:  # trees are of many classes
    """Every node of a tree, itself the first."""
    found: list[Any] = []
    _gather(tree, found)
    return found


def _gather(tree: object, found: list[Any]) -> None:  # as above
    kind: Any = type(tree)
    inside = _inside(kind)
    if inside is not None:
        found.append(tree)
        for name in inside:
            _gather(getattr(tree, name), found)
    elif _holds(kind):
        for each in tree.values() if isinstance(tree, Mapping) else cast("tuple[object, ...]", tree):
            _gather(each, found)


@cache
def _holds(kind: Any) -> bool:  # as above
    """Whether one of a class is several trees."""
    return issubclass(kind, tuple | Mapping)


@cache
def _inside(kind: Any) -> tuple[str, ...] | None:  # as above
    """What may hold further nodes in one of a class; None where it is no class of nodes."""
    if not has(kind):
        return None
    return () if kind is NoClaimFor else _names(kind)


@cache
def _names(kind: Any) -> tuple[str, ...]:  # as above
    return tuple(each.name for each in fields(kind))


def _durations(node: Any) -> list[Duration]:  # as above
    return [each for each in _nodes(node) if type(each) is Duration]


def _clocks(node: Any) -> list[Clock]:  # as above
    """The clocks that a node names; both, of a form that another package brings."""
    kind: Any = type(node)
    found = [*Clock] if _is_foreign(kind) else []
    for name in _names(kind):
        value = getattr(node, name)
        if type(value) is Clock:
            found.append(value)
    return found


@cache
def _is_foreign(kind: Any) -> bool:  # as above
    """Whether a class is of forms that another package brings."""
    return hasattr(kind, "entitlement") and not is_own_class(kind)


def _is_daily(node: Any) -> bool:  # as above
    """Whether a node that names a clock counts by days, or in a way that is not known here."""
    if type(node) in _BY_WAITS:
        return False
    if type(node) not in _BY_COUNTING:
        return True
    units = {each.unit for each in _durations(node) if each.count}
    return Unit.DAY in units or getattr(node, "unit", None) is Unit.DAY or getattr(node, "part_over", None) is not None


def _counts_units(node: Any) -> bool:  # as above
    kind: Any = type(node)
    is_counted = kind is QuantityNumber and node.quantity is Quantity.UNITS
    return is_counted or kind is PerUnit or _is_foreign(kind)


def _asks_arrears(node: Any) -> bool:  # as above
    is_number = type(node) is QuantityNumber and node.quantity is Quantity.ARREARS
    return is_number or type(node) is ArrearsAtMost


def stretches(turning: Turning, clock: Clock, days: Whole, *, asked: Whole, fixed: Whole) -> Whole:
    """A number for each of some days in order, such that of those with one number a clause answers alike.

    Args:
        turning: What the clause turns on.
        clock: By which clock the days begin.
        days: Days of joining or of birth, each later than the one before.
        asked: The days on which it is asked, in order.
        fixed: Days on which everything turns for whoever begins on or after them.
    """
    if clock in turning.daily:
        return np.arange(len(days))
    turns = [after(days, time) + late for each, time in turning.waits if each is clock for late in (0, 1)]
    if clock is Clock.MEMBERSHIP:
        turns += [days, days + 1]  # when it begins at all
    parts = [np.searchsorted(asked, each) for each in turns]
    parts.append(np.searchsorted(fixed, days, side="right"))
    if clock in turning.counted:
        of_month, on = days - first_of_month(month_of(days)), np.unique(asked - first_of_month(month_of(asked)))
        parts += [month_of(days), np.searchsorted(on, of_month), np.searchsorted(on, of_month, side="right")]
    is_new = np.zeros(len(days), bool)
    for part in parts:
        is_new[1:] |= part[1:] != part[:-1]
    return np.cumsum(is_new)


def after(days: Whole, time: Duration) -> Whole:
    """The day on which a length of time is complete for each of those who begin on these days."""
    if time.unit is Unit.DAY:
        return days + time.count
    return add_months(days, time.count * (12 if time.unit is Unit.YEAR else 1))

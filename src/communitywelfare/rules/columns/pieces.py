"""Between which days a clause answers the same for somebody, whatever else the years bring.

What falls due every month for thirty years need not be decided 360 times. A clause changes its answer on few days of a
life: when a time is complete, when a row of steps begins. Between two of them it answers on every day as on the first.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from communitywelfare.rules import expressions, numbers
from communitywelfare.rules.amounts.discretion import Discretion
from communitywelfare.rules.amounts.flat import Flat
from communitywelfare.rules.amounts.in_kind import InKind
from communitywelfare.rules.amounts.per_unit import PerUnit
from communitywelfare.rules.amounts.steps import Steps
from communitywelfare.rules.amounts.table import Table
from communitywelfare.rules.columns.conditions import after, start_of
from communitywelfare.rules.columns.days import Days, is_known
from communitywelfare.rules.columns.facts import Facts
from communitywelfare.rules.facts import Quantity

__all__ = ["WHOLE_STRETCH", "Uncertain", "turning_days", "within"]

WHOLE_STRETCH = frozenset({expressions.Lasting, expressions.LongerThan})
"""Conditions that, at the top of a clause, are met in all of its stretch."""


class Uncertain(Exception):  # an answer, told to the caller only
    """When a clause changes its answer cannot be told beforehand."""


def within(condition: Any, facts: Facts, begins: Days, ends: Days) -> tuple[Days, Days]:
    """The part of a stretch of days in which a condition of `WHOLE_STRETCH` is met; none where its start is unknown."""
    start = start_of(condition.clock, facts)
    if condition.is_a is expressions.LongerThan:
        begins = np.maximum(begins, after(start, condition.limit) + 1)
    else:
        if condition.at_least is not None:
            begins = np.maximum(begins, after(start, condition.at_least))
        if condition.less_than is not None:
            ends = np.minimum(ends, after(start, condition.less_than))
    known = is_known(start)
    return begins, ends if known.all() else np.where(known, ends, begins)


def turning_days(tree: Any, facts: Facts) -> list[Days]:
    """The days, for each row, on which the answer of a clause may become another, inside its stretch of `within`.

    Raises:
        Uncertain: Its answer turns on what changes with every day or payment.
    """
    conditions, form = tree
    found: list[Days] = []
    for condition in conditions:
        if condition.is_a not in WHOLE_STRETCH:
            found.extend(_turns(condition, facts))
    return [*found, *_turns(form, facts)]


def _turns(node: Any, facts: Facts) -> list[Days]:
    turns = _TURNS.get(node.is_a)
    if turns is None:
        raise Uncertain(node.is_a.__name__)
    return turns(node, facts)


def _never(_node: Any, _facts: Facts) -> list[Days]:
    return []


def _lasting(node: Any, facts: Facts) -> list[Days]:
    start = start_of(node.clock, facts)
    return [after(start, time) for time in (node.at_least, node.less_than) if time is not None]


def _longer(node: Any, facts: Facts) -> list[Days]:
    return [after(start_of(node.clock, facts), node.limit) + 1]


def _all(*names: str) -> Callable[[Any, Facts], list[Days]]:
    def turns(node: Any, facts: Facts) -> list[Days]:
        parts: list[Any] = []
        for name in names:
            part = getattr(node, name)
            parts.extend(part if isinstance(part, tuple) else (part,))
        return [day for part in parts for day in _turns(part, facts)]

    return turns


def _changes(name: str) -> Callable[[Any, Facts], list[Days]]:
    """The days on which what is known of a person changes."""

    def turns(_node: Any, facts: Facts) -> list[Days]:
        days: list[Days] | None = facts.changes(name)
        if days is None:
            raise Uncertain(name)
        return days

    return turns


def _quantity(node: Any, facts: Facts) -> list[Days]:
    return [] if node.quantity is Quantity.UNITS else _changes(node.quantity.value)(node, facts)


def _settled(node: Any, facts: Facts) -> list[Days]:
    found = [*_changes("settled_on")(node, facts), *_changes("worst_arrears")(node, facts)]
    return [*found, after(facts.spell_ever("settled_on"), node.time)]


def _steps(node: Any, facts: Facts) -> list[Days]:
    start = start_of(node.by, facts)
    found = []
    for row in node.tiers.rows:
        found.append(after(start, row.since) + row.is_over)
        if row.until is not None:
            found.append(after(start, row.until) + row.reaches)
    return found


def _table(node: Any, facts: Facts) -> list[Days]:
    return [day for row in node.rows for condition in row.conditions for day in _turns(condition, facts)]


def _per_unit(node: Any, facts: Facts) -> list[Days]:
    return [] if isinstance(node.pays, np.ndarray) else _turns(node.pays, facts)


_TURNS: dict[type, Callable[[Any, Facts], list[Days]]] = {
    expressions.Lasting: _lasting,
    expressions.LongerThan: _longer,
    expressions.ArrearsAtMost: _changes("arrears"),
    expressions.NeverBehind: _changes("worst_arrears"),
    expressions.SettledFor: _settled,
    expressions.CodeOneOf: _never,
    expressions.AttributeAtLeast: _never,
    expressions.AttributeOneOf: _never,
    expressions.Papers: _never,
    expressions.FiledWithin: _never,
    expressions.AllOf: _all("conditions"),
    expressions.AnyOf: _all("conditions"),
    expressions.Not: _all("condition"),
    expressions.Compares: _all("left", "right"),
    numbers.Literal: _never,
    numbers.AttributeNumber: _never,
    numbers.QuantityNumber: _quantity,
    numbers.Sum: _all("left", "right"),
    numbers.Difference: _all("left", "right"),
    numbers.Product: _all("number", "times"),
    numbers.Least: _all("numbers"),
    numbers.Greatest: _all("numbers"),
    numbers.Share: _all("number"),
    Flat: _never,
    InKind: _never,
    Discretion: _never,
    PerUnit: _per_unit,
    Steps: _steps,
    Table: _table,
}

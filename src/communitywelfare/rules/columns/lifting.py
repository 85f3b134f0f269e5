"""Clauses with their literals lifted out: what is left is a *shape*, which thousands of funds may share.

Two trees have one shape if they differ only in numbers, amounts, lengths of time and sets of codes. Those go into a row
of whole numbers; a shape is evaluated once for all rows that have it, with an array in the place of each literal. Steps
of four rows and of three have one shape too: a last row that is said twice changes nothing.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache, cached_property
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from attrs import evolve, fields, frozen, has

from communitywelfare.calendar import Duration, Unit
from communitywelfare.money import Money, Rounding
from communitywelfare.rules.amounts import is_own, is_own_class
from communitywelfare.rules.columns.days import Whole, as_number
from communitywelfare.rules.expressions import KINDS, CodeOneOf
from communitywelfare.rules.tiers import Tiers

__all__ = ["Shape", "mask_of", "stacked", "taken_apart"]


def mask_of(fact_codes: tuple[str, ...], all_codes: tuple[str, ...]) -> int:
    """A set of codes as bits, in the order of all codes."""
    return sum(1 << all_codes.index(code) for code in set(fact_codes))


def is_of_another(tree: object) -> bool:
    """Whether a node is a form of amount from another package: such a form stays whole, whatever it holds."""
    return hasattr(tree, "entitlement") and not is_own(tree)


_ROWS = 4  # steps are made as long as the next multiple of it


def _lengthened(tree: object) -> object:
    """Tiers of several rows with the last one said again, so that many lengths have one shape; all else as it is."""
    if not isinstance(tree, Tiers) or len(tree.rows) == 1:
        return tree
    return evolve(tree, rows=tree.rows + tree.rows[-1:] * (-len(tree.rows) % _ROWS))


def taken_apart(tree: object) -> tuple[Hashable, list[int]]:
    """The shape of a tree, and its literals in a fixed order."""
    leaves: list[int] = []
    return _shape(tree, leaves), leaves


def _shape(tree: object, leaves: list[int]) -> Hashable:
    kind: Any = type(tree)
    return _reading_of(kind)(tree, leaves)


_Reading = Callable[[Any, list[int]], Hashable]


@cache
def _reading_of(kind: Any) -> _Reading:  # a class of any kind of node
    """How trees of a class are taken apart, found out once."""
    if hasattr(kind, "entitlement") and not is_own_class(kind):
        return _whole
    for kinds, reading in _READINGS:
        if issubclass(kind, kinds):
            return reading
    if not has(kind):
        raise TypeError(f"no shape of a {kind.__name__} is known")
    names = tuple(field.name for field in fields(kind) if field.eq)

    def read(tree: Any, leaves: list[int]) -> Hashable:
        tree = _lengthened(tree)
        return kind, tuple([_shape(getattr(tree, name), leaves) for name in names])

    return read


def _whole(tree: Any, _leaves: list[int]) -> Hashable:
    return cast("Hashable", tree)


def _number(tree: int, leaves: list[int]) -> Hashable:
    leaves.append(tree)
    return int


def _money(tree: Money, leaves: list[int]) -> Hashable:
    leaves.append(tree.satang)
    return Money


def _duration(tree: Duration, leaves: list[int]) -> Hashable:
    leaves.append(tree.count * (12 if tree.unit is Unit.YEAR else 1))
    return Duration, tree.unit is Unit.DAY


def _fraction(tree: Fraction, leaves: list[int]) -> Hashable:
    leaves.extend((tree.numerator, tree.denominator))
    return Fraction


def _date(tree: date, leaves: list[int]) -> Hashable:
    leaves.append(as_number(tree))
    return date


def _rounding(tree: Rounding, leaves: list[int]) -> Hashable:
    leaves.append(tree.to.satang)
    return Rounding, tree.direction


def _codes(tree: CodeOneOf, leaves: list[int]) -> Hashable:
    leaves.append(mask_of(tree.allowed, tuple(option.value for option in KINDS[tree.fact])))
    return CodeOneOf, tree.fact


def _all(tree: tuple[object, ...], leaves: list[int]) -> Hashable:
    return tuple([_shape(each, leaves) for each in tree])


def _by_key(tree: Mapping[str, object], leaves: list[int]) -> Hashable:
    return tuple([(key, _shape(tree[key], leaves)) for key in sorted(tree)])


_READINGS: tuple[tuple[Any, _Reading], ...] = (
    ((bool, type(None), str, Enum, Decimal), _whole),
    (int, _number),
    (Money, _money),
    (Duration, _duration),
    (Fraction, _fraction),
    (date, _date),
    (Rounding, _rounding),
    (CodeOneOf, _codes),
    (tuple, _all),
    (Mapping, _by_key),
)


def stacked(tree: object, leaves: Iterator[Whole]) -> Any:  # a tree of arrays has no class of its own
    """The tree with an array in the place of each literal; a node is a namespace with its class as `is_a`."""
    if is_of_another(tree):
        return tree
    tree = _lengthened(tree)
    match tree:
        case bool() | None | str() | Enum() | Decimal():
            return tree
        case int() | Money() | date():
            return next(leaves)
        case Duration():
            return SimpleNamespace(is_a=Duration, count=next(leaves), is_days=tree.unit is Unit.DAY)
        case Fraction():
            return SimpleNamespace(is_a=Fraction, numerator=next(leaves), denominator=next(leaves))
        case Rounding():
            return SimpleNamespace(is_a=Rounding, to=next(leaves), direction=tree.direction)
        case CodeOneOf():
            return SimpleNamespace(is_a=CodeOneOf, fact=tree.fact, mask=next(leaves))
        case tuple():
            return tuple(stacked(each, leaves) for each in tree)
        case Mapping():
            return {key: stacked(tree[key], leaves) for key in sorted(tree)}
    kind = type(tree)
    parts = {field.name: stacked(getattr(tree, field.name), leaves) for field in fields(kind) if field.eq}  # type: ignore[arg-type]
    return SimpleNamespace(is_a=kind, **parts)


@frozen(eq=False)
class Shape:
    """Clauses of one shape: one of them as the pattern, and the literals of all, a row for each clause.

    `row_of` finds the row by the number of a clause.
    """

    pattern: tuple[tuple[object, ...], object]
    row_of: Whole
    literals: Whole

    def of(self, clauses: Whole) -> Any:  # a tree of arrays
        """The tree with the literals of these clauses in their order; one that all clauses share is one number."""
        tree, of_rows = self._prepared
        return tree if of_rows is None else of_rows(self.row_of.take(clauses))

    @cached_property
    def _prepared(self) -> tuple[Any, "OfRows | None"]:
        """The tree with whole columns for literals, and what gathers rows of them; None where all clauses share all."""
        columns = (
            np.asarray(column[0]) if (column == column[0]).all() else np.ascontiguousarray(column)
            for column in self.literals.T
        )
        tree = stacked(self.pattern, columns)
        return tree, _of_rows(tree)


OfRows = Callable[[Whole], Any]


def _of_rows(tree: Any) -> OfRows | None:  # a tree of arrays
    """What gathers rows of the columns in a tree, and leaves all else as it is; None where there is no column."""
    if isinstance(tree, np.ndarray):
        return tree.take if tree.ndim else None
    if isinstance(tree, SimpleNamespace):
        return _of_all(vars(tree), lambda parts: SimpleNamespace(**parts))
    if isinstance(tree, tuple):
        return _of_all(dict(enumerate(tree)), lambda parts: tuple(parts.values()))
    return _of_all(tree, dict) if isinstance(tree, dict) else None


def _of_all(parts: Mapping[Any, Any], whole: Callable[[dict[Any, Any]], Any]) -> OfRows | None:
    varying = {name: gather for name, part in parts.items() if (gather := _of_rows(part)) is not None}
    if not varying:
        return None
    return lambda rows: whole({**parts, **{name: gather(rows) for name, gather in varying.items()}})

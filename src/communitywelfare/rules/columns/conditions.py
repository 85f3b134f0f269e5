"""Conditions and numbers over arrays: the same three answers as for one claim, for every row of a shape at once."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from communitywelfare.calendar import Unit
from communitywelfare.money import Direction
from communitywelfare.rules import expressions, numbers
from communitywelfare.rules.columns.days import (
    Days,
    Flags,
    Whole,
    add_months,
    is_known,
    known_or,
    months_until,
    most_of,
    whole_months,
)
from communitywelfare.rules.columns.facts import Facts, Texts
from communitywelfare.rules.expressions import Operator
from communitywelfare.rules.facts import Clock, CodeFact, Quantity
from communitywelfare.rules.numbers import number_in

__all__ = ["BLOCK", "INFO", "REFER", "Lasted", "Ranks", "after", "answers", "rounded", "start_of", "times", "values"]

Ranks = NDArray[np.int8]
BLOCK, REFER, INFO = np.int8(0), np.int8(1), np.int8(2)


def answers(node: Any, facts: Facts) -> Ranks:  # a tree of arrays has no class of its own
    """What a condition answers on every row: `BLOCK`, `REFER` or `INFO`."""
    return _ANSWERS[node.is_a](node, facts)


def values(node: Any, facts: Facts) -> tuple[Whole, Flags]:  # as above
    """A number on every row, and where all facts that it needs are known."""
    return _VALUES[node.is_a](node, facts)


def after(start: Days, time: Any) -> Days:  # as above
    """The day on which a time since `start` is complete; any day where `start` is not known."""
    return start + time.count if time.is_days else add_months(known_or(start, 0), time.count)


class Lasted:
    """How long something has lasted on the basis days: the months are counted once, however many times are asked for.

    It answers anything where the start is not known.
    """

    def __init__(self, start: Days, basis: Days) -> None:
        self.start, self.basis = start, basis
        self.months: dict[bool, Whole] = {}

    def completes(self, time: Any, *, before: bool) -> Flags:  # as above
        """Whether a time is complete on the basis day, or, for `before`, on the day before it."""
        if time.is_days:
            return self.start + time.count <= self.basis - before
        if before not in self.months:
            self.months[before] = months_until(known_or(self.start, 0), self.basis - before)
        return self.months[before] >= time.count


def start_of(clock: Clock, facts: Facts) -> Days:
    """The days from which a length of time runs."""
    return facts.tenure_from if clock is Clock.MEMBERSHIP else facts.birth


def _met(met: Flags, known: Flags | None = None) -> Ranks:
    found = met.astype(np.int8) * INFO  # BLOCK is 0
    return found if known is None or known.all() else np.where(known, found, REFER)


def _lasting(node: Any, facts: Facts) -> Ranks:
    start = start_of(node.clock, facts)
    met = np.ones(len(facts), bool)
    if node.at_least is not None:
        met &= after(start, node.at_least) <= facts.basis
    if node.less_than is not None:
        met &= after(start, node.less_than) > facts.basis
    return _met(met, is_known(start))


def _longer_than(node: Any, facts: Facts) -> Ranks:
    start = start_of(node.clock, facts)
    return _met(after(start, node.limit) < facts.basis, is_known(start))


def _arrears(node: Any, facts: Facts) -> Ranks:
    return _met(facts.arrears <= node.months, is_known(facts.arrears))


def _codes(node: Any, facts: Facts) -> Ranks:
    match node.fact:
        case CodeFact.GROUP:
            return _met((facts.groups & node.mask) != 0)
        case CodeFact.RELATION:
            return _met((facts.relations & node.mask) != 0)
        case _:
            return _met((facts.sexes & node.mask) != 0, facts.sexes != 0)


def _stated(name: str, facts: Facts) -> Texts:
    found = facts.attributes.get(name)
    return Texts(np.full(len(facts), -1, np.int32), ()) if found is None else found


def _by_text(texts: Texts, judge: Callable[[str], int]) -> NDArray[np.int64]:
    """A judgement of each stated text, made once for each different text; that of no text stands last."""
    judged = np.array([*map(judge, texts.texts), int(REFER)], np.int64)
    return judged[texts.codes]


def _attribute_at_least(node: Any, facts: Facts) -> Ranks:
    def judge(text: str) -> int:
        if not expressions.is_number(text):
            return int(REFER)
        return int(INFO if Decimal(text) >= node.minimum else BLOCK)

    return _by_text(_stated(node.name, facts), judge).astype(np.int8)


def _attribute_one_of(node: Any, facts: Facts) -> Ranks:
    judged = _by_text(_stated(node.name, facts), lambda text: int(INFO if text in node.allowed else BLOCK))
    return judged.astype(np.int8)


def _papers(node: Any, facts: Facts) -> Ranks:
    there = np.ones(len(facts), bool)
    for paper in node.needed:
        there &= facts.documents.get(paper, False)
    return np.where(there, INFO, REFER)


def _filed(node: Any, facts: Facts) -> Ranks:
    return _met(facts.claim_day <= after(facts.event_day, node.limit))


def _never_behind(node: Any, facts: Facts) -> Ranks:
    return _met(facts.worst_arrears < node.ends_from, is_known(facts.worst_arrears))


def _settled(node: Any, facts: Facts) -> Ranks:
    met = ~is_known(facts.settled_on) | (after(facts.settled_on, node.time) <= facts.basis)
    return _met(met, is_known(facts.worst_arrears))


def _compares(node: Any, facts: Facts) -> Ranks:
    (left, left_known), (right, right_known) = values(node.left, facts), values(node.right, facts)
    return _met(_SIGNS[node.sign](left, right), left_known & right_known)


_SIGNS: dict[Operator, Callable[[Whole, Whole], Flags]] = {
    Operator.LESS: np.less,
    Operator.AT_MOST: np.less_equal,
    Operator.EQUAL: np.equal,
    Operator.DIFFERENT: np.not_equal,
    Operator.AT_LEAST: np.greater_equal,
    Operator.MORE: np.greater,
}


def _all_of(node: Any, facts: Facts) -> Ranks:
    return np.minimum.reduce([answers(each, facts) for each in node.conditions])


def _any_of(node: Any, facts: Facts) -> Ranks:
    return np.maximum.reduce([answers(each, facts) for each in node.conditions])


def _not(node: Any, facts: Facts) -> Ranks:
    return INFO - answers(node.condition, facts)


_ANSWERS: dict[type, Callable[[Any, Facts], Ranks]] = {
    expressions.Lasting: _lasting,
    expressions.LongerThan: _longer_than,
    expressions.ArrearsAtMost: _arrears,
    expressions.CodeOneOf: _codes,
    expressions.AttributeAtLeast: _attribute_at_least,
    expressions.AttributeOneOf: _attribute_one_of,
    expressions.Papers: _papers,
    expressions.FiledWithin: _filed,
    expressions.NeverBehind: _never_behind,
    expressions.SettledFor: _settled,
    expressions.Compares: _compares,
    expressions.AllOf: _all_of,
    expressions.AnyOf: _any_of,
    expressions.Not: _not,
}

# --- numbers ---


def _literal(node: Any, facts: Facts) -> tuple[Whole, Flags]:
    return np.broadcast_to(node.value, len(facts)), np.ones(len(facts), bool)


def _quantity(node: Any, facts: Facts) -> tuple[Whole, Flags]:
    column = {
        Quantity.ARREARS: facts.arrears,
        Quantity.PAID: facts.paid,
        Quantity.PAID_MONTHS: facts.paid_months,
        Quantity.UNITS: facts.units,
    }[node.quantity]
    known = is_known(column)
    return np.where(known, column, 0), known


def _attribute(node: Any, facts: Facts) -> tuple[Whole, Flags]:
    texts = _stated(node.name, facts)
    found = [number_in(text, node.kind) for text in texts.texts]
    numbered = np.array([*(0 if each is None else each for each in found), 0], np.int64)
    known = np.array([*(each is not None for each in found), False], bool)
    return numbered[texts.codes], known[texts.codes]


def _completed(node: Any, facts: Facts) -> tuple[Whole, Flags]:
    start = start_of(node.clock, facts)
    known = is_known(start)
    start = np.where(known, start, 0)
    if node.unit is Unit.DAY:
        return np.maximum(facts.basis - start, 0), known
    size = 12 if node.unit is Unit.YEAR else 1
    count = whole_months(start, facts.basis) // size
    if node.part_over is not None:
        count = count + (after(add_months(start, count * size), node.part_over) < facts.basis)
    return np.where(facts.basis < start, 0, count), known


def _two(join: Callable[[Whole, Whole], Whole]) -> Callable[[Any, Facts], tuple[Whole, Flags]]:
    def joined(node: Any, facts: Facts) -> tuple[Whole, Flags]:
        (left, left_known), (right, right_known) = values(node.left, facts), values(node.right, facts)
        return join(left, right), left_known & right_known

    return joined


def _product(node: Any, facts: Facts) -> tuple[Whole, Flags]:
    (number, number_known), (count, count_known) = values(node.number, facts), values(node.times, facts)
    return times(number, count), number_known & count_known


def times(amount: Whole, count: Whole) -> Whole:
    """A product that is exact or refused: int64 would wrap around in silence."""
    if np.size(amount) and np.size(count) and _size(amount) * _size(count) > _LARGEST:
        raise OverflowError("amounts beyond 92 thousand billion baht cannot be reckoned in columns")
    return amount * count


def _size(values: Whole) -> int:
    """The greatest of the values, whichever sign they have."""
    greatest = most_of(values)
    return greatest if greatest <= _LARGEST else max(int(np.max(values)), -int(np.min(values)))


_LARGEST = int(np.iinfo(np.int64).max)


def _many(join: Callable[[list[Whole]], Whole]) -> Callable[[Any, Facts], tuple[Whole, Flags]]:
    def joined(node: Any, facts: Facts) -> tuple[Whole, Flags]:
        found = [values(each, facts) for each in node.numbers]
        return join([value for value, _known in found]), np.logical_and.reduce([known for _value, known in found])

    return joined


def _share(node: Any, facts: Facts) -> tuple[Whole, Flags]:
    number, known = values(node.number, facts)
    return rounded(number, node.part.numerator, node.part.denominator, node.rounding), known


def rounded(amount: Whole, numerator: Whole, denominator: Whole, rounding: Any) -> Whole:  # a tree
    """Satang times a fraction, rounded once to a unit."""
    above, below = times(amount, numerator), denominator * rounding.to
    units = above // below
    rest = above - units * below
    match rounding.direction:
        case Direction.UP:
            units = units + (rest > 0)
        case Direction.HALF_UP:
            units = units + (2 * rest >= below)
        case Direction.HALF_EVEN:
            units = units + ((2 * rest > below) | ((2 * rest == below) & (units % 2 == 1)))
    return units * rounding.to


_VALUES: dict[type, Callable[[Any, Facts], tuple[Whole, Flags]]] = {
    numbers.Literal: _literal,
    numbers.QuantityNumber: _quantity,
    numbers.AttributeNumber: _attribute,
    numbers.Completed: _completed,
    numbers.Sum: _two(np.add),
    numbers.Difference: _two(np.subtract),
    numbers.Product: _product,
    numbers.Least: _many(np.minimum.reduce),
    numbers.Greatest: _many(np.maximum.reduce),
    numbers.Share: _share,
}
NUMBERS = tuple(_VALUES)

"""What the conditions of a clause ask, as formulas over facts."""

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from typing import cast

from communitywelfare.calendar import Duration
from communitywelfare.members import Group, Relationship, Sex
from communitywelfare.rules.expressions import (
    AllOf,
    AnyOf,
    ArrearsAtMost,
    AttributeAtLeast,
    AttributeOneOf,
    CodeOneOf,
    Compares,
    Condition,
    Lasting,
    LongerThan,
    NeverBehind,
    NoClaimFor,
    Operator,
    Papers,
)
from communitywelfare.rules.expressions import Not as Denied
from communitywelfare.rules.facts import CodeFact, Quantity
from communitywelfare.rules.lint.atoms import HOLDS, Among, Flag, Weighed, since
from communitywelfare.rules.lint.logic import And, Formula, Known, Not, Or
from communitywelfare.rules.lint.sizes import span
from communitywelfare.rules.numbers import (
    SCALE,
    AttributeNumber,
    Completed,
    Difference,
    Kind,
    Literal,
    Number,
    QuantityNumber,
)
from communitywelfare.rules.terms import MIRRORED
from communitywelfare.rules.vocabulary import Attribute, AttributeKind

__all__ = ["asked_by"]

Attributes = Mapping[str, Attribute]
_CODES = {
    CodeFact.SEX: tuple(sex.value for sex in Sex if sex is not Sex.UNKNOWN),
    CodeFact.RELATION: tuple(relation.value for relation in Relationship),
    CodeFact.GROUP: tuple(group.value for group in Group),
}


def asked_by(condition: Condition, attributes: Attributes) -> Formula:
    """What a condition asks of the facts, all of them known."""
    match condition:
        case AllOf(parts):
            return And(tuple(asked_by(part, attributes) for part in parts))
        case AnyOf(parts):
            return Or(tuple(asked_by(part, attributes) for part in parts))
        case Denied(part):
            return Not(asked_by(part, attributes))
        case Lasting(clock, at_least, less_than):
            reached = [since(clock, at_least)] if at_least is not None else []
            passed = [Not(since(clock, less_than))] if less_than is not None else []
            return And((*reached, *passed))
        case LongerThan(clock, limit):
            return since(clock, limit, is_over=True)
        case CodeOneOf(fact, allowed):
            return _coded(fact, allowed)
        case AttributeOneOf(name, allowed):
            return Among(("text", name), frozenset(allowed), _options(attributes.get(name)), is_closed=False)
        case _:
            return _counted(condition)


def _counted(condition: Condition) -> Formula:
    match condition:
        case ArrearsAtMost(months):
            return Weighed(QuantityNumber(Quantity.ARREARS), Operator.AT_MOST, months)
        case NeverBehind(ends_from):
            return Weighed("worst arrears", Operator.LESS, ends_from)
        case AttributeAtLeast(name, minimum):
            literal = Fraction(minimum) * SCALE
            return Weighed((name, Kind.NUMBER), Operator.AT_LEAST, literal, is_whole=False)
        case Compares(left, sign, right):
            return _compared(left, sign, right)
        case Papers(()):
            return Known(truth=True)
        case NoClaimFor(time) if time.count == 0:
            return Known(truth=True)
        case _:
            return Flag(cast("Hashable", condition))


def _coded(fact: CodeFact, allowed: Iterable[str]) -> Formula:
    if fact is CodeFact.GROUP:  # a person may be in several groups; in none only where the register does not say
        if set(_CODES[fact]) <= set(allowed):
            return Flag((fact, "any"), is_usual=True)
        return Or(tuple(Flag((fact, code)) for code in allowed))
    return Among(fact, frozenset(allowed), _CODES[fact])


def _options(attribute: Attribute | None) -> tuple[str, ...]:
    if attribute is None:
        return ()
    return ("yes", "no") if attribute.kind is AttributeKind.YES_NO else attribute.options


def _compared(left: Number, sign: Operator, right: Number) -> Formula:
    if isinstance(left, Literal) and isinstance(right, Literal):
        return Known(HOLDS[sign](Fraction(left.value), Fraction(right.value)))
    if isinstance(left, Literal):
        left, sign, right = right, MIRRORED[sign], left
    if not isinstance(right, Literal):
        left, right = Difference(left, right), Literal(0, left.kind)
    if isinstance(left, Completed) and left.part_over is None:
        return _completed(left, sign, right.value)
    if isinstance(left, AttributeNumber):
        return Weighed((left.name, left.kind), sign, right.value, is_whole=left.kind is not Kind.NUMBER)
    least, most = span(left)
    return Weighed(cast("Hashable", left), sign, right.value, least, most)


def _completed(left: Completed, sign: Operator, count: int) -> Formula:
    """Completed years, months or days, as the length of time that they are."""

    def at_least(least: int) -> Formula:
        return since(left.clock, Duration(least, left.unit)) if least > 0 else Known(truth=True)

    match sign:
        case Operator.AT_LEAST:
            return at_least(count)
        case Operator.MORE:
            return at_least(count + 1)
        case Operator.LESS:
            return Not(at_least(count))
        case Operator.AT_MOST:
            return Not(at_least(count + 1))
        case Operator.EQUAL:
            return And((at_least(count), Not(at_least(count + 1))))
        case _:
            return Not(And((at_least(count), Not(at_least(count + 1)))))

"""Conditions and limits as sentences: the code and the figures of each, for words that others give them."""

from functools import singledispatch

from communitywelfare.errors import Finding, Severity
from communitywelfare.money import Money
from communitywelfare.rules.expressions import (
    KINDS,
    AllOf,
    AnyOf,
    ArrearsAtMost,
    AttributeAtLeast,
    AttributeOneOf,
    CodeOneOf,
    Compares,
    FiledWithin,
    Lasting,
    LongerThan,
    NeverBehind,
    NoClaimFor,
    Not,
    Papers,
    SettledFor,
)
from communitywelfare.rules.limits import Limit, Measure, Window

__all__ = ["Said", "of_condition", "of_limit", "sentence_of"]

Said = tuple[str, dict[str, object]]


def sentence_of(thing: object) -> Finding:
    """A condition or a limit as a sentence inside another."""
    code, params = of_limit(thing) if isinstance(thing, Limit) else of_condition(thing)
    return Finding(code, Severity.INFO, params=params)


def of_limit(limit: Limit) -> Said:
    """A limit, whom else it counts apart."""
    maximum = Money(limit.maximum) if limit.measure is Measure.BAHT else limit.maximum
    told: dict[str, object] = {"limit": maximum, "measure": limit.measure, "window": limit.time or limit.window}
    if limit.time is not None:
        return "clause.limit_rolling", told
    return ("clause.limit_lifetime" if limit.window is Window.LIFETIME else "clause.limit"), told


@singledispatch
def of_condition(condition: object) -> Said:
    """A condition, with those inside it."""
    return "clause.other_condition", {"condition": type(condition).__name__}


@of_condition.register
def _(condition: LongerThan) -> Said:
    return f"clause.over_{condition.clock.value}", {"limit": condition.limit}


@of_condition.register
def _(condition: Compares) -> Said:
    return "clause.compares", {"left": condition.left, "sign": condition.sign, "right": condition.right}


@of_condition.register
def _(condition: NoClaimFor) -> Said:
    return "clause.no_claim", {"benefits": condition.benefits, "time": condition.time}


@of_condition.register
def _(condition: NeverBehind) -> Said:
    return "clause.never_behind", {"months": condition.ends_from}


@of_condition.register
def _(condition: SettledFor) -> Said:
    return "clause.settled_for", {"time": condition.time}


@of_condition.register
def _(condition: AllOf) -> Said:
    return "clause.all_of", {"parts": tuple(map(sentence_of, condition.conditions))}


@of_condition.register
def _(condition: AnyOf) -> Said:
    return "clause.any_of", {"parts": tuple(map(sentence_of, condition.conditions))}


@of_condition.register
def _(condition: Not) -> Said:
    return "clause.not_of", {"parts": (sentence_of(condition.condition),)}


@of_condition.register
def _(condition: Lasting) -> Said:
    bounds: dict[str, object] = {"at_least": condition.at_least, "less_than": condition.less_than}
    if condition.less_than is None:
        return f"clause.{condition.clock.value}_from", bounds
    return f"clause.{condition.clock.value}_{'below' if condition.at_least is None else 'between'}", bounds


@of_condition.register
def _(condition: ArrearsAtMost) -> Said:
    return "clause.arrears", {"months": condition.months}


@of_condition.register
def _(condition: CodeOneOf) -> Said:
    return f"clause.{condition.fact.value}", {"allowed": tuple(map(KINDS[condition.fact], condition.allowed))}


@of_condition.register
def _(condition: AttributeAtLeast) -> Said:
    return "clause.attribute_at_least", {"name": condition.label or condition.name, "minimum": str(condition.minimum)}


@of_condition.register
def _(condition: AttributeOneOf) -> Said:
    told: dict[str, object] = {"name": condition.label or condition.name}
    if condition.allowed in {("yes",), ("no",)}:
        return ("clause.attribute_yes" if condition.allowed == ("yes",) else "clause.attribute_no"), told
    return "clause.attribute_one_of", told | {"allowed": condition.allowed}


@of_condition.register
def _(condition: Papers) -> Said:
    return "clause.documents", {"documents": condition.needed}


@of_condition.register
def _(condition: FiledWithin) -> Said:
    return "clause.filed_within", {"limit": condition.limit}

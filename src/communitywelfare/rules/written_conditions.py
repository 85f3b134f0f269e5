"""The conditions of a clause as its keys: each in the first place of the fixed order that has words for it."""

from collections.abc import Callable, Mapping, Sequence

from communitywelfare.rules.bylaws import Standing
from communitywelfare.rules.expressions import (
    AttributeAtLeast,
    AttributeOneOf,
    CodeOneOf,
    Compares,
    Condition,
    FiledWithin,
    Lasting,
    NoClaimFor,
    Operator,
    Papers,
)
from communitywelfare.rules.facts import Clock, CodeFact, Quantity
from communitywelfare.rules.notated import Notated
from communitywelfare.rules.numbers import Literal, QuantityNumber
from communitywelfare.rules.reading import conditions_of_standing

__all__ = ["conditions_of"]

Document = dict[str, object]
_MOST_MONTHS = 9_999
_IN_WORDS = "when"


def conditions_of(conditions: Sequence[Condition], standing: Standing | None, notated: Notated) -> Document:
    """The keys that read as these conditions, in this order.

    Raises:
        ByLawError: One of them has no words where it stands.
    """
    asked = tuple(conditions_of_standing(standing))
    before, rest = _taken(_BEFORE_STANDING, conditions)
    if asked and rest[: len(asked)] == asked:
        rest = rest[len(asked) :]
    elif asked:
        before["standing"] = "any"
    keys, rest = _taken(_BEFORE_WORDS, rest)
    last: Document = {}
    words = list(rest)
    for key, written in reversed(_AFTER_WORDS):
        value = written(words[-1]) if words else None
        if value is not None:
            last[key] = value
            words.pop()
    return {**before, **keys, **_in_words(words, notated), **last}


Written = Callable[[Condition], object | None]


def _taken(
    places: Sequence[tuple[str, Written]], conditions: Sequence[Condition]
) -> tuple[Document, tuple[Condition, ...]]:
    """What these places can say of the first conditions, and the conditions that are left."""
    keys: Document = {}
    left = tuple(conditions)
    for key, written in places:
        value = written(left[0]) if left else None
        if value is not None:
            keys[key] = value
            left = left[1:]
    return keys, left


def _in_words(conditions: Sequence[Condition], notated: Notated) -> Document:
    """What is asked of the event: as a table by attribute where it is nothing else, in the notation otherwise."""
    if not conditions:
        return {}
    tests: Mapping[str, object] = dict(found for found in map(_test, conditions) if found is not None)
    if len(tests) == len(conditions):
        return {_IN_WORDS: tests}
    return {_IN_WORDS: [notated.condition(each) for each in conditions]}


def _test(condition: Condition) -> tuple[str, Document] | None:
    match condition:
        case AttributeOneOf(name, allowed):
            return name, {"one_of": list(allowed)}
        case AttributeAtLeast(name, minimum):
            return name, {"at_least": f"{minimum:f}"}
        case _:
            return None


def _wait(condition: Condition) -> object | None:
    match condition:
        case Lasting(Clock.MEMBERSHIP, time, None):
            return None if time is None else str(time)
        case _:
            return None


def _paid_for(condition: Condition) -> object | None:
    match condition:
        case Compares(QuantityNumber(Quantity.PAID_MONTHS), Operator.AT_LEAST, Literal(months)):
            return f"{months} months" if months <= _MOST_MONTHS else f"{months // 12} years"
        case _:
            return None


def _age(condition: Condition) -> object | None:
    match condition:
        case Lasting(Clock.AGE, since, below):
            bounds = {"from": since, "below": below}
            return {key: str(time) for key, time in bounds.items() if time is not None}
        case _:
            return None


def _codes(fact: CodeFact) -> Written:
    def written(condition: Condition) -> object | None:
        return list(condition.allowed) if isinstance(condition, CodeOneOf) and condition.fact is fact else None

    return written


def _no_claim(condition: Condition) -> object | None:
    match condition:
        case NoClaimFor(time, benefits):
            return {"for": str(time), "of": list(benefits)}
        case _:
            return None


def _documents(condition: Condition) -> object | None:
    return list(condition.needed) if isinstance(condition, Papers) else None


def _claim_within(condition: Condition) -> object | None:
    return str(condition.limit) if isinstance(condition, FiledWithin) else None


_BEFORE_STANDING: Sequence[tuple[str, Written]] = (("wait", _wait), ("paid_for", _paid_for))
_BEFORE_WORDS: Sequence[tuple[str, Written]] = (
    ("age", _age),
    ("groups", _codes(CodeFact.GROUP)),
    ("sex", _codes(CodeFact.SEX)),
    ("relations", _codes(CodeFact.RELATION)),
    ("no_claim", _no_claim),
)
_AFTER_WORDS: Sequence[tuple[str, Written]] = (("documents", _documents), ("claim_within", _claim_within))

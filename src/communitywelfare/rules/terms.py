"""What the notation reads on its way to a tree: numbers, lengths of time, clocks, codes, texts and conditions."""

from collections.abc import Mapping
from decimal import Decimal

from attrs import frozen

from communitywelfare.calendar import Duration, Unit
from communitywelfare.rules.expressions import (
    ArrearsAtMost,
    AttributeAtLeast,
    AttributeOneOf,
    Compares,
    Condition,
    Operator,
)
from communitywelfare.rules.facts import Clock, CodeFact, Quantity
from communitywelfare.rules.numbers import (
    SCALE,
    AttributeNumber,
    Completed,
    Difference,
    Greatest,
    Kind,
    Least,
    Literal,
    Number,
    Product,
    QuantityNumber,
    Share,
    Sum,
)
from communitywelfare.rules.vocabulary import Attribute, AttributeKind

__all__ = [
    "CLOCKS",
    "CODES",
    "MIRRORED",
    "NUMBERS",
    "QUANTITIES",
    "Term",
    "Text",
    "TextAttribute",
    "described",
    "in_months",
    "stated_term",
    "usual",
    "with_point",
]

_NUMBER_OF = {AttributeKind.WHOLE: Kind.COUNT, AttributeKind.NUMBER: Kind.NUMBER, AttributeKind.BAHT: Kind.BAHT}


@frozen
class Text:
    """A text in quotes."""

    value: str


@frozen
class TextAttribute:
    """A text that the claim states, and the texts it may be, if the list is closed."""

    name: str
    options: tuple[str, ...]
    label: Mapping[str, str]


Term = Condition | Number | Duration | Clock | CodeFact | Text | TextAttribute
CLOCKS = {clock.value: clock for clock in Clock}
CODES = {fact.value: fact for fact in CodeFact}
QUANTITIES = {quantity.value: quantity for quantity in Quantity}
NUMBERS = Literal | QuantityNumber | AttributeNumber | Completed | Sum | Difference | Product | Least | Greatest | Share


def described(term: Term) -> str:
    """What a term is, in one word, for a message."""
    if isinstance(term, NUMBERS):
        kind: Kind = term.kind
        return kind.value
    if isinstance(term, Clock | CodeFact):
        return str(term.value)
    if isinstance(term, Text | TextAttribute):
        return "text"
    return "time" if isinstance(term, Duration) else "condition"


MIRRORED = {
    Operator.LESS: Operator.MORE,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.EQUAL: Operator.EQUAL,
    Operator.DIFFERENT: Operator.DIFFERENT,
    Operator.AT_LEAST: Operator.AT_MOST,
    Operator.MORE: Operator.LESS,
}


def in_months(term: Term) -> Term:
    """A length of time as months, beside months in arrears; anything else as it is."""
    if isinstance(term, Duration) and term.unit is not Unit.DAY:
        return Literal(term.count * (12 if term.unit is Unit.YEAR else 1), Kind.MONTHS)
    return term


def with_point(number: Number) -> Number:
    """A whole number as a number with a point."""
    if number.kind is Kind.NUMBER:
        return number
    if isinstance(number, Literal):
        return Literal(number.value * SCALE, Kind.NUMBER)
    return Product(Literal(SCALE, Kind.NUMBER), number)


def stated_term(attribute: Attribute) -> Term:
    """What a declared attribute is in a text."""
    match attribute.kind:
        case AttributeKind.TEXT:
            return TextAttribute(attribute.name, attribute.options, attribute.label)
        case AttributeKind.YES_NO:
            return AttributeOneOf(attribute.name, ("yes",), attribute.label)
        case _:
            return AttributeNumber(attribute.name, _NUMBER_OF[attribute.kind], attribute.label)


def usual(found: Compares) -> Condition:
    """The same question in the words of the keys, where these have some: one tree, however a clause is written."""
    match found:
        case Compares(QuantityNumber(Quantity.ARREARS), Operator.AT_MOST, Literal(months)):
            return ArrearsAtMost(months)
        case Compares(QuantityNumber(Quantity.ARREARS), Operator.LESS, Literal(months)) if months > 0:
            return ArrearsAtMost(months - 1)
        case Compares(AttributeNumber(name, Kind.NUMBER, label), Operator.AT_LEAST, Literal(least)):
            return AttributeAtLeast(name, Decimal(least).scaleb(-4).normalize(), label)
        case _:
            return found

"""Numbers and comparisons of a by-law as people say them: a formula, a bill, completed years of membership."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import singledispatch

from communitywelfare.money import Money
from communitywelfare.rules.expressions import Reckoned
from communitywelfare.rules.numbers import (
    SCALE,
    AttributeNumber,
    Completed,
    Difference,
    Greatest,
    Kind,
    Least,
    Literal,
    Product,
    QuantityNumber,
    Share,
    Sum,
)

__all__ = ["Say", "spelled"]

Say = Callable[..., str]


@singledispatch
def spelled(node: object, say: Say) -> str | None:  # noqa: ARG001  # what is no node
    """A node of a tree in words; None for what is none. `say` shows a value, or fills a sentence by its code."""
    return None


@spelled.register
def _(node: Reckoned, say: Say) -> str:
    return _counted(node.value, node.kind, say)


@spelled.register
def _(node: Literal, say: Say) -> str:
    return _counted(node.value, node.kind, say)


def _counted(value: int, kind: Kind, say: Say) -> str:
    match kind:
        case Kind.BAHT:
            return say("number.baht", amount=Money(value))
        case Kind.MONTHS:
            return say("number.months", count=value)
        case Kind.NUMBER:
            return f"{Decimal(value) / SCALE:f}"
        case Kind.COUNT:
            return f"{value:,}"


@spelled.register
def _(node: QuantityNumber, say: Say) -> str:
    return say(f"number.{node.quantity.value}")


@spelled.register
def _(node: AttributeNumber, say: Say) -> str:
    return say("number.stated", name=node.label or node.name)


@spelled.register
def _(node: Completed, say: Say) -> str:
    code = "number.completed" if node.part_over is None else "number.completed_rounded"
    return say(code, unit=node.unit, clock=node.clock, part=node.part_over)


@spelled.register
def _(node: Sum, say: Say) -> str:
    return say("number.sum", left=node.left, right=node.right)


@spelled.register
def _(node: Difference, say: Say) -> str:
    return say("number.difference", left=node.left, right=node.right)


@spelled.register
def _(node: Product, say: Say) -> str:
    return say("number.product", left=node.number, right=node.times)


@spelled.register
def _(node: Least, say: Say) -> str:
    return say("number.least", numbers=node.numbers)


@spelled.register
def _(node: Greatest, say: Say) -> str:
    return say("number.greatest", numbers=node.numbers)


@spelled.register
def _(node: Share, say: Say) -> str:
    return say("number.share", part=node.part, whole=node.number)


@spelled.register
def _(node: Fraction, say: Say) -> str:  # noqa: ARG001  # the same in every language
    percent = node * 100
    return f"{percent}%" if percent.denominator == 1 else str(node)

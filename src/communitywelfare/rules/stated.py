"""What a claim has to state under a clause (สิ่งที่คำขอต้องบอก), so that a form asks for that and for nothing else."""

from collections.abc import Iterator
from enum import Enum

from attrs import fields, frozen, has

from communitywelfare.rules.amounts.per_unit import PerUnit
from communitywelfare.rules.amounts.share import Share
from communitywelfare.rules.asking import ATTRIBUTES
from communitywelfare.rules.bylaws import Benefit, BenefitPolicy
from communitywelfare.rules.declared import Source
from communitywelfare.rules.expressions import AttributeAtLeast, AttributeOneOf, CodeOneOf, Papers
from communitywelfare.rules.facts import CodeFact, Quantity
from communitywelfare.rules.functions import FunctionForm
from communitywelfare.rules.numbers import AttributeNumber, QuantityNumber
from communitywelfare.rules.vocabulary import Attribute, AttributeKind

__all__ = ["Stated", "attribute_names", "stated_under"]

_FOUND = (
    AttributeAtLeast,
    AttributeOneOf,
    AttributeNumber,
    CodeOneOf,
    Papers,
    PerUnit,
    Share,
    QuantityNumber,
    FunctionForm,
)


@frozen(kw_only=True)
class Stated:
    """What a claim under one clause has to state; all else is known from the register and the receipts.

    `units` is what is counted, ``night`` or ``child`` for one, ``units`` where the clause counts without saying what,
    and empty where nothing is counted. An attribute that the by-law uses and does not declare has for its options those
    that the clause accepts. `relation` says whether it matters how the claimant stands to the member.
    """

    units: str = ""
    attributes: tuple[Attribute, ...] = ()
    documents: tuple[str, ...] = ()
    relation: bool = False


def stated_under(policy: BenefitPolicy, benefit: Benefit) -> Stated:
    """What a claim has to state under a clause of a version, in the order in which the clause asks.

    A form of amount of another package that is not a function may look at more than can be known here.
    """
    parts = list(_parts((benefit.conditions, benefit.amount)))
    counted = [unit for part in parts if (unit := _counted(part))]
    attributes = {each.name: policy.attributes.get(each.name, each) for part in parts for each in _attributes(part)}
    return Stated(
        units=min(counted, key="units".__eq__, default=""),  # what says more comes first
        attributes=tuple(attributes.values()),
        documents=tuple(dict.fromkeys(paper for part in parts if isinstance(part, Papers) for paper in part.needed)),
        relation=any(map(_is_by_relation, parts)),
    )


def attribute_names(part: object) -> Iterator[str]:
    """The attributes that a tree of conditions or numbers looks at."""
    return (each.name for found in _parts(part) for each in _attributes(found))


def _parts(part: object) -> Iterator[object]:
    """The places of a tree that look at what a claim states."""
    if isinstance(part, _FOUND):
        yield part
    if isinstance(part, tuple):
        for each in part:
            yield from _parts(each)
    elif not isinstance(part, Enum) and has(kind := type(part)):
        for field in fields(kind):
            yield from _parts(getattr(part, field.name))


def _is_by_relation(part: object) -> bool:
    return (isinstance(part, CodeOneOf) and part.fact is CodeFact.RELATION) or bool(
        isinstance(part, Share) and part.by_relation
    )


def _counted(part: object) -> str:
    match part:
        case PerUnit():
            return part.unit.value
        case QuantityNumber(Quantity.UNITS):
            return "units"
        case FunctionForm() if any(each.source is Source.FACT and each.name == "units" for each in part.asks):
            return "units"
    return ""


def _attributes(part: object) -> Iterator[Attribute]:
    match part:
        case AttributeAtLeast():
            yield Attribute(name=part.name, kind=AttributeKind.NUMBER, label=part.label)
        case AttributeOneOf():
            yield Attribute(name=part.name, kind=AttributeKind.TEXT, options=part.allowed, label=part.label)
        case AttributeNumber():
            yield Attribute(name=part.name, kind=AttributeKind.NUMBER, label=part.label)
        case FunctionForm():
            for each in part.asks:
                if each.source is Source.STATED:
                    yield Attribute(name=each.name, kind=ATTRIBUTES[each.written])

"""A by-law in words: clause by clause, from the same values that decide, so that a committee can read and sign it."""

from collections.abc import Iterator
from functools import singledispatch

from communitywelfare.contributions import Convention, Dues
from communitywelfare.errors import Finding, Severity
from communitywelfare.money import Money
from communitywelfare.rules.amounts.flat import Flat
from communitywelfare.rules.amounts.per_unit import PerUnit
from communitywelfare.rules.amounts.steps import Steps
from communitywelfare.rules.bylaws import Benefit, BenefitPolicy, ByLaw
from communitywelfare.rules.expressions import (
    KINDS,
    ArrearsAtMost,
    AttributeAtLeast,
    AttributeOneOf,
    CodeOneOf,
    FiledWithin,
    Lasting,
    Papers,
)
from communitywelfare.rules.limits import Limit, Measure
from communitywelfare.wording.catalogue import Language
from communitywelfare.wording.sentences import phrase, words

__all__ = ["bylaw_lines", "clause_lines"]


def bylaw_lines(bylaw: ByLaw, language: Language = "th") -> tuple[str, ...]:
    """The whole by-law as lines of plain words: versions, dues, and every clause with its conditions and limits."""
    lines = [bylaw.name[language]]
    for version in bylaw.versions:
        lines.extend(("", *_version_lines(version, language)))
    return tuple(lines)


def _version_lines(version: BenefitPolicy, language: Language) -> Iterator[str]:
    says = {"version": version.version, "effective": version.effective, "source": version.source}
    yield _say("clause.version", says, language)
    yield f"  {_dues_line(version.dues, language)}"
    for position, benefit in enumerate(version.benefits, start=1):
        yield ""
        yield f"{position}. {benefit.label[language]}"
        yield from (f"   - {line}" for line in clause_lines(benefit, language))


def clause_lines(benefit: Benefit, language: Language = "th") -> tuple[str, ...]:
    """One clause: what it pays, on which conditions, within which limits, and what in it is only assumed."""
    parts = (*_amount_words(benefit.amount), *map(_said, benefit.conditions), *map(_limit, benefit.limits))
    lines = [_say(code, params, language) for code, params in parts]
    if benefit.cite:
        lines.append(_say("clause.cite", {"cite": benefit.cite}, language))
    if benefit.assumed:
        lines.append(_say("clause.assumed", {"keys": benefit.assumed}, language))
    return tuple(lines)


Said = tuple[str, dict[str, object]]


def _say(code: str, params: dict[str, object], language: Language) -> str:
    return words(Finding(code, Severity.INFO, params=params), language)


def _dues_line(dues: Dues, language: Language) -> str:
    is_daily = dues.convention in {Convention.DAYS_IN_MONTH, Convention.FLAT_30}
    per = phrase("per_day" if is_daily else "per_year", language)
    params = {"convention": dues.convention, "rate": dues.rate, "per": per, "fee": dues.entry_fee}
    return _say("clause.dues", params, language)


def _amount_words(amount: object) -> Iterator[Said]:
    match amount:
        case Flat(pays):
            yield "clause.flat", {"amount": pays}
        case PerUnit(pays, unit):
            yield "clause.per_unit", {"amount": pays, "unit": unit}
        case Steps(by, steps):
            for step in steps:
                yield f"clause.step_by_{by.value}", {"since": step.since, "amount": step.pay}
        case _:
            yield "clause.other_form", {"form": getattr(amount, "form", "")}


@singledispatch
def _said(condition: object) -> Said:
    return "clause.other_condition", {"condition": type(condition).__name__}


@_said.register
def _(condition: Lasting) -> Said:
    bounds: dict[str, object] = {"at_least": condition.at_least, "less_than": condition.less_than}
    if condition.less_than is None:
        return f"clause.{condition.clock.value}_from", bounds
    return f"clause.{condition.clock.value}_{'below' if condition.at_least is None else 'between'}", bounds


@_said.register
def _(condition: ArrearsAtMost) -> Said:
    return "clause.arrears", {"months": condition.months}


@_said.register
def _(condition: CodeOneOf) -> Said:
    return f"clause.{condition.fact.value}", {"allowed": tuple(map(KINDS[condition.fact], condition.allowed))}


@_said.register
def _(condition: AttributeAtLeast) -> Said:
    return "clause.attribute_at_least", {"name": condition.name, "minimum": str(condition.minimum)}


@_said.register
def _(condition: AttributeOneOf) -> Said:
    return "clause.attribute_one_of", {"name": condition.name, "allowed": condition.allowed}


@_said.register
def _(condition: Papers) -> Said:
    return "clause.documents", {"documents": condition.needed}


@_said.register
def _(condition: FiledWithin) -> Said:
    return "clause.filed_within", {"limit": condition.limit}


def _limit(limit: Limit) -> Said:
    maximum = Money(limit.maximum) if limit.measure is Measure.BAHT else limit.maximum
    return "clause.limit", {"limit": maximum, "measure": limit.measure, "window": limit.window}

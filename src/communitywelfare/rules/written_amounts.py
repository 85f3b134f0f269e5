"""Forms of amount as the plain values of a by-law: what each form's `read` reads again."""

from fractions import Fraction
from functools import singledispatch

from communitywelfare.calendar import Duration, Unit
from communitywelfare.money import ZERO, Money, Rounding
from communitywelfare.rules.amounts import AmountForm, Bounds
from communitywelfare.rules.amounts.base_and_steps import BaseAndSteps
from communitywelfare.rules.amounts.by_years import ByYears
from communitywelfare.rules.amounts.discretion import Discretion
from communitywelfare.rules.amounts.flat import Flat
from communitywelfare.rules.amounts.formula import Formula
from communitywelfare.rules.amounts.in_kind import InKind
from communitywelfare.rules.amounts.per_unit import PerUnit
from communitywelfare.rules.amounts.share import Share
from communitywelfare.rules.amounts.steps import Steps
from communitywelfare.rules.amounts.table import Row, Table
from communitywelfare.rules.notated import Notated, cannot_be_written
from communitywelfare.rules.numbers import (
    AttributeNumber,
    Difference,
    Greatest,
    Least,
    Number,
    Product,
    QuantityNumber,
    Sum,
)
from communitywelfare.rules.numbers import Share as PartOf
from communitywelfare.rules.tiers import Step, Tiers

__all__ = ["amount_of", "written_rounding"]

Document = dict[str, object]


def amount_of(amount: AmountForm, notated: Notated) -> Document:
    """A form of amount as a table with its ``form``.

    Raises:
        ByLawError: It is none of the library's own.
    """
    return {"form": amount.form, **_keys_of(amount, notated)}


def written_rounding(rounding: Rounding) -> Document:
    """A rounding rule as a table."""
    return {"to": rounding.to.plain, "direction": rounding.direction.value, "source": rounding.source}


@singledispatch
def _keys_of(amount: object, notated: Notated) -> Document:  # noqa: ARG001  # of a form that nobody here knows
    raise cannot_be_written(amount)


@_keys_of.register
def _(amount: Flat, notated: Notated) -> Document:  # noqa: ARG001  # as every form
    return {"pays": amount.pays.plain}


@_keys_of.register
def _(amount: PerUnit, notated: Notated) -> Document:
    pays = amount.pays.plain if isinstance(amount.pays, Money) else amount_of(amount.pays, notated)
    return {"pays": pays, "unit": amount.unit.value}


@_keys_of.register
def _(amount: Steps, notated: Notated) -> Document:  # noqa: ARG001  # as every form
    return {"by": amount.by.value, **_tiers("steps", amount.tiers)}


@_keys_of.register
def _(amount: Table, notated: Notated) -> Document:
    rows = {"rows": [_row(row, notated) for row in amount.rows]}
    return rows | ({} if amount.otherwise is None else {"otherwise": amount.otherwise.plain})


@_keys_of.register
def _(amount: ByYears, notated: Notated) -> Document:  # noqa: ARG001  # as every form
    first = amount.rates.rows[0]
    rates = {"pays": first.pay.plain} if amount.rates == Tiers.flat(first.pay) else _tiers("rates", amount.rates)
    part = {} if amount.part_over is None else {"part_over": str(amount.part_over)}
    return {"by": amount.by.value, **rates, **part, **_bounds(amount.bounds)}


@_keys_of.register
def _(amount: BaseAndSteps, notated: Notated) -> Document:  # noqa: ARG001  # as every form
    since = {} if amount.since == Duration(0, Unit.DAY) else {"since": str(amount.since)}
    sums = {"base": amount.base.plain, "adds": amount.adds.plain, "every": str(amount.every)}
    return {"by": amount.by.value, **sums, **since, **_bounds(amount.bounds)}


@_keys_of.register
def _(amount: Share, notated: Notated) -> Document:
    part = {} if amount.part is None else {"share": _part(amount.part)}
    shares: Document = {name: _part(part) for name, part in amount.by_relation.items()}
    parts = part if amount.part is not None and not shares else part | {"shares": shares}
    rounding = {"rounding": written_rounding(amount.rounding)}
    return {"of": _whole(amount, notated), **parts, **rounding, **_bounds(amount.bounds)}


def _whole(amount: Share, notated: Notated) -> str | Document:
    """What a share is taken of; another clause's amount is written out in place."""
    match amount.of:
        case QuantityNumber():
            return "contributions"
        case AttributeNumber(name):
            return name
        case _:
            return amount_of(amount.of, notated)


@_keys_of.register
def _(amount: Formula, notated: Notated) -> Document:
    rounding = _rounding_in(amount.pays)
    rounded = {} if rounding is None else {"rounding": written_rounding(rounding)}
    return {"pays": notated.formula(amount.pays), **rounded, **_bounds(amount.bounds)}


@_keys_of.register
def _(amount: InKind, notated: Notated) -> Document:  # noqa: ARG001  # as every form
    return {}


@_keys_of.register
def _(amount: Discretion, notated: Notated) -> Document:  # noqa: ARG001  # as every form
    least: Document = {} if amount.least == ZERO else {"at_least": amount.least.plain}
    return least | ({} if amount.most is None else {"at_most": amount.most.plain})


def _row(row: Row, notated: Notated) -> Document:
    return {"when": [notated.condition(each) for each in row.conditions], "pay": row.pay.plain}


def _tiers(key: str, tiers: Tiers) -> Document:
    rows: Document = {key: [_step(step) for step in tiers.rows]}
    return rows if tiers.overlap is None else rows | {"overlap": tiers.overlap.value}


def _step(step: Step) -> Document:
    end = {} if step.until is None else {("to" if step.reaches else "below"): str(step.until)}
    return {("over" if step.is_over else "from"): str(step.since), **end, "pay": step.pay.plain}


def _bounds(bounds: Bounds) -> Document:
    least: Document = {} if bounds.least is None else {"at_least": bounds.least.plain}
    return least | ({} if bounds.most is None else {"at_most": bounds.most.plain})


def _part(part: Fraction) -> str:
    return f"{part.numerator}/{part.denominator}"


def _rounding_in(number: Number) -> Rounding | None:
    """The rounding of the shares in a formula, which is one for all of them; None where it takes no share."""
    match number:
        case PartOf(_, _, rounding):
            return rounding
        case Sum(left, right) | Difference(left, right) | Product(left, right):
            inner: tuple[Number, ...] = (left, right)
        case Least(numbers) | Greatest(numbers):
            inner = numbers
        case _:
            return None
    return next((found for found in map(_rounding_in, inner) if found is not None), None)

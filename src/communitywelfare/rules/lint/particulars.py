"""The particulars of a clause: what its amount leaves open, whose record it asks for, a deadline of nothing."""

from collections.abc import Iterator
from fractions import Fraction

from communitywelfare.errors import Finding
from communitywelfare.money import Money
from communitywelfare.rules.amounts import AmountForm
from communitywelfare.rules.amounts.discretion import Discretion
from communitywelfare.rules.amounts.per_unit import PerUnit
from communitywelfare.rules.amounts.share import Share
from communitywelfare.rules.bylaws import Covers
from communitywelfare.rules.expressions import ArrearsAtMost, FiledWithin, Lasting, NeverBehind
from communitywelfare.rules.facts import Clock
from communitywelfare.rules.lint.clauses import Clause
from communitywelfare.rules.lint.sizes import payable
from communitywelfare.rules.numbers import AttributeNumber, QuantityNumber

__all__ = ["particulars"]


def particulars(clause: Clause) -> Iterator[Finding]:
    """What is odd in a clause's amount and conditions, taken one by one."""
    yield from _amount(clause)
    asked = clause.benefit.asked
    for key, condition in asked:
        if isinstance(condition, FiledWithin) and condition.limit.count == 0:
            yield clause.found("lint.deadline_of_nothing", key)
    keys = tuple(dict.fromkeys(key for key, condition in asked if _is_of_members(condition)))
    if clause.benefit.covers is Covers.NON_MEMBERS and keys:
        yield clause.found("lint.record_of_non_members", "covers", keys=keys)


def _is_of_members(condition: object) -> bool:
    """Whether only a member's record can answer it."""
    match condition:
        case Lasting(Clock.MEMBERSHIP) | ArrearsAtMost() | NeverBehind():
            return True
        case _:
            return False


def _amount(clause: Clause) -> Iterator[Finding]:
    benefit = clause.benefit
    if payable(benefit.amount)[1] == 0 and not benefit.gifts:
        yield clause.found("lint.pays_nothing", "amount")
    is_told = any(key == "amount" or key.endswith(".at_most") for key in benefit.assumed)
    for form, key in _forms(benefit.amount, "amount"):
        if isinstance(form, Discretion) and form.most is None and not is_told:
            yield clause.found("lint.discretion_unbounded", key)
        if isinstance(form, Share):
            yield from _share(clause, form, key)


def _forms(amount: AmountForm, key: str) -> Iterator[tuple[AmountForm, str]]:
    """An amount, and the amounts inside it."""
    yield amount, key
    match amount:
        case PerUnit(rate) if not isinstance(rate, Money):
            yield from _forms(rate, f"{key}.pays")
        case _:
            return


def _share(clause: Clause, share: Share, key: str) -> Iterator[Finding]:
    parts = [part for part in (share.part, *share.by_relation.values()) if part is not None]
    for part in dict.fromkeys(parts):
        if part > 1:
            yield clause.found("lint.share_over_whole", key, part=part)
    if parts and _is_exact(share, parts):
        yield clause.found("lint.rounding_idle", f"{key}.rounding", to=share.rounding.to)


def _is_exact(share: Share, parts: list[Fraction]) -> bool:
    """Whether every share of everything that there can be a share of is whole already."""
    of = share.of
    least, most = (0, None) if isinstance(of, QuantityNumber | AttributeNumber) else payable(of)
    to = share.rounding.to.satang
    if most is None or least != most:
        return all((part / to).denominator == 1 for part in parts)
    return all((part * most / to).denominator == 1 for part in parts)

"""What concerns a fund as a whole in a round: money of another source, grants given before, what no rule says."""

from collections.abc import Iterator, Sequence
from datetime import date

from communitywelfare.cofunding.eligibility import Eligibility
from communitywelfare.cofunding.facts import RoundFacts
from communitywelfare.cofunding.schemes import Base, Scheme, SchemePeriod
from communitywelfare.contributions import Receipt
from communitywelfare.errors import Finding, Severity
from communitywelfare.money import ZERO, Money, total

__all__ = ["about_the_fund", "late_dues", "told_in_force", "told_late", "unsaid"]


def about_the_fund(scheme: Scheme, period: SchemePeriod, facts: RoundFacts, cut_off: date) -> tuple[Finding, ...]:
    """Reasons that let the fund ask, forbid it, or say which fact is missing to tell."""
    return (*_counterpart(period, facts, cut_off), *_once_for_a_fund(scheme, period, facts))


def _counterpart(period: SchemePeriod, facts: RoundFacts, cut_off: date) -> Iterator[Finding]:
    if period.counterpart is None:
        return
    params = {"source": period.counterpart, "cut_off": cut_off}
    if facts.received is None:
        yield Finding("cofunding.counterpart_unknown", Severity.REFER, params=params)
        return
    came = facts.received.get(period.counterpart, ZERO)
    if came > ZERO:
        yield Finding("cofunding.counterpart_came", Severity.INFO, params={**params, "amount": came})
    else:
        yield Finding("cofunding.counterpart_missing", Severity.BLOCK, params=params)


def _once_for_a_fund(scheme: Scheme, period: SchemePeriod, facts: RoundFacts) -> Iterator[Finding]:
    if period.base is not Base.ONE_OFF:
        return
    params = {"source": scheme.source}
    if facts.granted is None:
        yield Finding("cofunding.grants_unknown", Severity.REFER, params=params)
        return
    given = facts.granted.get(scheme.source, ZERO)
    if given > ZERO:
        yield Finding("cofunding.granted_before", Severity.BLOCK, params={**params, "amount": given})


def told_in_force(period: SchemePeriod, expected: Money | None) -> Iterator[Finding]:
    """What the payer will really pay for each member, beside the ceiling that is asked for."""
    if expected is not None:
        params = {"rate": period.rate_in_force, "ceiling": period.per_member, "expected": expected}
        yield Finding("cofunding.rate_in_force", Severity.INFO, params=params)


_UNSAID = {
    "cofunding.sponsored_unsaid": "cofunding.counts_sponsored",
    "cofunding.waived_unsaid": "cofunding.counts_waived",
}


def unsaid(looked: Sequence[Eligibility]) -> Iterator[Finding]:
    """For how many members, and what sum, a request relies on what no rule of the scheme says."""
    for code, told in _UNSAID.items():
        relying = [each for each in looked if each.is_eligible and any(reason.code == code for reason in each.reasons)]
        if relying:
            yield Finding(told, Severity.WARNING, params={"members": len(relying)})


def late_dues(looked: Sequence[Eligibility], period: SchemePeriod, facts: RoundFacts) -> tuple[Receipt, ...]:
    """Dues of members looked at that were paid by the cut-off and written down after it, where receipts are matched."""
    if period.base is not Base.DUES_PAID:
        return ()
    numbers = {each.membership.number for each in looked}
    is_dues = (each for each in facts.late if each.kind.is_dues and not each.voided)
    return tuple(each for each in is_dues if each.member in numbers)


def told_late(late: Sequence[Receipt]) -> Iterator[Finding]:
    """That receipts wait for the next round."""
    if late:
        params = {"receipts": len(late), "amount": total(each.amount for each in late)}
        yield Finding("cofunding.late_receipts", Severity.INFO, params=params)

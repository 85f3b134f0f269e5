"""From a fund's facts to decisions on its claims: what is known of a claim, and what the by-law says about it."""

from datetime import date

from attrs import evolve

from communitywelfare.claims import ActionKind, Claim, Decision
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.fund.value import Fund
from communitywelfare.members import Membership, TenureStart
from communitywelfare.money import ZERO, Money
from communitywelfare.rules import BenefitPolicy, ClaimFacts, Used, adjudicate
from communitywelfare.rules.adjudication import not_covered, slices_of

__all__ = ["assess", "assess_waiting", "facts_of"]


def assess_waiting(fund: Fund, on: date) -> tuple[Decision, ...]:
    """Decide every waiting claim, in the order in which they were made.

    What an earlier waiting claim would be paid counts against the limits of a later one of the same person, so that
    the sum of what is assessed never passes a limit.
    """
    reserved: dict[str, list[Used]] = {}
    decisions = []
    for claim in fund.waiting(on):
        others = reserved.setdefault(_person(fund, claim), [])
        decision = assess(fund, claim, on, reserved=tuple(others))
        if decision.is_payable:
            days = _by_day(fund, claim, decision.assessed, (*_used(fund, claim, on), *others))
            others.extend(evolve(used, is_reserved=True) for used in days)
        decisions.append(decision)
    return tuple(decisions)


def assess(fund: Fund, claim: Claim, on: date, *, reserved: tuple[Used, ...] = ()) -> Decision:
    """Decide one claim with what is recorded by the end of a day; a claim of nobody in the register is refused.

    Args:
        fund: All facts.
        claim: One of its claims.
        on: The day whose end is looked from: later actions on other claims do not count.
        reserved: What other waiting claims of the same person would take from limits.
    """
    if claim.member not in fund.register.by_number:
        finding = Finding("member.not_found", Severity.BLOCK, params={"member": claim.member})
        return not_covered(claim, fund.bylaw.basis(event=claim.event.day, claimed=claim.day), "", finding)
    facts = facts_of(fund, claim)
    policy = fund.bylaw.in_force(facts.basis)
    if policy is None:
        params = {"event": facts.basis, "first": fund.bylaw.versions[0].effective}
        return not_covered(claim, facts.basis, "", Finding("event.outside_rule_dates", Severity.BLOCK, params=params))
    return adjudicate(policy, claim, evolve(facts, used=(*_used(fund, claim, on), *reserved)))


def facts_of(fund: Fund, claim: Claim) -> ClaimFacts:
    """What is known about a claim as of its basis day; what is not recorded is None.

    Raises:
        MissingFact: The claim's member is not in the register.
    """
    membership = fund.membership(claim.member)
    person = membership.person
    basis = fund.bylaw.basis(event=claim.event.day, claimed=claim.day)
    policy = fund.bylaw.in_force(basis)
    return ClaimFacts(
        basis=basis,
        event_day=claim.event.day,
        claim_day=claim.day,
        is_member=membership.covers(claim.event.day),
        joined=membership.applied,
        ended=membership.ended,
        tenure_from=_tenure_from(fund, membership, policy),
        birth=person.birth,
        sex=person.sex,
        groups=person.groups,
        relation=claim.relation,
        arrears_months=_arrears(fund, membership, basis),
        units=claim.event.units,
        attributes=claim.event.attributes,
        documents=claim.documents,
        year_start=fund.profile.year_start if policy is None else policy.year_start,
    )


def _tenure_from(fund: Fund, membership: Membership, policy: BenefitPolicy | None) -> date | None:
    start = TenureStart.APPLIED if policy is None else policy.tenure_from
    match start:
        case TenureStart.APPLIED:
            return membership.applied
        case TenureStart.ADMITTED:
            return membership.admitted
        case TenureStart.FIRST_PAID:
            receipts = fund.contributions.of_member.get(membership.number, ())
            return receipts[0].day if receipts and membership.carried == ZERO else None


def _arrears(fund: Fund, membership: Membership, on: date) -> int | None:
    """Months in arrears; None where the receipts, or the dues of so early a time, are not known."""
    if "contributions" in fund.absent:
        return None
    try:
        return fund.contributions.arrears(membership, fund.bylaw.dues, on).months
    except MissingFact:
        return None


def _used(fund: Fund, claim: Claim, on: date) -> tuple[Used, ...]:
    """What other claims of the same person for the same benefit were granted, day by day, in order of approval."""
    memberships = fund.register.of_same_person(fund.membership(claim.member))
    others = (
        other
        for each in memberships
        for other in fund.claims_of_member.get(each.number, ())
        if other.number != claim.number and other.benefit == claim.benefit
        if fund.state(other.number, on).uses_limits
    )
    used: tuple[Used, ...] = ()
    for other in sorted(others, key=lambda other: _approval(fund, other, on)):
        used += _by_day(fund, other, fund.granted(other.number, on), used)
    return used


def _approval(fund: Fund, claim: Claim, on: date) -> tuple[date, date, str]:
    """When a claim was approved; those of one day count in the order in which they were made."""
    actions = fund.actions_of[claim.number]
    approved = max(action.day for action in actions if action.kind is ActionKind.APPROVE and action.day <= on)
    return approved, claim.day, claim.number


def _by_day(fund: Fund, claim: Claim, amount: Money, before: tuple[Used, ...]) -> tuple[Used, ...]:
    """How an amount falls on the days of its event, after what was granted before: on nights, else once."""
    facts = evolve(facts_of(fund, claim), used=before)
    policy = fund.bylaw.in_force(facts.basis)
    benefit = policy.by_key.get(claim.benefit) if policy else None
    if benefit is None:
        return (Used(claim=claim.number, benefit=claim.benefit, day=facts.event_day, amount=amount, units=1),)
    return tuple(
        Used(
            claim=claim.number,
            benefit=claim.benefit,
            day=each.day,
            amount=each.amount,
            units=each.units,
        )
        for each in slices_of(benefit, facts, amount)
        if each.units or each.amount > ZERO
    )


def _person(fund: Fund, claim: Claim) -> str:
    membership = fund.register.by_number.get(claim.member)
    return claim.member if membership is None else fund.register.of_same_person(membership)[0].number

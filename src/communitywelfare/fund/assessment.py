"""From a fund's facts to decisions on its claims: what is known of a claim, and what the by-law says about it."""

from collections.abc import Mapping
from datetime import date, timedelta

from attrs import evolve

from communitywelfare.calendar import Month
from communitywelfare.claims import ActionKind, Claim, Decision
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.fund.value import Fund
from communitywelfare.members import Membership, TenureStart
from communitywelfare.money import ZERO, Money
from communitywelfare.rules import BenefitPolicy, ClaimFacts, Used, adjudicate
from communitywelfare.rules.adjudication import adjudicate_event, not_covered, slices_of
from communitywelfare.rules.bylaws import Rejoining, Transferring
from communitywelfare.rules.facts import Payee

__all__ = [
    "approval_order",
    "assess",
    "assess_event",
    "assess_waiting",
    "decide_with",
    "facts_of",
    "granted_by_day",
    "seen_by",
    "tenure_from",
]


def assess_waiting(fund: Fund, on: date) -> tuple[Decision, ...]:
    """Decide every waiting claim, in the order in which they were made.

    What an earlier waiting claim would be paid counts against the limits of a later one of the same person, so that
    the sum of what is assessed never passes a limit.
    """
    reserved: dict[str, tuple[Used, ...]] = {}
    decisions = []
    for claim in fund.waiting(on):
        others = seen_by(fund, claim, reserved)
        decision = assess(fund, claim, on, reserved=others)
        if decision.is_payable:
            days = granted_by_day(fund, claim, decision.assessed, (*_used(fund, claim, on), *others))
            held = tuple(evolve(used, is_reserved=True) for used in days)
            reserved[claim.member] = (*reserved.get(claim.member, ()), *held)
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
    return decide_with(fund, claim, (*_used(fund, claim, on), *reserved))


def assess_event(fund: Fund, claim: Claim, on: date) -> tuple[Decision, ...]:
    """Decide every clause of a fund that answers to one event, such as a grant and nights in hospital for one birth.

    `claim.benefit` names the event. Each clause is decided as by `assess`, and what an earlier one gives counts against
    the limits of a later one; the decisions stand in the order of the by-law.
    """
    policy = _policy(fund, claim) if claim.member in fund.register.by_number else None
    if policy is None or not policy.for_event(claim.benefit):
        return (assess(fund, claim, on),)
    return adjudicate_event(policy, claim, evolve(facts_of(fund, claim), used=_used(fund, claim, on)))


def decide_with(fund: Fund, claim: Claim, used: tuple[Used, ...]) -> Decision:
    """Decide one claim of the fund beside what its person and household are held to have used."""
    if claim.member not in fund.register.by_number:
        finding = Finding("member.not_found", Severity.BLOCK, params={"member": claim.member})
        return not_covered(claim, fund.bylaw.basis(event=claim.event.day, claimed=claim.day), "", finding)
    facts = facts_of(fund, claim)
    policy = _policy(fund, claim)
    if policy is None:
        params = {"event": facts.basis, "first": fund.bylaw.versions[0].effective}
        return not_covered(claim, facts.basis, "", Finding("event.outside_rule_dates", Severity.BLOCK, params=params))
    return adjudicate(policy, claim, evolve(facts, used=used))


def facts_of(fund: Fund, claim: Claim) -> ClaimFacts:
    """What is known about a claim as of its basis day, but for what was received before; what is not recorded is None.

    `used` is empty, and no limit is met by it: `assess` looks at what others of the person's claims were granted.

    Raises:
        MissingFact: The claim's member is not in the register.
    """
    membership = fund.membership(claim.member)
    person = membership.person
    basis = fund.bylaw.basis(event=claim.event.day, claimed=claim.day)
    policy = _policy(fund, claim)
    worst, settled = _history(fund, membership, policy, basis)
    return ClaimFacts(
        basis=basis,
        event_day=claim.event.day,
        claim_day=claim.day,
        is_member=membership.covers(claim.event.day),
        joined=membership.applied,
        ended=membership.ended,
        tenure_from=tenure_from(fund, membership, policy),
        birth=person.birth,
        sex=person.sex,
        groups=person.groups,
        relation=claim.relation,
        arrears_months=_arrears(fund, membership, basis),
        worst_arrears=worst,
        settled_on=settled,
        paid=None if "contributions" in fund.absent else fund.contributions.paid(membership, basis),
        paid_months=_paid_months(fund, membership, basis),
        payees=_payees(fund, claim),
        units=claim.event.units,
        attributes=claim.event.attributes,
        documents=claim.documents,
        year_start=fund.profile.year_start if policy is None else policy.year_start,
    )


def _policy(fund: Fund, claim: Claim) -> BenefitPolicy | None:
    """The version that decides a claim of a member in the register."""
    joined = fund.membership(claim.member).applied
    return fund.bylaw.governing(event=claim.event.day, claimed=claim.day, joined=joined)


def tenure_from(fund: Fund, membership: Membership, policy: BenefitPolicy | None) -> date | None:
    """The day from which membership counts; joining again may continue what there was before."""
    start = _counted_from(fund, membership, policy)
    if policy is None or policy.rejoining is Rejoining.ANEW or start is None:
        return start
    earlier = [each for each in fund.register.of_same_person(membership) if each.applied < membership.applied]
    came_back = start
    for before in reversed(earlier):
        within = policy.rejoining_within
        first = _counted_from(fund, before, policy)
        if before.ended is None or first is None or (within is not None and within.after(before.ended) < came_back):
            break
        # What counts is the time itself: either all of it, or all but the days between leaving and coming back. Days in
        # both memberships count once: a transfer may bring time that began elsewhere before the earlier one ended here.
        alone = max(timedelta(0), min(before.ended, came_back) - first)
        start = min(start, first) if policy.rejoining is Rejoining.CONTINUES else start - alone
        came_back = min(came_back, first)
    return start


def _counted_from(fund: Fund, membership: Membership, policy: BenefitPolicy | None) -> date | None:
    """The day from which one membership counts, with the time elsewhere where the by-law counts it too."""
    here, elsewhere = _counted_here(fund, membership, policy), membership.transferred_since
    if policy is None or policy.transferring is not Transferring.CONTINUES or elsewhere is None:
        return here
    return elsewhere if here is None else min(here, elsewhere)


def _counted_here(fund: Fund, membership: Membership, policy: BenefitPolicy | None) -> date | None:
    match TenureStart.APPLIED if policy is None else policy.tenure_from:
        case TenureStart.APPLIED:
            return membership.applied
        case TenureStart.ADMITTED:
            return membership.admitted
        case TenureStart.FIRST_PAID:
            receipts = fund.contributions.of_member.get(membership.number, ())
            return receipts[0].day if receipts and membership.carried == ZERO else None


def _history(
    fund: Fund, membership: Membership, policy: BenefitPolicy | None, on: date
) -> tuple[int | None, date | None]:
    """The most months ever in arrears, and when arrears that suspend were last paid off; looked at only if asked for.

    Arrears only grow between receipts, so the day before each receipt and the last day are all that must be looked at.
    """
    standing = policy.standing if policy else None
    if standing is None or (standing.ended_from is None and standing.reinstated_after is None):
        return None, None
    worst = _arrears(fund, membership, on)
    settled = None
    for receipt in fund.contributions.of_member.get(membership.number, ()):
        if worst is None or receipt.day > on:
            break
        before = _arrears(fund, membership, receipt.day - timedelta(days=1)) or 0
        after = _arrears(fund, membership, receipt.day) or 0
        worst = max(worst, before)
        if standing.suspended_from is not None and after < standing.suspended_from <= before:
            settled = receipt.day
    return worst, settled


def _paid_months(fund: Fund, membership: Membership, on: date) -> int | None:
    """Months of dues that were wholly paid by a day."""
    if "contributions" in fund.absent:
        return None
    try:
        arrears = fund.contributions.arrears(membership, fund.bylaw.dues, on)
    except MissingFact:
        return None
    first = Month.of(membership.applied)
    return 0 if arrears.paid_through is None else max(0, arrears.paid_through.index - first.index + 1)


def _payees(fund: Fund, claim: Claim) -> tuple[Payee, ...] | None:
    """Whom the member named, in the member's order; unknown where the table of beneficiaries is not there."""
    if "beneficiaries" in fund.absent:
        return None
    named = fund.beneficiaries_of.get(claim.member, ())
    return tuple(
        Payee(who=str(each.order), relation=each.relationship, nominated=each.order, percent=each.share_percent)
        for each in named
    )


def _arrears(fund: Fund, membership: Membership, on: date) -> int | None:
    """Months in arrears; None where the receipts, or the dues of so early a time, are not known."""
    arrears = fund.arrears(membership, on)
    return None if arrears is None else arrears.months


def _used(fund: Fund, claim: Claim, on: date) -> tuple[Used, ...]:
    """What other claims of the person, and of the household, were granted day by day, in order of approval."""
    others = [
        other
        for number in _around(fund, claim)
        for other in fund.claims_of_member.get(number, ())
        if other.number != claim.number and fund.state(other.number, on).uses_limits
    ]
    granted: dict[str, tuple[Used, ...]] = {}
    for other in sorted(others, key=lambda other: approval_order(fund, other, on)):
        days = granted_by_day(fund, other, fund.granted(other.number, on), seen_by(fund, other, granted))
        granted[other.member] = (*granted.get(other.member, ()), *days)
    return seen_by(fund, claim, granted)


def _around(fund: Fund, claim: Claim) -> tuple[str, ...]:
    """The member numbers of a claim's person, and of the others in the household."""
    membership = fund.register.by_number.get(claim.member)
    if membership is None:
        return (claim.member,)
    people = (*fund.register.of_same_person(membership), *fund.register.of_household(membership))
    return tuple(dict.fromkeys(each.number for each in people))


def seen_by(fund: Fund, claim: Claim, used: Mapping[str, tuple[Used, ...]]) -> tuple[Used, ...]:
    """What members received, as a claim looks at it: as the person's own, or as another's of the household."""
    membership = fund.register.by_number.get(claim.member)
    own = {claim.member} if membership is None else {each.number for each in fund.register.of_same_person(membership)}
    return tuple(evolve(each, is_own=number in own) for number in _around(fund, claim) for each in used.get(number, ()))


def approval_order(fund: Fund, claim: Claim, on: date) -> tuple[date, date, str]:
    """When a claim was approved; those of one day count in the order in which they were made."""
    actions = fund.actions_of[claim.number]
    approved = max(action.day for action in actions if action.kind is ActionKind.APPROVE and action.day <= on)
    return approved, claim.day, claim.number


def granted_by_day(fund: Fund, claim: Claim, amount: Money, before: tuple[Used, ...]) -> tuple[Used, ...]:
    """How an amount falls on the days of its event, after what was granted before: on nights, else once."""
    facts = evolve(facts_of(fund, claim), used=before)
    policy = _policy(fund, claim)
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

"""One claim, decided and explained: policy and facts in, `Decision` out. Pure and exact; no first "no" stops it.

The order of checks is fixed and is part of what a by-law's author may rely on: membership, then the clause's conditions
(waiting, arrears, who, about what, papers, deadline), then the amount, then the limits from the narrowest to the
widest. Every reason is reported, also those that hold after a first refusal.
"""

from datetime import date

from attrs import evolve

from communitywelfare.claims import Claim, Decision, Outcome, Step
from communitywelfare.errors import Finding, MissingFact, Place, Severity
from communitywelfare.money import ZERO, Money, total
from communitywelfare.rules.amounts import Slice
from communitywelfare.rules.bylaws import Benefit, BenefitPolicy
from communitywelfare.rules.expressions import Condition
from communitywelfare.rules.facts import ClaimFacts
from communitywelfare.rules.limits import Measure, Tally

__all__ = ["adjudicate", "not_covered", "slices_of"]


def adjudicate(policy: BenefitPolicy, claim: Claim, facts: ClaimFacts) -> Decision:
    """Decide one claim by the version of the by-law that governs it.

    Args:
        policy: The version in force on the basis day.
        claim: What is asked.
        facts: What is known as of the basis day; a fact that is needed and None gives NEEDS_DOCUMENTS, never zero.

    Returns:
        The assessment with all its reasons. Nothing is approved or paid by it.
    """
    benefit = policy.by_key.get(claim.benefit)
    if benefit is None:
        finding = Finding("event.type_not_covered", Severity.BLOCK, params={"benefit": claim.benefit})
        return not_covered(claim, facts.basis, policy.version, finding)
    own = _of_this(benefit, facts)
    entitled, base = _entitlement(benefit, own)
    reasons = [*_membership(own, benefit), *(_ask(condition, own, benefit) for condition in benefit.conditions), base]
    uncapped = _sum(entitled)
    trail = [Step(kind=benefit.amount.form, before=ZERO, after=uncapped, reason=base)]
    tallies = tuple(limit.beside(entitled, own) for limit in benefit.limits_in_order)
    slices = _limited(entitled, tallies, own, (trail, reasons))
    slices = _stopped(slices, trail, reasons)
    return Decision(
        claim=claim.number,
        benefit=benefit.key,
        outcome=_outcome(reasons),
        assessed=trail[-1].after,
        uncapped=uncapped,
        trail=tuple(trail),
        reasons=tuple(reasons),
        cap_usage=tuple(usage for tally in tallies for usage in tally.usage(slices, own)),
        bylaw_version=policy.version,
        basis=own.basis,
        inputs=(policy.version, benefit, own),
    )


def not_covered(claim: Claim, basis: date, version: str, *reasons: Finding) -> Decision:
    """A refusal before any clause is looked at: no by-law governs the day, or the by-law has no such benefit."""
    return Decision(
        claim=claim.number,
        benefit=claim.benefit,
        outcome=Outcome.NOT_PAYABLE,
        assessed=ZERO,
        uncapped=ZERO,
        reasons=reasons,
        bylaw_version=version,
        basis=basis,
        inputs=(version, claim.member, claim.benefit, claim.day, claim.event, reasons),
    )


def slices_of(benefit: Benefit, facts: ClaimFacts, paid: Money) -> tuple[Slice, ...]:
    """How a sum that was paid falls on days: on what the limits left of each, in order, until the sum is used up.

    What was paid beyond that (by a resolution) falls on the first day. Of earlier claims `facts.used` must hold what
    was granted before this one: a stay whose first nights no longer found room was paid for its later nights.
    """
    slices, _reason = _entitlement(benefit, facts)
    own = _of_this(benefit, facts)
    for limit in benefit.limits_in_order:
        slices = limit.beside(slices, own).leave(slices)
    spread = []
    for each in slices:
        amount = min(each.amount, paid)
        spread.append(Slice(each.day, each.units if amount > ZERO else 0, amount))
        paid -= amount
    if paid > ZERO:
        first = spread[0] if spread else Slice(facts.event_day, 0, ZERO)
        spread[:1] = [Slice(first.day, max(1, first.units), first.amount + paid)]
    return tuple(spread)


def _of_this(benefit: Benefit, facts: ClaimFacts) -> ClaimFacts:
    """The facts with only what this benefit's limits look at."""
    if all(used.benefit == benefit.key for used in facts.used):
        return facts
    return evolve(facts, used=tuple(used for used in facts.used if used.benefit == benefit.key))


def _membership(facts: ClaimFacts, benefit: Benefit) -> list[Finding]:
    """Whether the event happened to a member, and not after the day on which it was claimed."""
    found = []
    params: dict[str, object] = {"event": facts.event_day, "joined": facts.joined, "ended": facts.ended}
    if facts.event_day < facts.joined:
        found.append(Finding("event.before_membership", Severity.BLOCK, place=benefit.place, params=params))
    elif not facts.is_member:
        found.append(Finding("member.not_active", Severity.BLOCK, place=benefit.place, params=params))
    else:
        found.append(Finding("member.active", Severity.INFO, place=benefit.place, params=params))
    if facts.event_day > facts.claim_day:
        late = {"event": facts.event_day, "claimed": facts.claim_day}
        found.append(Finding("event.in_future", Severity.BLOCK, place=benefit.place, params=late))
    return found


def _ask(condition: Condition, facts: ClaimFacts, benefit: Benefit) -> Finding:
    try:
        return condition.check(facts, benefit.place)
    except MissingFact as error:
        return evolve(error.findings[0], place=benefit.place)


def _entitlement(benefit: Benefit, facts: ClaimFacts) -> tuple[tuple[Slice, ...], Finding]:
    try:
        entitlement = benefit.amount.entitlement(facts, benefit.place)
    except MissingFact as error:
        return (), evolve(error.findings[0], place=benefit.place)
    reason = entitlement.reason
    if _sum(entitlement.slices) == ZERO and reason.severity is Severity.INFO:
        reason = evolve(reason, severity=Severity.BLOCK)  # no night at 200 baht: what comes to nothing is not payable
    return entitlement.slices, reason


def _limited(
    slices: tuple[Slice, ...], tallies: tuple[Tally, ...], facts: ClaimFacts, record: tuple[list[Step], list[Finding]]
) -> tuple[Slice, ...]:
    """What all limits leave; each that takes something away adds a step and a reason to the record."""
    trail, reasons = record
    for tally in tallies:
        slices = tally.leave(slices)
        before, after = trail[-1].after, _sum(slices)
        if after < before:
            reason = _reduction(tally, trail[0].reason.place, after, facts)
            reasons.append(reason)
            trail.append(Step(kind=tally.limit.limit_id, before=before, after=after, reason=reason))
    return slices


def _reduction(tally: Tally, place: Place, left: Money, facts: ClaimFacts) -> Finding:
    limit = tally.limit
    is_money = limit.measure is Measure.BAHT
    used = sum(tally.used.values())
    params: dict[str, object] = {
        "limit": Money(limit.maximum) if is_money else limit.maximum,
        "used": Money(used) if is_money else used,
        "window": limit.window,
        "measure": limit.measure,
        "windows": tuple(limit.name_of(window, facts) for window in tally.used),
        "left": left,
        "reserved": any(each.is_reserved for each in facts.used),
    }
    return Finding(limit.code, Severity.REDUCE if left > ZERO else Severity.BLOCK, place=place, params=params)


def _stopped(slices: tuple[Slice, ...], trail: list[Step], reasons: list[Finding]) -> tuple[Slice, ...]:
    """Nothing at all, where any reason blocks or waits for somebody; the last step says which came first."""
    stops = [reason for reason in reasons if reason.severity is Severity.BLOCK or reason.severity is Severity.REFER]
    if not stops:
        return slices
    stops.sort(key=lambda reason: reason.severity is Severity.REFER)
    if trail[-1].after > ZERO:
        trail.append(Step(kind="stopped", before=trail[-1].after, after=ZERO, reason=stops[0]))
    return tuple(Slice(each.day, 0, ZERO) for each in slices)


def _outcome(reasons: list[Finding]) -> Outcome:
    severities = [reason.severity for reason in reasons]
    if Severity.BLOCK in severities:
        return Outcome.NOT_PAYABLE
    if Severity.REFER in severities:
        return Outcome.NEEDS_DOCUMENTS
    return Outcome.PARTIAL if Severity.REDUCE in severities else Outcome.PAYABLE


def _sum(slices: tuple[Slice, ...]) -> Money:
    return total(each.amount for each in slices)

"""One claim, decided and explained: policy and facts in, `Decision` out. Pure and exact; no first "no" stops it.

The order of checks is fixed and is part of what a by-law's author may rely on: membership, then the clause's conditions
(waiting, arrears, who, about what, papers, deadline), then the amount, then what was paid before and is deducted, then
the limits from the narrowest to the widest. Every reason is reported, also those that hold after a first refusal.
"""

from datetime import date

from attrs import evolve

from communitywelfare.claims import Authority, Claim, Decision, Outcome, Payment, Step
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.money import ZERO, Money, total
from communitywelfare.rules.amounts import Entitlement, Slice, asked
from communitywelfare.rules.amounts.discretion import Discretion
from communitywelfare.rules.bylaws import Benefit, BenefitPolicy, Covers
from communitywelfare.rules.expressions import ask
from communitywelfare.rules.facts import ClaimFacts, Used
from communitywelfare.rules.limits import Measure, Tally

__all__ = ["adjudicate", "adjudicate_event", "not_covered", "slices_of"]

_COMMITTEE = "rule.needs_committee"
_PAID = (Outcome.PAYABLE, Outcome.PARTIAL)
_STOPS = (Severity.BLOCK, Severity.REFER)  # tuples: members of an enum are told apart by identity, and hashed slowly


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
    return _Adjudication(policy, benefit, facts).decide(claim)


def adjudicate_event(policy: BenefitPolicy, claim: Claim, facts: ClaimFacts) -> tuple[Decision, ...]:
    """Decide every clause that answers to one event, such as a grant and nights in hospital for one birth.

    `claim.benefit` names the event. What an earlier clause gives counts against limits of a later one; the decisions
    stand in the order of the by-law.
    """
    decisions = []
    for benefit in policy.for_event(claim.benefit):
        decision = adjudicate(policy, evolve(claim, benefit=benefit.key), facts)
        decisions.append(decision)
        slices = slices_of(benefit, facts, decision.assessed) if decision.is_payable else ()
        used = (
            Used(claim=claim.number, benefit=benefit.key, day=each.day, amount=each.amount, units=each.units)
            for each in slices
        )
        facts = evolve(facts, used=(*facts.used, *used))
    if decisions:
        return tuple(decisions)
    finding = Finding("event.type_not_covered", Severity.BLOCK, params={"benefit": claim.benefit})
    return (not_covered(claim, facts.basis, policy.version, finding),)


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
        inputs=(version, claim.benefit, (claim.member, claim.day, claim.event, reasons)),
    )


def slices_of(benefit: Benefit, facts: ClaimFacts, paid: Money) -> tuple[Slice, ...]:
    """How a sum that was paid falls on days: on what the limits left of each, in order, until the sum is used up.

    What was paid beyond that (by a resolution) falls on the first day. Of earlier claims `facts.used` must hold what
    was granted before this one: a stay whose first nights no longer found room was paid for its later nights.
    """
    slices = _netted(benefit, facts, _entitlement(benefit, facts).slices)
    for limit in benefit.limits_in_order:
        slices = limit.beside(slices, facts, benefit.key).leave(slices)
    spread = []
    for each in slices:
        amount = min(each.amount, paid)
        spread.append(Slice(each.day, each.units if amount > ZERO else 0, amount))
        paid -= amount
    if paid > ZERO:
        first = spread[0] if spread else Slice(facts.event_day, 0, ZERO)
        spread[:1] = [Slice(first.day, max(1, first.units), first.amount + paid)]
    return tuple(spread)


class _Adjudication:
    """One claim on its way through the checks: the amount as it changes, and every reason on the way."""

    def __init__(self, policy: BenefitPolicy, benefit: Benefit, facts: ClaimFacts) -> None:
        self.policy, self.benefit, self.facts = policy, benefit, facts
        self.place = benefit.place
        self.reasons: list[Finding] = []
        self.trail: list[Step] = []

    def decide(self, claim: Claim) -> Decision:
        benefit, facts = self.benefit, self.facts
        self.reasons.extend(_membership(facts, benefit))
        self.reasons.extend([ask(condition, facts, self.place) for condition in benefit.conditions])
        slices = self._entitled()
        uncapped = self.trail[-1].after
        slices = self._net(slices)
        tallies = [limit.beside(slices, facts, benefit.key) for limit in benefit.limits_in_order]
        slices = self._limit(slices, tallies)
        authority = self._authority()
        slices = self._stop(slices)
        outcome = _outcome(self.reasons)
        assessed = self.trail[-1].after
        return Decision(
            claim=claim.number,
            benefit=benefit.key,
            outcome=outcome,
            assessed=assessed,
            uncapped=uncapped,
            payments=self._payments(assessed),
            trail=tuple(self.trail),
            reasons=tuple(self.reasons),
            cap_usage=tuple([usage for tally in tallies for usage in tally.usage(slices, facts)]),
            gifts=benefit.gifts if outcome in _PAID else (),
            authority=authority if outcome is Outcome.NEEDS_COMMITTEE else None,
            bylaw_version=self.policy.version,
            basis=facts.basis,
            inputs=(self.policy.version, benefit, facts),
        )

    def _entitled(self) -> tuple[Slice, ...]:
        entitled = _entitlement(self.benefit, self.facts)
        first = entitled.amount if entitled.first is None else entitled.first
        self._record(self.benefit.amount.form, ZERO, first, entitled.reason)
        for change in entitled.changes:
            self._record(change.kind, self.trail[-1].after, change.after, change.reason)
        return entitled.slices

    def _record(self, kind: str, before: Money, after: Money, reason: Finding) -> None:
        self.reasons.append(reason)
        self.trail.append(Step(kind=kind, before=before, after=after, reason=reason))

    def _net(self, slices: tuple[Slice, ...]) -> tuple[Slice, ...]:
        """What is left once earlier payments are deducted."""
        if not self.benefit.deducts:
            return slices
        left = _netted(self.benefit, self.facts, slices)
        before, after = self.trail[-1].after, _sum(left)
        if after < before:
            params = {"deducted": before - after, "benefits": self.benefit.deducts, "left": after}
            severity = Severity.REDUCE if after > ZERO else Severity.BLOCK
            self._record("deducted", before, after, Finding("amount.netted", severity, place=self.place, params=params))
        return left

    def _limit(self, slices: tuple[Slice, ...], tallies: list[Tally]) -> tuple[Slice, ...]:
        """What all limits leave; each that takes something away adds a step and a reason."""
        for tally in tallies:
            left = tally.leave(slices)
            if left is slices:
                continue
            slices = left
            before, after = self.trail[-1].after, _sum(slices)
            if after < before:
                self._record(tally.limit.limit_id, before, after, self._reduction(tally, after))
        return slices

    def _reduction(self, tally: Tally, left: Money) -> Finding:
        limit = tally.limit
        is_money = limit.measure is Measure.BAHT
        used = sum(tally.used.values())
        params: dict[str, object] = {
            "limit": Money(limit.maximum) if is_money else limit.maximum,
            "used": Money(used) if is_money else used,
            "window": limit.window if limit.time is None else limit.time,
            "measure": limit.measure,
            "windows": tuple(limit.name_of(window, self.facts) for window in tally.used),
            "left": left,
            "reserved": any(each.is_reserved for each in self.facts.used if limit.counts(each, self.benefit.key)),
        }
        if limit.benefits:
            params["benefits"] = limit.benefits
        severity = Severity.REDUCE if left > ZERO else Severity.BLOCK
        return Finding(limit.code, severity, place=self.place, params=params)

    def _authority(self) -> Authority | None:
        """Within which bounds the committee may decide what the by-law leaves to it."""
        amount = self.benefit.amount
        left = self.trail[-1].after
        if isinstance(amount, Discretion):
            most = None if amount.most is None else left
            return Authority(amount.least if most is None else min(amount.least, most), most)
        if not self.benefit.is_discretionary:
            return None
        params = {"least": ZERO, "most": left}
        self.reasons.append(Finding(_COMMITTEE, Severity.REFER, place=self.place, params=params))
        return Authority(ZERO, left)

    def _stop(self, slices: tuple[Slice, ...]) -> tuple[Slice, ...]:
        """Nothing at all, where any reason blocks or waits for somebody; the last step says which came first."""
        stops = [each for each in self.reasons if each.severity in _STOPS]
        if not stops:
            return slices
        stops.sort(key=lambda reason: (reason.severity is Severity.REFER, reason.code == _COMMITTEE))
        if self.trail[-1].after > ZERO:
            self.trail.append(Step(kind="stopped", before=self.trail[-1].after, after=ZERO, reason=stops[0]))
        return tuple(Slice(each.day, 0, ZERO) for each in slices)

    def _payments(self, assessed: Money) -> tuple[Payment, ...]:
        """Who receives how much; a note where the by-law's payees fit nobody, so that somebody must be asked."""
        if self.benefit.payees is None or assessed == ZERO:
            return ()
        try:
            payments = self.benefit.payees.divide(assessed, self.facts)
        except MissingFact as error:
            self.reasons.append(evolve(error.findings[0], severity=Severity.WARNING, place=self.place))
            return ()
        if not payments:
            self.reasons.append(Finding("payee.none_fits", Severity.WARNING, place=self.place))
        return payments


def _netted(benefit: Benefit, facts: ClaimFacts, slices: tuple[Slice, ...]) -> tuple[Slice, ...]:
    """What earlier payments of other clauses leave, the earlier days served first."""
    paid = sum(used.amount.satang for used in facts.used if used.is_own and used.benefit in benefit.deducts)
    if not paid:
        return slices
    room = max(0, _sum(slices).satang - paid)
    left = []
    for each in slices:
        amount = min(each.amount.satang, room)
        room -= amount
        left.append(
            each if amount == each.amount.satang else Slice(each.day, each.units if amount else 0, Money(amount))
        )
    return tuple(left)


def _membership(facts: ClaimFacts, benefit: Benefit) -> list[Finding]:
    """Whether the event happened to somebody whom the clause is for, and not after the day on which it was claimed."""
    found = []
    params: dict[str, object] = {"event": facts.event_day, "joined": facts.joined, "ended": facts.ended}
    if benefit.covers is Covers.EVERYONE:
        found.append(Finding("event.open_to_everyone", Severity.INFO, place=benefit.place, params=params))
    elif benefit.covers is Covers.NON_MEMBERS:
        code, severity = ("event.for_non_members", Severity.BLOCK if facts.is_member else Severity.INFO)
        found.append(Finding(code, severity, place=benefit.place, params=params))
    elif facts.joined is None:
        found.append(Finding("member.never_joined", Severity.BLOCK, place=benefit.place, params=params))
    elif facts.event_day < facts.joined:
        found.append(Finding("event.before_membership", Severity.BLOCK, place=benefit.place, params=params))
    elif not facts.is_member:
        found.append(Finding("member.not_active", Severity.BLOCK, place=benefit.place, params=params))
    else:
        found.append(Finding("member.active", Severity.INFO, place=benefit.place, params=params))
    if facts.event_day > facts.claim_day:
        late = {"event": facts.event_day, "claimed": facts.claim_day}
        found.append(Finding("event.in_future", Severity.BLOCK, place=benefit.place, params=late))
    return found


def _entitlement(benefit: Benefit, facts: ClaimFacts) -> Entitlement:
    try:
        entitled = asked(benefit.amount, facts, benefit.place)
    except MissingFact as error:
        return Entitlement((), evolve(error.findings[0], place=benefit.place))
    if entitled.amount > ZERO or benefit.gifts or entitled.reason.severity is not Severity.INFO:
        return entitled
    # No night at 200 baht: what comes to nothing is not payable.
    return evolve(entitled, reason=evolve(entitled.reason, severity=Severity.BLOCK))


def _outcome(reasons: list[Finding]) -> Outcome:
    severities = [reason.severity for reason in reasons]
    if Severity.BLOCK in severities:
        return Outcome.NOT_PAYABLE
    if Severity.REFER in severities:
        waits = any(each.severity is Severity.REFER and each.code != _COMMITTEE for each in reasons)
        return Outcome.NEEDS_DOCUMENTS if waits else Outcome.NEEDS_COMMITTEE
    return Outcome.PARTIAL if Severity.REDUCE in severities else Outcome.PAYABLE


def _sum(slices: tuple[Slice, ...]) -> Money:
    return total(each.amount for each in slices)

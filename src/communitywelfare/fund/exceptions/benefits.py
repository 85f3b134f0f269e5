"""Benefits beside the books and the register (สวัสดิการ): what was paid was approved, once, and for whom it may be."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations

from communitywelfare.accounting import DocumentKind, Entry
from communitywelfare.claims import Action, ActionKind, Claim
from communitywelfare.errors import Severity
from communitywelfare.fund.event_checks import OF_DEATH, claim_place, overlap
from communitywelfare.fund.exceptions.evidence import Check, Evidence, Trace, entry_place, numbers_of
from communitywelfare.members import ExitCause
from communitywelfare.money import ZERO, Money, total

__all__ = ["CHECKS"]


def paid_without_claim(evidence: Evidence) -> Iterator[Trace]:
    """A benefit paid out of which the books name no claim that the fund has."""
    for entry in _paid_benefits(evidence):
        if entry.voucher.reference not in evidence.fund.claims_by_number:
            figures = {"voucher": entry.voucher.number, "amount": evidence.paid_out(entry), "entries": (entry.number,)}
            yield Trace(entry_place(entry, "source_ref"), {**figures, "claim": entry.voucher.reference})


def paid_unapproved(evidence: Evidence) -> Iterator[Trace]:
    """A claim of which money was paid before anybody had approved it."""
    for claim, entries in _payments(evidence).items():
        approved = [action.day for action in _approvals(evidence, claim)]
        early = [entry for entry in entries if not any(day <= entry.voucher.happened for day in approved)]
        if early:
            figures = {"claim": claim, "day": early[0].voucher.happened, "approved": min(approved, default=None)}
            figures |= {"amount": total(map(evidence.paid_out, early)), "entries": numbers_of(early)}
            yield Trace(entry_place(early[0], "source_ref"), figures)


def paid_more(evidence: Evidence) -> Iterator[Trace]:
    """A claim of which one payment is more than what was approved."""
    for claim, entries, paid, approved in _paid_beyond(evidence):
        if len(entries) == 1:
            figures = {"claim": claim, "paid": paid, "approved": approved, "entries": numbers_of(entries)}
            yield Trace(entry_place(entries[0], "source_ref"), figures)


def paid_twice(evidence: Evidence) -> Iterator[Trace]:
    """A claim that was paid more than once, and altogether more than was approved; parts of it are no repeat."""
    for claim, entries, paid, approved in _paid_beyond(evidence):
        if len(entries) > 1:
            figures = {"claim": claim, "count": len(entries), "paid": paid, "approved": approved}
            yield Trace(entry_place(entries[-1], "source_ref"), {**figures, "entries": numbers_of(entries)})


def paid_not_posted(evidence: Evidence) -> Iterator[Trace]:
    """A claim that is recorded as paid, in the time of the books, and no entry pays it."""
    first = min((entry.voucher.day for entry in evidence.fund.journal), default=date.max)
    paid = _payments(evidence)
    for claim in evidence.granted:
        last = evidence.fund.actions_of[claim.number][-1]
        if last.kind is ActionKind.PAY and last.day >= first and claim.number not in paid:
            figures = {"claim": claim.number, "day": last.day, "amount": last.amount, "voucher": last.reference}
            yield Trace(claim_place(claim, "voucher_no"), {**figures, "entries": ()})


def same_payee_day(evidence: Evidence) -> Iterator[Trace]:
    """Several benefits, of several claims, paid to one member on one day."""
    paid: dict[tuple[str, date], dict[str, Entry]] = defaultdict(dict)
    for entry in _paid_benefits(evidence):
        members = {line.member for line in entry.voucher.postings if line.account in evidence.benefit_accounts}
        for member in sorted(members):
            paid[member, entry.voucher.day].setdefault(entry.voucher.reference or entry.number, entry)
    for (member, day), of_claim in paid.items():
        entries = tuple(of_claim.values())
        if len(entries) > 1:
            figures = {"member": member, "day": day, "count": len(entries), "claims": tuple(of_claim)}
            figures |= {"amount": total(map(evidence.paid_out, entries)), "entries": numbers_of(entries)}
            yield Trace(entry_place(entries[-1], "member_no"), figures)


def same_event_amount(evidence: Evidence) -> Iterator[Trace]:
    """Two clauses that gave one member the same sum for what happened on one day."""
    for earlier, later in _pairs(evidence):
        amount = _granted(evidence, earlier)
        if (
            earlier.benefit != later.benefit
            and earlier.event.day == later.event.day
            and amount == _granted(evidence, later)
        ):
            yield Trace(claim_place(later, "event_date"), {**_two(evidence, earlier, later), "amount": amount})


def event_twice(evidence: Evidence) -> Iterator[Trace]:
    """The same clause granted twice to one member for days that overlap."""
    for earlier, later in _pairs(evidence):
        if earlier.benefit == later.benefit and overlap(earlier, later):
            figures = {**_two(evidence, earlier, later), "until": earlier.event.until or earlier.event.day}
            yield Trace(claim_place(later, "event_date"), figures)


def after_death(evidence: Evidence) -> Iterator[Trace]:
    """A benefit granted for something that happened to a member after the recorded death."""
    for claim in evidence.granted:
        membership = evidence.fund.register.by_number.get(claim.member)
        if membership is None or membership.cause is not ExitCause.DECEASED or membership.ended is None:
            continue
        if claim.event.day > membership.ended and claim.category not in OF_DEATH:
            yield Trace(claim_place(claim, "event_date"), {**_one(evidence, claim), "died": membership.ended})


def soon_after_joining(evidence: Evidence) -> Iterator[Trace]:
    """A benefit granted for something that happened shortly after joining."""
    for claim in evidence.granted:
        membership = evidence.fund.register.by_number.get(claim.member)
        if membership is not None:
            days = (claim.event.day - membership.applied).days
            if 0 <= days <= evidence.thresholds.joining_days:
                figures = {**_one(evidence, claim), "joined": membership.applied, "days": days}
                yield Trace(claim_place(claim, "event_date"), figures)


def _paid_benefits(evidence: Evidence) -> Iterator[Entry]:
    """Payments that stand and are charged to members' benefits."""
    for entry in evidence.standing:
        if entry.voucher.kind is DocumentKind.PAYMENT and any(
            line.account in evidence.benefit_accounts and line.amount > ZERO for line in entry.voucher.postings
        ):
            yield entry


def _payments(evidence: Evidence) -> Mapping[str, tuple[Entry, ...]]:
    """The entries that stand and paid money out for a claim, whatever account they are charged to."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in evidence.standing:
        if entry.voucher.reference in evidence.fund.claims_by_number and evidence.paid_out(entry) > ZERO:
            found[entry.voucher.reference].append(entry)
    return {claim: tuple(entries) for claim, entries in found.items()}


def _approvals(evidence: Evidence, claim: str) -> list[Action]:
    return [each for each in evidence.fund.actions_of.get(claim, ()) if each.kind is ActionKind.APPROVE]


def _paid_beyond(evidence: Evidence) -> Iterator[tuple[str, tuple[Entry, ...], Money, Money]]:
    """Claims that were approved, and paid more than that: what paid them, how much, and how much was approved."""
    for claim, entries in _payments(evidence).items():
        approvals = _approvals(evidence, claim)
        paid = total(map(evidence.paid_out, entries))
        if approvals and approvals[-1].amount is not None and paid > approvals[-1].amount:
            yield claim, entries, paid, approvals[-1].amount


def _pairs(evidence: Evidence) -> Iterator[tuple[Claim, Claim]]:
    """Every two granted claims of one member, in the order of their events."""
    of_member: dict[str, list[Claim]] = defaultdict(list)
    for claim in evidence.granted:
        of_member[claim.member].append(claim)
    for claims in of_member.values():
        yield from combinations(claims, 2)


def _granted(evidence: Evidence, claim: Claim) -> Money:
    return evidence.fund.granted(claim.number, evidence.fund.as_of)


def _one(evidence: Evidence, claim: Claim) -> dict[str, object]:
    entries = numbers_of(_payments(evidence).get(claim.number, ()))
    figures: dict[str, object] = {"claim": claim.number, "member": claim.member, "benefit": claim.benefit}
    return {**figures, "event": claim.event.day, "amount": _granted(evidence, claim), "entries": entries}


def _two(evidence: Evidence, earlier: Claim, later: Claim) -> dict[str, object]:
    paid = _payments(evidence)
    entries = numbers_of((*paid.get(earlier.number, ()), *paid.get(later.number, ())))
    figures: dict[str, object] = {"claim": later.number, "earlier": earlier.number, "member": later.member}
    return {**figures, "event": later.event.day, "entries": entries}


_CLAIMS = frozenset({"benefits", "claim_actions"})
_BOTH = _CLAIMS | {"journal"}
CHECKS = (
    Check(code="audit.paid_without_claim", severity=Severity.WARNING, find=paid_without_claim, needs=_BOTH),
    Check(code="audit.paid_unapproved", severity=Severity.ERROR, find=paid_unapproved, needs=_BOTH),
    Check(code="audit.paid_more", severity=Severity.ERROR, find=paid_more, needs=_BOTH),
    Check(code="audit.paid_twice", severity=Severity.ERROR, find=paid_twice, needs=_BOTH),
    Check(code="audit.paid_not_posted", severity=Severity.ERROR, find=paid_not_posted, needs=_BOTH),
    Check(code="audit.same_payee_day", severity=Severity.WARNING, find=same_payee_day),
    Check(code="audit.same_event_amount", severity=Severity.INFO, find=same_event_amount, needs=_CLAIMS),
    Check(code="audit.event_twice", severity=Severity.WARNING, find=event_twice, needs=_CLAIMS),
    Check(code="audit.after_death", severity=Severity.WARNING, find=after_death, needs=_CLAIMS),
    Check(code="audit.soon_after_joining", severity=Severity.INFO, find=soon_after_joining, needs=_CLAIMS),
)

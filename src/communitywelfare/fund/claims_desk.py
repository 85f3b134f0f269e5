"""Claims at the desk: made, assessed, and then decided by people. Every step is an action that is appended.

The engine assesses; only `approve` makes money payable and only `pay` moves it. A different amount than the assessed
one needs a reason and a resolution, and both stay on record beside the engine's answer.
"""

from datetime import date, datetime

from attrs import evolve, frozen

from communitywelfare.accounting import Entry, vouchers
from communitywelfare.claims import Action, ActionKind, Claim, ClaimState, Decision, Override, state_of
from communitywelfare.errors import Finding, IdempotencyConflict, Refused, Severity
from communitywelfare.fund.assessment import assess, assess_waiting
from communitywelfare.fund.desk import Paper, accept, needs, pay_out, refusal
from communitywelfare.fund.event_checks import event_faults
from communitywelfare.fund.numbering import next_in_year
from communitywelfare.fund.value import Fund
from communitywelfare.money import ZERO, Money, exact

__all__ = ["When", "approve", "assess_claim", "next_claim_number", "pay", "reject", "return_claim", "reverse", "submit"]


@frozen(kw_only=True)
class When:
    """Who did something, on which day, and when it was written down; `key` makes a repeated command harmless."""

    on: date
    recorded_at: datetime
    actor: str
    key: str = ""


def next_claim_number(fund: Fund, on: date) -> str:
    """The next claim number of the year, such as ``12/2567``."""
    return next_in_year(fund.claims_by_number, book="", year_be=fund.profile.year_start.year_of(on).be)


def submit(fund: Fund, claim: Claim, when: When) -> tuple[Fund, Paper]:
    """Take in a claim (รับคำขอ). The same key with the same claim, under whatever number, changes nothing.

    Raises:
        MissingFact: The member is not in the register.
        Refused: The number is taken, no version of the by-law has such a benefit, or earlier claims are not given.
        IdempotencyConflict: The key was used before for something else.
    """
    repeated = _keyed(fund, when.key)
    if repeated is not None:
        same = fund.claim(repeated.claim)
        if (repeated.kind, repeated.day) != (ActionKind.SUBMIT, when.on) or evolve(claim, number=same.number) != same:
            raise _conflict(when.key)
        return fund, Paper("claim", same.number)
    needs(fund, "benefits", "claim_actions")
    fund.membership(claim.member)
    if claim.number in fund.claims_by_number:
        raise refusal("claim.number_taken", f"claim number {claim.number} is taken", {"claim": claim.number})
    known = {key for version in fund.bylaw.versions for key in version.by_key}
    if claim.benefit not in known:
        params = {"benefit": claim.benefit, "known": tuple(sorted(known))}
        raise refusal("claim.unknown_benefit", f"the by-law has no benefit {claim.benefit!r}", params)
    faults = tuple(event_faults(claim))
    if faults:
        raise Refused(f"what claim {claim.number} says of its event cannot all be true", *faults)
    fund = evolve(fund, claims=(*fund.claims, claim))
    return _acted(fund, claim.number, ActionKind.SUBMIT, when), Paper("claim", claim.number)


def assess_claim(fund: Fund, number: str, when: When) -> tuple[Fund, Decision]:
    """Record what the by-law says about a claim. It is advice: nothing is approved.

    The claims that wait before this one are assessed with it, for what they would take from limits.

    Raises:
        Refused: The claim is not waiting to be assessed.
    """
    claim = fund.claim(number)
    waiting = {decision.claim: decision for decision in assess_waiting(fund, when.on)}
    decision = waiting.get(number) or assess(fund, claim, when.on)
    if _repeated(fund, number, ActionKind.ASSESS, when) is not None:
        return fund, decision
    fund = _acted(fund, number, ActionKind.ASSESS, when, amount=decision.assessed, reference=decision.decision_id[:16])
    return fund, decision


def approve(
    fund: Fund, number: str, when: When, *, amount: Money | None = None, reference: str = "", reason: str = ""
) -> tuple[Fund, Money]:
    """The committee approves a claim (อนุมัติ): for what was assessed or, by resolution with a reason, another sum.

    Raises:
        InvalidMoney: The amount is a float.
        Refused: The claim is not assessed, nothing would be paid, another sum has no reason or no resolution or lies
            outside the authority that the by-law gives the committee, or other claims were granted meanwhile what
            this one was assessed at.
    """
    assessed = _last_assessed(fund, number)
    granted = assessed if amount is None else exact(amount)
    if granted <= ZERO:
        params = {"claim": number, "assessed": assessed}
        raise refusal("claim.nothing_to_approve", f"nothing is payable on claim {number}", params)
    is_resolved = bool(reason.strip() and reference.strip())
    if granted != assessed and not is_resolved:
        params = {"claim": number, "assessed": assessed, "granted": granted}
        raise refusal(
            "override.needs_authority",
            "another sum than the assessed one needs a reason and a resolution",
            params,
        )
    if is_resolved:
        _within_authority(fund, number, Override(amount=granted, reason=reason, reference=reference), when)
    else:
        _still_holds(fund, number, granted, when)
    fund = _acted(fund, number, ActionKind.APPROVE, when, amount=granted, reference=reference, reason=reason)
    return fund, granted


def _within_authority(fund: Fund, number: str, override: Override, when: When) -> None:
    """Refuse a resolution beyond the bounds within which the by-law lets the committee decide."""
    if _awaits_approval(fund, number, when):
        assess(fund, fund.claim(number), when.on).overridden(override)


def _awaits_approval(fund: Fund, number: str, when: When) -> bool:
    """Whether this approval is the first: one that is repeated was looked at when it was made."""
    is_first = _repeated(fund, number, ActionKind.APPROVE, when) is None
    return is_first and fund.state(number, when.on) is ClaimState.ASSESSED


def _still_holds(fund: Fund, number: str, granted: Money, when: When) -> None:
    """Refuse an approval by an assessment that other grants have overtaken: it would pass a limit."""
    if not _awaits_approval(fund, number, when):
        return
    left = assess(fund, fund.claim(number), when.on).assessed
    if granted > left:
        params = {"claim": number, "assessed": granted, "left": left}
        raise refusal("claim.assess_again", f"claim {number} must be assessed again", params)


def reject(fund: Fund, number: str, when: When, *, reason: str, reference: str = "") -> Fund:
    """The committee refuses a claim, with its reason (ไม่อนุมัติ เพราะ …).

    Raises:
        Refused: The claim is decided already, or no reason is given.
    """
    return _with_reason(fund, number, ActionKind.REJECT, when, reason=reason, reference=reference)


def return_claim(fund: Fund, number: str, when: When, *, reason: str, deadline: date | None = None) -> Fund:
    """Send a claim back for what is missing (ส่งคืนให้แก้ไข); that refuses nothing.

    Raises:
        Refused: The claim is decided already, or nothing is said to be missing.
    """
    return _with_reason(fund, number, ActionKind.RETURN, when, reason=reason, deadline=deadline)


def pay(fund: Fund, number: str, when: When) -> tuple[Fund, Paper]:
    """Pay an approved claim (จ่ายสวัสดิการ): the voucher, its entry, and the action, all or nothing.

    Raises:
        Refused: The claim is not approved, is paid already, or the money is not there.
    """
    repeated = _repeated(fund, number, ActionKind.PAY, when)
    if repeated is not None:
        return fund, Paper("voucher", repeated.reference)
    claim, amount = fund.claim(number), fund.granted(number, when.on)
    _check(fund, number, Action(claim=number, kind=ActionKind.PAY, actor=when.actor, day=when.on))
    paid, paper = pay_out(
        fund,
        claim=number,
        member=claim.member,
        category=claim.category,
        amount=amount,
        on=when.on,
        recorded_at=when.recorded_at,
    )
    return _acted(paid, number, ActionKind.PAY, when, amount=amount, reference=paper.number), paper


def reverse(fund: Fund, number: str, when: When, *, reason: str) -> tuple[Fund, Paper]:
    """Take back a payment that was a mistake (กลับรายการจ่าย): the money comes back to where it was paid from.

    Raises:
        Refused: The claim is not paid, no reason is given, or the books do not have the payment.
    """
    repeated = _repeated(fund, number, ActionKind.REVERSE, when)
    if repeated is not None:
        return fund, Paper("voucher", repeated.reference)
    needs(fund, "journal")
    if not reason:
        raise refusal("claim.reverse_reason_missing", f"say why claim {number} is taken back", {"claim": number})
    _check(fund, number, Action(claim=number, kind=ActionKind.REVERSE, actor=when.actor, day=when.on))
    entry = _payment_of(fund, number)
    draft = vouchers.reversal(entry, day=when.on, number="", reason=reason)
    back, paper = accept(fund, draft, recorded_at=when.recorded_at)
    amount = fund.granted(number, when.on)
    return _acted(back, number, ActionKind.REVERSE, when, amount=amount, reference=paper.number, reason=reason), paper


def _payment_of(fund: Fund, number: str) -> Entry:
    """The entry by which a claim was paid."""
    paid = [action.reference for action in fund.actions_of.get(number, ()) if action.kind is ActionKind.PAY]
    entry = fund.journal.reversible.get(fund.journal.document_numbers.get(paid[-1], ""))
    if entry is None:
        raise refusal("claim.no_entry", f"the books have no payment of claim {number}", {"claim": number})
    return entry


def _with_reason(
    fund: Fund,
    number: str,
    kind: ActionKind,
    when: When,
    *,
    reason: str,
    reference: str = "",
    deadline: date | None = None,
) -> Fund:
    if not reason:
        raise refusal("claim.reason_missing", f"say why claim {number} is not granted", {"claim": number})
    return _acted(fund, number, kind, when, reason=reason, reference=reference, deadline=deadline)


def _last_assessed(fund: Fund, number: str) -> Money:
    fund.claim(number)
    amounts = [action.amount for action in fund.actions_of.get(number, ()) if action.kind is ActionKind.ASSESS]
    if not amounts or amounts[-1] is None:
        raise refusal("claim.not_assessed", f"claim {number} has not been assessed", {"claim": number})
    return amounts[-1]


def _acted(
    fund: Fund,
    number: str,
    kind: ActionKind,
    when: When,
    *,
    amount: Money | None = None,
    reference: str = "",
    reason: str = "",
    deadline: date | None = None,
) -> Fund:
    """The fund with one more action, or as it is where the same key has done the same before."""
    action = Action(
        claim=number,
        kind=kind,
        actor=when.actor,
        day=when.on,
        recorded_at=when.recorded_at,
        amount=amount,
        reference=reference,
        reason=reason,
        deadline=deadline,
        key=when.key,
    )
    earlier = _repeated(fund, number, kind, when)
    if earlier is not None:
        if evolve(earlier, recorded_at=when.recorded_at) != action:
            raise _conflict(when.key)
        return fund
    _check(fund, number, action)
    return evolve(fund, actions=(*fund.actions, action))


def _check(fund: Fund, number: str, action: Action) -> None:
    """Refuse an action that the claim's state, or the order of days, does not allow."""
    earlier = fund.actions_of.get(number, ())
    if earlier and action.day < earlier[-1].day:
        params = {"claim": number, "day": action.day, "last": earlier[-1].day}
        raise refusal("claim.day_out_of_order", f"claim {number} was last acted on after {action.day}", params)
    state_of((*earlier, action), action.day)


def _repeated(fund: Fund, number: str, kind: ActionKind, when: When) -> Action | None:
    """The action that the same key recorded before, if any."""
    same = _keyed(fund, when.key)
    if same is not None and (same.claim, same.kind, same.day) != (number, kind, when.on):
        raise _conflict(when.key)
    return same


def _keyed(fund: Fund, key: str) -> Action | None:
    return next((action for action in fund.actions if action.key == key), None) if key else None


def _conflict(key: str) -> IdempotencyConflict:
    finding = Finding("claim.key_conflict", Severity.ERROR, params={"key": key})
    return IdempotencyConflict(f"key {key!r} was used before for something else", finding)

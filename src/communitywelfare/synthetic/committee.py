"""An invented committee: it meets on the 20th, follows the by-law, and leaves some claims half-way."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta, timezone
from random import Random

from attrs import evolve, frozen

from communitywelfare.claims import Action, ActionKind, Claim, Decision
from communitywelfare.fund import Fund, facts_of
from communitywelfare.money import Money
from communitywelfare.rules import ClaimFacts, Used, adjudicate
from communitywelfare.rules.adjudication import slices_of

__all__ = ["Award", "decide_all", "noon"]

_THAILAND = timezone(timedelta(hours=7))
_MEETS_ON = 20
_NOT_YET_WRITTEN = 14  # the last meeting before the end has not been written up, so some claims wait


def noon(day: date) -> datetime:
    """When something of a day was written down: at noon in Thailand."""
    return datetime.combine(day, time(12), _THAILAND)


@frozen(kw_only=True)
class Award:
    """A payment that the committee approved; a mistaken one is reversed on its own day."""

    claim: Claim
    amount: Money
    pay_on: date
    reverse_on: date | None


def decide_all(fund: Fund, seed: int) -> tuple[tuple[Action, ...], tuple[Award, ...]]:
    """What was done about every claim until the fund's as-of day, and what is to be paid."""
    committee = _Committee(fund, Random(f"{seed} committee"))
    for claim in fund.claims:
        committee.take(claim)
    return tuple(committee.actions), tuple(committee.awards)


class _Committee:
    def __init__(self, fund: Fund, chance: Random) -> None:
        self._fund = fund
        self._chance = chance
        self._used: dict[tuple[str, str], list[Used]] = defaultdict(list)
        self.actions: list[Action] = []
        self.awards: list[Award] = []

    def take(self, claim: Claim) -> None:
        """Carry one claim as far as the days allow."""
        self._act(claim, ActionKind.SUBMIT, "registrar", claim.day)
        meeting = _next_meeting(claim.day)
        is_held = self._is_held(meeting)
        drawn = self._chance.random()
        if drawn < 0.01:
            self._act(claim, ActionKind.WITHDRAW, "member", claim.day + timedelta(days=1))
        elif drawn < 0.025 or (not is_held and drawn < 0.12):
            self._return(claim)
        elif is_held:
            self._decide(claim, meeting)
        elif drawn < 0.6:
            self._assess(claim, min(claim.day + timedelta(days=1), self._fund.as_of))

    def _is_held(self, meeting: date) -> bool:
        return meeting <= self._fund.as_of - timedelta(days=_NOT_YET_WRITTEN)

    def _return(self, claim: Claim) -> None:
        day = min(claim.day + timedelta(days=2), self._fund.as_of)
        deadline = day + timedelta(days=30)
        self._act(claim, ActionKind.RETURN, "registrar", day, reason="ขอเอกสารเพิ่ม", deadline=deadline)

    def _decide(self, claim: Claim, meeting: date) -> None:
        facts, decision = self._assess(claim, meeting)
        resolution = f"มติ {meeting.month}/{meeting.year + 543}"
        if not decision.is_payable:
            self._act(
                claim, ActionKind.REJECT, "committee", meeting, reference=resolution, reason="ไม่เข้าหลักเกณฑ์ตามระเบียบ"
            )
            return
        self._act(claim, ActionKind.APPROVE, "committee", meeting, amount=decision.assessed, reference=resolution)
        is_last = not self._is_held(_next_meeting(meeting))  # of whose awards every third waits for the money
        is_late = self._chance.random() < 0.05 or (is_last and len(self.awards) % 3 == 0)
        pay_on = meeting + timedelta(days=4 + (60 if is_late else 0))
        mistaken = self._chance.random() < 0.003
        reverse_on = pay_on + timedelta(days=2) if mistaken else None
        self.awards.append(Award(claim=claim, amount=decision.assessed, pay_on=pay_on, reverse_on=reverse_on))
        if not mistaken:
            self._used[self._key(claim)].extend(self._as_used(claim, facts, decision.assessed))

    def _assess(self, claim: Claim, day: date) -> tuple[ClaimFacts, Decision]:
        facts = evolve(facts_of(self._fund, claim), used=tuple(self._used[self._key(claim)]))
        policy = self._fund.bylaw.in_force(facts.basis) or self._fund.bylaw.versions[0]
        decision = adjudicate(policy, claim, facts)
        self._act(claim, ActionKind.ASSESS, "registrar", day, amount=decision.assessed)
        return facts, decision

    def _as_used(self, claim: Claim, facts: ClaimFacts, amount: Money) -> list[Used]:
        policy = self._fund.bylaw.in_force(facts.basis) or self._fund.bylaw.versions[0]
        slices = slices_of(policy.by_key[claim.benefit], facts, amount)
        return [
            Used(claim=claim.number, benefit=claim.benefit, day=each.day, amount=each.amount, units=each.units)
            for each in slices
            if each.units
        ]

    def _key(self, claim: Claim) -> tuple[str, str]:
        person = self._fund.register.of_same_person(self._fund.membership(claim.member))[0].number
        return person, claim.benefit

    def _act(
        self,
        claim: Claim,
        kind: ActionKind,
        actor: str,
        day: date,
        *,
        amount: Money | None = None,
        reference: str = "",
        reason: str = "",
        deadline: date | None = None,
    ) -> None:
        action = Action(
            claim=claim.number,
            kind=kind,
            actor=actor,
            day=min(day, self._fund.as_of),
            recorded_at=noon(min(day, self._fund.as_of)),
            amount=amount,
            reference=reference,
            reason=reason,
            deadline=deadline,
        )
        self.actions.append(action)


def _next_meeting(day: date) -> date:
    """The first meeting at least two days after a day."""
    earliest = day + timedelta(days=2)
    if earliest.day <= _MEETS_ON:
        return earliest.replace(day=_MEETS_ON)
    return (earliest.replace(day=1) + timedelta(days=32)).replace(day=_MEETS_ON)

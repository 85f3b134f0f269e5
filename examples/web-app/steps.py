"""What is done at the desk, in the library's steps: taken in and assessed by one person, decided by another."""

from collections.abc import Callable
from datetime import datetime

from attrs import evolve
from facts import FactStore

from communitywelfare import Claim, Decision, Finding, Fund
from communitywelfare.errors import Refused
from communitywelfare.fund import claims_desk
from communitywelfare.fund.claims_desk import When
from communitywelfare.network import may_check

__all__ = ["against", "approve", "reject", "take_in"]

Clock = Callable[[], datetime]


def take_in(facts: FactStore, claim: Claim, when: When, *, by: str) -> Decision:
    """Take a claim in and let the by-law answer; pressed twice with the same key, it is one claim.

    Raises:
        WelfareError: The library refuses it, with every reason.
    """

    def step(fund: Fund) -> tuple[Fund, Decision]:
        numbered = evolve(claim, number=claims_desk.next_claim_number(fund, when.on))
        fund, paper = claims_desk.submit(fund, numbered, when)
        return claims_desk.assess_claim(fund, paper.number, evolve(when, key=when.key and f"{when.key}/assess"))

    return facts.do(step, on=when.on, by=by)


def against(facts: FactStore, number: str, who: str) -> tuple[Finding, ...]:
    """Why somebody may not decide a claim: whoever took it in, or had it assessed, is not its checker."""
    found = (finding for maker in facts.makers(number) for finding in may_check(maker, who))
    return tuple(dict.fromkeys(found))


def approve(facts: FactStore, number: str, when: When, *, by: str, reference: str) -> None:
    """Another person approves what was assessed: a second record.

    Raises:
        WelfareError: The library refuses it, or it is not another person.
    """

    def step(fund: Fund) -> tuple[Fund, None]:
        _another(facts, number, by)
        return claims_desk.approve(fund, number, when, reference=reference)[0], None

    facts.do(step, on=when.on, by=by)


def reject(facts: FactStore, number: str, when: When, *, by: str, reason: str) -> None:
    """Another person refuses a claim, with the reason.

    Raises:
        WelfareError: The library refuses it, or it is not another person.
    """

    def step(fund: Fund) -> tuple[Fund, None]:
        _another(facts, number, by)
        return claims_desk.reject(fund, number, when, reason=reason), None

    facts.do(step, on=when.on, by=by)


def _another(facts: FactStore, number: str, by: str) -> None:
    found = against(facts, number, by)
    if found:
        raise Refused(f"{by} may not decide claim {number}", *found)

"""What another by-law, or the same one read again, would have decided: for looking at, never for posting by itself."""

from collections.abc import Mapping
from datetime import date
from enum import Enum

from attrs import evolve, frozen

from communitywelfare.claims import Claim, Decision
from communitywelfare.fund.assessment import approval_order, decide_with, granted_by_day, seen_by
from communitywelfare.fund.value import Fund
from communitywelfare.money import Money
from communitywelfare.rules import ByLaw, Used

__all__ = ["Order", "Review", "Verdict", "backtest", "readjudicate"]


class Verdict(Enum):
    """How what was granted compares with what the by-law says."""

    AGREES = "agrees"
    OVER = "over"
    UNDER = "under"


class Order(Enum):
    """In which order claims use up limits: as they were decided, or as the events happened."""

    DECISION = "decision"
    EVENT = "event"


@frozen
class Review:
    """One claim that was granted, and what the by-law says of it."""

    claim: str
    granted: Money
    decision: Decision

    @property
    def difference(self) -> Money:
        """What the by-law gives, less what was granted: above zero where too little was."""
        return self.decision.assessed - self.granted

    @property
    def verdict(self) -> Verdict:
        """Whether too much was granted, too little, or what the by-law says."""
        if self.difference.satang == 0:
            return Verdict.AGREES
        return Verdict.UNDER if self.difference.satang > 0 else Verdict.OVER


def backtest(fund: Fund, on: date, *, bylaw: ByLaw | None = None) -> tuple[Review, ...]:
    """Decide every grant again, each finding used what was really granted before it.

    Args:
        fund: All facts.
        on: The day whose end is looked from.
        bylaw: Another by-law to hold the grants against; the fund's own where it is None.
    """
    return _again(_with(fund, bylaw), on, Order.DECISION, is_real=True)


def readjudicate(fund: Fund, bylaw: ByLaw, on: date, *, order: Order = Order.DECISION) -> tuple[Review, ...]:
    """Decide every grant by another by-law, each finding used what that by-law would have given before it."""
    return _again(_with(fund, bylaw), on, order, is_real=False)


def _with(fund: Fund, bylaw: ByLaw | None) -> Fund:
    return fund if bylaw is None else evolve(fund, bylaw=bylaw)


def _again(fund: Fund, on: date, order: Order, *, is_real: bool) -> tuple[Review, ...]:
    granted = [claim for claim in fund.claims if fund.state(claim.number, on).uses_limits]
    used: dict[str, tuple[Used, ...]] = {}
    reviews = []
    for claim in sorted(granted, key=lambda claim: _place(fund, claim, on, order)):
        review = _review(fund, claim, on, used)
        amount = review.granted if is_real else review.decision.assessed
        days = granted_by_day(fund, claim, amount, seen_by(fund, claim, used))
        used[claim.member] = (*used.get(claim.member, ()), *days)
        reviews.append(review)
    return tuple(reviews)


def _place(fund: Fund, claim: Claim, on: date, order: Order) -> tuple[date, date, str]:
    if order is Order.EVENT:
        return claim.event.day, claim.day, claim.number
    return approval_order(fund, claim, on)


def _review(fund: Fund, claim: Claim, on: date, used: Mapping[str, tuple[Used, ...]]) -> Review:
    decision = decide_with(fund, claim, seen_by(fund, claim, used))
    return Review(claim.number, fund.granted(claim.number, on), decision)

"""What comes of a round of co-funding and goes back: tranches in money, things and work in kind, and what is returned.

What came above the approval is owed to the source from the moment it is received; it is never income.
"""

from attrs import evolve

from communitywelfare.accounting import adjustments
from communitywelfare.accounting.vouchers import BANK
from communitywelfare.cofunding import RoundActionKind
from communitywelfare.fund import voucher_desk as papers
from communitywelfare.fund.claims_desk import When
from communitywelfare.fund.desk import Paper, accept, needs, refusal
from communitywelfare.fund.round_steps import RoundKey, act, allowed, done_before, drafted, round_of, standing_now
from communitywelfare.fund.value import Fund
from communitywelfare.money import ZERO, Money, exact

__all__ = ["give_back", "receive", "receive_in_kind"]

_Kind = RoundActionKind


def receive(
    fund: Fund, key: RoundKey, amount: Money, when: When, *, into: str = BANK, excess_goes_back: bool = False
) -> tuple[Fund, Paper]:
    """Take in a tranche (รับเงินงวด): the voucher, its entry, and the action, all or nothing.

    With `excess_goes_back` a tranche may come to more than was approved: what is above is owed back at once.

    Raises:
        MissingFact: There is no such round, or the chart has no account of its source.
        Refused: The round's state does not allow it, nothing came, or it comes to more than was approved.
    """
    action = drafted(key, _Kind.RECEIVE, when, amount=exact(amount))
    repeated = done_before(fund, action)
    if repeated is not None:
        return fund, Paper("voucher", repeated.reference)
    needs(fund, "cofunding", "journal")
    _positive(amount)
    allowed(fund, action)
    row, excess = round_of(fund, key), _above_approval(fund, key, amount)
    if excess > ZERO and not excess_goes_back:
        params = {"round": row.reference, "amount": amount, "excess": excess}
        raise refusal("cofunding.tranche_above_approval", f"{excess} baht are more than was approved", params)
    draft = adjustments.tranche_received(
        day=when.on,
        number="",
        source=row.source,
        amount=amount,
        reference=row.reference,
        chart=fund.chart,
        into=into,
        excess=excess,
    )
    fund, paper = accept(fund, draft, recorded_at=when.recorded_at)
    fund = act(fund, evolve(action, reference=paper.number))
    if excess > ZERO:
        owed = evolve(drafted(key, _Kind.CLAW_BACK, evolve(when, key="")), amount=excess, reference=paper.number)
        fund = act(fund, evolve(owed, reason="ได้รับเกินกว่าที่อนุมัติ"))
    return fund, paper


def _above_approval(fund: Fund, key: RoundKey, amount: Money) -> Money:
    """How much more than was approved, and not owed back already, a tranche brings; nothing where nobody knows."""
    standing = standing_now(fund, key, _Kind.RECEIVE)
    if standing.approved is None:
        return ZERO
    return min(amount, max(ZERO, standing.received - standing.owed_back + amount - standing.approved))


def _positive(amount: Money) -> None:
    if amount <= ZERO:
        raise refusal("receipt.not_positive", f"{amount} baht is not a payment", {"amount": amount})


def receive_in_kind(fund: Fund, key: RoundKey, when: When, *, what: str, worth: Money | None = None) -> Fund:
    """Record what was given instead of money (สมทบเป็นสิ่งของหรือแรงงาน); nothing is posted, also where it has a value.

    Raises:
        MissingFact: There is no such round.
        Refused: The round's state does not allow it, it is not said what was given, or its value is none.
    """
    if not what.strip():
        raise refusal("cofunding.what_missing", "say what was given", {"round": f"{key[0]} {key[1]}"})
    if worth is not None:
        _positive(exact(worth))
    return act(fund, evolve(drafted(key, _Kind.RECEIVE_IN_KIND, when, amount=worth), what=what))


def give_back(fund: Fund, key: RoundKey, when: When, *, amount: Money | None = None) -> tuple[Fund, Paper]:
    """Pay back what was found to have come too much (ส่งคืนเงินสมทบ): all that is still owed, or a part of it.

    Raises:
        MissingFact: There is no such round, or the chart has no payable to its source.
        Refused: So much is not owed by this round, or there is not enough of the source's money in one place.
    """
    standing = standing_now(fund, key, _Kind.GIVE_BACK)
    owed = standing.still_owed
    action = drafted(key, _Kind.GIVE_BACK, when, amount=owed if amount is None else exact(amount))
    earlier = next((each for each in fund.round_actions if each.key == when.key), None) if when.key else None
    if earlier is not None and amount is None:
        action = evolve(action, amount=earlier.amount)  # all that was owed then
    repeated = done_before(fund, action)
    if repeated is not None:
        return fund, Paper("voucher", repeated.reference)
    allowed(fund, action)
    row, paid = round_of(fund, key), action.money
    if paid > owed or paid <= ZERO:
        params = {"round": row.reference, "amount": paid, "owed": owed}
        raise refusal("cofunding.not_owed", f"{owed} baht of round {row.reference} must go back", params)
    note = papers.Note(on=when.on, recorded_at=when.recorded_at, words="เงินสมทบที่ได้รับเกิน")
    fund, paper = papers.give_back(fund, row.source, paid, note, reference=row.reference)
    return act(fund, evolve(action, reference=paper.number)), paper

"""Invented payments of dues: most people on time, some late, a few stop."""

from collections.abc import Iterator
from datetime import date
from random import Random

from attrs import frozen

from communitywelfare.calendar import Month
from communitywelfare.contributions import ReceiptKind
from communitywelfare.fund import Fund
from communitywelfare.members import ExitCause, Membership
from communitywelfare.money import ZERO, Money
from communitywelfare.synthetic.people import meeting_day

__all__ = ["PlannedReceipt", "planned_receipts"]

_MONTHS = {"MONTHLY": 1, "HALF_YEARLY": 6, "YEARLY": 12}


@frozen(kw_only=True)
class PlannedReceipt:
    """A payment that will be made at a village meeting, before it has a receipt number."""

    day: date
    village: str
    member: str
    kind: ReceiptKind
    period_from: Month
    period_to: Month
    amount: Money


def planned_receipts(fund: Fund, books_from: date, seed: int) -> list[PlannedReceipt]:
    """All payments of all members, in the order of days and villages."""
    chance = Random(f"{seed} payments")
    planned = [
        receipt
        for membership in fund.register
        for receipt in (*_fee(membership, fund, books_from), *_dues(membership, fund, books_from, chance))
    ]
    return sorted(planned, key=lambda receipt: (receipt.day, int(receipt.village), receipt.member, receipt.kind.value))


def _fee(membership: Membership, fund: Fund, books_from: date) -> Iterator[PlannedReceipt]:
    month = Month.of(membership.applied)
    fee = fund.bylaw.dues.in_force(month).entry_fee
    if membership.applied >= books_from and fee > ZERO:
        yield _receipt(membership, membership.applied, fee, kind=ReceiptKind.ENTRY_FEE, period=(month, month))


def _dues(membership: Membership, fund: Fund, books_from: date, chance: Random) -> Iterator[PlannedReceipt]:
    """Payments in advance for a month, half a year or a year; a missed meeting is made up for at the next, mostly."""
    dues = fund.bylaw.dues
    frequency = membership.person.details.reveal("invent payments")["pay_frequency"]
    unpaid = first = max(
        dues.first_owed(membership), Month.of(books_from) if membership.carried > ZERO else Month(1, 1)
    )
    stops_after = _stops_after(membership, first, chance)
    due_to_pay = first
    while True:
        day = max(meeting_day(due_to_pay, int(membership.village)), membership.applied)
        if day > fund.as_of or (membership.ended is not None and day >= membership.ended):
            return
        if due_to_pay.index - first.index > stops_after:
            return
        is_absent = due_to_pay > first and chance.random() < 0.06
        if not is_absent:
            until = due_to_pay.plus(_MONTHS[frequency] - 1)
            amount = dues.owed_through(unpaid, until)
            yield _receipt(membership, day, amount, kind=ReceiptKind(frequency), period=(unpaid, until))
            unpaid = until.plus(1)
        due_to_pay = due_to_pay.plus(1 + chance.randrange(3)) if is_absent else unpaid


def _stops_after(membership: Membership, first: Month, chance: Random) -> int:
    """After how many months a member pays no more: a year before lapsing, and now and then for no stated reason."""
    if membership.cause is ExitCause.LAPSED and membership.ended is not None:
        return Month.of(membership.ended).index - first.index - 12
    return chance.randrange(8, 90) if chance.random() < 0.015 else 10_000


def _receipt(
    membership: Membership, day: date, amount: Money, *, kind: ReceiptKind, period: tuple[Month, Month]
) -> PlannedReceipt:
    return PlannedReceipt(
        day=day,
        village=membership.village,
        member=membership.number,
        kind=kind,
        period_from=period[0],
        period_to=period[1],
        amount=amount,
    )

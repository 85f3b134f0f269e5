"""A member's statement and passbook (สมุดประจำตัวสมาชิก): dues month by month, receipts, benefits, what is owed.

The sums come from receipts and claims, and each names the postings of the member's in the books that say the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import Enum

from attrs import evolve, frozen

from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.accounting.slices import Figure, Slice
from communitywelfare.accounting.vouchers import void_reference
from communitywelfare.contributions import Arrears, PaidMonth, Receipt, ReceiptKind
from communitywelfare.fund.benefits import BenefitPaid, paid_on
from communitywelfare.fund.controls import (
    CARRIED,
    benefit_accounts,
    dues_accounts,
    fee_accounts,
    is_in_books,
)
from communitywelfare.fund.value import Fund
from communitywelfare.members import Membership
from communitywelfare.money import ZERO, Money, total

__all__ = ["LineKind", "MemberStatement", "PassbookLine", "member_statement"]

_NO_RECEIPTS = CARRIED | {DocumentKind.PAYMENT}
_ONLY_PAYMENTS = frozenset(DocumentKind) - {DocumentKind.PAYMENT}


class LineKind(Enum):
    """What a line of the passbook is."""

    DUES = "DUES"
    ENTRY_FEE = "ENTRY_FEE"
    OTHER = "OTHER"
    BENEFIT = "BENEFIT"


_FEE = ReceiptKind.ENTRY_FEE
_KINDS = {_FEE: LineKind.ENTRY_FEE, ReceiptKind.OTHER: LineKind.OTHER}


@frozen(kw_only=True)
class PassbookLine:
    """One line of the passbook: taken from the member, or given, and the contributions so far.

    `document` is the number of the receipt or of the payment voucher; `claim` is the claim that a benefit was decided
    on. A benefit that was taken back is negative.
    """

    day: date
    kind: LineKind
    document: str
    claim: str
    received: Money
    paid: Money
    contributed: Money


@frozen(kw_only=True)
class MemberStatement:
    """What one member has contributed and received by the end of a day.

    `carried` is what was contributed before the books begin, and no part of the figures. `months` and `arrears` are
    None where it is not known what was owed. `voided` receipts are shown and count for nothing.
    """

    membership: Membership
    on: date
    carried: Money
    months: tuple[PaidMonth, ...] | None
    arrears: Arrears | None
    lines: tuple[PassbookLine, ...]
    voided: tuple[Receipt, ...]
    dues: Figure
    fees: Figure
    benefits: Figure

    @property
    def contributed(self) -> Money:
        """All contributions, with those from before the books."""
        return self.carried + total(line.received for line in self.lines if line.kind is LineKind.DUES)


def member_statement(fund: Fund, number: str, on: date) -> MemberStatement:
    """Draw up one member's statement as of the end of a day.

    Raises:
        MissingFact: There is no such member.
    """
    membership = fund.membership(number)
    every = fund.contributions.every_of_member.get(number, ())
    receipts = [each for each in every if is_in_books(fund, each, on)]
    claims = fund.claims_of_member.get(number, ())
    actions = (action for claim in claims for action in fund.actions_of.get(claim.number, ()))
    benefits = [paid for paid in paid_on(fund, actions) if paid.booked <= on]
    lines = sorted([*map(_taken, receipts), *map(_given, benefits)], key=_day)
    months, arrears = _card(fund, membership, on)
    voided = [each for each in every if each.voided and each not in receipts]
    own = Slice(members={number}, last=on)
    return MemberStatement(
        membership=membership,
        on=on,
        carried=membership.carried,
        months=months,
        arrears=arrears,
        lines=tuple(_running(lines, membership.carried)),
        voided=tuple(each for each in voided if fund.day_in_books(each.journal_no, each.day) <= on),
        dues=_received(fund, [each for each in receipts if each.kind.is_dues], own, dues_accounts(fund.chart)),
        fees=_received(fund, [each for each in receipts if each.kind is _FEE], own, fee_accounts(fund.chart)),
        benefits=_given_in_all(fund, benefits, {claim.number for claim in claims}, on),
    )


def _card(fund: Fund, membership: Membership, on: date) -> tuple[tuple[PaidMonth, ...] | None, Arrears | None]:
    """What was owed month by month and what is; None where no receipts were given, or no by-law says what was owed."""
    arrears = fund.arrears(membership, on)
    return None if arrears is None else fund.contributions.card(membership, fund.bylaw.dues, on), arrears


def _taken(receipt: Receipt) -> PassbookLine:
    return PassbookLine(
        day=receipt.day,
        kind=_KINDS.get(receipt.kind, LineKind.DUES),
        document=receipt.number,
        claim="",
        received=receipt.amount,
        paid=ZERO,
        contributed=ZERO,
    )


def _given(paid: BenefitPaid) -> PassbookLine:
    return PassbookLine(
        day=paid.day,
        kind=LineKind.BENEFIT,
        document=paid.voucher,
        claim=paid.claim,
        received=ZERO,
        paid=paid.amount,
        contributed=ZERO,
    )


def _day(line: PassbookLine) -> date:
    return line.day


def _running(lines: Iterable[PassbookLine], carried: Money) -> Iterator[PassbookLine]:
    contributed = carried
    for line in lines:
        if line.kind is LineKind.DUES:
            contributed += line.received
        yield evolve(line, contributed=contributed)


def _received(fund: Fund, receipts: Sequence[Receipt], own: Slice, accounts: frozenset[str]) -> Figure:
    """What came in since the books begin: all that is no payment back, and the payments back that void a receipt."""
    amount = total(each.amount for each in receipts if each.day >= fund.books_begin)
    every = (receipt for name in own.members or () for receipt in fund.contributions.every_of_member.get(name, ()))
    kept = evolve(own, accounts=accounts)
    slices = (
        evolve(kept, without=_NO_RECEIPTS),
        evolve(kept, without=_ONLY_PAYMENTS, references={void_reference(each.number) for each in every if each.voided}),
    )
    return Figure(amount, slices, -1)


def _given_in_all(fund: Fund, benefits: Iterable[BenefitPaid], claims: Iterable[str], on: date) -> Figure:
    amount = total(each.amount for each in benefits if each.booked >= fund.books_begin)
    accounts = benefit_accounts(fund.chart)
    return Figure(amount, (Slice(accounts=accounts, references=frozenset(claims), last=on, without=CARRIED),))

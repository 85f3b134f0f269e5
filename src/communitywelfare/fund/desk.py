"""The treasurer's day at the desk: each function takes a fund and gives the fund with one more fact, and its paper.

Nothing is overwritten. What must not be done is `Refused` with every reason, and the fund stays as it was.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from attrs import evolve, frozen

from communitywelfare.accounting import vouchers
from communitywelfare.accounting.custody import free_to_move
from communitywelfare.accounting.journal import DocumentKind, Voucher
from communitywelfare.calendar import Month
from communitywelfare.contributions import DuesHistory, PaymentMethod, Receipt, ReceiptKind
from communitywelfare.errors import Finding, MissingFact, Refused, Severity
from communitywelfare.fund.numbering import next_in_year, next_member_number
from communitywelfare.fund.value import Fund
from communitywelfare.members import ExitCause, Membership, MemberStatus, Person
from communitywelfare.money import ZERO, Money, exact, total
from communitywelfare.sources import Source

__all__ = [
    "Paper",
    "accept",
    "afford",
    "enrol",
    "fee_findings",
    "leave",
    "needs",
    "next_receipt",
    "next_voucher",
    "pay_out",
    "posted",
    "receipt_of",
    "receive",
    "refusal",
    "spread",
]

_BOOKS = {
    DocumentKind.RECEIPT: "C",
    DocumentKind.PAYMENT: "P",
    DocumentKind.TRANSFER: "T",
    DocumentKind.JOURNAL: "J",
    DocumentKind.CLOSING: "Y",
}
_STATUS = {cause: MemberStatus(cause.value) for cause in ExitCause}


@frozen
class Paper:
    """The number of what was made: a member card, a receipt or a voucher."""

    kind: str
    number: str


def refusal(code: str, message: str, params: Mapping[str, object]) -> Refused:
    """A refusal for one reason."""
    return Refused(message, Finding(code, Severity.ERROR, params=params))


def enrol(
    fund: Fund,
    person: Person,
    *,
    on: date,
    village: str = "",
    number: str = "",
    transferred_since: date | None = None,
) -> tuple[Fund, Paper]:
    """Take in a member (รับสมาชิก), with the next free number where none is given.

    Of a membership that comes over from another fund, `transferred_since` is the day from which it counted there.

    Raises:
        Refused: The number is taken, the person is a member already, or time elsewhere began after joining here.
    """
    if transferred_since is not None and transferred_since > on:
        days = {"joined": on, "since": transferred_since}
        raise refusal("member.transfer_after_joining", f"membership elsewhere began after {on}", days)
    number = number or next_member_number(fund.register.by_number)
    if number in fund.register.by_number:
        raise refusal("member.number_taken", f"member number {number} is taken", {"member": number})
    membership = Membership(
        number=number,
        person=person,
        applied=on,
        admitted=on,
        village=village,
        transferred_since=transferred_since,
        status=MemberStatus.ACTIVE,
    )
    register = fund.register.adding(membership)
    for each in register.of_same_person(membership):
        if each is not membership and (each.ended is None or each.ended > on):
            params = {"member": each.number, "on": on}
            raise refusal("member.already_active", f"the person is a member already, with number {each.number}", params)
    return evolve(fund, register=register), Paper("member", number)


def leave(fund: Fund, number: str, *, on: date, cause: ExitCause) -> tuple[Fund, Paper]:
    """End a membership (พ้นสภาพสมาชิก); the register keeps it.

    Raises:
        MissingFact: There is no such member.
        Refused: The membership has ended already, or had not begun.
    """
    membership = fund.membership(number)
    if not membership.is_current(on):
        raise _not_active(membership, on)
    ended = evolve(membership, ended=on, cause=cause, status=_STATUS[cause])
    return evolve(fund, register=fund.register.replacing(ended)), Paper("member", number)


def _not_active(membership: Membership, on: date) -> Refused:
    number = membership.number
    params = {"member": number, "on": on, "joined": membership.applied, "ended": membership.ended}
    return refusal("member.not_active", f"member {number} is not a member on {on}", params)


def needs(fund: Fund, *tables: str) -> None:
    """Refuse a step that would begin a table where an older one exists and was not given.

    Raises:
        Refused: A table is absent, which is not the same as empty.
    """
    for name in tables:
        if name in fund.absent:
            params = {"file": f"{name}.csv"}
            raise refusal("file.missing", f"{name}.csv was not given; it cannot be added to", params)


def receive(
    fund: Fund,
    number: str,
    amount: Money,
    *,
    on: date,
    recorded_at: datetime,
    period: tuple[Month, Month] | None = None,
    kind: ReceiptKind = ReceiptKind.MONTHLY,
    by: str = "",
) -> tuple[Fund, Paper]:
    """Take dues or a fee from a member (รับเงินสมทบ), write the receipt and its entry in the books.

    Without a stated period a receipt for dues names the months that the money reaches, the oldest unpaid first, and
    any other receipt the month of the day. `by` is the collector who took the money and has it in hands; without one
    it is in the treasurer's cash.

    Raises:
        InvalidMoney: The amount is a float.
        MissingFact: There is no such member, or it is not known what was owed.
        Refused: Nothing is paid, the person was not a member on the day, or earlier receipts or books are not given.
    """
    needs(fund, "contributions", "journal")
    receipt_no = next_receipt(fund, on)
    receipt = receipt_of(fund, number, amount, on=on, receipt_no=receipt_no, period=period, kind=kind, by=by)
    voucher = vouchers.collection(
        [receipt],
        number=receipt.number,
        into=vouchers.COLLECTOR_CASH if by else vouchers.CASH,
        holder=by,
        kept_as=fund.profile.books.contributions,
    )
    fund = posted(fund, voucher, recorded_at)
    contributions = evolve(fund.contributions, receipts=(*fund.contributions.receipts, receipt))
    return evolve(fund, contributions=contributions), Paper("receipt", receipt.number)


def receipt_of(
    fund: Fund,
    number: str,
    amount: Money,
    *,
    on: date,
    receipt_no: str,
    period: tuple[Month, Month] | None = None,
    kind: ReceiptKind = ReceiptKind.MONTHLY,
    by: str = "",
) -> Receipt:
    """The receipt of a payment, which the next entry of the journal takes up.

    Raises:
        MissingFact: There is no such member, or it is not known what was owed.
        Refused: Nothing is paid, or the person was not a member on the day.
    """
    membership = fund.membership(number)
    if exact(amount) <= ZERO:
        raise refusal("receipt.not_positive", f"{amount} baht is not a payment", {"amount": amount})
    if on < membership.applied:
        params = {"member": number, "on": on, "joined": membership.applied}
        raise refusal("receipt.before_joining", f"member {number} joined only on {membership.applied}", params)
    if not membership.covers(on):
        raise _not_active(membership, on)
    start, end = period or _reached(fund, membership, amount if kind.is_dues else ZERO, on)
    return Receipt(
        number=receipt_no,
        day=on,
        member=number,
        kind=kind,
        period_from=start,
        period_to=end,
        amount=amount,
        method=PaymentMethod.CASH,
        received_by=by,
        journal_no=fund.journal.next_number,
    )


def _reached(fund: Fund, membership: Membership, dues_paid: Money, on: date) -> tuple[Month, Month]:
    """From the first month not wholly paid before to the last one paid now; no dues reach no further than the day."""
    if dues_paid == ZERO:
        return Month.of(on), Month.of(on)
    dues = fund.bylaw.dues
    first = dues.first_owed(membership)
    before = fund.contributions.paid(membership, on)
    waived = fund.contributions.waived(membership, on)
    if waived:
        start, following = (_unpaid(dues, first, paid, waived) for paid in (before, before + dues_paid))
        reached = (index for index in range(following.index - 1, start.index, -1) if index not in waived)
        return start, Month.at(next(reached, start.index))
    start = first.plus(dues.months_covered(before, first))
    end = first.plus(dues.months_covered(before + dues_paid, first) - 1)
    return start, max(start, end)


def _unpaid(dues: DuesHistory, first: Month, paid: Money, waived: Collection[int]) -> Month:
    """The first month that is owed and not wholly paid for; a waived month is not owed."""
    month = first
    while month.index in waived or paid >= dues.in_force(month).of(month):
        if month.index not in waived:
            paid -= dues.in_force(month).of(month)
        month = month.plus(1)
    return month


def next_receipt(fund: Fund, on: date) -> str:
    """The number of the next receipt of a day's accounting year."""
    taken = (receipt.number for receipt in fund.contributions)
    year_be = fund.profile.year_start.year_of(on).be
    return next_in_year((*taken, *fund.journal.document_numbers), book="", year_be=year_be)


def next_voucher(fund: Fund, book: str, on: date) -> str:
    """The number of the next voucher of a book in a day's accounting year."""
    year_be = fund.profile.year_start.year_of(on).be
    return next_in_year(fund.journal.document_numbers, book=book, year_be=year_be)


def pay_out(
    fund: Fund, *, claim: str, member: str, category: str, amount: Money, on: date, recorded_at: datetime
) -> tuple[Fund, Paper]:
    """Pay a benefit out of the treasurer's cash or the bank, from the sources in their order.

    Raises:
        Refused: No one place holds enough money, or the books are not given.
    """
    needs(fund, "journal")
    place, parts = afford(fund, amount, on)
    draft = vouchers.benefit_paid(
        day=on,
        number="",
        claim=claim,
        member=member,
        account=fund.chart.benefit_account(category),
        parts=parts,
        out_of=place,
    )
    return accept(fund, draft, recorded_at=recorded_at)


def afford(
    fund: Fund, amount: Money, on: date, *, sources: Collection[str] | None = None
) -> tuple[str, Mapping[str, Money]]:
    """Where the money lies, and whose it is: cash first, then the bank, from all sources or from some.

    Raises:
        Refused: No one place holds enough of it.
    """
    for place in (vouchers.CASH, vouchers.BANK):
        held = free_to_move(fund.journal, place, on)
        if sources is not None:
            held = {source: money for source, money in held.items() if source in sources}
        if total(max(money, ZERO) for money in held.values()) >= amount:
            return place, spread(amount, held, fund.sources)
    params = {"amount": amount, "on": on}
    raise refusal("fund.insufficient", f"neither cash nor bank holds {amount} baht on {on}", params)


def spread(amount: Money, held: Mapping[str, Money], sources: tuple[Source, ...]) -> Mapping[str, Money]:
    """Take an amount from several sources' money in the declared order, none going below zero.

    Sources that the fund has not ranked come last, by their code. What cannot be covered is not taken.
    """
    order = {source.code: source.pay_order for source in sources}
    parts: dict[str, Money] = {}
    for source in sorted(held, key=lambda code: (order.get(code, len(order) + 1), code)):
        taken = min(max(held[source], ZERO), amount)
        if taken > ZERO:
            parts[source] = taken
            amount -= taken
    return parts


def accept(fund: Fund, draft: Voucher, *, recorded_at: datetime) -> tuple[Fund, Paper]:
    """Post a draft, a voucher without a number, under the next number of its kind's book.

    Raises:
        Refused: It is faulty, or the books are not given.
    """
    needs(fund, "journal")
    number = next_voucher(fund, _BOOKS[draft.kind], draft.day)
    return posted(fund, evolve(draft, number=number), recorded_at), Paper("voucher", number)


def posted(fund: Fund, voucher: Voucher, recorded_at: datetime) -> Fund:
    """The fund with a voucher in its books, on the day on which they can take it.

    Where that is later than the fund's facts reach, they reach to it from now on.

    Raises:
        Refused: As by `vouchers.post`.
    """
    late = fund.periods.late(voucher)
    as_of = fund.as_of if late == voucher else max(fund.as_of, late.day)
    journal = vouchers.post(
        fund.journal, fund.chart, late, recorded_at=recorded_at, sources=fund.sources, periods=fund.periods
    )
    return evolve(fund, journal=journal, as_of=as_of)


def fee_findings(fund: Fund, amount: Money, on: date) -> tuple[Finding, ...]:
    """A warning where an entry fee is not what the by-law asks for on the day; the fee is taken all the same."""
    try:
        fee = fund.bylaw.dues.in_force(Month.of(on)).entry_fee
    except MissingFact:
        return ()
    if amount == fee:
        return ()
    return (Finding("receipt.fee_differs", Severity.WARNING, params={"amount": amount, "fee": fee}),)

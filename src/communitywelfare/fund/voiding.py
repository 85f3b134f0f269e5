"""Voiding a receipt (ยกเลิกใบเสร็จ): its number stays taken, its line stays, and the books take its money back."""

from datetime import date, datetime

from attrs import evolve

from communitywelfare.accounting import Entry, Posting, Slice, vouchers
from communitywelfare.contributions import Receipt
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.fund.desk import Paper, needs, next_voucher, posted, refusal
from communitywelfare.fund.value import Fund
from communitywelfare.money import total

__all__ = ["void_receipt"]

_BOOK = "V"


def void_receipt(
    fund: Fund, number: str, *, book: str = "", on: date, reason: str, recorded_at: datetime
) -> tuple[Fund, Paper]:
    """Void every line of a receipt, and reverse what it brought into the books.

    A receipt that stands alone in its entry is reversed with it; one of a collection by a line of its own. The money
    goes back from where it came in, or from the treasurer's cash where it has been handed over since.

    Raises:
        MissingFact: There is no such receipt.
        Refused: It is void already, no reason is given, the day is before it, or the books do not have its entry.
    """
    needs(fund, "contributions", "journal")
    lines = _lines(fund, number, book)
    params = {"receipt": number, "on": on, "day": lines[0].day}
    if lines[0].voided:
        raise refusal("receipt.void_already", f"receipt {number} is void already", params)
    if not reason:
        raise refusal("receipt.void_reason_missing", f"say why receipt {number} is void", params)
    if on < lines[0].day:
        raise refusal("receipt.void_too_early", f"receipt {number} was written after {on}", params)
    entry = fund.journal.by_number.get(lines[0].journal_no)
    if entry is None:
        raise refusal("receipt.no_entry", f"the books have no entry of receipt {number}", params)
    paper = next_voucher(fund, _BOOK, on)
    voucher = vouchers.receipt_void(
        lines, entry, day=on, number=paper, reason=reason, out_of=_place(fund, entry, lines, on)
    )
    fund = posted(fund, voucher, recorded_at)
    receipts = (_voided(each, on, paper) if each in lines else each for each in fund.contributions)
    contributions = evolve(fund.contributions, receipts=tuple(receipts))
    return evolve(fund, contributions=contributions), Paper("voucher", paper)


def _lines(fund: Fund, number: str, book: str) -> tuple[Receipt, ...]:
    """The lines of one receipt: a fee and dues may stand on one paper."""
    lines = tuple(receipt for receipt in fund.contributions if receipt.key == (book, number))
    if not lines:
        finding = Finding("receipt.not_found", Severity.ERROR, params={"receipt": number})
        raise MissingFact(f"there is no receipt {number}", finding)
    return lines


def _place(fund: Fund, entry: Entry, lines: tuple[Receipt, ...], on: date) -> Posting:
    """Where the money is taken from: where the receipt brought it, as long as enough of it is there."""
    came = next(line for line in entry.voucher.postings if line.amount.satang > 0)
    there = Slice(accounts={came.account}, sources={came.source}, holders={came.holder}, last=on)
    is_enough = there.sum(fund.journal) >= total(receipt.amount for receipt in lines)
    return came if is_enough else evolve(came, account=vouchers.CASH, holder="")


def _voided(receipt: Receipt, on: date, paper: str) -> Receipt:
    return evolve(receipt, voided=True, voided_on=on, void_ref=paper)

"""Receipts beside the books (ใบเสร็จกับบัญชี): every receipt is in an entry, and every entry of receipts has them."""

from collections.abc import Iterator

from communitywelfare.accounting import DocumentKind, Entry
from communitywelfare.contributions import Receipt
from communitywelfare.errors import Severity
from communitywelfare.fund.exceptions.evidence import Check, Evidence, Trace, entry_place, receipt_place
from communitywelfare.members import Membership
from communitywelfare.money import ZERO, Money, total

__all__ = ["CHECKS"]


def receipt_entry_missing(evidence: Evidence) -> Iterator[Trace]:
    """A receipt that names an entry which the journal does not have."""
    for receipt in evidence.fund.contributions:
        if receipt.journal_no and receipt.journal_no not in evidence.entries:
            yield Trace(receipt_place(receipt, "journal_no"), {**_paper(receipt), "entry": receipt.journal_no})


def receipt_unposted(evidence: Evidence) -> Iterator[Trace]:
    """A receipt that stands, of the time of the books, and names no entry."""
    first = min((entry.voucher.day for entry in evidence.fund.journal), default=None)
    for receipt in evidence.fund.contributions:
        if not receipt.journal_no and not receipt.voided and first is not None and receipt.day >= first:
            yield Trace(receipt_place(receipt, "journal_no"), _paper(receipt))


def receipts_missing(evidence: Evidence) -> Iterator[Trace]:
    """An entry of members' money without a single receipt: they were deleted, or never written."""
    for entry in _of_members(evidence):
        if entry.number not in evidence.receipts_of:
            figures = {"voucher": entry.voucher.number, "amount": _taken(entry), "entries": (entry.number,)}
            yield Trace(entry_place(entry), figures)


def receipts_differ(evidence: Evidence) -> Iterator[Trace]:
    """An entry that took in another sum than its receipts say; a voided receipt was in its entry all the same."""
    for entry in evidence.standing:
        receipts = evidence.receipts_of.get(entry.number, ())
        written = total(receipt.amount for receipt in receipts)
        if receipts and written != _taken(entry):
            figures = {"voucher": entry.voucher.number, "amount": _taken(entry), "written": written}
            figures |= {"count": len(receipts), "entries": (entry.number,)}
            yield Trace(entry_place(entry), figures)


def receipt_of_reversed(evidence: Evidence) -> Iterator[Trace]:
    """A receipt that stands although its entry was reversed: the member is credited, the books are not."""
    for receipt in evidence.fund.contributions:
        if receipt.journal_no in evidence.reversed_ and not receipt.voided:
            figures = {**_paper(receipt), "entries": (receipt.journal_no,)}
            yield Trace(receipt_place(receipt, "journal_no"), figures)


def void_unexplained(evidence: Evidence) -> Iterator[Trace]:
    """A voided receipt that does not say what became of it."""
    for receipt in evidence.fund.contributions.voided:
        if not receipt.void_ref.strip():
            yield Trace(receipt_place(receipt, "void_ref"), _paper(receipt))


def receipt_after_leaving(evidence: Evidence) -> Iterator[Trace]:
    """Money taken from a member on a day after the membership had ended."""
    for receipt in evidence.fund.contributions:
        ended = _ended(evidence.fund.register.by_number.get(receipt.member), receipt)
        if ended is not None and not receipt.voided:
            figures = {**_paper(receipt), "day": receipt.day, "ended": ended.ended}
            yield Trace(receipt_place(receipt, "receipt_date"), figures)


def _ended(membership: Membership | None, receipt: Receipt) -> Membership | None:
    if membership is None or membership.ended is None or receipt.day <= membership.ended:
        return None
    return membership


def _of_members(evidence: Evidence) -> Iterator[Entry]:
    """Entries that took in money on members' own accounts."""
    chart = evidence.fund.chart.by_code
    for entry in evidence.standing:
        if entry.voucher.kind is DocumentKind.RECEIPT and any(
            posting.amount < ZERO and posting.account in chart and chart[posting.account].by_member
            for posting in entry.voucher.postings
        ):
            yield entry


def _taken(entry: Entry) -> Money:
    return total(posting.amount for posting in entry.voucher.postings if posting.amount > ZERO)


def _paper(receipt: Receipt) -> dict[str, object]:
    entries = (receipt.journal_no,) if receipt.journal_no else ()
    return {"receipt": receipt.number, "member": receipt.member, "amount": receipt.amount, "entries": entries}


_BOTH, _RECEIPTS = frozenset({"contributions", "journal"}), frozenset({"contributions"})
CHECKS = (
    Check(code="audit.receipt_entry_missing", severity=Severity.ERROR, find=receipt_entry_missing, needs=_BOTH),
    Check(code="audit.receipt_unposted", severity=Severity.WARNING, find=receipt_unposted, needs=_BOTH),
    Check(code="audit.receipts_missing", severity=Severity.ERROR, find=receipts_missing, needs=_BOTH),
    Check(code="audit.receipts_differ", severity=Severity.ERROR, find=receipts_differ, needs=_BOTH),
    Check(code="audit.receipt_of_reversed", severity=Severity.WARNING, find=receipt_of_reversed, needs=_BOTH),
    Check(code="audit.void_unexplained", severity=Severity.WARNING, find=void_unexplained, needs=_RECEIPTS),
    Check(code="audit.receipt_after_leaving", severity=Severity.WARNING, find=receipt_after_leaving, needs=_RECEIPTS),
)

"""Vouchers that a comparison suggests: bank interest and fees, a difference of cash. Nobody has posted them.

A draft has no number: whoever accepts it gives it one, on the way through the one door into the journal.
"""

from collections.abc import Iterable, Mapping
from enum import Enum

from communitywelfare.accounting import vouchers
from communitywelfare.accounting.cash_count import CountedCash
from communitywelfare.accounting.journal import DocumentKind, Posting, Voucher
from communitywelfare.accounting.reconciliation import BankLine
from communitywelfare.money import ZERO, Money

__all__ = ["BankMeaning", "cash_draft", "fee_draft", "interest_and_fees", "interest_draft"]

_INTEREST, _BANK_FEE, _OTHER_INCOME, _OTHER_COST = "42030", "52070", "42090", "52090"


class BankMeaning(Enum):
    """What a line of a passbook is that the fund did not cause itself."""

    INTEREST = "INTEREST"
    FEE = "FEE"


def interest_and_fees(
    lines: Iterable[BankLine], meanings: Mapping[str, BankMeaning], *, interest_to: str, fees_from: str
) -> tuple[tuple[BankLine, Voucher], ...]:
    """Lines of the passbook that are the bank's own interest and fees, each with the voucher that would post it.

    Args:
        lines: Lines that the books do not know.
        meanings: What codes of banks, and words in their notes, mean.
        interest_to: The source whose money the interest is.
        fees_from: The source that pays the fees.
    """
    drafts = []
    for line in lines:
        match _meaning(line, meanings):
            case BankMeaning.INTEREST:
                drafts.append((line, interest_draft(line, source=interest_to)))
            case BankMeaning.FEE:
                drafts.append((line, fee_draft(line, parts={fees_from: -line.amount})))
    return tuple(drafts)


def _meaning(line: BankLine, meanings: Mapping[str, BankMeaning]) -> BankMeaning | None:
    """Interest comes in and fees go out: a line of the other direction means something else."""
    expected = BankMeaning.INTEREST if line.amount > ZERO else BankMeaning.FEE
    told = {line.code.strip().casefold(), *line.note.casefold().split()}
    words = (meaning for text, meaning in meanings.items() if text.casefold() in told or _is_in(text, line.note))
    return expected if expected in words else None


def _is_in(text: str, note: str) -> bool:
    """Thai is written without spaces between words; of other words only whole ones count."""
    return not text.isascii() and text in note


def interest_draft(line: BankLine, *, source: str) -> Voucher:
    """The voucher of a line of interest."""
    return vouchers.income_received(
        day=line.day,
        number="",
        source=source,
        account=_INTEREST,
        amount=line.amount,
        description="ดอกเบี้ยเงินฝากธนาคาร",
        into=line.account,
    )


def fee_draft(line: BankLine, *, parts: Mapping[str, Money]) -> Voucher:
    """The voucher of a line of fees, from one or more sources' money."""
    return vouchers.expense_paid(
        day=line.day,
        number="",
        account=_BANK_FEE,
        parts=parts,
        out_of=line.account,
        description="ค่าธรรมเนียมธนาคาร",
    )


def cash_draft(cash: CountedCash, *, source: str) -> Voucher | None:
    """What would bring the books to what was counted: other income, or a cost; None where they agree.

    It is for the committee to say whether a missing sum is the fund's loss or is to be made good by whoever had it.
    """
    if cash.difference == ZERO:
        return None
    count, against = cash.count, _OTHER_INCOME if cash.difference > ZERO else _OTHER_COST
    return Voucher(
        day=count.day,
        kind=DocumentKind.JOURNAL,
        number="",
        description="เงินสดเกินบัญชีตามใบตรวจนับ" if cash.difference > ZERO else "เงินสดขาดบัญชีตามใบตรวจนับ",
        postings=(
            Posting(count.account, source, cash.difference, holder=count.holder),
            Posting(against, source, -cash.difference),
        ),
    )

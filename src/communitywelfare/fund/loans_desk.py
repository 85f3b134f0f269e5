"""Money that one source lends another (เงินยืมระหว่างแหล่งทุน), at the desk: by resolution, and paid back by its number.

Restricted money pays benefits only, so it may be lent only to a source that is restricted too: what comes of it is then
a benefit after all. What its giver has allowed beyond that is a gift to the fund and not a loan.
"""

from communitywelfare.accounting import Voucher, adjustments
from communitywelfare.accounting.loans import SourceLoan, loans_open, may_lend
from communitywelfare.errors import Finding, Severity
from communitywelfare.fund.desk import Paper, afford, refusal
from communitywelfare.fund.value import Fund
from communitywelfare.fund.voucher_desk import Note, accepted, look_at
from communitywelfare.money import Money

__all__ = ["lend_between_sources", "repay_between_sources"]


def lend_between_sources(
    fund: Fund, amount: Money, note: Note, *, lender: str, borrower: str, resolution: str
) -> tuple[Fund, Paper]:
    """Lend money of one source to another, by resolution (ให้แหล่งทุนอื่นยืม); it stays where it lies.

    Raises:
        Refused: No resolution is named, a source is not the fund's or both are the same, restricted money would go
            where it is not restricted, or there is not enough of it in one place.
    """
    look_at(fund, amount, note, _why_not(fund, lender, borrower, resolution))
    place, _parts = afford(fund, amount, note.on, sources={lender})
    draft = adjustments.source_lent(
        day=note.on, number="", amount=amount, lender=lender, borrower=borrower, at=place, resolution=resolution
    )
    return accepted(fund, draft, note)


def _why_not(fund: Fund, lender: str, borrower: str, resolution: str) -> list[Finding]:
    known = {source.code: source for source in fund.sources}
    params = {"lender": lender, "borrower": borrower}
    found = []
    if not resolution.strip():
        found.append(Finding("voucher.resolution_missing", Severity.ERROR, params={"source": lender}))
    for code in sorted({lender, borrower} - known.keys()):
        told = {"source": code, "known": tuple(known)}
        found.append(Finding("loan.unknown_source", Severity.ERROR, params=told))
    if lender == borrower:
        found.append(Finding("loan.to_itself", Severity.ERROR, params=params))
    elif not found and not may_lend(known[lender], known[borrower]):
        found.append(Finding("loan.may_not_lend", Severity.ERROR, params=params))
    return found


def repay_between_sources(fund: Fund, loan: str, amount: Money, note: Note) -> tuple[Fund, Paper]:
    """Pay back what one source lent another (คืนเงินยืมระหว่างแหล่งทุน), wholly or in part.

    Args:
        fund: The fund.
        loan: The number of the voucher that lent it.
        amount: What goes back.
        note: When it was, and the treasurer's words.

    Raises:
        Refused: No such loan is open, so much of it is not, or the borrower has not enough in one place.
    """
    look_at(fund, amount, note)
    found = _open_loan(fund, loan, amount, note)
    place, _parts = afford(fund, amount, note.on, sources={found.borrower})
    return accepted(fund, _repayment(found, amount, note, place), note)


def _open_loan(fund: Fund, number: str, amount: Money, note: Note) -> SourceLoan:
    known = {each.number: each for each in loans_open(fund.journal, note.on)}
    if number not in known:
        raise refusal("loan.not_open", f"no loan {number} is open", {"loan": number, "open": tuple(known)})
    if amount > known[number].open:
        params = {"loan": number, "open": known[number].open}
        raise refusal("loan.less_is_open", f"of loan {number} {known[number].open} baht are open", params)
    return known[number]


def _repayment(loan: SourceLoan, amount: Money, note: Note, place: str) -> Voucher:
    return adjustments.source_repaid(
        day=note.on,
        number="",
        amount=amount,
        lender=loan.lender,
        borrower=loan.borrower,
        at=place,
        loan=loan.number,
    )

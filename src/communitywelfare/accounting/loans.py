"""What one source's money owes another's (เงินยืมระหว่างแหล่งทุน): a fold over the journal, loan by loan.

Money of one source lies beside another's in the same till, and sooner or later pays for it. With a loan on record it
may; without one, a source stands below zero and `overdrawn` tells of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from attrs import evolve, frozen

from communitywelfare.accounting.chart import BORROWED, LENT
from communitywelfare.accounting.journal import Entry, Journal
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import ZERO, Money, total
from communitywelfare.sources import Source

__all__ = ["SourceLoan", "loan_findings", "loans", "loans_open", "may_lend"]


@frozen(kw_only=True)
class SourceLoan:
    """Money of one source lent to another; `number` is that of the voucher which lent it."""

    number: str
    day: date
    lender: str
    borrower: str
    amount: Money = ZERO
    repaid: Money = ZERO
    resolution: str = ""

    @property
    def open(self) -> Money:
        """What has not come back."""
        return self.amount - self.repaid


def may_lend(lender: Source, borrower: Source) -> bool:
    """Whether one source may lend another: what is restricted to benefits may only go where it stays so."""
    return borrower.restricted or not lender.restricted


def loans(journal: Journal, on: date) -> tuple[SourceLoan, ...]:
    """Every loan between sources by the end of a day, in the order of the journal; one that was reversed is none.

    What comes back names the loan's voucher; a repayment of a loan that nobody knows stands as a loan of nothing.
    """
    found: dict[str, SourceLoan] = {}
    for entry in {id(entry): entry for entry, _posting in journal.lines_on({LENT})}.values():
        moved = _lent(entry)
        if entry.voucher.day > on or moved.satang == 0:
            continue
        origin = journal.by_number.get(entry.voucher.reverses, entry)
        is_lending = _lent(origin) > ZERO
        number = origin.voucher.number if is_lending else origin.voucher.reference
        loan = found.get(number) or _begun(number, origin)
        found[number] = (
            evolve(loan, amount=loan.amount + moved) if is_lending else evolve(loan, repaid=loan.repaid - moved)
        )
    return tuple(loan for loan in found.values() if loan.amount != ZERO or loan.repaid != ZERO)


def loans_open(journal: Journal, on: date) -> tuple[SourceLoan, ...]:
    """The loans between sources of which something has not come back by the end of a day."""
    return tuple(loan for loan in loans(journal, on) if loan.open != ZERO)


def _lent(entry: Entry) -> Money:
    """What an entry lends, or what comes back where it is below nothing."""
    lent = [line.amount for line in entry.voucher.postings if line.account == LENT]
    return total(lent) if lent else ZERO


def _begun(number: str, entry: Entry) -> SourceLoan:
    sources = {line.account: line.source for line in entry.voucher.postings}
    return SourceLoan(
        number=number,
        day=entry.voucher.day,
        lender=sources[LENT],
        borrower=sources.get(BORROWED, ""),
        resolution=entry.voucher.reference if _lent(entry) > ZERO else "",
    )


def loan_findings(journal: Journal, sources: Sequence[Source], on: date) -> Iterator[Finding]:
    """What is wrong with loans between sources, however they came into the books."""
    declared: Mapping[str, Source] = MappingProxyType({source.code: source for source in sources})
    for loan in loans(journal, on):
        place = Place(file="journal.csv", record=journal.document_numbers.get(loan.number, ""))
        params = {"loan": loan.number, "lender": loan.lender, "borrower": loan.borrower, "amount": loan.amount}
        lender, borrower = declared.get(loan.lender), declared.get(loan.borrower)
        if not loan.borrower:
            yield Finding("loan.no_borrower", Severity.WARNING, place=place, params=params)
        if loan.open < ZERO:
            repaid = {**params, "repaid": loan.repaid}
            yield Finding("loan.repaid_too_much", Severity.WARNING, place=place, params=repaid)
        elif not loan.resolution:
            yield Finding("loan.no_resolution", Severity.WARNING, place=place, params=params)
        if lender is not None and borrower is not None and not may_lend(lender, borrower):
            yield Finding("loan.restricted", Severity.WARNING, place=place, params=params)

"""Money received since the founding by line of section 10, out of the facts rather than out of the books (4.3)."""

from collections.abc import Mapping
from datetime import date

from communitywelfare.accounting import AccountType, KeptAs, Section10
from communitywelfare.accounting.statements import RECEIPT_LINES, OpeningKind
from communitywelfare.contributions import ReceiptKind
from communitywelfare.fund.controls import came_in_books, is_in_books
from communitywelfare.fund.value import Fund
from communitywelfare.money import ZERO, Money

__all__ = ["FROM_FACTS", "STATE_LINE", "received_by_line", "received_from_facts"]

STATE_LINE = "R1.3"
"""The line of section 10 on which the state's money through CODI stands."""

FROM_FACTS = frozenset({"R1.1", "R1.2", "R1.3", "R1.4", "R1.5", "R2.1"})


def received_by_line(fund: Fund, section10: Section10 | None, on: date) -> Mapping[str, Money] | None:
    """Section 4.3: money by line since the founding, from receipts and rounds rather than from the books.

    Interest, donations and other income have no table of their own: those lines are the books' own figures. None where
    the books, the receipts or the rounds are not given.
    """
    if section10 is None or {"contributions", "cofunding"} & fund.absent:
        return None
    facts = received_from_facts(fund, on)
    return {line: facts[line] if line in FROM_FACTS else section10.lines[line] for line in RECEIPT_LINES}


def received_from_facts(fund: Fund, on: date) -> Mapping[str, Money]:
    """The lines that receipts, rounds and the figures from before the books tell by themselves, by the fund's chart."""
    sums = dict.fromkeys(sorted(FROM_FACTS), ZERO)
    is_deposit = fund.profile.books.contributions is KeptAs.DEPOSIT  # which the books show, net of what was refunded
    for receipt in fund.contributions:
        if receipt.kind is ReceiptKind.OTHER or (receipt.kind.is_dues and is_deposit):
            continue
        if is_in_books(fund, receipt, on):
            sums["R2.1" if receipt.kind is ReceiptKind.ENTRY_FEE else "R1.1"] += receipt.amount
    for each in fund.rounds:
        own = fund.chart.own(each.source, AccountType.RECEIPT)
        line = "" if own is None else own.line
        if line in FROM_FACTS:
            sums[line] += came_in_books(fund, each, on)
    for figure in fund.openings:
        if figure.kind is OpeningKind.SOURCE and figure.code in FROM_FACTS and figure.as_of <= on:
            sums[figure.code] += figure.amount
    return sums

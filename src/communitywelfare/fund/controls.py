"""Control accounts (บัญชีคุม): on which accounts of the books each table of facts must be found again.

Accruals are among them: what is owed and then paid comes and goes on the second account, and leaves what was paid.
"""

from collections.abc import Iterable
from datetime import date

from communitywelfare.accounting import Account, AccountType, Chart, DocumentKind
from communitywelfare.cofunding import Round, RoundAction, RoundActionKind
from communitywelfare.contributions import Receipt
from communitywelfare.fund.value import Fund
from communitywelfare.money import ZERO, Money

__all__ = [
    "CARRIED",
    "aid_accounts",
    "benefit_accounts",
    "came_in_books",
    "dues_accounts",
    "fee_accounts",
    "is_in_books",
    "payable_accounts",
    "round_accounts",
]

CARRIED = frozenset({DocumentKind.OPENING, DocumentKind.CLOSING})
_DUES, _FEES, _BENEFITS = "R1", "R2.1", "P1.3"


def dues_accounts(chart: Chart) -> frozenset[str]:
    """Where members' contributions stand: received, saved, paid ahead, owed."""
    return _codes(each for each in chart.accounts if each.by_member and each.line.startswith(_DUES))


def fee_accounts(chart: Chart) -> frozenset[str]:
    """Where entry fees stand."""
    return _codes(each for each in chart.accounts if each.by_member and each.line == _FEES)


def benefit_accounts(chart: Chart) -> frozenset[str]:
    """Where benefits to members stand, paid and owed; help to others is no claim."""
    return _codes(each for each in chart.accounts if each.by_member and each.line == _BENEFITS)


def aid_accounts(chart: Chart) -> frozenset[str]:
    """Where help to others than members stands: the line of benefits, but of no member."""
    return _codes(each for each in chart.accounts if not each.by_member and each.line == _BENEFITS)


def round_accounts(chart: Chart) -> frozenset[str]:
    """Where co-funding stands, received and owed, each account one payer's; what goes back lowers no receipt."""
    return _codes(
        each
        for each in chart.accounts
        if each.source and not each.by_member and each.line.startswith(_DUES) and each.type is not AccountType.LIABILITY
    )


def payable_accounts(chart: Chart) -> frozenset[str]:
    """Where stands what must go back to a payer."""
    return _codes(
        each
        for each in chart.accounts
        if each.source and not each.by_member and each.line.startswith(_DUES) and each.type is AccountType.LIABILITY
    )


def _codes(accounts: Iterable[Account]) -> frozenset[str]:
    return frozenset(account.code for account in accounts)


def is_in_books(fund: Fund, receipt: Receipt, on: date) -> bool:
    """Whether the books have a receipt's money at the end of a day: from when they took it until it was voided.

    What was recorded late counts from the first open day, as the books have it.
    """
    if fund.day_in_books(receipt.journal_no, receipt.day) > on:
        return False
    voiding = fund.journal.document_numbers.get(receipt.void_ref, "")
    return not receipt.voided or on < fund.day_in_books(voiding, receipt.voided_on or receipt.day)


def came_in_books(fund: Fund, each: Round, on: date) -> Money:
    """What the books have of a round at the end of a day, less what went back: each step from when they took it."""
    actions = fund.actions_of_round.get(each.key)
    if actions is None:
        standing = fund.round_standing(each, on)
        return standing.received - standing.returned
    net = ZERO
    for action in actions:
        if action.kind in _MONEY_MOVES and _taken_on(fund, action) <= on:
            net += action.money if action.kind is RoundActionKind.RECEIVE else -action.money
    return net


_MONEY_MOVES = frozenset({RoundActionKind.RECEIVE, RoundActionKind.GIVE_BACK})


def _taken_on(fund: Fund, action: RoundAction) -> date:
    entry = fund.journal.document_numbers.get(action.reference, "")
    return fund.day_in_books(entry, action.day)

"""Statements drawn from the journal (งบและรายงาน): each figure is a sum of postings, and says of which."""

from communitywelfare.accounting.statements.cashbook import CashBook, cash_and_bank, cash_book, each_place
from communitywelfare.accounting.statements.compared import TwoYears
from communitywelfare.accounting.statements.income import IncomeAndExpense, income_and_expense
from communitywelfare.accounting.statements.ledger import Ledger, SubLedger, ledger, sub_ledger
from communitywelfare.accounting.statements.position import BalanceSheet, balance_sheet
from communitywelfare.accounting.statements.pots import Pot, fund_balances, overdrawn
from communitywelfare.accounting.statements.receipts_payments import ReceiptsAndPayments, receipts_and_payments
from communitywelfare.accounting.statements.section10 import (
    PAYMENT_LINES,
    RECEIPT_LINES,
    OpeningFigure,
    OpeningKind,
    Section10,
    section_10,
)
from communitywelfare.accounting.statements.trial import (
    TrialBalance,
    TrialBalanceOfPeriod,
    TrialBalanceRow,
    trial_balance,
    trial_balance_of,
    trial_balance_of_period,
    trial_balances_by_source,
)

__all__ = [
    "PAYMENT_LINES",
    "RECEIPT_LINES",
    "BalanceSheet",
    "CashBook",
    "IncomeAndExpense",
    "Ledger",
    "OpeningFigure",
    "OpeningKind",
    "Pot",
    "ReceiptsAndPayments",
    "Section10",
    "SubLedger",
    "TrialBalance",
    "TrialBalanceOfPeriod",
    "TrialBalanceRow",
    "TwoYears",
    "balance_sheet",
    "cash_and_bank",
    "cash_book",
    "each_place",
    "fund_balances",
    "income_and_expense",
    "ledger",
    "overdrawn",
    "receipts_and_payments",
    "section_10",
    "sub_ledger",
    "trial_balance",
    "trial_balance_of",
    "trial_balance_of_period",
    "trial_balances_by_source",
]

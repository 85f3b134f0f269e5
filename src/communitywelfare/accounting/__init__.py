"""The books: a chart as data, an append-only journal behind one door, and statements as sums over it."""

from communitywelfare.accounting.chart import Account, AccountType, Chart
from communitywelfare.accounting.choices import Basis, BookChoices, KeptAs
from communitywelfare.accounting.journal import DocumentKind, Entry, Journal, Posting, Voucher
from communitywelfare.accounting.periods import Periods, PeriodState, PeriodStep, Step
from communitywelfare.accounting.slices import Slice
from communitywelfare.accounting.statements import (
    OpeningFigure,
    Section10,
    TrialBalance,
    section_10,
    trial_balance,
)

__all__ = [
    "Account",
    "AccountType",
    "Basis",
    "BookChoices",
    "Chart",
    "DocumentKind",
    "Entry",
    "Journal",
    "KeptAs",
    "OpeningFigure",
    "PeriodState",
    "PeriodStep",
    "Periods",
    "Posting",
    "Section10",
    "Slice",
    "Step",
    "TrialBalance",
    "Voucher",
    "section_10",
    "trial_balance",
]

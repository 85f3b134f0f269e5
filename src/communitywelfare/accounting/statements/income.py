"""Income and expense (งบรายได้-ค่าใช้จ่าย) of two years side by side, closing entries left out."""

from collections.abc import Collection

from attrs import frozen

from communitywelfare.accounting.chart import AccountType, Chart
from communitywelfare.accounting.choices import BookChoices
from communitywelfare.accounting.journal import DocumentKind, Journal, Voucher
from communitywelfare.accounting.slices import Slice
from communitywelfare.accounting.statements.compared import (
    Column,
    Columns,
    ComparedFigure,
    Section,
    TwoYears,
    contributed,
    results,
)
from communitywelfare.accounting.statements.sums import by_account, sums_of

__all__ = ["IncomeAndExpense", "income_and_expense"]

_OPEN = frozenset({DocumentKind.CLOSING})


@frozen(kw_only=True)
class IncomeAndExpense:
    """What a year brought in and cost (งบรายได้-ค่าใช้จ่าย), beside the year before.

    `result` is income less benefits and costs. Where the fund takes contributions for capital they are no income: they
    stand below the result, as additions to the members' fund. Refundable deposits are liabilities and stand in neither.
    """

    years: TwoYears
    income: Section
    benefits: Section
    costs: Section
    result: ComparedFigure
    contributions: Section


def income_and_expense(
    journal: Journal,
    chart: Chart,
    years: TwoYears,
    *,
    choices: BookChoices,
    sources: Collection[str] | None = None,
) -> IncomeAndExpense:
    """Draw up income and expense of the year up to the day, and of the whole year before.

    Raises:
        MissingFact: The journal uses an account that the chart does not have.
    """
    columns = _columns(journal, chart, years, sources)
    capital = contributed(chart, choices)
    received, spent = chart.of_type(AccountType.RECEIPT), chart.of_type(AccountType.EXPENSE)
    return IncomeAndExpense(
        years=years,
        income=columns.section((account for account in received if account.code not in capital), -1),
        benefits=columns.section((account for account in spent if account.line == "P1.3"), 1),
        costs=columns.section((account for account in spent if account.line != "P1.3"), 1),
        result=columns.figure(results(chart, choices), -1),
        contributions=columns.section((account for account in received if account.code in capital), -1),
    )


def _columns(journal: Journal, chart: Chart, years: TwoYears, sources: Collection[str] | None) -> Columns:
    def is_this(voucher: Voucher) -> bool | None:
        if voucher.kind in _OPEN or voucher.day > years.on or voucher.day < years.before.first:
            return None
        return voucher.day >= years.this.first

    sums = sums_of(journal, is_this, sources=sources)
    for code, _source, _is_this in sums:
        chart.account(code)
    this = Slice(sources=sources, first=years.this.first, last=years.on, without=_OPEN)
    before = Slice(sources=sources, first=years.before.first, last=years.before.last, without=_OPEN)
    return Columns(Column(by_account(sums, (True,)), (this,)), Column(by_account(sums, (False,)), (before,)))

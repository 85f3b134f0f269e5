"""The balance sheet (งบแสดงฐานะการเงิน) of two years side by side: what there is, and whose it is."""

from collections.abc import Collection, Mapping
from typing import Literal

from attrs import frozen

from communitywelfare.accounting.chart import AccountType, Chart
from communitywelfare.accounting.choices import BookChoices
from communitywelfare.accounting.journal import Journal, Voucher
from communitywelfare.accounting.slices import Slice, until_before
from communitywelfare.accounting.statements.compared import (
    Column,
    Columns,
    ComparedFigure,
    Section,
    TwoYears,
    contributed,
    results,
)
from communitywelfare.accounting.statements.sums import Sums, by_account, sums_of
from communitywelfare.money import Money

__all__ = ["BalanceSheet", "balance_sheet"]

_When = Literal["earlier", "before", "this"]
_EVER: tuple[_When, ...] = ("earlier", "before", "this")


@frozen(kw_only=True)
class BalanceSheet:
    """What the fund has and owes and whose the rest is (งบแสดงฐานะการเงิน), beside the end of the year before.

    What has not been closed to the fund balances yet stands beside them: `contributions` that are the members' fund,
    the `result` of the year, and what earlier years left open. Assets are equal to all of these and liabilities.
    """

    years: TwoYears
    assets: Section
    liabilities: Section
    funds: Section
    contributions: ComparedFigure
    earlier_result: ComparedFigure
    result: ComparedFigure

    @property
    def sides(self) -> tuple[tuple[Money, Money], tuple[Money, Money]]:
        """Both sides of this year, and of the year before: assets; and liabilities, funds and what is not closed."""
        owned = (self.liabilities.total, self.funds.total, self.contributions, self.earlier_result, self.result)
        return (
            (self.assets.total.this.amount, Money(sum(figure.this.amount.satang for figure in owned))),
            (self.assets.total.before.amount, Money(sum(figure.before.amount.satang for figure in owned))),
        )


def balance_sheet(
    journal: Journal,
    chart: Chart,
    years: TwoYears,
    *,
    choices: BookChoices,
    sources: Collection[str] | None = None,
) -> BalanceSheet:
    """Draw up the balance sheet as of the day, and as of the end of the year before.

    Raises:
        MissingFact: The journal uses an account that the chart does not have.
    """

    def when(voucher: Voucher) -> _When | None:
        if voucher.day > years.on:
            return None
        if voucher.day >= years.this.first:
            return "this"
        return "before" if voucher.day >= years.before.first else "earlier"

    sums: Sums[_When] = sums_of(journal, when, sources=sources)
    for code, _source, _when in sums:
        chart.account(code)
    standing = _standing(sums, years, sources)
    resulting = results(chart, choices)
    return BalanceSheet(
        years=years,
        assets=standing.section(chart.of_type(AccountType.ASSET), 1),
        liabilities=standing.section(chart.of_type(AccountType.LIABILITY), -1),
        funds=standing.section(chart.of_type(AccountType.FUND), -1),
        contributions=standing.figure(contributed(chart, choices), -1),
        earlier_result=_earlier(sums, years, sources).figure(resulting, -1),
        result=_in_year(sums, years, sources).figure(resulting, -1),
    )


def _standing(sums: Sums[_When], years: TwoYears, sources: Collection[str] | None) -> Columns:
    """Balances at the end of the day, and at the end of the year before."""
    return Columns(
        _column(sums, _EVER, Slice(sources=sources, last=years.on)),
        _column(sums, ("earlier", "before"), Slice(sources=sources, last=years.before.last)),
    )


def _earlier(sums: Sums[_When], years: TwoYears, sources: Collection[str] | None) -> Columns:
    """What was posted before the year began, and before the year before it began."""
    return Columns(
        _column(sums, ("earlier", "before"), until_before(years.this.first, sources=sources)),
        _column(sums, ("earlier",), until_before(years.before.first, sources=sources)),
    )


def _in_year(sums: Sums[_When], years: TwoYears, sources: Collection[str] | None) -> Columns:
    """What was posted in the year up to the day, and in the whole year before."""
    return Columns(
        _column(sums, ("this",), Slice(sources=sources, first=years.this.first, last=years.on)),
        _column(sums, ("before",), Slice(sources=sources, first=years.before.first, last=years.before.last)),
    )


def _column(sums: Sums[_When], parts: tuple[_When, ...], drawn_from: Slice) -> Column:
    found: Mapping[str, Money] = by_account(sums, parts)
    return Column(found, (drawn_from,))

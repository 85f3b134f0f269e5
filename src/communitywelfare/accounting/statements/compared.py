"""Two years side by side (เปรียบเทียบสองปี): the figures of a year up to a day, beside those of the whole year before."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal

from attrs import evolve, field, frozen

from communitywelfare.accounting.chart import Account, AccountType, Chart
from communitywelfare.accounting.choices import BookChoices, KeptAs
from communitywelfare.accounting.slices import Figure, Slice
from communitywelfare.calendar import FiscalYear, YearStart
from communitywelfare.masking import how_many
from communitywelfare.money import ZERO, Money

__all__ = ["Column", "Columns", "ComparedFigure", "ComparedRow", "Section", "TwoYears", "contributed", "results"]


@frozen
class TwoYears:
    """The accounting year of a day, up to that day, and the whole year before it."""

    on: date
    this: FiscalYear
    before: FiscalYear

    @classmethod
    def until(cls, on: date, start: YearStart) -> "TwoYears":
        """The two years of a fund whose accounting years begin on `start`."""
        this = start.year_of(on)
        return cls(on, this, start.year_of(this.first - timedelta(days=1)))


@frozen
class ComparedFigure:
    """A figure of this year and the same of the year before."""

    this: Figure
    before: Figure

    def __repr__(self) -> str:
        return f"<{self.this.amount}, before {self.before.amount}>"


@frozen(kw_only=True)
class ComparedRow:
    """One account's figures."""

    account: Account
    figures: ComparedFigure


@frozen(kw_only=True)
class Section:
    """A part of a statement: a row for each account that has an amount in either year, and what they come to."""

    rows: tuple[ComparedRow, ...] = field(repr=how_many)
    total: ComparedFigure


@frozen
class Column:
    """One year's sums of debits less credits by account, and the slices that they are sums of."""

    sums: Mapping[str, Money] = field(hash=False)
    slices: tuple[Slice, ...]

    def figure(self, codes: Iterable[str], sign: Literal[1, -1]) -> Figure:
        """What some accounts come to together."""
        accounts = frozenset(codes)
        satang = sum(self.sums[code].satang for code in accounts if code in self.sums)
        return Figure(Money(sign * satang), self._slices(accounts), sign)

    def _slices(self, accounts: frozenset[str]) -> tuple[Slice, ...]:
        return tuple(evolve(each, accounts=accounts) if each.accounts is None else each for each in self.slices)


@frozen
class Columns:
    """This year's column and that of the year before."""

    this: Column
    before: Column

    def figure(self, codes: Iterable[str], sign: Literal[1, -1]) -> ComparedFigure:
        """What some accounts come to together, in both years."""
        accounts = frozenset(codes)
        return ComparedFigure(self.this.figure(accounts, sign), self.before.figure(accounts, sign))

    def section(self, accounts: Iterable[Account], sign: Literal[1, -1]) -> Section:
        """Some accounts row by row, in their order, and together."""
        rows, codes = [], []
        for account in accounts:
            codes.append(account.code)
            if any(column.sums.get(account.code, ZERO) != ZERO for column in (self.this, self.before)):
                rows.append(ComparedRow(account=account, figures=self.figure((account.code,), sign)))
        return Section(rows=tuple(rows), total=self.figure(codes, sign))


def contributed(chart: Chart, choices: BookChoices) -> frozenset[str]:
    """Accounts whose receipts are the members' fund and no income, by the fund's choice."""
    if choices.contributions is not KeptAs.CAPITAL:
        return frozenset()
    return frozenset(each.code for each in chart.of_type(AccountType.RECEIPT) if each.line == "R1.1")


def results(chart: Chart, choices: BookChoices) -> frozenset[str]:
    """Accounts of income and of expense, whose difference is the result of a year."""
    both = chart.of_type(AccountType.RECEIPT, AccountType.EXPENSE)
    return frozenset(each.code for each in both) - contributed(chart, choices)

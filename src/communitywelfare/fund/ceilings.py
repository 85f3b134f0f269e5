"""Ceilings on the fund's own spending, such as administration (เพดานค่าบริหาร), held against its books."""

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from communitywelfare.calendar import FiscalYear
from communitywelfare.fund.value import Fund
from communitywelfare.money import Money
from communitywelfare.rules.bylaws import BenefitPolicy, Ceiling

__all__ = ["Spending", "spending"]


@frozen
class Spending:
    """What was spent under one ceiling in one accounting year, and what it is a part of.

    A year that is not over is compared with what there is of it so far.
    """

    ceiling: Ceiling
    year: FiscalYear
    spent: Money
    base: Money

    @property
    def is_within(self) -> bool:
        """Whether no more was spent than the part that the by-law allows; exact, without rounding."""
        return self.spent.satang * self.ceiling.part.denominator <= self.base.satang * self.ceiling.part.numerator


def spending(fund: Fund, on: date) -> tuple[Spending, ...]:
    """Every accounting year of every ceiling that was in force in it, up to the end of a day."""
    return tuple(_each(fund, on))


def _each(fund: Fund, on: date) -> Iterator[Spending]:
    if not any(version.ceilings for version in fund.bylaw.versions):
        return  # a journal has many days, whose years would be told apart for nothing
    for version, year in _years(fund, on):
        for ceiling in version.ceilings:
            yield Spending(ceiling, year, _moved(fund, ceiling.accounts, year, on), -_moved(fund, ceiling.of, year, on))


def _years(fund: Fund, on: date) -> Iterator[tuple[BenefitPolicy, FiscalYear]]:
    """The years that the journal reaches into, each with the version in force on its last day."""
    days = {entry.voucher.day for entry in fund.journal.until(on)}
    start = fund.profile.year_start
    for year in sorted({start.year_of(day) for day in days}):
        version = fund.bylaw.in_force(min(year.last, on))
        if version is not None:
            yield version, year


def _moved(fund: Fund, accounts: tuple[str, ...], year: FiscalYear, on: date) -> Money:
    """Debits less credits of accounts, in a year up to a day; a code stands for all accounts that begin with it."""
    return Money(
        sum(
            posting.amount.satang
            for entry in fund.journal.until(on)
            if entry.voucher.day in year
            for posting in entry.voucher.postings
            if posting.account.startswith(accounts)
        )
    )

"""Closing a year of a fund (ปิดบัญชีประจำปี), and opening it again: what must hold first, and what stays of it.

A closed year takes no voucher; what comes late goes to the first open day and keeps its own. On the accrual basis the
year's adjusting entries are made first and taken back on the first day after it.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from attrs import evolve

from communitywelfare.accounting import Basis, PeriodStep, Step, adjustments, vouchers
from communitywelfare.accounting.closing import closing, unclosed_before
from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.calendar import FiscalYear
from communitywelfare.errors import Finding, Refused, Severity
from communitywelfare.fund.accruals import accruals
from communitywelfare.fund.checks import journal_findings
from communitywelfare.fund.desk import Paper, accept, needs
from communitywelfare.fund.value import Fund

__all__ = ["adjust_year", "close_year", "period_of", "reopen_year"]

_ADJUSTING = "ปรับปรุง"


def period_of(fund: Fund, year_be: int) -> FiscalYear:
    """What of the accounting year with a Buddhist number is not closed; all of it where everything is, or nothing.

    After a change of the fund's year end a first, short period is left between the old end and the new one.
    """
    year, through = fund.profile.year_start.year_be(year_be), fund.periods.closed_through
    if through is not None and year.first <= through < year.last:
        return FiscalYear(through + timedelta(days=1), year.last)
    return next((each.period for each in reversed(fund.periods.closings) if each.period.be == year_be), year)


def adjust_year(fund: Fund, year_be: int, *, recorded_at: datetime) -> Fund:
    """Take a year out of daily use (ปรับปรุงบัญชี): from now on it takes journal vouchers only.

    Raises:
        Refused: The year is being adjusted or closed already.
    """
    needs(fund, "journal")
    return _stepped(fund, Step.ADJUST, period_of(fund, year_be), recorded_at)


def close_year(fund: Fund, year_be: int, *, recorded_at: datetime) -> tuple[Fund, Paper]:
    """Close a year: adjusting entries where the fund keeps accrual books, the closing entry, and the seal on it all.

    Raises:
        Refused: The year is not over, is closed already, has an earlier one that is not, or its books have errors.
        MissingFact: On the accrual basis, it is not known what a member owes.
    """
    needs(fund, "journal", "accounts")
    period = period_of(fund, year_be)
    is_accrual = fund.profile.books.basis is Basis.ACCRUAL
    # What is owed is taken back on the first day of the next year, which must have come by then.
    _check(fund, period, over_by=period.last + timedelta(days=int(is_accrual)))
    adjusting = []
    for draft in tuple(accruals(fund, period)) if is_accrual else ():
        fund, _paper = accept(fund, evolve(draft, reference=_adjusting_of(period)), recorded_at=recorded_at)
        adjusting.append(fund.journal.entries[-1].voucher)
    closes = closing(fund.journal, fund.chart, fund.profile.books, period)
    paper = Paper("voucher", "")
    if closes is not None:
        fund, paper = accept(fund, closes, recorded_at=recorded_at)
    fund = _stepped(fund, Step.CLOSE, period, recorded_at)
    for voucher in adjusting:
        fund, _paper = accept(fund, adjustments.taken_back(voucher), recorded_at=recorded_at)
    return fund, paper


def _check(fund: Fund, period: FiscalYear, *, over_by: date) -> None:
    """Refuse to close what cannot be closed, with every reason."""
    found = [*_hindrances(fund, period, over_by), *(each for each in journal_findings(fund) if each.is_error)]
    if found:
        raise Refused(f"the year {period.be} cannot be closed", *found)


def _hindrances(fund: Fund, period: FiscalYear, over_by: date) -> Iterator[Finding]:
    params = {"year": period.be, "first": period.first, "last": period.last}
    if over_by > fund.as_of:
        yield Finding("period.not_over", Severity.ERROR, params={**params, "as_of": fund.as_of, "from": over_by})
    before = unclosed_before(fund.journal, fund.chart, period.first)
    if before is not None:
        yield Finding("period.earlier_open", Severity.ERROR, params={**params, "before": before})


def _adjusting_of(period: FiscalYear) -> str:
    return f"{_ADJUSTING} {period.be}"


def reopen_year(fund: Fund, year_be: int, *, reason: str, recorded_at: datetime) -> Fund:
    """Open a closed year again: its closing and adjusting entries are reversed, and everything stays visible.

    Raises:
        Refused: The year is not closed, a later one is, or no reason is given.
    """
    needs(fund, "journal")
    closed = (each.period for each in reversed(fund.periods.closings) if each.period.be == year_be)
    period = next(closed, fund.profile.year_start.year_be(year_be))
    fund = _stepped(fund, Step.REOPEN, period, recorded_at, reason=reason)
    for entry in tuple(fund.journal.reversible.values()):
        voucher = entry.voucher
        is_closing = voucher.kind is DocumentKind.CLOSING and voucher.day == period.last
        if voucher.reverses or not (is_closing or voucher.reference == _adjusting_of(period)):
            continue
        back = vouchers.reversal(entry, day=voucher.day, number="", reason=reason)
        fund, _paper = accept(fund, back, recorded_at=recorded_at)
    return fund


def _stepped(fund: Fund, step: Step, period: FiscalYear, recorded_at: datetime, *, reason: str = "") -> Fund:
    """The fund with one more step of a period, which names the last entry of its journal."""
    last = fund.journal.entries[-1].number if fund.journal.entries else ""
    taken = PeriodStep(
        first=period.first, last=period.last, step=step, recorded_at=recorded_at, reason=reason, entry=last
    )
    return evolve(fund, periods=fund.periods.taking(taken), absent=fund.absent - {"periods"})

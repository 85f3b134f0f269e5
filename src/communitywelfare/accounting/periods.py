"""Accounting periods (งวดบัญชี): open, adjusting, closed; a fold over what was decided about each, nothing forgotten.

An open period takes every voucher. While it is being adjusted it takes journal vouchers only: what the auditor asks
for. Once closed it takes none, and its last entry and that entry's hash stay with the decision, so that a change of any
byte in it shows. A period can be opened again, with a reason; that too is a step that stays.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cached_property

from attrs import evolve, field, frozen

from communitywelfare.accounting.journal import DocumentKind, Voucher
from communitywelfare.calendar import FiscalYear
from communitywelfare.errors import Finding, Place, Refused, Severity
from communitywelfare.masking import how_many

__all__ = ["PeriodState", "PeriodStep", "Periods", "Step"]


class PeriodState(Enum):
    """What a period takes."""

    OPEN = "OPEN"
    ADJUSTING = "ADJUSTING"
    CLOSED = "CLOSED"


class Step(Enum):
    """What was decided about a period."""

    ADJUST = "ADJUST"
    CLOSE = "CLOSE"
    REOPEN = "REOPEN"


_LEADS_TO = {Step.ADJUST: PeriodState.ADJUSTING, Step.CLOSE: PeriodState.CLOSED, Step.REOPEN: PeriodState.OPEN}


@frozen(kw_only=True)
class PeriodStep:
    """One step of one period, both its days included.

    `entry` is the last entry of the journal at the time, `hash` that entry's hash: what a closing vouches for. The hash
    is blank until the journal is stored.
    """

    first: date
    last: date
    step: Step = field(converter=Step)
    recorded_at: datetime
    reason: str = ""
    entry: str = ""
    hash: str = ""

    @property
    def period(self) -> FiscalYear:
        """The period itself."""
        return FiscalYear(self.first, self.last)


@frozen
class Periods:
    """Every step of every period, in the order in which they were taken."""

    steps: tuple[PeriodStep, ...] = field(default=(), repr=how_many)

    @cached_property
    def _latest(self) -> dict[FiscalYear, PeriodStep]:
        return {step.period: step for step in self.steps}

    def state(self, day: date) -> PeriodState:
        """What the period of a day takes; a period of which nothing was decided is open."""
        latest = self._covering(day)
        return PeriodState.OPEN if latest is None else _LEADS_TO[latest.step]

    def _covering(self, day: date) -> PeriodStep | None:
        return next((step for period, step in self._latest.items() if day in period), None)

    @cached_property
    def closed_through(self) -> date | None:
        """The last day of the last closed period; None where nothing is closed."""
        return max((step.last for step in self._latest.values() if step.step is Step.CLOSE), default=None)

    @property
    def closings(self) -> tuple[PeriodStep, ...]:
        """The closings that hold, in the order of their days."""
        return tuple(sorted(filter(_closes, self._latest.values()), key=lambda step: step.first))

    def first_open(self, day: date) -> date:
        """The day on which the books take what happened on a day: itself, or the first open day after it."""
        latest = self._covering(day)
        while latest is not None and latest.step is not Step.REOPEN:
            day = latest.last + timedelta(days=1)
            latest = self._covering(day)
        return day

    def late(self, voucher: Voucher) -> Voucher:
        """A voucher as the books can take it: where its day takes it no more, on the first open day after it.

        It keeps the day on which it happened.
        """
        if not any(self.faults(voucher)):
            return voucher
        return evolve(voucher, day=self.first_open(voucher.day), event_day=voucher.happened)

    def faults(self, voucher: Voucher, place: Place | None = None) -> Iterator[Finding]:
        """Why the period of a voucher's day does not take it."""
        latest = self._covering(voucher.day)
        if latest is None or latest.step is Step.REOPEN:
            return
        if latest.step is Step.ADJUST and voucher.kind in {DocumentKind.JOURNAL, DocumentKind.CLOSING}:
            return
        code = "period.closed" if latest.step is Step.CLOSE else "period.adjusting"
        params = {
            "voucher": voucher.number,
            "day": voucher.day,
            "first": latest.first,
            "last": latest.last,
            "open": self.first_open(voucher.day),
        }
        yield Finding(code, Severity.ERROR, place=place or Place(clause=voucher.number), params=params)

    def taking(self, step: PeriodStep) -> "Periods":
        """With one more step.

        Raises:
            Refused: The period cannot take it now: it is adjusted or closed already, was never closed, crosses another
                one, has one before it that is still open, or one after it that is closed.
        """
        found = tuple(self._hindrances(step))
        if found:
            raise Refused(f"the period {step.first} to {step.last} cannot take the step {step.step.value}", *found)
        return Periods((*self.steps, step))

    def _hindrances(self, step: PeriodStep) -> Iterator[Finding]:
        params = {"first": step.first, "last": step.last}
        state = self.state(step.first)
        crossed = [period for period in self._latest if period != step.period and _cross(period, step.period)]
        if crossed:
            other = {"other_first": crossed[0].first, "other_last": crossed[0].last}
            yield Finding("period.crosses", Severity.ERROR, params={**params, **other})
        elif step.step is Step.REOPEN and state is PeriodState.OPEN:
            yield Finding("period.not_closed", Severity.ERROR, params=params)
        elif step.step is not Step.REOPEN and state is PeriodState.CLOSED:
            yield Finding("period.closed_already", Severity.ERROR, params=params)
        elif step.step is Step.ADJUST and state is PeriodState.ADJUSTING:
            yield Finding("period.adjusting_already", Severity.ERROR, params=params)
        if step.step is Step.REOPEN and self.closed_through is not None and self.closed_through > step.last:
            yield Finding("period.later_closed", Severity.ERROR, params={**params, "closed": self.closed_through})
        if step.step is Step.REOPEN and not step.reason:
            yield Finding("period.reason_missing", Severity.ERROR, params=params)


def _closes(step: PeriodStep) -> bool:
    return step.step is Step.CLOSE


def _cross(one: FiscalYear, other: FiscalYear) -> bool:
    return one.first <= other.last and other.first <= one.last

"""Do the periods and the journal agree? A closed period must be as it was when it was closed, to the last byte."""

from collections.abc import Iterator, Mapping
from datetime import date

from communitywelfare.accounting import Periods, PeriodState, PeriodStep
from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.errors import Finding, Place, Refused, Severity
from communitywelfare.fund.value import Fund

__all__ = ["period_findings"]


def period_findings(fund: Fund) -> Iterator[Finding]:
    """Steps that cannot follow one another, entries that a closed period took, and closings that no longer hold."""
    if fund.periods.steps:  # most funds, on most days, have closed nothing, and a journal is long
        yield from _replay(fund)
        yield from _pins(fund)
    yield from _unpinned(fund)


def _replay(fund: Fund) -> Iterator[Finding]:
    """The journal and the steps in the order in which they were made: what was refused then is found now."""
    position = {entry.number: place for place, entry in enumerate(fund.journal, start=1)}
    waiting = list(fund.periods.steps)
    periods, is_open = Periods(), dict[date, bool]()
    for place, entry in enumerate(fund.journal, start=1):
        while waiting and position.get(waiting[0].entry, 0) < place:
            periods, found = _taken(periods, waiting.pop(0), position)
            is_open.clear()
            yield from found
        day = entry.voucher.day
        if day not in is_open:  # a journal has many entries and few days
            is_open[day] = periods.state(day) is PeriodState.OPEN
        if not is_open[day]:
            where = Place(file="journal.csv", column="entry_date", record=entry.number)
            yield from periods.faults(entry.voucher, where)
    for step in waiting:
        periods, found = _taken(periods, step, position)
        yield from found


def _taken(periods: Periods, step: PeriodStep, position: Mapping[str, int]) -> tuple[Periods, tuple[Finding, ...]]:
    """The periods with one more step, and what is wrong with it."""
    missing = () if not step.entry or step.entry in position else (_about(step, "period.entry_missing"),)
    try:
        return periods.taking(step), missing
    except Refused as error:
        return periods, (*missing, *error.findings)


def _pins(fund: Fund) -> Iterator[Finding]:
    """Closings whose last entry is no longer what it was."""
    for step in fund.periods.steps:
        entry = fund.journal.by_number.get(step.entry)
        if step.hash and entry is not None and entry.seal is not None and entry.seal.hash != step.hash:
            yield _about(step, "period.changed")


def _about(step: PeriodStep, code: str) -> Finding:
    place = Place(file="periods.csv", column="entry_no", record=step.entry)
    params = {"first": step.first, "last": step.last, "entry": step.entry, "step": step.step}
    return Finding(code, Severity.ERROR, place=place, params=params)


def _unpinned(fund: Fund) -> Iterator[Finding]:
    """Closing entries that hold although nobody closed their year."""
    if not any(entry.voucher.kind is DocumentKind.CLOSING for entry in fund.journal):
        return
    closed = {step.last for step in fund.periods.closings}
    for entry in fund.journal.reversible.values():
        voucher = entry.voucher
        if voucher.kind is DocumentKind.CLOSING and not voucher.reverses and voucher.day not in closed:
            place = Place(file="journal.csv", column="doc_type", record=entry.number)
            params = {"entry": entry.number, "day": voucher.day}
            yield Finding("period.closing_unpinned", Severity.ERROR, place=place, params=params)

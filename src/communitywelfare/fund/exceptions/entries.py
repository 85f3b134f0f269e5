"""Entries by themselves (รายการบัญชี): their days, their papers, and how often they had to be put right."""

from collections.abc import Iterator
from itertools import pairwise

from communitywelfare.accounting import DocumentKind, Entry, Slice
from communitywelfare.errors import Place, Severity
from communitywelfare.fund.exceptions.evidence import Check, Evidence, Trace, entry_place, numbers_of
from communitywelfare.money import ZERO

__all__ = ["CHECKS"]

_TO_CLEAR = "33900"  # opening differences to clear, in the shipped chart
_CARRIED = frozenset({DocumentKind.OPENING, DocumentKind.CLOSING})


def recorded_late(evidence: Evidence) -> Iterator[Trace]:
    """An entry that was written down long after the event."""
    for entry in _ordinary(evidence):
        late = (entry.recorded_on - entry.voucher.happened).days
        if late > evidence.thresholds.recorded_late_days:
            figures = {**_of(entry), "happened": entry.voucher.happened, "recorded": entry.recorded_on, "late": late}
            yield Trace(entry_place(entry, "recorded_at"), figures)


def entry_back_dated(evidence: Evidence) -> Iterator[Trace]:
    """An entry whose day lies long before that of the entry written before it."""
    for earlier, later in pairwise(_ordinary(evidence)):
        back = (earlier.voucher.day - later.voucher.day).days
        if back > evidence.thresholds.back_days:
            figures = {**_of(later), "day": later.voucher.day, "before": earlier.voucher.day, "back": back}
            yield Trace(entry_place(later, "entry_date"), {**figures, "entries": numbers_of((earlier, later))})


def other_year(evidence: Evidence) -> Iterator[Trace]:
    """A late entry: what happened in one accounting year stands in the books of another."""
    for entry in _ordinary(evidence):
        happened, day = entry.voucher.happened, entry.voucher.day
        if evidence.year_of(happened) != evidence.year_of(day):
            figures = {**_of(entry), "happened": happened, "day": day, "year": evidence.year_of(happened).be}
            yield Trace(entry_place(entry, "event_date"), figures)


def document_missing(evidence: Evidence) -> Iterator[Trace]:
    """An entry without the number of a paper, or without words that say what it is."""
    for entry in evidence.fund.journal:
        blank = next((name for name in ("number", "description") if not getattr(entry.voucher, name).strip()), None)
        if blank:
            column = "doc_no" if blank == "number" else "description"
            yield Trace(entry_place(entry, column), {**_of(entry), "day": entry.voucher.day, "column": column})


def journal_of_cash(evidence: Evidence) -> Iterator[Trace]:
    """A journal voucher that moves cash or bank money, for which there are receipts, payments and transfers."""
    for entry in evidence.standing:
        moved = sorted({posting.account for posting in entry.voucher.postings} & evidence.liquid)
        if entry.voucher.kind is DocumentKind.JOURNAL and moved:
            yield Trace(entry_place(entry, "doc_type"), {**_of(entry), "accounts": tuple(moved)})


def difference_to_clear(evidence: Evidence) -> Iterator[Trace]:
    """A large difference of the opening that nobody has cleared up, source by source."""
    journal, on = evidence.fund.journal, evidence.fund.as_of
    sources = sorted({posting.source for entry in journal for posting in entry.voucher.postings})
    for source in sources:
        behind = Slice(accounts={_TO_CLEAR}, sources={source}, last=on)
        amount = behind.sum(journal)
        if max(amount, -amount) > evidence.thresholds.difference:
            figures = {"source": source, "amount": amount, "entries": numbers_of(behind.entries(journal))}
            yield Trace(Place(file="journal.csv", column="account", record=_TO_CLEAR), figures)


def many_reversals(evidence: Evidence) -> Iterator[Trace]:
    """A year of which many entries are reversals."""
    limits = evidence.thresholds
    for year, entries in evidence.by_year(evidence.fund.journal):
        reversals = tuple(entry for entry in entries if entry.voucher.reverses)
        part = limits.reversed_part
        if (
            len(reversals) >= limits.reversed_at_least
            and len(reversals) * part.denominator > len(entries) * part.numerator
        ):
            figures = {"year": year.be, "count": len(reversals), "of": len(entries), "part": part}
            yield Trace(Place(file="journal.csv", column="reverses"), {**figures, "entries": numbers_of(reversals)})


def round_costs(evidence: Evidence) -> Iterator[Trace]:
    """A year of which many costs are round sums. Benefits are not looked at: a by-law's sums are round."""
    limits = evidence.thresholds
    for year, entries in evidence.by_year(evidence.standing):
        costs = tuple(entry for entry in entries if _cost(evidence, entry))
        whole = tuple(entry for entry in costs if _cost(evidence, entry) % limits.round_to.satang == 0)
        part = limits.round_part
        if len(costs) >= limits.round_at_least and len(whole) * part.denominator > len(costs) * part.numerator:
            figures = {"year": year.be, "count": len(whole), "of": len(costs), "unit": limits.round_to, "part": part}
            yield Trace(Place(file="journal.csv", column="debit"), {**figures, "entries": numbers_of(whole)})


def _cost(evidence: Evidence, entry: Entry) -> int:
    """What an entry charges to the fund's own running, in satang; nothing where it is no payment."""
    if entry.voucher.kind is not DocumentKind.PAYMENT:
        return 0
    chart = evidence.fund.chart.by_code
    lines = (line for line in entry.voucher.postings if line.account in chart and line.amount > ZERO)
    return sum(line.amount.satang for line in lines if chart[line.account].is_running_cost)


def _ordinary(evidence: Evidence) -> Iterator[Entry]:
    """Entries but for those that carry in or close a year, which are always made afterwards."""
    return (entry for entry in evidence.fund.journal if entry.voucher.kind not in _CARRIED)


def _of(entry: Entry) -> dict[str, object]:
    return {"voucher": entry.voucher.number, "entries": (entry.number,)}


CHECKS = (
    Check(code="audit.recorded_late", severity=Severity.WARNING, find=recorded_late),
    Check(code="audit.entry_back_dated", severity=Severity.WARNING, find=entry_back_dated),
    Check(code="audit.other_year", severity=Severity.INFO, find=other_year),
    Check(code="audit.document_missing", severity=Severity.WARNING, find=document_missing),
    Check(code="audit.journal_of_cash", severity=Severity.WARNING, find=journal_of_cash),
    Check(code="audit.difference_to_clear", severity=Severity.WARNING, find=difference_to_clear),
    Check(code="audit.many_reversals", severity=Severity.INFO, find=many_reversals),
    Check(code="audit.round_costs", severity=Severity.INFO, find=round_costs),
)

"""What is wrong with a voucher: by itself, beside those that are posted, and on the day it is recorded."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from attrs import evolve

from communitywelfare.accounting.chart import Account, Chart
from communitywelfare.accounting.journal import Entry, Posting, Voucher, day_in_thailand
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import ZERO, Money
from communitywelfare.sources import Source

__all__ = ["ahead", "conflicts", "faults", "is_ahead", "line_faults"]


def faults(
    voucher: Voucher,
    chart: Chart,
    sources: Sequence[Source] = (),
    *,
    place: Place | None = None,
    rows: Sequence[int] = (),
) -> list[Finding]:
    """Everything that is wrong with a voucher by itself, in a fixed order; nothing, if it may be posted.

    Args:
        voucher: What is to be posted, or was.
        chart: The accounts of the fund.
        sources: Whose money the fund has; where none are given, which codes are known is not asked.
        place: Where the voucher stands; by default its number names it.
        rows: The line of the file on which each posting stands, where it stands in one.
    """
    where = place or Place(clause=voucher.number)
    found = [] if len(voucher.postings) > 1 else [_fault("journal.too_few_lines", where, voucher)]
    declared = {source.code: source for source in sources}
    sums: dict[str, int] = defaultdict(int)
    for position, posting in enumerate(voucher.postings):
        if _is_money(posting.amount):
            sums[posting.source] += posting.amount.satang
        for code, column, params in line_faults(posting, chart, declared):
            line = evolve(where, row=rows[position], column=column) if rows else where
            found.append(_fault(code, line, voucher, **params))
    if voucher.event_day is not None and voucher.event_day > voucher.day:
        found.append(_fault("journal.event_later", where, voucher, event=voucher.event_day, day=voucher.day))
    found += [
        _fault("journal.unbalanced", where, voucher, source=source, difference=Money(satang))
        for source, satang in sorted(sums.items())
        if satang
    ]
    return found


_LineFault = tuple[str, str, dict[str, object]]


def line_faults(posting: Posting, chart: Chart, declared: Mapping[str, Source]) -> Sequence[_LineFault]:
    """What is wrong with one line: code, column and figures."""
    account = chart.by_code.get(posting.account)
    params: dict[str, object] = {"account": posting.account}
    if not _is_money(posting.amount):
        return [("journal.not_money", "debit", {**params, "value": str(posting.amount)})]
    if account is None or account.code in chart.groups or not account.active:
        return [("journal.unknown_account", "account", params)]
    found = []
    if account.by_member != bool(posting.member):
        code = "journal.member_missing" if account.by_member else "journal.member_not_wanted"
        found.append((code, "member_no", params))
    if account.source and account.source != posting.source:
        found.append(("journal.wrong_source", "source", {**params, "source": posting.source}))
    if account.is_held != bool(posting.holder):
        found.append(("journal.holder_missing" if account.is_held else "journal.holder_not_wanted", "holder", params))
    found += _source_faults(posting, account, declared)
    if posting.amount.satang == 0:
        found.append(("journal.nothing_moved", "debit", params))
    return found


def _is_money(amount: object) -> bool:
    """Whether an amount is exact: whoever calls from Python may bring a float."""
    return isinstance(amount, Money)


def _source_faults(posting: Posting, account: Account, declared: Mapping[str, Source]) -> Iterator[_LineFault]:
    """Whose money it cannot be: nobody's that the fund knows, or restricted money spent on the fund's own running."""
    if not declared:
        return
    params: dict[str, object] = {"account": posting.account, "source": posting.source}
    source = declared.get(posting.source)
    if source is None:
        yield "journal.unknown_source", "source", {**params, "known": tuple(declared)}
    elif source.restricted and posting.amount > ZERO and account.bars_restricted:
        yield "journal.restricted_source", "source", params


def _fault(code: str, place: Place, voucher: Voucher, **params: object) -> Finding:
    return Finding(code, Severity.ERROR, place=place, params={"voucher": voucher.number, **params})


def is_ahead(voucher: Voucher, recorded_at: datetime) -> bool:
    """Whether a voucher's day was still to come when it was recorded."""
    recorded = day_in_thailand(recorded_at)
    return voucher.day > recorded or (voucher.event_day is not None and voucher.event_day > recorded)


def ahead(voucher: Voucher, recorded_at: datetime, place: Place | None = None) -> Iterator[Finding]:
    """That a voucher's day was still to come when it was recorded."""
    if is_ahead(voucher, recorded_at):
        recorded = day_in_thailand(recorded_at)
        params = {"voucher": voucher.number, "day": max(voucher.day, voucher.happened), "recorded": recorded}
        yield Finding("journal.day_ahead", Severity.ERROR, place=place or Place(clause=voucher.number), params=params)


def conflicts(
    voucher: Voucher, taken: Mapping[str, str], reversible: Mapping[str, Entry], place: Place | None = None
) -> Iterator[Finding]:
    """What a voucher cannot be beside those that are posted.

    Args:
        voucher: What is to be posted, or was.
        taken: Which entry carries a document number, of those before it.
        reversible: Entries before it that are not reversed yet, by number.
        place: Where the voucher stands; by default its number names it.
    """
    place = place or Place(clause=voucher.number)
    if voucher.number in taken:
        params = {"voucher": voucher.number, "entry": taken[voucher.number]}
        yield Finding("journal.number_taken", Severity.ERROR, place=place, params=params)
    if voucher.reverses:
        params = {"voucher": voucher.number, "entry": voucher.reverses}
        entry = reversible.get(voucher.reverses)
        if entry is None:
            yield Finding("journal.cannot_reverse", Severity.ERROR, place=place, params=params)
        elif Counter(voucher.postings) != Counter(entry.voucher.opposite):
            yield Finding("journal.not_opposite", Severity.ERROR, place=place, params=params)

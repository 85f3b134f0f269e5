"""Money in hands and at the bank (เงินสดและเงินฝาก): never less than nothing, and never with one person for too long."""

from collections import defaultdict, deque
from collections.abc import Callable, Generator, Hashable, Iterable, Iterator
from datetime import date
from itertools import groupby

from attrs import frozen

from communitywelfare.accounting import Entry, Posting
from communitywelfare.errors import Severity
from communitywelfare.fund.exceptions.evidence import Check, Evidence, Trace, entry_place
from communitywelfare.money import Money

__all__ = ["CHECKS", "Held", "held"]


@frozen(kw_only=True)
class Held:
    """Money that one person had in hands from one day to another; `until` is None while it is not handed on."""

    holder: str
    since: date
    until: date | None
    amount: Money
    entry: str


def held(entries: Iterable[Entry], accounts: frozenset[str]) -> Iterator[Held]:
    """What each holder had in hands and for how long: what came first is handed on first (เข้าก่อนออกก่อน).

    Who handed on more than there was owes the next that comes in.
    """
    lots: dict[str, deque[tuple[date, int, str]]] = defaultdict(deque)
    owing: dict[str, int] = defaultdict(int)
    for entry in sorted(entries, key=lambda each: each.voucher.day):
        for line in entry.voucher.postings:
            satang, day = line.amount.satang, entry.voucher.day
            if line.account in accounts and satang > 0:
                offset = min(satang, owing[line.holder])
                owing[line.holder] -= offset
                lots[line.holder].append((day, satang - offset, entry.number))
            elif line.account in accounts:
                owing[line.holder] += yield from _handed_on(lots[line.holder], -satang, line.holder, day)
    for holder, left in lots.items():
        for since, satang, number in left:
            if satang:
                yield Held(holder=holder, since=since, until=None, amount=Money(satang), entry=number)


def _handed_on(lots: deque[tuple[date, int, str]], satang: int, holder: str, day: date) -> Generator[Held, None, int]:
    """Take an amount from the oldest money on; gives what could not be taken."""
    while satang and lots:
        since, there, number = lots.popleft()
        taken = min(there, satang)
        satang -= taken
        if taken:
            yield Held(holder=holder, since=since, until=day, amount=Money(taken), entry=number)
        if there > taken:
            lots.appendleft((since, there - taken, number))
    return satang


def held_too_long(evidence: Evidence) -> Iterator[Trace]:
    """Money of one collection that somebody had in hands for longer than the limit, whether or not it is handed on."""
    on, limit = evidence.fund.as_of, evidence.thresholds.held_days
    long: dict[tuple[str, str], list[Held]] = defaultdict(list)
    for each in held(evidence.standing, evidence.fund.chart.held):
        if ((each.until or on) - each.since).days > limit:
            long[each.holder, each.entry].append(each)
    for (holder, number), lots in long.items():
        until = None if any(lot.until is None for lot in lots) else max(lot.until for lot in lots if lot.until)
        days = ((until or on) - lots[0].since).days
        figures = {"holder": holder, "amount": Money(sum(lot.amount.satang for lot in lots)), "since": lots[0].since}
        figures |= {"until": until, "days": days, "entries": (number,)}
        yield Trace(entry_place(evidence.entries[number], "holder"), figures)


@frozen(kw_only=True)
class _Run:
    """Days on end on which a balance was beyond a bound: from the end of one to the beginning of another."""

    first: date
    until: date | None
    furthest: Money
    entries: tuple[str, ...]


_Key = Callable[[Posting], Hashable]


def _day_ends(evidence: Evidence, accounts: frozenset[str], key: _Key) -> dict[Hashable, list[tuple[date, int, str]]]:
    """The balance of every key at the end of each day on which it moved, with the last entry of the day."""
    sums: dict[Hashable, int] = defaultdict(int)
    ends: dict[Hashable, list[tuple[date, int, str]]] = defaultdict(list)
    in_order = sorted(evidence.fund.journal, key=lambda entry: entry.voucher.day)
    for day, entries in groupby(in_order, key=lambda entry: entry.voucher.day):
        moved: dict[Hashable, str] = {}
        for entry in entries:
            for line in entry.voucher.postings:
                if line.account in accounts:
                    sums[key(line)] += line.amount.satang
                    moved[key(line)] = entry.number
        for each, number in moved.items():
            ends[each].append((day, sums[each], number))
    return ends


def _runs(ends: list[tuple[date, int, str]], is_beyond: Callable[[int], bool]) -> Iterator[_Run]:
    """The times on end during which a balance is beyond its bound."""
    stretch: list[tuple[date, int, str]] = []
    for day, satang, number in (*ends, (None, None, "")):
        if satang is not None and day is not None and is_beyond(satang):
            stretch.append((day, satang, number))
        elif stretch:
            furthest = max((each[1] for each in stretch), key=abs)
            entries = tuple(each[2] for each in stretch)
            yield _Run(first=stretch[0][0], until=day, furthest=Money(furthest), entries=entries)
            stretch = []


def cash_over_limit(evidence: Evidence) -> Iterator[Trace]:
    """More cash with the treasurer than the limit, for longer than a while; what collectors hold is not in it."""
    limits = evidence.thresholds
    for ends in _day_ends(evidence, evidence.fund.chart.cash - evidence.fund.chart.held, lambda _line: "").values():
        for run in _runs(ends, lambda satang: satang > limits.cash_limit.satang):
            days = ((run.until or evidence.fund.as_of) - run.first).days
            if days > limits.cash_days:
                figures = {"most": run.furthest, "limit": limits.cash_limit, "days": days, **_time(run)}
                yield Trace(entry_place(evidence.entries[run.entries[0]], "account"), figures)


def cash_negative(evidence: Evidence) -> Iterator[Trace]:
    """An account of cash or of the bank, or one holder's part of it, below nothing at the end of a day."""
    ends = _day_ends(evidence, evidence.liquid, lambda line: (line.account, line.holder))
    for key, of_account in ends.items():
        for run in _runs(of_account, lambda satang: satang < 0):
            account, holder = key if isinstance(key, tuple) else (key, "")
            figures = {"account": account, "holder": holder, "least": run.furthest, **_time(run)}
            yield Trace(entry_place(evidence.entries[run.entries[0]], "account"), figures)


def source_overdrawn(evidence: Evidence) -> Iterator[Trace]:
    """A source of whose money more was spent than there was: another's money was used for it."""
    ends = _day_ends(evidence, evidence.liquid, lambda line: line.source)
    for source, of_source in ends.items():
        for run in _runs(of_source, lambda satang: satang < 0):
            figures = {"source": source, "least": run.furthest, **_time(run)}
            yield Trace(entry_place(evidence.entries[run.entries[0]], "source"), figures)


def _time(run: _Run) -> dict[str, object]:
    return {"first": run.first, "until": run.until, "entries": run.entries}


CHECKS = (
    Check(code="audit.held_too_long", severity=Severity.WARNING, find=held_too_long),
    Check(code="audit.cash_over_limit", severity=Severity.INFO, find=cash_over_limit),
    Check(code="audit.cash_negative", severity=Severity.ERROR, find=cash_negative),
    Check(code="audit.source_overdrawn", severity=Severity.ERROR, find=source_overdrawn),
)

"""The journals of many funds as columns: balances of all of them at once, for reports over a province or the nation.

A journal in which nothing is wrong is added up as arrays of whole satang, and each different cell is understood once,
by the reader that understands it for entries. As soon as anything may be wrong with a journal, it is read as entries
instead, and what they say counts. Document numbers, reversals and members are looked at by `read_package`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import numpy as np
from attrs import evolve, field, frozen

from communitywelfare.accounting import Chart, DocumentKind
from communitywelfare.accounting.faults import faults
from communitywelfare.accounting.statements import TrialBalance, trial_balance_of
from communitywelfare.calendar import YearStart
from communitywelfare.errors import Finding, Place
from communitywelfare.io._chain import broken_at
from communitywelfare.io._grid import Whole
from communitywelfare.io._journal_reading import JournalReading, chain_broken, read_line_by_line
from communitywelfare.io._quick_journal import Sums, quick_sums
from communitywelfare.io._tables import utf_8
from communitywelfare.money import Money
from communitywelfare.sources import Source

__all__ = ["JournalColumns", "journal_columns"]


@frozen(eq=False, kw_only=True)
class JournalColumns:
    """What many funds' postings come to, by fund, day, account, source and kind of document; debits are positive.

    `fund`, `account`, `source` and `kind` are places in `funds`, `accounts`, `sources` and `kinds`; `day` is a day's
    `toordinal`; all have the length of `satang`. `findings` tell, fund by fund, what is wrong with the journals.
    """

    funds: tuple[str, ...]
    accounts: tuple[str, ...]
    sources: tuple[str, ...]
    kinds: tuple[DocumentKind, ...] = field(default=tuple(DocumentKind))
    fund: Whole
    day: Whole
    account: Whole
    source: Whole
    kind: Whole
    satang: Whole
    findings: tuple[Finding, ...] = ()

    def balances(
        self, first: date = date.min, last: date = date.max, *, without: Iterable[DocumentKind] = ()
    ) -> Mapping[tuple[str, str, str], int]:
        """Satang by fund, account and source, of the postings from one day to another, both included.

        `without` are kinds of documents to leave out: income and expense of a year leave out its closing.
        """
        chosen = (self.day >= first.toordinal()) & (self.day <= last.toordinal())
        for kind in without:
            chosen &= self.kind != self.kinds.index(kind)
        found = _summed(self.satang[chosen], self.fund[chosen], self.account[chosen], self.source[chosen])
        return {
            (self.funds[fund], self.accounts[account], self.sources[source]): satang
            for satang, fund, account, source in zip(*found, strict=True)
        }

    def trial_balance(self, fund: str, chart: Chart, on: date) -> TrialBalance:
        """The trial balance of one fund over all its sources: the one that its entries give.

        Raises:
            MissingFact: The journal uses an account that the chart does not have.
        """
        balances = {key[1:]: Money(satang) for key, satang in self.balances(last=on).items() if key[0] == fund}
        return trial_balance_of(balances, chart, on)

    def by_year(
        self, start: YearStart, *, without: Iterable[DocumentKind] = ()
    ) -> Mapping[int, Mapping[tuple[str, str, str], int]]:
        """What moved in each fiscal year, by its Buddhist year: satang by fund, account and source."""
        if not self.day.size:
            return {}
        year, last = start.year_of(date.fromordinal(int(self.day.min()))), int(self.day.max())
        found = {}
        while year.first.toordinal() <= last:
            found[year.be] = self.balances(year.first, year.last, without=without)
            year = start.year_of(date.fromordinal(year.last.toordinal() + 1))
        return {be: sums for be, sums in found.items() if sums}


def _summed(satang: Whole, *by: Whole) -> Iterator[list[int]]:
    """The sums of satang where all of `by` agree, then what they agree in."""
    order = np.lexsort(by)
    satang, *by_sorted = (each[order] for each in (satang, *by))
    begins = np.ones(len(order), dtype=np.bool_)
    begins[1:] = False
    for each in by_sorted:
        begins[1:] |= each[1:] != each[:-1]
    starts = np.flatnonzero(begins)
    sums = np.add.reduceat(satang, starts) if starts.size else satang
    return (each.tolist() for each in (sums, *(each[starts] for each in by_sorted)))


def journal_columns(
    journals: Iterable[tuple[str, bytes]],
    chart: Chart,
    sources: Sequence[Source] = (),
    *,
    encoding: str = "utf-8",
    verify: bool = True,
) -> JournalColumns:
    """Add up the journals of many funds; they are taken one after another, and none is kept.

    The chain over the stored bytes of each is verified too, for a changed journal looks as sound as any other.

    Args:
        journals: Of each fund what it is called, and the bytes of its ``journal.csv``.
        chart: The accounts that the funds use.
        sources: Whose money they have; where none are given, which codes are known is not asked.
        encoding: Of the files.
        verify: False leaves the chain out, for whoever has verified it in these very bytes.

    Raises:
        FormatError: A file is no text of that encoding.
        OverflowError: Amounts beyond 2 to the power of 62 satang, which no arrays of whole numbers can add up.
    """
    names: list[str] = []
    findings: list[Finding] = []
    gathered = _Gathered()
    for name, contents in journals:
        text = utf_8("journal.csv", contents, encoding)
        sums, found = quick_sums(text, chart, sources), list[Finding]()
        if sums is None:
            journal = read_line_by_line(text)
            sums, found = _slow_sums(journal, chart, sources)
            broken = journal.broken
        else:
            broken = broken_at(text) if verify else None
        if verify and broken is not None:
            found.append(chain_broken(*broken))
        findings += [evolve(each, params={**each.params, "fund": name}) for each in found]
        gathered.add(len(names), sums)
        names.append(name)
    return gathered.columns(tuple(names), tuple(findings))


def _slow_sums(journal: JournalReading, chart: Chart, sources: Sequence[Source]) -> tuple[Sums, list[Finding]]:
    """The same sums from the journal's entries, and all that is wrong with it by itself."""
    found, sums, start = list[Finding](), Sums(), 0
    for entry in journal.entries:
        voucher, stop = entry.voucher, start + len(entry.voucher.postings)
        lines = journal.rows.lines[start:stop]
        place = Place(file="journal.csv", column="entry_no", record=entry.number, row=lines[0])
        found += faults(voucher, chart, sources, place=place, rows=lines)
        for posting in voucher.postings:
            key = voucher.day.toordinal(), posting.account, posting.source, voucher.kind
            sums[key] = sums.get(key, 0) + posting.amount.satang
        start = stop
    return sums, [*journal.rows.findings, *found]


class _Gathered:
    """Sums of one fund after another, as columns."""

    def __init__(self) -> None:
        self._codes: tuple[dict[str, int], dict[str, int]] = ({}, {})
        self._kinds = {kind: place for place, kind in enumerate(DocumentKind)}
        self._parts: list[Whole] = [np.empty((0, 6), dtype=np.int64)]
        self._beyond = 0

    def add(self, fund: int, sums: Sums) -> None:
        """Take the sums of a fund."""
        self._beyond += sum(map(abs, sums.values()))
        if self._beyond >= 2**62:
            raise OverflowError("the journals move 2 to the power of 62 satang or more")
        accounts, sources = self._codes
        days, used, paid_by, kinds = zip(*sums, strict=True) if sums else ((), (), (), ())
        rows = (
            [fund] * len(sums),
            days,
            [accounts.setdefault(code, len(accounts)) for code in used],
            [sources.setdefault(code, len(sources)) for code in paid_by],
            [self._kinds[kind] for kind in kinds],
            tuple(sums.values()),
        )
        self._parts.append(np.array(rows, dtype=np.int64).T)

    def columns(self, funds: tuple[str, ...], findings: tuple[Finding, ...]) -> JournalColumns:
        """All that was gathered."""
        fund, day, account, source, kind, satang = np.concatenate(self._parts).T
        accounts, sources = map(tuple, self._codes)
        return JournalColumns(
            funds=funds,
            accounts=accounts,
            sources=sources,
            fund=fund,
            day=day,
            account=account,
            source=source,
            kind=kind,
            satang=satang,
            findings=findings,
        )

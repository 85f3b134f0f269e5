"""The cash book (สมุดเงินสด): money in hands and at banks, line by line, over any period."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from attrs import evolve, field, frozen

from communitywelfare.accounting.chart import Account, Chart
from communitywelfare.accounting.journal import DocumentKind, Entry, Journal, Posting, Voucher
from communitywelfare.accounting.slices import Figure, Side, Slice, until_before
from communitywelfare.accounting.statements.sums import ALL_BUT_OPENINGS
from communitywelfare.masking import how_many
from communitywelfare.money import Money

__all__ = ["CashBook", "CashColumn", "CashLine", "CashMove", "cash_and_bank", "cash_book", "each_place"]

Columns = Mapping[str, frozenset[str]]


@frozen(kw_only=True)
class CashMove:
    """What one line of the cash book does in one column: received, paid, and what is there then."""

    received: Money
    paid: Money
    balance: Money


@frozen(kw_only=True)
class CashLine:
    """One entry of the cash book, with what it does in every column that it touches.

    `opposite` are the accounts that the money came from or went to; of money that only changes its place within the
    columns, the places themselves.
    """

    entry: Entry
    opposite: tuple[Account, ...]
    columns: Mapping[str, CashMove] = field(hash=False)

    @property
    def voucher(self) -> Voucher:
        """The paper behind the line: its day, number and description."""
        return self.entry.voucher


@frozen(kw_only=True)
class CashColumn:
    """One column of the cash book from ยอดยกมา to ยอดยกไป."""

    accounts: frozenset[str]
    brought_forward: Figure
    received: Figure
    paid: Figure
    carried_forward: Figure


@frozen(kw_only=True)
class CashBook:
    """The cash book of a period: its columns by name, and a line per entry, by day.

    Balances from before the books are part of what is brought forward, whenever in the period they were carried in.
    """

    first: date
    last: date
    columns: Mapping[str, CashColumn] = field(hash=False)
    lines: tuple[CashLine, ...] = field(repr=how_many)


def cash_and_bank(chart: Chart) -> Columns:
    """Two columns: cash in hands, and all banks together."""
    return {"cash": chart.cash, "bank": chart.banks}


def each_place(chart: Chart) -> Columns:
    """A column for each account of cash and for each at a bank, by its code."""
    return {code: frozenset({code}) for code in sorted(chart.cash | chart.banks)}


def cash_book(
    journal: Journal,
    chart: Chart,
    *,
    first: date,
    last: date,
    columns: Columns | None = None,
    sources: Collection[str] | None = None,
) -> CashBook:
    """Draw up the cash book of a period.

    Args:
        journal: The entries.
        chart: The accounts.
        first: The first day of the period.
        last: Its last day.
        columns: Names of columns, each with its accounts, none in two; by default `cash_and_bank`.
        sources: Whose money; None means all.

    Raises:
        MissingFact: The journal uses an account that the chart does not have.
    """
    shown = cash_and_bank(chart) if columns is None else columns
    column_of = {code: name for name, accounts in shown.items() for code in accounts}
    before = dict.fromkeys(shown, 0)
    moving: list[tuple[Entry, list[Posting]]] = []
    for entry, postings in _touching(journal, last, column_of, sources):
        if entry.voucher.day >= first and entry.voucher.kind is not DocumentKind.OPENING:
            moving.append((entry, postings))
            continue
        for posting in postings:
            if posting.account in column_of:
                before[column_of[posting.account]] += posting.amount.satang
    moving.sort(key=_day)
    lines = tuple(_lines(moving, chart, column_of, before))
    ruled = {}
    for name, accounts in shown.items():
        own = Slice(accounts=accounts, sources=sources, first=first, last=last)
        moves = (line.columns[name] for line in lines if name in line.columns)
        ruled[name] = _column(own, Money(before[name]), moves)
    return CashBook(first=first, last=last, columns=ruled, lines=lines)


def _touching(
    journal: Journal, last: date, column_of: Mapping[str, str], sources: Collection[str] | None
) -> Iterator[tuple[Entry, list[Posting]]]:
    """The entries that touch a column, each with its postings of the sources that are asked for."""
    for entry in journal.until(last):
        postings = [each for each in entry.voucher.postings if sources is None or each.source in sources]
        if any(posting.account in column_of for posting in postings):
            yield entry, postings


def _day(line: tuple[Entry, list[Posting]]) -> date:
    return line[0].voucher.day


def _lines(
    moving: Iterable[tuple[Entry, list[Posting]]], chart: Chart, column_of: Mapping[str, str], before: Mapping[str, int]
) -> Iterator[CashLine]:
    running = dict(before)
    for entry, postings in moving:
        moved: dict[str, list[int]] = {}
        for posting in postings:
            name, satang = column_of.get(posting.account), posting.amount.satang
            if name is not None:
                moved.setdefault(name, [0, 0])[satang < 0] += abs(satang)
                running[name] += satang
        yield CashLine(
            entry=entry,
            opposite=tuple(map(chart.account, _opposite(postings, column_of))),
            columns={
                name: CashMove(received=Money(received), paid=Money(paid), balance=Money(running[name]))
                for name, (received, paid) in moved.items()
            },
        )


def _opposite(postings: Iterable[Posting], column_of: Mapping[str, str]) -> Collection[str]:
    codes = dict.fromkeys(posting.account for posting in postings)
    return [code for code in codes if code not in column_of] or codes


def _column(own: Slice, before: Money, moves: Iterable[CashMove]) -> CashColumn:
    received = paid = 0
    for move in moves:
        received += move.received.satang
        paid += move.paid.satang
    earlier = until_before(own.first, accounts=own.accounts, sources=own.sources)
    moved = evolve(own, without={DocumentKind.OPENING})
    return CashColumn(
        accounts=own.accounts or frozenset(),
        brought_forward=Figure(before, (earlier, evolve(own, without=ALL_BUT_OPENINGS))),
        received=Figure(Money(received), (evolve(moved, side=Side.DEBIT),)),
        paid=Figure(Money(paid), (evolve(moved, side=Side.CREDIT),), -1),
        carried_forward=Figure(before + Money(received - paid), (earlier, own)),
    )

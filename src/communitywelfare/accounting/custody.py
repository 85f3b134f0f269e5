"""Money in hands (เงินในมือผู้เก็บ): who has the fund's money, how much of it, since when, and under which papers.

Everything is a sum over the postings that name a holder, so what all holders have is what the account has.

What came in are receipts, balances carried in and corrections; what was handed over are transfers and payments. A
reversal takes away from the side that it reverses. Money passed from one holder to another counts as handed over by
the one, and takes from what the other has handed over.

First in, first out: money that leaves a hand is the oldest there, within each source. An entry and its reversal leave
no trace. Age counts from the day on which the money was received, also where the books took it only later.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from attrs import evolve, field, frozen

from communitywelfare.accounting.chart import Chart
from communitywelfare.accounting.journal import DocumentKind, Entry, Journal, Posting
from communitywelfare.accounting.slices import Figure, Slice
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.masking import hidden
from communitywelfare.money import ZERO, Money, total

__all__ = [
    "Custody",
    "CustodyNote",
    "Holding",
    "InHand",
    "custody_faults",
    "free_to_move",
    "money_in_hands",
    "notes_against_books",
]

_HANDED_ON = frozenset({DocumentKind.TRANSFER, DocumentKind.PAYMENT})
_TAKEN_IN = frozenset(DocumentKind) - _HANDED_ON
_Line = tuple[Entry, Posting]


@frozen(kw_only=True)
class CustodyNote:
    """What a collector's own notebook says (``cash_custody.csv``): money taken in, and when all of it was handed over.

    It is a second record beside the journal, kept by other people: never added to it, only held against it.
    """

    holder: str = field(repr=hidden)
    day: date
    amount: Money
    receipt_from: str = ""
    receipt_to: str = ""
    handed_over: date | None = None
    handed_to: str = field(default="", repr=hidden)


@frozen(kw_only=True)
class InHand:
    """Money that one document brought into a hand and that is still there."""

    entry: str
    document: str
    day: date
    source: str
    amount: Money


@frozen(kw_only=True)
class Holding:
    """One holder's line of the report. `in_hand` is what is still there, the oldest first."""

    account: str
    holder: str = field(repr=hidden)
    on: date
    opening: Figure
    received: Figure
    handed_over: Figure
    balance: Figure
    in_hand: tuple[InHand, ...]

    @property
    def days(self) -> int | None:
        """For how many days the oldest money has been in this hand; None where none is."""
        return (self.on - self.in_hand[0].day).days if self.in_hand else None


@frozen(kw_only=True)
class Custody:
    """The report on money in hands over some days (M7): a line for whoever had any, and what they have together."""

    first: date
    on: date
    holdings: tuple[Holding, ...]

    @property
    def balance(self) -> Money:
        """What is in all hands: the balance of the accounts for money in hands."""
        return total(holding.balance.amount for holding in self.holdings)


def money_in_hands(journal: Journal, chart: Chart, first: date, on: date) -> Custody:
    """Who had the fund's money in hands from one day to another, and who has it at the end.

    Whoever had nothing, received nothing and handed nothing over in this time is left out.
    """
    lines: dict[tuple[str, str], list[_Line]] = defaultdict(list)
    for entry, posting in journal.lines_on(chart.held):
        if entry.voucher.day <= on:
            lines[posting.account, posting.holder].append((entry, posting))
    undone = _undone(journal, on)
    found = (_holding(key, lines[key], undone, (first, on)) for key in sorted(lines))
    return Custody(first=first, on=on, holdings=tuple(filter(_is_told, found)))


def _undone(journal: Journal, on: date) -> frozenset[str]:
    """The entries that had been reversed by a day, and the reversals."""
    known = {entry.number: entry.voucher.reverses for entry in journal.until(on)}
    return frozenset(each for number, other in known.items() if other in known for each in (number, other))


def _holding(key: tuple[str, str], lines: Sequence[_Line], undone: frozenset[str], days: tuple[date, date]) -> Holding:
    (account, holder), (first, on) = key, days
    sums: dict[str, int] = defaultdict(int)
    for entry, posting in lines:
        is_early = entry.voucher.day < first
        name = "opening" if is_early else "handed_over" if entry.voucher.kind in _HANDED_ON else "received"
        sums[name] += posting.amount.satang
    figures = {
        "opening": Figure(Money(sums["opening"]), (_slice(key, date.min, min(on, _day_before(first))),)),
        "received": Figure(Money(sums["received"]), (_slice(key, first, on, _HANDED_ON),)),
        "handed_over": Figure(-Money(sums["handed_over"]), (_slice(key, first, on, _TAKEN_IN),), -1),
        "balance": Figure(Money(sum(sums.values())), (_slice(key, date.min, on),)),
    }
    in_hand = _first_in_first_out(line for line in lines if line[0].number not in undone)
    return Holding(account=account, holder=holder, on=on, in_hand=in_hand, **figures)


def _slice(key: tuple[str, str], first: date, last: date, without: frozenset[DocumentKind] = frozenset()) -> Slice:
    account, holder = key
    return Slice(
        accounts={account},
        holders={holder},
        first=first,
        last=last,
        without=without,
    )


def _day_before(day: date) -> date:
    return day - timedelta(days=1) if day > date.min else day


def _is_told(holding: Holding) -> bool:
    figures = (holding.opening, holding.received, holding.handed_over, holding.balance)
    return bool(holding.in_hand) or any(figure.amount != ZERO for figure in figures)


def _first_in_first_out(lines: Iterable[_Line]) -> tuple[InHand, ...]:
    """What is left of what came in after the oldest of it was handed over, source by source."""
    came: list[InHand] = []
    gone: dict[str, Money] = defaultdict(lambda: ZERO)
    for entry, posting in lines:
        if posting.amount > ZERO:
            came.append(_brought(entry, posting))
        else:
            gone[posting.source] -= posting.amount
    left = []
    for each in sorted(came, key=lambda each: each.day):
        taken = min(each.amount, gone[each.source])
        gone[each.source] -= taken
        if taken < each.amount:
            left.append(evolve(each, amount=each.amount - taken))
    return tuple(left)


def _brought(entry: Entry, posting: Posting) -> InHand:
    return InHand(
        entry=entry.number,
        document=entry.voucher.number,
        day=entry.voucher.happened,
        source=posting.source,
        amount=posting.amount,
    )


def custody_faults(journal: Journal, chart: Chart, rows: Sequence[int] = ()) -> Iterator[Finding]:
    """Days on which a holder had handed over more of a source's money than was there.

    Args:
        journal: The books.
        chart: Their accounts.
        rows: The line of the file on which each posting stands, where the journal was read from one.
    """
    moves: dict[tuple[str, str, str], list[_Move]] = defaultdict(list)
    for at, (entry, posting) in enumerate(journal.lines_on(chart.held)):
        key = (posting.account, posting.holder, posting.source)
        moves[key].append((entry.voucher.day, at, entry, posting.amount.satang))
    found = [(key, move) for key in sorted(moves) for move in _below_nothing(moves[key])]
    held_rows = _rows_of_held(journal, chart, rows) if found else ()
    for (account, holder, source), (_day, at, entry, held_then) in found:
        row = held_rows[at] if at < len(held_rows) else None
        place = Place(file="journal.csv", row=row, column="holder", record=entry.number)
        params = {"holder": holder, "account": account, "source": source, "on": entry.voucher.day}
        params |= {"missing": Money(-held_then), "voucher": entry.voucher.number}
        yield Finding("custody.below_nothing", Severity.ERROR, place=place, params=params)


def _rows_of_held(journal: Journal, chart: Chart, rows: Sequence[int]) -> Sequence[int]:
    """The lines of the file on which the postings on accounts of money in hands stand, in the order of the journal."""
    postings = (posting for entry in journal for posting in entry.voucher.postings)
    return [row for row, posting in zip(rows, postings, strict=False) if posting.account in chart.held]


_Move = tuple[date, int, Entry, int]


def _below_nothing(moves: Sequence[_Move]) -> Iterator[_Move]:
    """The last outgoing move of each day at whose end less than nothing is held, where it was not so the day before."""
    held, was_below = 0, False
    for day, of_day in groupby(sorted(moves, key=_in_order), key=_day):
        same_day = list(of_day)
        held += sum(satang for _day, _position, _entry, satang in same_day)
        if held < 0 and not was_below:
            _same, position, entry, _satang = [move for move in same_day if move[3] < 0][-1]
            yield day, position, entry, held
        was_below = held < 0


def _in_order(move: _Move) -> tuple[date, int]:
    return move[:2]


def _day(move: _Move) -> date:
    return move[0]


def free_to_move(journal: Journal, account: str, on: date, *, holder: str | None = None) -> Mapping[str, Money]:
    """What an account, or one holder of it, has of each source's money from a day on.

    What was spent or handed on later is not free before: it is the lowest balance of that day's end and of every later
    one's.
    """
    moves: dict[date, dict[str, Money]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for entry, posting in journal.lines_on({account}):
        if holder in {None, posting.holder}:
            moves[max(entry.voucher.day, on)][posting.source] += posting.amount
    balances: dict[str, Money] = dict(moves.pop(on, {}))
    lowest = dict(balances)
    for day in sorted(moves):
        for source, amount in moves[day].items():
            balances[source] = balances.get(source, ZERO) + amount
        lowest = {source: min(low, balances[source]) for source, low in lowest.items()}
    return lowest


def notes_against_books(notes: Iterable[CustodyNote], custody: Custody) -> Iterator[tuple[str, Money, Money]]:
    """Holders of whom the notebooks and the books do not say the same: the holder, the notes' sum, the books' sum."""
    noted: dict[str, Money] = defaultdict(lambda: ZERO)
    for note in notes:
        is_there = note.day <= custody.on and (note.handed_over is None or note.handed_over > custody.on)
        noted[note.holder] += note.amount if is_there else ZERO
    booked: dict[str, Money] = defaultdict(lambda: ZERO)
    for holding in custody.holdings:
        booked[holding.holder] += holding.balance.amount
    for holder in sorted({*noted, *booked}):
        if noted[holder] != booked[holder]:
            yield holder, noted[holder], booked[holder]

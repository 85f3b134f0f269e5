"""The bank passbook beside the books (กระทบยอดเงินฝากธนาคาร): what agrees, what only one of the two knows, and why.

The rule: a movement in the books and a line of the passbook belong together where account and amount are the same and
their days are at most `NEAR` days apart; each belongs to one other at most, as many as possible are matched, and of
all ways to match so many one with the fewest days between them. What is left is only suggested: the same amount
further away, or one line that is the sum of a few on the other side. Nothing is posted by itself.

Books and passbook are compared from the first line of the passbook on. Where they did not agree before it, that is a
line of its own in the statement.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from enum import Enum
from functools import cached_property
from typing import TypeVar

from attrs import field, frozen

from communitywelfare.accounting.journal import DocumentKind, Entry, Journal
from communitywelfare.accounting.pairing import nearest_pairs, sums_to
from communitywelfare.accounting.slices import Figure, Slice
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.masking import hidden
from communitywelfare.money import ZERO, Money, total

__all__ = [
    "BankLine",
    "BookItem",
    "ItemKind",
    "Pair",
    "Reconciliation",
    "StatementLine",
    "Suggestion",
    "passbook_breaks",
    "reconcile",
]

T = TypeVar("T")
NEAR, FAR = 7, 60  # days
_PARTS, _CANDIDATES = 4, 12  # a suggestion is looked for among so many neighbours, as the sum of so few


@frozen
class BankLine:
    """One line of a passbook (สมุดเงินฝาก). `amount` is above zero for a deposit, and zero where only a balance stands.

    `account` is the fund's own code for the bank account, `code` what the bank prints beside the line.
    """

    account: str
    day: date
    amount: Money
    balance: Money
    code: str = ""
    note: str = field(default="", repr=hidden)


@frozen(kw_only=True)
class BookItem:
    """What one entry of the journal did to a bank account, all sources together; above zero for a deposit."""

    entry: str
    document: str
    day: date
    amount: Money
    description: str = field(repr=hidden)
    reverses: str = ""


@frozen
class Pair:
    """A movement in the books and the line of the passbook that shows it."""

    book: BookItem
    bank: BankLine


@frozen
class Suggestion:
    """Movements and lines of one amount that may belong together: somebody must look."""

    book: tuple[BookItem, ...]
    bank: tuple[BankLine, ...]


class ItemKind(Enum):
    """The lines of the statement (งบกระทบยอดเงินฝากธนาคาร), in their order."""

    LEDGER = "LEDGER"
    BROUGHT_FORWARD = "BROUGHT_FORWARD"
    ONLY_BANK_IN = "ONLY_BANK_IN"
    ONLY_BANK_OUT = "ONLY_BANK_OUT"
    ONLY_BOOKS_IN = "ONLY_BOOKS_IN"
    ONLY_BOOKS_OUT = "ONLY_BOOKS_OUT"
    PASSBOOK_BREAKS = "PASSBOOK_BREAKS"
    PASSBOOK = "PASSBOOK"


@frozen
class StatementLine:
    """One line of the statement: what leads from the balance of the books to that of the passbook, with its items."""

    kind: ItemKind
    amount: Money
    items: tuple[BookItem | BankLine, ...] = ()


@frozen(kw_only=True)
class Reconciliation:
    """One bank account compared with its passbook as of a day.

    `before_ledger` and `before_passbook` are both balances before the passbook's first line; `undone` are entries that
    a reversal took back, neither of which the bank knows.
    """

    account: str
    on: date
    since: date
    ledger: Figure
    passbook: Money
    before_ledger: Money
    before_passbook: Money
    pairs: tuple[Pair, ...]
    undone: tuple[tuple[BookItem, BookItem], ...]
    only_books: tuple[BookItem, ...]
    only_bank: tuple[BankLine, ...]
    suggestions: tuple[Suggestion, ...]

    @cached_property
    def statement(self) -> tuple[StatementLine, ...]:
        """From the balance of the books to the balance of the passbook (M6): all lines but the last add up to it."""
        lines = [
            StatementLine(ItemKind.LEDGER, self.ledger.amount),
            StatementLine(ItemKind.BROUGHT_FORWARD, self.before_passbook - self.before_ledger),
            _group(ItemKind.ONLY_BANK_IN, (line for line in self.only_bank if line.amount > ZERO)),
            _group(ItemKind.ONLY_BANK_OUT, (line for line in self.only_bank if line.amount < ZERO)),
            _group(ItemKind.ONLY_BOOKS_IN, (item for item in self.only_books if item.amount > ZERO)),
            _group(ItemKind.ONLY_BOOKS_OUT, (item for item in self.only_books if item.amount < ZERO)),
        ]
        moved = total(line.amount for line in (*self.only_bank, *(pair.bank for pair in self.pairs)))
        breaks = self.passbook - self.before_passbook - moved
        passbook = StatementLine(ItemKind.PASSBOOK, self.passbook)
        return (*lines, StatementLine(ItemKind.PASSBOOK_BREAKS, breaks), passbook)

    @property
    def agrees(self) -> bool:
        """Whether nothing stands between the books and the passbook."""
        return not any(line.amount != ZERO or line.items for line in self.statement[1:-1])


def _group(kind: ItemKind, items: Iterable[BookItem | BankLine]) -> StatementLine:
    found = tuple(items)
    amount = total(item.amount for item in found)
    return StatementLine(kind, -amount if kind in {ItemKind.ONLY_BOOKS_IN, ItemKind.ONLY_BOOKS_OUT} else amount, found)


def reconcile(journal: Journal, lines: Sequence[BankLine], account: str, on: date) -> Reconciliation:
    """Compare a bank account with its passbook, up to the end of a day.

    Raises:
        MissingFact: No line of the passbook is known by that day.
    """
    known = [line for line in lines if line.account == account and line.day <= on]
    if not known:
        params = {"account": account, "on": on}
        finding = Finding("bank.no_passbook", Severity.ERROR, params=params)
        raise MissingFact(f"no line of the passbook of {account} is known by {on}", finding)
    since = min(line.day for line in known)
    before, items = _book_items(journal, account, since, on)
    moves = tuple(line for line in known if line.amount != ZERO)
    pairs = _matched(items, moves, NEAR)
    books = _without(items, {book for book, _line in pairs})
    bank = _without(moves, {line for _book, line in pairs})
    undone = _undone(books)
    books = _without(books, {place for both in undone for place in both})
    left = _without(items, {book for book, _line in pairs})
    balance = Slice(accounts={account}, last=on)
    return Reconciliation(
        account=account,
        on=on,
        since=since,
        ledger=Figure(before + total(item.amount for item in items), (balance,)),
        passbook=known[-1].balance,
        before_ledger=before,
        before_passbook=known[0].balance - known[0].amount,
        pairs=tuple(Pair(items[book], moves[line]) for book, line in pairs),
        undone=tuple((left[one], left[other]) for one, other in undone),
        only_books=books,
        only_bank=bank,
        suggestions=_suggestions(books, bank),
    )


def _book_items(journal: Journal, account: str, since: date, on: date) -> tuple[Money, tuple[BookItem, ...]]:
    """The balance of the books before a day, and what each entry moved from then on."""
    before, items = ZERO, []
    for entry in journal.until(on):
        voucher = entry.voucher
        amount = total(posting.amount for posting in voucher.postings if posting.account == account)
        if voucher.day < since or voucher.kind is DocumentKind.OPENING:
            before += amount
        elif amount != ZERO:
            items.append(_item(entry, amount))
    return before, tuple(items)


def _item(entry: Entry, amount: Money) -> BookItem:
    voucher = entry.voucher
    return BookItem(
        entry=entry.number,
        document=voucher.number,
        day=voucher.happened,
        amount=amount,
        description=voucher.description,
        reverses=voucher.reverses,
    )


def _matched(books: Sequence[BookItem], bank: Sequence[BankLine], within: int) -> list[tuple[int, int]]:
    """Places of movements and lines of one amount whose days are near enough, amount by amount."""
    places: dict[Money, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    sides: tuple[Sequence[BookItem | BankLine], ...] = (books, bank)
    for side, things in enumerate(sides):
        for _day, place in sorted((thing.day, place) for place, thing in enumerate(things)):
            places[things[place].amount][side].append(place)
    found = []
    for lefts, rights in places.values():
        days = [books[place].day for place in lefts], [bank[place].day for place in rights]
        found += [(lefts[one], rights[other]) for one, other in nearest_pairs(*days, within=within)]
    return sorted(found)


def _without(things: Sequence[T], places: Collection[int]) -> tuple[T, ...]:
    return tuple(thing for place, thing in enumerate(things) if place not in places)


def _undone(books: Sequence[BookItem]) -> list[tuple[int, int]]:
    """Entries and what took them back: the bank has seen neither."""
    known = {item.entry: place for place, item in enumerate(books)}
    return [(known[item.reverses], place) for place, item in enumerate(books) if item.reverses in known]


def _suggestions(books: tuple[BookItem, ...], bank: tuple[BankLine, ...]) -> tuple[Suggestion, ...]:
    """What may belong together of what is left; nothing is in two suggestions."""
    far = _matched(books, bank, FAR)
    found = [Suggestion((books[book],), (bank[line],)) for book, line in far]
    books = _without(books, {book for book, _line in far})
    bank = _without(bank, {line for _book, line in far})
    free = set(range(len(books)))
    alone = []
    for line in bank:
        parts = _parts_of(line, books, free)
        free -= set(parts)
        if parts:
            found.append(Suggestion(tuple(books[place] for place in parts), (line,)))
        else:
            alone.append(line)
    lines = set(range(len(alone)))
    for place in sorted(free):
        parts = _parts_of(books[place], alone, lines)
        lines -= set(parts)
        if parts:
            found.append(Suggestion((books[place],), tuple(alone[at] for at in parts)))
    return tuple(found)


def _parts_of(
    whole: BookItem | BankLine, parts: Sequence[BookItem] | Sequence[BankLine], free: Collection[int]
) -> tuple[int, ...]:
    """Places of a few parts, days near the whole and of its direction, that come to its amount: the nearest of them."""
    near = [
        (abs((parts[place].day - whole.day).days), place)
        for place in sorted(free)
        if (parts[place].amount > ZERO) == (whole.amount > ZERO)
    ]
    tried = [place for apart, place in sorted(near) if apart <= NEAR][:_CANDIDATES]
    chosen = sums_to(whole.amount.satang, [parts[place].amount.satang for place in tried], most=_PARTS)
    return tuple(sorted(tried[place] for place in chosen))


def passbook_breaks(lines: Sequence[BankLine]) -> Iterator[tuple[int, Money]]:
    """Places of lines whose balance does not follow from the line before, each with the balance that would."""
    before: dict[str, Money] = {}
    for place, line in enumerate(lines):
        expected = before.get(line.account, line.balance - line.amount) + line.amount
        if expected != line.balance:
            yield place, expected
        before[line.account] = line.balance

"""The books as sheets: the cash book (M1), the trial balance (M4), receipts and payments (M5), funds by source."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from communitywelfare.accounting import Figure as BookFigure
from communitywelfare.accounting.statements import (
    CashBook,
    Pot,
    ReceiptsAndPayments,
    TrialBalanceOfPeriod,
    cash_book,
    fund_balances,
    receipts_and_payments,
    trial_balance_of_period,
)
from communitywelfare.accounting.statements.cashbook import CashColumn, CashLine
from communitywelfare.accounting.statements.receipts_payments import Reached
from communitywelfare.accounting.statements.trial import MovedRow
from communitywelfare.fund import Fund
from communitywelfare.money import ZERO, Money, total
from communitywelfare.reports.asked import Asked, sheet_of
from communitywelfare.reports.sheets import Cell, Column, Figure, Kind, Row, Sheet, Table, Words, said
from communitywelfare.wording import LANGUAGES

__all__ = [
    "cash_book_sheet",
    "cash_table",
    "period_table",
    "pots_table",
    "receipts_sheet",
    "receipts_tables",
    "sources_sheet",
    "trial_balance_sheet",
    "words_of",
]

_MOVES: Final = ("received", "paid", "balance")
_NAMED: Final = frozenset(
    {"cash_received", "cash_paid", "cash_balance", "bank_received", "bank_paid", "bank_balance"}
)  # what the catalogues have words for


def words_of(name: Mapping[str, str], code: str) -> Words:
    """The name that a fund gave, in every language: in Thai where it has no other, and its code where it has none."""
    return {language: name.get(language) or name.get("th") or code for language in LANGUAGES}


def cash_book_sheet(fund: Fund, asked: Asked) -> Sheet:
    """M1: the cash book, money in hands and at banks apart, from what was brought forward to what is carried forward.

    The paper of each line names its entry; columns as a whole are traced.
    """
    book = cash_book(fund.journal, fund.chart, first=asked.first, last=asked.last)
    return sheet_of("M1", fund, asked, [cash_table(book)], signatures=[said("sheet.treasurer")])


def cash_table(book: CashBook) -> Table:
    """A cash book line by line, in the columns that it was ruled in."""
    columns = (
        Column("day", said("sheet.day"), Kind.DAY),
        Column("document", said("sheet.document"), Kind.CODE),
        Column("description", said("sheet.description"), personal=True),
        *(Column(f"{place}_{move}", _move_words(place, move), Kind.MONEY) for place in book.columns for move in _MOVES),
    )
    return Table(columns=columns, rows=_cash_rows(book))


def _move_words(place: str, move: str) -> Words:
    """What heads a column; a place that has no words of its own is called as it was named."""
    if f"{place}_{move}" in _NAMED:
        return said(f"sheet.{place}_{move}")
    return {language: f"{place} {words}" for language, words in said(f"sheet.{_SAYING[move]}").items()}


_SAYING: Final = {"received": "received", "paid": "spent", "balance": "closing"}


def _cash_rows(book: CashBook) -> Iterator[Row]:
    places = list(book.columns.values())
    yield Row.subtotal(None, None, said("sheet.opening"), *_each_place(places, ("", "", "brought_forward")))
    for line in book.lines:
        yield Row((line.voucher.day, line.voucher.number, line.voucher.description, *_moves(line, book.columns)))
    yield Row.subtotal(None, None, said("sheet.sum"), *_each_place(places, ("received", "paid", "")))
    yield Row.subtotal(None, None, said("sheet.carried_forward"), *_each_place(places, ("", "", "carried_forward")))


def _each_place(places: Iterable[CashColumn], names: Iterable[str]) -> Iterator[Cell]:
    wanted = tuple(names)
    for place in places:
        for name in wanted:
            yield Figure.of(getattr(place, name)) if name else None


def _moves(line: CashLine, places: Iterable[str]) -> Iterator[Cell]:
    for place in places:
        move = line.columns.get(place)
        if move is None:
            yield from (None, None, None)
        else:
            yield from (_amount(move.received), _amount(move.paid), move.balance)


def _amount(amount: Money) -> Cell:
    return amount if amount != ZERO else None


def trial_balance_sheet(fund: Fund, asked: Asked) -> Sheet:
    """M4: the trial balance of a period: what stood on each account, what moved it, what stands on it."""
    balance = trial_balance_of_period(fund.journal, fund.chart, first=asked.first, last=asked.last)
    return sheet_of("M4", fund, asked, [period_table(balance)], signatures=[said("sheet.treasurer")])


def period_table(balance: TrialBalanceOfPeriod) -> Table:
    """The trial balance of a period, account by account."""
    names = ("opening_debit", "opening_credit", "debit", "credit", "closing_debit", "closing_credit")
    columns = (
        Column("account", said("sheet.account"), Kind.CODE),
        Column("account_name", said("sheet.account_name")),
        *(Column(name, said(f"sheet.{name}"), Kind.MONEY) for name in names),
    )
    rows = [_account_row(row) for row in balance.rows]
    rows.append(Row.total(None, said("sheet.sum"), *balance.opening, *balance.moved, *balance.closing))
    return Table(columns=columns, rows=rows)


def _account_row(row: MovedRow) -> Row:
    moved = (_unless_nothing(row.debit), _unless_nothing(row.credit))
    return Row((row.account, words_of(row.name, row.account), *_sides(row.opening), *moved, *_sides(row.closing)))


def _unless_nothing(figure: BookFigure) -> Cell:
    return Figure.of(figure) if figure.amount != ZERO else None


def _sides(balance: BookFigure) -> tuple[Cell, Cell]:
    """A balance on the side where it stands."""
    if balance.amount >= ZERO:
        return _unless_nothing(balance), None
    return None, Figure.of(BookFigure(-balance.amount, balance.slices, -1))


def receipts_sheet(fund: Fund, asked: Asked) -> Sheet:
    """M5: receipts and payments face to face, of the period and since the books begin.

    Both sides come to the same: what there was with what came in, and what went out with what is left.
    """
    found = receipts_and_payments(fund.journal, fund.chart, first=asked.first, last=asked.last)
    notes, signatures = [said("sheet.since_books")], [said("sheet.treasurer")]
    return sheet_of("M5", fund, asked, receipts_tables(found), beside=True, notes=notes, signatures=signatures)


def receipts_tables(found: ReceiptsAndPayments) -> tuple[Table, Table]:
    """The two sides of receipts and payments."""
    received = Table(
        name=said("receipts_side"),
        columns=_reached_columns(),
        rows=[
            _reached_row(said("sheet.opening"), found.opening),
            *_group_rows(found, "R1", said("group_R1"), said("sheet.total_receipts")),
            *_group_rows(found, "R2", said("group_R2"), said("sheet.total_income")),
            Row.total(said("sheet.total_in_all"), *_with(found, "R", found.opening)),
        ],
    )
    paid = Table(
        name=said("payments_side"),
        columns=_reached_columns(),
        rows=[
            *_group_rows(found, "P1", said("sheet.payments"), said("sheet.total_payments")),
            *_group_rows(found, "P2", said("group_P2"), said("sheet.total_costs")),
            _reached_row(said("sheet.carried_forward"), found.closing),
            Row.total(said("sheet.total_in_all"), *_with(found, "P", found.closing)),
        ],
    )
    return received, paid


def _reached_columns() -> tuple[Column, ...]:
    return (
        Column("item", said("sheet.description")),
        Column("period", said("sheet.this_period"), Kind.MONEY),
        Column("cumulative", said("sheet.cumulative"), Kind.MONEY),
    )


def _reached_row(name: Words, reached: Reached) -> Row:
    return Row((name, Figure.of(reached.period), Figure.of(reached.cumulative)))


def _group_rows(found: ReceiptsAndPayments, group: str, name: Words, sum_: Words) -> Iterator[Row]:
    yield Row.heading(name)
    for row in found.group(group):
        yield _reached_row(words_of(row.account.name, row.account.code), row.figures)
    yield Row.subtotal(sum_, *found.total_of(group))


def _with(found: ReceiptsAndPayments, side: str, held: Reached) -> tuple[Money, Money]:
    """What one side comes to, with what there was or is left."""
    period, cumulative = found.total_of(side)
    return period + held.period.amount, cumulative + held.cumulative.amount


_OF_A_POT: Final = ("opening", "received", "spent", "transferred", "closing", "liquid")


def sources_sheet(fund: Fund, asked: Asked) -> Sheet:
    """SOURCES: whose money the fund has, what moved it, and what of it is cash or in banks."""
    pots = fund_balances(fund.journal, fund.chart, fund.sources, first=asked.first, last=asked.last)
    notes = [said("sheet.restricted_note")] if any(pot.restricted for pot in pots) else []
    names = {source.code: words_of(source.name, source.code) for source in fund.sources}
    return sheet_of("SOURCES", fund, asked, [pots_table(pots, names)], notes=notes)


def pots_table(pots: Sequence[Pot], names: Mapping[str, Words]) -> Table:
    """The money of each source; one without a name is called by its code."""
    columns = (
        Column("source", said("sheet.source")),
        *(Column(name, said(f"sheet.{name}"), Kind.MONEY) for name in _OF_A_POT),
    )
    rows = [_pot_row(pot, names.get(pot.source, words_of({}, pot.source))) for pot in pots]
    sums = (total(getattr(pot, name).amount for pot in pots) for name in _OF_A_POT)
    rows.append(Row.total(said("sheet.sum"), *sums))
    return Table(columns=columns, rows=rows)


def _pot_row(pot: Pot, name: Words) -> Row:
    called = {language: f"{words} *" for language, words in name.items()} if pot.restricted else name
    return Row((called, *(Figure.of(getattr(pot, each)) for each in _OF_A_POT)))

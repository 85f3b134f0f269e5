"""Statements in a notebook: sheets as they are printed, and the values that sheets are made of, by the same tables."""

from collections.abc import Iterable, Mapping, Sequence
from functools import singledispatch

from attrs import evolve

from communitywelfare.accounting.statements import (
    BalanceSheet,
    CashBook,
    IncomeAndExpense,
    Ledger,
    Pot,
    ReceiptsAndPayments,
    Section10,
    SubLedger,
    TrialBalance,
    TrialBalanceOfPeriod,
)
from communitywelfare.errors import Finding
from communitywelfare.io.shipped import shipped_sources
from communitywelfare.money import ZERO
from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Content, Html
from communitywelfare.reports._shown import cell_text, period_text, words_in
from communitywelfare.reports.book_sheets import cash_table, period_table, pots_table, receipts_tables, words_of
from communitywelfare.reports.notebook.frame import heading, plain, small
from communitywelfare.reports.position_sheets import income_table, position_tables, section_10_tables
from communitywelfare.reports.sheet_html import table_html
from communitywelfare.reports.sheets import Cell, Column, Figure, Kind, Row, RowKind, Sheet, Table, Words, said
from communitywelfare.wording import Language, phrase, shown, words

__all__ = ["shown_fragment"]

_ROWS = 200  # a notebook keeps what it has shown: of a longer table it gets the beginning, and the end
_HIDDEN = "•••"


def shown_fragment(values: Sequence[object], language: Language) -> Html:
    """Statements one below the other; what is personal in them is hidden."""
    if all(isinstance(each, Pot) for each in values):
        return _tables(said("sheet.sources"), [pots_table([*values], _sources())], "", language)  # type: ignore[list-item]
    return html.fragment(*(_statement(each, language) for each in values))


def _sources() -> Mapping[str, Words]:
    """The names of the usual sources; a pot knows its code only."""
    return {source.code: words_of(source.name, source.code) for source in shipped_sources()}


@singledispatch
def _statement(value: object, language: Language) -> Html:  # noqa: ARG001 # as all others
    """One statement, by its type."""
    raise TypeError(f"no statement: {type(value).__name__}")


@_statement.register
def _(sheet: Sheet, language: Language) -> Html:
    days = " · ".join((plain(sheet.fund), period_text(sheet, language)))
    parts = [_tables(sheet.title, sheet.tables, days, language, beside=sheet.beside)]
    parts += [html.element("p", small(plain(words_in(note, language)))) for note in sheet.notes]
    return html.fragment(*parts)


@_statement.register
def _(table: Table, language: Language) -> Html:
    return _table(table, language, caption=words_in(table.name, language) or "–")


@_statement.register
def _(book: CashBook, language: Language) -> Html:
    return _tables(said("sheet.m1"), [cash_table(book)], _days(book.first, book.last, language), language)


@_statement.register
def _(found: IncomeAndExpense, language: Language) -> Html:
    return _tables(said("sheet.income_and_expense"), [income_table(found)], shown(found.years.on, language), language)


@_statement.register
def _(found: BalanceSheet, language: Language) -> Html:
    tables, day = position_tables(found), shown(found.years.on, language)
    return _tables(said("notebook.position"), tables, day, language, beside=True)


@_statement.register
def _(found: ReceiptsAndPayments, language: Language) -> Html:
    days = _days(found.first, found.last, language)
    return _tables(said("sheet.m5"), receipts_tables(found), days, language, beside=True)


@_statement.register
def _(found: Section10, language: Language) -> Html:
    tables = _tables(said("section10"), section_10_tables(found, {}), shown(found.on, language), language, beside=True)
    return html.fragment(tables, *_strays(found.unclassified, language))


def _strays(findings: Iterable[Finding], language: Language) -> list[Html]:
    return [html.element("p", small(plain(words(each, language)))) for each in findings]


@_statement.register
def _(found: TrialBalanceOfPeriod, language: Language) -> Html:
    return _tables(said("sheet.m4"), [period_table(found)], _days(found.first, found.last, language), language)


@_statement.register
def _(found: TrialBalance, language: Language) -> Html:
    rows = [
        Row((row.account, words_of(row.name, row.account), _unless_nothing(row.debit), _unless_nothing(row.credit)))
        for row in found.rows
    ]
    rows.append(Row.total(None, said("sheet.sum"), found.debit, found.credit))
    table = Table(columns=(*_accounts(), _money("debit"), _money("credit")), rows=rows)
    return _tables(said("sheet.m4"), [table], shown(found.on, language), language)


@_statement.register
def _(found: Ledger, language: Language) -> Html:
    columns = (
        Column("day", said("sheet.day"), Kind.DAY),
        Column("document", said("sheet.document"), Kind.CODE),
        Column("description", said("sheet.description"), personal=True),
        *(_money(name) for name in ("debit", "credit", "closing")),
    )
    rows = [Row.subtotal(None, None, said("sheet.opening"), None, None, found.opening.amount)]
    for line in found.lines:
        voucher, amount = line.entry.voucher, line.posting.amount
        sides = (_unless_nothing(max(amount, ZERO)), _unless_nothing(max(-amount, ZERO)))
        rows.append(Row((voucher.day, voucher.number, voucher.description, *sides, line.balance)))
    sums = (found.debit.amount, found.credit.amount, found.closing.amount)
    rows.append(Row.total(None, None, said("sheet.sum"), *sums))
    title = _of_account(said("notebook.ledger"), found.account.name, found.account.code)
    return _tables(title, [Table(columns=columns, rows=rows)], _days(found.first, found.last, language), language)


@_statement.register
def _(found: SubLedger, language: Language) -> Html:
    columns = (Column("who", said("notebook.of_whom"), personal=not found.account.by_member), _money("baht"))
    rows = [Row((who, Figure.of(figure))) for who, figure in found.rows.items()]
    rows.append(Row.total(said("sheet.sum"), Figure.of(found.control)))
    title = _of_account(said("notebook.sub_ledger"), found.account.name, found.account.code)
    return _tables(title, [Table(columns=columns, rows=rows)], shown(found.on, language), language)


def _accounts() -> tuple[Column, Column]:
    return Column("account", said("sheet.account"), Kind.CODE), Column("account_name", said("sheet.account_name"))


def _money(name: str) -> Column:
    return Column(name, said(f"sheet.{name}"), Kind.MONEY)


def _unless_nothing(amount: Cell) -> Cell:
    return None if amount == ZERO else amount


def _of_account(title: Words, name: Mapping[str, str], code: str) -> Words:
    names = words_of(name, code)
    return {language: f"{words}: {code} {names[language]}" for language, words in title.items()}


def _days(first: object, last: object, language: Language) -> str:
    return phrase("sheet.period", language).format(first=shown(first, language), last=shown(last, language))


def _tables(title: Words, tables: Sequence[Table], days: str, language: Language, *, beside: bool = False) -> Html:
    """Tables under one title, one below the other or face to face; a single one bears the title itself."""
    head = html.fragment(words_in(title, language), *([" · ", small(days)] if days else []))
    if len(tables) == 1:
        return _table(tables[0], language, caption=head)
    made = [_table(table, language, caption=words_in(table.name or title, language)) for table in tables]
    return html.fragment(heading(head), html.element("div", *made, class_="sides") if beside else html.fragment(*made))


def _table(table: Table, language: Language, *, caption: Content) -> Html:
    """One table; of a long one the beginning and the last row."""
    left = len(table.rows) - _ROWS
    rows = table.rows if left <= 0 else (*table.rows[: _ROWS - 1], table.rows[-1])
    hidden = evolve(table, rows=[_without_people(row, table.columns) for row in rows], columns=_typed(table.columns))
    more = [html.element("p", small(f"{phrase('and_more', language)} {left:,}"))] if left > 0 else []
    return html.fragment(table_html(hidden, language, "arabic", caption=caption), *more)


def _typed(columns: Sequence[Column]) -> list[Column]:
    """The columns, those that are hidden of a kind that takes any text."""
    return [evolve(each, kind=Kind.TEXT) if each.personal else each for each in columns]


def _without_people(row: Row, columns: Sequence[Column]) -> Row:
    """A row without what tells who somebody is; the library's own words, such as those of a total, stay."""
    if row.kind is RowKind.HEADING:
        return evolve(row, cells=tuple(_masked(cell) for cell in row.cells))
    cells = (
        _hidden(cell, column) if column.personal else _masked(cell)
        for cell, column in zip(row.cells, columns, strict=True)
    )
    return evolve(row, cells=tuple(cells))


def _hidden(cell: Cell, column: Column) -> Cell:
    is_ours = isinstance(cell, Mapping) and column.kind is Kind.TEXT
    return cell if is_ours or not cell_text(cell, column.kind, "th") else _HIDDEN


def _masked(cell: Cell) -> Cell:
    return plain(cell) if isinstance(cell, str) else cell

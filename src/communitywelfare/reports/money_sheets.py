"""Money as sheets, gone or still there: benefits paid (M3), the passbook beside the books (M6), money in hands (M7)."""

from collections.abc import Iterator

from communitywelfare.accounting.custody import Custody, Holding, money_in_hands
from communitywelfare.accounting.reconciliation import (
    BankLine,
    BookItem,
    ItemKind,
    Reconciliation,
    StatementLine,
    reconcile,
)
from communitywelfare.fund import Fund
from communitywelfare.fund.benefits import benefits_paid, kinds_paid
from communitywelfare.io.shipped import benefit_categories
from communitywelfare.money import ZERO, total
from communitywelfare.reports.asked import Asked, name_of, sheet_of
from communitywelfare.reports.book_sheets import words_of
from communitywelfare.reports.sheets import Cell, Column, Figure, Kind, Row, Sheet, Table, Words, labelled, said

__all__ = ["in_hands_sheet", "paid_sheet", "reconciliation_sheet"]


def paid_sheet(fund: Fund, asked: Asked) -> Sheet:
    """M3: every benefit that was paid in the days asked for, and what they come to by kind."""
    return sheet_of(
        "M3",
        fund,
        asked,
        [_paid_list(fund, asked), _paid_kinds(fund, asked)],
        notes=[said("sheet.counted_by_claims")],
        signatures=[said("sheet.treasurer")],
    )


def _kind(category: str) -> Words | str:
    return benefit_categories().get(category, category)


def _paid_list(fund: Fund, asked: Asked) -> Table:
    members = fund.register.by_number
    paid = benefits_paid(fund, asked.first, asked.last)
    columns = (
        Column("day", said("sheet.day"), Kind.DAY),
        Column("document", said("sheet.document"), Kind.CODE),
        Column("claim", said("sheet.claim"), Kind.CODE),
        Column("member", said("sheet.member_no"), Kind.CODE),
        Column("name", said("sheet.name"), personal=True),
        Column("category", said("sheet.kind_of_benefit")),
        Column("baht", said("sheet.baht"), Kind.MONEY),
    )
    rows = []
    for each in paid:
        who = (each.claim, each.member, name_of(members.get(each.member)))
        rows.append(Row((each.booked, each.voucher, *who, _kind(each.category), each.amount)))
    sums = total(each.amount for each in paid)
    rows.append(Row.total(None, None, None, None, said("sheet.sum"), None, sums))
    return Table(name=said("sheet.paid_list"), columns=columns, rows=rows)


def _paid_kinds(fund: Fund, asked: Asked) -> Table:
    kinds = kinds_paid(fund, asked.first, asked.last)
    columns = (
        Column("category", said("sheet.kind_of_benefit")),
        Column("persons", said("sheet.persons"), Kind.COUNT),
        Column("baht", said("sheet.baht"), Kind.MONEY),
    )
    rows = [Row((_kind(each.category), each.persons, Figure.of(each.paid))) for each in kinds]
    sums = (sum(each.persons for each in kinds), total(each.paid.amount for each in kinds))
    rows.append(Row.total(said("sheet.sum"), *sums))
    return Table(name=said("sheet.paid_kinds"), columns=columns, rows=rows)


def reconciliation_sheet(fund: Fund, asked: Asked) -> Sheet:
    """M6: from the balance of the books to that of the passbook, for each bank account that has one by the day."""
    known = {line.account for line in fund.passbook if line.day <= asked.last}
    accounts = [code for code in sorted(known) if code in fund.chart.by_code]
    tables = [
        Table(
            name=words_of(fund.chart.account(code).name, code),
            columns=_reconciled_columns(),
            rows=_reconciled_rows(reconcile(fund.journal, fund.passbook, code, asked.last)),
        )
        for code in accounts
    ]
    return sheet_of(
        "M6",
        fund,
        asked,
        tables or [Table(columns=_reconciled_columns(), rows=())],
        is_of_one_day=True,
        notes=[] if tables else [said("sheet.no_passbook")],
        signatures=[said("sheet.treasurer")],
    )


def _reconciled_columns() -> tuple[Column, ...]:
    return (
        Column("day", said("sheet.day"), Kind.DAY),
        Column("document", said("sheet.document"), Kind.CODE),
        Column("item", said("sheet.description"), personal=True),
        Column("each", said("sheet.each"), Kind.MONEY),
        Column("baht", said("sheet.baht"), Kind.MONEY),
    )


def _reconciled_rows(found: Reconciliation) -> Iterator[Row]:
    *lines, passbook = found.statement
    for line in lines:
        is_usual = line.kind not in {ItemKind.BROUGHT_FORWARD, ItemKind.PASSBOOK_BREAKS}
        if is_usual or line.amount != ZERO:
            yield from _line_rows(line, found)
    yield Row.total(None, None, labelled(passbook.kind), None, passbook.amount)


def _line_rows(line: StatementLine, found: Reconciliation) -> Iterator[Row]:
    amount: Cell = line.amount
    if line.kind is ItemKind.LEDGER:
        amount = Figure.of(found.ledger)
    yield Row((None, None, labelled(line.kind), None, amount))
    for item in line.items:
        yield _item_row(item)


def _item_row(item: BookItem | BankLine) -> Row:
    """One movement that only one side knows, with what it does to the balance of the passbook."""
    if isinstance(item, BankLine):
        return Row((item.day, item.code, item.note, item.amount, None))
    return Row((item.day, item.document, item.description, -item.amount, None))


def in_hands_sheet(fund: Fund, asked: Asked) -> Sheet:
    """M7: who had the fund's money in hands, who still has, and under which papers."""
    custody = money_in_hands(fund.journal, fund.chart, asked.first, asked.last)
    tables = [_holders(custody)]
    if any(holding.in_hand for holding in custody.holdings):
        tables.append(_still_there(custody))
    return sheet_of("M7", fund, asked, tables, signatures=[said("sheet.treasurer")])


def _holders(custody: Custody) -> Table:
    names = ("opening", "received", "handed_over", "balance")
    columns = (
        Column("holder", said("sheet.holder"), personal=True),
        Column("account", said("sheet.account"), Kind.CODE),
        *(Column(name, said(f"sheet.{name}"), Kind.MONEY) for name in names),
        Column("days", said("sheet.days_held"), Kind.COUNT),
    )
    rows = [_holder_row(holding) for holding in custody.holdings]
    sums = (total(getattr(each, name).amount for each in custody.holdings) for name in names)
    rows.append(Row.total(said("sheet.sum"), None, *sums, None))
    return Table(name=said("sheet.holders"), columns=columns, rows=rows)


def _holder_row(holding: Holding) -> Row:
    figures = (holding.opening, holding.received, holding.handed_over, holding.balance)
    return Row((holding.holder, holding.account, *map(Figure.of, figures), holding.days))


def _still_there(custody: Custody) -> Table:
    columns = (
        Column("holder", said("sheet.holder"), personal=True),
        Column("day", said("sheet.day"), Kind.DAY),
        Column("document", said("sheet.document"), Kind.CODE),
        Column("baht", said("sheet.baht"), Kind.MONEY),
    )
    rows = [
        Row((holding.holder, each.day, each.document, each.amount))
        for holding in custody.holdings
        for each in holding.in_hand
    ]
    left = total(each.amount for holding in custody.holdings for each in holding.in_hand)
    rows.append(Row.total(said("sheet.sum"), None, None, left))
    return Table(name=said("sheet.still_there"), columns=columns, rows=rows)

"""Dues as sheets: what came in from each member in a year (M2), and who owes (M9)."""

from collections.abc import Iterable, Sequence

from communitywelfare.contributions import Receipt
from communitywelfare.fund import Fund
from communitywelfare.fund.lists import DuesRow, Owing, dues_book, owing
from communitywelfare.money import total
from communitywelfare.reports.asked import Asked, name_of, sheet_of
from communitywelfare.reports.sheets import Cell, Column, Figure, Kind, Row, Sheet, Table, said
from communitywelfare.wording import LANGUAGES, briefly

__all__ = ["arrears_sheet", "dues_sheet"]


def dues_sheet(fund: Fund, asked: Asked) -> Sheet:
    """M2: receipts for dues member by member, the twelve months of the accounting year in which the last day lies."""
    book = dues_book(fund, asked.last)
    months = (
        Column(str(month), {language: briefly(month, language) for language in LANGUAGES}, Kind.MONEY)
        for month in book.months
    )
    columns = (
        Column("no", said("sheet.no"), Kind.COUNT),
        Column("member", said("sheet.member_no"), Kind.CODE),
        Column("name", said("sheet.name"), personal=True),
        Column("village", said("sheet.village"), Kind.CODE),
        *months,
        Column("sum", said("sheet.sum"), Kind.MONEY),
        Column("arrears", said("sheet.arrears"), Kind.MONEY),
    )
    rows = [_dues_row(place, row) for place, row in enumerate(book.rows, start=1)]
    sums = (_figure([receipt for row in book.rows for receipt in row.receipts[month]]) for month in range(12))
    all_of_them = _figure([receipt for row in book.rows for month in row.receipts for receipt in month])
    owed = total(row.arrears.amount for row in book.rows if row.arrears is not None)
    rows.append(Row.total(None, None, said("sheet.sum"), None, *sums, all_of_them, owed))
    year = Asked(first=book.year.first, last=asked.last)
    return sheet_of("M2", fund, year, [Table(columns=columns, rows=rows)], signatures=[said("sheet.treasurer")])


def _dues_row(place: int, row: DuesRow) -> Row:
    village = "" if row.membership is None else row.membership.village
    received = [receipt for month in row.receipts for receipt in month]
    months = (_figure(month) if month else None for month in row.receipts)
    owed: Cell = said("sheet.unknown") if row.arrears is None else row.arrears.amount
    return Row((place, row.number, name_of(row.membership), village, *months, _figure(received), owed))


def _figure(receipts: Sequence[Receipt]) -> Figure:
    """What receipts come to, with the entries that they name."""
    entries = dict.fromkeys(receipt.journal_no for receipt in receipts if receipt.journal_no)
    return Figure(total(receipt.amount for receipt in receipts), tuple(entries))


def arrears_sheet(fund: Fund, asked: Asked) -> Sheet:
    """M9: who owes one month, two, three and more."""
    behind, unknown = owing(fund, asked.last)
    columns = (
        Column("no", said("sheet.no"), Kind.COUNT),
        Column("member", said("sheet.member_no"), Kind.CODE),
        Column("name", said("sheet.name"), personal=True),
        Column("village", said("sheet.village"), Kind.CODE),
        Column("months", said("sheet.months_owed"), Kind.COUNT),
        Column("oldest", said("sheet.oldest"), Kind.MONTH),
        Column("baht", said("sheet.baht"), Kind.MONEY),
    )
    groups = (
        (said("sheet.owing_1"), [each for each in behind if each.arrears.months <= 1]),
        (said("sheet.owing_2"), [each for each in behind if each.arrears.months == 2]),
        (said("sheet.owing_3"), [each for each in behind if each.arrears.months >= 3]),
    )
    rows: list[Row] = []
    for name, members in groups:
        rows += [Row.heading(name), *_owing_rows(members), Row.subtotal(*_sum(members))]
    rows.append(Row.total(*_sum(behind)))
    notes = [said("sheet.owing_unknown", count=f"{unknown:,}")] if unknown else []
    return sheet_of("M9", fund, asked, [Table(columns=columns, rows=rows)], is_of_one_day=True, notes=notes)


def _owing_rows(members: Iterable[Owing]) -> Iterable[Row]:
    for place, each in enumerate(members, start=1):
        membership, arrears = each.membership, each.arrears
        who = (place, membership.number, name_of(membership), membership.village)
        yield Row((*who, arrears.months, arrears.oldest, arrears.amount))


def _sum(members: Sequence[Owing]) -> tuple[Cell, ...]:
    return len(members), None, said("sheet.sum"), None, None, None, total(each.arrears.amount for each in members)

"""Sheets as CSV that opens in a spreadsheet: amounts plain, days as ISO, and no cell that runs as a formula."""

from collections.abc import Iterator, Mapping
from datetime import date

from communitywelfare.calendar import Month
from communitywelfare.io._cells import neutral
from communitywelfare.io._lines import line_of
from communitywelfare.money import Money
from communitywelfare.reports._shown import words_in
from communitywelfare.reports.sheets import Cell, Figure, Sheet, Table
from communitywelfare.wording import Language, phrase

__all__ = ["sheet_csv"]


def sheet_csv(sheet: Sheet, language: Language, *, with_head: bool = False) -> bytes:
    """A sheet as a CSV file, UTF-8 with BOM. Tables follow one another, each under its own header.

    Args:
        sheet: What is to be written.
        language: The language of words.
        with_head: Whether the journal's head stands at the end, after an empty line, as it stands on every statement.
    """
    rows = [*_rows(sheet, language)]
    if with_head:
        rows += [[""], [neutral(phrase("journal_head", language)), sheet.fingerprint or "–"]]
    lines = map(line_of, rows)
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")


def _rows(sheet: Sheet, language: Language) -> Iterator[list[str]]:
    for place, table in enumerate(sheet.tables):
        if place:
            yield [""]
        if table.name is not None:
            yield [neutral(words_in(table.name, language))]
        yield from _table_rows(table, language)


def _table_rows(table: Table, language: Language) -> Iterator[list[str]]:
    yield [neutral(words_in(column.name, language)) for column in table.columns]
    for row in table.rows:
        yield [_text(cell, language) for cell in row.cells]


def _text(cell: Cell, language: Language) -> str:
    """A cell of the file. Only words can be formulas: a negative amount is a number, and stays one."""
    match cell:
        case None:
            return ""
        case Figure():
            return _text(cell.value, language)
        case Money():
            return cell.plain
        case date():
            return cell.isoformat()
        case int() | Month():
            return str(cell)
        case str() | Mapping():
            return neutral(words_in(cell, language))

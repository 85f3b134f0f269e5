"""Sheets as JSON: every cell exact, every figure with the numbers of the entries behind it, words in both languages."""

from communitywelfare.reports._json import json_bytes
from communitywelfare.reports.sheets import Cell, Figure, Row, RowKind, Sheet, Table

__all__ = ["sheet_data", "sheet_json"]


def sheet_json(sheet: Sheet) -> bytes:
    """A sheet as a JSON file."""
    return json_bytes(sheet_data(sheet))


def sheet_data(sheet: Sheet) -> dict[str, object]:
    """A sheet as dictionaries and lists: money as text with two decimals, days as ISO."""
    return {
        "id": sheet.id,
        "fund": sheet.fund,
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "from": sheet.first,
        "to": sheet.last,
        "two_sided": sheet.beside,
        "tables": [_table(sheet, table) for table in sheet.tables],
        "notes": sheet.notes,
        "journal_head": sheet.fingerprint,
    }


def _table(sheet: Sheet, table: Table) -> dict[str, object]:
    return {
        "name": table.name,
        "columns": [{"id": each.id, "name": each.name, "kind": each.kind} for each in table.columns],
        "rows": [_row(sheet, table, row) for row in table.rows],
    }


def _row(sheet: Sheet, table: Table, row: Row) -> dict[str, object]:
    if row.kind is RowKind.HEADING:
        return {"kind": row.kind, "name": row.cells[0]}
    ids = [column.id for column in table.columns]
    entries = {
        name: [each.number for each in sheet.behind(cell)]
        for name, cell in zip(ids, row.cells, strict=True)
        if isinstance(cell, Figure)
    }
    cells = {name: _value(cell) for name, cell in zip(ids, row.cells, strict=True)}
    return {"kind": row.kind, "cells": cells, **({"entries": entries} if entries else {})}


def _value(cell: Cell) -> object:
    return cell.value if isinstance(cell, Figure) else cell

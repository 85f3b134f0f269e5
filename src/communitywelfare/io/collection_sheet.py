"""A collection sheet as a CSV file: written to be filled in with a spreadsheet, and read back.

Every row carries the number of the sheet. The last one, whose member is `TOTAL`, is for the sum that the collector
counted and wrote down by hand.
"""

from collections.abc import Iterator

from attrs import frozen

from communitywelfare.errors import Finding, FormatError, InvalidValue, Place, Severity
from communitywelfare.fund.collection import CollectionSheet, FilledLine, FilledSheet, SheetId
from communitywelfare.io._columns import read_rows
from communitywelfare.io._rows import Rows
from communitywelfare.io._schema import Column, Schema
from communitywelfare.io._tables import Sheet, decode
from communitywelfare.io.csv_out import csv_text
from communitywelfare.money import Money

__all__ = ["SheetReading", "read_sheet", "sheet_csv"]

TOTAL = "รวม"
_SCHEMA = Schema(
    "collection_sheet",
    "ใบเก็บเงิน",
    (
        Column("sheet", "เลขที่ใบเก็บเงิน", "text", "required"),
        Column("member_no", "เลขที่สมาชิก", "text", "required"),
        Column("full_name", "ชื่อ-นามสกุล", "personal", "optional"),
        Column("overdue", "ค้างชำระ", "text", "optional"),
        Column("this_month", "เดือนนี้", "text", "optional"),
        Column("owed", "ต้องชำระ", "text", "optional"),
        Column("paid", "รับเงินแล้ว", "money", "optional"),
        Column("note", "หมายเหตุ", "personal", "optional"),
    ),
    key="member_no",
)


def sheet_csv(sheet: CollectionSheet) -> bytes:
    """The file of a sheet, with Thai headers and what is paid left blank."""
    header = [column.th for column in _SCHEMA.columns]
    number = str(sheet.id)
    rows = [
        [
            number,
            row.member,
            row.name.reveal("write a collection sheet"),
            *("" if amount is None else amount.plain for amount in (row.overdue, row.this_month, row.owed)),
            "",
            "",
        ]
        for row in sheet.rows
    ]
    return csv_text([header, *rows, [number, TOTAL, *[""] * 6]])


@frozen
class SheetReading:
    """A sheet that was read, with what was found on it."""

    sheet: FilledSheet
    findings: tuple[Finding, ...]


def read_sheet(contents: bytes, name: str, *, encoding: str = "utf-8-sig") -> SheetReading:
    """Read a filled sheet. Rows that cannot be understood are told with their place; the others go on.

    A blank or a nought is a member who did not pay. Where a row cannot be understood, nobody knows what the sum of the
    sheet should be: the sum below it is then not held against the others.

    Raises:
        FormatError: It is no such file: no text of that encoding, no columns of a sheet, no or several sheets.
    """
    rows = read_rows(Sheet(name, decode(name, contents, encoding)), _SCHEMA)
    number = _number(rows, name)
    lines = tuple(_lines(rows, name))
    total = next((row.values["paid"] for row in rows if row.values["member_no"] == TOTAL), None)
    is_whole = not rows.set_aside and isinstance(total, Money)
    sheet = FilledSheet(id=number, lines=lines, total=total if is_whole else None)  # type: ignore[arg-type]
    return SheetReading(sheet, rows.findings)


def _number(rows: Rows, name: str) -> SheetId:
    """The one number that all rows carry."""
    errors = [found for found in rows.findings if found.is_error]
    numbers = sorted({str(row.values["sheet"]) for row in rows})
    if len(numbers) != 1:
        code = "sheet.several" if numbers else "sheet.no_rows"
        finding = Finding(code, Severity.ERROR, place=Place(file=name), params={"sheets": tuple(numbers)})
        raise FormatError(f"{name} is not one collection sheet", *errors, finding)
    try:
        return SheetId.parse(numbers[0])
    except InvalidValue as error:
        raise FormatError(f"{name} is no collection sheet", *error.findings) from None


def _lines(rows: Rows, name: str) -> Iterator[FilledLine]:
    for row in rows:
        paid = row.values["paid"]
        if isinstance(paid, Money) and paid.satang and row.values["member_no"] != TOTAL:
            place = Place(file=name, row=row.line, column="paid", record=str(row.values["member_no"]))
            yield FilledLine(str(row.values["member_no"]), paid, place)

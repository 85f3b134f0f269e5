"""A package as one workbook (the extra ``excel``): a sheet for each table, ids and Thai names above its columns.

Amounts and counts are numbers, so that people can add them up; everything else is text as it stands in the canonical
file, days as well, for a spreadsheet shows them in an era of its own. Nothing is a formula, and a formula that somebody
typed is never evaluated: its cell reads as the formula's text, which no column takes for a value.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from attrs import evolve

from communitywelfare.errors import Finding, FormatError, Place, Severity
from communitywelfare.identity import masked
from communitywelfare.io._cells import is_textual
from communitywelfare.io._schema import Schema, schemas
from communitywelfare.io._xlsx import DIGITS, EXACT, LONGEST, OPTIONS, xlsxwriter_module
from communitywelfare.io.containers.gate import Unusable, sheet_names
from communitywelfare.io.containers.sheets import SheetCells, sheets_of
from communitywelfare.io.containers.tables import Tables, Unpacked, not_carried, tables_of

__all__ = ["is_package_workbook", "place_in_workbook", "workbook_packed", "workbook_unpacked"]

_MANIFEST, _BYLAW = "ข้อมูลชุดไฟล์", "ระเบียบ (bylaw.toml)"
_HEADERS: Final = 2  # the ids, and the Thai names
_ROWS: Final = 1_048_576
_FORMATS: Final[Mapping[str, str]] = {"money": "#,##0.00", "whole": "0"}


def is_package_workbook(contents: bytes, file: str) -> bool:
    """Whether a workbook has the sheet of a package's manifest.

    Raises:
        FormatError: It is no workbook, or one that is not to be trusted.
    """
    return _MANIFEST in sheet_names(contents, file)


def workbook_packed(files: Mapping[str, bytes]) -> bytes:
    """The files of a package as one workbook; the same files give the same bytes.

    Raises:
        FormatError: A file is not in the encoding that the manifest declares, or a cell is longer than a sheet takes.
        NotInstalled: The extra ``excel`` is not there.
    """
    xlsxwriter = xlsxwriter_module()
    tables = tables_of(files)
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as workbook:
        workbook.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001  # of no day: it is no part of a package
        _lines(workbook, _MANIFEST, tables.manifest)
        for name, schema in schemas().items():
            if name in tables.rows:
                _table(workbook, schema, tables.rows[name])
        if tables.bylaw is not None:
            _lines(workbook, _BYLAW, tables.bylaw)
    return stream.getvalue()


def _lines(workbook: Any, name: str, text: str) -> None:
    """A text, line by line, one below the other; above them how many there are, for blank ones do not show."""
    sheet = workbook.add_worksheet(name)
    sheet.set_column(0, 0, 100)
    lines = text.split("\n")
    sheet.write_number(0, 0, len(lines))
    for at, line in enumerate(lines, start=1):
        _text(sheet, (at, 0), line)


def _text(sheet: Any, at: tuple[int, int], text: str, style: Any = None) -> None:
    if len(text) > LONGEST:
        place = Place(file=sheet.get_name(), row=at[0] + 1)
        raise FormatError(
            "a cell holds 32,767 characters", Finding("container.cell_too_long", Severity.ERROR, place=place)
        )
    if text:
        sheet.write_string(*at, text, style)


def _table(workbook: Any, schema: Schema, rows: Sequence[Sequence[str]]) -> None:
    sheet = workbook.add_worksheet(schema.sheet)
    head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    styles = {kind: workbook.add_format({"num_format": shown}) for kind, shown in _FORMATS.items()}
    plain = workbook.add_format({"num_format": "@"})
    header = rows[0] if rows else []
    columns = [schema.by_id.get(name) for name in header]
    for at, (name, column) in enumerate(zip(header, columns, strict=True)):
        sheet.write_string(0, at, name, head)
        sheet.write_string(1, at, column.th if column else name, head)
        kind = column.kind if column else "text"
        sheet.set_column(at, at, max(10, min(30, len(column.th if column else name) + 4)), styles.get(kind, plain))
    kinds = [column.kind if column else "text" for column in columns]
    for down, cells in enumerate(rows[1:], start=_HEADERS):
        for across, text in enumerate(cells):
            kind = kinds[across] if across < len(kinds) else "text"
            number = _number(text, kind)
            if number is None:
                _text(sheet, (down, across), text, plain)
            else:
                sheet.write_number(down, across, number, styles[kind])
    sheet.freeze_panes(_HEADERS, 1)


def _number(text: str, kind: str) -> float | int | None:
    """The number that a cell may be, if reading it gives the same text again; None where it must stay text."""
    if kind not in _FORMATS or not text:
        return None
    digits = text.removeprefix("-").replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= DIGITS):
        return None
    number = (
        int(text) if "." not in text else float(text)
    )  # a cell of a sheet is a float; no amount is reckoned with it
    return number if _of_number(number, kind) == text else None


def _of_number(number: float, kind: str) -> str:
    """A number cell as the canonical file writes it, or as exactly as it stands where that column has no such value."""
    if not abs(number) < EXACT:  # neither a number beyond what a sheet keeps, nor one that is none
        return repr(number)
    exact = Decimal(repr(number))
    if kind == "money":
        return f"{exact:.2f}" if exact == round(exact, 2) else str(exact)
    return str(int(exact)) if exact == int(exact) else str(exact)


def workbook_unpacked(contents: bytes, file: str) -> Mapping[str, bytes]:
    """The files of the package in a workbook.

    Raises:
        FormatError: It is no workbook, damaged, locked, too large, or holds macros, links to other files or entities.
            Or it is none of a package.
        NotInstalled: The extra ``excel`` is not there.
    """
    sheets = sheets_of(contents, file)
    if _MANIFEST not in sheets:
        raise FormatError(f"{file} is no package", _finding("container.no_manifest", file, sheet=_MANIFEST))
    names = {schema.sheet: schema for schema in schemas().values()}
    rows = {
        names[name].name: _rows(names[name], each.rows, each.unusable) for name, each in sheets.items() if name in names
    }
    bylaw = _joined(sheets[_BYLAW].rows, file) if _BYLAW in sheets else None
    files = Tables(manifest=_joined(sheets[_MANIFEST].rows, file), bylaw=bylaw, rows=rows).files()
    strange = map(not_carried, sheets.keys() - names.keys() - {_MANIFEST, _BYLAW})
    told = (each for name in rows for each in _no_values(schemas()[name], rows[name][0], sheets))
    return Unpacked(files, (*sorted(strange, key=lambda each: str(each.place.file)), *told))


def _no_values(schema: Schema, header: Sequence[str], sheets: Mapping[str, SheetCells]) -> Iterator[Finding]:
    """Formulas and errors in columns of free text, which would take them for text; all other columns refuse them."""
    for (down, across), text in sheets[schema.sheet].unusable.items():
        column = schema.by_id.get(header[across]) if across < len(header) else None
        if down >= _HEADERS and column is not None and is_textual(column.kind):
            code = "cell.formula" if text.startswith("=") else "cell.error_value"
            params = {"value": masked(text) if column.is_personal else text}
            yield Finding(
                code, Severity.ERROR, place=Place(file=schema.file, row=down, column=column.id), params=params
            )


def place_in_workbook(place: Place) -> Place:
    """Where in a workbook that stands which stands so in the files: the sheet, and the row below both headers."""
    sheets = {schema.file: schema.sheet for schema in schemas().values()}
    if place.file not in sheets:
        return place
    row = place.row if place.row is None or place.row == 1 else place.row + _HEADERS - 1
    return evolve(place, file=sheets[place.file], row=row)


def _joined(cells: Sequence[Sequence[object]], file: str) -> str:
    """The text of such a sheet; lines that somebody added below are part of it."""
    count, lines = cells[0][0] if cells and cells[0] else 0, [str(row[0]) if row else "" for row in cells[1:]]
    if not (isinstance(count, int | float) and count <= _ROWS):  # neither a number of lines, nor one that is none
        raise FormatError(f"{file} is no package", _finding("container.not_a_workbook", file))
    return "\n".join([*lines, *[""] * (int(count) - len(lines))])


def _rows(schema: Schema, cells: Sequence[Sequence[object]], unusable: Unusable) -> list[list[str]]:
    """A sheet's rows as text, without the Thai names and without blank rows at the end."""
    header = [str(cell).strip() for cell in cells[0]] if cells else []
    while header and not header[-1]:
        header.pop()
    kinds = [schema.by_id[name].kind if name in schema.by_id else "text" for name in header]
    body = [_texts(row, down, kinds, unusable) for down, row in enumerate(cells)][_HEADERS:]
    while body and not any(body[-1]):
        body.pop()
    return [header, *body]


def _texts(row: Sequence[object], down: int, kinds: Sequence[str], unusable: Unusable) -> list[str]:
    found = [
        unusable.get((down, across)) or _text_of(value, kinds[across] if across < len(kinds) else "text")
        for across, value in enumerate(row)
    ]
    beyond = len(found)
    while beyond > len(kinds) and not found[beyond - 1]:
        beyond -= 1
    return [*found[:beyond], *[""] * (len(kinds) - beyond)]


def _text_of(value: object, kind: str) -> str:
    match value:
        case bool():
            return "1" if value else "0"
        case int() | float():
            return _of_number(value, kind)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _finding(code: str, file: str, **params: object) -> Finding:
    return Finding(code, Severity.ERROR, place=Place(file=file), params={"file": file, **params})

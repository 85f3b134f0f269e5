"""Ways to spoil other people's sheets: odd cells at odd places, records of old workbooks, fields of dBASE tables."""

import struct
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO
from random import Random

import xlsxwriter
import xlwt
from odd_cells import CELLS, column_bytes
from spoil_archives import OF_ARCHIVES
from spoil_text import OF_TEXT, Way, flip

from communitywelfare.io.foreign.columns import Cell

__all__ = ["OF_SHEETS"]

_TEXTS = [cell for cell in CELLS if isinstance(cell, str)]
_WORDS = ("เลขที่สมาชิก", "ชื่อ", "สกุล", "วันที่สมัคร", "วันเกิด", "เลขประจำตัวประชาชน", "ยอดยกมา", "เพศ", "รวม", "MEMBER_NO")


# --- columns of cells ----------------------------------------------------------------------------------------


def _cell_line(chance: Random, contents: bytes) -> bytes:
    """A cell of a column is another one, comes again, or many times."""
    lines = contents.split(b"\n")
    at = chance.randrange(len(lines))
    odd = column_bytes([chance.choice(CELLS)])
    match chance.randint(0, 5):
        case 0:
            lines[at] = odd
        case 1:
            lines[at:at] = [odd] * chance.choice((1, 3, 300))
        case 2:
            lines[at] += odd[1:]
        case 3:
            lines.append(chance.choice(lines))
        case _:
            lines.insert(at, odd)
    return b"\n".join(lines)


def _other_kind(chance: Random, contents: bytes) -> bytes:
    lines = contents.split(b"\n")
    at = chance.randrange(len(lines))
    lines[at] = chance.choice((b"s", b"i", b"f", b"b", b"d", b"m", b"t", b"l")) + lines[at][1:]
    return b"\n".join(lines)


# --- text ----------------------------------------------------------------------------------------------------


def _cell_of_text(chance: Random, contents: bytes) -> bytes:
    separator = max((b",", b";", b"\t"), key=contents.count)
    lines = contents.split(b"\r\n")
    at = chance.randrange(len(lines))
    cells = lines[at].split(separator)
    text = chance.choice((*_TEXTS, *_WORDS))
    cells[chance.randrange(len(cells))] = text.encode() if chance.randint(0, 3) else b'"%s"' % text.encode()
    lines[at] = separator.join(cells)
    return b"\r\n".join(lines)


def _row_again(chance: Random, contents: bytes) -> bytes:
    lines = contents.split(b"\r\n")
    line = chance.choice(lines)
    lines.insert(chance.randint(0, len(lines)), line if chance.randint(0, 2) else line[: chance.randint(0, len(line))])
    return b"\r\n".join(lines)


def _in_thai_bytes(chance: Random, contents: bytes) -> bytes:
    """Saved by an older program, or twice by two that did not agree."""
    with suppress(UnicodeError):
        text = contents.decode("utf-8-sig")
        return chance.choice(
            (
                lambda: text.encode("cp874", "replace"),
                lambda: text.encode("utf-16"),
                lambda: text.encode("cp874", "replace").decode("latin-1").encode(),
                lambda: text.encode().decode("cp874", "replace").encode(),
                lambda: text.encode().decode("latin-1").encode(),
            )
        )()
    return contents


# --- workbooks -----------------------------------------------------------------------------------------------


def _odd_rows(chance: Random) -> list[list[Cell]]:
    """A sheet with known headers somewhere, and odd cells below."""
    width = chance.choice((1, 3, 8, 40))
    rows: list[list[Cell]] = [[chance.choice(_WORDS) for _ in range(width)]] * chance.choice((1, 1, 2))
    rows += [[chance.choice(CELLS) for _ in range(width)] for _ in range(chance.choice((0, 1, 5, 30)))]
    rows[:0] = [[""] * width] * chance.choice((0, 0, 1, 25))
    return rows


def _place(chance: Random, down: int, across: int, rows: int, columns: int) -> tuple[int, int]:
    """Mostly where it belongs, and sometimes far off."""
    if chance.randint(0, 400):
        return down, across
    return chance.randrange(rows), chance.randrange(columns)


def _written_xlsx(chance: Random, _contents: bytes) -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "nan_inf_to_errors": True}) as workbook:
        workbook.set_properties({"created": datetime(2024, 9, 30)})  # so that the same chance gives the same bytes
        formats = [workbook.add_format({"num_format": each}) for each in ("d/m/yyyy", "[h]:mm", "@", "000", "#,##0.00")]
        for number in range(chance.choice((1, 1, 3))):
            page = workbook.add_worksheet(chance.choice((None, f"หมู่ {number}")))
            for down, row in enumerate(_odd_rows(chance)):
                for across, cell in enumerate(row):
                    at = _place(chance, down, across, 1_048_576, 16_384)
                    with suppress(ValueError, OverflowError, TypeError):
                        page.write(*at, cell, chance.choice((None, *formats)))
            if not chance.randint(0, 5):
                page.merge_range(0, 0, chance.randint(1, 30), chance.randint(1, 9), "รวม")
            if not chance.randint(0, 5):
                page.hide()
    return stream.getvalue()


def _written_xls(chance: Random, contents: bytes) -> bytes:
    workbook = xlwt.Workbook(encoding="utf-8")
    workbook.dates_1904 = chance.randint(0, 5) == 0
    styles = [xlwt.easyxf(num_format_str=each) for each in ("D/M/YYYY", "[h]:mm", "@", "000", "#,##0.00")]
    for number in range(chance.choice((1, 1, 3))):
        page = workbook.add_sheet(f"หมู่ {number}", cell_overwrite_ok=True)
        for down, row in enumerate(_odd_rows(chance)):
            for across, cell in enumerate(row):
                at = _place(chance, down, across, 65_536, 256)
                style = chance.choice((xlwt.Style.default_style, *styles))
                with suppress(Exception):  # whatever xlwt has no place for is left out
                    page.write(*at, _for_xlwt(cell), style)
        page.visibility = chance.choice((0, 0, 0, 1, 2))
    stream = BytesIO()
    try:
        workbook.save(stream)
    except Exception:  # noqa: BLE001  # as above
        return contents
    return stream.getvalue()


def _for_xlwt(cell: Cell) -> object:
    if isinstance(cell, str) and cell.startswith("="):
        return xlwt.Formula(cell[1:])
    return cell if isinstance(cell, str | bool | int | float | date | datetime) else str(cell)


_RECORDS = (
    0x0203,
    0x027E,
    0x00BD,
    0x0204,
    0x00FD,
    0x0205,
    0x0006,
    0x0208,
    0x0200,
    0x0201,
    0x00BE,
    0x00E0,
    0x041E,
    0x0085,
)
"""Kinds of records of an old workbook: numbers, texts, truths, formulas, rows, sizes, blanks, formats, sheets."""


def _record(chance: Random, contents: bytes) -> bytes:
    """A record of an old workbook is of another kind, says another length, or holds other numbers."""
    found = list(_records(contents))
    if not found:
        return flip(chance, contents)
    changed = bytearray(contents)
    at, length = chance.choice(found)
    match chance.randint(0, 3):
        case 0:
            struct.pack_into("<H", changed, at, chance.choice(_RECORDS))
        case 1:
            struct.pack_into("<H", changed, at + 2, chance.choice((0, 1, 2, 6, length + 2, 8224, 0xFFFF)))
        case _ if length:
            where = at + 4 + chance.randrange(length)
            lie = chance.choice((b"\xff\xff", b"\0\0", b"\0\x80", b"\xff\x7f", b"\xff\xff\xff\xff", b"\x01"))
            changed[where : where + len(lie)] = lie
    return bytes(changed)


def _records(contents: bytes):  # pairs of where a record begins and how long it is
    at = 512
    while at + 4 <= len(contents):
        _kind, length = struct.unpack_from("<HH", contents, at)
        yield at, min(length, len(contents) - at - 4)
        at += 4 + length


def _directory(chance: Random, contents: bytes) -> bytes:
    """A number in the head of the compound file, or in its tables of sectors, lies."""
    if len(contents) < 512:
        return flip(chance, contents)
    changed = bytearray(contents)
    at = chance.choice((chance.randrange(0x18, 0x60) & ~3, (len(contents) - chance.randint(4, 1024)) & ~3))
    lie = chance.choice((0, 1, 2, 0xFFFFFFFE, 0xFFFFFFFF, 0x7FFFFFFF, chance.randint(0, 64)))
    if 0 <= at <= len(changed) - 4:
        struct.pack_into("<I", changed, at, lie)
    return bytes(changed)


# --- dBASE tables --------------------------------------------------------------------------------------------


def _dbf_head(chance: Random, contents: bytes) -> bytes:
    """A number of the head lies, or a field is of another kind or width."""
    if len(contents) < 64:
        return flip(chance, contents)
    changed = bytearray(contents)
    if chance.randint(0, 1):
        at, kind = chance.choice(((0, "<B"), (4, "<I"), (8, "<H"), (10, "<H"), (29, "<B")))
        known = {0: (3, 0x30, 0xF5), 29: (0, 1, 3, 0x50, 0x7C)}.get(at, (0, 1, 33, 0xFFFF))
        struct.pack_into(kind, changed, at, chance.choice(known))
    else:
        fields = max(1, (struct.unpack_from("<H", contents, 8)[0] - 33) // 32)
        at = min(32 * chance.randint(1, fields), len(changed) - 32)
        if chance.randint(0, 1):
            changed[at + 11] = chance.choice(b"CNFDLMGBI@")
        else:
            changed[at + 16] = chance.choice((0, 1, 8, 12, 255))
    return bytes(changed)


def _dbf_cell(chance: Random, contents: bytes) -> bytes:
    """Some characters of a record are those of an odd cell; nothing moves."""
    if len(contents) < 64:
        return flip(chance, contents)
    begins = min(struct.unpack_from("<H", contents, 8)[0], len(contents) - 1)
    text = chance.choice(_TEXTS).encode("cp874", "replace")[: chance.choice((1, 8, 12, 40))]
    at = chance.randrange(begins, len(contents))
    return contents[:at] + text + contents[at + len(text) :]


OF_SHEETS: Mapping[str, tuple[Way, ...]] = {
    "cells": (_cell_line, _cell_line, _cell_line, _other_kind),
    "sheet": (*OF_TEXT["csv"], _cell_of_text, _cell_of_text, _cell_of_text, _cell_of_text, _row_again, _in_thai_bytes),
    "book.xlsx": (*OF_ARCHIVES["xlsx"], _written_xlsx, _written_xlsx),
    "xls": (_written_xls, _record, _record, _record, _directory),
    "dbf": (_dbf_head, _dbf_cell, _dbf_cell),
}
"""By the form of a sheet, the ways that suit it."""

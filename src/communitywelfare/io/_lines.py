"""Lines of CSV: values to cells, cells to lines, lines to the bytes of a file.

Tables are written column by column: in one column the same value is written the same way, so it is written only once.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from io import StringIO
from operator import attrgetter

from communitywelfare.errors import Finding, FormatError, Place, Severity
from communitywelfare.io._cells import is_textual, neutral, text_of, writer_of
from communitywelfare.io._schema import Column, Schema

__all__ = [
    "Columns",
    "cells_of",
    "columns_of_records",
    "columns_of_rows",
    "csv_bytes",
    "encode",
    "line_of",
    "records",
    "text_cell",
]

Columns = Mapping[str, Sequence[object]]


def columns_of_rows(schema: Schema, rows: Iterable[Mapping[str, object]]) -> Columns:
    """The columns of a table, from its rows; what a row does not say is blank."""
    rows = list(rows)
    return {column.id: [row.get(column.id) for row in rows] for column in schema.columns}


def columns_of_records(records: Sequence[object], fields: Mapping[str, str]) -> Columns:
    """The columns of a table, from records: `fields` names a record's field for each column."""
    return {column: list(map(attrgetter(field), records)) for column, field in fields.items()}


def csv_bytes(
    schema: Schema, columns: Columns, *, encoding: str, aside: Iterable[tuple[int, tuple[str, ...]]] = ()
) -> bytes:
    """A table as the bytes of its file: header, then one line per row, each ended by CR LF.

    Args:
        schema: The table.
        columns: The values of each of its columns.
        encoding: How the text becomes bytes.
        aside: Cells of rows that could not be used, each with the number of usable rows that stand before it.

    Raises:
        FormatError: The encoding has no place for a character; the finding names it.
    """
    aside = tuple(aside)
    places = _written(schema, columns, [stood for _after, stood in aside])
    written = [schema.columns[place] for place in places]
    cells = [_column_cells(column, columns[column.id]) for column in written]
    lines = list(map(",".join, zip(*cells, strict=True)))
    merged, start = [line_of([column.id for column in written])], 0
    for after, stood in aside:
        is_ragged = len(stood) != len(schema.columns)
        merged += [*lines[start:after], line_of(stood if is_ragged else [stood[place] for place in places])]
        start = after
    merged += lines[start:]
    return encode(schema.file, "".join(f"{line}\r\n" for line in merged), encoding)


def _written(schema: Schema, columns: Columns, aside: Iterable[tuple[str, ...]]) -> list[int]:
    """Which columns are written, by their place: all but the rare ones that no row fills."""
    whole = [stood for stood in aside if len(stood) == len(schema.columns)]
    return [
        place
        for place, column in enumerate(schema.columns)
        if not column.is_rare
        or any(value is not None for value in columns[column.id])
        or any(stood[place] for stood in whole)
    ]


def _column_cells(column: Column, values: Sequence[object]) -> Sequence[str]:
    """The cells of a column, as they stand in the file."""
    write = _textual if is_textual(column.kind) else writer_of(column.kind)
    # Equal texts are one cell; of other kinds equal values may be written differently, so the same value is meant.
    keys = values if column.kind in {"text", "personal"} else list(map(id, values))
    each_once = dict(zip(keys, values, strict=True))
    cells = {key: "" if value is None else write(value) for key, value in each_once.items()}
    return list(map(cells.__getitem__, keys))


def _textual(value: object) -> str:
    return _quoted(neutral(text_of(value)))


def cells_of(schema: Schema, values: Mapping[str, object]) -> tuple[str, ...]:
    """The cells of one row, before they are quoted."""
    texts = ((text_of(values.get(column.id)), is_textual(column.kind)) for column in schema.columns)
    return tuple(neutral(text) if textual else text for text, textual in texts)


@lru_cache(maxsize=65536)
def text_cell(text: str) -> str:
    """One cell of text as it stands in a file: no formula, and quoted where it must be."""
    return _quoted(neutral(text))


def line_of(cells: Iterable[str], separator: str = ",") -> str:
    """One line of CSV, quoted where RFC 4180 asks for it; another separator takes the comma's part."""
    return separator.join(_quoted(cell, separator) for cell in cells)


def _quoted(cell: str, separator: str = ",") -> str:
    if separator in cell or '"' in cell or "\n" in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def records(text: str, ends: str) -> list[tuple[int, str]]:
    """The records of a text, each with the line on which it begins; a quoted cell may go over several lines."""
    lines = list(enumerate(text.split(ends), start=1))
    if '"' not in text:
        return lines
    found: list[tuple[int, str]] = []
    is_open = False
    for number, line in lines:
        if is_open:
            begins, before = found.pop()
            found.append((begins, f"{before}{ends}{line}"))
        else:
            found.append((number, line))
        is_open ^= line.count('"') % 2 == 1
    return found


def encode(file: str, text: str, encoding: str, separator: str = ",") -> bytes:
    """The text of a CSV file in an encoding.

    Raises:
        FormatError: The encoding has no place for some characters; a finding for each cell that holds any names them.
    """
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        found = tuple(_not_held(file, text, encoding, separator))
        raise FormatError(f"{encoding} has no place for {len(found)} cells of {file}", *found) from None


def _not_held(file: str, text: str, encoding: str, separator: str) -> Iterator[Finding]:
    """Each cell that an encoding cannot hold: its row, its column, and the characters, but not the whole cell."""
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator)
    header, line = list[str](), 1
    try:
        for cells in rows:
            for position, cell in enumerate(cells):
                column = header[position] if position < len(header) else None
                yield from _strange(cell, encoding, Place(file=file, row=line, column=column))
            header, line = header or cells, rows.line_num + 1
    except csv.Error:  # a cell so long that nobody reads it as one
        yield from _strange(text, encoding, Place(file=file, row=line))


def _strange(text: str, encoding: str, place: Place) -> Iterator[Finding]:
    strange = [sign for sign in dict.fromkeys(text) if not _holds(encoding, sign)]
    if strange:
        params = {"encoding": encoding, "character": " ".join(f"U+{ord(sign):04X}" for sign in strange)}
        yield Finding("file.cannot_encode", Severity.ERROR, place=place, params=params)


def _holds(encoding: str, sign: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True

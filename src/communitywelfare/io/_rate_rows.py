"""Rows of a table of rates, out of a list in TOML or a CSV file beside it: values, each with the place of its row."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

from communitywelfare.calendar import BE_OFFSET, BUDDHIST_ABOVE
from communitywelfare.errors import Finding, InvalidValue, Place, Severity, WelfareError
from communitywelfare.io._mistakes import Mistakes
from communitywelfare.simulation import Axis, Band, RateRow
from communitywelfare.simulation.assumptions import TableKind
from communitywelfare.simulation.bands import ALL, OLDEST

__all__ = ["Beside", "columns_of", "rows_of"]

Beside = Callable[[str], bytes]
Rows = list[tuple[Place, RateRow]]

_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,80}\.csv", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,15})?", re.ASCII)


def columns_of(kind: TableKind) -> tuple[str, ...]:
    """The columns that the rows of a table have."""
    counted = () if kind.axis is Axis.NONE else (kind.axis.value,)
    return ("years", *counted, *(("male", "female") if kind.by_sex else ("rate",)))


def rows_of(reading: Mistakes, kind: TableKind, table: Mapping[str, Any], beside: Beside) -> Rows:
    """The rows of a table as far as they can be read; what cannot is told."""
    found: Rows = []
    for place, cells in _cells(reading, kind, table, beside):
        row = _row(reading, kind, place, cells)
        if row is not None:
            found.append((place, row))
    return found


def _cells(
    reading: Mistakes, kind: TableKind, table: Mapping[str, Any], beside: Beside
) -> Iterator[tuple[Place, Sequence[object]]]:
    """The cells of each row, and where it stands."""
    path = f"{kind.name}.rows"
    if ("rows" in table) is ("csv" in table):
        reading.mistake("assumptions.rows_wanted", kind.name, table=kind.name)
    elif "csv" in table:
        yield from _csv_cells(reading, kind, table["csv"], beside)
    elif not isinstance(table["rows"], list):
        reading.unreadable(path, table["rows"])
    else:
        for at, cells in enumerate(table["rows"], start=1):
            place = Place(file=reading.file, row=reading.lines.get(f"{path}[{at}]", 1), clause=f"{path}[{at}]")
            yield place, cells if isinstance(cells, list) else [cells]


def _csv_cells(reading: Mistakes, kind: TableKind, name: object, beside: Beside) -> Iterator[tuple[Place, list[str]]]:
    path = f"{kind.name}.csv"
    if not isinstance(name, str) or _FILE.fullmatch(name) is None:
        reading.unreadable(path, name)
        return
    try:
        text = beside(name).decode("utf-8-sig")
    except (WelfareError, UnicodeDecodeError):
        reading.mistake("assumptions.csv_missing", path, file=name)
        return
    lines = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        header = tuple(next(lines, []))
        if header != columns_of(kind):
            _tell(reading, "assumptions.csv_header", Place(file=name, row=1), wanted=columns_of(kind))
            return
        for cells in lines:
            if cells:
                yield Place(file=name, row=lines.line_num), cells
    except csv.Error:
        _tell(reading, "assumptions.csv_missing", Place(file=name, row=lines.line_num), file=name)


def _row(reading: Mistakes, kind: TableKind, place: Place, cells: Sequence[object]) -> RateRow | None:
    columns = columns_of(kind)
    if len(cells) != len(columns):
        _tell(reading, "assumptions.row_cells", place, table=kind.name, wanted=len(columns))
        return None
    named = dict(zip(columns, cells, strict=True))
    years = _band(reading, place, named.pop("years"), years=True)
    band = ALL if kind.axis is Axis.NONE else _band(reading, place, named.pop(kind.axis.value), years=False)
    rates = [_number(reading, place, column, cell) for column, cell in named.items()]
    known = tuple(rate for rate in rates if rate is not None)
    if years is None or band is None or len(known) < len(rates):
        return None
    return RateRow(years=years, band=band, rates=known)


def _band(reading: Mistakes, place: Place, cell: object, *, years: bool) -> Band | None:
    text = str(cell) if type(cell) is int else cell
    if not isinstance(text, str):
        _tell(reading, "assumptions.band_unreadable", place, value=str(cell))
        return None
    try:
        band = Band.parse(text.strip())
    except InvalidValue:
        _tell(reading, "assumptions.band_unreadable", place, value=text)
        return None
    ends = [end for end in (band.first, band.last) if end is not None]
    if years and any(end > BUDDHIST_ABOVE for end in ends):
        meant = band.shifted(-BE_OFFSET)
        _tell(reading, "assumptions.buddhist_year", place, value=text, meant=str(meant))
        return None
    if not years and any(end > OLDEST for end in ends):
        _tell(reading, "assumptions.band_unreadable", place, value=text)
        return None
    return band


def _number(reading: Mistakes, place: Place, column: str, cell: object) -> float | None:
    """A figure; what is negative or too large is told later, with the rest of its table."""
    if type(cell) in {int, float}:
        return float(cell)  # type: ignore[arg-type]  # of one of the two
    if isinstance(cell, str) and _NUMBER.fullmatch(cell.strip()):
        return float(cell)
    _tell(reading, "assumptions.not_a_number", place, value=str(cell), column=column)
    return None


def _tell(reading: Mistakes, code: str, place: Place, **params: object) -> None:
    reading.findings.append(Finding(code, Severity.ERROR, place=place, params=params))

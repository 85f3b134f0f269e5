"""A foreign file as sheets of raw cells: a workbook, or text whose cells are parted by commas, semicolons or tabs.

Nothing is understood here: a cell is what its container gives. Formulas are never evaluated, and what a program once
reckoned is not taken for a value: such a cell is named in `unusable`, with the text of its formula.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import islice
from types import MappingProxyType
from typing import Final

from attrs import evolve, field, frozen

from communitywelfare.errors import Finding, FormatError, Place, Severity
from communitywelfare.io._files import FilePath, path_text, read_path
from communitywelfare.io.containers.gate import Unusable
from communitywelfare.io.containers.sheets import sheets_of
from communitywelfare.io.foreign.columns import Cell
from communitywelfare.io.foreign.dbf import read_dbf
from communitywelfare.io.foreign.encodings import decoded
from communitywelfare.io.foreign.xls import read_xls

__all__ = ["ENDINGS", "SEPARATORS", "Book", "RawSheet", "book_of", "letters_of", "open_book"]

_MOST_ROWS: Final = 1_048_576
SEPARATORS: Final[Mapping[str, str]] = MappingProxyType({",": ",", ";": ";", "tab": "\t"})
"""What may part the cells of a text, by the names of profiles; of equals the first is taken."""
_USUAL: Final = ","
_AUTO: Final = "auto"
_LOOKED_AT: Final = 20


@frozen(eq=False)
class RawSheet:
    """One sheet: its cells row by row, every row equally long, and the line of the file on which each row begins.

    `unusable` are the cells that hold a formula or an error such as ``#N/A``, by row and column from 0. `ragged` are
    the rows of a text, from 0, that had fewer or more cells than is `usual` there. `hidden_columns` of a workbook count
    from 0.
    """

    name: str
    rows: Sequence[Sequence[Cell]] = field(repr=False)
    lines: Sequence[int] = field(repr=False)
    unusable: Unusable = field(factory=dict, repr=False)
    is_hidden: bool = False
    hidden_columns: Sequence[int] = ()
    ragged: Mapping[int, int] = field(factory=dict, repr=False)
    usual: int = 0

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.rows[0]) if self.rows else 0


@frozen(eq=False)
class Book:
    """A foreign file: its name, its sheets in order, and what was found on opening it.

    `encoding` and `separator` are those of a text; a workbook has none.
    """

    file: str
    sheets: tuple[RawSheet, ...]
    encoding: str = ""
    separator: str = ""
    findings: tuple[Finding, ...] = ()


def open_book(path: FilePath, *, encoding: str = "auto", separator: str = "auto") -> Book:
    """The sheets of a foreign file; its ending tells what it is.

    Args:
        path: The file.
        encoding: How its text became bytes.
        separator: What is expected to part the cells of a text: one of `SEPARATORS`, or ``auto``.

    Raises:
        FormatError: It is not there, of no known kind, damaged, too large, locked, not of the encoding, or not to be
            trusted.
        NotInstalled: It is a workbook, and the extra ``excel`` is not there.
    """
    path = path_text(path)
    return book_of(path, read_path(path), encoding=encoding, separator=separator)


def book_of(file: str, contents: bytes, *, encoding: str = "auto", separator: str = "auto") -> Book:
    """The sheets in the bytes of a foreign file; what `open_book` raises, it raises too."""
    reader = next((each for ending, each in ENDINGS.items() if file.casefold().endswith(ending)), None)
    if reader is None:
        params = {"file": file, "known": tuple(ENDINGS)}
        finding = Finding("file.kind_unknown", Severity.ERROR, place=Place(file=file), params=params)
        raise FormatError(f"{file} is no file that can be read: {', '.join(ENDINGS)}", finding)
    return reader(file, contents, encoding, separator)


def letters_of(column: int) -> str:
    """The letters by which a spreadsheet calls a column, from 0: A, B, … Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _workbook(file: str, contents: bytes, _encoding: str, _separator: str) -> Book:
    sheets = (
        RawSheet(
            name,
            each.rows,
            range(1, len(each.rows) + 1),
            each.unusable,
            is_hidden=each.is_hidden,
            hidden_columns=each.hidden_columns,
        )
        for name, each in sheets_of(contents, file).items()
    )
    return Book(file=file, sheets=tuple(sheets))


def _text(file: str, contents: bytes, encoding: str, expected: str) -> Book:
    text = decoded(file, contents, encoding)
    separator = _separator_of(text.text, expected)
    reader = csv.reader(StringIO(text.text, newline=""), delimiter=SEPARATORS[separator], strict=True)
    rows, lines = list[list[str]](), [1]
    findings = [each if each.place.file else evolve(each, place=Place(file=file)) for each in text.findings]
    findings += _of_separator(Place(file=file), separator, expected)
    try:
        for row in islice(reader, _MOST_ROWS + 1):
            rows.append(row)
            lines.append(reader.line_num + 1)
    except csv.Error as error:
        place, params = Place(file=file, row=lines[-1]), {"reason": str(error)}
        findings.append(Finding("table.torn", Severity.ERROR, place=place, params=params))
    if len(rows) > _MOST_ROWS:
        finding = Finding("file.too_large", Severity.ERROR, place=Place(file=file), params={"file": file})
        raise FormatError(f"{file} has more than {_MOST_ROWS} rows", finding)
    return Book(
        file=file,
        sheets=(_one_sheet(rows, lines[:-1]),),
        encoding=text.encoding,
        separator=separator,
        findings=tuple(findings),
    )


def _one_sheet(rows: list[list[str]], lines: list[int]) -> RawSheet:
    """The rows of a text, all as long as the longest; those that are not as long as most of the first are `ragged`."""
    lengths = Counter(len(row) for row in rows[:_LOOKED_AT] if row)
    width = max(lengths, key=lambda length: (lengths[length], length), default=0)
    ragged = {at: len(row) for at, row in enumerate(rows) if len(row) != width and row}
    widest = max(width, *ragged.values()) if ragged else width
    if not all(len(row) == widest for row in rows):
        rows = [row + [""] * (widest - len(row)) for row in rows]
    return RawSheet(name="", rows=rows, lines=lines, ragged=MappingProxyType(ragged), usual=width)


def _separator_of(text: str, expected: str) -> str:
    """What parts the cells: what is expected, if it stands in the first lines; or else what stands there most often."""
    first = "\n".join(text.split("\n", _LOOKED_AT)[:_LOOKED_AT])
    found = max(SEPARATORS, key=lambda name: first.count(SEPARATORS[name]))
    is_right = expected in SEPARATORS and (SEPARATORS[expected] in first or SEPARATORS[found] not in first)
    return expected if is_right else found


def _of_separator(place: Place, found: str, expected: str) -> Iterator[Finding]:
    """That cells are parted by something else than is expected, or than is usual."""
    if expected == _AUTO and found != _USUAL:
        yield Finding("file.separator", Severity.INFO, place=place, params={"separator": found})
    elif expected not in {_AUTO, found}:
        params = {"separator": found, "wanted": expected}
        yield Finding("file.separator_differs", Severity.WARNING, place=place, params=params)


def _old_workbook(file: str, contents: bytes, _encoding: str, _separator: str) -> Book:
    unseen = Finding("file.formulas_unseen", Severity.WARNING, place=Place(file=file), params={"file": file})
    sheets = (
        RawSheet(each.name, each.rows, range(1, len(each.rows) + 1), each.unusable, is_hidden=each.is_hidden)
        for each in read_xls(file, contents)
    )
    return Book(file=file, sheets=tuple(sheets), findings=(unseen,))


def _dbase(file: str, contents: bytes, encoding: str, _separator: str) -> Book:
    table = read_dbf(file, contents, encoding)
    sheet = RawSheet("", table.rows, table.lines)
    return Book(file=file, sheets=(sheet,), encoding=table.encoding, findings=table.findings)


ENDINGS: Final[Mapping[str, Callable[[str, bytes, str, str], Book]]] = MappingProxyType(
    {".xlsx": _workbook, ".csv": _text, ".tsv": _text, ".txt": _text, ".xls": _old_workbook, ".dbf": _dbase}
)
"""The kinds of foreign files by their endings; of workbooks of Excel 97-2003 and dBASE tables it is said that they are
only read."""

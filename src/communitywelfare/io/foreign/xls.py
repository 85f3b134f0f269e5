"""Workbooks of Excel 97-2003 (.xls), read only: cells as they are, a sheet at a time, within stated limits.

What reads them shows no formula, but what a program once reckoned from it. That is told of every such file, for nobody
can tell then whether an amount was typed in.
"""

import struct
from collections.abc import Iterator
from typing import Any, Final

from attrs import field, frozen

from communitywelfare.errors import Finding, FormatError, NotInstalled, Place, Severity
from communitywelfare.io.containers.gate import Unusable
from communitywelfare.io.foreign.columns import Cell

__all__ = ["XlsSheet", "read_xls"]

_MOST_BYTES: Final = 16 * 1024 * 1024
_MOST_CELLS: Final = 4_000_000
_OF_DAMAGE: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,  # a directory that goes round in a circle
    TypeError,
    ValueError,
)
"""What the reader raises, beside its own errors, where a file is damaged."""
_MACROS: Final = "_VBA_PROJECT_CUR".encode("utf-16-le")


@frozen(eq=False)
class XlsSheet:
    """A sheet: its name, its rows, all equally long, the cells with an error, and whether it is hidden."""

    name: str
    rows: list[list[Cell]] = field(repr=False)
    unusable: Unusable = field(repr=False)
    is_hidden: bool


def read_xls(file: str, contents: bytes) -> tuple[XlsSheet, ...]:
    """Read the sheets of a workbook of Excel 97-2003.

    Raises:
        FormatError: It is no such workbook, is damaged, locked with a password, too large, or holds macros.
        NotInstalled: The extra ``legacy`` is not there.
    """
    try:
        import xlrd  # noqa: PLC0415  # an extra: it may not be there
        from xlrd.compdoc import CompDocError  # noqa: PLC0415
    except ImportError:
        raise NotInstalled("xlrd", "legacy") from None
    if len(contents) > _MOST_BYTES:
        raise _refusal(file, "container.too_large")
    if _MACROS in contents:
        raise _refusal(file, "container.active_part", name="_VBA_PROJECT_CUR")
    try:
        with xlrd.open_workbook(file_contents=contents, on_demand=True, ragged_rows=True, logfile=_Silence()) as book:
            return tuple(_sheets(xlrd, book, file))
    except FormatError:  # a ValueError too, but one that says what is wrong
        raise
    except xlrd.XLRDError as error:
        code = "container.encrypted" if "encrypt" in str(error).casefold() else "container.not_a_workbook"
        raise _refusal(file, code) from None
    except (CompDocError, struct.error, *_OF_DAMAGE):
        raise _refusal(file, "container.not_a_workbook") from None


class _Silence:
    """Where the reader's own remarks go: what a person must know stands in findings."""

    def write(self, _text: str) -> None:
        """Say nothing."""


def _sheets(xlrd: Any, book: Any, file: str) -> Iterator[XlsSheet]:
    room = _MOST_CELLS
    for number, name in enumerate(book.sheet_names()):
        sheet = book.sheet_by_index(number)
        width = max((sheet.row_len(at) for at in range(sheet.nrows)), default=0)
        room -= width * sheet.nrows
        if room < 0:
            raise _refusal(file, "container.too_large")
        errors: dict[tuple[int, int], str] = {}
        rows = [list(_row(xlrd, book, sheet.row(at), at=at, errors=errors)) for at in range(sheet.nrows)]
        rows = [row + [""] * (width - len(row)) for row in rows]
        yield XlsSheet(name, rows, errors, is_hidden=bool(sheet.visibility))
        book.unload_sheet(number)


def _row(xlrd: Any, book: Any, cells: Any, *, at: int, errors: dict[tuple[int, int], str]) -> Iterator[Cell]:
    for column, cell in enumerate(cells):
        match cell.ctype:
            case xlrd.XL_CELL_DATE:
                yield _moment(xlrd, book, cell.value)
            case xlrd.XL_CELL_BOOLEAN:
                yield bool(cell.value)
            case xlrd.XL_CELL_ERROR:
                errors[at, column] = xlrd.error_text_from_code.get(cell.value, "#?")
                yield ""
            case _:
                yield cell.value


def _moment(xlrd: Any, book: Any, number: float) -> Cell:
    """The moment that a number of days means; the number itself where it means none, as before 1 March 1900."""
    try:
        return xlrd.xldate_as_datetime(number, book.datemode)  # type: ignore[no-any-return]
    except (xlrd.xldate.XLDateError, ArithmeticError, ValueError):
        return number


def _refusal(file: str, code: str, **params: object) -> FormatError:
    finding = Finding(code, Severity.ERROR, place=Place(file=file), params={"file": file, **params})
    return FormatError(f"{file} is refused: {code}", finding)

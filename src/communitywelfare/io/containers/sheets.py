"""The sheets of a workbook as raw cells, once it was found to be harmless: the one place that calls who reads them."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from attrs import field, frozen

from communitywelfare.errors import Finding, FormatError, NotInstalled, Place, Severity
from communitywelfare.io.containers.gate import SheetSeen, Unusable, looked_through

__all__ = ["SheetCells", "sheets_of"]


@frozen(eq=False)
class SheetCells:
    """One sheet: its cells row by row, all rows equally long, those that hold no value, and what of it is hidden."""

    rows: Sequence[Sequence[Any]] = field(repr=False)
    unusable: Unusable = field(repr=False)
    is_hidden: bool
    hidden_columns: Sequence[int] = ()


def sheets_of(contents: bytes, file: str) -> Mapping[str, SheetCells]:
    """The sheets of a workbook by their names, in order.

    Raises:
        FormatError: It is no workbook, damaged, locked, too large, or holds macros, links to other files or entities.
        NotInstalled: The extra ``excel`` is not there.
    """
    seen = looked_through(contents, file)
    try:
        import python_calamine  # noqa: PLC0415  # an extra: it may not be there
    except ImportError:
        raise NotInstalled("python-calamine", "excel") from None
    shown = python_calamine.SheetVisibleEnum.Visible
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(BytesIO(contents))
        hidden = {each.name for each in workbook.sheets_metadata if each.visible != shown}
        cells = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names
        }
    except (python_calamine.CalamineError, ValueError, OverflowError) as error:
        raise _refusal(file) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a compiled reader gives up, as over a day too far off
            raise
        raise _refusal(file) from None
    known = {name: seen.get(name, SheetSeen()) for name in cells}
    return {
        name: SheetCells(rows, known[name].unusable, name in hidden, known[name].hidden) for name, rows in cells.items()
    }


def _refusal(file: str) -> FormatError:
    finding = Finding("container.not_a_workbook", Severity.ERROR, place=Place(file=file), params={"file": file})
    return FormatError(f"{file} cannot be read", finding)

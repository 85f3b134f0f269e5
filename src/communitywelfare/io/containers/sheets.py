"""The sheets of a workbook as cells, once it was looked through: what reads them fast may still fall over damage."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from attrs import field, frozen

from communitywelfare.errors import Finding, FormatError, NotInstalled, Place, Severity
from communitywelfare.io.containers.gate import Unusable, looked_through

__all__ = ["Sheets", "sheets_of"]


@frozen(eq=False)
class Sheets:
    """The cells of each sheet by its name, those that hold no value, and the names of hidden sheets."""

    cells: Mapping[str, Sequence[Sequence[Any]]] = field(repr=False)
    unusable: Mapping[str, Unusable] = field(repr=False)
    hidden: frozenset[str]


def sheets_of(contents: bytes, file: str) -> Sheets:
    """Read the sheets of a workbook.

    Raises:
        FormatError: It is no workbook, damaged, too large, locked, or holds what is not to be trusted.
        NotInstalled: The extra ``excel`` is not there.
    """
    unusable = looked_through(contents, file)
    try:
        import python_calamine  # noqa: PLC0415  # an extra: it may not be there
    except ImportError:
        raise NotInstalled("python-calamine", "excel") from None
    shown = python_calamine.SheetVisibleEnum.Visible
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(BytesIO(contents))
        hidden = frozenset(each.name for each in workbook.sheets_metadata if each.visible != shown)
        names = workbook.sheet_names
        cells = {name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
    except (python_calamine.CalamineError, ValueError, OverflowError) as error:
        raise _refusal(file) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a compiled reader gives up, as over a day too far off
            raise
        raise _refusal(file) from None
    return Sheets(cells, unusable, hidden)


def _refusal(file: str) -> FormatError:
    finding = Finding("container.not_a_workbook", Severity.ERROR, place=Place(file=file), params={"file": file})
    return FormatError(f"{file} cannot be read", finding)

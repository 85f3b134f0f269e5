"""Writing workbooks: never a formula, never a link by itself, and what a spreadsheet can hold."""

from types import ModuleType
from typing import Final

from communitywelfare.errors import NotInstalled

__all__ = ["DIGITS", "EXACT", "LONGEST", "OPTIONS", "xlsxwriter_module"]

DIGITS: Final = 15
"""So many digits of a number a spreadsheet keeps."""

EXACT: Final = 10**DIGITS
"""Whole numbers below it are kept exactly."""

LONGEST: Final = 32_767
"""As many characters has a cell at most."""

OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""How a workbook is made: text stays text, and nothing is put down on the way."""


def xlsxwriter_module() -> ModuleType:
    """The package that writes workbooks.

    Raises:
        NotInstalled: The extra ``excel`` is not there.
    """
    try:
        import xlsxwriter  # noqa: PLC0415  # an extra: it may not be there
    except ImportError:
        raise NotInstalled("xlsxwriter", "excel") from None
    return xlsxwriter  # type: ignore[no-any-return]  # it ships no types

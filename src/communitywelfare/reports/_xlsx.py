"""What all workbooks have in common: never a formula, never a link by itself, text that a spreadsheet can hold."""

import re
from types import ModuleType
from typing import Final

from communitywelfare.errors import NotInstalled

__all__ = ["EXACT", "LONGEST", "OPTIONS", "held", "xlsxwriter_module"]

EXACT: Final = 10**15
"""Whole numbers below it are kept exactly by a spreadsheet."""

LONGEST: Final = 32_767
"""As many characters has a cell at most."""

OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""How a workbook is made: text stays text, and nothing is put down on the way."""

_UNPRINTABLE: Final = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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


def held(text: str) -> str:
    """Text that a workbook can hold; what it cannot is shown as U+FFFD or cut with a mark."""
    text = _UNPRINTABLE.sub("\ufffd", text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"

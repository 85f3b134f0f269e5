"""The ways in which a sheet can be shown, by name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from communitywelfare.reports._shown import Digits
from communitywelfare.reports.sheet_csv import sheet_csv
from communitywelfare.reports.sheet_html import sheet_html
from communitywelfare.reports.sheet_json import sheet_json
from communitywelfare.reports.sheet_pdf import sheet_pdf
from communitywelfare.reports.sheet_xlsx import sheet_xlsx
from communitywelfare.reports.sheets import Sheet
from communitywelfare.wording import Language

__all__ = ["FORMATS", "render"]

FORMATS: Final[Mapping[str, Callable[[Sheet, Language, Digits], bytes]]] = MappingProxyType(
    {
        "html": sheet_html,
        "csv": lambda sheet, language, _digits: sheet_csv(sheet, language, with_head=True),
        "xlsx": lambda sheet, language, _digits: sheet_xlsx(sheet, language),
        "pdf": sheet_pdf,
        "json": lambda sheet, _language, _digits: sheet_json(sheet),
    }
)
"""Each makes the bytes of a file of that ending. Thai digits stand on pages and papers only."""


def render(sheet: Sheet, form: str, language: Language = "th", digits: Digits = "arabic") -> bytes:
    """A sheet as the bytes of a file.

    Raises:
        NotInstalled: The form needs an extra that is not there.
    """
    return FORMATS[form](sheet, language, digits)

"""Somebody's own sheets, copied cell by cell, with those marked in which something was found.

The copy is for the person whose sheets they are: nothing in it is masked but what the comments say. A formula stands
there as its text. Text that looks like a formula is marked as text, so that it stays text when somebody edits it.
"""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from attrs import field, frozen

from communitywelfare.errors import Finding, Severity
from communitywelfare.io._xlsx import EXACT
from communitywelfare.io.foreign.book import RawSheet
from communitywelfare.io.foreign.columns import Cell
from communitywelfare.reports._xlsx import held
from communitywelfare.reports.import_findings import worst_of
from communitywelfare.wording import Language, label, words

__all__ = ["FILLS", "Looks", "Marks", "comment_on", "copy_sheet"]

Marks = Mapping[tuple[int, int], Sequence[Finding]]
"""The findings of the cells of a sheet, by row and column from 0."""

FILLS: Final[Mapping[Severity, str]] = {
    Severity.ERROR: "#F4B8B0",
    Severity.WARNING: "#FFE699",
    Severity.INFO: "#CFE0F2",
}
"""The colour of a cell for how much what was found in it matters."""

_FORMATS: Final[Mapping[str, Mapping[str, object]]] = {
    "plain": {},
    "text": {"quote_prefix": True},
    "wrapped": {"quote_prefix": True, "text_wrap": True, "valign": "top"},
    "day": {"num_format": "d/m/yyyy"},
    "moment": {"num_format": "d/m/yyyy hh:mm"},
    "time": {"num_format": "hh:mm:ss"},
}
_FORMULA_LIKE: Final = re.compile("[=+\\-@\t\r\n'\uff1d\uff0b\uff0d\uff20]")
_FIRST_DAY: Final = datetime(1900, 3, 1)  # noqa: DTZ001 - a day in no zone; before it spreadsheets do not agree
_LOOKED_AT: Final = 100
_NARROWEST, _WIDEST = 8, 40
_ON_A_LINE: Final = 42  # characters in a line of a comment


@frozen(eq=False)
class Looks:
    """How cells look, each look made once."""

    workbook: Any
    _made: dict[tuple[str, Severity | None, bool], Any] = field(factory=dict, init=False)

    def look(self, kind: str, severity: Severity | None = None, *, is_bold: bool = False) -> Any:
        """The look of a kind of cell, in the colour of a severity."""
        key = (kind, severity, is_bold)
        if key not in self._made:
            look = {**_FORMATS[kind], "bold": is_bold}
            if severity is not None:
                look |= {"bg_color": FILLS[severity], "border": 1, "border_color": "#9A9A9A"}
            self._made[key] = self.workbook.add_format(look)
        return self._made[key]


def copy_sheet(page: Any, sheet: RawSheet, marks: Marks, looks: Looks, *, header: range) -> None:
    """Put the cells of a sheet where they stood; what holds a formula or an error shows it as text."""
    for row, cells in enumerate(sheet.rows):
        is_bold = row in header
        for column, cell in enumerate(cells):
            found = marks.get((row, column))
            if cell == "" and found is None and (row, column) not in sheet.unusable:
                continue
            shown = sheet.unusable.get((row, column), cell)
            severity = worst_of(found) if found else None
            _write(page, (row, column), shown, looks, severity=severity, is_bold=is_bold)
    for column, width in enumerate(_widths(sheet, header.start)):
        page.set_column(column, column, width)
    if header:
        page.freeze_panes(header.stop, 0)


def _write(
    page: Any, place: tuple[int, int], cell: Cell, looks: Looks, *, severity: Severity | None, is_bold: bool
) -> None:
    kind, value = _kind(cell)
    is_plain = kind == "plain" and severity is None and not is_bold
    look = None if is_plain else looks.look(kind, severity, is_bold=is_bold)
    match value:
        case "":
            page.write_blank(*place, None, look)
        case str():
            page.write_string(*place, held(value), look)
        case bool():
            page.write_boolean(*place, value, look)
        case int() | float():
            page.write_number(*place, value, look)
        case _:
            page.write_datetime(*place, value, look)


def _kind(cell: Cell) -> tuple[str, Cell]:
    """How a cell is to look, and what of it a workbook can hold; the rest is text."""
    match cell:
        case str():
            return ("text" if _FORMULA_LIKE.match(cell) else "plain"), cell
        case bool():
            return "plain", cell
        case int() | float() if math.isfinite(cell) and abs(cell) < EXACT:
            return "plain", cell
        case datetime() if cell.replace(tzinfo=None) >= _FIRST_DAY:
            return ("day" if cell.time() == time() else "moment"), cell.replace(tzinfo=None)
        case date() if not isinstance(cell, datetime) and cell >= _FIRST_DAY.date():
            return "day", cell
        case time():
            return "time", cell
        case timedelta() if cell >= timedelta():
            return "time", cell
        case _:
            return "text", str(cell)


def _widths(sheet: RawSheet, begin: int) -> Sequence[int]:
    """The width of each column by its first cells from the header on; a title above it may be longer."""
    first = sheet.rows[begin : begin + _LOOKED_AT]
    return [max(_NARROWEST, *(min(_room(row[at]), _WIDEST) for row in first)) for at in range(sheet.width)]


def _room(cell: Cell) -> int:
    """How much room a cell takes: Thai vowels and tone marks stand above and below the others."""
    text = cell if isinstance(cell, str) else str(cell)[:10]
    return 2 + sum(unicodedata.category(letter) != "Mn" for letter in text)


def comment_on(page: Any, place: tuple[int, int], found: Sequence[Finding], language: Language) -> None:
    """Say at a cell what is wrong and what is wanted."""
    sentences = dict.fromkeys(f"{label(each.severity, language)}: {words(each, language)}" for each in found)
    text = "\n".join(sentences)
    lines = sum(1 + _room(sentence) // _ON_A_LINE for sentence in sentences)
    look = {"color": FILLS[worst_of(found)], "width": 320, "height": 20 + 18 * lines, "font_size": 10}
    page.write_comment(*place, held(text), look)

"""Sheets as workbooks (the extra ``excel``): days are days, amounts are numbers, and nothing is a formula.

A spreadsheet keeps fifteen digits of a number. An amount of more is written as text, so that no satang is lost without
anyone seeing it; so is a day before 1 March 1900, which spreadsheets do not agree on.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final

from attrs import field, frozen

from communitywelfare.calendar import Month
from communitywelfare.io._xlsx import EXACT, OPTIONS, xlsxwriter_module
from communitywelfare.money import Money
from communitywelfare.reports._shown import cell_text, is_wide, period_text, words_in
from communitywelfare.reports._xlsx import held
from communitywelfare.reports.sheet_html import entry_cells
from communitywelfare.reports.sheets import Cell, Column, Figure, Kind, Row, RowKind, Sheet, Table, said
from communitywelfare.wording import Language, phrase

__all__ = ["sheet_xlsx", "sheets_xlsx"]

_TOP: Final = 4  # the fund, the title, the period, an empty line
_FIRST_DAY: Final = date(1900, 3, 1)
_MOST_ROWS: Final = 1_000_000
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\']")
_DAYS: Final[Mapping[Language, str]] = {"th": "[$-1070000]d/m/yyyy;@", "en": "d mmm yyyy"}
_NUMBERS: Final = {Kind.MONEY: "#,##0.00", Kind.COUNT: "#,##0", Kind.SATANG: "00", Kind.CODE: "@"}
_WIDTHS: Final[Mapping[Kind, int]] = {
    Kind.TEXT: 30,
    Kind.CODE: 13,
    Kind.COUNT: 9,
    Kind.MONEY: 15,
    Kind.SATANG: 6,
    Kind.EITHER: 15,
    Kind.DAY: 12,
    Kind.MONTH: 11,
}


def sheet_xlsx(sheet: Sheet, language: Language) -> bytes:
    """A sheet as a workbook; a second sheet says where the figures come from.

    Raises:
        NotInstalled: The extra ``excel`` is not there.
    """
    return sheets_xlsx([sheet], language)


def sheets_xlsx(sheets: Sequence[Sheet], language: Language) -> bytes:
    """Sheets as the pages of one workbook, and where the figures of each come from, if it says so.

    Raises:
        NotInstalled: The extra ``excel`` is not there.
    """
    stream = BytesIO()
    with xlsxwriter_module().Workbook(stream, OPTIONS) as workbook:
        # The day of the sheet, not of the clock: the same sheet gives the same bytes.
        workbook.set_properties(
            {"title": sheets[0].title[language], "created": datetime.combine(sheets[0].last, time())}
        )  # a day, in no zone
        traced = 0
        for sheet in sheets:
            writer = _Writer(workbook, language)
            writer.write(sheet)
            for lines in _pieces(_trace_rows(sheet, writer)):
                traced += 1
                writer.write_traces(lines, traced)
    return stream.getvalue()


def _pieces(rows: Iterator[tuple[Cell, ...]]) -> Iterator[list[tuple[Cell, ...]]]:
    piece: list[tuple[Cell, ...]] = []
    for row in rows:
        piece.append(row)
        if len(piece) == _MOST_ROWS:
            yield piece
            piece = []
    if piece:
        yield piece


def _trace_columns() -> tuple[Column, ...]:
    kinds = {"entry": Kind.CODE, "day": Kind.DAY, "document": Kind.CODE, "amount": Kind.MONEY}
    names = ("cell", "row", "column", "figure", "entry", "day", "document", "description", "amount")
    return tuple(Column(name, said(f"sheet.{name}"), kinds.get(name, Kind.TEXT)) for name in names)


def _trace_rows(sheet: Sheet, writer: "_Writer") -> Iterator[tuple[Cell, ...]]:
    """One row for each entry behind each figure."""
    for place, table in enumerate(sheet.tables):
        for down, across, figure in table.traced:
            row, column = table.rows[down], table.columns[across]
            told: tuple[Cell, ...] = (
                writer.address(place, down, across),
                _called(row, table, writer.language),
                column.name,
                cell_text(figure, column.kind, writer.language),
            )
            for each in sheet.behind(figure):
                yield (*told, *entry_cells(each))


def _called(row: Row, table: Table, language: Language) -> str:
    named = (
        cell_text(cell, column.kind, language)
        for cell, column in zip(row.cells, table.columns, strict=True)
        if cell is not None and not column.kind.is_figure
    )
    return next(named, "")


@frozen(eq=False)
class _Writer:
    """Writes cells into one workbook, and remembers where each table began."""

    workbook: Any
    language: Language
    _formats: dict[tuple[Kind | None, RowKind | None], Any] = field(factory=dict, init=False)
    _begins: list[tuple[int, int]] = field(factory=list, init=False)

    def write(self, sheet: Sheet) -> None:
        """The sheet itself: what it is, then its tables."""
        page = self._page(_NOT_IN_NAMES.sub(" ", f"{sheet.id} {sheet.title[self.language]}")[:31].strip())
        for line, text in enumerate((sheet.fund, self._title(sheet), period_text(sheet, self.language))):
            page.write_string(line, 0, held(text), self._format(None, RowKind.HEADING))
        down, across = _TOP, 0
        for table in sheet.tables:
            named = table.name is not None
            if named:
                page.write_string(
                    down, across, held(words_in(table.name, self.language)), self._format(None, RowKind.HEADING)
                )
            self._table(page, table, down + named, across)
            self._begins.append((down + named, across))
            if sheet.beside:
                across += len(table.columns) + 1
            else:
                down += len(table.rows) + named + 2
        longest = max((len(table.rows) + 2 for table in sheet.tables), default=0)
        self._below(page, sheet, _TOP + longest + 1 if sheet.beside else down)
        self._print(page, sheet)

    def _title(self, sheet: Sheet) -> str:
        parts = (words_in(sheet.title, self.language), words_in(sheet.subtitle, self.language))
        return " · ".join(part for part in parts if part)

    def _table(self, page: Any, table: Table, down: int, across: int) -> None:
        for place, column in enumerate(table.columns, start=across):
            page.write_string(down, place, held(column.name[self.language]), self._format(column.kind, None))
            page.set_column(place, place, _WIDTHS[column.kind])
        for line, row in enumerate(table.rows, start=down + 1):
            kinds = [Kind.TEXT] if row.kind is RowKind.HEADING else [column.kind for column in table.columns]
            for place, (cell, kind) in enumerate(zip(row.cells, kinds, strict=True), start=across):
                self._cell(page, (line, place), cell, self._format(kind, row.kind))

    def _cell(self, page: Any, place: tuple[int, int], cell: Cell, look: Any) -> None:
        match cell.value if isinstance(cell, Figure) else cell:
            case None:
                page.write_blank(*place, None, look)
            case Money(satang=satang) if abs(satang) < EXACT:
                page.write_number(*place, satang / 100, look)
            case int() as count if abs(count) < EXACT:
                page.write_number(*place, count, look)
            case date() as day if day >= _FIRST_DAY:
                page.write_datetime(*place, day, look)
            case date() as day:
                page.write_string(*place, day.isoformat(), look)
            case Money() | int() | Month() as exact:
                page.write_string(*place, str(exact), look)
            case words:
                page.write_string(*place, held(words_in(words, self.language)), look)

    def _below(self, page: Any, sheet: Sheet, down: int) -> None:
        """Notes, who signs, and what vouches for the figures."""
        head = f"{phrase('journal_head', self.language)}: {sheet.fingerprint[:8] or '–'}"
        signing = [
            f"{phrase('sheet.sign', self.language)} {'.' * 40} {role[self.language]}" for role in sheet.signatures
        ]
        for line, text in enumerate((*(note[self.language] for note in sheet.notes), *signing, head), start=down):
            page.write_string(line, 0, held(text))

    def _print(self, page: Any, sheet: Sheet) -> None:
        """A4, as wide as one page, the header on each."""
        page.set_paper(9)
        if is_wide(sheet):
            page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_footer(f"&L{sheet.id} {sheet.fingerprint[:8]}&R&P/&N")
        if self._begins:
            header = self._begins[0][0]
            page.freeze_panes(header + 1, 0)
            page.repeat_rows(header)

    def write_traces(self, rows: list[tuple[Cell, ...]], number: int) -> None:
        """Where the figures come from."""
        name = phrase("sheet.traces", self.language)
        page = self._page(name if number == 1 else f"{name} {number}")
        self._table(page, Table(columns=_trace_columns(), rows=tuple(map(Row, rows))), 0, 0)
        page.freeze_panes(1, 0)

    def address(self, place: int, down: int, across: int) -> str:
        """Where a cell of a table stands in the workbook, such as ``B7``."""
        from xlsxwriter.utility import xl_rowcol_to_cell  # noqa: PLC0415  # an extra: it is there by now

        first_row, first_column = self._begins[place]
        return str(xl_rowcol_to_cell(first_row + 1 + down, first_column + across))

    def _page(self, name: str) -> Any:
        return self.workbook.add_worksheet(name)

    def _format(self, kind: Kind | None, row: RowKind | None) -> Any:
        """How a cell looks; a header is of no row."""
        key = (kind, row)
        if key not in self._formats:
            look: dict[str, object] = {"font_name": "Sarabun", "font_size": 11, "valign": "top"}
            if row is not RowKind.HEADING and kind in _NUMBERS:
                look["num_format"] = _NUMBERS[kind]
            elif row is not RowKind.HEADING and kind is Kind.DAY:
                look["num_format"] = _DAYS[self.language]
            if row is not RowKind.LINE:
                look["bold"] = True
            if row in {None, RowKind.SUBTOTAL, RowKind.TOTAL}:
                look["top"] = 1
            if row in {None, RowKind.TOTAL}:
                look["bottom"] = 1
            if row is None:
                look |= {"text_wrap": True, "align": "center" if kind is not Kind.TEXT else "left"}
            self._formats[key] = self.workbook.add_format(look)
        return self._formats[key]

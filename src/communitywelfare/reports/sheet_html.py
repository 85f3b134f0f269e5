"""Sheets as pages: a figure leads to the entries behind it, on the same page."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Content, Html
from communitywelfare.reports._shown import Digits, cell_text, period_text, words_in
from communitywelfare.reports.sheets import Behind, Cell, Column, Kind, Row, RowKind, Sheet, Table
from communitywelfare.wording import Language, phrase

__all__ = ["ranges", "sheet_html", "table_html"]

_LISTED = 200  # beyond so many, the numbers of the entries say enough: who looks for one opens the journal
_NUMBERED = re.compile(r"(.*?)(\d{1,18})", re.DOTALL | re.ASCII)


def sheet_html(sheet: Sheet, language: Language, digits: Digits = "arabic") -> bytes:
    """A sheet as an HTML page that needs nothing beside itself."""
    page = _Page(sheet, language, digits)
    subtitle = " · ".join(part for part in (sheet.fund, words_in(sheet.subtitle, language), page.period) if part)
    return html.document(
        title=words_in(sheet.title, language),
        lang=language,
        subtitle=subtitle,
        body=html.fragment(page.tables(), page.notes(), page.signatures(), page.traces()),
        footer=page.footer(),
    ).encode()


class _Page:
    """The parts of a page, in one language."""

    def __init__(self, sheet: Sheet, language: Language, digits: Digits) -> None:
        self._sheet = sheet
        self._language: Language = language
        self._digits: Digits = digits
        self._behind = {
            (place, down, across): sheet.behind(figure)
            for place, table in enumerate(sheet.tables)
            for down, across, figure in table.traced
        }

    @property
    def period(self) -> str:
        """The days that the sheet covers."""
        return period_text(self._sheet, self._language, self._digits)

    def t(self, code: str) -> str:
        """A heading or label."""
        return phrase(code, self._language)

    def tables(self) -> Html:
        """All tables, one below the other or face to face."""
        made = [
            table_html(table, self._language, self._digits, caption=self._caption(table), linked=self._links(place))
            for place, table in enumerate(self._sheet.tables)
        ]
        if self._sheet.beside:
            return html.element("figure", html.element("div", *made, class_="sides"), class_="two-sided")
        return html.fragment(*made)

    def _caption(self, table: Table) -> str:
        return words_in(table.name or self._sheet.title, self._language)

    def _links(self, place: int) -> dict[tuple[int, int], str]:
        return {
            (down, across): f"trace-{at}-{down}-{across}"
            for (at, down, across), behind in self._behind.items()
            if at == place and behind
        }

    def notes(self) -> Html:
        """What must be read with the figures."""
        return html.fragment(
            *(html.element("p", words_in(note, self._language), class_="notice") for note in self._sheet.notes)
        )

    def signatures(self) -> Html:
        """Who signs."""
        roles = (words_in(role, self._language) for role in self._sheet.signatures)
        return html.fragment(*(html.element("p", f"{self.t('sheet.sign')} {'.' * 40} {role}") for role in roles))

    def traces(self) -> Html:
        """Where each figure comes from, one fold for each."""
        folds = [self._fold(key) for key, behind in self._behind.items() if behind]
        return html.section(self.t("sheet.traces"), *folds, id="traces") if folds else Html("")

    def _fold(self, key: tuple[int, int, int]) -> Html:
        place, down, across = key
        table, behind = self._sheet.tables[place], self._behind[key]
        column, row = table.columns[across], table.rows[down]
        names = (_first_words(row, table, self._language), words_in(column.name, self._language))
        figure = cell_text(row.cells[across], column.kind, self._language, self._digits)
        count = phrase("sheet.entries", self._language).format(count=f"{len(behind):,}")
        summary = " · ".join(part for part in (*names, figure, count) if part)
        listed = (
            self._entries(behind)
            if len(behind) <= _LISTED
            else html.element("p", ", ".join(ranges(each.number for each in behind)))
        )
        fold = html.details(summary, listed)
        return html.element("div", fold, id=f"trace-{place}-{down}-{across}")

    def _entries(self, behind: Sequence[Behind]) -> Html:
        names = ("entry", "day", "document", "description", "amount")
        kinds = (Kind.CODE, Kind.DAY, Kind.CODE, Kind.TEXT, Kind.MONEY)
        return html.table(
            caption=self.t("sheet.traces"),
            headers=[self.t(f"sheet.{name}") for name in names],
            rows=[
                [
                    cell_text(cell, kind, self._language, self._digits)
                    for cell, kind in zip(entry_cells(each), kinds, strict=True)
                ]
                for each in behind
            ],
            numeric=(4,),
        )

    def footer(self) -> Html:
        """What vouches for the page."""
        return html.definition_list(((phrase("journal_head", self._language), self._sheet.fingerprint[:8] or "–"),))


def entry_cells(behind: Behind) -> tuple[Cell, ...]:
    """An entry behind a figure: number, day, document, what it is, how much of the figure it makes."""
    if behind.entry is None:
        return behind.number, None, None, None, behind.amount
    voucher = behind.entry.voucher
    return behind.number, voucher.day, voucher.number, voucher.description, behind.amount


def _first_words(row: Row, table: Table, language: Language) -> str:
    """What a row is called: its first cell that is no figure."""
    for cell, column in zip(row.cells, table.columns, strict=True):
        if cell is not None and not column.kind.is_figure:
            return cell_text(cell, column.kind, language)
    return cell_text(row.cells[0], table.columns[0].kind, language)


def table_html(
    table: Table,
    language: Language,
    digits: Digits,
    *,
    caption: Content,
    linked: Mapping[tuple[int, int], str] | None = None,
) -> Html:
    """One table; `linked` cells lead to a place on the page."""
    places = linked or {}
    rows = [_cells(table, down, language, digits, linked=places) for down in range(len(table.rows))]
    ends_in_total = bool(table.rows) and table.rows[-1].kind is RowKind.TOTAL
    return html.table(
        caption=caption,
        headers=[words_in(column.name, language) for column in table.columns],
        rows=rows[:-1] if ends_in_total else rows,
        numeric=[place for place, column in enumerate(table.columns) if column.kind.is_figure],
        totals=rows[-1] if ends_in_total else (),
    )


def _cells(
    table: Table,
    down: int,
    language: Language,
    digits: Digits,
    *,
    linked: Mapping[tuple[int, int], str],
) -> list[Content]:
    row = table.rows[down]
    if row.kind is RowKind.HEADING:
        return [cell_text(row.cells[0], Kind.TEXT, language)]
    cells: list[Content] = []
    for across, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
        text: Content = _unbroken(cell_text(cell, column.kind, language, digits), column)
        if (down, across) in linked:
            text = html.element("a", text, href=f"#{linked[down, across]}")
        cells.append(html.element("strong", text) if text and row.kind is RowKind.SUBTOTAL else text)
    return cells


def _unbroken(text: str, column: Column) -> str:
    """A day stays on one line."""
    return text.replace(" ", "\u00a0") if column.kind in {Kind.DAY, Kind.MONTH} else text


def ranges(numbers: Iterable[str]) -> Iterator[str]:
    """Running numbers with neighbours drawn together.

    >>> list(ranges(["E0000001", "E0000002", "E0000003", "E0000007"]))
    ['E0000001–E0000003', 'E0000007']
    """

    def run(placed: tuple[int, str]) -> tuple[str, int]:
        place, number = placed
        found = _NUMBERED.fullmatch(number)
        return (found[1], int(found[2]) - place) if found else (number, -place)

    for _run, group in groupby(enumerate(numbers), run):
        names = [number for _place, number in group]
        yield names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}"

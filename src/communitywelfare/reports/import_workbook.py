"""The dry run as a workbook (the extra ``excel``): a list of all findings, and a copy of the sheets with cells marked.

Every line of the list leads to its cell. The cell has a colour for how much it matters, and a comment that says what is
wrong and what is wanted, so that whoever keeps the sheet can mend it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from itertools import islice
from typing import Any, Final

from communitywelfare.errors import Finding
from communitywelfare.io._xlsx import OPTIONS, xlsxwriter_module
from communitywelfare.io.foreign.book import RawSheet, letters_of
from communitywelfare.io.foreign.importing import Imported
from communitywelfare.reports._xlsx import held
from communitywelfare.reports.import_copy import FILLS, Looks, Marks, comment_on, copy_sheet
from communitywelfare.reports.import_findings import Located, located, rank_of
from communitywelfare.wording import Language, label, phrase, words

__all__ = ["marked_workbook"]

_MOST_LISTED: Final = 50_000  # a sheet takes 65,530 links
_MOST_COMMENTS: Final = 10_000  # beyond it a workbook opens slowly, and nobody reads them
_WIDTHS: Final = {"severity": 10, "sheet": 18, "cell": 9, "column": 26, "what": 90, "code": 26}
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME: Final = 31
_MADE: Final = date(1980, 1, 1)  # where nobody says the day of the file: the same file gives the same bytes


def marked_workbook(imported: Imported, language: Language, *, as_of: date | None = None) -> bytes:
    """The workbook of a dry run.

    Args:
        imported: What came of a foreign file.
        language: That of the list and of the comments.
        as_of: The day of the file, where it is known.

    Raises:
        NotInstalled: The extra ``excel`` is not there.
    """
    stream = BytesIO()
    font = {"default_format_properties": {"font_name": "Sarabun", "font_size": 11}}
    with xlsxwriter_module().Workbook(stream, {**OPTIONS, **font}) as workbook:
        title = phrase("dryrun.title", language)
        workbook.set_properties({"title": title, "created": datetime.combine(as_of or _MADE, time())})  # in no zone
        _Maker(workbook, imported, language).make()
    return stream.getvalue()


class _Maker:
    """Writes the list and the copies into one workbook."""

    def __init__(self, workbook: Any, imported: Imported, language: Language) -> None:
        self._workbook, self._imported, self._language = workbook, imported, language
        self._looks = Looks(workbook)
        self._found = _in_order(imported)
        self._marks = _marks(self._found)
        first, *rest = _names((phrase("dryrun.list", language), *_sheet_names(imported)))
        self._list = workbook.add_worksheet(first)
        self._names = {id(sheet): name for sheet, name in zip(imported.book.sheets, rest, strict=True)}
        self._comments_left = _MOST_COMMENTS

    def make(self) -> None:
        for sheet in self._imported.book.sheets:
            self._copy(sheet)
        self._write_list()

    def _t(self, code: str) -> str:
        return phrase(f"dryrun.{code}", self._language)

    def _copy(self, sheet: RawSheet) -> None:
        page = self._workbook.add_worksheet(self._names[id(sheet)])
        page.set_comments_author("communitywelfare")
        layout = self._imported.layout_of(sheet)
        marks = self._marks[id(sheet)]
        copy_sheet(page, sheet, marks, self._looks, header=layout.header if layout is not None else range(0))
        for place, found in islice(marks.items(), self._comments_left):
            comment_on(page, place, found, self._language)
        self._comments_left = max(0, self._comments_left - len(marks))
        if sheet.is_hidden:
            page.hide()

    def _write_list(self) -> None:
        page, down = self._list, 0
        for text in self._head():
            page.write_string(down, 0, held(text), self._looks.look("text", is_bold=down == 0))
            down += 1
        for severity in FILLS:
            count = sum(each.finding.severity is severity for each in self._found)
            page.write_string(down, 0, label(severity, self._language), self._looks.look("plain", severity))
            page.write_number(down, 1, count)
            down += 1
        down += 1
        for across, (name, width) in enumerate(_WIDTHS.items()):
            page.write_string(down, across, self._t(name), self._looks.look("plain", is_bold=True))
            page.set_column(across, across, width)
        page.freeze_panes(down + 1, 0)
        lines = list(islice(self._lines(), _MOST_LISTED))
        page.autofilter(down, 0, down + len(lines), len(_WIDTHS) - 1)
        for line, (each, cell) in enumerate(lines, start=down + 1):
            self._line(line, each, cell)

    def _head(self) -> Iterator[str]:
        profile = self._imported.profile
        yield self._t("title")
        yield f"{self._imported.file} · {self._t('profile')} {profile.names[self._language]} ({profile.id})"
        yield self._t("untouched")
        yield self._t("how_to_mend")
        if not self._comments_left:
            yield self._t("comments_end").format(count=f"{_MOST_COMMENTS:,}")
        if sum(1 for _line in islice(self._lines(), _MOST_LISTED + 1)) > _MOST_LISTED:
            yield self._t("list_ends").format(count=f"{_MOST_LISTED:,}")

    def _lines(self) -> Iterator[tuple[Located, tuple[int, int] | None]]:
        """The lines of the list: one for each cell in which something was found."""
        for each in self._found:
            if each.sheet is None:
                yield each, None
            else:
                yield from ((each, cell) for cell in each.cells or ((0, 0),))

    def _line(self, down: int, each: Located, cell: tuple[int, int] | None) -> None:
        page, finding = self._list, each.finding
        page.write_string(down, 0, label(finding.severity, self._language), self._looks.look("plain", finding.severity))
        if cell is not None and each.sheet is not None:
            name = self._names[id(each.sheet)]
            address = f"{letters_of(cell[1])}{cell[0] + 1}"
            page.write_string(down, 1, name, self._looks.look("text"))
            target = name.replace("'", "''")
            if not each.sheet.is_hidden:  # a link to a hidden sheet leads nowhere
                page.write_url(down, 2, f"internal:'{target}'!{address}", string=address)
        page.write_string(down, 3, held(finding.place.column or ""), self._looks.look("text"))
        page.write_string(down, 4, held(words(finding, self._language)), self._looks.look("wrapped"))
        page.write_string(down, 5, finding.code)


def _in_order(imported: Imported) -> Sequence[Located]:
    """What was found: of the file, then sheet by sheet, the worst first, down the rows."""
    sheets = {id(sheet): at for at, sheet in enumerate(imported.book.sheets)}

    def order(each: Located) -> tuple[int, int, tuple[int, int]]:
        cell = each.cells[0] if each.cells else (0, 0)
        return (-1 if each.sheet is None else sheets[id(each.sheet)]), rank_of(each.finding.severity), cell

    return sorted(located(imported), key=order)


def _marks(found: Sequence[Located]) -> Mapping[int, Marks]:
    """The findings of the cells of each sheet, by the sheet's identity."""
    marks: dict[int, dict[tuple[int, int], list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for each in found:
        for cell in each.cells:
            marks[id(each.sheet)][cell].append(each.finding)
    return marks


def _sheet_names(imported: Imported) -> Iterator[str]:
    """The names of the sheets; one without is called as its file."""
    file = re.split(r"[/\\]", imported.file)[-1]
    yield from (sheet.name or file for sheet in imported.book.sheets)


def _names(wanted: Sequence[str]) -> Iterator[str]:
    """Names as a workbook can hold them: short, without certain signs, and each once."""
    taken = {"history", ""}
    for text in wanted:
        name = plain = _NOT_IN_NAMES.sub(" ", text).strip(" '")[:_LONGEST_NAME].rstrip(" '")
        number = 1
        while name.casefold() in taken:
            number += 1
            ending = f" {number}"
            name = plain[: _LONGEST_NAME - len(ending)] + ending
        taken.add(name.casefold())
        yield name.strip()

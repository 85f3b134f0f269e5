"""Canonical tables in somebody else's layout: the profile that reads it writes it, and what has no place is told."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any, Final

from attrs import field, frozen

from communitywelfare.calendar import BE_OFFSET, Era, Month, PartialDate
from communitywelfare.errors import Finding, FormatError, Place, Severity
from communitywelfare.io._cells import neutral, text_of
from communitywelfare.io._lines import encode, line_of
from communitywelfare.io._rows import Rows
from communitywelfare.io._schema import schemas
from communitywelfare.io._xlsx import OPTIONS, xlsxwriter_module
from communitywelfare.io.foreign.amounts import MoneyStyle, amount_text, baht_and_satang
from communitywelfare.io.foreign.blanks import Blank
from communitywelfare.io.foreign.book import SEPARATORS
from communitywelfare.io.foreign.columns import Cell
from communitywelfare.io.foreign.days import DayOrder, DayStyle, day_text
from communitywelfare.io.foreign.losses import by_member, losses_of
from communitywelfare.io.foreign.profile import DASHES, Field, LayoutColumn, Profile
from communitywelfare.io.foreign.spellings import usual_spellings
from communitywelfare.members import Relationship
from communitywelfare.money import ZERO, Money

__all__ = ["Written", "separator_of", "sheet_bytes", "written"]

_NUMBER: Final = re.compile(r"-?\d[\d,]*(?:\.\d+)?", re.ASCII)
_MIDNIGHT: Final = " 00:00:00"
_LINK: Final = "member_no"
_WHOLE_NAME: Final = Field("members", "full_name")
_USUAL_STYLES: Final = {
    DayOrder.DMY: DayStyle.PADDED.value,
    DayOrder.MDY: DayStyle.ISO.value,  # a year in front is read in one way only
    DayOrder.YMD: DayStyle.ISO.value,
}


@frozen(eq=False, kw_only=True)
class Written:
    """A sheet in the layout: all its rows, the header first, and what of the tables has no place on it.

    `columns` says where each column of the profile stands, from 0; `name` is what the sheet is called in a workbook.
    """

    rows: Sequence[Sequence[Cell]] = field(repr=False)
    header: int
    columns: Mapping[LayoutColumn, int]
    name: str
    losses: tuple[Finding, ...]


def written(tables: Mapping[str, Rows], profile: Profile, *, file: str, as_of: date | None = None) -> Written:
    """Lay out canonical tables by a profile.

    Args:
        tables: Tables by name.
        profile: The layout.
        file: What the sheet will be called, for the findings.
        as_of: The day as of which the tables are: years of two digits are written as those up to it.

    Raises:
        FormatError: The layout is not written row by row: a wide sheet, or an official form.
    """
    if profile.is_written_only or profile.months is not None or not profile.columns:
        params = {"profile": profile.id}
        finding = Finding("profile.not_written", Severity.ERROR, place=Place(file=file), params=params)
        raise FormatError(f"{profile.id} is not written from tables", finding)
    return _Writer(tables, profile, file, as_of).written()


class _Writer:
    """Puts the columns of a layout side by side."""

    def __init__(self, tables: Mapping[str, Rows], profile: Profile, file: str, as_of: date | None) -> None:
        self._tables, self._profile, self._file, self._as_of = tables, profile, file, as_of
        main = profile.tables[0]
        nothing = Rows(schemas()[main], columns={name: [] for name in schemas()[main].by_id})
        self._records = tables.get(main, nothing)
        self._main = main
        self._of_member = {name: by_member(tables[name]) for name in profile.tables[1:] if name in tables}

    def written(self) -> Written:
        """The sheet, column by column, each at its place."""
        placed = tuple(_placed(self._profile))
        width = max((at + bool(column.satang) for at, column in placed), default=-1) + 1
        sides: list[Sequence[Cell]] = [[""] * len(self._records)] * width
        for at, column in placed:
            if column.fills is not None:
                values = self._values(column.fills)
                sides[at] = _cells(values, _writer(column, self._profile, self._as_of), _nothing(column, self._profile))
                if column.satang:
                    sides[at], sides[at + 1] = _apart(values)
        header = _header(self._profile, placed, width)
        rows = [*header, *zip(*sides, strict=True)] if width else header
        columns = {column: at for at, column in placed}
        return Written(
            rows=rows,
            header=len(header),
            columns=columns,
            name=self._profile.sheets.names[0] if self._profile.sheets.names else self._records.schema.sheet,
            losses=losses_of(self._tables, self._profile, file=self._file),
        )

    def _values(self, name: Field) -> Sequence[Any]:
        """What a field is in each record; None where it is blank, or where there is no such n-th record."""
        if name.table == self._main:
            if name.nth > 1:
                return [None] * len(self._records)
            return self._full_names() if name == _WHOLE_NAME else self._records.columns[name.column]
        members, rows = self._records.columns[_LINK], self._of_member.get(name.table, {})
        values = _in_own_words(self._tables[name.table], name.column) if name.table in self._tables else ()
        found = (rows.get(member, ()) for member in members)
        return [values[each[name.nth - 1]] if len(each) >= name.nth else None for each in found]

    def _full_names(self) -> Sequence[str | None]:
        """Whole names: as they stand or, where title, first and last name have no columns of their own, of these."""
        if any(each.fills == Field("members", "first_name") for each in self._profile.columns):
            return self._records.columns["full_name"]
        columns = (self._records.columns[each] for each in ("full_name", "title", "first_name", "last_name"))
        return [
            whole or " ".join(filter(None, (f"{title or ''}{first or ''}", last))) or None
            for whole, title, first, last in zip(*columns, strict=True)
        ]


def _in_own_words(table: Rows, column: str) -> Sequence[Any]:
    """The values of a column; of a relationship that no code covers the words in which it stood."""
    values, words = table.columns[column], table.columns.get("relationship_words", ())
    if column != "relationship" or not any(words):
        return values
    return [own if own and value is Relationship.OTHER else value for own, value in zip(words, values, strict=True)]


def _placed(profile: Profile) -> Iterator[tuple[int, LayoutColumn]]:
    """Where each column is written: at its position or, where it has none, at the next place that is free."""
    taken = {
        place
        for column in profile.columns
        if column.position is not None
        for place in range(column.position - 1, column.position + bool(column.satang))
    }
    after = 0
    for column in profile.columns:
        if column.position is not None:
            yield column.position - 1, column
            continue
        while taken & set(range(after, after + 1 + bool(column.satang))):
            after += 1
        yield after, column
        after += 1 + bool(column.satang)


def _header(profile: Profile, placed: Sequence[tuple[int, LayoutColumn]], width: int) -> list[list[Cell]]:
    """The rows down to the header: a title above it, where the layout has room for one."""
    above = profile.header_rows[0] - 1 if profile.header_rows else 0
    rows: list[list[Cell]] = [[""] * width for _row in range(above + max(1, len(profile.header_rows)))]
    if above and width:
        rows[0][0] = profile.names["th"]
    for at, column in placed:
        rows[above][at] = column.headers[0] if column.headers else column.fills.schema.th if column.fills else ""
        if column.satang:
            rows[-1][at + 1] = column.satang[0]
    return rows


def _nothing(column: LayoutColumn, profile: Profile) -> Mapping[Any, Cell]:
    """How nothing is written: what is not recorded or, where a blank amount means zero, an amount of zero."""
    kind = column.fills.schema.kind if column.fills is not None else ""
    zero = {"money": ZERO, "int": 0}.get(kind)
    if column.dash and zero is not None and (column.blank or profile.blank) == Blank.ZERO.value:
        return {None: "", zero: column.dash}
    return {None: column.dash}


def _cells(values: Sequence[Any], write: Callable[[Any], Cell], nothing: Mapping[Any, Cell]) -> Sequence[Cell]:
    meant = dict(nothing)
    for value in values:
        if value not in meant:
            meant[value] = write(value)
    return [meant[value] for value in values]


def _writer(column: LayoutColumn, profile: Profile, as_of: date | None) -> Callable[[Any], Cell]:
    """How a value of a column is written."""
    if column.fills is None:
        return text_of
    kind, _, _codes = column.fills.schema.kind.partition(":")
    era = column.era or profile.era or Era.BE
    words = _words(column)
    match kind:
        case "day" | "birth":
            return lambda value: _day(value, era, column.written or _USUAL_STYLES[profile.order], as_of)
        case "month":
            return lambda value: _month(value, era, column.written)
        case "money":
            style = MoneyStyle(column.written) if column.written else MoneyStyle.PLAIN
            return lambda value: amount_text(value, style)
        case "codes":
            return lambda value: ", ".join(sorted(words.get(str(each.value), str(each.value)) for each in value))
        case _:
            return lambda value: words.get(text_of(value), text_of(value))


def _words(column: LayoutColumn) -> Mapping[str, str]:
    """How each code is written: the fund's own first spelling of it, or else the usual first one."""
    if column.fills is None:
        return {}
    found: dict[str, str] = {}
    for spelling, code in (*column.spellings.items(), *usual_spellings(column.fills.schema).items()):
        found.setdefault(code, spelling)
    return found


def _day(value: Any, era: Era, style: str, as_of: date | None) -> str:
    day = value if isinstance(value, PartialDate) else PartialDate(value)
    is_moment = style.endswith(_MIDNIGHT)
    text = day_text(day, era=era, style=DayStyle(style.removesuffix(_MIDNIGHT)), as_of=as_of)
    return text + _MIDNIGHT if is_moment else text


def _month(value: Month, era: Era, style: str) -> str:
    year = value.year + (BE_OFFSET if era is Era.BE else 0)
    return f"{year}-{value.number:02d}" if style.startswith("yyyy") else f"{value.number:02d}/{year}"


def _apart(values: Sequence[Money | None]) -> tuple[Sequence[Cell], Sequence[Cell]]:
    pairs = [("", "") if value is None else baht_and_satang(value) for value in values]
    return [baht for baht, _satang in pairs], [satang for _baht, satang in pairs]


def separator_of(file: str, separator: str = "auto") -> str:
    """The name of what parts the cells of a file that is written: what is asked for, or else what its ending tells."""
    if separator != "auto":
        return separator
    return "tab" if file.casefold().endswith(".tsv") else ","


def sheet_bytes(sheet: Written, file: str, *, encoding: str = "utf-8-sig", separator: str = "auto") -> bytes:
    """The bytes of a file with the sheet: a workbook where its name ends in ``.xlsx``, and text otherwise.

    Args:
        sheet: What is written.
        file: What the file will be called.
        encoding: How text becomes bytes.
        separator: What parts the cells of text; with ``auto`` tabs in a ``.tsv``, and commas otherwise.

    Raises:
        FormatError: The encoding has no place for a character.
        NotInstalled: It is to be a workbook, and the extra ``excel`` is not there.
    """
    if file.casefold().endswith(".xlsx"):
        return _workbook(sheet)
    rows = ([_neutral(str(cell)) for cell in row] for row in sheet.rows)
    sign = SEPARATORS[separator_of(file, separator)]
    return encode(file, "".join(f"{line_of(row, sign)}\r\n" for row in rows), encoding, sign)


def _neutral(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; what is below zero is none, nor is a dash alone."""
    return cell if cell in DASHES or _NUMBER.fullmatch(cell) else neutral(cell)


def _workbook(sheet: Written) -> bytes:
    stream = BytesIO()
    with xlsxwriter_module().Workbook(stream, OPTIONS) as workbook:
        page = workbook.add_worksheet(sheet.name)
        for down, row in enumerate(sheet.rows):
            for across, cell in enumerate(row):
                if isinstance(cell, int | float):
                    page.write_number(down, across, cell)
                elif cell != "":
                    page.write_string(down, across, str(cell))
    return stream.getvalue()

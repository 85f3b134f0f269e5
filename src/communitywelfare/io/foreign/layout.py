"""Where on a sheet each column of a profile stands: its header found, its columns by name or by position.

The header is the row with most of the profile's names among the first twenty. Where baht and satang stand apart, or a
name goes over two rows, the profile says which rows the header takes. What a sheet has and the profile does not know,
and the other way round, is told; a sheet that lacks a needed column is not of this layout, and is not read.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from attrs import field, frozen

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.io.foreign.book import RawSheet, letters_of
from communitywelfare.io.foreign.columns import Cell
from communitywelfare.io.foreign.profile import LayoutColumn, Profile
from communitywelfare.io.foreign.spellings import clean_header, header_aliases

__all__ = ["Layout", "clean_cell", "header_row", "headers_of", "laid_out"]

_LOOKED_AT: Final = 20
_SHOWN: Final = 5
_DERIVED: Final = "aside.computed_"


@frozen(eq=False, kw_only=True)
class Layout:
    """How a sheet is laid out, by columns from 0.

    Attributes:
        header: The rows of its header, from 0; the records stand below.
        labels: What each column is called: its letters and its header, such as ``C วันเกิด``.
        columns: The columns of the profile that stand on it.
        satang: For a column of baht the one of its satang.
        months: The month columns of a wide sheet: which of the twelve each is.
        month_total: The column that adds the months up.
        dropped: The column that says which rows are left out.
        is_usable: Whether all that the profile needs is there.
    """

    header: range
    labels: Sequence[str]
    columns: Mapping[int, LayoutColumn] = field(factory=dict)
    satang: Mapping[int, int] = field(factory=dict)
    months: Mapping[int, int] = field(factory=dict)
    month_total: int | None = None
    dropped: int | None = None
    is_usable: bool = True
    findings: tuple[Finding, ...] = ()


def laid_out(file: str, sheet: RawSheet, profile: Profile) -> Layout:
    """Find the header of a sheet, and the columns of a profile by it."""
    rows = _header_rows(sheet, profile)
    if rows is None:
        place = Place(file=file, sheet=sheet.name or None)
        wanted = tuple(each.name for each in profile.columns if each.is_needed or each.fills)[:6]
        finding = Finding("sheet.no_header", Severity.ERROR, place=place, params={"wanted": wanted})
        return Layout(header=range(0), labels=(), is_usable=False, findings=(finding,))
    return _Finder(file, sheet, profile, rows).layout()


def _header_rows(sheet: RawSheet, profile: Profile) -> range | None:
    """The rows of the header, from 0; None where none is found."""
    if profile.header_rows:
        first, last = profile.header_rows[0] - 1, profile.header_rows[-1]
        return range(first, last) if last <= len(sheet.rows) else None
    names, months = frozenset().union(*map(_wanted, profile.columns)), _months(profile)
    found = header_row(
        sheet,
        lambda header: header in names or (header != "" and header.startswith(months)),
        least=min(2, len(names) + len(months)),
    )
    return None if found is None else range(found, found + 1)


def header_row(sheet: RawSheet, is_known: Callable[[str], bool], *, least: int) -> int | None:
    """The row with most known headers among the first twenty, from 0; None where none has so many as `least`, or any.

    Args:
        sheet: The sheet.
        is_known: Whether a cleaned header is known.
        least: How many known ones make a header.
    """
    counts = [sum(map(is_known, map(clean_cell, row))) for row in sheet.rows[:_LOOKED_AT]]
    best = max(counts, default=0)
    return counts.index(best) if best >= max(1, least) else None


def _months(profile: Profile) -> tuple[str, ...]:
    """How the headers of month columns begin; a year may follow."""
    return tuple(map(clean_header, profile.months.headers)) if profile.months is not None else ()


def _begins_with(header: str, month: str) -> bool:
    """Whether a header is that of a month; 1 is not the beginning of 10."""
    rest = header.removeprefix(month)
    return rest != header and not (month[-1].isdigit() and rest[:1].isdigit())


def _wanted(column: LayoutColumn) -> frozenset[str]:
    """The cleaned headers by which a column is known: those of the profile or, where it gives none, the usual ones."""
    if column.headers or column.position is not None or column.fills is None:
        return frozenset(map(clean_header, column.headers))
    return (
        _usual().get(f"{column.fills.table}.{column.fills.column}", frozenset())
        if column.fills.nth == 1
        else frozenset()
    )


@cache
def _usual() -> Mapping[str, frozenset[str]]:
    """The usual headers of each canonical column, without those that may mean another column of the same table."""
    found: dict[str, set[str]] = defaultdict(set)
    for header, targets in header_aliases().items():
        tables = [target.partition(".")[0] for target in targets]
        for target, table in zip(targets, tables, strict=True):
            if tables.count(table) == 1:
                found[target].add(header)
    return {target: frozenset(headers) for target, headers in found.items()}


def clean_cell(cell: Cell) -> str:
    """A cell as headers are compared; what is no text is none."""
    return clean_header(cell) if isinstance(cell, str) else ""


class _Finder:
    """Goes through the headers of one sheet."""

    def __init__(self, file: str, sheet: RawSheet, profile: Profile, rows: range) -> None:
        self._place = Place(file=file, sheet=sheet.name or None, row=sheet.lines[rows[-1]])
        self._sheet, self._profile, self._rows = sheet, profile, rows
        self._headers, self._below = headers_of(sheet, rows)
        self._labels = [f"{letters_of(at)} {header}".strip() for at, header in enumerate(self._headers)]
        self._cleaned = [clean_header(header) for header in self._headers]
        self._findings: list[Finding] = []
        self._is_usable = True

    def layout(self) -> Layout:
        columns = dict(self._columns())
        satang = dict(self._satang(columns))
        months = {at: which for which, at in enumerate(self._months())} if self._profile.months else {}
        month_total = self._one_of(self._profile.months.totals) if self._profile.months else None
        dropped = self._one_of(self._profile.dropped.headers) if self._profile.dropped else None
        known = {*columns, *satang.values(), *months, month_total, dropped}
        self._strangers(known)
        self._not_recorded(columns)
        self._hidden()
        return Layout(
            header=self._rows,
            labels=self._labels,
            columns=columns,
            satang=satang,
            months=months,
            month_total=month_total,
            dropped=dropped,
            is_usable=self._is_usable,
            findings=tuple(self._findings),
        )

    def _tell(self, code: str, severity: Severity, at: int | None = None, **params: object) -> None:
        column = None if at is None else self._labels[at]
        place = Place(file=self._place.file, sheet=self._place.sheet, row=self._place.row, column=column)
        self._findings.append(Finding(code, severity, place=place, params=params))

    def _columns(self) -> Iterator[tuple[int, LayoutColumn]]:
        taken = set[int]()
        for column in self._profile.columns:
            at = self._at(column)
            if at is None:
                if column.is_needed:
                    self._is_usable = False
                    self._tell("column.missing", Severity.ERROR, wanted=column.name)
            elif at not in taken:
                taken.add(at)
                yield at, column

    def _at(self, column: LayoutColumn) -> int | None:
        """Where a column stands; its position tells, or else its header, unless that stands there more than once."""
        wanted = _wanted(column)
        if column.position is not None:
            return self._at_position(column, column.position - 1, wanted)
        found = [at for at, header in enumerate(self._cleaned) if header and header in wanted]
        if len(found) > 1:
            letters = tuple(map(letters_of, found))
            self._tell("column.doubled", Severity.ERROR, found[1], header=column.name, columns=letters)
            self._is_usable = False
            return None
        return found[0] if found else None

    def _at_position(self, column: LayoutColumn, at: int, wanted: frozenset[str]) -> int | None:
        if at >= len(self._cleaned):
            return None
        if wanted and self._cleaned[at] not in wanted:
            found = self._headers[at]
            self._tell("column.header_differs", Severity.WARNING, at, wanted=column.name, found=found)
        return at

    def _satang(self, columns: Mapping[int, LayoutColumn]) -> Iterator[tuple[int, int]]:
        for at, column in columns.items():
            wanted = {clean_header(header) for header in column.satang}
            if wanted and at + 1 < len(self._cleaned) and {self._cleaned[at + 1], self._below[at + 1]} & wanted:
                yield at, at + 1

    def _months(self) -> list[int]:
        """Where the twelve months stand, in their order; a header may add a year to the month."""
        found = []
        for month in _months(self._profile):
            at = next((at for at, header in enumerate(self._cleaned) if _begins_with(header, month)), None)
            if at is None:
                self._tell("column.missing", Severity.ERROR, wanted=month)
                self._is_usable = False
            else:
                found.append(at)
        return found

    def _one_of(self, headers: tuple[str, ...]) -> int | None:
        wanted = {clean_header(header) for header in headers}
        return next((at for at, header in enumerate(self._cleaned) if header in wanted), None)

    def _strangers(self, known: set[int | None]) -> None:
        """Columns that the profile does not know: told where anything stands in them."""
        below, tables = self._sheet.rows[self._rows.stop :], self._profile.tables
        for at, header in enumerate(self._headers):
            if at in known or not any(row[at] != "" for row in below):
                continue
            meant = [each for each in header_aliases().get(self._cleaned[at], ()) if each.partition(".")[0] in tables]
            if self._is_derived(at):
                self._tell("column.derived", Severity.WARNING, at)
            elif len(meant) > 1 and self._relies_on_usual_names:
                self._tell("column.ambiguous", Severity.ERROR, at, meanings=tuple(meant))
            elif header:
                self._tell("column.unknown", Severity.WARNING, at)
            else:
                self._tell("column.nameless", Severity.INFO, at)

    def _is_derived(self, at: int) -> bool:
        """Whether a header is usual for what is reckoned from other columns (MN04): a total of savings, arrears."""
        return any(each.startswith(_DERIVED) for each in header_aliases().get(self._cleaned[at], ()))

    def _not_recorded(self, columns: Mapping[int, LayoutColumn]) -> None:
        """Columns of which the profile says that they are reckoned: told, and never taken for facts (MN04)."""
        below = self._sheet.rows[self._rows.stop :]
        for at, column in columns.items():
            if column.is_derived and any(row[at] != "" for row in below):
                self._tell("column.derived", Severity.WARNING, at)

    def _hidden(self) -> None:
        """Columns that somebody hid: they are read as the others are (FM01)."""
        rows = self._sheet.rows[self._rows.start :]
        hidden = [
            at for at in self._sheet.hidden_columns if at < len(self._labels) and any(row[at] != "" for row in rows)
        ]
        if hidden:
            labels = tuple(self._labels[at] for at in hidden)
            self._tell("sheet.hidden_columns", Severity.INFO, count=len(hidden), columns=labels[:_SHOWN])

    @property
    def _relies_on_usual_names(self) -> bool:
        return any(not each.headers and each.position is None for each in self._profile.columns)


def headers_of(sheet: RawSheet, rows: range) -> tuple[list[str], list[str]]:
    """The header of each column, and the cleaned text of its last row alone.

    In a header of several rows a merged cell stands over the columns to its right, which have only the rows below.
    """
    texts = [[str(cell).strip() for cell in sheet.rows[at]] for at in rows]
    below = [clean_header(text) for text in texts[-1]]
    if len(texts) == 1:
        return texts[0], below
    for row, under in pairwise(texts):
        for at in range(1, len(row)):
            if not row[at] and under[at] and under[at - 1]:
                row[at] = row[at - 1]
    return [" ".join(filter(None, column)) for column in zip(*texts, strict=True)], below

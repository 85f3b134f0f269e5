"""Which rows of a sheet are records: not its totals, blank rows, headers that come again, or lines for signatures.

Every row that is no record is told, and sums are held against what they add up; nothing is dropped in silence.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from attrs import field, frozen

from communitywelfare.digits import western_digits
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.io.foreign._distinct import plain_cell
from communitywelfare.io.foreign.amounts import Blank, read_amounts
from communitywelfare.io.foreign.book import RawSheet
from communitywelfare.io.foreign.columns import Cell
from communitywelfare.io.foreign.layout import Layout
from communitywelfare.io.foreign.profile import Profile
from communitywelfare.money import ZERO, Money, total

__all__ = ["Records", "records_of"]

_CARRIED: Final = frozenset({"ยอดยกมา", "ยอดยกไป"})
_TOTALS: Final = ("รวม", "รวมทั้งสิ้น", "รวมเงิน", "รวมทั้งหมด", "ยอดรวม", "รวมหน้านี้", "total", "grand total", *_CARRIED)
_OF_PEOPLE: Final = ("คน", "ราย", "person", "persons", "people", "member", "members")
_PEOPLE: Final = re.compile(rf"(?P<count>[0-9][0-9,]{{0,9}})[ ]?(?:{'|'.join(_OF_PEOPLE)})\Z", re.IGNORECASE)
_COUNT: Final = "จำนวน"
_FEW: Final = 2  # cells of a row that is a line for signatures or a remark
_SHOWN: Final = 5


@frozen(eq=False, kw_only=True)
class Records:
    """The rows of a sheet that are records, as columns of cells.

    Attributes:
        rows: Their rows on the sheet, from 0.
        columns: The cells of every column of the sheet, one for each record.
        dropped: How many rows are no records, by why: blank, totals, header, deleted, remark.
        findings: What was left out, and totals that are not the sum of their rows.
    """

    rows: Sequence[int] = field(repr=False)
    columns: Sequence[Sequence[Cell]] = field(repr=False)
    dropped: Mapping[str, int]
    findings: tuple[Finding, ...]


def records_of(file: str, sheet: RawSheet, layout: Layout, profile: Profile) -> Records:
    """Tell the records of a sheet from its other rows."""
    return _Sorter(file, sheet, layout, profile).records()


class _Sorter:
    """Looks at the rows below the header: at single ones only where a column shows that there is something to see."""

    def __init__(self, file: str, sheet: RawSheet, layout: Layout, profile: Profile) -> None:
        self._file, self._sheet, self._layout, self._profile = file, sheet, layout, profile
        self._first = layout.header.stop
        self._body = sheet.rows[self._first :]
        self._columns: list[Sequence[Cell]] = list(zip(*self._body, strict=True)) or [()] * sheet.width
        self._needed = [at for at, column in layout.columns.items() if column.is_needed]
        self._why: dict[int, str] = {}
        self._findings: list[Finding] = []

    def records(self) -> Records:
        """The records, once every other row has its reason."""
        self._blanks()
        self._totals()
        self._again()
        self._deleted()
        self._remarks()
        self._sums()
        self._counts()
        for why in ("header", "deleted", "remark"):
            self._tell(why)
        kept = [at for at in range(len(self._body)) if at not in self._why] if self._why else range(len(self._body))
        columns = self._columns if not self._why else [[cells[at] for at in kept] for cells in self._columns]
        reasons = list(self._why.values())
        return Records(
            rows=[at + self._first for at in kept] if self._first else kept,
            columns=columns,
            dropped={why: reasons.count(why) for why in dict.fromkeys(reasons)},
            findings=tuple(self._findings),
        )

    def _blanks(self) -> None:
        if self._body and all("" in cells for cells in self._columns):
            filled = zip(*self._columns, strict=True)
            self._why |= {at: "blank" for at, row in enumerate(filled) if not any(cell != "" for cell in row)}

    def _totals(self) -> None:
        """Rows in which a cell says that it is a sum. รวม is a name too: then another needed column is filled in."""
        words = frozenset(map(_word, (*_TOTALS, *self._profile.totals)))
        for at in self._lacking(words):
            row = self._body[at]
            said = [
                column for column, cell in enumerate(row) if isinstance(cell, str) and cell and _word(cell) in words
            ]
            filled = [{other for other in self._needed if other != column and row[other] != ""} for column in said]
            if filled and all(filled):
                self._unsure(at, said[0], sorted(filled[0]))
            elif filled:
                self._why[at] = "totals"

    def _unsure(self, at: int, said: int, filled: Iterable[int]) -> None:
        """Tell of a row that says it is a sum and lacks what a record needs, but not all of it."""
        place = Place(file=self._file, sheet=self._sheet.name or None, row=self._sheet.lines[at + self._first])
        params = {"word": self._body[at][said], "columns": tuple(self._layout.labels[each] for each in filled)}
        self._findings.append(Finding("row.total_unsure", Severity.WARNING, place=place, params=params))

    def _lacking(self, words: frozenset[str]) -> Iterable[int]:
        """The rows that may be sums: they lack what a record needs or, where that is one cell, have a word in it."""
        needed = self._needed
        if not needed:
            return range(len(self._body))
        rows = {at for column in needed if "" in (cells := self._columns[column]) for at in _where(cells, {""})}
        if len(needed) == 1:
            cells = self._columns[needed[0]]
            rows |= set(_where(cells, {cell for cell in set(cells) if isinstance(cell, str) and _word(cell) in words}))
        return sorted(rows)

    def _again(self) -> None:
        """Headers that come again at the top of a printed page."""
        header = tuple(self._sheet.rows[self._first - 1]) if self._first else ()
        told = next((at for at, cell in enumerate(header) if isinstance(cell, str) and cell), None)
        if told is not None:
            for at, cell in enumerate(self._columns[told]):
                if cell == header[told] and tuple(self._body[at]) == header:
                    self._why.setdefault(at, "header")

    def _deleted(self) -> None:
        """Rows that the program which wrote them had deleted (ลบแล้ว)."""
        at, dropped = self._layout.dropped, self._profile.dropped
        if at is not None and dropped is not None:
            words = frozenset(_word(plain_cell(value)) for value in dropped.values)
            cells = [(type(cell), cell) for cell in self._columns[at]]  # 1, 1.0 and TRUE are equal to Python only
            gone = {each for each in set(cells) if _word(plain_cell(each[1])) in words}
            for row in (row for row, cell in enumerate(cells) if cell in gone) if gone else ():
                self._why.setdefault(row, "deleted")

    def _remarks(self) -> None:
        """Rows below the last record with hardly a cell in them, none in a column that is needed: names, dates."""
        for at in range(len(self._body) - 1, -1, -1):
            if at in self._why:
                continue
            row = self._body[at]
            if any(row[column] != "" for column in self._needed) or sum(cell != "" for cell in row) > _FEW:
                return
            if self._needed:
                self._why[at] = "remark"

    def _tell(self, why: str) -> None:
        rows = [self._sheet.lines[at + self._first] for at, each in sorted(self._why.items()) if each == why]
        if rows:
            severity = Severity.INFO if why == "header" else Severity.WARNING
            place = Place(file=self._file, sheet=self._sheet.name or None, row=rows[0])
            params = {"count": len(rows), "rows": tuple(rows[:_SHOWN])}
            self._findings.append(Finding(f"row.{why}", severity, place=place, params=params))

    def _sums(self) -> None:
        """Hold each total against what stands above it: since the total before, or since the top."""
        totals = [at for at, why in sorted(self._why.items()) if why == "totals"]
        for column in sorted(self._summed()) if totals else ():
            amounts = read_amounts(self._columns[column], blank=Blank.NOTHING).values
            running, begin = ZERO, 0
            for at in totals:
                since = total(
                    amount
                    for row, amount in enumerate(amounts[begin:at], begin)
                    if row not in self._why and amount is not None
                )
                running, begin, stated = running + since, at + 1, amounts[at]
                if stated is not None and not self._is_carried(at) and stated not in {since, running}:
                    self._differs(column, at, stated, since)

    def _counts(self) -> None:
        """Hold how many people a total says there are against the records above it, as sums are."""
        running, begin = 0, 0
        for at in (at for at, why in sorted(self._why.items()) if why == "totals"):
            since = sum(row not in self._why for row in range(begin, at))
            running, begin = running + since, at + 1
            for column, cell in enumerate(self._body[at]):
                stated = _people(cell)
                if stated is not None and not self._is_carried(at) and stated not in {since, running}:
                    params = {"stated": stated, "found": since}
                    place = self._place(at, column)
                    self._findings.append(
                        Finding("row.total_counts_differ", Severity.WARNING, place=place, params=params)
                    )

    def _summed(self) -> Iterator[int]:
        for at, column in self._layout.columns.items():
            if column.fills is not None and column.fills.schema.kind == "money" and at not in self._layout.satang:
                yield at
        yield from self._layout.months

    def _is_carried(self, at: int) -> bool:
        return any(isinstance(cell, str) and _word(cell) in _CARRIED for cell in self._body[at])

    def _differs(self, column: int, at: int, stated: Money, added: Money) -> None:
        params = {"stated": stated, "added": added}
        place = self._place(at, column)
        self._findings.append(Finding("row.total_differs", Severity.WARNING, place=place, params=params))

    def _place(self, at: int, column: int) -> Place:
        return Place(
            file=self._file,
            sheet=self._sheet.name or None,
            row=self._sheet.lines[at + self._first],
            column=self._layout.labels[column],
        )


def _where(cells: Sequence[Cell], wanted: AbstractSet[Cell]) -> Iterator[int]:
    """At which places any of the wanted cells stands."""
    return (at for at, cell in enumerate(cells) if cell in wanted) if wanted else iter(())


def _word(cell: Cell) -> str:
    """The word of a total as it is compared: without a colon or a full stop, and without how many people it counts."""
    text = str(cell).strip()
    if counted := _counting(text):
        text = text[: counted.start()].rstrip().removesuffix(_COUNT)
    return text.strip().rstrip(":.").strip().casefold()


def _people(cell: Cell) -> int | None:
    """How many people a cell counts, as ``25 คน`` or ``รวม 25 คน`` does; None where it counts none by that word."""
    counted = _counting(cell.strip()) if isinstance(cell, str) else None
    return None if counted is None else int(counted["count"].replace(",", ""))


def _counting(text: str) -> re.Match[str] | None:
    return _PEOPLE.search(western_digits(text)) if text.casefold().endswith(_OF_PEOPLE) else None

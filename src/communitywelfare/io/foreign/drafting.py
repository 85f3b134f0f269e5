"""A first profile for a sheet that nobody has described yet: what its headers say, and what a person must decide.

A draft is a profile that can be read as it stands. What is certain is taken; a header that may mean two things, or one
that is not known, is left untaken with the question beside it. Nothing is decided by what stands in the cells: what
dates and sheets look like is said in comments.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from attrs import evolve, frozen

from communitywelfare.calendar import MONTH_NAMES, SHORT_MONTH_NAMES
from communitywelfare.digits import western_digits
from communitywelfare.errors import Finding, FormatError, Place, Severity
from communitywelfare.io._schema import schemas
from communitywelfare.io.foreign._draft_text import Drafted, Found, text_of_draft
from communitywelfare.io.foreign.book import Book, RawSheet, letters_of
from communitywelfare.io.foreign.days import read_days
from communitywelfare.io.foreign.layout import clean_cell, header_row, headers_of
from communitywelfare.io.foreign.spellings import clean_header, header_aliases

__all__ = ["Draft", "Drafted", "drafted"]

_FOLLOWING: Final = {"order", "period_to"}  # what a profile need not say
_OF_MONTHS: Final = _FOLLOWING | {"receipt_no", "receipt_date", "kind", "period_from", "amount"}
_WIDE: Final = "contributions"
_IN_A_YEAR: Final = 12
_DELETED: Final = "aside.deleted"  # whether such rows are taken is for a person to say
_SATANG: Final = frozenset(map(clean_header, ("สต.", "สตางค์")))
_SUMS: Final = frozenset(map(clean_header, ("รวม", "รวมทั้งสิ้น", "รวมทั้งปี", "รวมเงิน", "total")))
_MONTHS: Final[Mapping[str, tuple[str, int]]] = {
    clean_header(name): (name, number)
    for names in (*MONTH_NAMES.values(), *SHORT_MONTH_NAMES.values())
    for number, name in enumerate(names, start=1)
}
_YEAR_BEHIND: Final = re.compile(r"[ .'/-]*(?:\d\d|\d{4})?", re.ASCII)
_YEAR: Final = re.compile(r"(?<!\d)(?:25|26)\d\d(?!\d)", re.ASCII)
_FIGURES: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}", re.ASCII)


@frozen
class Draft:
    """A drafted profile: its text, its columns, and what a person must decide before it is relied on."""

    text: str
    table: str
    columns: tuple[Drafted, ...]
    findings: tuple[Finding, ...]


def drafted(book: Book, name: str) -> Draft:
    """Draft a profile for the first sheet of a file that is shown, and for others with the same header.

    Args:
        book: The file.
        name: The id of the profile.

    Raises:
        FormatError: No row of the first twenty has two headers that are known.
    """
    shown = [each for each in book.sheets if not each.is_hidden]
    rows = _header(shown[0]) if shown else None
    if rows is None:
        finding = Finding("sheet.no_header", Severity.ERROR, place=Place(file=book.file), params={"wanted": ()})
        raise FormatError(f"no header is known in {book.file}", finding)
    return _Drafter(book, shown, rows).draft(name)


def _header(sheet: RawSheet) -> range | None:
    """The rows of the header: the one with most known names, and the one below it where that parts baht from satang."""
    known = header_aliases()
    first = header_row(sheet, lambda header: header in known or _month_of(header) is not None, least=2)
    if first is None:
        return None
    has_satang = [not _SATANG.isdisjoint(map(clean_cell, row)) for row in sheet.rows[first : first + 2]]
    return range(first, first + (2 if has_satang == [False, True] else 1))


def _month_of(cleaned: str) -> tuple[str, int] | None:
    """The month that a header names, as it is usually written, and its number; a year may stand behind it."""
    for name, month in _MONTHS.items():
        if cleaned.startswith(name) and _YEAR_BEHIND.fullmatch(cleaned[len(name) :]):
            return month
    return None


class _Drafter:
    """Goes through the headers of one sheet."""

    def __init__(self, book: Book, shown: Sequence[RawSheet], rows: range) -> None:
        self._book, self._shown, self._sheet, self._rows = book, shown, shown[0], rows
        self._headers, self._below = headers_of(self._sheet, rows)
        self._cleaned = [clean_header(header) for header in self._headers]
        self._body = self._sheet.rows[rows.stop :]
        self._months = self._twelve()
        self._table = _WIDE if self._months else self._voted()

    def draft(self, name: str) -> Draft:
        """The draft, and what a person must decide."""
        columns = tuple(self._columns())
        found = self._found(columns)
        place = Place(file=self._book.file, sheet=self._sheet.name or None, row=self._sheet.lines[self._rows[-1]])
        return Draft(
            text=text_of_draft(name.strip() or "draft", found, columns),
            table=self._table,
            columns=columns,
            findings=tuple(self._unsure(place, columns, found)),
        )

    def _twelve(self) -> Mapping[int, tuple[str, int]]:
        """The columns of twelve months that follow one another, each once; none where there are not twelve."""
        found = {at: month for at, header in enumerate(self._cleaned) if (month := _month_of(header)) is not None}
        numbers = [number for _name, number in found.values()]
        follows = all(later == earlier % _IN_A_YEAR + 1 for earlier, later in pairwise(numbers))
        return found if len(numbers) == _IN_A_YEAR and follows else {}

    def _voted(self) -> str:
        """The canonical table that most headers are of; of equals the one that a package has first."""
        votes = Counter(
            table
            for header in self._cleaned
            for table in {target.partition(".")[0] for target in header_aliases().get(header, ())}
            if table in schemas()
        )
        return max(schemas(), key=lambda table: votes[table])

    def _columns(self) -> Iterator[Drafted]:
        taken = set[str]()
        repeated = {each for each, count in Counter(self._cleaned).items() if count > 1}
        of_satang = {at for at in range(1, len(self._cleaned)) if self._is_satang(at)}
        for at, name in enumerate(self._cleaned):
            if at in self._months or at in of_satang or (self._months and name in _SUMS):
                continue
            if not name:
                if any(row[at] != "" for row in self._body):
                    yield Drafted(at, "", (), is_taken=False, why="no header")
                continue
            each = self._one(at, name, taken, is_repeated=name in repeated)
            taken |= set(each.meanings) if each.is_taken else set()
            if at + 1 in of_satang and each.is_taken:
                each = evolve(each, satang=str(self._sheet.rows[self._rows[-1]][at + 1]).strip())
            yield each

    def _is_satang(self, at: int) -> bool:
        """Whether a column holds the satang of an amount to its left."""
        left = [target.partition(".")[2] for target in header_aliases().get(self._cleaned[at - 1], ())]
        return bool({self._cleaned[at], self._below[at]} & _SATANG) and "amount" in left

    def _one(self, at: int, name: str, taken: set[str], *, is_repeated: bool) -> Drafted:
        known = header_aliases().get(name, ())
        targets = tuple(each for each in known if each.partition(".")[0] == self._table)
        if self._months:  # twelve receipts stand in a row: what one of them has, the row cannot say
            targets = tuple(each for each in targets if each.partition(".")[2] not in _OF_MONTHS)
            known = known if all(each.partition(".")[0] != self._table for each in known) else targets
        kept = tuple(each for each in targets if each.partition(".")[2] in schemas()[self._table].by_id)
        is_sure = len(targets) == 1 and len(kept) == 1 and kept[0] not in taken and not is_repeated
        why = "" if is_sure else _why(known, targets, kept)
        return Drafted(at, self._headers[at], kept or targets, is_taken=is_sure, why=why)

    def _found(self, columns: Sequence[Drafted]) -> Found:
        same = [each.name for each in self._shown if self._has_same_header(each)]
        names = [name for name, _number in self._months.values()]
        return Found(
            header=[row + 1 for row in self._rows],
            encoding=self._book.encoding,
            separator=self._book.separator.removeprefix(","),
            sheets=same if len(same) > 1 else (),
            is_every=len(same) == len(self._shown),
            months=names,
            first=next((number for _name, number in self._months.values()), 1),
            has_year=not self._months or self._has_year(),
            month_totals=[self._headers[at] for at, name in enumerate(self._cleaned) if name in _SUMS],
            dates=tuple(self._dates(columns)),
        )

    def _has_same_header(self, other: RawSheet) -> bool:
        if other.width < self._sheet.width or len(other.rows) < self._rows.stop:
            return False
        return all(
            list(map(clean_cell, other.rows[at]))[: self._sheet.width] == list(map(clean_cell, self._sheet.rows[at]))
            for at in self._rows
        )

    def _has_year(self) -> bool:
        """Whether the name of the sheet, or every header of a month, has a year."""
        texts = [western_digits(self._headers[at]) for at in self._months]
        return bool(_YEAR.search(western_digits(self._sheet.name))) or all(re.search(r"\d\d", each) for each in texts)

    def _dates(self, columns: Sequence[Drafted]) -> Iterator[str]:
        """What the dates of each column say of their era, and of the order of day and month."""
        for each in (each for each in columns if each.is_taken):
            table, _, column = each.meanings[0].partition(".")
            if schemas()[table].by_id[column].kind not in {"day", "birth"}:
                continue
            cells = [row[each.column] for row in self._body]
            counts = Counter[str]()
            for note in read_days(cells).notes:
                if note.code in {"column.era", "column.eras_mixed"}:
                    counts.update(BE=int(str(note.params["buddhist"])), CE=int(str(note.params["common"])))
            pairs = [match for cell in cells if (match := _FIGURES.fullmatch(western_digits(str(cell)).strip()))]
            first, second = (sum(int(pair[place]) > _IN_A_YEAR for pair in pairs) for place in (1, 2))
            yield (
                f"{letters_of(each.column)}: {counts['BE']} Buddhist years, {counts['CE']} common ones; the first "
                f"figure is above 12 in {first} cells, the second in {second}"
            )

    def _unsure(self, place: Place, columns: Sequence[Drafted], found: Found) -> Iterator[Finding]:
        for each in columns:
            if each.why in _CODES:
                where = evolve(place, column=f"{letters_of(each.column)} {each.header}".strip())
                code, params = f"draft.{_CODES[each.why]}", {"meanings": each.meanings}
                yield Finding(code, Severity.WARNING, place=where, params=params)
        taken = {each.meanings[0].partition(".")[2] for each in columns if each.is_taken}
        for column in schemas()[self._table].columns:
            if column.is_required and column.id not in taken | (_OF_MONTHS if self._months else _FOLLOWING):
                called = {"column": column.id, "th": column.th, "table": self._table}
                yield Finding("draft.not_found", Severity.WARNING, place=place, params=called)
        if not found.has_year:
            yield Finding("draft.month_year", Severity.WARNING, place=place)
        others = tuple(each.name for each in self._shown if not self._has_same_header(each))
        if others:
            yield Finding("draft.other_sheets", Severity.INFO, place=place, params={"sheets": others})
        if found.sheets:
            yield Finding("draft.same_sheets", Severity.INFO, place=place, params={"sheets": tuple(found.sheets)})


def _why(known: Sequence[str], targets: Sequence[str], kept: Sequence[str]) -> str:
    if len(targets) > 1:
        return "ambiguous"
    if not targets:
        holds_no_facts = {each.partition(".")[0] for each in known} == {"aside"}
        if not known or _DELETED in known:
            return "unknown"
        return "aside" if holds_no_facts else "elsewhere"
    return "doubled" if kept else "derived"


_CODES: Final[Mapping[str, str]] = {
    "no header": "nameless",
    "ambiguous": "ambiguous",
    "unknown": "unknown",
    "doubled": "doubled",
}

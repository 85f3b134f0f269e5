"""What the postings of one journal come to, as arrays; an answer is given only where nothing at all may be wrong."""

from codecs import BOM_UTF8
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from communitywelfare.accounting import Chart, DocumentKind, Posting
from communitywelfare.accounting.faults import line_faults
from communitywelfare.errors import Finding
from communitywelfare.io._columns import Meanings
from communitywelfare.io._grid import ROOM, Grid, Whole, grid_of
from communitywelfare.io._schema import Column, schemas
from communitywelfare.money import Money
from communitywelfare.sources import Source

__all__ = ["Sums", "quick_sums"]

Sums = dict[tuple[int, str, str, DocumentKind], int]
"""Satang by the day's ordinal, account, source and kind of document."""

_COLUMNS = tuple(column.id for column in schemas()["journal"].columns)
_PLACE = {name: place for place, name in enumerate(_COLUMNS)}
_HEADER = ",".join(_COLUMNS).encode() + b"\r\n"
_AT_ONCE = 2**20  # bytes; a journal with an entry of more is read as entries
_DAY_T, _DAY_T_MINUTE = "2024-09-30T", "2024-09-30T09:30"
_SAFE = 2**39  # satang in one cell: of more, as many as a file may have lines could overflow


class _Doubt(Exception):
    """Something may be wrong with a journal."""


def quick_sums(contents: bytes, chart: Chart, sources: Sequence[Source]) -> Sums | None:
    """What a journal's postings come to, or None where it must be read as entries.

    Args:
        contents: The file in UTF-8.
        chart: The accounts of the fund.
        sources: Whose money it has; where none are given, which codes are known is not asked.
    """
    begins = len(BOM_UTF8) if contents.startswith(BOM_UTF8) else 0
    if b'"' in contents or not contents.startswith(_HEADER, begins):
        return None
    journal = _Quick(chart, sources)
    try:
        journal.take(contents, begins + len(_HEADER))
    except _Doubt:
        return None
    return journal.sums


class _Understood(dict[bytes, Any]):
    """What the cells of a column mean, each found out when it is first met."""

    def __init__(self, column: Column, before: str = "") -> None:
        super().__init__()
        self._meanings, self._before = Meanings(column), before

    def __missing__(self, cell: bytes) -> Any:
        """The value of a cell, or of a part of it with what stands `before` that part."""
        value = self[cell] = self._meanings[self._before + cell.decode()]
        _hold(not isinstance(value, Finding))
        return value


class _Quick:
    """Adds up the lines of a journal, as long as it can vouch for them."""

    def __init__(self, chart: Chart, sources: Sequence[Source]) -> None:
        self._chart = chart
        self._declared = {source.code: source for source in sources}
        columns = schemas()["journal"].by_id
        self._understood = {name: _Understood(column) for name, column in columns.items()}
        self._minutes = _Understood(columns["recorded_at"], before=f"{date.min}T")
        self._seconds = _Understood(columns["recorded_at"], before=f"{date.min}T00:00")
        self.sums: Sums = {}

    def take(self, contents: bytes, start: int) -> None:
        """Add up all entries piece by piece; the last entry of a piece waits for the lines that come."""
        while (cut := contents.find(b"\r\n", start + _AT_ONCE, len(contents) - ROOM)) >= 0:
            grid = _grid(contents, start, cut + 2)
            last = int(np.flatnonzero(grid.is_new(_PLACE["entry_no"]))[-1])
            _hold(last > 0)
            self._add(grid.until(last))
            start = grid.begins(last)
        rest = contents[start:]
        if rest:
            self._add(_grid(rest + bytes(ROOM), 0, len(rest)))

    def _add(self, grid: Grid) -> None:
        days, day = self._values(grid, "entry_date")
        self._look_at_others(grid, days, day)
        numbers = _PLACE["entry_no"]
        is_new = grid.is_new(numbers)
        starts, entry = np.flatnonzero(is_new), np.cumsum(is_new) - 1
        accounts, account = self._values(grid, "account")
        sources, source = self._values(grid, "source")
        satang = self._satang(grid)
        _hold(not _sums(satang, entry * len(sources) + source)[0].any())
        self._look_at_lines(grid, (accounts, account), (sources, source), satang)
        kinds, kind = self._values(grid, "doc_type")
        # An entry's day and kind are those of its first line.
        day, kind = day[starts][entry], kind[starts][entry]
        each = ((day * len(accounts) + account) * len(sources) + source) * len(kinds) + kind
        for total, row in zip(*map(np.ndarray.tolist, _sums(satang, each)), strict=True):
            key = days[day[row]].toordinal(), accounts[account[row]], sources[source[row]], kinds[kind[row]]
            self.sums[key] = self.sums.get(key, 0) + total

    def _values(self, grid: Grid, name: str) -> tuple[list[Any], Whole]:
        """The different values of a column, and for each row which of them it has."""
        distinct = grid.distinct(_PLACE[name])
        return list(map(self._understood[name].__getitem__, distinct.texts)), distinct.which

    def _satang(self, grid: Grid) -> Whole:
        """What each line moves; debits are positive."""
        (debits, debit), (credits_, credit) = self._values(grid, "debit"), self._values(grid, "credit")
        _hold((_is_none(debits)[debit] != _is_none(credits_)[credit]).all())
        satang = _in_satang(debits)[debit] - _in_satang(credits_)[credit]
        _hold(satang.all())
        return satang

    def _look_at_others(self, grid: Grid, days: Sequence[date], day: Whole) -> None:
        """The columns that no sum needs, in which something may be wrong nevertheless."""
        self._values(grid, "line")
        events, event = self._values(grid, "event_date")
        happened = np.array([each.toordinal() if each else 0 for each in events], dtype=np.int64)
        booked = np.array([each.toordinal() for each in days], dtype=np.int64)
        _hold((happened[event] <= booked[day]).all())
        for name in ("entry_no", "doc_no"):
            _hold(grid.lengths(_PLACE[name]).all())
        _hold(not grid.begins_with(_PLACE["entry_no"], b"'").any())
        self._look_at_moments(grid)

    def _look_at_moments(self, grid: Grid) -> None:
        """When entries were recorded, in three parts: there are many moments, but few days, minutes and seconds."""
        place, day, minute = _PLACE["recorded_at"], len(_DAY_T), len(_DAY_T_MINUTE)
        for text in grid.distinct(place, last=day).texts:
            _hold(text.endswith(b"T"))
            self._understood["entry_date"][text.removesuffix(b"T")]
        for text in grid.distinct(place, first=day, last=minute).texts:
            # Only after two digits, a colon and two digits can what follows be understood by itself.
            _hold(text[2:3] == b":" and text < b"24")
            self._minutes[text]
        for text in grid.distinct(place, first=minute).texts:
            self._seconds[text]

    def _look_at_lines(self, grid: Grid, *columns: Any) -> None:
        """Whether nothing is wrong with any line by itself, of those that are alike with one of them."""
        (accounts, account), (sources, source), satang = columns
        member, holder = (grid.lengths(_PLACE[name]) > 0 for name in ("member_no", "holder"))
        alike = (((account * len(sources) + source) * 2 + member) * 2 + holder) * 2 + (satang > 0)
        for row in np.unique(alike, return_index=True)[1].tolist():
            names = "M" * int(member[row]), "V" * int(holder[row])
            line = Posting(accounts[account[row]], sources[source[row]], Money(1 if satang[row] > 0 else -1), *names)
            _hold(not line_faults(line, self._chart, self._declared))


def _grid(text: bytes, start: int, stop: int) -> Grid:
    grid = grid_of(text, len(_COLUMNS), start, stop)
    if grid is None:
        raise _Doubt
    return grid


def _hold(is_so: bool | np.bool_) -> None:  # noqa: FBT001 - the one thing that it is told
    """Go on only where this is so."""
    if not is_so:
        raise _Doubt


def _is_none(values: Sequence[object]) -> NDArray[np.bool_]:
    return np.array([value is None for value in values])


def _in_satang(values: Sequence[Money | None]) -> Whole:
    satang = [0 if value is None else value.satang for value in values]
    _hold(max(map(abs, satang)) < _SAFE)
    return np.array(satang, dtype=np.int64)


def _sums(satang: Whole, by: Whole) -> tuple[Whole, Whole]:
    """The sum of each group of rows, and the first row of it."""
    order = np.argsort(by, kind="stable")
    starts = np.flatnonzero(np.diff(by[order], prepend=-1))
    return np.add.reduceat(satang[order], starts), order[starts]

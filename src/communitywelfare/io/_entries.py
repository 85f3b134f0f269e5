"""Entries of the journal from its lines: those of one entry stand together, and most say what others said before."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, count, islice
from operator import ne
from typing import Any

from communitywelfare.accounting import Entry, Posting, Voucher
from communitywelfare.accounting.journal import Seal
from communitywelfare.bulk import made
from communitywelfare.io._rows import Rows
from communitywelfare.money import ZERO, Money

__all__ = ["OF_EACH_LINE", "OF_THE_FIRST_LINE", "SHORT", "Table", "entries_made", "entries_of"]

_Cells = tuple[Any, ...]
_Lines = tuple[Posting, ...]
Table = dict[str, list[Any]]  # of some entries what stands on their first line and their last, and all their postings
OF_EACH_LINE = ("account", "source", "debit", "credit", "member_no", "holder")
OF_THE_FIRST_LINE = (
    "entry_no",
    "entry_date",
    "event_date",
    "doc_type",
    "doc_no",
    "description",
    "source_ref",
    "reverses",
    "recorded_at",
)
_OF_THE_LAST_LINE = ("prev", "hash")
_SHARED_AT_MOST = 100_000
SHORT = 4  # postings; a voucher of more is hardly ever made twice


def entries_of(blocks: Iterable[Rows]) -> Iterator[Entry]:
    """Entries from the lines of the journal, block by block; lines of one entry stand together."""
    shared = _Shared()
    begun: Table = {name: [] for name in (*OF_THE_FIRST_LINE, *_OF_THE_LAST_LINE, "postings")}
    for block in filter(len, blocks):
        found = _table(block, shared.postings([block.columns[name] for name in OF_EACH_LINE]))
        if begun["entry_no"] == found["entry_no"][:1]:
            _go_on(begun, found)
        table = {name: column + found[name] for name, column in begun.items()}
        begun = {name: [column.pop()] for name, column in table.items()}  # it may go on in the next block
        yield from entries_made(_whole(table, shared))
    yield from entries_made(_whole(begun, shared))


def _table(block: Rows, postings: Sequence[Posting]) -> Table:
    columns, numbers = block.columns, block.columns["entry_no"]
    ends = [*map(ne, numbers, islice(numbers, 1, None)), True]  # whether a line is the last of its entry
    begins = [True, *islice(ends, len(ends) - 1)]
    stops = [*compress(count(1), ends)]
    return {
        **{name: list(compress(columns[name], begins)) for name in OF_THE_FIRST_LINE},
        **{name: list(compress(columns[name], ends)) for name in _OF_THE_LAST_LINE},
        "postings": [postings[start:stop] for start, stop in zip([0, *stops], stops, strict=False)],
    }


def _go_on(begun: Table, found: Table) -> None:
    """Take the first of what was found for more lines of the entry that was begun."""
    first = {name: column.pop(0) for name, column in found.items()}
    begun["postings"][0] += first["postings"]
    for name in _OF_THE_LAST_LINE:
        begun[name] = [first[name]]


def _whole(table: Table, shared: "_Shared") -> Table:
    """The same with the seal of each entry that has one, and with its postings as the tuple of one that was before."""
    seals = made(Seal, len(table["hash"]), {name: _texts(table[name]) for name in _OF_THE_LAST_LINE})
    sealed = [each if each.hash else None for each in seals]
    return {**table, "seal": sealed, "postings": list(map(shared.lines, table["postings"]))}


def entries_made(table: Table) -> list[Entry]:
    """The entries of a table, of which each line has the postings and the seal of one too."""
    size = len(table["entry_no"])
    voucher = {
        "day": table["entry_date"],
        "kind": table["doc_type"],
        "number": table["doc_no"],
        "description": _texts(table["description"]),
        "postings": table["postings"],
        "reference": _texts(table["source_ref"]),
        "reverses": _texts(table["reverses"]),
        "event_day": table["event_date"],
    }
    entry = {
        "number": table["entry_no"],
        "voucher": made(Voucher, size, voucher),
        "recorded_at": table["recorded_at"],
        "seal": table["seal"],
    }
    return made(Entry, size, entry)


def _texts(column: Sequence[str | None]) -> list[str]:
    if column.count(None) == len(column):
        return [""] * len(column)
    return [text or "" for text in column]


class _Shared:
    """Makes postings; most lines say what one before said, and share its posting, and so do most short vouchers."""

    def __init__(self) -> None:
        self._made: dict[_Cells, Posting] = {}
        self._kept: list[_Cells] = []  # an id is good for as long as there is what it is the id of
        self._lines: dict[tuple[int, ...], _Lines] = {}

    def postings(self, columns: Sequence[Sequence[Any]]) -> list[Posting]:
        """The postings of some lines, given the columns of `OF_EACH_LINE`."""
        account, source, debit, credit, *who = columns
        if len(self._made) > _SHARED_AT_MOST:
            self._made, self._kept = {}, []
        made_before, found = self._made, []
        for key, sides in zip(
            zip(account, source, map(id, debit), map(id, credit), *who, strict=True),
            zip(debit, credit, strict=True),
            strict=True,
        ):
            posting = made_before.get(key)
            found.append(self._posting(key, sides) if posting is None else posting)
        return found

    def _posting(self, key: _Cells, sides: _Cells) -> Posting:
        account, source, _debit, _credit, member, holder = key
        posting = self._made[key] = Posting(account, source, _signed(*sides), member or "", holder or "")
        self._kept.append(sides)
        return posting

    def lines(self, postings: list[Posting]) -> _Lines:
        """The postings of one voucher."""
        if len(postings) > SHORT:
            return tuple(postings)
        if len(self._lines) > _SHARED_AT_MOST:
            self._lines = {}
        key = tuple(map(id, postings))
        lines = self._lines.get(key)
        if lines is None:  # kept, they keep the postings too, whose ids they are found by
            lines = self._lines[key] = tuple(postings)
        return lines


def _signed(debit: Money | None, credit: Money | None) -> Money:
    if credit is not None:
        return -credit
    return ZERO if debit is None else debit

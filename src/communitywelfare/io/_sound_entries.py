"""Entries of a journal in which nothing is wrong: what all lines of an entry say alike is read once.

An answer is given only where nothing at all may be wrong with a cell, a line or the chain. Else the journal is read
line by line, and that tells what.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from operator import eq
from typing import Any

from attrs import frozen

from communitywelfare.accounting import Entry, Posting
from communitywelfare.accounting.journal import Seal
from communitywelfare.bulk import filled, made
from communitywelfare.errors import Finding
from communitywelfare.io._chain import GENESIS, Doubt
from communitywelfare.io._columns import Meanings
from communitywelfare.io._entries import OF_EACH_LINE, OF_THE_FIRST_LINE, SHORT, Table, entries_made
from communitywelfare.io._schema import schemas
from communitywelfare.io._sealed import SealedEntries, sealed_entries
from communitywelfare.money import Money

__all__ = ["SoundEntries", "sound_entries"]

_KEPT_AT_MOST = 100_000
_GAP = b"\0"  # where something was taken out of a line; a journal with a NUL in it goes the long road


@frozen
class SoundEntries:
    """All entries of a sound journal, how many lines they have, and their sums in satang."""

    entries: tuple[Entry, ...]
    lines: int
    debit: int
    credit: int


def sound_entries(contents: bytes) -> SoundEntries | None:
    """The entries of a journal, and the chain over them verified; None where it must be read line by line.

    Args:
        contents: The bytes of the file. Where they are no UTF-8 there is no answer either: each of them is read.
    """
    if _GAP in contents:
        return None
    reading = _Reading()
    try:
        entries = tuple(chain.from_iterable(map(reading.entries, sealed_entries(contents))))
    except (Doubt, UnicodeDecodeError):
        return None
    return SoundEntries(entries, reading.lines, reading.debit, reading.credit)


def _hold(is_so: bool) -> None:  # noqa: FBT001 - the one thing that it is told
    """Go on only where this is so."""
    if not is_so:
        raise Doubt


class _Reading:
    """Makes the entries of a journal, block by block, and adds up what their lines move."""

    def __init__(self) -> None:
        self._meanings = {column.id: Meanings(column) for column in schemas()["journal"].columns}
        self._of_a_line = [self._meanings[name] for name in OF_EACH_LINE]
        self._vouchers = _Vouchers(self._meanings)
        self._number, self._seal = "", GENESIS
        self.lines = self.debit = self.credit = 0

    def entries(self, block: SealedEntries) -> list[Entry]:
        """The entries of a block."""
        table: Table = {name: self._understood(name, block.heads[name]) for name in OF_THE_FIRST_LINE}
        self._look_at_numbers(table["entry_no"])
        table["postings"] = self._postings(block)
        chained = {"prev": [self._seal, *block.seals[:-1]], "hash": block.seals}
        table["seal"] = made(Seal, len(block.seals), chained)
        self._seal = block.seals[-1]
        return entries_made(table)

    def _understood(self, name: str, cells: Sequence[bytes]) -> list[Any]:
        values = self._meanings[name].of(cells)
        _hold(not self._meanings[name].has_faults)
        return values

    def _look_at_numbers(self, numbers: list[str]) -> None:
        """Lines that follow one another with one number are one entry, though it may have been sealed in two parts."""
        _hold(not any(map(eq, numbers, [self._number, *numbers[:-1]])))
        self._number = numbers[-1]

    def _postings(self, block: SealedEntries) -> list[tuple[Posting, ...]]:
        """The postings of the entries of a block."""
        if self._vouchers.are_many:
            self._vouchers = _Vouchers(self._meanings)
        found = self._vouchers.of(block.rests, block.told)
        _hold(not any(meanings.has_faults for meanings in self._of_a_line))
        moved = [posting.amount.satang for postings in found for posting in postings]
        debit = sum(satang for satang in moved if satang > 0)
        self.lines += len(moved)
        self.debit += debit
        self.credit += debit - sum(moved)
        return found


class _Vouchers(dict[bytes, tuple[Posting, ...]]):
    """The postings of short vouchers by what their lines say; most say what one before said, and share its postings."""

    def __init__(self, meanings: Mapping[str, Meanings]) -> None:
        super().__init__()
        self._number = meanings["line"]
        self._numbers: set[bytes] = set()
        self._postings = _Postings([meanings[name] for name in OF_EACH_LINE])

    @property
    def are_many(self) -> bool:
        """Whether more are remembered than should be."""
        return max(len(self), len(self._postings)) > _KEPT_AT_MOST

    def of(self, every: list[list[bytes]], told: list[bytes]) -> list[tuple[Posting, ...]]:
        """The postings of some entries, by what their lines say, and what all lines of each say between that."""
        found = [
            self[b"\n".join(rests).replace(alike, _GAP)]
            if len(rests) <= SHORT
            else self._of_lines([rest.partition(alike) for rest in rests])
            for rests, alike in zip(every, told, strict=True)
        ]
        self._postings.find_out()
        return found

    def __missing__(self, said: bytes) -> tuple[Posting, ...]:
        found = self[said] = self._of_lines([line.partition(_GAP) for line in said.split(b"\n")])
        return found

    def _of_lines(self, rests: list[tuple[bytes, bytes, bytes]]) -> tuple[Posting, ...]:
        """The postings of the lines of a voucher, of which each says its own number first."""
        parts = [before.partition(b",") for before, _told, _after in rests]
        for number in {number for number, _comma, _sides in parts} - self._numbers:
            _hold(not isinstance(self._number[number], Finding))
            self._numbers.add(number)
        lines = [(sides, who) for (_number, _comma, sides), (_before, _told, who) in zip(parts, rests, strict=True)]
        return tuple(map(self._postings.__getitem__, lines))


class _Postings(dict[tuple[bytes, bytes], Posting]):
    """What lines post by what stands on them; those that are first met stay empty until they are found out together."""

    def __init__(self, meanings: Sequence[Meanings]) -> None:
        super().__init__()
        self._sides, self._who = _Sides(meanings[:4]), _Who(meanings[4:])
        self._new: list[tuple[bytes, bytes]] = []
        self._empty: list[Posting] = []

    def __missing__(self, cells: tuple[bytes, bytes]) -> Posting:
        posting = self[cells] = object.__new__(Posting)
        self._new.append(cells)
        self._empty.append(posting)
        return posting

    def find_out(self) -> None:
        """Fill those that were first met."""
        if self._new:
            sides, who = zip(*self._new, strict=True)
            account, source, amount = zip(*map(self._sides.__getitem__, sides), strict=True)
            member, holder = zip(*map(self._who.__getitem__, who), strict=True)
            names = ("account", "source", "amount", "member", "holder")
            filled(self._empty, dict(zip(names, (account, source, amount, member, holder), strict=True)))
            self._new, self._empty = [], []


class _Sides(dict[bytes, tuple[str, str, Money]]):
    """The account and the source of a line, and what it moves, by the cells that say so; most lines say few things."""

    def __init__(self, meanings: Sequence[Meanings]) -> None:
        super().__init__()
        self._meanings = meanings

    def __missing__(self, cells: bytes) -> tuple[str, str, Money]:
        account, source, debit, credit = _meant(self._meanings, cells)
        amount = debit if credit is None else credit
        # Whether a cell has a fault, is asked of every column once a block is through.
        _hold((debit is None or credit is None) and isinstance(amount, Money) and amount.satang >= 0)
        found = self[cells] = (account, source, amount if credit is None else -amount)
        return found


class _Who(dict[bytes, tuple[str, str]]):
    """The member and the holder of a line by the cells that name them."""

    def __init__(self, meanings: Sequence[Meanings]) -> None:
        super().__init__()
        self._meanings = meanings

    def __missing__(self, cells: bytes) -> tuple[str, str]:
        member, holder = _meant(self._meanings, cells)
        found = self[cells] = (member or "", holder or "")
        return found


def _meant(meanings: Sequence[Meanings], cells: bytes) -> list[Any]:
    each = cells.split(b",")
    _hold(len(each) == len(meanings))
    return [meant[cell] for meant, cell in zip(meanings, each, strict=True)]

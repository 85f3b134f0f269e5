"""Entries of a journal in which nothing is wrong: what all lines of an entry say alike is read once.

An answer is given only where nothing at all may be wrong with a cell, a line or the chain. Else the journal is read
line by line, and that tells what.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import accumulate, chain, pairwise
from operator import eq, getitem
from typing import Any

from attrs import frozen

from communitywelfare.accounting import Entry, Posting
from communitywelfare.bulk import filled
from communitywelfare.io._chain import GENESIS, SEALED, UNSEALED, Doubt, plain_lines
from communitywelfare.io._columns import Meanings
from communitywelfare.io._entries import OF_EACH_LINE, OF_THE_FIRST_LINE, Shared, Table, entries_made
from communitywelfare.io._schema import schemas
from communitywelfare.money import Money

__all__ = ["SoundEntries", "sound_entries"]

_KEPT_AT_MOST = 100_000
_ALIKE = tuple(column.id for column in schemas()["journal"].columns)[:-2]
_OPENS, _TELLS, _CLOSES = slice(0, 3), slice(8, 11), slice(13, 16)  # the cells that all lines of an entry have alike


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
    if b"\0" in contents:
        return None
    reading = _Reading()
    try:
        entries = tuple(chain.from_iterable(map(reading.entries, _blocks(contents))))
    except (Doubt, UnicodeDecodeError):
        return None
    return SoundEntries(entries, reading.lines, reading.debit, reading.credit)


def _hold(is_so: bool) -> None:  # noqa: FBT001 - the one thing that it is told
    """Go on only where this is so."""
    if not is_so:
        raise Doubt


@frozen
class _Block:
    """Some entries: what their lines say alike, how many lines they have, what these say besides, and the seals."""

    heads: list[list[bytes]]
    sizes: list[int]
    rests: list[tuple[bytes, bytes, bytes]]
    seals: list[bytes]


def _blocks(contents: bytes) -> Iterator[_Block]:
    """Part the file into entries; the chain is verified on the way."""
    prev = GENESIS.encode()
    for lines, ends in plain_lines(contents):
        block = _Block([], [], [], [])
        for begin, end in pairwise([0, *ends]):
            prev = _take(block, lines[begin:end], prev)
        if ends:
            yield block


def _take(block: _Block, lines: list[bytes], prev: bytes) -> bytes:
    """Add the lines of an entry to a block; what comes back is its seal."""
    head = lines[0].split(b",", len(_ALIKE))
    _hold(len(head) > len(_ALIKE))
    opens, closes = b",".join((*head[_OPENS], b"")), b",".join((b"", *head[_CLOSES]))
    begin, end = len(opens), -len(closes) - UNSEALED - 1
    rests = [line[begin:end] for line in lines]
    rests[-1] = lines[-1][begin : -len(closes) - SEALED - 1]
    stored = opens + (closes + b"\n" + opens).join(rests) + closes
    seal = sha256(prev + b"\n" + stored).hexdigest().encode()
    sealed = b",".join((opens + (closes + b",,\r\n" + opens).join(rests) + closes, prev, seal + b"\r"))
    _hold(b"\n".join(lines) == sealed)  # each line says what the first one does, and the seal is of these lines
    block.heads.append(head)
    block.sizes.append(len(lines))
    told = b",".join((b"", *head[_TELLS], b""))
    block.rests.extend([rest.partition(told) for rest in rests])
    block.seals.append(seal)
    return seal


class _Reading:
    """Makes the entries of a journal, block by block, and adds up what their lines move."""

    def __init__(self) -> None:
        self._meanings = {column.id: Meanings(column) for column in schemas()["journal"].columns}
        self._numbers: set[bytes] = set()
        self._of_a_line = [self._meanings[name] for name in OF_EACH_LINE]
        self._postings = _Postings(self._of_a_line)
        self._shared = Shared()
        self._number, self._seal = "", GENESIS
        self.lines = self.debit = self.credit = 0

    def entries(self, block: _Block) -> list[Entry]:
        """The entries of a block."""
        heads = dict(zip(_ALIKE, zip(*block.heads, strict=True), strict=False))
        columns = {name: self._understood(name, heads[name]) for name in OF_THE_FIRST_LINE}
        self._look_at_numbers(columns["entry_no"])
        postings = self._of_lines(block.rests)
        seals = [self._seal, *(seal.decode() for seal in block.seals)]
        self._seal = seals[-1]
        stops = accumulate(block.sizes, initial=0)
        table: Table = {
            **columns,
            "prev": seals[:-1],
            "hash": seals[1:],
            "postings": [postings[start:stop] for start, stop in pairwise(stops)],
        }
        return entries_made(table, self._shared)

    def _understood(self, name: str, cells: Sequence[bytes]) -> list[Any]:
        values = self._meanings[name].of(b"\n".join(cells).decode().split("\n"))
        _hold(not self._meanings[name].has_faults)
        return values

    def _look_at_numbers(self, numbers: list[str]) -> None:
        """Lines that follow one another with one number are one entry, though it may have been sealed in two parts."""
        _hold(not any(map(eq, numbers, [self._number, *numbers[:-1]])))
        self._number = numbers[-1]

    def _of_lines(self, rests: list[tuple[bytes, bytes, bytes]]) -> list[Posting]:
        """The postings of lines, of which each says its own number first."""
        parts = [before.partition(b",") for before, _told, _after in rests]
        for number in {number for number, _comma, _sides in parts} - self._numbers:
            self._understood("line", [number])
            self._numbers.add(number)
        if len(self._postings) > _KEPT_AT_MOST:
            self._postings = _Postings(self._of_a_line)
        known = self._postings
        postings = [
            known[sides, who] for (_number, _comma, sides), (_before, _told, who) in zip(parts, rests, strict=True)
        ]
        known.find_out()
        _hold(not any(meanings.has_faults for meanings in self._of_a_line))
        moved = [posting.amount.satang for posting in postings]
        debits = [satang for satang in moved if satang > 0]
        debit = sum(debits)
        self.lines += len(moved)
        self.debit += debit
        self.credit += debit - sum(moved)
        return postings


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

    def __init__(self, meanings: Sequence[Mapping[str, Any]]) -> None:
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

    def __init__(self, meanings: Sequence[Mapping[str, Any]]) -> None:
        super().__init__()
        self._meanings = meanings

    def __missing__(self, cells: bytes) -> tuple[str, str]:
        member, holder = _meant(self._meanings, cells)
        found = self[cells] = (member or "", holder or "")
        return found


def _meant(meanings: Sequence[Mapping[str, Any]], cells: bytes) -> list[Any]:
    texts = cells.decode().split(",")
    _hold(len(texts) == len(meanings))
    return list(map(getitem, meanings, texts))

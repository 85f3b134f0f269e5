"""Whole entries of a journal as this library writes it, some at a time, and the chain over them verified on the way."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat

from attrs import frozen

from communitywelfare.io._chain import GENESIS, SEALED, UNSEALED, Doubt, hash_of, plain_lines
from communitywelfare.io._schema import schemas

__all__ = ["SealedEntries", "sealed_entries"]

_ALIKE = tuple(column.id for column in schemas()["journal"].columns)[:-2]
_OPENS, _TELLS, _CLOSES = slice(0, 3), slice(8, 11), slice(13, 16)  # the cells that all lines of an entry have alike
_NOTHING = repeat(b"")
_END = UNSEALED + 1  # the two blank cells and the carriage return after a line that is not its entry's last
_SEAL = SEALED - UNSEALED


@frozen
class SealedEntries:
    """Some entries whose seals hold.

    `heads` are the cells of the first line of each, by column. `rests` is what each line of an entry says besides the
    others: from its number to its holder, with `told` between, which all of them say alike.
    """

    heads: Mapping[str, Sequence[bytes]]
    rests: list[list[bytes]]
    told: list[bytes]
    seals: list[str]


def sealed_entries(contents: bytes) -> Iterator[SealedEntries]:
    """All entries of a journal.

    Raises:
        Doubt: What `plain_lines` raises it for, or lines of an entry differ where they should not, or a seal is wrong.
    """
    prev = GENESIS.encode()
    for lines, ends in plain_lines(contents):
        if ends:
            block, prev = _block(lines, ends, prev)
            yield block


def _block(lines: list[bytes], ends: list[int], prev: bytes) -> tuple[SealedEntries, bytes]:
    """The entries that end after so many lines, and the seal of the last of them."""
    begins = [0, *ends[:-1]]
    heads = [lines[begin].split(b",", len(_ALIKE)) for begin in begins]
    if min(map(len, heads)) <= len(_ALIKE):
        raise Doubt
    columns = list(zip(*heads, strict=True))
    opens, told = _joined(*columns[_OPENS], _NOTHING), _joined(_NOTHING, *columns[_TELLS], _NOTHING)
    every, seals, sealed = list[list[bytes]](), list[str](), list[bytes]()
    for begin, end, opened, closed in zip(begins, ends, opens, _joined(_NOTHING, *columns[_CLOSES]), strict=True):
        start, stop = len(opened), -len(closed) - _END
        own = lines[begin:end]
        last = own.pop()
        rests = [line[start:stop] for line in own]
        rests.append(last[start : stop - _SEAL])
        stored = opened + (closed + b"\n" + opened).join(rests) + closed
        before, prev = prev, hash_of(prev, (stored,))
        sealed.append(b",".join((stored.replace(b"\n", b",,\r\n"), before, prev)))
        every.append(rests)
        seals.append(prev.decode())
    # Each line says what the first of its entry does, and each seal is of just these lines.
    if b"\r\n".join(sealed) + b"\r" != b"\n".join(lines[: ends[-1]]):
        raise Doubt
    return SealedEntries(dict(zip(_ALIKE, columns, strict=False)), every, told, seals), prev


def _joined(*columns: Iterator[bytes] | Sequence[bytes]) -> list[bytes]:
    """Cells of each row with the commas between them."""
    return list(map(b",".join, zip(*columns, strict=False)))

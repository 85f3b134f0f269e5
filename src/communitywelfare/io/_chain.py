"""The chain of hashes over the stored lines of ``journal.csv``: does it hold, and if not, where does it break first?"""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import chain

from communitywelfare.io._lines import line_of
from communitywelfare.io._schema import schemas
from communitywelfare.io._tables import pieces

__all__ = ["GENESIS", "SEALED", "UNSEALED", "Doubt", "broken_at", "hash_of", "header", "plain_lines"]

GENESIS = "0" * 64
SEALED = 2 * (1 + len(GENESIS))  # the two cells at the end of a line that is sealed, with their commas
UNSEALED = 2  # the same two cells, blank
_AT_ONCE = 2**16  # bytes
_PENDING_AT_MOST = 10_000  # lines; an entry of more goes the long road


class Doubt(Exception):
    """A journal may not be as this library writes it: it must be looked at line by line, by the long road."""


def header() -> str:
    """The first line of the file."""
    return line_of([column.id for column in schemas()["journal"].columns])


def broken_at(text: str | bytes) -> tuple[int, str] | None:
    """The line of the file, and the entry, where the chain of stored lines first does not hold; None if it holds.

    The text of the file may come as UTF-8.
    """
    lines = _stored(text.encode() if isinstance(text, str) else text)
    if next(lines) != (1, header().encode()):
        return 1, ""
    prev, pending = GENESIS.encode(), list[bytes]()
    number, line = 1, b""
    for number, line in lines:
        if line[-2:] == b",,":
            pending.append(line[:-2])
            continue
        pending.append(line[:-SEALED])
        seal = hash_of(prev, pending)
        if line[-SEALED:] != b",%b,%b" % (prev, seal):
            return number, _entry_of(line)
        prev, pending = seal, []
    return (number, _entry_of(line)) if pending else None


def plain_lines(contents: bytes) -> Iterator[tuple[list[bytes], list[int]]]:
    """Whole entries, some at a time: their lines, each with its carriage return, and how many there are to each's end.

    No cell on them is quoted, holds the end of a line, or is longer than `csv` reads. Whether seals hold is not asked.

    Raises:
        Doubt: The file is not of such lines, or does not end with a seal.
    """
    first, pending, limit = header().encode() + b"\r\n", list[bytes](), csv.field_size_limit()
    if b'"' in contents or not contents.startswith(first, len(BOM_UTF8) if contents.startswith(BOM_UTF8) else 0):
        raise Doubt
    for piece in pieces(contents, b"\r\n", size=_AT_ONCE):
        text, first = piece.removeprefix(first), b""
        *lines, last = text.split(b"\n")
        if last or text.count(b"\r") != len(lines):  # that each line has one at its end, is seen by what stands there
            raise Doubt
        if len(piece) > limit and max(map(len, lines)) > limit:
            raise Doubt
        before = len(pending) + 1
        ends = [count for count, line in enumerate(lines, start=before) if line[-3:] != b",,\r"]
        lines = pending + lines
        pending = lines[ends[-1] :] if ends else lines
        if len(pending) > _PENDING_AT_MOST:
            raise Doubt
        yield lines, ends
    if pending:
        raise Doubt


def _entry_of(line: bytes) -> str:
    return line.partition(b",")[0].decode()


def _stored(contents: bytes) -> Iterator[tuple[int, bytes]]:
    """The stored lines, each with the line of the file on which it begins; a quoted cell may go over several."""
    parts = pieces(contents, b"\r\n")
    lines = enumerate(chain.from_iterable(piece.removesuffix(b"\r\n").split(b"\r\n") for piece in parts), start=1)
    return lines if b'"' not in contents else _joined(lines)


def _joined(lines: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """Lines with those that go on from an open quote joined to them."""
    begun: list[bytes] = []
    begins = 0
    is_open = False
    for number, line in lines:
        begins = begins if begun else number
        begun.append(line)
        is_open ^= line.count(b'"') % 2 == 1
        if not is_open:
            yield begins, b"\r\n".join(begun)
            begun = []
    if begun:
        yield begins, b"\r\n".join(begun)


def hash_of(prev: bytes, stored: Sequence[bytes]) -> bytes:
    """The seal of an entry: over the one before it and its stored lines."""
    return sha256(b"\n".join((prev, *stored))).hexdigest().encode()

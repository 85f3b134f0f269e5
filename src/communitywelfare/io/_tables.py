"""CSV files as cells: bytes to text, text to rows of cells, each with the line of the file on which it begins.

Large files are taken piece by piece, so that what is made of a piece is still at hand when it is used.
"""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import accumulate, chain, islice
from typing import Protocol, TypeVar

from attrs import frozen

from communitywelfare.errors import Finding, FormatError, Place, Severity

__all__ = ["Block", "Cells", "Sheet", "decode", "misfit", "pieces", "utf_8"]

ENCODINGS = ("utf-8-sig", "utf-8", "cp874")
V = TypeVar("V")
_PIECE = 16_384  # bytes
_AT_ONCE = 32_768  # bytes, few enough to stay in a processor's cache from being split to being understood
_ROWS_AT_ONCE = 250  # about as many


def decode(file: str, contents: bytes, encoding: str) -> str:
    """The text of a file in its declared encoding; an encoding is never guessed.

    Raises:
        FormatError: The bytes are not of that encoding; the finding says which one they would fit.
    """
    try:
        text = contents.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise misfit(file, contents, encoding, contents.count(b"\n", 0, error.start) + 1) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        finding = Finding("file.nul", Severity.ERROR, place=Place(file=file, row=line))
        raise FormatError(f"{file} holds a NUL on line {line}: it is no text", finding)
    return text


def misfit(file: str, contents: bytes, encoding: str, line: int) -> FormatError:
    """That a file is not in its encoding, from which line on, and which encoding it would fit."""
    params = {"declared": encoding, "fits": _fitting(contents, encoding)}
    finding = Finding("file.encoding", Severity.ERROR, place=Place(file=file, row=line), params=params)
    return FormatError(f"{file} is not {encoding} on line {line}", finding)


def utf_8(file: str, contents: bytes, encoding: str) -> bytes:
    """The bytes of a file in UTF-8, whatever its declared encoding; `pieces` leaves out a byte order mark.

    Raises:
        FormatError: What `decode` raises.
    """
    if not encoding.startswith("utf-8"):
        return decode(file, contents, encoding).encode()
    try:
        for piece in pieces(contents, b"\n"):
            piece.decode()
    except UnicodeDecodeError:
        decode(file, contents, encoding)
    if b"\0" in contents:
        decode(file, contents, encoding)
    return contents


def pieces(contents: bytes, ends: bytes, *, size: int = _PIECE) -> Iterator[bytes]:
    """The bytes of a file in pieces that end where a line ends, without a byte order mark."""
    begin = start = len(BOM_UTF8) if contents.startswith(BOM_UTF8) else 0
    while (cut := contents.find(ends, start + size)) >= 0:
        yield contents[start : cut + len(ends)]
        start = cut + len(ends)
    if start == begin or start < len(contents):
        yield contents[start:]


def _fitting(contents: bytes, declared: str) -> str:
    for encoding in ENCODINGS:
        try:
            contents.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding if encoding != declared else ""
    return ""


Cells = Sequence[str] | Sequence[bytes]
"""Cells that stand one below the other, as text or as UTF-8, in which no end of a line stands then."""


class Block(Protocol):
    """Some rows of a file that follow one another."""

    @property
    def lines(self) -> Sequence[int]:
        """The lines of the file on which they begin, from 1."""

    @property
    def rows(self) -> Sequence[list[str]]:
        """The cells of each."""

    def columns(self, width: int) -> "Sequence[Cells] | None":
        """The cells column by column, where every row has so many; else None."""

    def without_blanks(self) -> "Block":
        """The same rows without lines on which nothing stands."""


@frozen
class _Rows:
    """Rows that were parted into cells."""

    lines: Sequence[int]
    rows: Sequence[list[str]]

    def columns(self, width: int) -> Sequence[Cells] | None:
        return list(zip(*self.rows, strict=True)) if set(map(len, self.rows)) == {width} else None

    def without_blanks(self) -> Block:
        return self if all(self.rows) else _Rows(*_filled(self.lines, self.rows))


@frozen
class _Unparted:
    """Rows on which nothing is quoted, each as its bytes: all of them can be parted at once."""

    lines: Sequence[int]
    stored: Sequence[bytes]

    @property
    def rows(self) -> Sequence[list[str]]:
        return [row.decode().split(",") if row else [] for row in self.stored]

    def columns(self, width: int) -> Sequence[Cells] | None:
        if not self.stored:
            return None
        # An end of line between two rows is a cell of its own, and stands where it should if each has its width.
        cells = b",\n,".join(self.stored).split(b",")
        between = len(self.stored) - 1
        is_so = len(cells) == width + between * (width + 1) and cells[width :: width + 1].count(b"\n") == between
        return [cells[place :: width + 1] for place in range(width)] if is_so else None

    def without_blanks(self) -> Block:
        return _Unparted(*_filled(self.lines, self.stored)) if b"" in self.stored else self


def _filled(lines: Sequence[int], rows: Sequence[V]) -> tuple[list[int], list[V]]:
    filled = [(line, row) for line, row in zip(lines, rows, strict=True) if row]
    return [line for line, _row in filled], [row for _line, row in filled]


class _TornError(Exception):
    """From a line on, a file cannot be read."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


class Sheet:
    """The header of a CSV file, and its rows block by block; its text may come as UTF-8."""

    def __init__(self, file: str, text: str | bytes) -> None:
        contents = text.encode() if isinstance(text, str) else text
        self.file = file
        self.torn: Finding | None = None
        self._blocks = _quoted(contents) if b'"' in contents else _unquoted(contents)
        header = self._block()
        self.header = () if header is None else tuple(cell.strip() for cell in header.rows[0])

    def blocks(self) -> Iterator[Block]:
        """The rows below the header, without blank ones. After a torn quote nothing can be read; `torn` says where."""
        while (block := self._block()) is not None:
            yield block.without_blanks()

    def _block(self) -> Block | None:
        try:
            return next(self._blocks, None)
        except _TornError as torn:
            place = Place(file=self.file, row=torn.line)
            self.torn = Finding("table.torn", Severity.ERROR, place=place, params={"reason": torn.reason})
            return None


def _quoted(contents: bytes) -> Iterator[Block]:
    """The first row of a file, and then the others, some at a time; a quoted cell may go over several lines."""
    reader, line, size = csv.reader(_lines(contents), strict=True), 1, 1
    while True:
        rows, reason = list[list[str]](), ""
        try:
            rows.extend(islice(reader, size))  # the rows before an error are kept
        except csv.Error as error:
            reason = str(error)
        if rows:
            *lines, line = accumulate(map(_line_ends, rows), initial=line)
            yield _Rows(lines, rows)
        if reason:
            raise _TornError(line, reason)
        if not rows:
            return
        size = _ROWS_AT_ONCE


def _unquoted(contents: bytes) -> Iterator[Block]:
    """The same of a file in which nothing is quoted: each comma parts two cells, each end of a line two rows."""
    ends, line = b"\r\n" if b"\r" in contents else b"\n", 1
    for piece in pieces(contents, ends, size=_AT_ONCE):
        stored = _split_lines(piece, ends)
        reached = _too_long(stored) if len(piece) > csv.field_size_limit() else None
        stored = stored[:reached]
        if line == 1 and stored:
            yield _Unparted(range(1, 2), stored[:1])
            stored, line = stored[1:], 2
        yield _Unparted(range(line, line + len(stored)), stored)
        line += len(stored)
        if reached is not None:
            raise _TornError(line, f"field larger than field limit ({csv.field_size_limit()})")


def _too_long(stored: Sequence[bytes]) -> int | None:
    """Which of some rows has a cell that is longer than `csv` reads: with a quote anywhere in the file it would not."""
    limit = csv.field_size_limit()
    return next((at for at, row in enumerate(stored) if max(map(len, row.decode().split(","))) > limit), None)


def _split_lines(piece: bytes, ends: bytes) -> list[bytes]:
    """The lines of a piece: parted where all of them should end, and at other ends of lines only where any are."""
    whole = piece.removesuffix(ends)
    lines = whole.split(ends)
    if ends == b"\n" or whole.count(b"\r") == whole.count(b"\n") == len(lines) - 1:
        return lines
    return piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n").split(b"\n")


def _lines(contents: bytes) -> Iterator[str]:
    return chain.from_iterable(StringIO(piece.decode(), newline="") for piece in pieces(contents, b"\n"))


def _line_ends(cells: list[str]) -> int:
    """How many lines of the file a row takes: a quoted cell may go over several."""
    return 1 + sum(cell.count("\n") + cell.count("\r") - cell.count("\r\n") for cell in cells)

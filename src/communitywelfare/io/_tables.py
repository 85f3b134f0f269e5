"""CSV files as cells: bytes to text, text to rows of cells, each with the line of the file on which it begins.

Large files are taken piece by piece, so that what is made of a piece is still at hand when it is used.
"""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import accumulate, chain, islice

from attrs import frozen

from communitywelfare.errors import Finding, FormatError, Place, Severity

__all__ = ["Block", "Sheet", "decode", "misfit", "pieces", "utf_8"]

ENCODINGS = ("utf-8-sig", "utf-8", "cp874")
_ROWS_AT_ONCE = 250  # few enough to stay in a processor's cache from being split to being understood
_PIECE = 16_384


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


@frozen
class Block:
    """Some rows of a file that follow one another; `lines` are the lines on which they begin, from 1."""

    lines: Sequence[int]
    rows: Sequence[list[str]]

    def without_blanks(self) -> "Block":
        """The same rows without lines on which nothing stands."""
        if all(self.rows):
            return self
        filled = [(line, cells) for line, cells in zip(self.lines, self.rows, strict=True) if cells]
        return Block([line for line, _cells in filled], [cells for _line, cells in filled])


class Sheet:
    """The header of a CSV file, and its rows block by block; its text may come as UTF-8."""

    def __init__(self, file: str, text: str | bytes) -> None:
        contents = text.encode() if isinstance(text, str) else text
        self.file = file
        self.torn: Finding | None = None
        self._line = 1
        self._reader = None if b'"' not in contents else csv.reader(_lines(contents), strict=True)
        self._rows = _split(contents) if self._reader is None else self._reader
        header = self._block(1)
        self.header = tuple(cell.strip() for cell in header.rows[0]) if header.rows else ()

    def blocks(self) -> Iterator[Block]:
        """The rows below the header, without blank ones. After a torn quote nothing can be read; `torn` says where."""
        while self.torn is None and (block := self._block(_ROWS_AT_ONCE)).rows:
            yield block.without_blanks()

    def _block(self, size: int) -> Block:
        first, rows = self._line, list[list[str]]()
        try:
            rows.extend(islice(self._rows, size))  # the rows before an error are kept
        except csv.Error as error:
            place = Place(file=self.file, row=first + sum(map(_line_ends, rows)))
            self.torn = Finding("table.torn", Severity.ERROR, place=place, params={"reason": str(error)})
        self._line += len(rows)
        if self._reader is None or self._reader.line_num == self._line - 1:
            return Block(range(first, self._line), rows)
        lines = list(accumulate(map(_line_ends, rows), initial=first))
        self._line = lines.pop()
        return Block(lines, rows)


def _split(contents: bytes) -> Iterator[list[str]]:
    """The rows of a file in which nothing is quoted: each comma parts two cells, each end of a line two rows."""
    ends = "\r\n" if b"\r" in contents else "\n"
    texts = (piece.decode() for piece in pieces(contents, ends.encode()))
    return chain.from_iterable(
        _as_short([line.split(",") if line else [] for line in _split_lines(text, ends)], text) for text in texts
    )


def _split_lines(text: str, ends: str) -> list[str]:
    """The lines of a text: parted where all of them should end, and at other ends of lines only where there are any."""
    whole = text.removesuffix(ends)
    lines = whole.split(ends)
    if ends == "\n" or whole.count("\r") == whole.count("\n") == len(lines) - 1:
        return lines
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")


def _as_short(rows: list[list[str]], text: str) -> Iterable[list[str]]:
    """The rows of a text until a cell is longer than `csv` reads: with a quote anywhere in the file it would not."""
    return rows if len(text) <= csv.field_size_limit() else _until_too_long(rows)


def _until_too_long(rows: list[list[str]]) -> Iterator[list[str]]:
    limit = csv.field_size_limit()
    for cells in rows:
        if any(len(cell) > limit for cell in cells):
            raise csv.Error(f"field larger than field limit ({limit})")
        yield cells


def _lines(contents: bytes) -> Iterator[str]:
    return chain.from_iterable(StringIO(piece.decode(), newline="") for piece in pieces(contents, b"\n"))


def _line_ends(cells: list[str]) -> int:
    """How many lines of the file a row takes: a quoted cell may go over several."""
    return 1 + sum(cell.count("\n") + cell.count("\r") - cell.count("\r\n") for cell in cells)

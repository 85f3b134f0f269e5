"""CSV files as cells: bytes to text, text to rows of cells, each with the line of the file on which it begins."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import accumulate, islice

from attrs import frozen

from communitywelfare.errors import Finding, FormatError, Place, Severity

__all__ = ["Block", "Sheet", "decode"]

ENCODINGS = ("utf-8-sig", "utf-8", "cp874")
_ROWS_AT_ONCE = 500  # few enough to stay in a processor's cache from being split to being understood


def decode(file: str, contents: bytes, encoding: str) -> str:
    """The text of a file in its declared encoding; an encoding is never guessed.

    Raises:
        FormatError: The bytes are not of that encoding; the finding says which one they would fit.
    """
    try:
        text = contents.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        line = contents.count(b"\n", 0, error.start) + 1
        params = {"declared": encoding, "fits": _fitting(contents, encoding)}
        finding = Finding("file.encoding", Severity.ERROR, place=Place(file=file, row=line), params=params)
        raise FormatError(f"{file} is not {encoding} on line {line}", finding) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        finding = Finding("file.nul", Severity.ERROR, place=Place(file=file, row=line))
        raise FormatError(f"{file} holds a NUL on line {line}: it is no text", finding)
    return text


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
    """The header of a CSV file, and its rows block by block."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.torn: Finding | None = None
        self._line = 1
        self._reader = None if _is_unquoted(text) else csv.reader(StringIO(text, newline=""), strict=True)
        self._rows = _split(text) if self._reader is None else self._reader
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


def _is_unquoted(text: str) -> bool:
    """Whether nothing is quoted, and all lines end alike: then each comma parts two cells, each line end two rows."""
    ends = "\r\n" if "\r" in text else "\n"
    return '"' not in text and text.count(ends) * len(ends) == text.count("\n") + text.count("\r")


def _split(text: str) -> Iterator[list[str]]:
    ends = "\r\n" if "\r" in text else "\n"
    return (line.split(",") if line else [] for line in text.removesuffix(ends).split(ends))


def _line_ends(cells: list[str]) -> int:
    """How many lines of the file a row takes: a quoted cell may go over several."""
    return 1 + sum(cell.count("\n") + cell.count("\r") - cell.count("\r\n") for cell in cells)

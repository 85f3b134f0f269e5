"""CSV that people will open in a spreadsheet: Thai reads right, and no cell runs as a formula."""

import re
from collections.abc import Iterable, Sequence

from communitywelfare.io._cells import neutral
from communitywelfare.io._lines import encode, line_of

__all__ = ["csv_text"]

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")  # begins with a minus, and still is no formula


def csv_text(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows of text as a CSV file, UTF-8 with BOM.

    Raises:
        FormatError: A cell is no text but half a surrogate pair, as bytes at a shell may be.
    """
    lines = (line_of([cell if not cell or _NUMBER.fullmatch(cell) else neutral(cell) for cell in row]) for row in rows)
    return encode("", "".join(f"{line}\r\n" for line in lines), "utf-8-sig")

"""CSV that people will open in a spreadsheet: Thai reads right, and no cell runs as a formula."""

from collections.abc import Iterable, Sequence

from communitywelfare.io._cells import neutral
from communitywelfare.io._lines import line_of

__all__ = ["csv_text"]


def csv_text(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows of text as a CSV file, UTF-8 with BOM."""
    lines = (line_of([neutral(cell) if cell else cell for cell in row]) for row in rows)
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")

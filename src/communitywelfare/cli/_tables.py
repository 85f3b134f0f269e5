"""Tables on a terminal: columns side by side, Thai letters in the room that they take."""

import unicodedata
from collections.abc import Collection, Iterator, Sequence

__all__ = ["table_lines", "width_of"]

_GAP = "  "


def width_of(text: str) -> int:
    """How many places a text takes: vowels and tone marks above and below a letter take none.

    >>> width_of("ชื่อ"), width_of("name")
    (2, 4)
    """
    return sum(unicodedata.category(letter) not in {"Mn", "Cf"} for letter in text)


def table_lines(rows: Sequence[Sequence[str]], *, right: Collection[int] = ()) -> Iterator[str]:
    """Rows of equally many cells as lines; the last column takes what room it needs.

    >>> list(table_lines([("ปี", "คน"), ("2567", "12")], right=(1,)))
    ['ปี     คน', '2567  12']
    """
    columns = list(zip(*rows, strict=True))
    widths = [max(map(width_of, column)) for column in columns]
    for row in rows:
        cells = []
        for at, (cell, width) in enumerate(zip(row, widths, strict=True)):
            room = " " * (width - width_of(cell))
            is_open = at == len(row) - 1 and at not in right
            cells.append(f"{room}{cell}" if at in right else cell if is_open else f"{cell}{room}")
        yield _GAP.join(cells)

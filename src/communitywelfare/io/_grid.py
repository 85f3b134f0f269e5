"""CSV bytes as a grid of cells, for arrays: where each cell stands, and which cells hold the same bytes."""

from collections.abc import Iterator, Sequence

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

__all__ = ["ROOM", "Distinct", "Grid", "Whole", "grid_of"]

Whole = NDArray[np.int64]
Words = NDArray[np.uint64]
ROOM = _WORD = 8
"""So many bytes of a text must follow the lines of a grid: the cells are looked at by words of eight."""
_COMMA, _LINE_FEED, _CARRIAGE_RETURN = b",\n\r"
_MASKS = np.array([256**length - 1 for length in range(_WORD + 1)], dtype=np.uint64)


@frozen(eq=False)
class Distinct:
    """The different contents of some cells: `texts`, and for each cell which of them it holds."""

    texts: list[bytes]
    which: Whole


def grid_of(text: bytes, width: int, start: int, stop: int) -> "Grid | None":
    """The cells of some lines that end in CR LF, all of as many cells; None where these are not such lines.

    Args:
        text: Text without quotes; there is no NUL in it. It is not copied.
        width: How many cells each line has.
        start: Where the first of the lines begins.
        stop: Where the last of them ends; eight bytes follow, whatever they are.
    """
    # A word begins at every byte: they overlap, and are read where they lie.
    words: Words = np.ndarray((len(text) - _WORD + 1,), dtype="<u8", buffer=text, strides=(1,))
    characters = np.frombuffer(text, dtype=np.uint8)
    lines = characters[start:stop]
    is_mark = lines == _COMMA
    is_mark |= lines == _LINE_FEED
    marks = np.flatnonzero(is_mark)
    if marks.size == 0 or marks.size % width or marks[-1] != len(lines) - 1:
        return None
    marks += start
    starts = np.full_like(marks, start)
    np.add(marks[:-1], 1, out=starts[1:])
    ends = marks.reshape(-1, width)
    is_end = characters[ends] == _LINE_FEED
    ends[:, -1] -= 1
    rows = len(ends)
    is_regular = (
        is_end[:, -1].all()
        and np.count_nonzero(is_end) == rows
        and (characters[ends[:, -1]] == _CARRIAGE_RETURN).all()
        and np.count_nonzero(np.equal(lines, _CARRIAGE_RETURN, out=is_mark)) == rows
    )
    return Grid(text, words, starts.reshape(-1, width), ends) if is_regular else None


@frozen(eq=False)
class Grid:
    """Cells of unquoted lines: where in the text each begins and ends, by row and column, and the word at each byte."""

    text: bytes = field(repr=False)
    words: Words = field(repr=False)
    starts: Whole = field(repr=False)
    ends: Whole = field(repr=False)

    def __len__(self) -> int:
        return len(self.starts)

    def until(self, row: int) -> "Grid":
        """The lines before one of them."""
        return evolve(self, starts=self.starts[:row], ends=self.ends[:row])

    def begins_with(self, column: int, byte: bytes) -> NDArray[np.bool_]:
        """Whether each cell of a column has this byte first."""
        first: NDArray[np.bool_] = self.words[self.starts[:, column]] & 0xFF == ord(byte)
        return first

    def begins(self, row: int) -> int:
        """Where a line begins in the text."""
        return int(self.starts[row, 0])

    def lengths(self, column: int) -> Whole:
        """How many bytes each cell of a column has."""
        return self.ends[:, column] - self.starts[:, column]

    def is_new(self, column: int) -> NDArray[np.bool_]:
        """Whether a cell of a column differs from the one above it; the first does."""
        return _is_new(list(self._words_of(self.starts[:, column], self.ends[:, column])), len(self))

    def distinct(self, column: int, *, first: int = 0, last: int | None = None) -> Distinct:
        """What stands in the cells of a column, or from one byte to another of each."""
        begins, ends = self.starts[:, column], self.ends[:, column]
        starts = np.minimum(begins + first, ends)
        ends = ends if last is None else np.minimum(begins + last, ends)
        words = list(self._words_of(starts, ends))
        is_new = _is_new(words, len(self))  # what goes on from line to line is looked at once
        rows = np.flatnonzero(is_new)
        which = where = np.zeros(len(rows), dtype=np.int64)
        is_one = True
        for word in (each[rows] for each in words):
            if (word == word[0]).all():
                continue
            if is_one:
                _found, where, which = np.unique(word, return_index=True, return_inverse=True)
            else:  # what the words so far and this one hold together
                _found, of_word = np.unique(word, return_inverse=True)
                together = which * len(rows) + of_word
                _found, where, which = np.unique(together, return_index=True, return_inverse=True)
            is_one = False
        where = where[:1] if is_one else where
        texts = [self.text[starts[row] : ends[row]] for row in rows[where].tolist()]
        return Distinct(texts, which[np.cumsum(is_new) - 1])

    def _words_of(self, starts: Whole, ends: Whole) -> Iterator[Words]:
        """The bytes of cells, eight at a time, with zeros after their ends: text has no zeros of its own."""
        lengths = ends - starts
        shortest, longest = int(lengths.min()), int(lengths.max())
        for offset in range(0, longest, _WORD):
            here = starts + offset
            if offset + _WORD <= shortest:  # all of them go on
                yield self.words[here]
            else:
                left = np.minimum(np.maximum(lengths - offset, 0), _WORD)
                yield self.words[np.minimum(here, ends)] & _MASKS[left]


def _is_new(words: Sequence[Words], count: int) -> NDArray[np.bool_]:
    new = np.zeros(count, dtype=np.bool_)
    new[:1] = True
    for word in words:
        new[1:] |= word[1:] != word[:-1]
    return new

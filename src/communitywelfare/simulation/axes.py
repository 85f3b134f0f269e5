"""Kinds along an axis (ชนิด): numbers, or rows of a matrix, that are the same."""

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

__all__ = ["Axis", "axis_of", "axis_of_rows"]

Whole = NDArray[np.int64]


@frozen(eq=False)
class Axis:
    """The kinds of people along one side of the cells: `of` is that of each member, `first` a member of each kind."""

    of: Whole
    first: Whole

    def __len__(self) -> int:
        return len(self.first)


def axis_of(numbers: Whole) -> Axis:
    """The kinds of members who share a number, such as one for each kind that might be."""
    least = int(numbers.min())
    places = numbers - least if least else numbers
    first = np.full(int(numbers.max()) - least + 1, -1)
    first[places] = np.arange(len(numbers))
    there = np.flatnonzero(first >= 0)
    place = np.zeros(len(first), np.int64)
    place[there] = np.arange(len(there))
    return Axis(place.take(places), first[there])


def axis_of_rows(matrix: NDArray[Any]) -> Axis:
    """The kinds of rows of a matrix that are the same to the last bit; of floats, 0 and −0 are the same."""
    whole = np.ascontiguousarray(matrix + 0.0 if matrix.dtype.kind == "f" else matrix)
    if not whole.shape[1]:
        return Axis(np.zeros(len(whole), np.int64), np.zeros(min(len(whole), 1), np.int64))
    # As one value for each row: `np.unique` by axis makes a field for each column, which takes longer than the sorting.
    seen = whole.view(np.dtype((np.void, whole.dtype.itemsize * whole.shape[1]))).reshape(-1)
    _kinds, first, of = np.unique(seen, return_index=True, return_inverse=True)
    return Axis(of.reshape(-1), first)

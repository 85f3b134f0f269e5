"""Columns of which most cells are what they mean, such as names and notes: only the others have a meaning of their own.

A column of names has nearly as many distinct cells as rows, and nearly all of them are in order; to make a `Meaning` of
each would take longer than to read the file.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from attrs import evolve

from communitywelfare.errors import Finding, Severity
from communitywelfare.io.foreign._distinct import Meaning, notes_of
from communitywelfare.io.foreign.columns import NO_FLAWS, ColumnRead

__all__ = ["column_of", "followed_by", "warning"]


def column_of(cells: Sequence[Hashable], meanings: Mapping[Any, Meaning]) -> ColumnRead:
    """A column in which every cell that has a meaning of its own takes it, and every other one is its own value."""
    if not meanings:
        return ColumnRead(cells)
    values, flaws = list[Any](cells), dict[int, tuple[Finding, ...]]()
    for place, meaning in enumerate(map(meanings.get, cells)):
        if meaning is not None:
            values[place] = meaning.value
            if meaning.flaws:
                flaws[place] = meaning.flaws
    noted = {cell: meaning.notes for cell, meaning in meanings.items() if meaning.notes}
    return ColumnRead(values, flaws or NO_FLAWS, tuple(notes_of(cells, noted)))


def followed_by(first: ColumnRead, then: ColumnRead) -> ColumnRead:
    """What was found in two steps, of which the second read the values of the first."""
    flaws = {
        place: (*first.flaws.get(place, ()), *then.flaws.get(place, ()))
        for place in sorted({*first.flaws, *then.flaws})
    }
    return evolve(then, flaws=flaws or NO_FLAWS, notes=(*first.notes, *then.notes))


def warning(code: str, value: str, **params: object) -> Finding:
    """That a cell is used as it stands, but a person must look."""
    return Finding(code, Severity.WARNING, params={"value": value, **params})

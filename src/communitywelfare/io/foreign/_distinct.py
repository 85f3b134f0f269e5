"""Columns whose cells mean the same wherever they stand: each distinct cell is understood once.

A column of a hundred thousand cells mostly has a few hundred distinct ones; all others look up what they mean.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

from attrs import frozen

from communitywelfare.errors import Finding, Severity
from communitywelfare.identity import masked
from communitywelfare.io.foreign.columns import NO_FLAWS, Cell, ColumnRead
from communitywelfare.io.foreign.spellings import plain_words

__all__ = ["Meaning", "Note", "notes_of", "plain_cell", "read_distinct", "shown", "telling"]

Note: TypeAlias = tuple[str, Mapping[str, object]]
"""What is told of a column: the code, and parameters of its own; of several cells' notes the first one's stand."""

_FIRST = 5


@frozen
class Meaning:
    """What one distinct cell means: its value, what is wrong with it, and what is told of the whole column."""

    value: Any
    flaws: tuple[Finding, ...] = ()
    notes: tuple[Note, ...] = ()


def read_distinct(
    cells: Sequence[Cell] | Sequence[tuple[Cell, ...]], understand: Callable[[Any], Meaning]
) -> ColumnRead:
    """A column by what its distinct cells mean; a cell may be a tuple of those that stand beside each other."""
    keys = _keys(cells)
    meanings = {key: understand(cell) for key, cell in dict(zip(keys, cells, strict=True)).items()}
    values = {key: meaning.value for key, meaning in meanings.items()}
    flawed = {key: meaning.flaws for key, meaning in meanings.items() if meaning.flaws}
    noted = {key: meaning.notes for key, meaning in meanings.items() if meaning.notes}
    return ColumnRead(
        [values[key] for key in keys],
        {at: flawed[key] for at, key in enumerate(keys) if key in flawed} if flawed else NO_FLAWS,
        tuple(notes_of(keys, noted)),
    )


def _keys(cells: Sequence[Any]) -> Sequence[Hashable]:
    """What tells cells apart: 1, 1.0 and TRUE are equal to Python, but not to people."""
    kinds = set(map(type, cells))
    if len(kinds) == 1 and tuple not in kinds:
        return cells
    return [_key(cell) for cell in cells]


def _key(cell: Any) -> Hashable:
    return tuple(map(_key, cell)) if type(cell) is tuple else (type(cell), cell)


def notes_of(keys: Sequence[Hashable], noted: Mapping[Any, Iterable[Note]]) -> Iterable[Finding]:
    """What is told of a column for what is told of its distinct cells: each code once, with where it is true."""
    cells: dict[str, list[int]] = defaultdict(list)
    params: dict[str, Mapping[str, object]] = {}
    for at, key in enumerate(keys) if noted else ():
        for code, own in noted.get(key, ()):
            cells[code].append(at)
            params.setdefault(code, own)
    return (telling(code, at, **params[code]) for code, at in cells.items())


def telling(code: str, cells: Sequence[int], severity: Severity = Severity.INFO, /, **params: object) -> Finding:
    """One note on a column: how many cells it concerns, and the first of them by their positions."""
    return Finding(code, severity, params={**params, "count": len(cells), "cells": tuple(cells[:_FIRST])})


def shown(cell: Cell, *, personal: bool = False) -> str:
    """A cell as a message shows it; masked where the column is personal."""
    match cell:
        case bool():
            text = str(cell).upper()
        case float() if cell.is_integer() and abs(cell) < 1e15:
            text = str(int(cell))
        case datetime() | date() | time():
            text = cell.isoformat()
        case timedelta():
            text = str(cell)
        case _:
            text = str(cell)
    return masked(text) if personal else text


def plain_cell(cell: Cell) -> str:
    """A cell as spellings are compared: 1.0 of a workbook, and '1.0' of a program's text, are 1."""
    text = plain_words(shown(cell))
    whole, point, rest = text.partition(".")
    return whole if point and whole.isdigit() and set(rest) == {"0"} else text

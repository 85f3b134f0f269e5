"""What the cells of one column say: values, what is wrong with single cells, and what all of them show together.

A reader of columns is a pure function: cells in, a `ColumnRead` out. Its findings have no place: it does not know in
which file, and under which header, its column stands. Whoever gave it the cells does.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, TypeAlias

from attrs import field, frozen

from communitywelfare.errors import Finding

__all__ = ["NO_FLAWS", "Cell", "ColumnRead"]

Cell: TypeAlias = str | float | int | bool | datetime | date | time | timedelta
"""One cell as its container gives it. CSV has text only, a workbook numbers and dates too. Blank is the empty text."""

NO_FLAWS: Mapping[int, tuple[Finding, ...]] = MappingProxyType({})


@frozen
class ColumnRead:
    """One column, understood as far as it can be.

    Attributes:
        values: What each cell means; None where it is blank, or could not be understood (its flaw is an error then).
        flaws: What is wrong with single cells, by their position in the column from 0. Personal values are masked.
        notes: What is true of the column as a whole: its era with the evidence, and what was understood although it was
            written otherwise, with how many cells it concerns and the first of them, rather than a finding for each.
    """

    values: Sequence[Any]
    flaws: Mapping[int, tuple[Finding, ...]] = field(default=NO_FLAWS)
    notes: tuple[Finding, ...] = ()

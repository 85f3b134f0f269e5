"""What a column of dates says as a whole: how often each year, and each day of the year, is written in which form."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from attrs import frozen

from communitywelfare.errors import Finding, Severity
from communitywelfare.io.foreign._day_forms import Form, Written
from communitywelfare.io.foreign.columns import Cell

__all__ = ["Column", "Tally", "tally_of"]

_SHOWN = 5


@frozen
class Tally:
    """How many cells of a column say what; dates that are not in the calendar are among them.

    Attributes:
        forms: Cells by form.
        years: Cells by year, as it is written, and form.
        days: Cells by month, day and form; month and day are 0 where they are not written.
    """

    forms: Mapping[Form, int]
    years: Mapping[tuple[int, Form], int]
    days: Mapping[tuple[int, int, Form], int]


def tally_of(understood: Iterable[tuple[Written | str | None, int]]) -> Tally:
    """The tally of what distinct cells say, each with how many cells say it."""
    forms: Counter[Form] = Counter()
    years: Counter[tuple[int, Form]] = Counter()
    days: Counter[tuple[int, int, Form]] = Counter()
    for parts, count in understood:
        if type(parts) is tuple:
            year, month, day, form = parts
            years[year, form] += count
            days[month, day, form] += count
    for (_, form), count in years.items():
        forms[form] += count
    return Tally(forms, years, days)


@frozen(eq=False)
class Column:
    """The cells of a column with what each distinct one says."""

    cells: Sequence[Cell]
    counts: Mapping[Cell, int]
    understood: Mapping[Cell, Written | str | None]
    tally: Tally

    def those(self, test: Callable[[Written], bool]) -> set[Cell]:
        """The distinct cells that say something of which a test holds."""
        return {cell for cell, parts in self.understood.items() if isinstance(parts, tuple) and test(parts)}

    def note(self, code: str, severity: Severity, concerned: set[Cell], **params: object) -> Finding:
        """A finding on all cells that are concerned, with their number and the positions of the first of them."""
        count = sum(self.counts[cell] for cell in concerned)
        first = tuple(islice((position for position, cell in enumerate(self.cells) if cell in concerned), _SHOWN))
        return Finding(code, severity, params={"count": count, "cells": first, **params})

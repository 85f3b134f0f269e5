"""Columns of dates and of months as funds write them: of both eras, in words, in Thai digits, as spreadsheets' numbers.

>>> read = read_days(["20/04/2566", "๒๐ เม.ย. ๒๕๖๖", "29/02/2563", "2549", "–"])
>>> [str(value) for value in read.values]
['2023-04-20', '2023-04-20', '2020-02-29', '2006', 'None']
>>> [note.code for note in read.notes]
['column.era', 'column.thai_digits', 'column.month_words', 'cell.blank_word', 'column.partial_dates']

What is known stays known and no more: a year alone never becomes its first of January. A date is built in the common
era from what is written, so that 29 February 2563 is one. Handled here are DT01 to DT05, DT11 and DT12 of the catalogue
of messy data; what concerns two dates of a person is the importer's.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from communitywelfare.calendar import BE_OFFSET, Era, Month, PartialDate, Precision
from communitywelfare.errors import Finding, Severity
from communitywelfare.io.foreign._day_cells import is_run_together, written, written_month
from communitywelfare.io.foreign._day_forms import DayOrder, Kind, Written
from communitywelfare.io.foreign._day_notes import form_notes, month_notes, precision_notes
from communitywelfare.io.foreign._day_oddities import oddities_of
from communitywelfare.io.foreign._day_text import DayStyle, day_text
from communitywelfare.io.foreign._distinct import shown
from communitywelfare.io.foreign._tallies import Column, tally_of
from communitywelfare.io.foreign.columns import NO_FLAWS, Cell, ColumnRead
from communitywelfare.io.foreign.eras import Years, era_notes, years_of

__all__ = ["DayOrder", "DayStyle", "day_text", "read_days", "read_months"]

_NEW_YEAR_MOVED = 1940  # Thai years began on 1 April until พ.ศ. 2483, which ended with December
_Flaws = tuple[Finding, ...]


@lru_cache
def _error(code: str) -> Finding:
    return Finding(code, Severity.ERROR)


def read_days(
    cells: Sequence[Cell], *, era: Era | None = None, order: DayOrder = DayOrder.DMY, as_of: date | None = None
) -> ColumnRead:
    """Read a column of dates, each as a `PartialDate` of the common era, as precise as it is written.

    Args:
        cells: The column, whole: its era, and what its days show, can be seen only of all cells together.
        era: The era that is declared for the column. A year that is certainly of the other one is an error then.
            Without it the column decides; years of four digits are certain in any case.
        order: In which order a date's figures stand. It is never found out from them.
        as_of: The day on which the file was true; years of two digits lie in the hundred years before it. Without it
            they are errors.
    """
    column = _column(cells, written, order)
    years = years_of(column.tally, era=era, as_of=as_of)
    values, flaws = _meanings(column, years, as_of)
    notes = (
        *era_notes(column, years, era=era, as_of=as_of),
        *form_notes(column),
        *precision_notes(column),
        *oddities_of(column, years),
    )
    return ColumnRead(list(map(values.__getitem__, column.cells)), _told(column, flaws), notes)


def read_months(
    cells: Sequence[Cell], *, era: Era | None = None, order: DayOrder = DayOrder.DMY, as_of: date | None = None
) -> ColumnRead:
    """Read a column of months, each as a `Month`; a day stands for the month it lies in. See `read_days`.

    >>> read_months(["04/2566", "พ.ค. 2566", "2023-06"]).values
    [Month(year=2023, number=4), Month(year=2023, number=5), Month(year=2023, number=6)]
    """
    column = _column(cells, written_month, order)
    years = years_of(column.tally, era=era, as_of=as_of)
    values, flaws = _meanings(column, years, as_of)
    flaws |= {
        cell: (_error("date.no_month"),)
        for cell, value in values.items()
        if value and value.precision is Precision.YEAR
    }
    months = {
        cell: None if value is None or value.precision is Precision.YEAR else Month.of(value.first)
        for cell, value in values.items()
    }
    notes = (*era_notes(column, years, era=era, as_of=as_of), *form_notes(column), *month_notes(column))
    return ColumnRead(list(map(months.__getitem__, column.cells)), _told(column, flaws), notes)


def _column(cells: Sequence[Cell], reader: Callable[[Cell, DayOrder], Written | str | None], order: DayOrder) -> Column:
    counts = Counter(cells)
    if True in counts or False in counts:  # a truth value counts as the number 1 or 0, and says something else
        cells = [shown(cell) if isinstance(cell, bool) else cell for cell in cells]
        counts = Counter(cells)
    understood = {cell: reader(cell, order) for cell in counts}
    _settle_numbers(understood, counts)
    return Column(cells, counts, understood, tally_of(zip(understood.values(), counts.values(), strict=True)))


def _settle_numbers(understood: dict[Cell, Written | str | None], counts: Mapping[Cell, int]) -> None:
    """Leave bare numbers in text unread, unless most of them can be nothing but the days that a spreadsheet counts."""
    numbers = [cell for cell, parts in understood.items() if type(parts) is tuple and parts[3].kind is Kind.NUMBER]
    run_together = sum(counts[cell] for cell in numbers if is_run_together(str(cell)))
    if 2 * run_together >= sum(counts[cell] for cell in numbers):
        understood.update(dict.fromkeys(numbers, "date.number_as_text"))


def _meanings(
    column: Column, years: Years, as_of: date | None
) -> tuple[dict[Cell, PartialDate | None], dict[Cell, _Flaws]]:
    """What each distinct cell means, and what is wrong with those that have flaws."""
    values: dict[Cell, PartialDate | None] = {}
    flaws: dict[Cell, _Flaws] = {}
    for cell, parts in column.understood.items():
        if isinstance(parts, tuple):
            values[cell], wrong = _meaning(parts, years, as_of)
        else:
            values[cell], wrong = None, (_error(parts),) if parts else ()
        if wrong:
            flaws[cell] = wrong
    return values, flaws


def _meaning(parts: Written, years: Years, as_of: date | None) -> tuple[PartialDate | None, _Flaws]:
    year, month, day, form = parts
    of_year = years[year, form]
    if isinstance(of_year, Finding):
        return None, (of_year,)
    common, era = of_year
    value = _date(common, month, day)
    if common <= _NEW_YEAR_MOVED and era is Era.BE and 1 <= month <= 3:
        return value, (*_of_old_calendar(common, month, day), *(() if value else (_error("date.impossible"),)))
    if value is None:
        return None, (_error("date.impossible"),)
    if as_of and form.is_short and value.first > as_of:
        return None, (Finding("date.needs_century", Severity.ERROR, params={"as_of": as_of}),)
    return value, ()


def _date(year: int, month: int, day: int) -> PartialDate | None:
    """The date with as much of it as there is; None where it is not in the calendar."""
    try:
        if month and day:
            return PartialDate(date(year, month, day))
        if day:
            return None
        return PartialDate(date(year, month or 1, 1), Precision.MONTH if month else Precision.YEAR)
    except ValueError:
        return None


def _of_old_calendar(common: int, month: int, day: int) -> _Flaws:
    """A warning on the first three months of a Buddhist year of the old calendar, in which they were its last."""
    params = {"year": common + BE_OFFSET}
    if common == _NEW_YEAR_MOVED:
        return (Finding("date.months_never_were", Severity.WARNING, params=params),)
    meant = _date(common + 1, month, day)
    if meant is None:
        return ()
    return (Finding("date.old_calendar", Severity.WARNING, params={**params, "meant": str(meant)}),)


def _told(column: Column, flaws: Mapping[Cell, _Flaws]) -> Mapping[int, _Flaws]:
    """The flaws by position, each with its cell as it stood."""
    if not flaws:
        return NO_FLAWS
    told = {
        cell: tuple(Finding(flaw.code, flaw.severity, params={**flaw.params, "value": shown(cell)}) for flaw in of_cell)
        for cell, of_cell in flaws.items()
    }
    return {position: told[cell] for position, cell in enumerate(column.cells) if cell in told}

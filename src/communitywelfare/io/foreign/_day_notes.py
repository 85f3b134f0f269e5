"""What was understood although it was written otherwise, told once for a column rather than once for each cell."""

from collections.abc import Callable, Iterator

from communitywelfare.calendar import BUDDHIST_ABOVE
from communitywelfare.errors import Finding, Severity
from communitywelfare.io.foreign._day_forms import Form, Kind
from communitywelfare.io.foreign._distinct import shown
from communitywelfare.io.foreign._tallies import Column
from communitywelfare.io.foreign.columns import Cell

__all__ = ["form_notes", "month_notes", "precision_notes"]

_OF_FORM: tuple[tuple[str, Callable[[Form], bool]], ...] = (
    ("column.thai_digits", lambda form: form.is_thai),
    ("column.month_words", lambda form: bool(form.words)),
    ("column.day_numbers", lambda form: form.kind is Kind.SERIAL),
    ("column.times_left_out", lambda form: form.has_clock),
)


def form_notes(column: Column) -> Iterator[Finding]:
    """Thai digits and words (DT12), Buddhist years where dates are of the common era (DT01), numbers, times, marks."""
    if any(form.is_stored and year > BUDDHIST_ABOVE for year, form in column.tally.years):
        stored = column.those(lambda parts: parts[0] > BUDDHIST_ABOVE and parts[3].is_stored)
        yield column.note("column.buddhist_as_common", Severity.INFO, stored)
    for code, is_so in _OF_FORM:
        if any(map(is_so, column.tally.forms)):
            yield column.note(code, Severity.INFO, _of_form(column, is_so))
    numbers = column.those(lambda parts: parts[3].kind is Kind.NUMBER)
    if numbers:
        yield column.note("column.day_numbers_in_text", Severity.WARNING, numbers)
    marks = [cell for cell, parts in column.understood.items() if parts is None and str(cell).strip()]
    if marks:
        yield column.note("cell.blank_word", Severity.INFO, set(marks), value=shown(marks[0]))


def _of_form(column: Column, is_so: Callable[[Form], bool]) -> set[Cell]:
    return column.those(lambda parts: is_so(parts[3]))


def precision_notes(column: Column) -> Iterator[Finding]:
    """Dates of which the day, or day and month, are not known."""
    partial = {key: count for key, count in column.tally.days.items() if not key[1]}
    if partial:
        years = sum(count for (month, _, _), count in partial.items() if not month)
        of_it = column.those(lambda parts: not parts[2])
        yield column.note("column.partial_dates", Severity.INFO, of_it, years=years)


def month_notes(column: Column) -> Iterator[Finding]:
    """Months that are now text, now dates (DT11), and months that stand as some day of theirs."""
    stored = {form for form in column.tally.forms if form.kind in {Kind.CELL, Kind.SERIAL, Kind.NUMBER}}
    dates = sum(column.tally.forms[form] for form in stored)
    texts = sum(column.tally.forms.values()) - dates
    if dates and texts:
        of_it = column.those(lambda parts: (parts[3] in stored) is (dates <= texts))
        yield column.note("column.months_mixed", Severity.WARNING, of_it, dates=dates, texts=texts)
    if any(day > 1 for _, day, _ in column.tally.days):
        yield column.note("column.days_in_months", Severity.INFO, column.those(lambda parts: parts[2] > 1))

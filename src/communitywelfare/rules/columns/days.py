"""Days, months and years over arrays: whole days since 1970 in int64, counted as `communitywelfare.calendar` counts."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "NONE",
    "Days",
    "Flags",
    "Whole",
    "add_months",
    "as_day",
    "as_number",
    "first_of_year",
    "is_known",
    "months_and_rest",
    "whole_months",
    "year_of",
]

Whole = NDArray[np.int64]
Days = NDArray[np.int64]
Flags = NDArray[np.bool_]

NONE = int(np.iinfo(np.int64).min)  # a number or a day that nobody recorded
_EPOCH = date(1970, 1, 1)


def as_number(day: date | None) -> int:
    """A day as whole days since 1970; `NONE` for one that nobody recorded."""
    return NONE if day is None else (day - _EPOCH).days


def as_day(number: int) -> date:
    """The day with a number; the inverse of `as_number`."""
    return _EPOCH + timedelta(days=int(number))


def is_known(values: Whole) -> Flags:
    """Where a number or a day is recorded."""
    return np.not_equal(values, NONE)


def months_and_rest(days: Days) -> tuple[Whole, Whole]:
    """The running month of each day, from January 1970, and the days since its first."""
    months = days.astype("M8[D]").astype("M8[M]").astype(np.int64)
    return months, days - _first(months)


def _first(months: Whole) -> Days:
    return months.astype("M8[M]").astype("M8[D]").astype(np.int64)


def add_months(days: Days, months: Whole | int) -> Days:
    """The day on which so many months are complete: from the 31st, the last day of a shorter month."""
    month, rest = months_and_rest(days)
    month = month + months
    first = _first(month)
    return np.minimum(first + rest, _first(month + 1) - 1)


def whole_months(since: Days, on: Days) -> Whole:
    """Completed months until the end of a day; none if it is earlier."""
    from_month, from_rest = months_and_rest(since)
    to_month, to_rest = months_and_rest(on)
    last_rest = _first(to_month + 1) - _first(to_month) - 1
    return np.maximum(to_month - from_month - (to_rest < np.minimum(from_rest, last_rest)), 0)


def year_of(days: Days) -> Whole:
    """The calendar year of each day."""
    return days.astype("M8[D]").astype("M8[Y]").astype(np.int64) + 1970


def first_of_year(years: Whole, month: Whole, day: Whole) -> Days:
    """A day of each of these years, by its month and day."""
    return _first((years - 1970) * 12 + month - 1) + day - 1

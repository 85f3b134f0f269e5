"""Days, months and years over arrays: whole days since 1970 in int64, counted as `communitywelfare.calendar` counts."""

from datetime import date, timedelta
from functools import cache, lru_cache

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
    "first_of_month",
    "first_of_year",
    "fiscal_year",
    "is_known",
    "known_or",
    "membership_year",
    "month_of",
    "months_until",
    "most_of",
    "whole_months",
    "year_of",
]

Whole = NDArray[np.int64]
Days = NDArray[np.int64]
Flags = NDArray[np.bool_]

NONE = int(np.iinfo(np.int64).min)  # a number or a day that nobody recorded
_BEFORE_JOINING = -1
_EPOCH = date(1970, 1, 1)
_FROM, _TO = -1_560, 2_760  # the months from 1840 to 2199, which are looked up; any other is reckoned
_FROM_DAY = (date(1840, 1, 1) - _EPOCH).days


def as_number(day: date | None) -> int:
    """A day as whole days since 1970; `NONE` for one that nobody recorded."""
    return NONE if day is None else (day - _EPOCH).days


def as_day(number: int) -> date:
    """The day with a number; the inverse of `as_number`."""
    return _EPOCH + timedelta(days=int(number))


def is_known(values: Whole) -> Flags:
    """Where a number or a day is recorded."""
    return np.not_equal(values, NONE)


def known_or(values: Whole, other: int) -> Whole:
    """The values, and another where nobody recorded one."""
    known = is_known(values)
    return values if known.all() else np.where(known, values, other)


def most_of(values: Whole) -> int:
    """The greatest of some values; where any is below nothing, a number greater than int64 can hold.

    Without their sign such values are far above all others, so one look tells both bounds.
    """
    return int(values.view(np.uint64).max())


def month_of(days: Days) -> Whole:
    """The running month of each day, from January 1970."""
    place = days - _FROM_DAY
    if _is_place(place, _months()):
        return _months().take(place)
    return days.astype("M8[D]").astype("M8[M]").astype(np.int64)


def first_of_month(months: Whole) -> Days:
    """The first day of each running month."""
    place = months - _FROM
    if _is_place(place, _firsts()):
        return _firsts().take(place)
    return _reckoned_first(months)


def _reckoned_first(months: Whole) -> Days:
    return months.astype("M8[M]").astype("M8[D]").astype(np.int64)


@cache
def _firsts() -> Days:
    return _reckoned_first(np.arange(_FROM, _TO + 1))


@cache
def _months() -> Whole:
    return np.repeat(np.arange(_FROM, _TO), np.diff(_firsts()))


@cache
def _years() -> Whole:
    return _months() // 12 + 1970


def _is_place(numbers: Whole, table: Whole) -> bool:
    """Whether all of them are places of a table."""
    return bool(numbers.size) and most_of(numbers) < len(table)


def add_months(days: Days, months: Whole | int) -> Days:
    """The day on which so many months are complete: from the 31st, the last day of a shorter month."""
    month = month_of(days)
    rest = days - first_of_month(month)
    month = month + months
    return np.minimum(first_of_month(month) + rest, first_of_month(month + 1) - 1)


def whole_months(since: Days, on: Days) -> Whole:
    """Completed months until the end of a day; none if it is earlier."""
    return np.maximum(months_until(since, on), 0)


def months_until(since: Days, on: Days) -> Whole:
    """The greatest number of months that are complete at the end of a day, less than none if it is earlier.

    So many months and no more have their `add_months` on that day or before it.
    """
    from_month, to_month = month_of(since), month_of(on)
    from_rest = since - first_of_month(from_month)
    to_first = first_of_month(to_month)
    last_rest = first_of_month(to_month + 1) - to_first - 1
    return to_month - from_month - (on - to_first < np.minimum(from_rest, last_rest))


def year_of(days: Days) -> Whole:
    """The calendar year of each day."""
    place = days - _FROM_DAY
    if _is_place(place, _years()):
        return _years().take(place)
    return month_of(days) // 12 + 1970


def first_of_year(years: Whole, month: Whole, day: Whole) -> Days:
    """A day of each of these years, by its month and day."""
    return first_of_month((years - 1970) * 12 + month - 1) + day - 1


def fiscal_year(days: Days, month: Whole, day: Whole) -> Whole:
    """The calendar year in which the fund's year of each day began; that year begins on a month's day.

    Where that is one for all, said by columns of one number (`numpy.broadcast_to`), it is looked up.
    """
    if len(days) and month.strides == day.strides == (0,):
        place, table = days - _FROM_DAY, _fiscal_years(int(month[0]), int(day[0]))
        if _is_place(place, table):
            return table.take(place)
    return _reckoned_fiscal_year(days, month, day)


def _reckoned_fiscal_year(days: Days, month: Whole, day: Whole) -> Whole:
    years = year_of(days)
    return years - (days < first_of_year(years, month, day))


@lru_cache(maxsize=8)
def _fiscal_years(month: int, day: int) -> Whole:
    days = np.arange(_FROM_DAY, _FROM_DAY + len(_years()))
    return _reckoned_fiscal_year(days, np.array(month), np.array(day))


def membership_year(joined: Days, days: Days) -> Whole:
    """The year of membership in which each day lies, from 0 on; days before joining lie in none of them."""
    return np.where(joined <= days, whole_months(np.minimum(joined, days), days) // 12, _BEFORE_JOINING)

"""What the days of a column show when they are seen together: days and months swapped, placeholders, lost leap days.

Each is compared with what chance would give. They are told and nothing is changed: only the fund knows what was meant.
"""

from calendar import isleap
from collections.abc import Iterator, Mapping
from math import sqrt
from typing import TypeAlias

from communitywelfare.calendar import Era
from communitywelfare.errors import Finding, Severity
from communitywelfare.io.foreign._day_forms import Form, Kind
from communitywelfare.io.foreign._tallies import Column
from communitywelfare.io.foreign.eras import Years

__all__ = ["oddities_of"]

_DAYS_OF_A_YEAR = 365.2425
_LOW = 12  # a day up to it could be a month
_ONLY_DAYS = range(13, 32)
_OF_TEXT = frozenset({Kind.TYPED, Kind.ISO})
_BY_CHANCE = 12 * _LOW / _DAYS_OF_A_YEAR
_NEARLY_ALL = 0.75  # birth dates of a real register: 45 %; its joining dates, swapped: 97 %
_DISTINCT = 4  # a fund that meets on the 5th of each month has few different days, and none of them is a month
_DEVIATIONS = 5
_AND_MORE = 2  # for short columns, in which hardly one is expected
_LEAP_DAYS_EXPECTED = 3  # none where 3 are expected: one column in twenty
_LEAP_DAYS_EXPECTED_OF_STORED = 1.5  # where Buddhist years stand in dates of the common era, 29 February cannot be kept


_Days: TypeAlias = Mapping[tuple[int, int, Form], int]


def oddities_of(column: Column, years: Years) -> list[Finding]:
    """Everything that is told of the days of a column."""
    whole = {key: count for key, count in column.tally.days.items() if key[0] and key[1]}
    of_figures = {key: count for key, count in whole.items() if not key[2].words}
    texts = {key: count for key, count in of_figures.items() if key[2].kind in _OF_TEXT}
    cells = {key: count for key, count in of_figures.items() if key[2].kind not in _OF_TEXT}
    return [
        *_swapped("column.days_and_months_swapped", column, texts),
        *_swapped("column.date_cells_swapped", column, cells),
        *_placeholders(column, whole),
        *_no_leap_days(column, years, whole),
    ]


def _swapped(code: str, column: Column, days: _Days) -> Iterator[Finding]:
    """Days and months that seem to be swapped (DT03)."""
    in_order = {key: count for key, count in days.items() if key[0] <= _LOW}
    low_days = {key: count for key, count in in_order.items() if key[1] <= _LOW}
    reversed_days = {key: count for key, count in days.items() if key[0] in _ONLY_DAYS and key[1] <= _LOW}
    total, low = sum(in_order.values()), sum(low_days.values())
    above_chance = low - total * _BY_CHANCE > _DEVIATIONS * sqrt(total * _BY_CHANCE * (1 - _BY_CHANCE))
    is_spread = len({day for _, day, _ in low_days}) >= _DISTINCT
    if reversed_days or (above_chance and is_spread and low >= _NEARLY_ALL * total):
        concerned = reversed_days or low_days
        yield column.note(
            code,
            Severity.WARNING,
            column.those(lambda parts: parts[1:] in concerned),
            days=total,
            low=low,
            expected=round(total * _BY_CHANCE),
            reversed=sum(reversed_days.values()),
        )


def _placeholders(column: Column, days: _Days) -> Iterator[Finding]:
    """More days of 1 January than chance would give: of some only the year was known (DT04)."""
    total = sum(days.values())
    expected = total / _DAYS_OF_A_YEAR
    first = sum(count for (month, day, _), count in days.items() if month == day == 1)
    if first > expected + _DEVIATIONS * sqrt(expected) + _AND_MORE:
        yield column.note(
            "column.placeholder_days",
            Severity.WARNING,
            column.those(lambda parts: parts[1] == parts[2] == 1),
            days=total,
            expected=round(expected),
        )


def _no_leap_days(column: Column, years: Years, days: _Days) -> Iterator[Finding]:
    """No 29 February, where some were to be expected (DT05)."""
    if any((month, day) == (2, 29) for month, day, _ in days):
        return
    understood = {key: year for key, year in years.items() if isinstance(year, tuple)}
    total = sum(column.tally.years[key] for key in understood)
    in_leap_years = sum(column.tally.years[key] for key, (year, _) in understood.items() if isleap(year))
    is_stored = any(era is Era.BE and form.is_stored for (_, form), (_, era) in understood.items())
    expected = in_leap_years / 366 * sum(days.values()) / max(total, 1)
    if expected >= (_LEAP_DAYS_EXPECTED_OF_STORED if is_stored else _LEAP_DAYS_EXPECTED):
        params = {"days": sum(days.values()), "expected": round(expected, 1)}
        yield Finding("column.no_leap_days", Severity.WARNING, params=params)

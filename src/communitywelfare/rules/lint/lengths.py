"""How lengths of time lie to each other, exactly: which of several can be complete while the others are not.

Days and months have no fixed order: 6 months are 181 to 184 days, as they fall. So every start that the calendar has
is tried where a by-law compares both, once for each set of lengths.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from communitywelfare.calendar import Duration, Unit

__all__ = ["Bound", "Passed", "cells_of", "same_length"]

# A length of time, and whether it must be complete before the day (over) or by it (from).
Bound = tuple[Duration, bool]
Passed = frozenset[Bound]

_CYCLE_MONTHS, _CYCLE_DAYS = 4800, 146_097  # after 400 years the calendar begins again
_FIRST_YEAR = 1900
_ONE_EXCEPTION = 95  # a stretch of so many years meets at most one year without its leap day


def same_length(duration: Duration) -> Duration:
    """A year as twelve months, so that equal lengths are equal values."""
    return Duration(duration.count * 12, Unit.MONTH) if duration.unit is Unit.YEAR else duration


def cells_of(bounds: Iterable[Bound], *, before: bool) -> frozenset[Passed]:
    """Every set of bounds that some start and some day have passed together.

    Args:
        bounds: Lengths as `same_length` gives them.
        before: Whether a day before the start counts: then nothing is passed, not even a length of nothing.
    """
    wanted = tuple(bounds)
    months = tuple(sorted({length.count for length, _over in wanted if length.unit is Unit.MONTH}))
    has_days = any(length.unit is Unit.DAY and length.count for length, _over in wanted)
    found: set[Passed] = {frozenset()} if before else set()
    # From one start, more months are always more days: where no days are named, any start will do.
    for days in _in_days(months) if has_days else (_days_of(months, 0, 28),):
        of_months = dict(zip(months, days, strict=True))
        passed_on = {
            bound: (of_months[bound[0].count] if bound[0].unit is Unit.MONTH else bound[0].count) + bound[1]
            for bound in wanted
        }
        for day in {0, *passed_on.values()}:
            found.add(frozenset(bound for bound, at in passed_on.items() if at <= day))
    return frozenset(found)


@lru_cache(maxsize=4096)
def _in_days(months: tuple[int, ...]) -> frozenset[tuple[int, ...]]:
    """How many days these counts of months can be, all from one start."""
    years = max(months, default=0) // 12 + 1
    starts: Iterable[int] = range(_CYCLE_MONTHS)
    if years <= _ONE_EXCEPTION:  # the four years of an ordinary cycle, and those from which the year 2100 is reached
        starts = [*range(4 * 12, 8 * 12), *range((200 - years - 1) * 12, 204 * 12)]
    return frozenset(
        _days_of(months, start, day) for start in starts for day in (28, 29, 30, 31) if day <= _length(start)
    )


def _days_of(months: tuple[int, ...], start: int, day: int) -> tuple[int, ...]:
    """How many days these counts of months are from a day of the month `start`; to the 28th all days are alike."""
    return tuple(_first(start + count) + min(day, _length(start + count)) - _first(start) - day for count in months)


def _first(month: int) -> int:
    """The running number of the first day of a month, months counted from January of the first year."""
    cycles, rest = divmod(month, _CYCLE_MONTHS)
    return cycles * _CYCLE_DAYS + _firsts()[rest]


def _length(month: int) -> int:
    return _first(month + 1) - _first(month)


@lru_cache(maxsize=1)
def _firsts() -> tuple[int, ...]:
    return tuple(date(_FIRST_YEAR + month // 12, month % 12 + 1, 1).toordinal() for month in range(_CYCLE_MONTHS))

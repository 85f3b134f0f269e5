"""Amounts and stretches of time, with the days on which calendars go wrong more often than chance would give them."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from communitywelfare.calendar import Duration, Month, PartialDate, Precision, Unit, YearStart
from communitywelfare.money import Money

__all__ = [
    "EARLIEST",
    "FIRST_MONTH",
    "LAST_MONTH",
    "LATEST",
    "amounts",
    "days",
    "durations",
    "months",
    "mostly",
    "partial_dates",
    "year_starts",
]

T = TypeVar("T")

EARLIEST, LATEST = date(2005, 1, 1), date(2030, 12, 31)
FIRST_MONTH, LAST_MONTH = Month.of(EARLIEST), Month.of(LATEST)
_MOST = Money.baht(10_000_000)
_LONGEST = {Unit.DAY: 800, Unit.MONTH: 72, Unit.YEAR: 40}
_PRECISIONS = st.sampled_from(list(Precision))
_SPOTS = st.sampled_from([None, None, (1, 1), (1, 31), (2, 28), (2, 29), (3, 31), (9, 30), (10, 1), (12, 31)])


def mostly(known: SearchStrategy[T]) -> SearchStrategy[T | None]:
    """A fact that is known in most cases, and None in the others."""
    return st.one_of(known, known, known, known, st.none())


def amounts(*, at_least: Money = -_MOST, at_most: Money = _MOST) -> SearchStrategy[Money]:
    """Money within bounds, both included; without bounds it may be negative.

    >>> from hypothesis import find
    >>> find(amounts(at_least=Money(1)), lambda amount: amount > Money.baht(2))
    Money('2.01')
    """
    return st.integers(at_least.satang, at_most.satang).map(Money)


@composite
def days(draw: DrawFn, *, at_least: date = EARLIEST, at_most: date = LATEST) -> date:
    """Days within bounds: any day, the ends of months, 29 February, and the turn of each kind of year.

    >>> from hypothesis import find
    >>> find(days(at_least=date(2022, 6, 1)), lambda day: True)
    datetime.date(2022, 6, 1)
    """
    day = date.fromordinal(draw(st.integers(at_least.toordinal(), at_most.toordinal())))
    spot = draw(_SPOTS)
    if spot is None:
        return day
    awkward = date(day.year, spot[0], 1) + timedelta(days=spot[1] - 1)
    return awkward if at_least <= awkward <= at_most else day


@composite
def months(draw: DrawFn, *, at_least: Month = FIRST_MONTH, at_most: Month = LAST_MONTH) -> Month:
    """Calendar months within bounds.

    >>> from hypothesis import find
    >>> find(months(at_least=Month(2024, 2)), lambda month: True).days
    29
    """
    return Month.at(draw(st.integers(at_least.index, at_most.index)))


def durations(*, units: Collection[Unit] = tuple(Unit), shortest: int = 0) -> SearchStrategy[Duration]:
    """Days, months or years, such as a by-law may ask for; `shortest` is the least count.

    >>> from hypothesis import find
    >>> str(find(durations(units=[Unit.MONTH]), lambda duration: duration.count > 5))
    '6 months'
    """
    counts = (st.builds(Duration, st.integers(shortest, _LONGEST[unit]), st.just(unit)) for unit in units)
    return st.one_of(*counts)


def year_starts() -> SearchStrategy[YearStart]:
    """Days on which an accounting year may begin: the usual ones, and any other.

    >>> from hypothesis import find
    >>> str(find(year_starts(), lambda start: start.month > 1))
    '10-01'
    """
    usual = st.sampled_from([YearStart(1), YearStart(10), YearStart(4)])
    return usual | st.dates(date(2023, 1, 1), date(2023, 12, 31)).map(lambda day: YearStart(day.month, day.day))


@composite
def partial_dates(draw: DrawFn, *, at_least: date = date(1920, 1, 1), at_most: date = LATEST) -> PartialDate:
    """Dates known to the day, the month or only the year; the first possible day lies within the bounds.

    >>> from hypothesis import find
    >>> str(find(partial_dates(at_most=date(1920, 12, 31)), lambda birth: birth.precision is Precision.YEAR))
    '1920'
    """
    day = date.fromordinal(draw(st.integers(at_least.toordinal(), at_most.toordinal())))
    precision = draw(_PRECISIONS)
    first = {
        Precision.DAY: day,
        Precision.MONTH: day.replace(day=1),
        Precision.YEAR: day.replace(month=1, day=1),
    }[precision]
    return PartialDate(first, precision) if first >= at_least else PartialDate(day)

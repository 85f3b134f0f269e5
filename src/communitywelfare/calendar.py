"""Days, whole months and years, fiscal years, and Buddhist years at the edge.

Inside the library a day is a `datetime.date` of the common era. A Buddhist year (พ.ศ.) is the common year + 543 and is
*text*: a date is never built from one, because 29 February 2563 is a real day and ``date(2563, 2, 29)`` is not.

Periods follow the Thai Civil and Commercial Code, sections 193/3–193/8 (from general knowledge, not quoted): by the
calendar, the first day not counted. Six months are not 180 days: a `Duration` keeps its number *and* its unit.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache
from typing import Self

from attrs import field, frozen

from communitywelfare._month_names import MONTH_NAMES, MONTH_NUMBERS, SHORT_MONTH_NAMES
from communitywelfare.digits import western_digits
from communitywelfare.errors import Finding, InvalidDay, Severity

__all__ = [
    "BE_OFFSET",
    "BUDDHIST_ABOVE",
    "DURATION",
    "MONTH_NAMES",
    "MONTH_NUMBERS",
    "SHORT_MONTH_NAMES",
    "Duration",
    "Era",
    "FiscalYear",
    "Month",
    "PartialDate",
    "Precision",
    "ReadDay",
    "Unit",
    "YearStart",
    "add_months",
    "iso_day",
    "read_day",
    "whole_months",
    "whole_years",
]

BE_OFFSET = 543
_IN_EVERY_MONTH = 28
BUDDHIST_ABOVE = 2400  # contracts: a year above it in an ISO date is a Buddhist year by mistake


@lru_cache(maxsize=65536)
def add_months(day: date, months: int) -> date:
    """The day on which so many months after `day` are complete.

    From the 31st a month is complete on the last day of a shorter month:

    >>> add_months(date(2025, 1, 31), 1)
    datetime.date(2025, 2, 28)
    """
    if day.day <= _IN_EVERY_MONTH:  # most days are, and need nobody who knows how long a month is
        year, before = divmod(day.year * 12 + day.month - 1 + months, 12)
        return day.replace(year=year, month=before + 1)
    from dateutil.relativedelta import relativedelta  # noqa: PLC0415  # importing the library loads attrs only

    return day + relativedelta(months=months)


def whole_months(since: date, on: date) -> int:
    """Completed months from `since` until the end of `on`; negative never, 0 if `on` is earlier."""
    months = (on.year - since.year) * 12 + on.month - since.month
    completes_on = min(since.day, monthrange(on.year, on.month)[1])  # as add_months does, many times faster
    return max(months - (on.day < completes_on), 0)


def whole_years(since: date, on: date) -> int:
    """Completed years from `since` until the end of `on`: an age, or years of membership."""
    return whole_months(since, on) // 12


class Unit(Enum):
    """What a duration counts."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


DURATION = re.compile(r"(?P<count>\d{1,4}) (?P<unit>day|month|year)s?", re.ASCII)
_LONGEST_YEARS = 999  # the calendar ends with the year 9999


@frozen
class Duration:
    """A count of days, months or years (ระยะเวลา); 6 months and 180 days are different durations.

    >>> Duration.parse("6 months").after(date(2025, 8, 31))
    datetime.date(2026, 2, 28)
    """

    count: int
    unit: Unit = field(converter=Unit)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``180 days``, ``6 months`` or ``1 year``.

        Raises:
            InvalidDay: Any other text, or 1,000 years and more.
        """
        match = DURATION.fullmatch(text)
        if match is None or (match["unit"] == "year" and int(match["count"]) > _LONGEST_YEARS):
            finding = Finding("duration.unreadable", Severity.ERROR, params={"value": text})
            raise InvalidDay(f"{text!r} is not a duration; write it like '180 days' or '6 months'", finding)
        return cls(int(match["count"]), match["unit"])

    def after(self, start: date) -> date:
        """The day on which this much time since `start` is complete."""
        if self.unit is Unit.DAY:
            return start + timedelta(days=self.count)
        return add_months(start, self.count * (12 if self.unit is Unit.YEAR else 1))

    def before(self, day: date) -> date:
        """The latest day since which this much time is complete by the end of `day`.

        It is the other way round of `after`, where months are short not always the same day of the month:

        >>> Duration.parse("6 months").before(date(2023, 2, 28))
        datetime.date(2022, 8, 31)
        """
        if self.unit is Unit.DAY:
            return day - timedelta(days=self.count)
        first = add_months(day, -self.count * (12 if self.unit is Unit.YEAR else 1))
        rest = (first.replace(day=number) for number in range(monthrange(first.year, first.month)[1], first.day, -1))
        return next((start for start in rest if self.after(start) <= day), first)

    def is_complete(self, start: date, on: date) -> bool:
        """Whether this much time since `start` has passed by the end of `on`."""
        return self.after(start) <= on

    def __str__(self) -> str:
        return f"{self.count} {self.unit.value}{'' if self.count == 1 else 's'}"


_NO_LEAP_YEAR = 2023  # any year that has only the days of every year
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@frozen(order=True)
class Month:
    """One calendar month (เดือน, งวดเดือน), common era.

    Raises:
        InvalidDay: There is no such month.
    """

    year: int
    number: int

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.number <= 12:
            _day(self.year, self.number, 1, str(self))

    @classmethod
    def of(cls, day: date) -> Self:
        """The month a day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def at(cls, index: int) -> Self:
        """The month with this running number; the inverse of `index`."""
        return cls(index // 12, index % 12 + 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2024-09``, or the month of ``2024-09-30``.

        Raises:
            InvalidDay: Other text, a Buddhist year, or month 13.
        """
        match = _MONTH.fullmatch(text)
        return cls.of(iso_day(f"{text}-01" if match else text))

    @property
    def index(self) -> int:
        """A running number, so that months can be counted by subtraction."""
        return self.year * 12 + self.number - 1

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.number, self.days)

    @property
    def days(self) -> int:
        """How many days it has: 28 to 31."""
        return monthrange(self.year, self.number)[1]

    def plus(self, months: int) -> "Month":
        """The month so many months later."""
        return Month.at(self.index + months)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


@frozen
class YearStart:
    """The day of the year on which a fund's accounting year begins (วันเริ่มปีบัญชี), never 29 February.

    Raises:
        InvalidDay: Not a day of every year.
    """

    month: int
    day: int = 1

    def __attrs_post_init__(self) -> None:
        _day(_NO_LEAP_YEAR, self.month, self.day, str(self))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``10-01``.

        Raises:
            InvalidDay: Text that is not a day of every year.
        """
        day = iso_day(f"{_NO_LEAP_YEAR}-{text}")
        return cls(day.month, day.day)

    def year_of(self, day: date) -> "FiscalYear":
        """The accounting year in which a day lies."""
        this = date(day.year, self.month, self.day)
        first = this if this <= day else date(day.year - 1, self.month, self.day)
        return FiscalYear(first, date(first.year + 1, self.month, self.day) - timedelta(days=1))

    def year_be(self, be: int) -> "FiscalYear":
        """The accounting year with this Buddhist number: that of its last day."""
        year = be - BE_OFFSET
        starts_with_it = (self.month, self.day) == (1, 1)
        return self.year_of(date(year, self.month, self.day) - timedelta(days=0 if starts_with_it else 1))

    def __str__(self) -> str:
        return f"{self.month:02d}-{self.day:02d}"


@frozen(order=True)
class FiscalYear:
    """An accounting year (ปีบัญชี). Budget year 2567 (ปีงบประมาณ) runs from 1 October 2566 to 30 September 2567.

    >>> YearStart(10).year_of(date(2023, 10, 1)).be
    2567
    """

    first: date
    last: date

    @property
    def be(self) -> int:
        """Its Buddhist number, which is that of its last day."""
        return self.last.year + BE_OFFSET

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


class Precision(Enum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@frozen(order=True)
class PartialDate:
    """A date of which perhaps only the year is known (วันเกิดที่ทราบเพียงปี). Unknown parts are not invented.

    Ages are counted from `first`: by section 16 of the Civil and Commercial Code (from general knowledge) a person
    whose birth date is not known counts from 1 January of the year.
    """

    first: date
    precision: Precision = field(default=Precision.DAY, converter=Precision, order=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``1955``, ``1955-04`` or ``1955-04-20``, common era.

        Raises:
            InvalidDay: Other text, or a Buddhist year.
        """
        missing = 10 - len(text)
        precision = {0: Precision.DAY, 3: Precision.MONTH, 6: Precision.YEAR}.get(missing, Precision.DAY)
        return cls(iso_day(text + {3: "-01", 6: "-01-01"}.get(missing, "")), precision)

    def __str__(self) -> str:
        return self.first.isoformat()[: {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[self.precision]]


_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_LENGTH, _LAST_OF_COMMON_ERA = len("2024-09-30"), f"{BUDDHIST_ABOVE}-12-31"


def iso_day(text: str) -> date:
    """Read a canonical day: ISO, common era.

    Raises:
        InvalidDay: Not ``YYYY-MM-DD``, not in the calendar, or a Buddhist year (the message then suggests the day).
    """
    if len(text) == _LENGTH and text[4] == text[7] == "-" and text <= _LAST_OF_COMMON_ERA:
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass  # what is wrong with it, is told below
    match = _ISO.fullmatch(text)
    if match is None:
        finding = Finding("date.unreadable", Severity.ERROR, params={"value": text})
        raise InvalidDay(f"{text!r} is not a day; write it like 2024-09-30", finding)
    year, month, day = map(int, match.groups())
    if year <= BUDDHIST_ABOVE:
        return _day(year, month, day, text)
    meant = _day(year - BE_OFFSET, month, day, text)
    finding = Finding("date.buddhist_year", Severity.ERROR, params={"value": text, "meant": meant.isoformat()})
    raise InvalidDay(f"{text} has a Buddhist year; in this file write {meant}", finding)


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        finding = Finding("date.impossible", Severity.ERROR, params={"value": text})
        raise InvalidDay(f"{text} is not a day of the calendar", finding) from None


class Era(Enum):
    """Which years a date was written in."""

    CE = "CE"
    BE = "BE"


@frozen
class ReadDay:
    """A day as a person typed it, with the era it was understood in."""

    day: date
    era: Era


_TYPED = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})", re.ASCII),
    re.compile(r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})", re.ASCII),
)
_OUR_TIME = range(1850, 2151)  # years of the common era: whoever is or was a member was born in them


def read_day(text: str) -> ReadDay:
    """Read a day that a person typed: ``2024-09-30``, ``30/9/2567`` or ``๓๐/๙/๒๕๖๗``.

    A year above 2400 is a Buddhist year; the answer says which era it was.

    Raises:
        InvalidDay: Nothing, other text, two-digit years, a day that is not in the calendar, or one so far from our time
            that the era must be wrong.
    """
    typed = western_digits(text.strip())
    if not typed:
        raise InvalidDay("no day was typed", Finding("value.empty", Severity.ERROR))
    match = next((found for form in _TYPED if (found := form.fullmatch(typed))), None)
    if match is None:
        finding = Finding("date.typed_unreadable", Severity.ERROR, params={"value": text})
        raise InvalidDay(f"{text!r} is not a day; write it like 2024-09-30 or 30/9/2567", finding)
    year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    era = Era.BE if year > BUDDHIST_ABOVE else Era.CE
    if year - (BE_OFFSET if era is Era.BE else 0) not in _OUR_TIME:
        finding = Finding("date.typed_far_off", Severity.ERROR, params={"value": text})
        raise InvalidDay(f"the year of {text!r} lies too far from our time", finding)
    return ReadDay(_day(year - (BE_OFFSET if era is Era.BE else 0), month, day, text), era)

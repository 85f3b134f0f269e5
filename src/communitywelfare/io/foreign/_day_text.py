"""Dates written as foreign layouts have them; what reads them is `read_days`."""

from datetime import date
from enum import Enum

from communitywelfare.calendar import BE_OFFSET, MONTH_NAMES, SHORT_MONTH_NAMES, Era, PartialDate, Precision
from communitywelfare.digits import thai_digits

__all__ = ["DayStyle", "day_text"]


class DayStyle(Enum):
    """How a date is written: ``2566-04-05``, ``5/4/2566``, ``05/04/2566``, ``5 เม.ย. 2566`` or ``5 เมษายน 2566``.

    Those with ``yy`` write two digits of the year where they can be told again: ``5/4/66``, ``5 เม.ย. 66``.
    """

    ISO = "yyyy-mm-dd"
    SHORT = "d/m/yyyy"
    PADDED = "dd/mm/yyyy"
    THAI_SHORT = "d mmm yyyy"
    THAI_LONG = "d mmmm yyyy"
    SHORT_YEAR = "d/m/yy"
    PADDED_YEAR = "dd/mm/yy"
    THAI_YEAR = "d mmm yy"

    @property
    def has_short_year(self) -> bool:
        """Whether two digits of the year are written."""
        return not self.value.endswith("yyyy") and self is not DayStyle.ISO


def day_text(
    value: PartialDate,
    *,
    era: Era,
    style: DayStyle = DayStyle.PADDED,
    in_thai_digits: bool = False,
    as_of: date | None = None,
) -> str:
    """A date in the years of an era, as precise as it is known; `read_days` gives it back.

    Two digits of a year mean one of the hundred years up to that of the day of the file, `as_of`. So a year is written
    with four where it lies outside them, of a date that is not known to the day, and where nobody says the day.

    >>> day_text(PartialDate.parse("2020-02-29"), era=Era.BE)
    '29/02/2563'
    >>> day_text(PartialDate.parse("2020-02"), era=Era.BE, style=DayStyle.THAI_SHORT, in_thai_digits=True)
    'ก.พ. ๒๕๖๓'
    >>> day_text(PartialDate.parse("1998-02-03"), era=Era.BE, style=DayStyle.SHORT_YEAR, as_of=date(2024, 9, 30))
    '3/2/41'
    """
    year = f"{value.first.year + (BE_OFFSET if era is Era.BE else 0):04d}"
    if style.has_short_year and _is_told_again(value, as_of):
        year = year[2:]
    day, month = value.first.day, value.first.month
    separator, parts = {
        DayStyle.ISO: ("-", (year, f"{month:02d}", f"{day:02d}")),
        DayStyle.SHORT: ("/", (str(day), str(month), year)),
        DayStyle.PADDED: ("/", (f"{day:02d}", f"{month:02d}", year)),
        DayStyle.THAI_SHORT: (" ", (str(day), SHORT_MONTH_NAMES["th"][month - 1], year)),
        DayStyle.THAI_LONG: (" ", (str(day), MONTH_NAMES["th"][month - 1], year)),
        DayStyle.SHORT_YEAR: ("/", (str(day), str(month), year)),
        DayStyle.PADDED_YEAR: ("/", (f"{day:02d}", f"{month:02d}", year)),
        DayStyle.THAI_YEAR: (" ", (str(day), SHORT_MONTH_NAMES["th"][month - 1], year)),
    }[style]
    kept = {Precision.DAY: 3, Precision.MONTH: 2, Precision.YEAR: 1}[value.precision]
    text = separator.join(parts[:kept] if style is DayStyle.ISO else parts[3 - kept :])
    return thai_digits(text) if in_thai_digits else text


def _is_told_again(value: PartialDate, as_of: date | None) -> bool:
    """Whether two digits of the year are read as that year again."""
    if as_of is None or value.precision is not Precision.DAY:
        return False
    return as_of.year - 100 < value.first.year and value.first <= as_of

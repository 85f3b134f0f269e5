"""Dates written as foreign layouts have them; what reads them is `read_days`."""

from enum import Enum

from communitywelfare.calendar import BE_OFFSET, MONTH_NAMES, SHORT_MONTH_NAMES, Era, PartialDate, Precision
from communitywelfare.digits import thai_digits

__all__ = ["DayStyle", "day_text"]


class DayStyle(Enum):
    """How a date is written: ``2566-04-05``, ``5/4/2566``, ``05/04/2566``, ``5 เม.ย. 2566`` or ``5 เมษายน 2566``."""

    ISO = "yyyy-mm-dd"
    SHORT = "d/m/yyyy"
    PADDED = "dd/mm/yyyy"
    THAI_SHORT = "d mmm yyyy"
    THAI_LONG = "d mmmm yyyy"


def day_text(value: PartialDate, *, era: Era, style: DayStyle = DayStyle.PADDED, in_thai_digits: bool = False) -> str:
    """A date in the years of an era, as precise as it is known; `read_days` gives it back.

    >>> day_text(PartialDate.parse("2020-02-29"), era=Era.BE)
    '29/02/2563'
    >>> day_text(PartialDate.parse("2020-02"), era=Era.BE, style=DayStyle.THAI_SHORT, in_thai_digits=True)
    'ก.พ. ๒๕๖๓'
    """
    year = f"{value.first.year + (BE_OFFSET if era is Era.BE else 0):04d}"
    day, month = value.first.day, value.first.month
    separator, parts = {
        DayStyle.ISO: ("-", (year, f"{month:02d}", f"{day:02d}")),
        DayStyle.SHORT: ("/", (str(day), str(month), year)),
        DayStyle.PADDED: ("/", (f"{day:02d}", f"{month:02d}", year)),
        DayStyle.THAI_SHORT: (" ", (str(day), SHORT_MONTH_NAMES["th"][month - 1], year)),
        DayStyle.THAI_LONG: (" ", (str(day), MONTH_NAMES["th"][month - 1], year)),
    }[style]
    kept = {Precision.DAY: 3, Precision.MONTH: 2, Precision.YEAR: 1}[value.precision]
    text = separator.join(parts[:kept] if style is DayStyle.ISO else parts[3 - kept :])
    return thai_digits(text) if in_thai_digits else text

"""A month as people type it at the desk, of either era."""

import re

from communitywelfare.calendar import MONTH_NUMBERS, Month, read_day
from communitywelfare.digits import western_digits
from communitywelfare.errors import Finding, InvalidDay, Severity

__all__ = ["read_month"]

_TYPED_MONTH = (
    re.compile(r"(?P<y>\d{4})[/-](?P<m>\d{1,2})", re.ASCII),
    re.compile(r"(?P<m>\d{1,2})[/.-](?P<y>\d{4})", re.ASCII),
    re.compile(r"(?P<name>\D+?)\s*(?P<y>\d{4})", re.ASCII),
)


def read_month(text: str) -> Month:
    """Read a month that a person typed: ``2024-10``, ``10/2567``, ``๑๐/๒๕๖๗`` or ``ต.ค. 2567``; a day is of its month.

    A year above 2400 is a Buddhist year.

    >>> read_month("10/2567") == read_month("October 2024") == Month(2024, 10)
    True

    Raises:
        InvalidDay: Other text, two-digit years, or month 13.
    """
    typed = western_digits(text.strip())
    try:
        match = next((found for form in _TYPED_MONTH if (found := form.fullmatch(typed))), None)
        if match is None:
            return Month.of(read_day(typed).day)
        named = match.groupdict().get("name")
        number = match["m"] if named is None else MONTH_NUMBERS.get(named.casefold(), 0)
        return Month.of(read_day(f"1/{number}/{match['y']}").day)
    except InvalidDay:
        finding = Finding("date.typed_month_unreadable", Severity.ERROR, params={"value": text})
        raise InvalidDay(f"{text!r} is not a month; write 10/2567 or 2024-10", finding) from None

"""Counts that people type: nights, children, years."""

from communitywelfare.digits import western_digits
from communitywelfare.errors import Finding, InvalidValue, Severity

__all__ = ["read_count"]

_LONGEST = 12  # digits


def read_count(text: str) -> int:
    """Read a whole count that a person typed, in Western or Thai digits.

    >>> read_count("4"), read_count(" ๑๒ ")
    (4, 12)

    Raises:
        InvalidValue: Anything else: words, a sign, a point, more than 12 digits, or nothing at all.
    """
    digits = western_digits(text.strip())
    if not digits:
        raise InvalidValue("no count was typed", Finding("value.empty", Severity.ERROR))
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST):
        finding = Finding("count.unreadable", Severity.ERROR, params={"value": text})
        raise InvalidValue(f"{text!r} is not a count", finding)
    return int(digits)

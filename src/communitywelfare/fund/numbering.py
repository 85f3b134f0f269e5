"""Running numbers of papers and members: per book and fiscal year, never used twice, without gaps of our making."""

import re
from collections.abc import Iterable

__all__ = ["next_in_year", "next_member_number"]

_DIGITS = re.compile(r"(\d+)(?!.*\d)")


def next_in_year(taken: Iterable[str], *, book: str, year_be: int) -> str:
    """The next number such as ``27/2567``, or ``P27/2567`` in book P, after the highest of that year."""
    form = re.compile(rf"{re.escape(book)}(\d+)/{year_be}", re.ASCII)
    numbers = (int(match[1]) for number in taken if (match := form.fullmatch(number)))
    return f"{book}{max(numbers, default=0) + 1}/{year_be}"


def next_member_number(taken: Iterable[str]) -> str:
    """The next member number in the style of those there are: after ``C0917`` comes ``C0918``."""
    highest, text = 0, "M0000"
    for number in taken:
        match = _DIGITS.search(number)
        if match and int(match[1]) >= highest:
            highest, text = int(match[1]), number
    match = _DIGITS.search(text)
    width = len(match[1]) if match else 1
    return _DIGITS.sub(f"{highest + 1:0{width}d}", text)

"""Running numbers of papers and members: per book and fiscal year, never used twice, without gaps of our making."""

import re
from collections.abc import Iterable

__all__ = ["next_in_year", "next_member_number"]

_COUNTED = re.compile(r"(.*?)(\d{1,12})(\D*)", re.ASCII | re.DOTALL)  # the last digits, with what stands around them


def next_in_year(taken: Iterable[str], *, book: str, year_be: int) -> str:
    """The next number such as ``27/2567``, or ``P27/2567`` in book P, after the highest of that year."""
    form = re.compile(rf"{re.escape(book)}(\d{{1,12}})/{year_be}", re.ASCII)
    numbers = (int(match[1]) for number in taken if (match := form.fullmatch(number)))
    return f"{book}{max(numbers, default=0) + 1}/{year_be}"


def next_member_number(taken: Iterable[str]) -> str:
    """The next member number in the style of those there are: after ``C0917`` comes ``C0918``.

    What stands before and after the last digits is kept from the highest number: after ``01-550`` comes ``01-551``.
    """
    counted = (found for number in taken if (found := _COUNTED.fullmatch(number)))
    last = max(((int(found[2]), found) for found in counted), key=lambda pair: pair[0], default=None)
    if last is None:
        return "M0001"
    running, found = last
    return f"{found[1]}{running + 1:0{len(found[2])}d}{found[3]}"

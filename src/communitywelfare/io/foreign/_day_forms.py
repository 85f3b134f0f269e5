"""How dates are written, but for their figures: forms that a column of them is counted by."""

from enum import Enum
from functools import cache
from typing import TypeAlias

from attrs import frozen

from communitywelfare.calendar import Era

__all__ = ["BUDDHIST_YEARS", "COMMON_YEARS", "DayOrder", "Form", "Kind", "Written", "form_of"]

COMMON_YEARS = range(1858, 2200)
"""Years in which somebody whom a fund knows may be born, join or die; no year is in these and in `BUDDHIST_YEARS`."""
BUDDHIST_YEARS = range(2401, 2743)  # the same, + 543


class DayOrder(Enum):
    """In which order the numbers of a date stand. A year of four digits in front comes before month and day always."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class Kind(Enum):
    """What holds a date."""

    TYPED = "typed"
    ISO = "iso"
    CELL = "cell"
    SERIAL = "serial"
    NUMBER = "number"  # of text, which may be such a serial number


@frozen(eq=False, kw_only=True)
class Form:
    """How a date is written, but for its figures. There is one of each, so that they are told apart by identity.

    Attributes:
        kind: What holds it.
        era: The era that is marked.
        words: The language of the month's name.
        is_thai: Whether its digits are Thai.
        is_short: Whether its year has two digits.
        has_clock: Whether a time of day stands behind it.
    """

    kind: Kind
    era: Era | None
    words: str
    is_thai: bool
    is_short: bool
    has_clock: bool

    @property
    def is_stored(self) -> bool:
        """Whether it stands where years are of the common era: in an ISO date, a date cell, or a day's number."""
        return self.kind is not Kind.TYPED


Written: TypeAlias = tuple[int, int, int, Form]
"""Year, month and day as they are written, and the form; 0 is what is not written, or not known (``00/00/2480``)."""


@cache
def _one(kind: Kind, era: Era | None, words: str, *flags: bool) -> Form:
    is_thai, is_short, has_clock = flags
    return Form(kind=kind, era=era, words=words, is_thai=is_thai, is_short=is_short, has_clock=has_clock)


def form_of(
    *,
    kind: Kind = Kind.TYPED,
    era: Era | None = None,
    words: str = "",
    is_thai: bool = False,
    is_short: bool = False,
    has_clock: bool = False,
) -> Form:
    """The one form of its kind."""
    return _one(kind, era, words, is_thai, is_short, has_clock)

"""One cell of dates: which year, month and day are written in it, and how. Eras and centuries are not decided here."""

import re
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import TypeAlias

from attrs import frozen

from communitywelfare.calendar import MONTH_NAMES, Era
from communitywelfare.digits import western_digits
from communitywelfare.io.foreign._day_words import MONTHS, without_words
from communitywelfare.io.foreign.blanks import NOTHING_WORDS
from communitywelfare.io.foreign.columns import Cell
from communitywelfare.io.foreign.spellings import plain_words

__all__ = [
    "BUDDHIST_YEARS",
    "COMMON_YEARS",
    "DayOrder",
    "Form",
    "Kind",
    "Written",
    "is_run_together",
    "written",
    "written_month",
]

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


def _form(
    *,
    kind: Kind = Kind.TYPED,
    era: Era | None = None,
    words: str = "",
    is_thai: bool = False,
    is_short: bool = False,
    has_clock: bool = False,
) -> Form:
    return _one(kind, era, words, is_thai, is_short, has_clock)


_TYPED, _SHORT = _form(), _form(is_short=True)
_ISO, _CELL, _SERIAL, _NUMBER = (_form(kind=kind) for kind in (Kind.ISO, Kind.CELL, Kind.SERIAL, Kind.NUMBER))
_NAMED = {(words, figures): _form(words=words, is_short=figures == 2) for words in MONTH_NAMES for figures in (2, 4)}

_NULLS = NOTHING_WORDS | {"", "nat", "0000-00-00", "00/00/0000", "0/0/0000"}
_LONGEST = 60  # characters, of a date in words with all that may stand around it

_PLAIN = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)", re.ASCII)
_PLAIN_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T]00:00:00)?", re.ASCII)
_PLAIN_NAMED = re.compile(r"(\d{1,2})[ -]([^\d\s]+)[ -](\d{4}|\d\d)", re.ASCII)
_CLOCK = re.compile(r"(?<=\d),?[t ](\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?)( ?น\.?| ?[ap]m)?$", re.ASCII)
_MIDNIGHTS = re.compile(r"[0:.]+|12:00(?::00)? ?am", re.ASCII)
_THREE = re.compile(r"(\d{1,4})([ /.-])(\d{1,2})\2(\d{1,4})", re.ASCII)
_DAY_FIRST = re.compile(r"(?:(\d{1,2})[ /.-]?)?([a-zก-๎][a-zก-๎. ]*?)[ /.-]{0,2}(\d{4}|\d\d)", re.ASCII)
_ENGLISH = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)? (\d{4})", re.ASCII)
_MONTH_FIRST = re.compile(r"(\d{1,2})[/.-](\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})", re.ASCII)
_SHORT_MONTH = re.compile(r"(\d{1,2})[/-](\d\d)", re.ASCII)
_YEAR = re.compile(r"(\d{4})(?:\.0)?", re.ASCII)
_FIGURES = re.compile(r"\d{5,6}(?:\.\d{1,12})?", re.ASCII)
_MORE_FIGURES = re.compile(r"\d{5,8}(?:\.\d+)?", re.ASCII)

_FIRST_DAY = date(1899, 12, 30)  # of spreadsheets that count 1900 as a leap year, from March 1900 on
_SERIALS = range(3_000, 2_958_466)  # smaller numbers are years, ages and the like; the last is the end of 9999


def written(cell: Cell, order: DayOrder) -> Written | str | None:
    """What a cell says; None where it says nothing, and the code of a finding where it cannot be understood."""
    if isinstance(cell, str):
        return _plain(cell, order) or _in_thai_digits(cell, order) or _folded(cell, order)
    if isinstance(cell, datetime):
        form = _form(kind=Kind.CELL, has_clock=True) if cell.time().replace(tzinfo=None) != _MIDNIGHT else _CELL
        return cell.year, cell.month, cell.day, form
    if isinstance(cell, date):
        return cell.year, cell.month, cell.day, _CELL
    if isinstance(cell, int | float):
        return _number(cell)
    return "date.unreadable"


_MIDNIGHT = datetime.min.time()


def written_month(cell: Cell, order: DayOrder) -> Written | str | None:
    """The same for a cell of a column of months, where ``04/66`` is one too."""
    if isinstance(cell, str):
        western = western_digits(cell.strip())
        found = _SHORT_MONTH.fullmatch(western)
        if found:
            form = _form(is_short=True, is_thai=western != cell.strip())
            return int(found[2]), int(found[1]), 0, form
    return written(cell, order)


def _plain(text: str, order: DayOrder) -> Written | None:
    """The usual forms, at once."""
    found = _PLAIN.fullmatch(text)
    if found and order is not DayOrder.YMD:
        first, _, second, year = found.groups()
        day, month = (first, second) if order is DayOrder.DMY else (second, first)
        return int(year), int(month), int(day), _TYPED if len(year) == 4 else _SHORT
    found = _PLAIN_ISO.fullmatch(text)
    if found and found[1] != "0000":
        return int(found[1]), int(found[2]), int(found[3]), _ISO
    found = _PLAIN_NAMED.fullmatch(text)
    known = found and MONTHS.get(found[2])
    return (int(found[3]), known[0], int(found[1]), _NAMED[known[1], len(found[3])]) if found and known else None


def _in_thai_digits(text: str, order: DayOrder) -> Written | None:
    """The same in Thai digits."""
    western = text if text.isascii() else western_digits(text)
    plain = None if western == text else _plain(western, order)
    if plain is None:
        return None
    year, month, day, form = plain
    return year, month, day, _form(kind=form.kind, words=form.words, is_short=form.is_short, is_thai=True)


def _folded(text: str, order: DayOrder) -> Written | str | None:
    """Any other form: names of months, marks of the era, words around it, a time of day behind it."""
    if len(text) > _LONGEST:
        return "date.unreadable"
    figures, has_clock = _without_clock(plain_words(text))
    if figures in _NULLS:
        return None
    if _MORE_FIGURES.fullmatch(figures):
        return _number_in_text(figures)
    bare, era = without_words(figures)
    parts = None if bare is None else _parts(bare, order)
    if bare is None or parts is None:
        return "date.unreadable"
    year, month, day, words = parts
    form = _form(
        kind=Kind.ISO if era is None and bare[:5] == f"{year}-" else Kind.TYPED,
        era=era,
        words=words,
        is_thai=not text.isascii() and western_digits(text) != text,
        is_short=len(year) == 2,
        has_clock=has_clock,
    )
    return int(year), month, int(day), form


def _without_clock(figures: str) -> tuple[str, bool]:
    """The text without a time of day at its end, and whether that was another one than midnight."""
    clock = _CLOCK.search(figures)
    if clock is None:
        return figures, False
    is_midnight = _MIDNIGHTS.fullmatch(f"{clock[1]}{clock[2] or ''}".removesuffix(".").removesuffix("น").rstrip())
    return figures[: clock.start()], is_midnight is None


def _parts(bare: str, order: DayOrder) -> tuple[str, int, str, str] | None:
    """Year, month, day, and the language of the month's name; the day is "0" where there is none."""
    if found := _THREE.fullmatch(bare):
        return _three(found[1], found[3], found[4], order)
    if found := _DAY_FIRST.fullmatch(bare):
        return _named(found[3], found[2], found[1] or "0")
    if found := _ENGLISH.fullmatch(bare):
        return _named(found[3], found[1], found[2])
    if found := _MONTH_FIRST.fullmatch(bare):
        return found[2], int(found[1]), "0", ""
    if found := _YEAR_FIRST.fullmatch(bare):
        return found[1], int(found[2]), "0", ""
    if found := _YEAR.fullmatch(bare):
        return found[1], 0, "0", ""
    return None


def _three(first: str, second: str, third: str, order: DayOrder) -> tuple[str, int, str, str] | None:
    """Three numbers, of which one of two or four digits is the year."""
    if len(first) == 4:
        year, month, day = first, second, third
    else:
        year, month, day = {
            DayOrder.DMY: (third, second, first),
            DayOrder.MDY: (third, first, second),
            DayOrder.YMD: (first, second, third),
        }[order]
    if len(year) not in {2, 4} or max(len(month), len(day)) > 2:
        return None
    return year, int(month), day, ""


def _named(year: str, name: str, day: str) -> tuple[str, int, str, str] | None:
    known = MONTHS.get(name.replace(".", "").replace(" ", ""))
    return known and (year, known[0], day, known[1])


def _number(value: float) -> Written | str | None:
    """A number: a year, or the day that a spreadsheet counts."""
    if value != value:  # noqa: PLR0124  # what is not a number is an empty cell of a table that a program wrote
        return None
    whole = int(value) if abs(value) <= _SERIALS[-1] else 0
    if value == whole and (whole in COMMON_YEARS or whole in BUDDHIST_YEARS):
        return whole, 0, 0, _TYPED
    if whole not in _SERIALS:
        return "date.unreadable"
    return _day_counted(value)


def _day_counted(value: float) -> Written:
    day = _FIRST_DAY + timedelta(days=int(value))
    return day.year, day.month, day.day, _SERIAL if value == int(value) else _form(kind=Kind.SERIAL, has_clock=True)


def _number_in_text(figures: str) -> Written | str:
    """A bare number in text: perhaps the day that a spreadsheet counts, which only the whole column can show."""
    days = float(figures)
    if not _FIGURES.fullmatch(figures) or int(days) not in _SERIALS:
        return "date.number_as_text"
    year, month, day, _ = _day_counted(days)
    return year, month, day, _NUMBER


def is_run_together(text: str) -> bool:
    """Whether a bare number may as well be a date with nothing between its figures: 200466 is 20/04/66, or 66/04/20."""
    whole = plain_words(text).partition(".")[0]
    first, month, last = (int(whole.zfill(6)[at : at + 2]) for at in (0, 2, 4))
    days = (first, last) if len(whole) == 6 else (first,)
    return 1 <= month <= 12 and any(1 <= day <= 31 for day in days)

"""One cell of dates: which year, month and day are written in it, and how. Eras and centuries are not decided here."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import TypeAlias

from attrs import frozen

from communitywelfare.calendar import MONTH_NAMES, SHORT_MONTH_NAMES, Era
from communitywelfare.digits import western_digits
from communitywelfare.io.foreign.columns import Cell

__all__ = ["BUDDHIST_YEARS", "COMMON_YEARS", "DayOrder", "Form", "Kind", "Written", "written", "written_month"]

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


@frozen(eq=False, kw_only=True)
class Form:
    """How a date is written, but for its figures. There is one of each, so that they are told apart by identity."""

    kind: Kind = Kind.TYPED
    era: Era | None = None
    words: str = ""
    is_thai: bool = False
    is_short: bool = False
    has_clock: bool = False

    @property
    def is_stored(self) -> bool:
        """Whether it stands where years are of the common era: in an ISO date, a date cell, or a day's number."""
        return self.kind is not Kind.TYPED


Written: TypeAlias = tuple[int, int, int, Form]
"""Year, month and day as they are written, and the form; 0 is what is not written, or not known (``00/00/2480``)."""

_form = lru_cache(maxsize=None)(Form)
_TYPED, _SHORT = _form(), _form(is_short=True)
_ISO, _CELL, _SERIAL = _form(kind=Kind.ISO), _form(kind=Kind.CELL), _form(kind=Kind.SERIAL)

_NULLS = frozenset({"", "-", "--", "nan", "nat", "0000-00-00", "00/00/0000", "0/0/0000"})
_LONGEST = 60  # characters, of a date in words with all that may stand around it

_PLAIN = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)", re.ASCII)
_PLAIN_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T]00:00:00)?", re.ASCII)
_PLAIN_NAMED = re.compile(r"(\d{1,2})[ -]([^\d\s]+)[ -](\d{4})", re.ASCII)
_CLOCK = re.compile(r"(?<=\d)[t ](\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?: ?น\.?)?$", re.ASCII)
_ERAS = {
    Era.BE: re.compile(r"พ\.? ?ศ\.?|\bb\.?e\b\.?"),
    Era.CE: re.compile(r"ค\.? ?ศ\.?|\b(?:a\.?d|c\.?e)\b\.?"),
}
_AROUND = re.compile(r"^วันที่|เดือน|ปี|,")
_SEPARATORS = re.compile(r" ?([/.-]) ?")
_THREE = re.compile(r"(\d{1,4})([ /.-])(\d{1,2})\2(\d{1,4})", re.ASCII)
_NAMED = re.compile(r"(?:(\d{1,2})[ /.-]?)?([a-zก-๎][a-zก-๎. ]*?)[ /.-]{0,2}(\d{4}|\d\d)", re.ASCII)
_ENGLISH = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)? (\d{4})", re.ASCII)
_MONTH_FIRST = re.compile(r"(\d{1,2})[/.-](\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})", re.ASCII)
_SHORT_MONTH = re.compile(r"(\d{1,2})[/-](\d\d)", re.ASCII)
_YEAR = re.compile(r"(\d{4})(?:\.0)?", re.ASCII)
_NUMBER = re.compile(r"\d{5,8}(?:\.\d+)?", re.ASCII)

_FOLDED = {
    **dict.fromkeys(map(ord, "\u00a0\u2007\u202f"), " "),
    **dict.fromkeys(range(0x2010, 0x2016), "-"),
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff"), None),
}

_FIRST_DAY = date(1899, 12, 30)  # of spreadsheets that count 1900 as a leap year, from March 1900 on
_SERIALS = range(3_000, 2_958_466)  # smaller numbers are years, ages and the like; the last is the end of 9999


def written(cell: Cell, order: DayOrder) -> Written | str | None:
    """What a cell says; None where it says nothing, and the code of a finding where it cannot be understood."""
    if isinstance(cell, str):
        return _plain(cell, order) or _folded(cell, order)
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
    if found and order is DayOrder.DMY:
        day, _, month, year = found.groups()
        return int(year), int(month), int(day), _TYPED if len(year) == 4 else _SHORT
    found = _PLAIN_ISO.fullmatch(text)
    if found and found[1] != "0000":
        return int(found[1]), int(found[2]), int(found[3]), _ISO
    found = _PLAIN_NAMED.fullmatch(text)
    known = found and _MONTHS.get(found[2])
    return (int(found[3]), known[0], int(found[1]), _NAMED_FORMS[known[1]]) if found and known else None


def _folded(text: str, order: DayOrder) -> Written | str | None:
    """Any other form: Thai digits, names of months, marks of the era, a time of day behind it."""
    if len(text) > _LONGEST:
        return "date.unreadable"
    given = " ".join(text.translate(_FOLDED).lower().split())
    figures, has_clock = _without_clock(western_digits(given))
    if figures in _NULLS:
        return None
    bare, era = _without_era(figures)
    parts = None if bare is None else _parts(bare, order)
    if bare is None or parts is None:
        return "date.number_as_text" if _NUMBER.fullmatch(figures) else "date.unreadable"
    year, month, day, words = parts
    form = _form(
        kind=Kind.ISO if era is None and bare[:5] == f"{year}-" else Kind.TYPED,
        era=era,
        words=words,
        is_thai=western_digits(given) != given,
        is_short=len(year) == 2,
        has_clock=has_clock,
    )
    return int(year), month, int(day), form


def _without_clock(figures: str) -> tuple[str, bool]:
    """The text without a time of day at its end, and whether that was another one than midnight."""
    clock = _CLOCK.search(figures)
    if clock is None:
        return figures, False
    return figures[: clock.start()], bool(set(clock[1]) & set("123456789"))


def _without_era(figures: str) -> tuple[str | None, Era | None]:
    """The text without a mark of the era, and without the words that may stand around a date; None with two marks."""
    found = [(era, marks) for era, marks in _ERAS.items() if marks.search(figures)]
    if len(found) > 1:
        return None, None
    for _, marks in found:
        figures = marks.sub(" ", figures, count=1)
    bare = " ".join(_AROUND.sub(" ", figures).split())
    return _SEPARATORS.sub(r"\1", bare), found[0][0] if found else None


def _parts(bare: str, order: DayOrder) -> tuple[str, int, str, str] | None:
    """Year, month, day, and the language of the month's name; the day is "0" where there is none."""
    if found := _THREE.fullmatch(bare):
        return _three(found[1], found[3], found[4], order)
    if found := _NAMED.fullmatch(bare):
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
    known = _MONTHS.get(name.replace(".", "").replace(" ", ""))
    return known and (year, known[0], day, known[1])


def _names() -> Iterator[tuple[str, tuple[int, str]]]:
    for names in (MONTH_NAMES, SHORT_MONTH_NAMES):
        for language, of_language in names.items():
            for number, name in enumerate(of_language, start=1):
                for spelling in (name, name.replace(".", ""), name.lower()):
                    yield spelling, (number, language)


_NAMED_FORMS = {language: _form(words=language) for language in MONTH_NAMES}
_MONTHS = {**dict(_names()), "sept": (9, "en"), "กรกฏาคม": (7, "th")}


def _number(value: float) -> Written | str | None:
    """A number: a year, or the day that a spreadsheet counts."""
    if value != value:  # noqa: PLR0124  # what is not a number is an empty cell of a table that a program wrote
        return None
    whole = int(value) if abs(value) <= _SERIALS[-1] else 0
    if value == whole and (whole in COMMON_YEARS or whole in BUDDHIST_YEARS):
        return whole, 0, 0, _TYPED
    if whole not in _SERIALS:
        return "date.unreadable"
    day = _FIRST_DAY + timedelta(days=whole)
    return day.year, day.month, day.day, _SERIAL if value == whole else _form(kind=Kind.SERIAL, has_clock=True)

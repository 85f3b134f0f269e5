"""One cell of dates: which year, month and day are written in it, and how. Eras and centuries are not decided here."""

import re
from datetime import date, datetime, timedelta

from communitywelfare.calendar import MONTH_NAMES, Era
from communitywelfare.digits import western_digits
from communitywelfare.io.foreign._day_forms import BUDDHIST_YEARS, COMMON_YEARS, DayOrder, Kind, Written, form_of
from communitywelfare.io.foreign._day_words import MONTHS, without_words
from communitywelfare.io.foreign.blanks import NOTHING_WORDS
from communitywelfare.io.foreign.columns import Cell
from communitywelfare.io.foreign.spellings import plain_words

__all__ = ["is_run_together", "written", "written_month"]

_TYPED, _SHORT = form_of(), form_of(is_short=True)
_ISO, _CELL, _SERIAL, _NUMBER = (form_of(kind=kind) for kind in (Kind.ISO, Kind.CELL, Kind.SERIAL, Kind.NUMBER))
_NAMED = {
    (words, mark, figures): form_of(words=words, era=era, is_short=figures == 2)
    for words in MONTH_NAMES
    for mark, era in ((None, None), ("พ", Era.BE), ("ค", Era.CE))
    for figures in (2, 4)
}

_NULLS = NOTHING_WORDS | {"", "nat", "0000-00-00", "00/00/0000", "0/0/0000"}

_PLAIN = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)(?: 0?0:00(?::00)?)?", re.ASCII)
_PLAIN_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T]00:00:00)?", re.ASCII)
_PLAIN_NAMED = re.compile(r"(?:วันที่ )?(\d{1,2})[ -](?:เดือน ?)?([^\d\s]+)[ -](?:(พ|ค)\.ศ\. ?)?(\d{4}|\d\d)", re.ASCII)
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
        form = form_of(kind=Kind.CELL, has_clock=True) if cell.time().replace(tzinfo=None) != _MIDNIGHT else _CELL
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
            form = form_of(is_short=True, is_thai=western != cell.strip())
            return int(found[2]), int(found[1]), 0, form
    return written(cell, order)


def _plain(text: str, order: DayOrder) -> Written | None:
    """The usual forms, at once."""
    found = _PLAIN.fullmatch(text)
    if found and found[4] != "0000" and order is not DayOrder.YMD:
        first, _, second, year = found.groups()
        day, month = (first, second) if order is DayOrder.DMY else (second, first)
        return int(year), int(month), int(day), _TYPED if len(year) == 4 else _SHORT
    found = _PLAIN_ISO.fullmatch(text)
    if found and found[1] != "0000":
        return int(found[1]), int(found[2]), int(found[3]), _ISO
    found = _PLAIN_NAMED.fullmatch(text)
    known = found and MONTHS.get(found[2])
    if not found or not known:
        return None
    return int(found[4]), known[0], int(found[1]), _NAMED[known[1], found[3], len(found[4])]


def _in_thai_digits(text: str, order: DayOrder) -> Written | None:
    """The same in Thai digits."""
    western = text if text.isascii() else western_digits(text)
    plain = None if western == text else _plain(western, order)
    if plain is None:
        return None
    year, month, day, form = plain
    in_thai = form_of(kind=form.kind, era=form.era, words=form.words, is_short=form.is_short, is_thai=True)
    return year, month, day, in_thai


def _folded(text: str, order: DayOrder) -> Written | str | None:
    """Any other form: names of months, marks of the era, words around it, a time of day behind it."""
    if _MORE_FIGURES.fullmatch(text):
        return _number_in_text(text)
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
    form = form_of(
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
    return day.year, day.month, day.day, _SERIAL if value == int(value) else form_of(kind=Kind.SERIAL, has_clock=True)


def _number_in_text(figures: str) -> Written | str:
    """A bare number in text: perhaps the day that a spreadsheet counts, which only the whole column can show."""
    days = float(figures)
    if not _FIGURES.fullmatch(figures) or int(days) not in _SERIALS:
        return "date.number_as_text"
    year, month, day, _ = _day_counted(days)
    return year, month, day, _NUMBER


def is_run_together(text: str) -> bool:
    """Whether a bare number may as well be a date with nothing between its figures: 200466 is 20/04/66, or 66/04/20."""
    whole = (text.strip() if text.isascii() else plain_words(text)).partition(".")[0]
    first, month, last = (int(whole.zfill(6)[at : at + 2]) for at in (0, 2, 4))
    days = (first, last) if len(whole) == 6 else (first,)
    return 1 <= month <= 12 and any(1 <= day <= 31 for day in days)

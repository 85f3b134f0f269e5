"""Answers as people give them, in a file or at a terminal, read by the kind of their question.

Thai digits, Buddhist years and Thai words for lengths of time are understood; what is not certain is not taken.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches

from attrs import frozen

from communitywelfare.calendar import MONTH_NUMBERS, Duration, Unit, YearStart, iso_day, read_day
from communitywelfare.digits import western_digits
from communitywelfare.errors import Finding, InvalidValue, Place, Severity
from communitywelfare.founding.questions import Kind, Question
from communitywelfare.money import ZERO, Money

__all__ = ["StepAnswer", "read_answer", "token"]

_LONGEST_TEXT, _LONGEST_LIST = 200, 50
_EARLIEST = date(1900, 1, 1)  # no fund is older, and accounting years begin the year before
_MOST_BAHT = Money.baht(10**12)
_CODE = re.compile(r"[0-9A-Za-z\u0e01-\u0e3a\u0e40-\u0e4d._-]{1,40}")
_AREA = re.compile(r"[1-9]\d(\d\d){0,2}", re.ASCII)
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3}){1,2}|\d{1,9}", re.ASCII)
_TIME = re.compile(r"(?P<count>\d{1,4}) ?(?P<unit>วัน|เดือน|ปี|days?|months?|years?)", re.IGNORECASE)
_UNITS = {"วัน": Unit.DAY, "เดือน": Unit.MONTH, "ปี": Unit.YEAR, "d": Unit.DAY, "m": Unit.MONTH, "y": Unit.YEAR}
_OF_YEAR = re.compile(r"(?P<day>\d{1,2}) ?[/ ] ?(?P<month>[^\d/ ]+|\d{1,2})|(?P<number>\d{2})-(?P<last>\d{2})")
_YES = frozenset({"yes", "y", "true", "ใช่", "รับ", "มี"})
_NO = frozenset({"no", "n", "false", "ไม่", "ไม่ใช่", "ไม่รับ", "ไม่มี"})
_BETWEEN_STEPS = re.compile(r";|,\s")  # 2,500 is one amount
_STEP = re.compile(r"(?P<since>[^=:]+)[=:](?P<pay>[^=:]+)")


@frozen
class StepAnswer:
    """One row of an amount that goes by steps: from which time on, and what is paid."""

    since: Duration
    pay: Money


class _UnfitError(Exception):
    """The answer is not what the question wants."""


def read_answer(question: Question, given: object) -> object:
    """An answer as a value of its question's kind.

    Args:
        question: What was asked.
        given: What a file holds or what was typed: text, a whole number, true or false, a day, a list.

    Raises:
        InvalidValue: It is not what is wanted; the finding says what was found and what is.
    """
    if question.kind in {Kind.CHOICE, Kind.CODES}:
        return _chosen(question, given)
    try:
        if question.kind is Kind.PLACE:
            return _place(given, question.without)
        return _READERS[question.kind](given)
    except (_UnfitError, InvalidValue) as error:
        raise InvalidValue(f"{question.id} cannot be understood", _why(question, given, error)) from None


def token(value: object) -> str:
    """What other questions ask of an answer: its code, yes or no, or whether an amount is some or none."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Money():
            return "none" if value == ZERO else "some"
        case _:
            return str(value)


def _why(question: Question, given: object, error: Exception) -> Finding:
    """What is wrong with an answer; for a Buddhist year of TOML, and a float, what was meant can be said."""
    place, findings = Place(clause=question.id), error.findings if isinstance(error, InvalidValue) else ()
    if type(given) is float and question.kind in {Kind.BAHT, Kind.RATE}:
        params = {"key": question.key, "value": str(given)}
        return Finding("bylaw.float_money", Severity.ERROR, place=place, params=params)
    told = (Finding(each.code, Severity.ERROR, place=place, params=each.params) for each in findings)
    return next((each for each in told if each.code == "date.buddhist_year"), _wrong(question, given))


def _wrong(question: Question, given: object) -> Finding:
    params = {"question": question.words, "value": _shown(given), "wanted": question.kind.value}
    return Finding("founding.wrong_answer", Severity.ERROR, place=Place(clause=question.id), params=params)


def _shown(given: object) -> str:
    return str(given)[:_LONGEST_TEXT]


def _chosen(question: Question, given: object) -> object:
    known = {option.casefold(): option for option in question.options}
    is_one = question.kind is Kind.CHOICE
    names = [given] if is_one else _parts(given, question)
    for name in names:
        if not isinstance(name, str) or name.strip().casefold() not in known:
            close = get_close_matches(_shown(name).casefold(), known, n=1)
            params: dict[str, object] = {"question": question.words, "value": _shown(name)}
            params |= {"options": question.options, "meant": known[close[0]] if close else ""}
            raise InvalidValue(
                f"{question.id}: {_shown(name)!r} is none of {', '.join(question.options)}",
                Finding("founding.not_an_option", Severity.ERROR, place=Place(clause=question.id), params=params),
            )
    codes = tuple(dict.fromkeys(known[str(name).strip().casefold()] for name in names))
    return codes[0] if is_one else codes


def _parts(given: object, question: Question) -> list[object]:
    parts = _listed(given)
    if parts is None:
        raise InvalidValue(f"{question.id} wants a list", _wrong(question, given))
    return parts


def _listed(given: object) -> list[object] | None:
    """The items of a list, or of a text with commas between them; None where it is neither, or has too many."""
    items = given.split(",") if isinstance(given, str) else given
    return items if isinstance(items, list) and 0 < len(items) <= _LONGEST_LIST else None


def _text(given: object) -> str:
    """Text on one line, with nothing that cannot be seen in it but blanks; a by-law takes one with @ for a name."""
    if not isinstance(given, str) or len(given) > _LONGEST_TEXT:
        raise _UnfitError
    text = " ".join(given.split())
    if (
        not text
        or text[0] == "@"
        or any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for letter in text)
    ):
        raise _UnfitError
    return text


def _typed(given: object) -> str:
    return western_digits(_text(str(given) if type(given) is int else given))


def _code(given: object) -> str:
    text = _typed(given)
    if not _CODE.fullmatch(text):
        raise _UnfitError
    return text


def _place(given: object, without: tuple[str, ...]) -> str:
    text = _text(given)
    if text.startswith(without):
        raise _UnfitError
    return text


def _area(given: object) -> str:
    text = _typed(given)
    if not _AREA.fullmatch(text):
        raise _UnfitError
    return text


def _day(given: object) -> date:
    """A typed day of either era; a day of TOML is one of the common era."""
    day = iso_day(given.isoformat()) if type(given) is date else read_day(_text(given)).day
    if day < _EARLIEST:
        raise _UnfitError
    return day


def _year_start(given: object) -> YearStart:
    found = _OF_YEAR.fullmatch(_typed(given))
    if found is None:
        raise _UnfitError
    if found["number"]:
        return YearStart(int(found["number"]), int(found["last"]))
    month = found["month"]
    number = int(month) if month.isdigit() else MONTH_NUMBERS.get(month.casefold())
    if number is None:
        raise _UnfitError
    return YearStart(number, int(found["day"]))


def _baht(given: object) -> Money:
    amount = Money.baht(_typed(given).removesuffix("บาท").removesuffix("baht").strip())
    if not ZERO <= amount < _MOST_BAHT:
        raise _UnfitError
    return amount


def _rate(given: object) -> Money:
    amount = _baht(given)
    if amount == ZERO:
        raise _UnfitError
    return amount


def _count(given: object) -> int:
    text = _typed(given)
    if not _WHOLE.fullmatch(text):
        raise _UnfitError
    return int(text.replace(",", ""))


def _number(given: object) -> int:
    number = _count(given)
    if number == 0:
        raise _UnfitError
    return number


def _wait(given: object) -> Duration:
    found = _TIME.fullmatch(_typed(given))
    if found is None:
        raise _UnfitError
    unit = found["unit"]
    duration = Duration(int(found["count"]), _UNITS.get(unit) or _UNITS[unit[0].casefold()])
    return Duration.parse(str(duration))  # which refuses what is longer than the calendar


def _time(given: object) -> Duration:
    duration = _wait(given)
    if duration.count == 0:
        raise _UnfitError
    return duration


def _yes_no(given: object) -> bool:
    if isinstance(given, bool):
        return given
    word = _text(given).casefold()
    if word not in _YES | _NO:
        raise _UnfitError
    return word in _YES


def _texts(given: object) -> tuple[str, ...]:
    parts = _listed(given)
    if parts is None:
        raise _UnfitError
    return tuple(dict.fromkeys(map(_text, parts)))


def _steps(given: object) -> tuple[StepAnswer, ...]:
    parts = _listed(_BETWEEN_STEPS.split(given.strip()) if isinstance(given, str) else given)
    if parts is None:
        raise _UnfitError
    return tuple(map(_step, parts))


def _step(given: object) -> StepAnswer:
    if isinstance(given, Mapping):
        if set(given) != {"from", "pay"}:
            raise _UnfitError
        return StepAnswer(_wait(given["from"]), _rate(given["pay"]))
    found = _STEP.fullmatch(_text(given))
    if found is None:
        raise _UnfitError
    return StepAnswer(_wait(found["since"].strip()), _rate(found["pay"].strip()))


_READERS: Mapping[Kind, Callable[[object], object]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.AREA: _area,
    Kind.DAY: _day,
    Kind.YEAR_START: _year_start,
    Kind.BAHT: _baht,
    Kind.RATE: _rate,
    Kind.COUNT: _count,
    Kind.NUMBER: _number,
    Kind.TIME: _time,
    Kind.WAIT: _wait,
    Kind.YES_NO: _yes_no,
    Kind.TEXTS: _texts,
    Kind.STEPS: _steps,
}

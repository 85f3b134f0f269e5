"""Profiles as TOML files: text to a `Profile`, every mistake with its line; some come with the library."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from communitywelfare.calendar import Era
from communitywelfare.errors import InvalidValue, WelfareError
from communitywelfare.io._cells import codes_of
from communitywelfare.io._files import FilePath, path_text, read_path, read_resource
from communitywelfare.io._mistakes import Mistakes, is_text
from communitywelfare.io._toml_lines import lines_of
from communitywelfare.io._toml_text import toml_document
from communitywelfare.io.foreign._profile_fit import constants_fit, places_fit, spellings_fit, styles_fit
from communitywelfare.io.foreign.amounts import Blank
from communitywelfare.io.foreign.book import SEPARATORS
from communitywelfare.io.foreign.days import DayOrder
from communitywelfare.io.foreign.profile import (
    DASHES,
    STYLES,
    Dropped,
    Field,
    LayoutColumn,
    MonthColumns,
    Profile,
    SheetChoice,
    Sheets,
)
from communitywelfare.io.foreign.spellings import clean_header

__all__ = ["FORMAT", "parse_profile", "profile_named", "shipped_profile", "shipped_profiles"]

FORMAT: Final = "communitywelfare.profile/1"
_SHIPPED: Final = (
    "thatchoengchum-22col",
    "villagefund-office-members",
    "register-be-iso",
    "sheets-baht-a-day",
    "sheets-baht-a-day-deposits",
    "laravel-register-16col",
    "codi-status-form",
    "member-register",
)
_HEAD = ("format", "id", "name", "seen")
_TABLES = ("file", "sheets", "header", "values", "rows", "columns", "constants", "months", "spellings")
_MONTHS_OF_A_YEAR = 12
_SHEET_NAME = re.compile(r"(?!')[^\[\]:*?/\\\x00-\x1f]{1,31}(?<!')")  # what spreadsheets allow
_CHOICES = {each.value: each for each in (SheetChoice.FIRST, SheetChoice.EVERY)}
_BLANKS = tuple(each.value for each in Blank)


@cache
def shipped_profiles() -> Mapping[str, Profile]:
    """The profiles that come with the library, by their id."""
    files = (f"data/profiles/{name}.toml" for name in _SHIPPED)
    profiles = (parse_profile(read_resource(file), file) for file in files)
    return MappingProxyType({profile.id: profile for profile in profiles})


def shipped_profile(name: str) -> Profile:
    """The profile of a name.

    Raises:
        InvalidValue: None that comes with the library has this name.
    """
    if name not in shipped_profiles():
        reading = Mistakes("profile", name, {})
        reading.mistake("profile.not_shipped", "", name=name, known=tuple(shipped_profiles()))
        raise InvalidValue(f"there is no profile {name}; known: {', '.join(shipped_profiles())}", *reading.findings)
    return shipped_profiles()[name]


def profile_named(name: FilePath) -> Profile:
    """The profile that comes with the library under a name, or else the one in a file.

    Raises:
        InvalidValue: There is no such profile, or the file says what a profile cannot say.
        FormatError: The file cannot be read.
    """
    name = path_text(name)
    if name.casefold().endswith(".toml"):
        return parse_profile(read_path(name), name)
    return shipped_profile(name)


def parse_profile(contents: bytes, file: str) -> Profile:
    """Read a profile from the bytes of its file.

    Raises:
        InvalidValue: It is not UTF-8 or not TOML, or says what a profile cannot say; every mistake is a finding with
            the line it stands on.
    """
    text, document = toml_document(contents, file, code="profile.not_toml")
    reading = Mistakes("profile", file, lines_of(text))
    profile = _profile(reading, document)
    if reading.findings or profile is None:
        first = reading.findings[0]
        raise InvalidValue(f"{file} says what a profile cannot say: line {first.place.row}", *reading.findings)
    return profile


def _profile(reading: Mistakes, document: Mapping[str, Any]) -> Profile | None:
    reading.known(document, "", (*_HEAD, *_TABLES, "written_only"))
    if not reading.needed(document, "", _HEAD):
        return None
    if document["format"] != FORMAT:
        reading.mistake("profile.format_unknown", "format", found=str(document["format"]), known=FORMAT)
    spellings = _spellings(reading, document.get("spellings", {}))
    columns = _columns(reading, document.get("columns", []), spellings)
    values: dict[str, Any] = {
        **_part(reading, document, "file", _FILE),
        **_part(reading, document, "header", _HEADER),
        **_part(reading, document, "values", _VALUES),
        **_part(reading, document, "rows", _ROWS),
    }
    months = _months(reading, document) if "months" in document else None
    constants = _constants(reading, document.get("constants", {}))
    constants_fit(reading, constants)
    styles_fit(reading, columns, values.get("order", DayOrder.DMY))
    places_fit(reading, columns)
    sheets = _sheets(reading, document)
    spellings_fit(reading, spellings, {column.fills for column in columns} | {sheets.name_fills})
    values |= {name: reading.text(document, "", name) for name in ("id", "seen")}
    values["is_written_only"] = _is_written_only(reading, document)
    names = reading.texts(document["name"], "name", ("th", "en"))
    if reading.findings:
        return None
    return Profile(
        names=names,
        sheets=sheets,
        columns=columns,
        constants=constants,
        months=months,
        **values,
    )


def _is_written_only(reading: Mistakes, document: Mapping[str, Any]) -> bool:
    value = document.get("written_only", False)
    if not isinstance(value, bool):
        reading.unreadable("written_only", value)
    return value is True


Reader = Callable[[Any], Any]


class _NotKnown(ValueError):
    """A value is none of those that there are."""

    def __init__(self, value: object, known: tuple[str, ...]) -> None:
        super().__init__(f"{value!r} is none of {', '.join(known)}")
        self.known = known


def _part(
    reading: Mistakes, document: Mapping[str, Any], name: str, known: Mapping[str, tuple[str, Reader]]
) -> dict[str, Any]:
    """The values of one table, by the names of the profile's attributes."""
    table = document.get(name, {})
    if not isinstance(table, Mapping):
        reading.unreadable(name, table)
        return {}
    return _values(reading, table, name, known)


def _values(
    reading: Mistakes, table: Mapping[str, Any], path: str, known: Mapping[str, tuple[str, Reader]]
) -> dict[str, Any]:
    reading.known(table, path, tuple(known))
    found = {}
    for key, value in table.items():
        if key in known:
            attribute, read = known[key]
            try:
                found[attribute] = read(value)
            except InvalidValue as error:
                for each in error.findings:
                    reading.mistake(each.code, f"{path}.{key}", **each.params)
            except _NotKnown as error:
                params = {"name": key, "value": str(value), "known": error.known}
                reading.mistake("profile.value_unknown", f"{path}.{key}", **params)
            except (WelfareError, ValueError, TypeError, KeyError):
                reading.unreadable(f"{path}.{key}", value)
    return found


def _months(reading: Mistakes, document: Mapping[str, Any]) -> MonthColumns | None:
    told = _part(reading, document, "months", _MONTHS)
    is_whole = reading.needed(_table(document["months"]), "months", ("headers", "first"))
    return MonthColumns(**told) if is_whole and {"headers", "first"} <= set(told) else None


def _sheets(reading: Mistakes, document: Mapping[str, Any]) -> Sheets:
    told = _part(reading, document, "sheets", _SHEETS)
    which = told.pop("which", SheetChoice.FIRST)
    if isinstance(which, SheetChoice):
        return Sheets(choice=which, **told)
    return Sheets(choice=SheetChoice.NAMED, names=which, **told)


def _columns(
    reading: Mistakes, tables: object, spellings: Mapping[Field, Mapping[str, str]]
) -> tuple[LayoutColumn, ...]:
    if not isinstance(tables, list) or not all(isinstance(each, Mapping) for each in tables):
        reading.unreadable("columns", tables)
        return ()
    found, seen = list[LayoutColumn](), dict[object, str]()
    for at, table in enumerate(tables, start=1):
        path = f"columns[{at}]"
        told = {"fills": None, **_values(reading, table, path, _COLUMN)}
        column = LayoutColumn(**told, spellings={} if told["fills"] is None else spellings.get(told["fills"], {}))
        if column.fills is None and not (column.why and (column.headers or column.position)):
            reading.mistake("profile.column_of_nothing", path, column=column.name)
        if column.fills is not None and seen.setdefault(column.fills, path) != path:
            reading.mistake("profile.twice", path, what=str(column.fills))
        if column.fills is not None and column.is_derived:
            reading.mistake("profile.derived_taken", path, column=column.name)
        found.append(column)
    return tuple(found)


def _spellings(reading: Mistakes, tables: object) -> Mapping[Field, Mapping[str, str]]:
    found = dict[Field, Mapping[str, str]]()
    for name, table in _table(tables).items():
        path = f"spellings.{name}"
        try:
            found[Field.parse(name)] = reading.texts(table, path)
        except InvalidValue:
            reading.mistake("profile.field_unknown", path, field=name)
    return found


def _constants(reading: Mistakes, table: object) -> Mapping[Field, str]:
    found = dict[Field, str]()
    for name in _table(table):
        path = f"constants.{name}"
        try:
            found[Field.parse(name)] = reading.text(_table(table), "constants", name)
        except InvalidValue:
            reading.mistake("profile.field_unknown", path, field=name)
    return found


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(map(is_text, value)):
        raise TypeError("a list of texts is wanted")
    return tuple(value)


def _twelve(value: object) -> tuple[str, ...]:
    found = _words(value)
    if len(found) != _MONTHS_OF_A_YEAR or len({clean_header(each) for each in found} - {""}) != len(found):
        raise ValueError("a year has twelve months, each with a name of its own")
    return found


def _text(value: object) -> str:
    if not isinstance(value, str) or not is_text(value):
        raise TypeError("a text is wanted")
    return value


def _field(value: object) -> Field:
    return Field.parse(_text(value))


def _one_of(*known: str) -> Reader:
    def read(value: object) -> str:
        if value not in known:
            raise _NotKnown(value, known)
        return str(value)

    return read


def _yes(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false is wanted")
    return value


def _number(first: int, last: int) -> Reader:
    def read(value: object) -> int:
        if type(value) is not int or not first <= value <= last:
            raise ValueError(f"{value!r} is not between {first} and {last}")
        return value

    return read


def _lines(value: object) -> tuple[int, ...]:
    read = _number(1, 1000)
    if value == "find":
        return ()
    if not isinstance(value, list) or not value:
        raise TypeError("rows are a list of numbers")
    found = tuple(map(read, value))
    if found != tuple(range(found[0], found[0] + len(found))):
        raise ValueError("the rows of a header follow one another")
    return found


def _which(value: object) -> SheetChoice | tuple[str, ...]:
    if not isinstance(value, list):
        return _CHOICES[value]
    names = _words(value)
    if not all(map(_SHEET_NAME.fullmatch, names)):
        raise ValueError("no workbook has a sheet of such a name")
    return names


def _era(value: object) -> Era | None:
    name = _one_of(*(each.value for each in Era), "auto")(value)
    return None if name == "auto" else Era(name)


def _order(value: object) -> DayOrder:
    return DayOrder(_one_of(*(each.value for each in DayOrder))(value))


def _dropped(value: Any) -> Dropped:
    if set(value) != {"headers", "is"}:
        raise ValueError("the rows to leave out have headers and values")
    return Dropped(headers=_words(value["headers"]), values=_words(value["is"]))


_FILE: Mapping[str, tuple[str, Reader]] = {
    "kinds": ("kinds", _words),
    "encoding": ("encoding", _text),
    "separator": ("separator", _one_of("auto", *SEPARATORS)),
}
_SHEETS: Mapping[str, tuple[str, Reader]] = {"which": ("which", _which), "name_fills": ("name_fills", _field)}
_HEADER: Mapping[str, tuple[str, Reader]] = {"rows": ("header_rows", _lines)}
_VALUES: Mapping[str, tuple[str, Reader]] = {
    "era": ("era", _era),
    "date_order": ("order", _order),
    "blank_amount": ("blank", _one_of(*_BLANKS)),
}
_ROWS: Mapping[str, tuple[str, Reader]] = {
    "totals": ("totals", _words),
    "dropped": ("dropped", _dropped),
    "numbered": ("numbered", _field),
    "status_from_dates": ("status_from_dates", _yes),
    "receipt_day": ("receipt_day", _one_of("first", "last")),
}
_MONTHS: Mapping[str, tuple[str, Reader]] = {
    "headers": ("headers", _twelve),
    "first": ("first", _number(1, 12)),
    "year": ("year", _number(2400, 2900)),
    "totals": ("totals", _words),
    "kind": ("kind", _one_of(*codes_of("code:receipt_kind"))),
}
_COLUMN: Mapping[str, tuple[str, Reader]] = {
    "field": ("fills", _field),
    "headers": ("headers", _words),
    "position": ("position", _number(1, 16_384)),
    "needed": ("is_needed", _yes),
    "era": ("era", _era),
    "blank": ("blank", _one_of(*_BLANKS)),
    "satang": ("satang", _words),
    "dash": ("dash", _one_of(*DASHES)),
    "written": ("written", _one_of(*STYLES)),
    "not_taken": ("why", _text),
    "derived": ("is_derived", _yes),
}

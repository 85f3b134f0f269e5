"""Reading a by-law's keys: every value by its type, every mistake noted with its place, none stopping the others.

A `Keys` wraps one table of a by-law as plain values (text, whole numbers, days, lists, tables). What is asked for and
is wrong is noted and replaced by a stand-in, so that all mistakes of a by-law are told at once; a by-law with any
such finding is never built.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from types import MappingProxyType
from typing import TypeVar

from communitywelfare.calendar import Duration, Unit, YearStart, iso_day
from communitywelfare.errors import Finding, InvalidDay, InvalidValue, Place, Severity
from communitywelfare.money import ZERO, Money

__all__ = ["Keys"]

E = TypeVar("E", bound=Enum)
T = TypeVar("T")
NO_PARAMS: Mapping[str, object] = MappingProxyType({})


class Keys:
    """The keys of one table of a by-law, with the path that leads to it."""

    def __init__(self, table: Mapping[str, object], path: str, findings: list[Finding]) -> None:
        self._table = table
        self._asked: set[str] = set()
        self._inner: list[Keys] = []
        self.path = path
        self.findings = findings

    def report(self, code: str, key: str, params: Mapping[str, object] = NO_PARAMS) -> None:
        """Note a mistake at a key."""
        place = Place(clause=self._path_to(key))
        self.findings.append(Finding(code, Severity.ERROR, place=place, params={"key": key, **params}))

    def has(self, key: str) -> bool:
        """Whether a key is there; asking makes it a known key."""
        self._asked.add(key)
        return key in self._table

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all keys, in the order of the file."""
        return tuple(self._table)

    def overlook(self) -> None:
        """Judge no key of this table, because a mistake that was told already hides what the others mean."""
        self._asked.update(self._table)

    def close(self) -> None:
        """Note every key, here and in the tables inside, that nobody asked for: none is silently ignored."""
        for key in self._table:
            if key not in self._asked:
                close = get_close_matches(key, sorted(self._asked), n=1)
                self.report("bylaw.misspelt_key" if close else "bylaw.unknown_key", key, {"meant": "".join(close)})
        for inner in self._inner:
            inner.close()

    def text(self, key: str, *, default: str | None = None) -> str:
        """Text that is not empty."""
        value = self._value(key, default)
        if isinstance(value, str) and (value or default == ""):
            return value
        return self._wrong(key, value, "text", "")

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; none where the key is absent."""
        value = self._value(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        return self._wrong(key, value, "list of text", ())

    def words(self, key: str) -> Mapping[str, str]:
        """The same words in Thai and English: a table with ``th`` and ``en``."""
        table = self.table(key)
        return {language: table.text(language) for language in ("th", "en")}

    def whole(self, key: str) -> int:
        """A whole number that is not negative."""
        value = self._value(key, None)
        if type(value) is int and value >= 0:
            return value
        return self._wrong(key, value, "whole number", 0)

    def decimal(self, key: str) -> Decimal:
        """A number with a point, written as text; 3.50 is not a float."""
        value = self._value(key, None)
        if isinstance(value, str) and value.replace(".", "", 1).isdecimal() and value.isascii():
            return Decimal(value)
        return self._wrong(key, value, "number as text", Decimal(0))

    def money(self, key: str, *, default: Money | None = None, least: Money = ZERO) -> Money:
        """Baht: text such as ``"200.50"`` or a whole number; a float is refused, and less than the least."""
        value = self._value(key, default)
        if isinstance(value, float):
            self.report("bylaw.float_money", key, {"value": str(value)})
            return least
        try:
            if isinstance(value, Money):
                return value
            if (isinstance(value, str) or type(value) is int) and (amount := Money.baht(value)) >= least:
                return amount
        except InvalidValue:
            pass
        return self._wrong(key, value, "baht" if least == ZERO else "baht above zero", least)

    def day(self, key: str) -> date:
        """A day of the common era; a Buddhist year is refused with the day that was meant."""
        value = self._value(key, None)
        if type(value) is not date:
            return self._wrong(key, value, "day", date(2000, 1, 1))
        try:
            return iso_day(value.isoformat())
        except InvalidDay as error:
            params = {"value": value.isoformat(), "meant": error.findings[0].params.get("meant", "")}
            self.report("bylaw.buddhist_year", key, params)
            return value

    def duration(self, key: str) -> Duration:
        """A duration such as ``"180 days"``."""
        return self._parsed(key, "duration", Duration.parse, Duration(0, Unit.DAY))

    def year_start(self, key: str, *, default: str) -> YearStart:
        """The day on which a year begins, such as ``"10-01"``."""
        self._asked.add(key)
        if key not in self._table:
            return YearStart.parse(default)
        return self._parsed(key, "day of the year", YearStart.parse, YearStart(1))

    def choice(self, key: str, options: type[E], *, default: E | None = None) -> E:
        """One of the words of a closed list."""
        value = self._value(key, default)
        if isinstance(value, options):
            return value
        words = [option.value for option in options]
        if isinstance(value, str) and value in words:
            return options(value)
        if key in self._table:
            close = get_close_matches(str(value), words, n=1)
            params = {"value": str(value), "options": tuple(words), "meant": close[0] if close else ""}
            self.report("bylaw.not_an_option", key, params)
        return next(iter(options))

    def table(self, key: str) -> "Keys":
        """A table inside this one. Where it is missing that is told, and not again for every key it would have."""
        value = self._value(key, None)
        if isinstance(value, Mapping):
            return self._inside(value, self._path_to(key))
        return Keys({}, self._path_to(key), self._wrong(key, value, "table", []))

    def tables(self, key: str) -> tuple["Keys", ...]:
        """A list of tables, each named by its number from 1 on; none where the key is absent."""
        value = self._value(key, [])
        if not (isinstance(value, list) and all(isinstance(item, Mapping) for item in value)):
            return self._wrong(key, value, "list of tables", ())
        path = self._path_to(key)
        return tuple(self._inside(item, f"{path}[{number}]") for number, item in enumerate(value, start=1))

    def named_tables(self, key: str) -> Iterator[tuple[str, "Keys"]]:
        """The tables inside a table, by name, in the order of the file."""
        holder = self.table(key)
        for name in holder.names:
            yield name, holder.table(name)

    def _inside(self, table: Mapping[str, object], path: str) -> "Keys":
        inner = Keys(table, path, self.findings)
        self._inner.append(inner)
        return inner

    def _path_to(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path and key else self.path or key

    def _value(self, key: str, default: object) -> object:
        self._asked.add(key)
        if key not in self._table and default is None:
            self.report("bylaw.missing_key", key)
        return self._table.get(key, default)

    def _parsed(self, key: str, wanted: str, parse: Callable[[str], T], stand_in: T) -> T:
        value = self._value(key, None)
        try:
            if isinstance(value, str):
                return parse(value)
        except InvalidValue:
            pass
        return self._wrong(key, value, wanted, stand_in)

    def _wrong(self, key: str, value: object, wanted: str, stand_in: T) -> T:
        if key in self._table:
            self.report("bylaw.wrong_value", key, {"value": str(value), "wanted": wanted})
        return stand_in

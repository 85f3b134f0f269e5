"""Reading a by-law's keys: every value by its type, every mistake noted with its place, none stopping the others.

A `Keys` wraps one table of a by-law as plain values (text, whole numbers, days, lists, tables). What is asked for and
is wrong is noted and replaced by a stand-in, so that all mistakes of a by-law are told at once; a by-law with any
such finding is never built.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import Protocol, TypeVar

from attrs import field, frozen

from communitywelfare.calendar import DURATION, Duration, Unit, YearStart, iso_day
from communitywelfare.errors import Finding, InvalidDay, InvalidValue, Place, Severity
from communitywelfare.money import ZERO, Direction, Money, Rounding
from communitywelfare.rules.expressions import Condition
from communitywelfare.rules.notation import Attribute, NotationError, Vocabulary, condition_in, formula_in
from communitywelfare.rules.numbers import Kind, Literal, Number

__all__ = ["Context", "Keys", "Readable"]

_FRACTION = re.compile(r"(\d{1,9})/([1-9]\d{0,8})|(\d{1,3}(?:\.\d{1,6})?)%", re.ASCII)
_DECIMAL = re.compile(r"\d{1,12}(?:\.\d{1,6})?", re.ASCII)
_MOST = 10**9
_MONEY_ENDS = Money.baht(10**15)  # so far texts go, too
E = TypeVar("E", bound=Enum)
T = TypeVar("T")
NO_PARAMS: Mapping[str, object] = MappingProxyType({})


class Readable(Protocol):
    """What can be built from keys: every form of amount."""

    @classmethod
    def read(cls, keys: "Keys") -> object:
        """Build it; what is wrong with the keys is noted in them."""


@frozen(kw_only=True)
class Context:
    """What the keys of one version may refer to: forms of amount, shared definitions, declared attributes, clauses.

    `asked` collects the definitions that something used; `within` the clauses whose amounts are being read just now,
    `depth` the amounts inside one another.
    """

    forms: Mapping[str, "type[Readable]"] = field(factory=dict)
    definitions: Mapping[str, object] = NO_PARAMS
    attributes: Mapping[str, Attribute] = field(factory=dict)
    clauses: Mapping[str, object] = NO_PARAMS
    within: tuple[str, ...] = ()
    depth: int = 0
    asked: set[str] = field(factory=set)

    def definition(self, name: str) -> object | None:
        """What a name stands for, if it is defined; asking for it is using it."""
        self.asked.add(name)
        return self.definitions.get(name)


def _laid_upon(upper: Mapping[str, object], lower: Mapping[str, object]) -> Mapping[str, object]:
    """Two tables as one: tables are merged key by key, everything else of the upper one hides what lies below."""
    merged = dict(lower)
    for key, value in upper.items():
        below = merged.get(key)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            value = _laid_upon(value, below)  # noqa: PLW2901  # the same value, completed
        merged[key] = value
    return merged


class Keys:
    """The keys of one table of a by-law, with the path that leads to it.

    A text that begins with ``@`` names one of the version's definitions and stands for its value.
    """

    def __init__(
        self, table: Mapping[str, object], path: str, findings: list[Finding], context: Context | None = None
    ) -> None:
        self.context = context or Context()
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

    def is_text(self, key: str) -> bool:
        """Whether a key holds a text, once a definition that it names is put in its place."""
        return isinstance(self._resolved(key), str)

    def is_table(self, key: str) -> bool:
        """Whether a key holds a table, once a definition that it names is put in its place."""
        return isinstance(self._resolved(key), Mapping)

    def is_duration(self, key: str) -> bool:
        """Whether a key holds a length of time such as ``"3 years"``."""
        value = self._resolved(key)
        return isinstance(value, str) and DURATION.fullmatch(value) is not None

    def truth(self, key: str) -> bool:
        """``true`` or ``false``; false where the key is absent."""
        value = self._value(key, default=False)
        return value if isinstance(value, bool) else self._wrong(key, value, "true or false", stand_in=False)

    def _resolved(self, key: str) -> object:
        value = self._table.get(key)
        return self.context.definitions.get(value[1:]) if isinstance(value, str) and value[:1] == "@" else value

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
        """A whole number that is not negative, and not beyond what anybody counts."""
        value = self._value(key, None)
        if type(value) is int and 0 <= value <= _MOST:
            return value
        return self._wrong(key, value, "whole number", 0)

    def decimal(self, key: str) -> Decimal:
        """A number with a point, written as text; 3.50 is not a float."""
        value = self._value(key, None)
        if isinstance(value, str) and _DECIMAL.fullmatch(value):
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
            if (isinstance(value, str) or type(value) is int) and least <= (amount := Money.baht(value)) < _MONEY_ENDS:
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

    def durations(self, key: str) -> tuple[Duration, ...]:
        """A list of durations; none where the key is absent."""
        found = []
        for text in self.texts(key):
            if not DURATION.fullmatch(text):
                self._wrong(key, text, "duration", None)
                continue
            found.append(Duration.parse(text))
        return tuple(found)

    def year_start(self, key: str, *, default: str) -> YearStart:
        """The day on which a year begins, such as ``"10-01"``."""
        self._asked.add(key)
        if key not in self._table:
            return YearStart.parse(default)
        return self._parsed(key, "day of the year", YearStart.parse, YearStart(1))

    def choice(self, key: str, options: type[E], *, default: E | None = None) -> E:
        """One of the words of a closed list."""
        default_word = None if default is None else str(default.value)
        return options(self.one_of(key, tuple(option.value for option in options), default=default_word))

    def one_of(self, key: str, options: tuple[str, ...], *, default: str | None = None) -> str:
        """One of some words; the first where it is none of them."""
        value = self._value(key, default)
        if isinstance(value, str) and value in options:
            return value
        if key in self._table:
            close = get_close_matches(str(value), options, n=1)
            params = {"value": str(value), "options": options, "meant": close[0] if close else ""}
            self.report("bylaw.not_an_option", key, params)
        return options[0]

    def fraction(self, key: str) -> Fraction:
        """An exact part of something: ``"1/2"`` or ``"12.5%"``."""
        value = self._value(key, None)
        found = _FRACTION.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            return self._wrong(key, value, "fraction", Fraction(0))
        return Fraction(found[1]) / int(found[2]) if found[2] else Fraction(found[3]) / 100

    def rounding(self, key: str) -> Rounding:
        """To which unit, which way and by whose word an amount is rounded."""
        table = self.table(key)
        direction = table.choice("direction", Direction)
        return Rounding(to=table.money("to", least=Money(1)), direction=direction, source=table.text("source"))

    def conditions(self, key: str) -> tuple[Condition, ...]:
        """Conditions in the notation: one text, or a list of texts that must all hold."""
        value = self._value(key, [])
        texts = [value] if isinstance(value, str) else value
        if not (isinstance(texts, list) and all(isinstance(text, str) for text in texts)):
            return self._wrong(key, value, "condition", ())
        vocabulary = self._vocabulary(None)
        found: list[Condition] = []
        for text in texts:
            try:
                found.extend(condition_in(text, vocabulary))
            except NotationError as error:
                self.report(error.code, key, error.params)
        return tuple(found)

    def formula(self, key: str, rounding: Rounding | None) -> Number:
        """An amount of baht in the notation."""
        value = self._value(key, None)
        if isinstance(value, str):
            try:
                return formula_in(value, self._vocabulary(rounding))
            except NotationError as error:
                self.report(error.code, key, error.params)
                return Literal(0, Kind.BAHT)
        return self._wrong(key, value, "formula", Literal(0, Kind.BAHT))

    def _vocabulary(self, rounding: Rounding | None) -> Vocabulary:
        texts = {name: value for name, value in self.context.definitions.items() if isinstance(value, str)}

        def definition(name: str) -> str | None:
            self.context.asked.add(name)
            return texts.get(name)

        return Vocabulary(
            attributes=self.context.attributes, definition=definition, definitions=tuple(texts), rounding=rounding
        )

    def table(self, key: str) -> "Keys":
        """A table inside this one. Where it is missing that is told, and not again for every key it would have."""
        value = self._value(key, None)
        if isinstance(value, Mapping):
            return self._inside(value, self._path_to(key))
        return Keys({}, self._path_to(key), self._wrong(key, value, "table", []), self.context)

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

    def named_tables_of(self, key: str) -> Iterator[tuple[str, "Keys"]]:
        """The tables inside a table that may be absent."""
        if self.has(key):
            yield from self.named_tables(key)

    def plain(self, key: str) -> Mapping[str, object]:
        """A table as the file has it, unread: empty where there is none."""
        value = self._table.get(key)
        return value if isinstance(value, Mapping) else {}

    def within(self, context: Context) -> "Keys":
        """The same keys in another context: what is asked of either is asked of both."""
        same = Keys(self._table, self.path, self.findings, context)
        same._asked, same._inner = self._asked, self._inner  # the same keys
        return same

    def upon(self, table: Mapping[str, object]) -> "Keys":
        """These keys laid upon another table's."""
        laid = self.within(self.context)
        laid._table = _laid_upon(self._table, table)  # noqa: SLF001  # the same keys
        return laid

    def _inside(self, table: Mapping[str, object], path: str) -> "Keys":
        inner = Keys(table, path, self.findings, self.context)
        self._inner.append(inner)
        return inner

    def _path_to(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path and key else self.path or key

    def _value(self, key: str, default: object) -> object:
        self._asked.add(key)
        if key not in self._table and default is None:
            self.report("bylaw.missing_key", key)
        value = self._table.get(key, default)
        return self._defined(key, value[1:]) if isinstance(value, str) and value.startswith("@") else value

    def _defined(self, key: str, name: str) -> object:
        """What a definition says; one definition may not be another's name."""
        value = self.context.definition(name)
        if value is None:
            meant = get_close_matches(name, self.context.definitions, n=1)
            self.report("bylaw.unknown_definition", key, {"value": name, "meant": meant[0] if meant else ""})
            return ""
        return value

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

"""What every definition of a form is read with: its parts, items, options and columns; every mistake with its line."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, TypeAlias, TypeVar

from attrs import evolve, field, frozen

from communitywelfare.errors import Finding, InvalidValue, Place, Severity, WelfareError
from communitywelfare.fund.forms import Column, Item, ItemKind, Option, Origin
from communitywelfare.io._toml_lines import lines_of
from communitywelfare.io._toml_text import toml_document

__all__ = ["Reading", "Table", "count", "only", "option", "read", "words"]

T = TypeVar("T")
Table: TypeAlias = Mapping[str, Any]

_ITEM = {"id", "kind", "from", "tables", "column", "shows", "of", "blank", "options", "columns", "th", "en"}
_ASKED = {"id", "from", "th", "en"}
_MISTAKES = (WelfareError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


class _NotedError(Exception):
    """A mistake was found and noted; the next thing of the file can be read."""


@frozen(kw_only=True)
class Reading:
    """What is found on the way, and what items refer to by name: lists of options, columns, what the fund answers."""

    file: str
    lines: Mapping[str, int]
    findings: list[Finding] = field(factory=list)
    options: dict[str, tuple[Option, ...]] = field(factory=dict)
    columns: dict[str, tuple[Column, ...]] = field(factory=dict)
    answers: Mapping[str, Item] = field(factory=dict)
    figures: Collection[str] = ()

    def of(self, path: str, make: Callable[[], T]) -> T:
        """What a part of the file makes.

        Raises:
            _NotedError: It makes nothing; a finding says why.
        """
        try:
            return make()
        except _MISTAKES as error:
            told = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            place = Place(file=self.file, row=self.lines.get(path), clause=path)
            params = {"path": path, "reason": told}
            self.findings.append(Finding("form.definition_unreadable", Severity.ERROR, place=place, params=params))
            raise _NotedError from None

    def each(self, path: str, tables: Iterable[Table], make: Callable[[str, Table], T]) -> tuple[T, ...]:
        """What the tables of a list make, each with its own mistakes."""
        return tuple(self._each(path, tables, make))

    def _each(self, path: str, tables: Iterable[Table], make: Callable[[str, Table], T]) -> Iterator[T]:
        for at, table in enumerate(tables, start=1):
            where = f"{path}[{at}]"
            try:
                yield self.of(where, lambda where=where, table=table: make(where, table))  # type: ignore[misc]
            except _NotedError:
                continue

    def lists(self, document: Table) -> None:
        """Take in the lists of options and columns that items refer to by name."""
        for name, options in document.get("options", {}).items():
            self.options[name] = self.each(f"options.{name}", options, lambda _where, each: option(each))
        for name, columns in document.get("columns", {}).items():
            self.columns[name] = self.each(f"columns.{name}", columns, lambda _where, each: self._column(each))

    def items(self, path: str, tables: Iterable[Table]) -> tuple[Item, ...]:
        """The items of a part; those that the fund answers are known from what all forms have in common."""
        return self.each(path, tables, lambda _where, each: self._item(each))

    def _item(self, table: Table) -> Item:
        origin = Origin(table["from"])
        is_known = origin is Origin.ANSWER and bool(self.answers)
        unknown = set(table) - (_ASKED if is_known else _ITEM)
        if unknown:
            raise ValueError(f"an item has no {', '.join(sorted(unknown))}")
        if is_known:
            known = self.answers[table["id"]]
            return evolve(known, label=words(table)) if "th" in table else known
        return self._own(table, origin)

    def _own(self, table: Table, origin: Origin) -> Item:
        """An item that this file alone describes."""
        kind, shows = ItemKind(table["kind"]), table.get("shows", "")
        item = Item(
            id=table["id"],
            kind=kind,
            origin=origin,
            label=words(table),
            tables=frozenset(table.get("tables", ())),
            column=table.get("column", ""),
            shows=shows or table["id"],
            of=table.get("of", ""),
            options=self.options[table["options"]] if "options" in table else (),
            columns=self.columns[table["columns"]] if "columns" in table else (),
            may_be_blank=table.get("blank", False),
        )
        if origin is Origin.FIGURE or (origin is Origin.TABLE and item.tables != {"fund"}):
            only(item.shows, self.figures)
        has_columns = bool(item.columns or shows)  # a figure that is shown by name brings its own
        if (kind is ItemKind.CHOICE) is not bool(item.options) or (kind is ItemKind.TABLE and not has_columns):
            raise ValueError(f"{item.id}: a choice has options, a table has columns, and nothing else has")
        return item

    def _column(self, table: Table) -> Column:
        options = self.options[table["options"]] if "options" in table else ()
        return Column(table["id"], ItemKind(table["kind"]), words(table), options, table.get("sum", False))

    def once(self, items: Iterable[Item]) -> None:
        """Every item stands in a form once.

        Raises:
            ValueError: One stands twice.
        """
        seen: set[str] = set()
        for item in items:
            if item.id in seen:
                raise ValueError(f"{item.id} stands twice")
            seen.add(item.id)


def read(contents: bytes, file: str, make: Callable[[Reading, Table], T], **known: Any) -> T:
    """Read a definition from the bytes of its file; `known` is what it may refer to.

    Raises:
        InvalidValue: It is not UTF-8 or not TOML, or says what a form cannot say; every mistake is a finding with the
            line it stands on.
    """
    text, document = toml_document(contents, file, code="form.definition_not_toml")
    reading = Reading(file=file, lines=lines_of(text), **known)
    made: list[T] = []
    with suppress(_NotedError):
        made.append(reading.of("form", lambda: make(reading, document)))
    if reading.findings:
        raise InvalidValue(f"{file} says what a form cannot say", *reading.findings)
    return made[0]


def only(value: object, known: Collection[str]) -> str:
    """One of the words that are known."""
    if value not in known:
        raise ValueError(f"{value!r} is none of {', '.join(known)}")
    return str(value)


def count(value: object) -> int:
    """A whole number that counts something."""
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} is not a count")
    return value


def words(table: Table) -> Mapping[str, str]:
    """The same in both languages."""
    return {"th": table["th"], "en": table["en"]}


def option(table: Table) -> Option:
    """One option of a closed list."""
    return Option(table["id"], words(table), tuple(table.get("also", ())))

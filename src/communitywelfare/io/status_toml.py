"""The definition of a form: TOML to a `FormDefinition`, every mistake with its line; one comes with the library."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from attrs import frozen

from communitywelfare.errors import Finding, InvalidValue, Place, Severity
from communitywelfare.fund.forms import Column, Item, ItemKind, Option, Origin
from communitywelfare.fund.forms.status import FormDefinition, Part, Section
from communitywelfare.io._files import read_resource
from communitywelfare.io._toml_lines import lines_of
from communitywelfare.io.shipped import benefit_categories

__all__ = ["parse_form", "status_definition"]

_FORMAT = "communitywelfare.form/1"
_ITEM = {"id", "kind", "from", "tables", "column", "blank", "options", "columns", "th", "en"}
Table = Mapping[str, Any]


@cache
def status_definition() -> FormDefinition:
    """The status form as of budget year 2567 (แบบแสดงสถานะกองทุนสวัสดิการชุมชน)."""
    file = "data/forms/status_2567.toml"
    return parse_form(read_resource(file), file)


def parse_form(contents: bytes, file: str) -> FormDefinition:
    """Read the definition of a form from the bytes of its file.

    Raises:
        InvalidValue: It is not UTF-8 or not TOML, or says what a form cannot say; every mistake is a finding with the
            line it stands on.
    """
    try:
        text = contents.decode("utf-8-sig")
        document = tomllib.loads(text)
    except ValueError as error:
        finding = Finding("form.not_toml", Severity.ERROR, place=Place(file=file), params={"reason": str(error)})
        raise InvalidValue(f"{file} is not TOML: {error}", finding) from None
    reading = _Reading(file, lines_of(text), [], {}, {})
    try:
        definition = _definition(reading, document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reading.mistake("", error)
        definition = None
    if definition is None or reading.findings:
        raise InvalidValue(f"{file} says what a form cannot say", *reading.findings)
    return definition


@frozen
class _Reading:
    """What is found on the way, and the lists that items refer to by name."""

    file: str
    lines: Mapping[str, int]
    findings: list[Finding]
    options: dict[str, tuple[Option, ...]]
    columns: dict[str, tuple[Column, ...]]

    def mistake(self, path: str, reason: object) -> None:
        """Note a mistake at a path."""
        told = f"{reason} is missing" if isinstance(reason, KeyError) else str(reason)
        place = Place(file=self.file, row=self.lines.get(path), clause=path or None)
        self.findings.append(Finding("form.unreadable", Severity.ERROR, place=place, params={"reason": told}))


def _definition(reading: _Reading, document: Table) -> FormDefinition:
    if document["format"] != _FORMAT:
        raise ValueError(f"{document['format']!r} is not {_FORMAT}")
    reading.options["benefit_categories"] = tuple(Option(code, it) for code, it in benefit_categories().items())
    for name, options in document.get("options", {}).items():
        reading.options[name] = tuple(_option(each) for each in options)
    for name, columns in document.get("columns", {}).items():
        reading.columns[name] = tuple(_column(reading, each) for each in columns)
    sections = tuple(_section(reading, f"section[{at}]", each) for at, each in enumerate(document["section"], start=1))
    asked_elsewhere = tuple(_items(reading, "request", document.get("request", {})))
    _each_once(reading, (*(item for each in sections for part in each.parts for item in part.items), *asked_elsewhere))
    return FormDefinition(
        form_id=document["id"],
        first_budget_year=document["first_budget_year"],
        cite=document["cite"],
        title=_words(document["title"]),
        sections=sections,
        positions={name: tuple(spellings) for name, spellings in document.get("positions", {}).items()},
        rounds=document.get("rounds", 0),
        benefits=tuple(document.get("benefits", ())),
        asked_elsewhere=asked_elsewhere,
    )


def _each_once(reading: _Reading, items: tuple[Item, ...]) -> None:
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            reading.mistake("", f"{item.id} stands twice")
        seen.add(item.id)


def _section(reading: _Reading, path: str, table: Table) -> Section:
    parts = [(f"{path}.part[{at}]", each) for at, each in enumerate(table.get("part", ()), start=1)] or [(path, table)]
    return Section(
        number=table["number"],
        label=_words(table),
        parts=tuple(
            Part(number=each["number"], label=_words(each), items=tuple(_items(reading, where, each)))
            for where, each in parts
        ),
    )


def _items(reading: _Reading, path: str, table: Table) -> Iterator[Item]:
    for at, each in enumerate(table.get("item", ()), start=1):
        where = f"{path}.item[{at}]"
        try:
            yield _item(reading, each)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            reading.mistake(where, error)


def _item(reading: _Reading, table: Table) -> Item:
    unknown = set(table) - _ITEM
    if unknown:
        raise ValueError(f"an item has no {', '.join(sorted(unknown))}")
    kind, origin = ItemKind(table["kind"]), Origin(table["from"])
    item = Item(
        id=table["id"],
        kind=kind,
        origin=origin,
        label=_words(table),
        tables=frozenset(table.get("tables", ())),
        column=table.get("column", ""),
        options=reading.options[table["options"]] if "options" in table else (),
        columns=reading.columns[table["columns"]] if "columns" in table else (),
        may_be_blank=table.get("blank", False),
    )
    if (kind is ItemKind.CHOICE) is not bool(item.options) or (kind is ItemKind.TABLE) is not bool(item.columns):
        raise ValueError(f"{item.id}: a choice has options, a table has columns, and nothing else has")
    return item


def _option(table: Table) -> Option:
    return Option(table["id"], _words(table), tuple(table.get("also", ())))


def _column(reading: _Reading, table: Table) -> Column:
    options = reading.options[table["options"]] if "options" in table else ()
    return Column(table["id"], ItemKind(table["kind"]), _words(table), options, table.get("sum", False))


def _words(table: Table) -> Mapping[str, str]:
    return {"th": table["th"], "en": table["en"]}

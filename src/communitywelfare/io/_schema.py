"""The canonical tables: which columns each has, of which kind, and what they are called in Thai."""

import tomllib
from collections.abc import Mapping
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from communitywelfare.io._files import read_resource

__all__ = ["Column", "Schema", "network_schemas", "schemas"]


@frozen
class Column:
    """One column: its id, which stands in the header, and its Thai name, which is understood too.

    A rare column is left out of a file in which no row fills it: a file from before it was known stays as it is.
    """

    id: str
    th: str
    kind: str
    need: str
    en: str = field()  # what it is called in English: the id in words, where nothing else is said

    @en.default
    def _of_id(self) -> str:
        return self.id.replace("_", " ")

    @property
    def is_required(self) -> bool:
        """Whether every row must fill it."""
        return self.need == "required"

    @property
    def is_rare(self) -> bool:
        """Whether a file may be written without it."""
        return self.need == "rare"

    @property
    def is_personal(self) -> bool:
        """Whether its contents must be masked in messages."""
        return self.kind in {"personal", "citizen_id", "birth"}


@frozen
class Schema:
    """One table of a package. A view is written for people and never read back."""

    name: str
    sheet: str
    columns: tuple[Column, ...]
    key: str = ""
    is_view: bool = False

    @property
    def file(self) -> str:
        """Its file in a package folder."""
        return f"{self.name}.csv"

    @cached_property
    def by_id(self) -> Mapping[str, Column]:
        """Columns by id."""
        return {column.id: column for column in self.columns}


@cache
def schemas() -> Mapping[str, Schema]:
    """All canonical tables by name, in the order in which they are written."""
    return _tables("data/tables.toml")


@cache
def network_schemas() -> Mapping[str, Schema]:
    """The lists that a network keeps beside its funds' packages, by name."""
    return _tables("data/network_tables.toml")


def _tables(resource: str) -> Mapping[str, Schema]:
    document = tomllib.loads(read_resource(resource).decode())
    tables = {name: table for name, table in document.items() if isinstance(table, dict)}
    return MappingProxyType({name: _schema(name, table) for name, table in tables.items()})


def _schema(name: str, table: Mapping[str, Any]) -> Schema:
    columns = tuple(Column(*column) for column in table["columns"])
    return Schema(name, table["sheet"], columns, table.get("key", ""), table.get("view", False))

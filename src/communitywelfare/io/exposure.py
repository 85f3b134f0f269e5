"""What every column of a package holds and how far it travels: shipped data, and no column without a class."""

import tomllib
from collections.abc import Mapping
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from communitywelfare.consents import LegalBasis
from communitywelfare.io._files import read_resource

__all__ = ["DataClass", "Exposure", "Fate", "Level", "Purpose", "Sharing", "TableExposure", "exposure"]


class Level(Enum):
    """Who a set of data is for: the fund itself, its network, everybody."""

    FUND = "fund"
    NETWORK = "network"
    PUBLIC = "public"


class Fate(Enum):
    """What becomes of a cell that leaves the fund."""

    KEEP = "keep"
    DROP = "drop"
    PSEUDONYM = "pseudonym"
    STATED = "stated"
    COARSEN = "coarsen"
    SUPPRESS = "suppress"


class Sharing(Enum):
    """What a table gives at a level: its rows, counts in which small ones are suppressed, or nothing."""

    ROWS = "rows"
    COUNTS = "counts"
    NONE = "none"


@frozen(kw_only=True)
class DataClass:
    """A class of data (ประเภทข้อมูล): whether it is personal, and what becomes of it at each level."""

    id: str
    name: Mapping[str, str] = field(hash=False)
    is_personal: bool
    fates: Mapping[Level, Fate] = field(hash=False)


@frozen(kw_only=True)
class Purpose:
    """Why data are kept (วัตถุประสงค์), on what ground, and whose they are; an assumption where the fund decides."""

    id: str
    name: Mapping[str, str] = field(hash=False)
    whom: Mapping[str, str] = field(hash=False)
    basis: LegalBasis
    is_assumed: bool


@frozen(kw_only=True)
class TableExposure:
    """A table: why it is kept, what it gives at each level, and the class of each of its columns."""

    name: str
    purpose: str
    sharing: Mapping[Level, Sharing] = field(hash=False)
    classes: Mapping[str, str] = field(hash=False)


@frozen(kw_only=True)
class Exposure:
    """All classes, purposes and tables, by id."""

    classes: Mapping[str, DataClass] = field(hash=False)
    purposes: Mapping[str, Purpose] = field(hash=False)
    tables: Mapping[str, TableExposure] = field(hash=False)

    def fate(self, table: str, column: str, level: Level) -> Fate:
        """What becomes of a column at a level.

        Raises:
            KeyError: The column has no class.
        """
        return self.classes[self.tables[table].classes[column]].fates[level]

    def is_personal(self, table: str, column: str) -> bool:
        """Whether a column holds personal data."""
        return self.classes[self.tables[table].classes[column]].is_personal


@cache
def exposure() -> Exposure:
    """The shipped classes of every column (``data/exposure.toml``)."""
    document = tomllib.loads(read_resource("data/exposure.toml").decode())
    return Exposure(
        classes=MappingProxyType({name: _class(name, each) for name, each in document["class"].items()}),
        purposes=MappingProxyType({name: _purpose(name, each) for name, each in document["purpose"].items()}),
        tables=MappingProxyType({name: _table(name, each) for name, each in document["table"].items()}),
    )


def _class(name: str, given: Mapping[str, Any]) -> DataClass:
    fates = {Level.FUND: Fate.KEEP, Level.NETWORK: Fate(given["network"]), Level.PUBLIC: Fate(given["public"])}
    words = {"th": given["th"], "en": given["en"]}
    return DataClass(id=name, name=words, is_personal=given["personal"], fates=fates)


def _purpose(name: str, given: Mapping[str, Any]) -> Purpose:
    return Purpose(
        id=name,
        name={"th": given["th"], "en": given["en"]},
        whom={"th": given["whom_th"], "en": given["whom_en"]},
        basis=LegalBasis(given["basis"]),
        is_assumed=given["assumed"],
    )


def _table(name: str, given: Mapping[str, Any]) -> TableExposure:
    levels = {"network", "public", "purpose"}
    sharing = {Level.FUND: Sharing.ROWS}
    sharing |= {level: Sharing(given[level.value]) for level in (Level.NETWORK, Level.PUBLIC)}
    classes = {column: kind for kind, columns in given.items() if kind not in levels for column in columns}
    return TableExposure(name=name, purpose=given["purpose"], sharing=sharing, classes=classes)

"""What an official form asks (แบบฟอร์มทางการ): dated data, section by section and item by item, never code."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import TypeAlias

from attrs import field, frozen

__all__ = ["Column", "Item", "ItemKind", "Option", "Origin", "Words", "option_of"]

Words: TypeAlias = Mapping[str, str]
"""The same in every language, by language."""


class ItemKind(Enum):
    """What stands in an item, or in a column of an item that is a table."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    MONEY_OR_TEXT = "money or text"
    DAY = "day"
    CHOICE = "choice"
    TABLE = "table"


class Origin(Enum):
    """Where an item comes from."""

    FIGURE = "figure"  # computed
    TABLE = "table"  # stands in a table of the package
    ANSWER = "answer"  # what the fund answers in answers.csv
    HAND = "hand"  # no table of a package holds it: filled in by hand


@frozen
class Option:
    """One option of a closed list; `also` are other spellings of it, which are read and never written."""

    id: str
    label: Words = field(hash=False)
    also: tuple[str, ...] = ()


@frozen
class Column:
    """One column of an item that is a table; where its cells are of a closed list, `options` has their words.

    A column that `is_summed` has a total below it.
    """

    id: str
    kind: ItemKind
    label: Words = field(hash=False)
    options: tuple[Option, ...] = ()
    is_summed: bool = False


@frozen(kw_only=True)
class Item:
    """One thing that a form asks. Without one of its `tables` it stays empty; `may_be_blank` says nothing may be it."""

    id: str
    kind: ItemKind
    origin: Origin
    label: Words = field(hash=False)
    tables: frozenset[str] = frozenset()
    column: str = ""
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    may_be_blank: bool = False

    @property
    def filled_by(self) -> str:
        """What fills it: the column, the tables, or its row among the answers; nothing where only a hand does."""
        if self.origin is Origin.ANSWER:
            return f"answers.csv: {self.id}"
        if self.column:
            return ", ".join(f"{table}.csv: {self.column}" for table in sorted(self.tables))
        return ", ".join(f"{table}.csv" for table in sorted(self.tables))


def option_of(options: Iterable[Option], text: str) -> str | None:
    """The option that a text means, by its id, its words or another spelling; None where it means none."""
    wanted = text.strip().casefold()
    for option in options:
        if wanted in {each.casefold() for each in (option.id, *option.label.values(), *option.also)}:
            return option.id
    return None

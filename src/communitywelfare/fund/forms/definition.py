"""What an official form asks (แบบฟอร์มทางการ): dated data, section by section and item by item, never code."""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

from attrs import field, frozen

__all__ = ["Column", "FormDefinition", "Item", "ItemKind", "Option", "Origin", "Part", "Section", "Words", "option_of"]

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


@frozen(kw_only=True)
class Part:
    """A part of a section with its items, such as 3.1; a section without parts is its own only one."""

    number: str
    label: Words = field(hash=False)
    items: tuple[Item, ...]


@frozen(kw_only=True)
class Section:
    """A numbered section of a form."""

    number: str
    label: Words = field(hash=False)
    parts: tuple[Part, ...]


@frozen(kw_only=True)
class FormDefinition:
    """The form of one budget year and those after it, until another comes.

    `positions` are the ways in which committees write a position that the form asks for by name, `rounds` how many
    rounds of the state it lists in any case, `benefits` the categories of benefits that it prints. `asked_elsewhere`
    are answers that another form of the same year asks for.
    """

    form_id: str
    first_budget_year: int
    cite: str
    title: Words = field(hash=False)
    sections: tuple[Section, ...]
    positions: Mapping[str, tuple[str, ...]] = field(factory=dict, hash=False)
    rounds: int = 0
    benefits: tuple[str, ...] = ()
    asked_elsewhere: tuple[Item, ...] = ()

    @property
    def items(self) -> Iterator[Item]:
        """Every item of the form itself, in its order."""
        for section in self.sections:
            for part in section.parts:
                yield from part.items

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """The items of the form by their id."""
        return MappingProxyType({item.id: item for item in self.items})

    @cached_property
    def questions(self) -> Mapping[str, Item]:
        """Everything that a fund may answer in its table of answers, by id."""
        asked = (*self.items, *self.asked_elsewhere)
        return MappingProxyType({item.id: item for item in asked if item.origin is Origin.ANSWER})

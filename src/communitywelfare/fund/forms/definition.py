"""What official forms are made of (แบบฟอร์มทางการ): dated data, part by part and item by item, never code."""

from collections.abc import Iterable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Generic, TypeAlias, TypeVar

from attrs import field, frozen

from communitywelfare.errors import Finding, MissingFact, Severity

__all__ = [
    "Column",
    "Form",
    "FormVersion",
    "Item",
    "ItemKind",
    "Option",
    "Origin",
    "Part",
    "Words",
    "items_of",
    "option_of",
    "said_in",
]

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
    """One thing that a form asks. Without one of its `tables` it stays empty; `may_be_blank` says nothing may be it.

    `shows` names the figure that fills it, `of` of what.
    """

    id: str
    kind: ItemKind
    origin: Origin
    label: Words = field(hash=False)
    tables: frozenset[str] = frozenset()
    column: str = ""
    shows: str = ""
    of: str = ""
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


def said_in(options: Iterable[Option], value: object) -> Words | None:
    """The words of the option that a value is; None where it is none of them."""
    return next((option.label for option in options if option.id == value), None)


@frozen(kw_only=True)
class Part:
    """A numbered part of a form with its items."""

    number: str
    label: Words = field(hash=False)
    items: tuple[Item, ...] = ()


def items_of(parts: Iterable[Part]) -> Mapping[str, Item]:
    """Every item by its id, in the order of the parts."""
    return MappingProxyType({item.id: item for part in parts for item in part.items})


@frozen(kw_only=True)
class FormVersion:
    """A form as it stands from one budget year on. The year is Buddhist, as on the form.

    `positions` are the ways in which funds write the offices that the form asks for by name.
    """

    form: str
    first_budget_year: int
    cite: str
    title: Words = field(hash=False)
    positions: Mapping[str, tuple[str, ...]] = field(factory=dict, hash=False)


V = TypeVar("V", bound=FormVersion)


@frozen
class Form(Generic[V]):
    """A form through the years, the earliest version first."""

    versions: tuple[V, ...]

    def in_year(self, budget_year: int) -> V:
        """The version that a budget year is asked with: the newest one that had begun.

        Raises:
            MissingFact: No form of so early a year is known.
        """
        for version in reversed(self.versions):
            if version.first_budget_year <= budget_year:
                return version
        first = self.versions[0]
        params = {"form": first.form, "year": budget_year, "known": first.first_budget_year}
        finding = Finding("form.year_unknown", Severity.REFER, params=params)
        raise MissingFact(f"no form of budget year {budget_year} is known", finding)

    def nearest(self, budget_year: int) -> V:
        """The version of a budget year; of years before all that are known the earliest, which looks back on them."""
        return self.in_year(max(budget_year, self.versions[0].first_budget_year))

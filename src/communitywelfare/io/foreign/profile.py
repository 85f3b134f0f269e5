"""What a profile says of somebody else's layout: which column is which, and how dates, amounts and codes are written.

A profile is data; `io.foreign.profile_toml` reads it from a file. The same profile reads a layout and writes it.
"""

from collections.abc import Mapping
from enum import Enum
from functools import cached_property
from typing import Final, Self

from attrs import field, frozen

from communitywelfare.calendar import Era
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.io._schema import Column, schemas
from communitywelfare.io.foreign.amounts import MoneyStyle
from communitywelfare.io.foreign.days import DayOrder, DayStyle
from communitywelfare.masking import how_many

__all__ = [
    "DASHES",
    "MONEY_STYLES",
    "MONTH_STYLES",
    "STYLES",
    "Dropped",
    "Field",
    "LayoutColumn",
    "MonthColumns",
    "Profile",
    "SheetChoice",
    "Sheets",
]


@frozen(order=True)
class Field:
    """A column of a canonical table; `nth` tells several records of one row apart, as of two beneficiaries.

    >>> Field.parse("beneficiaries.2.first_name")
    Field(table='beneficiaries', column='first_name', nth=2)
    """

    table: str
    column: str
    nth: int = 1

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``members.join_date`` or ``beneficiaries.2.first_name``.

        Raises:
            InvalidValue: There is no such table, or no such column in it.
        """
        table, *between, column = text.split(".") if text.count(".") in {1, 2} else ("", "")
        nth = between[0] if between else "1"
        schema = schemas().get(table)
        if schema is None or schema.is_view or column not in schema.by_id or nth not in _COUNTS:
            finding = Finding("profile.field_unknown", Severity.ERROR, params={"field": text})
            raise InvalidValue(f"{text!r} is no column of a canonical table", finding)
        return cls(table, column, int(nth))

    def __str__(self) -> str:
        between = f".{self.nth}" if self.nth > 1 else ""
        return f"{self.table}{between}.{self.column}"

    @property
    def schema(self) -> Column:
        """The canonical column."""
        return schemas()[self.table].by_id[self.column]


MONTH_STYLES: Final = ("mm/yyyy", "yyyy-mm")
"""How months may be written."""

MONEY_STYLES: Final = tuple(style.value for style in MoneyStyle)
"""How amounts may be written."""

STYLES: Final = (
    *(style.value for style in DayStyle),
    "yyyy-mm-dd 00:00:00",
    *MONTH_STYLES,
    *MONEY_STYLES,
)
"""How dates, months and amounts may be written."""

DASHES: Final = ("-", "--", "NULL", "N/A", "NaN")
"""What may be written in place of a blank cell. All of it is read as nothing."""

_COUNTS = frozenset(map(str, range(1, 21)))


class SheetChoice(Enum):
    """Which sheets of a workbook hold rows: the first that is shown, every one that is, or those that are named."""

    FIRST = "first"
    EVERY = "every"
    NAMED = "named"


@frozen(kw_only=True)
class Sheets:
    """Which sheets are read; `name_fills` is the field that a sheet's name fills, as where each village has one."""

    choice: SheetChoice = SheetChoice.FIRST
    names: tuple[str, ...] = ()
    name_fills: Field | None = None


@frozen(kw_only=True)
class LayoutColumn:
    """One column of the layout: where it stands, what it holds, and how that is written.

    Attributes:
        fills: What it fills; None for a column that is known and not taken.
        headers: Its names, the one that is written first; without any, and without a position, the usual names of
            what it fills.
        position: Where it stands, from 1; None where its header alone tells.
        is_needed: Whether a sheet without it is not of this layout.
        era: The era of its years; None where the profile's holds.
        blank: What a blank cell or a dash means in a column of amounts: nothing, zero, or ask.
        satang: The headers of the column to its right that holds the satang, where baht and satang stand apart.
        spellings: What the fund writes for each code, beside the usual spellings.
        dash: What is written where nothing is recorded, of what is read as nothing; empty for a blank cell.
        written: How dates or amounts are written.
        why: Why a column is not taken.
        is_derived: Whether what stands in it is reckoned from other columns and was never recorded.
    """

    fills: Field | None
    headers: tuple[str, ...] = ()
    position: int | None = None
    is_needed: bool = False
    era: Era | None = None
    blank: str = ""
    satang: tuple[str, ...] = ()
    spellings: Mapping[str, str] = field(factory=dict, hash=False)
    dash: str = ""
    written: str = ""
    why: str = ""
    is_derived: bool = False

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return self.headers[0] if self.headers else str(self.fills or "")


@frozen(kw_only=True)
class Dropped:
    """Rows that are in the file but not of the fund: those whose cell in a column says so (ลบแล้ว)."""

    headers: tuple[str, ...]
    values: tuple[str, ...]


@frozen(kw_only=True)
class MonthColumns:
    """A wide sheet: one row for each member, one column for each month, perhaps a sum at the end.

    Attributes:
        headers: The names of the twelve months in their order; a header may add its year.
        first: The number of the first month, such as 10 for ตุลาคม.
        year: The fiscal year (พ.ศ.) of all of them; None where the sheet's name or its headers tell.
        totals: The headers of the column that adds them up.
        kind: The kind of receipt.
    """

    headers: tuple[str, ...]
    first: int
    year: int | None = None
    totals: tuple[str, ...] = ()
    kind: str = "MONTHLY"


@frozen(kw_only=True)
class Profile:
    """One layout of somebody else's file.

    Attributes:
        id: Its name, by which commands call it.
        names: What it is, in Thai and in English.
        seen: Where the layout is known from.
        kinds: The endings of files that are of this layout; another one is told, and read all the same.
        encoding: How its text became bytes, or ``auto``.
        separator: What parts the cells of its text, one of `io.foreign.book.SEPARATORS`, or ``auto``.
        sheets: Which sheets are read.
        header_rows: The rows of the header, from 1; empty where it is looked for.
        era: The era of all years; None where each column tells.
        order: The order of day, month and year.
        blank: What a blank amount means where its column does not say.
        columns: Every column that is known.
        totals: What stands in a row that adds others up.
        dropped: Which rows are not taken.
        numbered: The field that running numbers fill, where the layout has none of its own.
        status_from_dates: Whether a member's status follows from the dates of leaving and of death.
        receipt_day: Which day of its month a receipt bears, ``first`` or ``last``, where the layout knows months only.
        constants: What every row has, by field.
        months: The month columns of a wide sheet.
        is_written_only: Whether it is a form that is filled in and never read.
    """

    id: str
    names: Mapping[str, str] = field(hash=False)
    seen: str
    kinds: tuple[str, ...] = (".xlsx", ".csv", ".tsv", ".txt", ".xls", ".dbf")
    encoding: str = "auto"
    separator: str = "auto"
    sheets: Sheets = Sheets()
    header_rows: tuple[int, ...] = ()
    era: Era | None = None
    order: DayOrder = DayOrder.DMY
    blank: str = "nothing"
    columns: tuple[LayoutColumn, ...] = field(default=(), repr=how_many)
    totals: tuple[str, ...] = ()
    dropped: Dropped | None = None
    numbered: Field | None = None
    status_from_dates: bool = False
    receipt_day: str = ""
    constants: Mapping[Field, str] = field(factory=dict, hash=False)
    months: MonthColumns | None = None
    is_written_only: bool = False

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The canonical tables that it fills, in the order of a package."""
        filled = {each.fills.table for each in self.columns if each.fills is not None}
        filled |= {each.table for each in self.constants}
        filled |= {"contributions"} if self.months is not None else set()
        return tuple(name for name in schemas() if name in filled)

"""Sheets: anything tabular that people look at, in both languages, before anyone decides how it is shown.

A sheet says what stands in it and where each figure comes from; whether it becomes a page, a workbook, a paper or data
is the renderers' business, and they know nothing but sheets.

>>> from communitywelfare.money import Money
>>> spent = Table(
...     columns=(
...         Column("what", {"th": "รายการ", "en": "Item"}),
...         Column("baht", {"th": "บาท", "en": "Baht"}, Kind.MONEY),
...     ),
...     rows=(Row(("กระดาษ", Money.baht(120))), Row.total(said("total"), Figure(Money.baht(120), ("E0000007",)))),
... )
>>> spent.rows[1].cells[1].value
Money('120.00')
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import TypeAlias

from attrs import Attribute, field, frozen

from communitywelfare.accounting import Entry, Journal, Slice
from communitywelfare.accounting import Figure as BookFigure
from communitywelfare.calendar import Month
from communitywelfare.errors import InvalidValue
from communitywelfare.money import Money
from communitywelfare.wording import LANGUAGES, label, phrase

__all__ = [
    "Behind",
    "Cell",
    "Column",
    "Figure",
    "Kind",
    "Row",
    "RowKind",
    "Sheet",
    "Table",
    "Words",
    "labelled",
    "said",
]

Words: TypeAlias = Mapping[str, str]
"""The same in every language, by language."""


def said(code: str, **filled: object) -> Words:
    """A heading or label of the catalogues, in every language; what stands in braces is filled, if need be by `Words`.

    Raises:
        InvalidValue: No catalogue has it.
    """
    return {
        language: phrase(code, language).format_map(
            {name: value.get(language, "") if isinstance(value, Mapping) else value for name, value in filled.items()}
        )
        for language in LANGUAGES
    }


def labelled(option: Enum) -> Words:
    """The words for one option of a closed list, in every language."""
    return {language: label(option, language) for language in LANGUAGES}


def _in_both(_instance: object, attribute: "Attribute[Words]", words: Words) -> None:
    """Words without one of the languages would leave a reader with an empty heading."""
    lacking = [language for language in LANGUAGES if not words.get(language, "").strip()]
    if lacking:
        raise InvalidValue(f"{attribute.name} {dict(words)} lacks {', '.join(lacking)}")


class Kind(Enum):
    """What stands in a column."""

    TEXT = "text"
    CODE = "code"  # a number that is a name: of a member, a paper, an account; nobody adds these up
    COUNT = "count"
    MONEY = "money"
    SATANG = "satang"  # what is left of an amount whose baht stand in a column of their own
    EITHER = "either"  # an amount in one row, a count in another
    DAY = "day"
    MONTH = "month"

    @property
    def is_figure(self) -> bool:
        """Whether it is a number that people add up, set to the right."""
        return self in {Kind.COUNT, Kind.MONEY, Kind.SATANG, Kind.EITHER}


@frozen
class Column:
    """One column; `id` names it in data, `name` heads it for people.

    What is `personal` tells who somebody is, or may, being free text: it is for the fund's own papers, and whoever
    shows a sheet elsewhere hides it.
    """

    id: str
    name: Words = field(validator=_in_both, hash=False)
    kind: Kind = Kind.TEXT
    personal: bool = False


@frozen
class Figure:
    """A number with what it is the sum of: a slice of the journal, a figure of the books, or the numbers of entries."""

    value: Money | int
    trace: Slice | BookFigure | tuple[str, ...]

    @classmethod
    def of(cls, figure: BookFigure) -> "Figure":
        """A figure of the books as it stands in them, with its sign and all its slices."""
        return cls(figure.amount, figure)


Cell: TypeAlias = str | int | Money | date | Month | Words | Figure | None
"""What may stand in a cell. None is an empty one; `Words` may stand in a column of any kind, other values in theirs."""

_FITTING: Mapping[Kind, type | tuple[type, ...]] = {
    Kind.TEXT: str,
    Kind.CODE: str,
    Kind.COUNT: int,
    Kind.MONEY: Money,
    Kind.SATANG: int,
    Kind.EITHER: (Money, int),
    Kind.DAY: date,
    Kind.MONTH: Month,
}


class RowKind(Enum):
    """What a row is."""

    LINE = "line"
    HEADING = "heading"  # one cell, above the rows that it heads
    SUBTOTAL = "subtotal"
    TOTAL = "total"


def _cells(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    return tuple(cells)


@frozen
class Row:
    """One row: a cell for each column, or one cell where it is a heading."""

    cells: tuple[Cell, ...] = field(converter=_cells, hash=False)
    kind: RowKind = RowKind.LINE

    @classmethod
    def heading(cls, words: str | Words) -> "Row":
        """A row that heads those below it."""
        return cls((words,), RowKind.HEADING)

    @classmethod
    def subtotal(cls, *cells: Cell) -> "Row":
        """What the rows since the last heading come to."""
        return cls(cells, RowKind.SUBTOTAL)

    @classmethod
    def total(cls, *cells: Cell) -> "Row":
        """What all rows come to."""
        return cls(cells, RowKind.TOTAL)


def _columns(columns: Iterable[Column]) -> tuple[Column, ...]:
    return tuple(columns)


def _rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(rows)


def _several(words: Iterable[Words]) -> tuple[Words, ...]:
    return tuple(words)


@frozen(kw_only=True)
class Table:
    """Columns and rows that fit them. `name` heads it where a sheet has more than one.

    Raises:
        InvalidValue: A row has more or fewer cells than there are columns, or a value stands in a column not its own.
    """

    columns: tuple[Column, ...] = field(converter=_columns)
    rows: tuple[Row, ...] = field(converter=_rows)
    name: Words | None = field(default=None, hash=False)

    def __repr__(self) -> str:
        return f"<Table of {len(self.rows)} rows: {', '.join(column.id for column in self.columns)}>"

    def __attrs_post_init__(self) -> None:
        for row in self.rows:
            if row.kind is RowKind.HEADING:
                _one_cell(row)
            elif len(row.cells) != len(self.columns):
                raise InvalidValue(f"a row of {len(row.cells)} cells under {len(self.columns)} columns")
            else:
                for cell, column in zip(row.cells, self.columns, strict=True):
                    _fits(cell, column)

    @property
    def traced(self) -> Iterator[tuple[int, int, Figure]]:
        """Every figure that says where it comes from, with its row and its column, from 0."""
        for down, row in enumerate(self.rows):
            for across, cell in enumerate(row.cells):
                if isinstance(cell, Figure):
                    yield down, across, cell


def _one_cell(row: Row) -> None:
    if len(row.cells) != 1 or not isinstance(row.cells[0], str | Mapping):
        raise InvalidValue("a heading has one cell of words")


def _fits(cell: Cell, column: Column) -> None:
    value = cell.value if isinstance(cell, Figure) else cell
    if value is None or isinstance(value, Mapping):
        return
    if not isinstance(value, _FITTING[column.kind]) or isinstance(value, bool):
        raise InvalidValue(
            f"{type(value).__name__} does not fit the column {column.id}, which holds {column.kind.value}"
        )


@frozen(kw_only=True)
class Behind:
    """An entry behind a figure, and how much of the figure it makes, where that is known."""

    number: str
    entry: Entry | None
    amount: Money | None


def _tables(tables: Iterable[Table]) -> tuple[Table, ...]:
    return tuple(tables)


@frozen(kw_only=True)
class Sheet:
    """A statement or a list as people will look at it.

    Its figures cover the days from `first` to `last`, or stand as of the end of `last` where there is no first.
    `beside` are two tables that face each other, as in §10; two years side by side are columns of one table.
    `journal` is where its figures are traced.
    """

    id: str
    fund: str
    title: Words = field(validator=_in_both, hash=False)
    tables: tuple[Table, ...] = field(converter=_tables)
    last: date
    first: date | None = None
    subtitle: Words | None = field(default=None, hash=False)
    beside: bool = False
    notes: tuple[Words, ...] = field(default=(), converter=_several, hash=False)
    signatures: tuple[Words, ...] = field(default=(), converter=_several, hash=False)
    journal: Journal = field(default=Journal(), repr=False, eq=False)

    def __repr__(self) -> str:
        days = f"{self.first} to {self.last}" if self.first else f"as of {self.last}"
        return f"<Sheet {self.id} {self.title['en']!r}, {days}: {', '.join(map(repr, self.tables))}>"

    @property
    def fingerprint(self) -> str:
        """The head of the journal: it vouches for everything that the figures are taken from."""
        return self.journal.head

    def behind(self, figure: Figure) -> Sequence[Behind]:
        """The entries behind a figure, each once, in the order of the journal or of its trace."""
        known, trace = self.journal.by_number, figure.trace
        if isinstance(trace, tuple):
            return [Behind(number=each, entry=known.get(each), amount=None) for each in dict.fromkeys(trace)]
        sign = trace.sign if isinstance(trace, BookFigure) else 1
        sums: dict[str, int] = {}
        for entry, posting in trace.lines(self.journal):
            sums[entry.number] = sums.get(entry.number, 0) + sign * posting.amount.satang
        made = ((entry, sums[number]) for number, entry in known.items() if number in sums)
        return [Behind(number=entry.number, entry=entry, amount=Money(satang)) for entry, satang in made]

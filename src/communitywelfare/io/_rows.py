"""The rows of a table that was read: those that can be used, column by column, and those that were set aside."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from attrs import AttrsInstance, evolve, field, frozen

from communitywelfare.bulk import ManyValues, made
from communitywelfare.errors import Finding
from communitywelfare.io._lines import cells_of
from communitywelfare.io._schema import Schema

__all__ = ["Aside", "Row", "Rows"]

T = TypeVar("T", bound=AttrsInstance)
V = TypeVar("V")


@frozen
class Row:
    """One row as values by column id; blank optional cells are None."""

    line: int
    values: Mapping[str, object]


@frozen
class Aside:
    """A row that cannot be used, as it stood: its cells in the order of the schema, and its place among the others.

    `after` counts the usable rows before it. A row with too few or too many cells stays such a row.
    """

    after: int
    cells: tuple[str, ...]


@frozen
class Rows:
    """The usable rows of a table, the unusable ones as they stood, and what was found.

    `lines` are the lines of the file on which usable rows begin; every column has one value for each of them.
    """

    schema: Schema
    lines: Sequence[int] = ()
    columns: Mapping[str, Sequence[Any]] = field(factory=dict)
    set_aside: tuple[Aside, ...] = ()
    findings: tuple[Finding, ...] = ()

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[Row]:
        for line, values in zip(self.lines, zip(*self.columns.values(), strict=True), strict=True):
            yield Row(line, dict(zip(self.columns, values, strict=True)))

    def column(self, name: str, *, blank: object = None) -> Sequence[Any]:
        """The values of one column, with `blank` where a cell is blank."""
        values = self.columns[name]
        if blank is None or None not in values:
            return values
        return [blank if value is None else value for value in values]

    def records(self, kind: type[T], fields: Mapping[str, str], blanks: Mapping[str, object]) -> list[T]:
        """Every row as a record: `fields` names the record's field for each column, `blanks` what a blank cell means.

        A column without any value is left to the record's own default.
        """
        return made(kind, len(self), self._given(fields, blanks))

    def many(self, kind: type[T], fields: Mapping[str, str], blanks: Mapping[str, object]) -> ManyValues[T]:
        """The same, each record made when somebody asks for one."""
        return ManyValues(kind, len(self), self._given(fields, blanks))

    def _given(self, fields: Mapping[str, str], blanks: Mapping[str, object]) -> dict[str, Sequence[Any]]:
        none = [None] * len(self)
        return {
            field: self.column(column, blank=blanks.get(column))
            for column, field in fields.items()
            if list(self.columns[column]) != none
        }

    def without(self, unusable: Collection[int]) -> "Rows":
        """The same table with the rows on some lines set aside too, at their places."""
        gone = [position for position, line in enumerate(self.lines) if line in unusable]
        aside = [(each.after, 0, each.cells) for each in self.set_aside]
        aside += [(position, 1, self._cells(position)) for position in gone]
        return evolve(
            self,
            lines=_omitting(self.lines, gone),
            columns={name: _omitting(values, gone) for name, values in self.columns.items()},
            set_aside=tuple(
                Aside(position - bisect_left(gone, position), cells) for position, _, cells in sorted(aside)
            ),
        )

    def _cells(self, position: int) -> tuple[str, ...]:
        return cells_of(self.schema, {name: values[position] for name, values in self.columns.items()})


def _omitting(values: Sequence[V], positions: Sequence[int]) -> Sequence[V]:
    """Values without those at some positions."""
    gone = frozenset(positions)
    return [value for position, value in enumerate(values) if position not in gone] if gone else values

"""From the fields of a sheet to rows of canonical tables: what is usable, and what is set aside as it stood.

One row of a sheet may hold a member and several beneficiaries, or twelve receipts: the n-th record of a table in a row
is made of the fields that say so (``beneficiaries.2.first_name``).
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress, pairwise
from typing import Any

from attrs import evolve, field, frozen

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.identity import masked
from communitywelfare.io._cells import harmless, is_textual, neutral, text_of
from communitywelfare.io._columns import Meanings
from communitywelfare.io._rows import Aside, Rows
from communitywelfare.io._schema import Column, Schema, schemas
from communitywelfare.io.foreign.columns import Cell, ColumnRead
from communitywelfare.io.foreign.field_reads import FieldRead
from communitywelfare.io.foreign.following import following
from communitywelfare.io.foreign.profile import Field, Profile
from communitywelfare.io.foreign.understanding import SheetRead
from communitywelfare.money import ZERO, Money, total

__all__ = ["Part", "merged", "parts_of"]

_OF_EACH_MONTH = frozenset({"amount", "period_from"})  # a wide sheet has these for each month, all else once a row
_TELLING = frozenset({"value", "meant"})
_NTHS = 32  # more than any profile has records of a table in one row


@frozen(eq=False, kw_only=True)
class Part:
    """The n-th records of a table in the rows of one sheet: those that can be used, those that cannot, what was found.

    `keys` tell the order among the records of all parts; a key over 32 is the number of the record in the whole file.
    `sums` are the sums of its columns of amounts before anything was set aside.
    """

    keys: Sequence[int] = field(repr=False)
    columns: Mapping[str, Sequence[Any]] = field(repr=False)
    aside: Sequence[tuple[int, tuple[str, ...]]] = field(repr=False)
    sums: Mapping[str, Money]
    findings: tuple[Finding, ...]


def parts_of(place: Place, read: SheetRead, profile: Profile, *, before: int) -> Iterator[tuple[str, Part]]:
    """The parts of a sheet by the name of their table; `before` counts the records of the sheets before it."""
    known = dict(read.fields)
    for table in profile.tables:
        nths = sorted({each.nth for each in known if each.table == table}) or [1]
        for nth in nths:
            apart = _OF_EACH_MONTH if profile.months is not None and table == "contributions" else None
            fields = {
                each.column: found
                for each, found in known.items()
                if each.table == table and (each.nth == nth or (apart and each.nth == 1 and each.column not in apart))
            }
            maker = _Maker(place, read, schemas()[table], nth)
            part, made = maker.part(fields, known.get(Field("members", "member_no")), profile, before)
            if table == "members" and nth == 1:
                known.update({Field(table, column): found for column, found in made.items()})
            yield table, part


def merged(schema: Schema, parts: Sequence[Part]) -> Rows:
    """All parts of a table as its rows, in the order of the file; `lines` are the numbers of their records."""
    keys = list(chain.from_iterable(part.keys for part in parts))
    columns = {name: list(chain.from_iterable(part.columns[name] for part in parts)) for name in schema.by_id}
    if any(later < earlier for earlier, later in pairwise(keys)):
        order = sorted(range(len(keys)), key=keys.__getitem__)
        keys = [keys[at] for at in order]
        columns = {name: [values[at] for at in order] for name, values in columns.items()}
    aside = sorted(chain.from_iterable(part.aside for part in parts), key=_key)
    return Rows(
        schema=schema,
        lines=[key // _NTHS for key in keys],
        columns=columns,
        set_aside=tuple(Aside(bisect_left(keys, key), cells) for key, cells in aside),
        findings=tuple(_told_once(parts)),
    )


def _told_once(parts: Sequence[Part]) -> Iterable[Finding]:
    """The findings of all parts: what several tell of the same cell once, and what they count of one sheet together."""
    if len(parts) == 1:
        return parts[0].findings
    found: dict[object, Finding] = {}
    for finding in chain.from_iterable(part.findings for part in parts):
        counts = finding.place.row is None and set(finding.params) == {"count"}
        key = (finding.code, finding.place, None if counts else tuple(finding.params.items()))
        if counts and key in found:
            count = sum(int(str(each.params["count"])) for each in (found[key], finding))
            found[key] = evolve(finding, params={"count": count})
        else:
            found.setdefault(key, finding)
    return found.values()


def _key(aside: tuple[int, tuple[str, ...]]) -> int:
    return aside[0]


class _Maker:
    """Makes one part: the n-th records of one table in the rows of one sheet."""

    def __init__(self, place: Place, read: SheetRead, schema: Schema, nth: int) -> None:
        self._place, self._read, self._schema, self._nth = place, read, schema, nth
        self._findings: list[Finding] = []
        self._meant = {column.id: Meanings(column) for column in schema.columns}

    def part(
        self, fields: Mapping[str, FieldRead], member: FieldRead | None, profile: Profile, before: int
    ) -> tuple[Part, Mapping[str, FieldRead]]:
        """The part, and all its fields, those that were read and those that follow: by the records of the sheet."""
        if "member_no" in self._schema.by_id and "member_no" not in fields and member is not None:
            fields = {**fields, "member_no": FieldRead(evolve(member.read, flaws={}, notes=()))}
        records = self._present(fields)
        if len(records) < len(self._read):
            fields = {name: _only(found, records) for name, found in fields.items()}
        numbers = [before + at + 1 for at in records]
        more = following(self._schema.name, self._nth, fields, profile=profile, numbers=numbers)
        fields = {**fields, **dict(more)}
        made = self._made(fields, records, numbers)
        return made, {name: _of_all(found, records, len(self._read)) for name, found in fields.items()}

    def _present(self, fields: Mapping[str, FieldRead]) -> Sequence[int]:
        """The records of the sheet that have such a record: those with something in a cell of it."""
        whole = range(len(self._read))
        of_cells = [found for found in fields.values() if found.is_of_cells]
        if any("" not in found.cells for found in of_cells) and not self._is_of_months(fields):
            return whole
        if self._is_of_months(fields):  # a month in which nothing was paid is no receipt
            read = fields["amount"].read
            return [at for at, amount in enumerate(read.values) if at in read.flaws or amount not in {None, ZERO}]
        filled = [any(cell != "" for cell in row) for row in zip(*(found.cells for found in of_cells), strict=True)]
        return [at for at in whole if filled[at]] if of_cells else whole

    def _is_of_months(self, fields: Mapping[str, FieldRead]) -> bool:
        months = fields.get("period_from")
        is_given = months is not None and not months.is_of_cells and "amount" in fields
        return self._schema.name == "contributions" and is_given

    def _made(self, fields: Mapping[str, FieldRead], records: Sequence[int], numbers: Sequence[int]) -> Part:
        unusable = {at for at, record in enumerate(records) if record in self._read.torn} if self._read.torn else set()
        names = self._names(fields)
        for name, found in fields.items():
            unusable |= self._tell(found, records, names, is_personal=self._schema.by_id[name].is_personal)
            if self._schema.by_id[name].is_required:
                unusable |= self._missing(name, found, records, names)
        unusable |= self._never_given(fields, len(records))
        keys = [number * _NTHS + self._nth for number in numbers]
        columns = {name: found.read.values for name, found in fields.items()}
        aside = [(keys[at], self._as_it_stood(fields, at)) for at in sorted(unusable)]
        if unusable:
            kept = [at not in unusable for at in range(len(keys))]
            keys = list(compress(keys, kept))
            columns = {name: list(compress(values, kept)) for name, values in columns.items()}
        empty = [None] * len(keys)
        columns = {name: columns.get(name, empty) for name in self._schema.by_id}
        return Part(keys=keys, columns=columns, aside=aside, sums=self._sums(fields), findings=tuple(self._findings))

    def _sums(self, fields: Mapping[str, FieldRead]) -> Mapping[str, Money]:
        """What stands in the columns of amounts, whether or not a row can be used."""
        amounts = (column.id for column in self._schema.columns if column.kind == "money" and column.id in fields)
        return {name: total(each for each in fields[name].read.values if each is not None) for name in amounts}

    def _names(self, fields: Mapping[str, FieldRead]) -> Sequence[Any]:
        """The key of each record, by which people know it."""
        return fields[self._schema.key].read.values if self._schema.key in fields else ()

    def _tell(self, found: FieldRead, records: Sequence[int], names: Sequence[Any], *, is_personal: bool) -> set[int]:
        """Give a field's findings their places; which records cannot be used for them."""
        column = found.label or None
        discreet = _discreet if is_personal else dict
        for note in found.read.notes:
            params = discreet(note.params)
            if isinstance(cells := params.pop("cells", None), tuple):
                params["rows"] = tuple(self._line(records[at]) for at in cells)
            self._findings.append(evolve(note, place=evolve(self._place, column=column), params=params))
        for at, flaws in sorted(found.read.flaws.items()):
            where = self._at(records[at], column, names[at] if names else None)
            self._findings += [evolve(flaw, place=where, params=discreet(flaw.params)) for flaw in flaws]
        return {at for at, flaws in found.read.flaws.items() if any(flaw.is_error for flaw in flaws)}

    def _missing(self, name: str, found: FieldRead, records: Sequence[int], names: Sequence[Any]) -> set[int]:
        values = found.read.values
        if None not in values:
            return set()
        blank = {at for at, value in enumerate(values) if value is None}
        for at in sorted(blank - found.read.flaws.keys()):
            where = self._at(records[at], found.label or name, names[at] if names else None)
            self._findings.append(Finding("cell.missing", Severity.ERROR, place=where, params=self._called(name)))
        return blank

    def _never_given(self, fields: Mapping[str, FieldRead], count: int) -> set[int]:
        """Columns that a canonical table needs and that nothing fills: no record can be used."""
        lacking = [column.id for column in self._schema.columns if column.is_required and column.id not in fields]
        for name in lacking if count else ():
            params = {**self._called(name), "table": self._schema.name, "count": count}
            self._findings.append(Finding("import.never_given", Severity.ERROR, place=self._place, params=params))
        return set(range(count)) if lacking else set()

    def _called(self, name: str) -> Mapping[str, object]:
        return {"column": name, "th": self._schema.by_id[name].th}

    def _line(self, record: int) -> int:
        return self._read.sheet.lines[self._read.records.rows[record]]

    def _at(self, record: int, column: str | None, name: object) -> Place:
        return evolve(
            self._place, row=self._line(record), column=column, record=None if name is None else text_of(name)
        )

    def _as_it_stood(self, fields: Mapping[str, FieldRead], at: int) -> tuple[str, ...]:
        """The cells of a record that cannot be used: what was understood, and the rest as it was written.

        Where a package would take all of them, as it would a day of the other era, one cell more says why it must not.
        """
        cells = tuple(_cell(column, fields.get(column.id), at) for column in self._schema.columns)
        meant = (self._meant[column.id][cell] for column, cell in zip(self._schema.columns, cells, strict=True))
        if any(isinstance(each, Finding) for each in meant):
            return cells
        flaws = chain.from_iterable(found.read.flaws.get(at, ()) for found in fields.values())
        return (*cells, next((flaw.code for flaw in flaws if flaw.is_error), "table.ragged"))


def _discreet(params: Mapping[str, object]) -> dict[str, object]:
    """What a finding says of a personal column, with what stood there masked."""
    return {name: masked(str(each)) if name in _TELLING else each for name, each in params.items()}


def _only(found: FieldRead, records: Sequence[int]) -> FieldRead:
    """A field of some records only."""
    place = {record: at for at, record in enumerate(records)}
    read = found.read
    notes = tuple(_moved(note, place) for note in read.notes)
    flaws = {place[at]: each for at, each in read.flaws.items() if at in place}
    some = ColumnRead([read.values[at] for at in records], flaws, notes)
    cells = [found.cells[at] for at in records] if found.is_of_cells else ()
    return FieldRead(some, cells, found.label)


def _of_all(found: FieldRead, records: Sequence[int], count: int) -> FieldRead:
    """A field of some records as one of all records of the sheet: the others have nothing."""
    if len(records) == count:
        return found
    values = [None] * count
    for record, value in zip(records, found.read.values, strict=True):
        values[record] = value
    return FieldRead(ColumnRead(values))


def _moved(note: Finding, place: Mapping[int, int]) -> Finding:
    """A note whose cells are counted among some records only."""
    cells = note.params.get("cells")
    if not isinstance(cells, tuple):
        return note
    return evolve(note, params={**note.params, "cells": tuple(place[at] for at in cells if at in place)})


def _cell(column: Column, found: FieldRead | None, at: int) -> str:
    if found is None:
        return ""
    value = found.read.values[at]
    if value is not None:
        text = text_of(value)
        return neutral(text) if is_textual(column.kind) else text
    raw = _raw(found.cells[at]) if found.is_of_cells else ""
    return neutral(raw) if is_textual(column.kind) else harmless(raw)


def _raw(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell if isinstance(cell, str) else str(cell)

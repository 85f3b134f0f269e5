"""What of canonical tables has no place in a layout, and does not follow from what has: nothing is lost in silence.

A column that the layout has not may still come back, where the profile says that it follows: a constant, a running
number, a status from its dates. Only values that would come back otherwise are a loss.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.io._cells import parser_of
from communitywelfare.io._rows import Rows
from communitywelfare.io.foreign.amounts import Blank
from communitywelfare.io.foreign.profile import Field, Profile
from communitywelfare.members import MemberStatus, Relationship

__all__ = ["by_member", "losses_of"]

_LINK: Final = "member_no"
_OF_NAMES: Final = frozenset({"title", "first_name", "last_name"})


def by_member(table: Rows) -> Mapping[object, Sequence[int]]:
    """The rows of a table of each member, from 0."""
    found = defaultdict[object, list[int]](list)
    for at, member in enumerate(table.columns.get(_LINK, ())):
        found[member].append(at)
    return found


def losses_of(tables: Mapping[str, Rows], profile: Profile, *, file: str) -> tuple[Finding, ...]:
    """Tables, columns, records and rows that the layout has no place for.

    Args:
        tables: Tables by name.
        profile: The layout.
        file: What the sheet will be called, for the findings.
    """
    return tuple(_Losses(tables, profile, file).found())


class _Losses:
    """Goes through the tables of a layout, column by column."""

    def __init__(self, tables: Mapping[str, Rows], profile: Profile, file: str) -> None:
        self._tables, self._profile, self._file = tables, profile, file
        self._main = profile.tables[0]
        self._taken = frozenset(each.fills for each in profile.columns if each.fills is not None)

    def found(self) -> Iterator[Finding]:
        """The losses, table by table."""
        yield from self._other_tables()
        for name in self._profile.tables:
            if name not in self._tables:
                continue
            table = self._tables[name]
            nths = self._nths(name, table)
            for column in table.schema.columns:
                count = self._lost(name, column.id, nths)
                if count:
                    yield self._loss("loss.column", name, column=column.id, th=column.th, count=count)
            yield from self._blanks(name, table, nths)
            if table.set_aside:
                yield self._loss("loss.set_aside", name, count=len(table.set_aside))
            beyond = nths.count(0)
            if beyond:
                yield self._loss("loss.records", name, count=beyond, room=self._room(name))

    def _blanks(self, name: str, table: Rows, nths: Sequence[int]) -> Iterator[Finding]:
        """Amounts that are not known, where a blank cell of the layout means zero or asks."""
        counts = Counter[str]()
        for each in self._profile.columns:
            if each.fills is None or each.fills.table != name or each.fills.schema.kind != "money":
                continue
            if Blank(each.blank or self._profile.blank) is not Blank.NOTHING:
                amounts = zip(table.columns[each.fills.column], nths, strict=True)
                counts[each.fills.column] += sum(amount is None and nth == each.fills.nth for amount, nth in amounts)
        for column, count in counts.items():
            if count:
                yield self._loss("loss.blank", name, column=column, th=table.schema.by_id[column].th, count=count)

    def _other_tables(self) -> Iterator[Finding]:
        """The tables that are none of the layout's business, all in one finding."""
        counts = {
            name: len(table) + len(table.set_aside)
            for name, table in self._tables.items()
            if name not in self._profile.tables
        }
        told = tuple(f"{name} ({count})" for name, count in counts.items() if count)
        if told:
            place = Place(file=self._file)
            yield Finding("loss.tables", Severity.INFO, place=place, params={"tables": told, "count": len(told)})

    def _room(self, name: str) -> int:
        return max((each.nth for each in self._taken if each.table == name), default=0)

    def _nths(self, name: str, table: Rows) -> list[int]:
        """Which record of its row of the sheet each row of a table is; 0 where there is no room for it."""
        if name == self._main:
            return [1] * len(table)
        nths, room = [0] * len(table), self._room(name)
        known = set(self._tables[self._main].columns.get(_LINK, ())) if self._main in self._tables else set()
        for member, rows in by_member(table).items():
            for nth, at in enumerate(rows, start=1):
                nths[at] = nth if member in known and nth <= room else 0
        return nths

    def _lost(self, name: str, column: str, nths: Sequence[int]) -> int:
        """How many values of a column neither have a place nor come back by themselves."""
        if self._is_of_others(name, column):
            return 0
        has_place = {nth: Field(name, column, nth) in self._taken for nth in set(nths) if nth}
        if all(has_place.values()):
            return 0
        back = self._following(name, column, nths)
        values = zip(self._tables[name].columns[column], back, nths, strict=True)
        return sum(value != again and nth > 0 and not has_place[nth] for value, again, nth in values)

    def _is_of_others(self, name: str, column: str) -> bool:
        """Whether a column is made of others when the layout is read: parts of a name, and whose record it is."""
        is_part = name == "members" and column in _OF_NAMES and Field(name, "full_name") in self._taken
        return is_part or (column == _LINK and name != self._main)

    def _following(self, name: str, column: str, nths: Sequence[int]) -> Sequence[Any]:
        """What would come back in a column that is not written, row by row."""
        profile, values = self._profile, self._tables[name].columns
        if profile.sheets.name_fills == Field(name, column):
            return [object()] * len(nths)  # the name of the sheet, which is none of these values
        constants = {
            each.nth: parser_of(each.schema.kind)(text)
            for each, text in profile.constants.items()
            if (each.table, each.column) == (name, column)
        }
        if constants:
            return [constants.get(nth, constants.get(1)) for nth in nths]
        if profile.numbered == Field(name, column):
            return [str(at) for at in range(1, len(nths) + 1)]
        match name, column:
            case "members", "status" if profile.status_from_dates:
                return self._statuses
            case "beneficiaries", "order":
                return nths
            case "beneficiaries", "relationship_words":
                return self._words(nths)
            case "contributions", "period_to":
                return values["period_from"]
            case "contributions", "receipt_date" if profile.receipt_day:
                is_last = profile.receipt_day == "last"
                return [month and (month.last if is_last else month.first) for month in values["period_from"]]
            case _:
                return [None] * len(nths)

    def _words(self, nths: Sequence[int]) -> Sequence[str | None]:
        """The words of relationships that are written instead of a code that says no more than OTHER."""
        values = self._tables["beneficiaries"].columns
        rows = zip(values["relationship_words"], values["relationship"], nths, strict=True)
        has_place = {nth: Field("beneficiaries", "relationship", nth) in self._taken for nth in set(nths) if nth}
        return [
            words if code is Relationship.OTHER and has_place.get(nth, False) else None for words, code, nth in rows
        ]

    @cached_property
    def _statuses(self) -> Sequence[MemberStatus]:
        """The statuses that follow from the dates of which the layout has a column."""
        table = self._tables["members"]
        died, left = (
            table.columns[each] if Field("members", each) in self._taken else [None] * len(table)
            for each in ("death_date", "exit_date")
        )
        return [
            MemberStatus.DECEASED if dead else MemberStatus.RESIGNED if gone else MemberStatus.ACTIVE
            for dead, gone in zip(died, left, strict=True)
        ]

    def _loss(self, code: str, table: str, **params: object) -> Finding:
        place = Place(file=self._file, clause=table)
        return Finding(code, Severity.WARNING, place=place, params={"table": table, **params})

"""What a layout does not write because it follows: a constant, a running number, a status from its dates.

Only what the profile declares follows, and every such column is told once, with how many rows it concerns.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import evolve

from communitywelfare.calendar import Month
from communitywelfare.contributions import ReceiptKind
from communitywelfare.errors import Finding, Severity
from communitywelfare.io._cells import parser_of
from communitywelfare.io.foreign.columns import ColumnRead
from communitywelfare.io.foreign.field_reads import FieldRead
from communitywelfare.io.foreign.names import read_full_names
from communitywelfare.io.foreign.profile import Field, Profile
from communitywelfare.io.foreign.texts import read_texts
from communitywelfare.members import MemberStatus

__all__ = ["following"]

Fields = Mapping[str, FieldRead]

_NO_CODE = "relationship.unknown"


def following(
    table: str, nth: int, given: Fields, *, profile: Profile, numbers: Sequence[int]
) -> Iterator[tuple[str, FieldRead]]:
    """The columns of the n-th records of a table that follow from what is given.

    Args:
        table: The canonical table.
        nth: Which record of each row it is.
        given: The columns that were read, by id; of the table, and ``members.member_no`` under that name.
        profile: What is declared.
        numbers: The running number of each record.
    """
    count = len(numbers)
    for column, text in _constants(table, nth, profile):
        if column not in given:
            value = parser_of(Field(table, column).schema.kind)(text)
            yield column, FieldRead(ColumnRead([value] * count))
    if profile.numbered is not None and profile.numbered.table == table and profile.numbered.column not in given:
        yield profile.numbered.column, _told([str(each) for each in numbers], "import.numbered", Severity.WARNING)
    own = _OWN.get(table)
    if own is not None:
        yield from own(nth, given, profile, count)


def _constants(table: str, nth: int, profile: Profile) -> Iterator[tuple[str, str]]:
    """The constants of a record; those of the first hold for every further one that has none of its own."""
    for each, text in sorted(profile.constants.items()):
        if each.table == table and each.nth in {1, nth}:
            yield each.column, text


def _told(values: Sequence[Any], code: str, severity: Severity) -> FieldRead:
    notes = (Finding(code, severity, params={"count": len(values)}),) if values else ()
    return FieldRead(ColumnRead(values, notes=notes))


def _values(given: Fields, column: str, count: int) -> Sequence[Any]:
    return given[column].read.values if column in given else [None] * count


def _names(given: Fields) -> Iterator[tuple[str, FieldRead]]:
    """Title, first and last name out of one cell, where that is certain (NM07); all other names stay whole, told."""
    whole = given.get("full_name")
    if whole is None or not whole.is_of_cells or given.keys() & {"title", "first_name", "last_name"}:
        return
    split = read_full_names(whole.cells)
    unclear = {
        at for at, flaws in split.firsts.flaws.items() if any(each.code == "name.split_unclear" for each in flaws)
    }

    def parted(column: ColumnRead) -> list[str | None]:
        return [None if at in unclear else part for at, part in enumerate(column.values)]

    names = [name if at in unclear else None for at, name in enumerate(whole.read.values)]
    yield "full_name", FieldRead(evolve(split.firsts, values=names), whole.cells, whole.label)
    for name, column in (("title", split.titles), ("first_name", split.firsts), ("last_name", split.lasts)):
        yield name, FieldRead(ColumnRead(parted(column)))


def _of_members(_nth: int, given: Fields, profile: Profile, count: int) -> Iterator[tuple[str, FieldRead]]:
    yield from _names(given)
    if profile.status_from_dates and "status" not in given:
        died, left = _values(given, "death_date", count), _values(given, "exit_date", count)
        statuses = [
            MemberStatus.DECEASED if dead else MemberStatus.RESIGNED if gone else MemberStatus.ACTIVE
            for dead, gone in zip(died, left, strict=True)
        ]
        yield "status", _told(statuses, "import.status_from_dates", Severity.INFO)


def _of_beneficiaries(nth: int, given: Fields, _profile: Profile, count: int) -> Iterator[tuple[str, FieldRead]]:
    if "order" not in given:
        yield "order", FieldRead(ColumnRead([nth] * count))
    stated = given.get("relationship")
    if stated is not None and stated.is_of_cells and "relationship_words" not in given:
        unknown = {at for at, flaws in stated.read.flaws.items() if any(each.code == _NO_CODE for each in flaws)}
        texts = read_texts(stated.cells, personal=True).values if unknown else ()
        words = [text if at in unknown else None for at, text in enumerate(texts)] or [None] * count
        yield "relationship_words", FieldRead(ColumnRead(words))


def _of_receipts(_nth: int, given: Fields, profile: Profile, count: int) -> Iterator[tuple[str, FieldRead]]:
    months = _values(given, "period_from", count)
    if profile.months is not None and "kind" not in given:
        yield "kind", FieldRead(ColumnRead([ReceiptKind(profile.months.kind)] * count))
    if "period_to" not in given and "period_from" in given:
        yield "period_to", FieldRead(ColumnRead(months))
    if "receipt_date" not in given and profile.receipt_day:
        yield "receipt_date", _told([_day(month, profile) for month in months], "import.day_of_month", Severity.WARNING)
    if "receipt_no" not in given and profile.months is not None:
        members = _values(given, "member_no", count)
        texts = [None if None in pair else f"{pair[0]}/{pair[1]}" for pair in zip(members, months, strict=True)]
        yield "receipt_no", _told(texts, "import.numbered", Severity.WARNING)


def _day(month: Month | None, profile: Profile) -> date | None:
    if month is None:
        return None
    return month.last if profile.receipt_day == "last" else month.first


_OWN = {"members": _of_members, "beneficiaries": _of_beneficiaries, "contributions": _of_receipts}

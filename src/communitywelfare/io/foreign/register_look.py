"""A register of somebody else, seen as a whole: dates that cannot be, one person twice, what many rows together show.

What single cells and columns show was told when they were read; here stands what needs whole members, or all of them.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from attrs import evolve

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.fund.member_checks import member_findings
from communitywelfare.fund.register_checks import register_findings
from communitywelfare.io._rows import Rows
from communitywelfare.io.foreign.importing import Imported
from communitywelfare.io.records_people import membership_faults, membership_of
from communitywelfare.members import Membership, Register
from communitywelfare.uncollected import uncollected

__all__ = ["seen_whole"]

_TABLE = "members"


def seen_whole(imported: Imported, as_of: date | None) -> Imported:
    """The same import, with what its register shows as a whole; the same where it has none.

    Args:
        imported: What came of a foreign file.
        as_of: The day on which it was true; without it nobody can say who is a member still, and that is told.
    """
    table = imported.tables.get(_TABLE)
    if not table:
        return imported
    if as_of is None:
        finding = Finding("import.register_unseen", Severity.INFO, place=Place(file=imported.file))
        return evolve(imported, findings=(*imported.findings, finding))
    with uncollected():
        found = tuple(_placed(imported, each) for each in _findings(table, as_of))
    return evolve(imported, findings=(*imported.findings, *found))


def _findings(table: Rows, as_of: date) -> Iterator[Finding]:
    """Places in these are records of the file, and ids of canonical columns."""
    members, records = list[Membership](), list[int]()
    for row in table:
        faults = membership_faults(row)
        yield from faults
        if not any(fault.is_error for fault in faults):
            members.append(membership_of(row))
            records.append(row.line)
    register = Register(tuple(members))
    yield from member_findings(register, as_of, records, look_at_id=_told_already)
    yield from register_findings(register, as_of, records)


def _told_already(_membership: Membership, _row: int | None) -> Sequence[Finding]:
    """Citizen IDs by themselves were looked at as a column."""
    return ()


def _placed(imported: Imported, finding: Finding) -> Finding:
    """A finding about a register, where it stands in the file."""
    column = f"{_TABLE}.{finding.place.column}"
    if finding.place.row is None:
        return evolve(finding, place=imported.place_of_column(column))
    return evolve(finding, place=evolve(imported.place_of(finding.place.row, column), record=finding.place.record))

"""Everything that a fund holds about one person (สิทธิขอเข้าถึงข้อมูล, section 30 of the PDPA), table by table.

A person is all memberships under one citizen ID. Rows are found by member number, by the claims of those members, and
by the citizen ID; rows that only bear the same name are kept apart, for they may be about somebody else.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from attrs import field, frozen

from communitywelfare.accounting import Journal
from communitywelfare.digits import western_digits
from communitywelfare.fund import Fund
from communitywelfare.io._cells import text_of
from communitywelfare.io._lines import Columns, columns_of_rows
from communitywelfare.io._schema import Schema, schemas
from communitywelfare.io.exposure import exposure
from communitywelfare.io.package import Package, table_columns
from communitywelfare.members import Membership

__all__ = ["SubjectData", "SubjectTable", "subject_data", "tables_as_text"]

Cells = Mapping[str, str]
_REVEALED = "answer a person who asks what is held about them"
_WHOLE_NAMES = {("identity", "claimant"), ("identity", "name")}


@frozen(kw_only=True)
class SubjectTable:
    """The rows of one table that are about a person, with only the columns that any of them fills.

    `set_aside` are rows that could not be used, as they stand in the file.
    """

    schema: Schema
    rows: tuple[Cells, ...] = field(repr=lambda rows: f"<{len(rows)} rows>")
    set_aside: tuple[tuple[str, ...], ...] = field(default=(), repr=lambda rows: f"<{len(rows)} rows>")

    @property
    def columns(self) -> tuple[str, ...]:
        """The ids of the columns that are filled, in the order of the table."""
        return tuple(column.id for column in self.schema.columns if any(row.get(column.id) for row in self.rows))


@frozen(kw_only=True)
class SubjectData:
    """What is held about one person: `tables` for certain, `by_name` in rows that bear the same name."""

    fund: Fund = field(repr=lambda fund: f"<{fund.profile.fund_id} as of {fund.as_of}>")
    members: tuple[str, ...]
    tables: tuple[SubjectTable, ...]
    by_name: tuple[SubjectTable, ...]


def subject_data(package: Package, number: str) -> SubjectData:
    """Everything that a package holds about the person with a member number.

    Raises:
        MissingFact: The register has no such member.
    """
    fund = package.fund
    person = _Person.of(fund, number)
    tables, by_name = [], []
    for name, rows in tables_as_text(package).items():
        schema = schemas()[name]
        found = [row for row in rows if person.is_in(name, row)]
        aside = tuple(each.cells for each in package.set_aside.get(name, ()) if person.is_named(each.cells))
        if found or aside:
            tables.append(SubjectTable(schema=schema, rows=tuple(found), set_aside=aside))
        same_name = tuple(row for row in rows if row not in found and person.bears_the_name(name, row))
        if same_name:
            by_name.append(SubjectTable(schema=schema, rows=same_name))
    return SubjectData(fund=fund, members=tuple(person.numbers), tables=tuple(tables), by_name=tuple(by_name))


def tables_as_text(package: Package) -> Mapping[str, list[Cells]]:
    """The rows of every table that holds facts, the journal among them, as text, in the order of the schema."""
    columns = dict(table_columns(package))
    columns["journal"] = columns_of_rows(schemas()["journal"], _journal_rows(package.fund.journal))
    return {
        name: list(_rows(columns[name])) for name, schema in schemas().items() if name in columns and not schema.is_view
    }


def _journal_rows(journal: Journal) -> Iterator[Mapping[str, object]]:
    """The lines of the journal as they stand in its file."""
    for entry in journal:
        voucher, seal = entry.voucher, entry.seal
        for number, line in enumerate(voucher.postings, start=1):
            yield {
                "entry_no": entry.number,
                "entry_date": voucher.day,
                "event_date": voucher.event_day,
                "line": number,
                "account": line.account,
                "source": line.source,
                "debit": line.amount if line.amount.satang >= 0 else None,
                "credit": -line.amount if line.amount.satang < 0 else None,
                "description": voucher.description,
                "doc_type": voucher.kind,
                "doc_no": voucher.number,
                "member_no": line.member,
                "holder": line.holder,
                "source_ref": voucher.reference,
                "reverses": voucher.reverses,
                "recorded_at": entry.recorded_at,
                "prev": seal.prev if seal else None,
                "hash": seal.hash if seal else None,
            }


def _rows(columns: Columns) -> Iterator[Cells]:
    for values in zip(*columns.values(), strict=True):
        yield {name: text_of(value) for name, value in zip(columns, values, strict=True)}


@frozen(kw_only=True)
class _Person:
    """By what the rows about somebody are known."""

    numbers: Sequence[str]
    households: Collection[str]
    claims: Collection[str]
    citizen_id: str
    name: str

    @classmethod
    def of(cls, fund: Fund, number: str) -> "_Person":
        membership = fund.membership(number)
        memberships = fund.register.of_same_person(membership)
        numbers = [each.number for each in memberships]
        known = membership.person.citizen_id
        return cls(
            numbers=numbers,
            households={each.household for each in memberships if each.household},
            claims={claim.number for each in numbers for claim in fund.claims_of_member.get(each, ())},
            citizen_id="" if known is None else known.reveal(_REVEALED),
            name=_plain(_full_name(membership)),
        )

    def is_in(self, table: str, row: Cells) -> bool:
        """Whether a row is about this person."""
        classes = exposure().tables[table].classes
        numbers = (row.get(name) for name, kind in classes.items() if kind == "number" and name != "old_number")
        return (
            any(each in self.numbers for each in numbers)
            or (table == "households" and row["household_id"] in self.households)
            or (table == "claim_actions" and row["claim_no"] in self.claims)
            or (table == "journal" and row["source_ref"] in self.claims and not row["member_no"])
            or (bool(self.citizen_id) and row.get("national_id") == self.citizen_id)
        )

    def bears_the_name(self, table: str, row: Cells) -> bool:
        """Whether somebody of the same name stands in a row."""
        classes = exposure().tables[table].classes
        names = (name for name, kind in classes.items() if kind == "other_person" or (kind, name) in _WHOLE_NAMES)
        return bool(self.name) and any(_plain(row.get(name, "")) == self.name for name in names)

    def is_named(self, cells: Iterable[str]) -> bool:
        """Whether the cells of a row that could not be used hold the person's number or citizen ID."""
        known = {*self.numbers, self.citizen_id} - {""}
        return any(cell in known or _digits(cell) in known for cell in cells)


def _full_name(membership: Membership) -> str:
    details = membership.person.details.reveal(_REVEALED)
    parts = " ".join(part for part in (details.get("first_name"), details.get("last_name")) if part)
    return details.get("full_name") or parts or membership.person.name.reveal(_REVEALED)


def _plain(name: str) -> str:
    return "".join(name.split())


def _digits(cell: str) -> str:
    return "".join(filter(str.isdigit, western_digits(cell)))

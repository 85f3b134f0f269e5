"""A stretch of a passbook as a CSV file, typed or fetched from the bank: the columns of ``bank.csv``."""

from attrs import evolve, frozen

from communitywelfare.accounting.reconciliation import BankLine
from communitywelfare.errors import Finding
from communitywelfare.io._columns import read_rows
from communitywelfare.io._schema import Schema, schemas
from communitywelfare.io._tables import Sheet, decode
from communitywelfare.io.records_bank import bank_line_faults, bank_line_of

__all__ = ["PassbookReading", "read_passbook"]


@frozen
class PassbookReading:
    """The lines that can be used, in their order, and what was found in the file."""

    lines: tuple[BankLine, ...]
    findings: tuple[Finding, ...]


def read_passbook(contents: bytes, name: str, *, account: str, encoding: str = "utf-8-sig") -> PassbookReading:
    """Read lines of a passbook. Bad rows are told with their place; the others go on.

    Args:
        contents: The bytes of the file.
        name: Its name, for what is found in it.
        account: The fund's account that the passbook is of, where a row does not name one.
        encoding: How the file's text is written; it is never guessed.

    Raises:
        FormatError: It is no text of that encoding.
    """
    rows = read_rows(Sheet(name, decode(name, contents, encoding)), _schema())
    faults = [fault for row in rows for fault in bank_line_faults(row, name)]
    usable = rows.without([fault.place.row for fault in faults if fault.place.row is not None])
    named = (evolve(row, values={**row.values, "account": row.values["account"] or account}) for row in usable)
    return PassbookReading(tuple(map(bank_line_of, named)), (*rows.findings, *faults))


def _schema() -> Schema:
    """The table of the package, but that a passbook is of one account, which its rows need not repeat."""
    bank = schemas()["bank"]
    return evolve(
        bank,
        columns=tuple(evolve(column, need="optional") if column.id == "account" else column for column in bank.columns),
    )

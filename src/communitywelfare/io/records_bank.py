"""Rows about money that is somewhere: lines of the passbook, counts of cash, the notebooks of collectors."""

from collections.abc import Iterator, Mapping
from typing import Any

from communitywelfare.accounting.cash_count import CashCount
from communitywelfare.accounting.custody import CustodyNote
from communitywelfare.accounting.reconciliation import BankLine
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.io._rows import Row
from communitywelfare.money import ZERO, Money

__all__ = [
    "bank_line_faults",
    "bank_line_of",
    "cash_count_of",
    "custody_note_of",
    "row_of_bank_line",
    "row_of_cash_count",
    "row_of_custody_note",
]

Cells = Mapping[str, Any]


def bank_line_faults(row: Row, file: str = "bank.csv") -> Iterator[Finding]:
    """What no line of a passbook says: money in and out at once, or less than nothing either way."""
    values: Cells = row.values
    withdraw, deposit = _or_nothing(values["withdraw"]), _or_nothing(values["deposit"])
    if min(withdraw, deposit) != ZERO:
        place = Place(file=file, row=row.line, column="withdraw", record=values["account"])
        params = {"withdraw": withdraw, "deposit": deposit}
        yield Finding("bank.in_or_out", Severity.ERROR, place=place, params=params)


def _or_nothing(amount: Money | None) -> Money:
    return ZERO if amount is None else amount


def bank_line_of(row: Row) -> BankLine:
    """One line of a passbook."""
    values: Cells = row.values
    return BankLine(
        account=values["account"],
        day=values["date"],
        amount=_or_nothing(values["deposit"]) - _or_nothing(values["withdraw"]),
        balance=values["balance"],
        code=values["code"] or "",
        note=values["note"] or "",
    )


def row_of_bank_line(line: BankLine) -> Cells:
    """The row of a line of a passbook."""
    return {
        "account": line.account,
        "date": line.day,
        "code": line.code,
        "withdraw": -line.amount if line.amount < ZERO else None,
        "deposit": line.amount if line.amount > ZERO else None,
        "balance": line.balance,
        "note": line.note,
    }


def cash_count_of(row: Row) -> CashCount:
    """One count of notes and coins."""
    values: Cells = row.values
    return CashCount(
        day=values["date"],
        account=values["account"],
        holder=values["holder"] or "",
        pieces=values["pieces"],
        note=values["note"] or "",
    )


def row_of_cash_count(count: CashCount) -> Cells:
    """The row of a count."""
    return {
        "date": count.day,
        "account": count.account,
        "holder": count.holder,
        "pieces": count.pieces,
        "note": count.note,
    }


def custody_note_of(row: Row) -> CustodyNote:
    """One line of a collector's notebook."""
    values: Cells = row.values
    return CustodyNote(
        holder=values["holder"],
        day=values["date"],
        amount=values["amount"],
        receipt_from=values["receipt_from"] or "",
        receipt_to=values["receipt_to"] or "",
        handed_over=values["handed_over_date"],
        handed_to=values["handed_to"] or "",
    )


def row_of_custody_note(note: CustodyNote) -> Cells:
    """The row of a line of a notebook."""
    return {
        "holder": note.holder,
        "date": note.day,
        "receipt_from": note.receipt_from,
        "receipt_to": note.receipt_to,
        "amount": note.amount,
        "handed_over_date": note.handed_over,
        "handed_to": note.handed_to,
    }

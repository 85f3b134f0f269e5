"""Rows about money that comes in: receipts, what was waived, sources, figures from before the books."""

from collections.abc import Mapping, Sequence
from typing import Any

from communitywelfare.accounting import OpeningFigure
from communitywelfare.contributions import Receipt, Waiver
from communitywelfare.io._rows import Row, Rows
from communitywelfare.sources import Source

__all__ = [
    "RECEIPT",
    "WAIVER",
    "opening_of",
    "receipts_of",
    "row_of_opening",
    "row_of_source",
    "source_of",
    "waivers_of",
]

Cells = Mapping[str, Any]


RECEIPT = {
    "receipt_no": "number",
    "book_no": "book",
    "receipt_date": "day",
    "member_no": "member",
    "kind": "kind",
    "period_from": "period_from",
    "period_to": "period_to",
    "amount": "amount",
    "method": "method",
    "received_by": "received_by",
    "paid_by": "paid_by",
    "void": "voided",
    "void_ref": "void_ref",
    "void_date": "voided_on",
    "journal_no": "journal_no",
}
_BLANKS = {"book_no": "", "received_by": "", "paid_by": "", "void": False, "void_ref": "", "journal_no": ""}


def receipts_of(table: Rows) -> Sequence[Receipt]:
    """The receipts of a table, line by line."""
    return table.many(Receipt, RECEIPT, _BLANKS)


WAIVER = {
    "member_no": "member",
    "period_from": "period_from",
    "period_to": "period_to",
    "decided_date": "decided_on",
    "decided_ref": "resolution",
    "reason": "reason",
}


def waivers_of(table: Rows) -> list[Waiver]:
    """What members were let off, line by line."""
    return table.records(Waiver, WAIVER, {"reason": ""})


def source_of(row: Row) -> Source:
    """One source of money."""
    values: Cells = row.values
    return Source(
        code=values["code"],
        name={"th": values["name_th"], "en": values["name_en"] or values["name_th"]},
        restricted=values["restricted"] or False,
        pay_order=values["pay_order"],
        kind=values["kind"],
    )


def row_of_source(source: Source) -> Cells:
    """The row of a source."""
    return {
        "code": source.code,
        "name_th": source.name["th"],
        "name_en": source.name["en"],
        "restricted": source.restricted,
        "pay_order": source.pay_order,
        "kind": source.kind,
    }


def opening_of(row: Row) -> OpeningFigure:
    """One figure from before the books."""
    values: Cells = row.values
    return OpeningFigure(
        as_of=values["as_of"],
        kind=values["kind"],
        code=values["code"],
        amount=values["amount"],
        persons=values["persons"] or 0,
    )


def row_of_opening(figure: OpeningFigure) -> Cells:
    """The row of a figure from before the books."""
    return {
        "as_of": figure.as_of,
        "kind": figure.kind,
        "code": figure.code,
        "persons": figure.persons or None,
        "amount": figure.amount,
    }

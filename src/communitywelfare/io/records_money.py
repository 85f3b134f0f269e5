"""Rows about money that comes in: receipts, co-funding, matchings, sources, figures from before the books."""

from collections.abc import Mapping
from typing import Any

from communitywelfare.accounting import OpeningFigure
from communitywelfare.cofunding import Match, Round
from communitywelfare.contributions import Receipt
from communitywelfare.io._rows import Row, Rows
from communitywelfare.money import ZERO
from communitywelfare.sources import Source

__all__ = [
    "RECEIPT",
    "match_of",
    "opening_of",
    "receipts_of",
    "round_of",
    "row_of_match",
    "row_of_opening",
    "row_of_round",
    "row_of_source",
    "source_of",
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
    "void": "voided",
    "void_ref": "void_ref",
    "void_date": "voided_on",
    "journal_no": "journal_no",
}
_BLANKS = {"book_no": "", "received_by": "", "void": False, "void_ref": "", "journal_no": ""}


def receipts_of(table: Rows) -> list[Receipt]:
    """The receipts of a table, line by line."""
    return table.records(Receipt, RECEIPT, _BLANKS)


_ROUND = {
    "source": "source",
    "agency_name": "agency",
    "round": "number",
    "budget_year": "budget_year",
    "as_of_date": "as_of",
    "members_total": "members_total",
    "members_full_year": "members_full_year",
    "amount_requested": "requested",
    "amount_approved": "approved",
    "approved_date": "approved_on",
    "approved_ref": "approved_ref",
    "amount_received": "received",
    "received_date": "received_on",
    "receipt_no": "receipt",
    "amount_returned": "returned",
    "status": "state",
    "purpose": "purpose",
}
_ROUND_TEXTS = frozenset({"agency", "approved_ref", "receipt", "purpose"})
_ROUND_SUMS = frozenset({"received", "returned"})


def round_of(row: Row) -> Round:
    """One round of co-funding from one source; nothing received yet is 0.00, nothing requested is unknown."""
    named: dict[str, Any] = {field: row.values[column] for column, field in _ROUND.items()}
    named |= {field: "" for field in _ROUND_TEXTS if named[field] is None}
    named |= {field: ZERO for field in _ROUND_SUMS if named[field] is None}
    return Round(**named)


def row_of_round(each: Round) -> Cells:
    """The row of a round."""
    cells = {column: getattr(each, field) for column, field in _ROUND.items()}
    return {**cells, "amount_returned": None if each.returned == ZERO else each.returned}


def match_of(row: Row) -> Match:
    """One member matched in one round."""
    values: Cells = row.values
    return Match(
        member=values["member_no"],
        scheme=values["scheme"],
        round=values["round"],
        as_of=values["as_of_date"],
        amount=values["amount"],
        opening=values["opening"] or False,
    )


def row_of_match(match: Match) -> Cells:
    """The row of a matching."""
    return {
        "member_no": match.member,
        "scheme": match.scheme,
        "round": match.round,
        "as_of_date": match.as_of,
        "amount": match.amount,
        "opening": match.opening,
    }


def source_of(row: Row) -> Source:
    """One source of money."""
    values: Cells = row.values
    return Source(
        code=values["code"],
        name={"th": values["name_th"], "en": values["name_en"] or values["name_th"]},
        restricted=values["restricted"] or False,
        pay_order=values["pay_order"],
    )


def row_of_source(source: Source) -> Cells:
    """The row of a source."""
    return {
        "code": source.code,
        "name_th": source.name["th"],
        "name_en": source.name["en"],
        "restricted": source.restricted,
        "pay_order": source.pay_order,
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

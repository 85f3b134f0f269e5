"""Rows of co-funding: rounds, what was done about them, and who was matched in them."""

from collections.abc import Mapping
from typing import Any

from communitywelfare.cofunding import Match, Round, RoundAction
from communitywelfare.io._rows import Row, Rows
from communitywelfare.money import ZERO

__all__ = ["MATCH", "ROUND_ACTION", "matches_of", "round_actions_of", "round_of", "row_of_round"]

Cells = Mapping[str, Any]

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
    "villages": "villages",
    "scheme": "scheme",
}
_ROUND_TEXTS = frozenset({"agency", "approved_ref", "receipt", "purpose", "scheme"})
_ROUND_SUMS = frozenset({"received", "returned"})


def round_of(row: Row) -> Round:
    """One round of co-funding from one source; nothing received yet is 0.00, nothing requested is unknown."""
    named: dict[str, Any] = {field: row.values[column] for column, field in _ROUND.items()}
    named |= {field: "" for field in _ROUND_TEXTS if named[field] is None}
    named |= {field: ZERO for field in _ROUND_SUMS if named[field] is None}
    named["villages"] = named["villages"] or frozenset()
    return Round(**named)


def row_of_round(each: Round) -> Cells:
    """The row of a round."""
    cells = {column: getattr(each, field) for column, field in _ROUND.items()}
    return {**cells, "amount_returned": None if each.returned == ZERO else each.returned}


MATCH = {
    "member_no": "member",
    "scheme": "scheme",
    "round": "round",
    "as_of_date": "as_of",
    "amount": "amount",
    "opening": "opening",
    "book_no": "book",
    "receipt_no": "receipt",
}


def matches_of(table: Rows) -> list[Match]:
    """Members matched in rounds, line by line."""
    return table.records(Match, MATCH, {"opening": False, "book_no": "", "receipt_no": ""})


ROUND_ACTION = {
    "source": "source",
    "round": "round",
    "action": "kind",
    "actor_role": "actor",
    "date": "day",
    "recorded_at": "recorded_at",
    "amount": "amount",
    "members": "members",
    "what": "what",
    "reference": "reference",
    "reason": "reason",
    "idempotency_key": "key",
}
_BLANKS = {"what": "", "reference": "", "reason": "", "idempotency_key": ""}


def round_actions_of(table: Rows) -> list[RoundAction]:
    """What was done about rounds, line by line."""
    return table.records(RoundAction, ROUND_ACTION, _BLANKS)

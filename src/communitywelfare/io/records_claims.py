"""Rows of claims and of what was done about them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from communitywelfare.bulk import made
from communitywelfare.claims import Action, ActionKind, Claim, ClaimState, Event, state_of
from communitywelfare.identity import HealthNote, PersonName
from communitywelfare.io._cells import ClaimView
from communitywelfare.io._rows import Row, Rows
from communitywelfare.members import Relationship

__all__ = ["ACTION", "actions_from_view", "actions_of", "claims_of", "row_of_claim", "view_of"]

Cells = Mapping[str, Any]

_VIEWS = {
    ClaimState.DRAFT: ClaimView.PENDING,
    ClaimState.SUBMITTED: ClaimView.PENDING,
    ClaimState.RETURNED: ClaimView.PENDING,
    ClaimState.ASSESSED: ClaimView.PENDING,
    ClaimState.APPROVED: ClaimView.APPROVED,
    ClaimState.REJECTED: ClaimView.REJECTED,
    ClaimState.PAID: ClaimView.PAID,
    ClaimState.LAPSED: ClaimView.CANCELLED,
    ClaimState.WITHDRAWN: ClaimView.CANCELLED,
    ClaimState.REVERSED: ClaimView.CANCELLED,
}


def view_of(state: ClaimState) -> ClaimView:
    """How the status column shows a state."""
    return _VIEWS[state]


def claims_of(table: Rows) -> list[Claim]:
    """The claims of a table, line by line; what was decided and paid is read from the actions, not from these rows."""
    event = {"day": "event_date", "until": "event_to", "units": "units"}
    claim = {"number": "claim_no", "day": "claim_date", "member": "member_no", "benefit": "rule_id"}
    events = {
        **{name: table.column(column) for name, column in event.items()},
        "attributes": [each or {} for each in table.column("attributes")],
    }
    claims = {
        **{name: table.column(column) for name, column in claim.items()},
        "category": table.column("category"),
        "event": made(Event, len(table), events),
        "claimant": map(PersonName, table.column("claimant", blank="")),
        "relation": table.column("claimant_relation", blank=Relationship.SELF),
        "documents": table.column("documents", blank=frozenset()),
        "place": table.column("place", blank=""),
        "detail": map(HealthNote, table.column("detail", blank="")),
    }
    return made(Claim, len(table), claims)


def actions_from_view(row: Row) -> tuple[Action, ...]:
    """The actions that a row of ``benefits.csv`` tells of, for packages that keep no ``claim_actions.csv``."""
    values: Cells = row.values
    view, claim = values["status"], values["claim_no"]

    def action(kind: ActionKind, day: date, amount: object = None) -> Action:
        return Action(
            claim=claim,
            kind=kind,
            actor="unknown",
            day=day,
            amount=amount,  # type: ignore[arg-type]  # a money cell, checked by its column
            reference=values["decided_ref"] or "",
            reason=values["reason"] or "",
        )

    decided = values["decided_date"] or values["paid_date"] or values["claim_date"]
    actions = [action(ActionKind.SUBMIT, values["claim_date"])]
    if view in {ClaimView.APPROVED, ClaimView.PAID}:
        granted = values["amount_paid"] if values["amount_paid"] is not None else values["amount_rule"]
        actions += [
            action(ActionKind.ASSESS, decided, values["amount_rule"]),
            action(ActionKind.APPROVE, decided, granted),
        ]
    if view is ClaimView.PAID:
        actions.append(action(ActionKind.PAY, values["paid_date"] or decided, values["amount_paid"]))
    if view is ClaimView.REJECTED:
        actions.append(action(ActionKind.REJECT, decided))
    if view is ClaimView.CANCELLED:
        actions.append(action(ActionKind.WITHDRAW, decided))
    return tuple(actions)


def row_of_claim(claim: Claim, actions: Iterable[Action], on: date) -> Cells:
    """The row of a claim, with the view of its state that the table keeps."""
    actions = tuple(actions)
    last = {action.kind: action for action in actions}
    decided = last.get(ActionKind.APPROVE) or last.get(ActionKind.REJECT)
    assessed, paid = last.get(ActionKind.ASSESS), last.get(ActionKind.PAY)
    return {
        "claim_no": claim.number,
        "claim_date": claim.day,
        "member_no": claim.member,
        "claimant": claim.claimant.reveal("write benefits.csv"),
        "claimant_relation": claim.relation,
        "category": claim.category,
        "rule_id": claim.benefit,
        "event_date": claim.event.day,
        "event_to": claim.event.until,
        "units": claim.event.units,
        "attributes": claim.event.attributes,
        "place": claim.place,
        "detail": claim.detail.reveal("write benefits.csv"),
        "documents": claim.documents,
        "status": view_of(state_of(actions, max([on, *(action.day for action in actions)]))),
        "decided_date": decided.day if decided else None,
        "decided_ref": decided.reference if decided else "",
        "reason": decided.reason if decided else "",
        "amount_rule": assessed.amount if assessed else None,
        "amount_paid": paid.amount if paid else None,
        "paid_date": paid.day if paid else None,
        "voucher_no": paid.reference if paid else "",
    }


ACTION = {
    "claim_no": "claim",
    "action": "kind",
    "actor_role": "actor",
    "date": "day",
    "recorded_at": "recorded_at",
    "amount": "amount",
    "reference": "reference",
    "reason": "reason",
    "deadline": "deadline",
    "idempotency_key": "key",
}
_BLANKS = {"reference": "", "reason": "", "idempotency_key": ""}


def actions_of(table: Rows) -> list[Action]:
    """The actions of a table, line by line."""
    return table.records(Action, ACTION, _BLANKS)

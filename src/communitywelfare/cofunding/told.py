"""The actions that the row of a round tells of, for rounds of which no actions were kept (ขั้นตอนตามทะเบียนเดิม)."""

from collections.abc import Iterator
from datetime import date

from communitywelfare.calendar import BE_OFFSET
from communitywelfare.cofunding.rounds import CofundingState, Round, RoundAction, RoundActionKind
from communitywelfare.money import ZERO, Money

__all__ = ["LOCAL_STEPS", "actions_told_by"]

_State, _Kind = CofundingState, RoundActionKind
LOCAL_STEPS = frozenset({_Kind.PROPOSE, _Kind.BUDGET, _Kind.REPORT})
_LOCAL_STATES = frozenset({_State.PROPOSED, _State.BUDGETED, _State.REPORTED})
_APPROVED = frozenset({_State.APPROVED, _State.RECEIVED, _State.RECONCILED, _State.CLAWED_BACK})
_GRANTED = _APPROVED | {_State.BUDGETED, _State.REPORTED}
_ENDS = {
    _State.ENDORSED: _Kind.ENDORSE,
    _State.REVIEWED: _Kind.REVIEW,
    _State.REJECTED: _Kind.REJECT,
    _State.CANCELLED: _Kind.CANCEL,
    _State.RECONCILED: _Kind.RECONCILE,
    _State.REPORTED: _Kind.REPORT,
}


def actions_told_by(row: Round, *, before: RoundActionKind) -> tuple[RoundAction, ...]:
    """What must have been done about a round for its row to say what it says; the actor of each is ``unknown``.

    A step without a day of its own is taken to be of the day of the next dated one. Whether the course is the state's
    or a local government's is told by the row's state or else by `before`, the step that is to come.
    """
    return tuple(_told(row, is_local=row.state in _LOCAL_STATES or before in LOCAL_STEPS))


def _told(row: Round, *, is_local: bool) -> Iterator[RoundAction]:
    if row.state is _State.DRAFT:
        return
    asked_on = row.as_of or row.approved_on or row.received_on or date(row.budget_year - BE_OFFSET - 1, 10, 1)
    approved_on = row.approved_on or row.received_on or asked_on
    yield _step(row, _Kind.PROPOSE if is_local else _Kind.SUBMIT, min(asked_on, approved_on), row.requested)
    if row.approved is not None or row.state in _GRANTED:
        kind = _Kind.BUDGET if is_local else _Kind.APPROVE
        yield _step(row, kind, approved_on, row.approved, reference=row.approved_ref)
    last = approved_on
    if row.received_on is not None:
        last = row.received_on
        yield _step(row, _Kind.RECEIVE, last, row.received, reference=row.receipt)
    if row.returned > ZERO:
        yield _step(row, _Kind.CLAW_BACK, last, row.returned)
        yield _step(row, _Kind.GIVE_BACK, last, row.returned)
    elif row.state is _State.RETURNED:
        yield _step(row, _Kind.RETURN, last)
    if row.state in _ENDS:
        yield _step(row, _ENDS[row.state], last)


def _step(
    row: Round, kind: RoundActionKind, day: date, amount: Money | None = None, *, reference: str = ""
) -> RoundAction:
    return RoundAction(
        source=row.source, round=row.number, kind=kind, actor="unknown", day=day, amount=amount, reference=reference
    )

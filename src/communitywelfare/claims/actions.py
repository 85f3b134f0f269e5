"""What was done about a claim, and where it stands (การดำเนินการกับคำขอ): a fold over its actions, never stored."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum

from attrs import field, frozen

from communitywelfare.errors import Finding, Refused, Severity
from communitywelfare.masking import hidden
from communitywelfare.money import Money

__all__ = ["Action", "ActionKind", "ClaimState", "state_of"]


class ClaimState(Enum):
    """Where a claim stands. ASSESSED (by the engine) is not APPROVED (by the committee); RETURNED is not REJECTED."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    LAPSED = "LAPSED"
    ASSESSED = "ASSESSED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    PAID = "PAID"
    WITHDRAWN = "WITHDRAWN"
    REVERSED = "REVERSED"

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided it yet, so that the by-law's answer is still asked for."""
        return self in {ClaimState.SUBMITTED, ClaimState.RETURNED, ClaimState.ASSESSED}

    @property
    def uses_limits(self) -> bool:
        """Whether its money counts against yearly and other limits."""
        return self in {ClaimState.APPROVED, ClaimState.PAID}


class ActionKind(Enum):
    """What is done about a claim."""

    SUBMIT = "SUBMIT"
    RETURN = "RETURN"
    RESUBMIT = "RESUBMIT"
    ASSESS = "ASSESS"
    APPROVE = "APPROVE"
    REJECT = "REJECT"
    APPEAL = "APPEAL"
    PAY = "PAY"
    WITHDRAW = "WITHDRAW"
    REVERSE = "REVERSE"


@frozen(kw_only=True)
class Action:
    """One step in a claim's life, appended and never changed.

    `day` is when it was done, `recorded_at` when it was written down; `actor` is a role, not a name. `amount` is what
    was assessed, approved or paid; `reference` a resolution or a voucher; `deadline` the last day to answer a RETURN.
    """

    claim: str
    kind: ActionKind = field(converter=ActionKind)
    actor: str
    day: date
    recorded_at: datetime | None = None
    amount: Money | None = None
    reference: str = ""
    reason: str = field(default="", repr=hidden)
    deadline: date | None = None
    key: str = ""


_NEXT: Mapping[tuple[ClaimState, ActionKind], ClaimState] = {
    (ClaimState.DRAFT, ActionKind.SUBMIT): ClaimState.SUBMITTED,
    **{(ClaimState(state), ActionKind.ASSESS): ClaimState.ASSESSED for state in ("SUBMITTED", "ASSESSED")},
    **{
        (ClaimState(state), kind): target
        for state in ("SUBMITTED", "ASSESSED")
        for kind, target in (
            (ActionKind.RETURN, ClaimState.RETURNED),
            (ActionKind.REJECT, ClaimState.REJECTED),
            (ActionKind.WITHDRAW, ClaimState.WITHDRAWN),
        )
    },
    (ClaimState.ASSESSED, ActionKind.APPROVE): ClaimState.APPROVED,
    (ClaimState.RETURNED, ActionKind.RESUBMIT): ClaimState.SUBMITTED,
    (ClaimState.RETURNED, ActionKind.WITHDRAW): ClaimState.WITHDRAWN,
    (ClaimState.LAPSED, ActionKind.RESUBMIT): ClaimState.SUBMITTED,
    (ClaimState.REJECTED, ActionKind.APPEAL): ClaimState.SUBMITTED,
    (ClaimState.APPROVED, ActionKind.PAY): ClaimState.PAID,
    (ClaimState.APPROVED, ActionKind.WITHDRAW): ClaimState.WITHDRAWN,
    (ClaimState.PAID, ActionKind.REVERSE): ClaimState.REVERSED,
}


def state_of(actions: Iterable[Action], on: date) -> ClaimState:
    """The state of one claim at the end of a day: a fold over its actions, in the order they were recorded.

    A returned claim whose deadline has passed has lapsed; it can still be resubmitted.

    Raises:
        Refused: An action that the state before it does not allow.
    """
    state, deadline = ClaimState.DRAFT, None
    for action in actions:
        if action.day > on:
            continue
        state = _lapse(state, deadline, action.day)
        state = _step(state, action)
        deadline = action.deadline
    return _lapse(state, deadline, on)


def _lapse(state: ClaimState, deadline: date | None, on: date) -> ClaimState:
    is_over = state is ClaimState.RETURNED and deadline is not None and deadline < on
    return ClaimState.LAPSED if is_over else state


def _step(state: ClaimState, action: Action) -> ClaimState:
    following = _NEXT.get((state, action.kind))
    if following is None:
        params = {"claim": action.claim, "action": action.kind.value, "state": state.value}
        finding = Finding("claim.step_not_allowed", Severity.ERROR, params=params)
        raise Refused(f"claim {action.claim} is {state.value} and cannot take {action.kind.value}", finding)
    return following

"""Claims (คำขอรับสวัสดิการ): what happened, who asks, what was done about it, and what the by-law says.

Two records are kept apart: the engine's `Decision` is an assessment that advises; the committee's decision is an
`Action`. The state of a claim is never stored. It is a fold over its actions.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cached_property

from attrs import field, frozen

from communitywelfare.errors import Finding, Refused, Severity
from communitywelfare.fingerprints import fingerprint
from communitywelfare.identity import HealthNote, PersonName
from communitywelfare.members import Relationship
from communitywelfare.money import ZERO, Money

__all__ = [
    "Action",
    "ActionKind",
    "CapUsage",
    "Claim",
    "ClaimState",
    "Decision",
    "Event",
    "Outcome",
    "Step",
    "state_of",
]


@frozen(kw_only=True)
class Event:
    """What happened, and when: a birth, a stay in hospital, a death (เหตุ).

    `units` counts what the clause counts (nights, children); `until` is the last day of a stay. `attributes` are what
    else the by-law asks about the event, as text: a school level, a grade.
    """

    day: date
    until: date | None = None
    units: int | None = None
    attributes: Mapping[str, str] = field(factory=dict, hash=False)


@frozen(kw_only=True)
class Claim:
    """A member's request for a benefit (คำขอ).

    `benefit` is the clause of the by-law, `category` its line on the CODI status form (01 to 99).
    """

    number: str
    day: date
    member: str
    benefit: str
    category: str
    event: Event
    claimant: PersonName = PersonName("")
    relation: Relationship = field(default=Relationship.SELF, converter=Relationship)
    documents: frozenset[str] = frozenset()
    place: str = ""
    detail: HealthNote = HealthNote("")


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
    reason: str = ""
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


class Outcome(Enum):
    """The engine's answer to a claim."""

    PAYABLE = "PAYABLE"
    PARTIAL = "PARTIAL"
    NOT_PAYABLE = "NOT_PAYABLE"
    NEEDS_DOCUMENTS = "NEEDS_DOCUMENTS"
    NEEDS_COMMITTEE = "NEEDS_COMMITTEE"


@frozen(kw_only=True)
class Step:
    """One change of the amount, and why; a decision's steps lead from nothing to the assessed amount."""

    kind: str
    before: Money
    after: Money
    reason: Finding


@frozen(kw_only=True)
class CapUsage:
    """What one limit allowed in one window, what had been used, and what this claim takes.

    The figures are satang or, where `unit` is not "baht", counts of that unit.
    """

    limit_id: str
    window: str
    unit: str
    limit: int
    used_before: int
    consumed: int

    @property
    def remaining(self) -> int:
        """What is left of the limit after this claim; nothing where earlier payments already passed it."""
        return max(0, self.limit - self.used_before - self.consumed)


@frozen(kw_only=True)
class Decision:
    """What the by-law says about one claim, with the whole working. It advises; it approves and pays nothing.

    `assessed` is what is payable, `uncapped` what the clause would give without limits. Of the reasons *all* are
    there, in the fixed order in which conditions are checked. `basis` is the day for which every fact was read.
    """

    claim: str
    benefit: str
    outcome: Outcome
    assessed: Money
    uncapped: Money
    trail: tuple[Step, ...] = ()
    reasons: tuple[Finding, ...] = ()
    cap_usage: tuple[CapUsage, ...] = ()
    bylaw_version: str = ""
    basis: date
    inputs: tuple[object, ...] = field(default=(), repr=False, eq=False)

    @cached_property
    def decision_id(self) -> str:
        """A fingerprint of everything that went in: the same by-law, facts and usage give the same id."""
        return fingerprint((self.claim, self.inputs))

    @property
    def is_payable(self) -> bool:
        """Whether anything is payable."""
        return self.assessed > ZERO

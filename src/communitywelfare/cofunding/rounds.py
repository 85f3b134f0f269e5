"""Rounds of co-funding (รอบการสมทบ): what was asked of a source, what was done about it, and who was matched.

Where a round stands is never stored: it is a fold over its actions. Requested, approved, received and returned are
four figures, and none is computed from another.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum

from attrs import evolve, field, frozen

from communitywelfare.errors import Finding, Refused, Severity
from communitywelfare.masking import hidden
from communitywelfare.money import ZERO, Money

__all__ = [
    "CofundingState",
    "InKind",
    "Match",
    "Round",
    "RoundAction",
    "RoundActionKind",
    "RoundStanding",
    "standing_of",
    "standing_of_row",
]


@frozen(kw_only=True)
class Match:
    """One member matched once in one round of one scheme; it happens at most once, ever.

    `as_of` is the round's cut-off. Rows from before the books begin are marked `opening`. Where a scheme matches dues
    really paid, `book` and `receipt` name the receipt that was matched, which no round of the scheme matches again.
    """

    member: str
    scheme: str
    round: int
    as_of: date
    amount: Money
    opening: bool = False
    receipt: str = ""
    book: str = ""


class CofundingState(Enum):
    """Where a round stands. RETURNED means sent back to be mended, CLAWED_BACK that money must go back.

    The state's own course ends with RECONCILED; PROPOSED, BUDGETED and REPORTED are the course of local governments.
    """

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    ENDORSED = "ENDORSED"
    REVIEWED = "REVIEWED"
    APPROVED = "APPROVED"
    RECEIVED = "RECEIVED"
    RECONCILED = "RECONCILED"
    RETURNED = "RETURNED"
    REJECTED = "REJECTED"
    CLAWED_BACK = "CLAWED_BACK"
    CANCELLED = "CANCELLED"
    PROPOSED = "PROPOSED"
    BUDGETED = "BUDGETED"
    REPORTED = "REPORTED"

    @property
    def is_given_up(self) -> bool:
        """Whether nothing more is expected of it as it stands."""
        return self in {CofundingState.CANCELLED, CofundingState.REJECTED, CofundingState.RETURNED}

    @property
    def is_settled(self) -> bool:
        """Whether what came is all that will: it was reconciled or reported."""
        return self in {CofundingState.RECONCILED, CofundingState.REPORTED}


class RoundActionKind(Enum):
    """What is done about a round.

    The state's course: submitted, endorsed by zone or district, reviewed by the province, approved by the region.
    A local government's: proposed, put into its budget ordinance, paid in cash or given in kind, reported back.
    """

    SUBMIT = "SUBMIT"
    ENDORSE = "ENDORSE"
    REVIEW = "REVIEW"
    APPROVE = "APPROVE"
    RETURN = "RETURN"
    RESUBMIT = "RESUBMIT"
    REJECT = "REJECT"
    PROPOSE = "PROPOSE"
    BUDGET = "BUDGET"
    RECEIVE = "RECEIVE"
    RECEIVE_IN_KIND = "RECEIVE_IN_KIND"
    CLAW_BACK = "CLAW_BACK"
    GIVE_BACK = "GIVE_BACK"
    RECONCILE = "RECONCILE"
    REPORT = "REPORT"
    CANCEL = "CANCEL"


@frozen(kw_only=True)
class RoundAction:
    """One step in a round's life, appended and never changed.

    `actor` is a role, not a name. `amount` is what was asked, approved, received, found to be owed back or given back;
    `members` for how many. `reference` names a resolution, an ordinance, a receipt or a voucher; `what` says what was
    given in kind, and `amount` then its value, where it has one.
    """

    source: str
    round: int
    kind: RoundActionKind = field(converter=RoundActionKind)
    actor: str
    day: date
    recorded_at: datetime | None = None
    amount: Money | None = None
    members: int | None = None
    what: str = field(default="", repr=hidden)
    reference: str = ""
    reason: str = field(default="", repr=hidden)
    key: str = ""

    @property
    def money(self) -> Money:
        """Its amount; nothing, where it has none."""
        return ZERO if self.amount is None else self.amount


@frozen(kw_only=True)
class Round:
    """One round of money from one source, and of one agency where several pay, as its row in ``cofunding.csv`` says.

    A row keeps a view of the round's standing. Where its actions are recorded too, they are what counts. `villages` are
    those of the agency's area, where it does not cover the whole fund. `scheme` is the id of the scheme that was asked;
    blank, where none was or nobody wrote it down.
    """

    source: str
    number: int
    budget_year: int
    state: CofundingState = field(converter=CofundingState)
    as_of: date | None = None
    agency: str = ""
    members_total: int | None = None
    members_full_year: int | None = None
    requested: Money | None = None
    approved: Money | None = None
    approved_on: date | None = None
    approved_ref: str = ""
    received: Money = field(default=ZERO)
    received_on: date | None = None
    receipt: str = ""
    returned: Money = field(default=ZERO)
    purpose: str = ""
    villages: frozenset[str] = frozenset()
    scheme: str = ""

    @property
    def reference(self) -> str:
        """What its vouchers refer to it by: the source and the number, such as ``LAO 3``."""
        return f"{self.source} {self.number}"

    @property
    def key(self) -> tuple[str, int]:
        """By what its actions name it."""
        return self.source, self.number

    def follows(self, scheme: str, source: str) -> bool:
        """Whether it may be a round of a scheme of a source: of its own one, where it names it."""
        return self.source == source and self.scheme in {"", scheme}

    def covers(self, village: str) -> bool:
        """Whether the agency's area reaches to a village: to every one, where nothing is said of its area."""
        return not self.villages or village in self.villages

    def overlaps(self, other: "Round") -> bool:
        """Whether both are of one source and agency for the same time; an agency that is not named may be any."""
        is_same = self.source == other.source
        is_same &= self.agency == other.agency or not (self.agency and other.agency)
        return is_same and (self.budget_year == other.budget_year or self.is_as_of(other))

    def is_as_of(self, other: "Round") -> bool:
        """Whether both count as of one and the same day."""
        return self.as_of is not None and self.as_of == other.as_of

    def overlap(self, other: "Round") -> Finding:
        """What of two rounds that overlap is the same: the budget year, or else the cut-off."""
        params = {"round": self.reference, "other": other.reference, "year": self.budget_year, "cut_off": self.as_of}
        is_year = self.budget_year == other.budget_year
        code = "cofunding.rounds_overlap" if is_year else "cofunding.rounds_as_of_one_day"
        return Finding(code, Severity.WARNING, params=params)

    def showing(self, standing: "RoundStanding") -> "Round":
        """This row with the view of a standing that its actions tell."""
        return evolve(
            self,
            state=standing.state,
            requested=standing.requested,
            approved=standing.approved,
            approved_on=standing.approved_on,
            approved_ref=standing.approved_ref,
            received=standing.received,
            received_on=standing.received_on,
            receipt=standing.receipt,
            returned=standing.returned,
        )


@frozen
class InKind:
    """Something given instead of money (สมทบเป็นสิ่งของหรือแรงงาน); `worth` is its value where somebody stated one."""

    day: date
    what: str
    worth: Money | None


@frozen(kw_only=True)
class RoundStanding:
    """Where a round stands at the end of a day: its state and its figures, each from its own actions.

    `members` is for how many the approved sum is; `owed_back` what was found to have come too much, `returned` what of
    it has gone back. `is_local` tells the course: proposed to a local government, rather than submitted to the state.
    """

    state: CofundingState = CofundingState.DRAFT
    requested: Money | None = None
    approved: Money | None = None
    approved_on: date | None = None
    approved_ref: str = ""
    members: int | None = None
    received: Money = ZERO
    received_on: date | None = None
    receipt: str = ""
    in_kind: tuple[InKind, ...] = ()
    owed_back: Money = ZERO
    returned: Money = ZERO
    is_local: bool = False

    @property
    def still_owed(self) -> Money:
        """What must go back and has not yet."""
        return self.owed_back - self.returned

    @property
    def not_come(self) -> Money:
        """What of the approved sum has not come; what came too much and goes back is not of it."""
        kept = self.received - self.owed_back
        return ZERO if self.approved is None else max(ZERO, self.approved - max(ZERO, kept))


_State, _Kind = CofundingState, RoundActionKind
_WAITING = (_State.SUBMITTED, _State.ENDORSED, _State.REVIEWED)
_MONEY_COMES = (_State.APPROVED, _State.BUDGETED, _State.RECEIVED, _State.CLAWED_BACK)
_SETTLED = (_State.RECEIVED, _State.RECONCILED, _State.REPORTED, _State.CLAWED_BACK)

# Endorsements of zone and province happen elsewhere and need not reach the fund, so an approval may follow from any.
_NEXT: Mapping[tuple[CofundingState, RoundActionKind], CofundingState] = {
    (_State.DRAFT, _Kind.SUBMIT): _State.SUBMITTED,
    (_State.SUBMITTED, _Kind.ENDORSE): _State.ENDORSED,
    **{(state, _Kind.REVIEW): _State.REVIEWED for state in _WAITING[:2]},
    **{(state, _Kind.APPROVE): _State.APPROVED for state in _WAITING},
    **{(state, _Kind.RETURN): _State.RETURNED for state in (*_WAITING, _State.PROPOSED)},
    **{(state, _Kind.REJECT): _State.REJECTED for state in (*_WAITING, _State.PROPOSED)},
    (_State.RETURNED, _Kind.RESUBMIT): _State.SUBMITTED,
    (_State.RETURNED, _Kind.PROPOSE): _State.PROPOSED,
    (_State.DRAFT, _Kind.PROPOSE): _State.PROPOSED,
    (_State.PROPOSED, _Kind.BUDGET): _State.BUDGETED,
    **{(state, _Kind.RECEIVE): _State.RECEIVED for state in _MONEY_COMES},
    **{(state, _Kind.RECEIVE_IN_KIND): _State.RECEIVED for state in _MONEY_COMES},
    **{(state, _Kind.CLAW_BACK): _State.CLAWED_BACK for state in _SETTLED},
    (_State.CLAWED_BACK, _Kind.GIVE_BACK): _State.CLAWED_BACK,
    **{(state, _Kind.RECONCILE): _State.RECONCILED for state in (_State.RECEIVED, _State.CLAWED_BACK)},
    **{(state, _Kind.REPORT): _State.REPORTED for state in (_State.RECEIVED, _State.CLAWED_BACK)},
    **{(state, _Kind.CANCEL): _State.CANCELLED for state in (_State.DRAFT, *_WAITING, _State.PROPOSED)},
    **{(state, _Kind.CANCEL): _State.CANCELLED for state in (_State.RETURNED, _State.APPROVED, _State.BUDGETED)},
}


def standing_of(actions: Iterable[RoundAction], on: date) -> RoundStanding:
    """Where a round stands at the end of a day: a fold over its actions, in the order they were recorded.

    Raises:
        Refused: An action that the state before it does not allow.
    """
    standing = RoundStanding()
    for action in actions:
        if action.day <= on:
            standing = _step(standing, action)
    return standing


def _step(standing: RoundStanding, action: RoundAction) -> RoundStanding:
    following = _NEXT.get((standing.state, action.kind))
    if following is None:
        params = {"round": f"{action.source} {action.round}", "action": action.kind, "state": standing.state}
        finding = Finding("cofunding.step_not_allowed", Severity.ERROR, params=params)
        raise Refused(f"round {action.source} {action.round} is {standing.state.value}", finding)
    if _OF_COURSE.get(action.kind, standing.is_local) is not standing.is_local and standing.state is not _State.DRAFT:
        params = {"round": f"{action.source} {action.round}", "action": action.kind}
        finding = Finding("cofunding.step_of_other_course", Severity.ERROR, params=params)
        raise Refused(f"{action.kind.value} is no step of round {action.source} {action.round}", finding)
    changed = _CHANGES.get(action.kind)
    standing = evolve(standing, state=following)
    return _shown(standing if changed is None else changed(standing, action))


# Which steps are of a local government's course alone (True), and which of the state's (False).
_OF_COURSE = {_Kind.PROPOSE: True, _Kind.REPORT: True, _Kind.RESUBMIT: False, _Kind.RECONCILE: False}


def _shown(standing: RoundStanding) -> RoundStanding:
    """The same, where money that comes after some was found to go back does not hide that it must."""
    is_owing = standing.state is _State.RECEIVED and standing.still_owed > ZERO
    return evolve(standing, state=_State.CLAWED_BACK) if is_owing else standing


def _asked(standing: RoundStanding, action: RoundAction) -> RoundStanding:
    return evolve(standing, requested=action.amount, is_local=action.kind is _Kind.PROPOSE)


def _granted(standing: RoundStanding, action: RoundAction) -> RoundStanding:
    return evolve(
        standing,
        approved=action.amount,
        approved_on=action.day,
        approved_ref=action.reference,
        members=action.members,
    )


def _came(standing: RoundStanding, action: RoundAction) -> RoundStanding:
    received = standing.received + action.money
    return evolve(standing, received=received, received_on=action.day, receipt=action.reference)


def _came_in_kind(standing: RoundStanding, action: RoundAction) -> RoundStanding:
    return evolve(standing, in_kind=(*standing.in_kind, InKind(action.day, action.what, action.amount)))


def _owed(standing: RoundStanding, action: RoundAction) -> RoundStanding:
    return evolve(standing, owed_back=standing.owed_back + action.money)


def _went_back(standing: RoundStanding, action: RoundAction) -> RoundStanding:
    return evolve(standing, returned=standing.returned + action.money)


_CHANGES = {
    _Kind.SUBMIT: _asked,
    _Kind.RESUBMIT: _asked,
    _Kind.PROPOSE: _asked,
    _Kind.APPROVE: _granted,
    _Kind.BUDGET: _granted,
    _Kind.RECEIVE: _came,
    _Kind.RECEIVE_IN_KIND: _came_in_kind,
    _Kind.CLAW_BACK: _owed,
    _Kind.GIVE_BACK: _went_back,
}


def standing_of_row(row: Round, on: date) -> RoundStanding:
    """Where a round stands at the end of a day, for packages that keep no actions: as far as its row tells.

    What the row dates later than the day has not happened yet; what it does not date, it says as it is.
    """
    standing = RoundStanding(state=row.state, requested=row.requested, returned=row.returned, owed_back=row.returned)
    if row.approved is not None and (row.approved_on is None or row.approved_on <= on):
        standing = evolve(standing, approved=row.approved, approved_on=row.approved_on, approved_ref=row.approved_ref)
    if row.received_on is not None and row.received_on <= on:
        standing = evolve(standing, received=row.received, received_on=row.received_on, receipt=row.receipt)
    return standing

"""How a step in the life of a round of co-funding is recorded: an action that is appended, and the row that shows it.

Of a round whose actions were never kept, what its row tells is written down as actions first, so that nothing is lost.
"""

from datetime import date

from attrs import evolve

from communitywelfare.cofunding import CofundingState, Round, RoundAction, RoundActionKind, RoundStanding, standing_of
from communitywelfare.cofunding.told import actions_told_by
from communitywelfare.errors import Finding, IdempotencyConflict, MissingFact, Refused, Severity
from communitywelfare.fund.claims_desk import When
from communitywelfare.fund.desk import needs, refusal
from communitywelfare.fund.value import Fund
from communitywelfare.money import ZERO, Money

__all__ = ["RoundKey", "act", "action_key", "allowed", "done_before", "drafted", "round_of", "standing_now"]

RoundKey = tuple[str, int]
_NEVER = date.min
_FIGURES = ("requested", "approved", "approved_on", "approved_ref", "received", "received_on", "receipt", "returned")
_MONEY_STEPS = frozenset({RoundActionKind.RECEIVE, RoundActionKind.GIVE_BACK, RoundActionKind.CLAW_BACK})


def round_of(fund: Fund, key: RoundKey) -> Round:
    """The round of a source with a number.

    Raises:
        MissingFact: There is none.
    """
    found = next((each for each in fund.rounds if each.key == key), None)
    if found is None:
        finding = Finding("cofunding.round_not_found", Severity.ERROR, params={"round": f"{key[0]} {key[1]}"})
        raise MissingFact(f"there is no round {key[0]} {key[1]}", finding)
    return found


def drafted(key: RoundKey, kind: RoundActionKind, when: When, *, amount: Money | None = None) -> RoundAction:
    """An action that is about to be appended."""
    return RoundAction(
        source=key[0],
        round=key[1],
        kind=kind,
        actor=when.actor,
        day=when.on,
        recorded_at=when.recorded_at,
        amount=amount,
        key=when.key,
    )


def done_before(fund: Fund, action: RoundAction) -> RoundAction | None:
    """The same action, where its key recorded it before; vouchers are numbered only when they are made.

    Raises:
        IdempotencyConflict: The key was used before for something else.
    """
    same = next((each for each in fund.round_actions if each.key == action.key), None) if action.key else None
    if same is None:
        return None
    reference = same.reference if action.kind in _MONEY_STEPS and not action.reference else action.reference
    if evolve(same, recorded_at=action.recorded_at) != evolve(action, reference=reference):
        finding = Finding("cofunding.key_conflict", Severity.ERROR, params={"key": action.key})
        raise IdempotencyConflict(f"key {action.key!r} was used before for something else", finding)
    return same


def standing_now(fund: Fund, key: RoundKey, coming: RoundActionKind) -> RoundStanding:
    """Where a round stands after everything that was done about it, before a step that is to come."""
    return _folded(_history(fund, round_of(fund, key), coming))


def allowed(fund: Fund, action: RoundAction) -> None:
    """Refuse an action that the round's state or the order of days does not allow, before anything is done."""
    _after(_history(fund, round_of(fund, action_key(action)), action.kind), action)


def act(fund: Fund, action: RoundAction) -> Fund:
    """The fund with one more action, or as it is where the same key has recorded the same before.

    Raises:
        MissingFact: There is no such round.
        Refused: The round's state or the order of days does not allow it, or the row tells of something that no
            course of actions leads to.
        IdempotencyConflict: The key was used before for something else.
    """
    if done_before(fund, action) is not None:
        return fund
    needs(fund, "cofunding")
    row = round_of(fund, action_key(action))
    history = _history(fund, row, action.kind)
    shown = row.showing(_after(history, action))
    kept = fund.actions_of_round.get(row.key, ())
    return evolve(
        fund,
        rounds=tuple(shown if each.key == row.key else each for each in fund.rounds),
        round_actions=(*fund.round_actions, *history[len(kept) :], action),
        absent=fund.absent - {"cofunding_actions"},  # what was known without them has been written down
    )


def action_key(action: RoundAction) -> RoundKey:
    """The round that an action is about."""
    return action.source, action.round


def _after(history: tuple[RoundAction, ...], action: RoundAction) -> RoundStanding:
    if history and action.day < history[-1].day:
        params = {"round": f"{action.source} {action.round}", "day": action.day, "last": history[-1].day}
        raise refusal("cofunding.day_out_of_order", f"the round was last acted on after {action.day}", params)
    return _folded((*history, action))


def _folded(actions: tuple[RoundAction, ...]) -> RoundStanding:
    return standing_of(actions, max((each.day for each in actions), default=_NEVER))


def _history(fund: Fund, row: Round, coming: RoundActionKind) -> tuple[RoundAction, ...]:
    kept = fund.actions_of_round.get(row.key)
    return _told(row, coming) if kept is None else kept


def _told(row: Round, coming: RoundActionKind) -> tuple[RoundAction, ...]:
    """The actions that a row tells of, none of its figures lost."""
    told = actions_told_by(row, before=coming)
    try:
        shown = row.showing(_folded(told))
    except Refused:
        shown = None
    if (
        shown is None
        or not _same_state(row, shown.state)
        or any(_lost(getattr(row, name), getattr(shown, name)) for name in _FIGURES)
    ):
        params = {"round": row.reference, "state": row.state}
        raise refusal("cofunding.row_untold", f"what the row of {row.reference} says has no day or no course", params)
    return told


def _same_state(row: Round, told: CofundingState) -> bool:
    """Whether actions lead to where the row says that its round stands, or further by figures that the row has."""
    if told is row.state or row.returned > ZERO:
        return True
    return (row.state, told) in {
        (CofundingState.APPROVED, CofundingState.RECEIVED),
        (CofundingState.SUBMITTED, CofundingState.PROPOSED),
        (CofundingState.APPROVED, CofundingState.BUDGETED),
    }


def _lost(stated: object, told: object) -> bool:
    """Whether a value that a row states is not what the actions tell."""
    return stated not in {None, ""} and stated != told

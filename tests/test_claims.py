"""The life of a claim: its state is a fold over its actions, and no step is taken that its state does not allow."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from communitywelfare.claims import Action, ActionKind, CapUsage, Claim, ClaimState, Decision, Event, Outcome, state_of
from communitywelfare.errors import Refused
from communitywelfare.identity import HealthNote, PersonName
from communitywelfare.money import ZERO, Money

START = date(2024, 1, 1)

# Decisions-cofunding-privacy C.1, drawn as lines: from, by, to.
DRAWN = """
DRAFT     SUBMIT   SUBMITTED
SUBMITTED ASSESS   ASSESSED
SUBMITTED RETURN   RETURNED
SUBMITTED REJECT   REJECTED
SUBMITTED WITHDRAW WITHDRAWN
ASSESSED  ASSESS   ASSESSED
ASSESSED  RETURN   RETURNED
ASSESSED  REJECT   REJECTED
ASSESSED  WITHDRAW WITHDRAWN
ASSESSED  APPROVE  APPROVED
RETURNED  RESUBMIT SUBMITTED
RETURNED  WITHDRAW WITHDRAWN
LAPSED    RESUBMIT SUBMITTED
REJECTED  APPEAL   SUBMITTED
APPROVED  PAY      PAID
APPROVED  WITHDRAW WITHDRAWN
PAID      REVERSE  REVERSED
"""
ARROWS = {(line.split()[0], line.split()[1]): line.split()[2] for line in DRAWN.strip().splitlines()}

# A shortest way to each state.
WAYS = {
    ClaimState.DRAFT: "",
    ClaimState.SUBMITTED: "SUBMIT",
    ClaimState.RETURNED: "SUBMIT RETURN",
    ClaimState.LAPSED: "SUBMIT RETURN",
    ClaimState.ASSESSED: "SUBMIT ASSESS",
    ClaimState.APPROVED: "SUBMIT ASSESS APPROVE",
    ClaimState.REJECTED: "SUBMIT REJECT",
    ClaimState.PAID: "SUBMIT ASSESS APPROVE PAY",
    ClaimState.WITHDRAWN: "SUBMIT WITHDRAW",
    ClaimState.REVERSED: "SUBMIT ASSESS APPROVE PAY REVERSE",
}


def action(kind: str, on: date = START, deadline: date | None = None) -> Action:
    return Action(claim="1/2567", kind=kind, actor="committee", day=on, deadline=deadline)


def way_to(state: ClaimState) -> list[Action]:
    deadline = START + timedelta(days=10) if state is ClaimState.LAPSED else None
    return [action(kind, deadline=deadline if kind == "RETURN" else None) for kind in WAYS[state].split()]


AFTER = START + timedelta(days=11)


@pytest.mark.parametrize("state", ClaimState)
def test_every_state_can_be_reached(state):
    assert state_of(way_to(state), AFTER) is state


@pytest.mark.parametrize(("state", "kind"), [*product(ClaimState, ActionKind)], ids=str)
def test_a_step_is_taken_if_it_is_drawn_and_refused_if_not(state, kind):
    step = action(kind.value, AFTER)
    drawn = ARROWS.get((state.value, kind.value))
    if drawn is not None:
        assert state_of([*way_to(state), step], AFTER) is ClaimState(drawn)
        return
    with pytest.raises(Refused, match=f"is {state.value} and cannot take {kind.value}") as refused:
        state_of([*way_to(state), step], AFTER)
    finding = refused.value.findings[0]
    assert finding.code == "claim.step_not_allowed"
    assert finding.params == {"claim": "1/2567", "action": kind.value, "state": state.value}


def test_a_returned_claim_lapses_when_its_deadline_has_passed_and_not_before():
    deadline = START + timedelta(days=10)
    returned = [action("SUBMIT"), action("RETURN", deadline=deadline)]
    assert state_of(returned, deadline) is ClaimState.RETURNED
    assert state_of(returned, deadline + timedelta(days=1)) is ClaimState.LAPSED
    answered_in_time = [*returned, action("RESUBMIT", deadline)]
    assert state_of(answered_in_time, AFTER) is ClaimState.SUBMITTED
    with pytest.raises(Refused):
        state_of([*returned, action("WITHDRAW", AFTER)], AFTER)
    assert state_of([*returned, action("RESUBMIT", AFTER)], AFTER) is ClaimState.SUBMITTED


def test_a_return_without_a_deadline_never_lapses():
    assert state_of([action("SUBMIT"), action("RETURN")], date(2099, 1, 1)) is ClaimState.RETURNED


def test_an_old_deadline_is_forgotten_with_the_return_it_belonged_to():
    early = START + timedelta(days=1)
    actions = [action("SUBMIT"), action("RETURN", deadline=early), action("RESUBMIT", early), action("RETURN", early)]
    assert state_of(actions, date(2099, 1, 1)) is ClaimState.RETURNED


def test_waiting_using_limits_and_being_settled_are_three_things():
    assert {state for state in ClaimState if state.is_waiting} == {
        ClaimState.SUBMITTED,
        ClaimState.RETURNED,
        ClaimState.ASSESSED,
    }
    assert {state for state in ClaimState if state.uses_limits} == {ClaimState.APPROVED, ClaimState.PAID}


class Desk(RuleBasedStateMachine):
    """A clerk who tries anything on any day; a model by the drawing says what must come of it."""

    def __init__(self) -> None:
        super().__init__()
        self.today = START
        self.actions: list[Action] = []
        self.model = "DRAFT"
        self.deadline: date | None = None
        self.earlier: list[tuple[date, str]] = []

    def modelled(self) -> str:
        is_over = self.model == "RETURNED" and self.deadline is not None and self.deadline < self.today
        return "LAPSED" if is_over else self.model

    @rule(ahead=st.integers(1, 20))
    def days_go_by(self, ahead: int) -> None:
        self.earlier.append((self.today, self.modelled()))
        self.today += timedelta(days=ahead)

    @rule(kind=st.sampled_from(ActionKind), patience=st.none() | st.integers(0, 15))
    def try_a_step(self, kind: ActionKind, patience: int | None) -> None:
        deadline = None if patience is None else self.today + timedelta(days=patience)
        tried = [*self.actions, action(kind.value, self.today, deadline)]
        target = ARROWS.get((self.modelled(), kind.value))
        if target is None:
            with pytest.raises(Refused):
                state_of(tried, self.today)
            return
        self.actions, self.model, self.deadline = tried, target, deadline

    @invariant()
    def the_fold_agrees_with_the_drawing(self) -> None:
        assert state_of(self.actions, self.today).value == self.modelled()

    @invariant()
    def the_past_stays_as_it_was(self) -> None:
        for day, state in self.earlier:
            assert state_of(self.actions, day).value == state

    @invariant()
    def nothing_is_paid_that_was_not_approved(self) -> None:
        kinds = [each.kind for each in self.actions]
        assert kinds.count(ActionKind.PAY) <= kinds.count(ActionKind.APPROVE) <= kinds.count(ActionKind.ASSESS)


Desk.TestCase.settings = settings(stateful_step_count=25)
TestDesk = Desk.TestCase


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_what_remains_of_a_limit_is_never_less_than_nothing(limit, used, consumed):
    usage = CapUsage(
        limit_id="units per lifetime", window="lifetime", unit="units", limit=limit, used_before=used, consumed=consumed
    )
    assert usage.remaining == (limit - used - consumed if used + consumed <= limit else 0)


def test_a_decision_without_money_is_not_payable():
    nothing = Decision(
        claim="1", benefit="birth", outcome=Outcome.NOT_PAYABLE, assessed=ZERO, uncapped=ZERO, basis=START
    )
    assert not nothing.is_payable
    something = Decision(
        claim="1", benefit="birth", outcome=Outcome.PAYABLE, assessed=Money(1), uncapped=Money(1), basis=START
    )
    assert something.is_payable


def test_claims_about_the_same_are_equal_and_can_stand_in_sets():
    one, same = (
        Claim(
            number="1/2567",
            day=START,
            member="M0001",
            benefit="scholarship",
            category="08",
            event=Event(day=START, attributes={"grade": "3.50"}),
            claimant=PersonName("มาลี"),
            detail=HealthNote(""),
        )
        for _ in range(2)
    )
    assert one == same
    assert len({one, same}) == 1

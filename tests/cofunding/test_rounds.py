"""Where a round of co-funding stands: a fold over its actions, in any order that people may do them."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.cofunding import (
    CofundingState,
    Round,
    RoundAction,
    RoundActionKind,
    RoundStanding,
    standing_of,
    standing_of_row,
)
from communitywelfare.errors import Refused
from communitywelfare.money import ZERO, Money, total
from communitywelfare.strategies import amounts

START = date(2024, 1, 1)
KINDS = list(RoundActionKind)


def act(kind: str, baht: int | None = None, day: date = START, **more: object) -> RoundAction:
    amount = None if baht is None else Money.baht(baht)
    return RoundAction(source="GOV_VIA_CODI", round=1, kind=kind, actor="treasurer", day=day, amount=amount, **more)


def states_after(actions: list[RoundAction]) -> CofundingState | None:
    try:
        return standing_of(actions, START).state
    except Refused:
        return None


@given(st.lists(st.sampled_from(KINDS), max_size=12), st.data())
def test_every_figure_is_the_sum_of_its_own_actions_whatever_people_do(kinds, data):
    """Also where the same thing is done twice: nothing that came, was owed or went back is lost."""
    done: list[RoundAction] = []
    for kind in kinds:
        action = evolve(
            act(kind.value, day=START + timedelta(days=len(done))), amount=data.draw(amounts(at_least=Money(1)))
        )
        try:
            standing_of([*done, action], date.max)
        except Refused:
            continue
        done.append(action)
    standing = standing_of(done, date.max)
    of = {kind: [a.amount for a in done if a.kind is kind and a.amount is not None] for kind in KINDS}
    assert standing.received == total(of[RoundActionKind.RECEIVE])
    assert standing.owed_back == total(of[RoundActionKind.CLAW_BACK])
    assert standing.returned == total(of[RoundActionKind.GIVE_BACK])
    assert [each.worth for each in standing.in_kind] == of[RoundActionKind.RECEIVE_IN_KIND]
    for day in range(len(done) + 1):
        early = standing_of(done, START + timedelta(days=day - 1))
        assert early == standing_of(done[:day], date.max)


COURSES = {
    "state": ("SUBMIT", "ENDORSE", "REVIEW", "APPROVE", "RECEIVE", "RECEIVE", "RECONCILE"),
    "sent back": (
        "SUBMIT",
        "RETURN",
        "RESUBMIT",
        "REVIEW",
        "APPROVE",
        "RECEIVE",
        "CLAW_BACK",
        "GIVE_BACK",
        "RECONCILE",
    ),
    "local government": ("PROPOSE", "BUDGET", "RECEIVE", "RECEIVE_IN_KIND", "REPORT"),
    "refused": ("SUBMIT", "REJECT"),
    "given up": ("PROPOSE", "CANCEL"),
}


@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)
def test_the_usual_courses_can_be_walked_and_no_step_of_them_twice_over(course):
    assert states_after([act(kind, 1) for kind in course]) is not None
    again = [act(kind, 1) for kind in (*course, course[0])]
    assert states_after(again) is None


@pytest.mark.parametrize(
    "course",
    [
        ("APPROVE",),
        ("RECEIVE",),
        ("SUBMIT", "RECEIVE"),
        ("SUBMIT", "REJECT", "APPROVE"),
        ("PROPOSE", "APPROVE"),
        ("SUBMIT", "BUDGET"),
        ("SUBMIT", "APPROVE", "GIVE_BACK"),
        ("SUBMIT", "APPROVE", "RECONCILE"),
        ("SUBMIT", "APPROVE", "RECEIVE", "CANCEL"),
        ("SUBMIT", "APPROVE", "RECEIVE", "RECONCILE", "REPORT"),
    ],
)
def test_what_does_not_follow_is_refused_with_the_step_and_the_state(course):
    with pytest.raises(Refused) as refused:
        standing_of([act(kind, 1) for kind in course], START)
    finding = refused.value.findings[0]
    assert finding.code == "cofunding.step_not_allowed"
    assert finding.params["action"] in {RoundActionKind(kind) for kind in course[-2:]}


# Every step there is, state by state; written down from the regulations' course, and once more than in the code.
_WAITS = {"APPROVE": "APPROVED", "RETURN": "RETURNED", "REJECT": "REJECTED", "CANCEL": "CANCELLED"}
_COMES = {"RECEIVE": "RECEIVED", "RECEIVE_IN_KIND": "RECEIVED"}
_ENDS = {"CLAW_BACK": "CLAWED_BACK", "RECONCILE": "RECONCILED"}
STEPS = {
    "DRAFT": {"SUBMIT": "SUBMITTED", "PROPOSE": "PROPOSED", "CANCEL": "CANCELLED"},
    "SUBMITTED": {"ENDORSE": "ENDORSED", "REVIEW": "REVIEWED", **_WAITS},
    "ENDORSED": {"REVIEW": "REVIEWED", **_WAITS},
    "REVIEWED": _WAITS,
    "RETURNED": {"RESUBMIT": "SUBMITTED", "CANCEL": "CANCELLED"},
    "PROPOSED": {"BUDGET": "BUDGETED", "RETURN": "RETURNED", "REJECT": "REJECTED", "CANCEL": "CANCELLED"},
    "APPROVED": {**_COMES, "CANCEL": "CANCELLED"},
    "BUDGETED": {**_COMES, "CANCEL": "CANCELLED"},
    "RECEIVED": {**_COMES, **_ENDS},
    "RECONCILED": {"CLAW_BACK": "CLAWED_BACK"},
    "REPORTED": {"CLAW_BACK": "CLAWED_BACK"},
    "CLAWED_BACK": {**_ENDS, **dict.fromkeys((*_COMES, "GIVE_BACK"), "CLAWED_BACK")},
    "REJECTED": {},
    "CANCELLED": {},
}
WAYS = {
    "DRAFT": (),
    "SUBMITTED": ("SUBMIT",),
    "ENDORSED": ("SUBMIT", "ENDORSE"),
    "REVIEWED": ("SUBMIT", "REVIEW"),
    "RETURNED": ("SUBMIT", "RETURN"),
    "PROPOSED": ("PROPOSE",),
    "APPROVED": ("SUBMIT", "APPROVE"),
    "BUDGETED": ("PROPOSE", "BUDGET"),
    "RECEIVED": ("SUBMIT", "APPROVE", "RECEIVE"),
    "RECONCILED": ("SUBMIT", "APPROVE", "RECEIVE", "RECONCILE"),
    "REPORTED": ("PROPOSE", "BUDGET", "RECEIVE", "REPORT"),
    "CLAWED_BACK": ("SUBMIT", "APPROVE", "RECEIVE", "CLAW_BACK"),
    "REJECTED": ("SUBMIT", "REJECT"),
    "CANCELLED": ("SUBMIT", "CANCEL"),
}


@pytest.mark.parametrize("state", CofundingState, ids=lambda state: state.value)
def test_from_each_state_these_steps_lead_on_and_no_others(state):
    way = [act(kind, 1) for kind in WAYS[state.value]]
    after = {kind.value: states_after([*way, act(kind.value, 1)]) for kind in KINDS}
    assert states_after(way) is state
    assert {kind: there.value for kind, there in after.items() if there is not None} == STEPS[state.value]


def test_which_states_are_the_end_and_of_which_nothing_is_expected():
    assert {each.value for each in CofundingState if each.is_given_up} == {"CANCELLED", "REJECTED", "RETURNED"}
    assert {each.value for each in CofundingState if each.is_settled} == {"RECONCILED", "REPORTED"}


def test_an_agency_that_names_no_villages_covers_all_of_them():
    row = Round(source="LAO", number=1, budget_year=2567, state="DRAFT")
    assert (row.covers("1"), row.covers("")) == (True, True)
    some = evolve(row, villages=frozenset({"1"}))
    assert (some.covers("1"), some.covers("2")) == (True, False)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"agency": "ก"}, {"agency": "ก"}, True),
        ({"agency": "ก"}, {"agency": "ข"}, False),
        ({"agency": "ก"}, {"agency": ""}, True),
        ({"source": "LAO"}, {"source": "GOV_VIA_CODI"}, False),
        ({"budget_year": 2567}, {"budget_year": 2568}, False),
        ({"as_of": START}, {"budget_year": 2568, "as_of": START}, True),
        ({"as_of": START}, {"budget_year": 2568, "as_of": START + timedelta(days=1)}, False),
    ],
)
def test_rounds_of_one_source_and_agency_overlap_in_a_year_or_on_a_day(one, other, expected):
    row = Round(source="LAO", number=1, budget_year=2567, state="DRAFT")
    first, second = evolve(row, **one), evolve(row, number=2, **other)
    assert (first.overlaps(second), second.overlaps(first)) == (expected, expected)


@pytest.mark.parametrize(
    "course",
    [
        ("PROPOSE", "BUDGET", "RECEIVE", "RECONCILE"),
        ("PROPOSE", "RETURN", "RESUBMIT"),
        ("SUBMIT", "APPROVE", "RECEIVE", "CLAW_BACK", "REPORT"),
        ("SUBMIT", "RETURN", "PROPOSE"),
    ],
)
def test_a_course_is_not_left_for_the_other(course):
    assert states_after([act(kind, 1) for kind in course[:-1]]) is not None
    with pytest.raises(Refused) as refused:
        standing_of([act(kind, 1) for kind in course], START)
    assert refused.value.findings[0].code == "cofunding.step_of_other_course"


def test_approved_and_received_are_different_figures():
    actions = [
        act("SUBMIT", 365_000),
        act("APPROVE", 300_000, START + timedelta(days=30), members=1_000, reference="5/2567"),
        act("RECEIVE", 100_000, START + timedelta(days=60), reference="R1"),
        act("RECEIVE", 150_000, START + timedelta(days=90), reference="R2"),
    ]
    standing = standing_of(actions, date.max)
    assert (standing.requested, standing.approved, standing.received) == (
        Money.baht(365_000),
        Money.baht(300_000),
        Money.baht(250_000),
    )
    assert (standing.members, standing.approved_ref, standing.receipt) == (1_000, "5/2567", "R2")
    earlier = standing_of(actions, START + timedelta(days=60))
    assert (earlier.state, earlier.received) == (CofundingState.RECEIVED, Money.baht(100_000))


def test_a_row_shows_what_its_actions_tell_and_a_row_alone_tells_by_its_days():
    actions = [act("SUBMIT", 10), act("APPROVE", 9, START + timedelta(days=1), reference="1/2567")]
    actions.append(act("RECEIVE", 8, START + timedelta(days=2), reference="R1"))
    row = Round(source="GOV_VIA_CODI", number=1, budget_year=2567, state="DRAFT")
    shown = row.showing(standing_of(actions, date.max))
    assert standing_of_row(shown, date.max) == standing_of(actions, date.max)
    assert standing_of_row(shown, START + timedelta(days=1)).received == ZERO
    assert standing_of_row(shown, START).approved is None
    assert standing_of_row(row, START) == RoundStanding()

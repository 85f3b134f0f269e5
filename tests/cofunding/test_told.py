"""The steps that the row of a round tells of: folded again, they lead to that row."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from communitywelfare.cofunding import CofundingState, Round, RoundAction, RoundActionKind, standing_of
from communitywelfare.cofunding.told import actions_told_by
from communitywelfare.errors import Refused
from communitywelfare.money import ZERO, Money

_Kind = RoundActionKind
WITH_MONEY = {_Kind.SUBMIT, _Kind.PROPOSE, _Kind.RESUBMIT, _Kind.APPROVE, _Kind.BUDGET, _Kind.RECEIVE, _Kind.CLAW_BACK}
ROW = Round(source="LAO", number=1, budget_year=2567, state="DRAFT", as_of=date(2023, 9, 30))


def act(kind: RoundActionKind, day: date, baht: int) -> RoundAction:
    amount = Money.baht(baht) if kind in WITH_MONEY | {_Kind.GIVE_BACK} else None
    return RoundAction(
        source="LAO", round=1, kind=kind, actor="chair", day=day, amount=amount, reference=f"{baht}/2567"
    )


def may_follow(actions: tuple[RoundAction, ...]) -> list[RoundActionKind]:
    """What may be done after these actions."""
    return [kind for kind in _Kind if is_allowed((*actions, act(kind, date(2024, 1, 1), 1)))]


def is_allowed(actions: tuple[RoundAction, ...]) -> bool:
    try:
        standing_of(actions, date.max)
    except Refused:
        return False
    return True


@composite
def courses(draw: DrawFn) -> tuple[tuple[RoundAction, ...], RoundActionKind]:
    """What was done about a round, day by day, and what is to come."""
    actions: tuple[RoundAction, ...] = ()
    day = date(2023, 10, 1)
    for _step in range(draw(st.integers(1, 7))):
        kinds = may_follow(actions)
        if not kinds:
            break
        day += timedelta(days=draw(st.integers(0, 40)))
        actions = (*actions, act(draw(st.sampled_from(kinds)), day, draw(st.integers(1, 90))))
    return actions, draw(st.sampled_from(may_follow(actions) or [_Kind.REPORT]))


@settings(max_examples=150)
@given(courses(), st.booleans())
def test_what_a_row_tells_leads_to_the_row_and_what_may_follow_still_may(course, has_cut_off):
    actions, coming = course
    standing = standing_of(actions, date.max)
    # Of what was given in kind alone, and of what is owed, a row says nothing.
    assume(standing.received_on is not None or not standing.in_kind)
    assume(standing.owed_back == standing.returned)
    row = evolve(ROW, as_of=ROW.as_of if has_cut_off else None).showing(standing)

    told = actions_told_by(row, before=coming)
    days = [action.day for action in told]

    assert row.showing(standing_of(told, date.max)) == row
    assert days == sorted(days)
    assert {action.actor for action in told} <= {"unknown"}
    if may_follow(actions):
        assert is_allowed((*told, act(coming, date(2025, 1, 1), 1)))


@pytest.mark.parametrize(
    ("row", "coming", "expected"),
    [
        # Nothing is dated: the round is taken to be of the first day of its budget year.
        ({"state": "SUBMITTED", "as_of": None}, "ENDORSE", [("SUBMIT", date(2023, 10, 1))]),
        ({"state": "SUBMITTED"}, "ENDORSE", [("SUBMIT", date(2023, 9, 30))]),
        # Older registers call a proposal submitted and a budget approved; what comes next says whose round it is.
        ({"state": "SUBMITTED"}, "BUDGET", [("PROPOSE", date(2023, 9, 30))]),
        ({"state": "RETURNED"}, "PROPOSE", [("PROPOSE", date(2023, 9, 30)), ("RETURN", date(2023, 9, 30))]),
        (
            {"state": "APPROVED", "approved_on": date(2024, 2, 1)},
            "RECEIVE",
            [("SUBMIT", date(2023, 9, 30)), ("APPROVE", date(2024, 2, 1))],
        ),
        (
            {"state": "BUDGETED", "as_of": None, "received_on": date(2024, 3, 1), "received": Money.baht(5)},
            "REPORT",
            [("PROPOSE", date(2024, 3, 1)), ("BUDGET", date(2024, 3, 1)), ("RECEIVE", date(2024, 3, 1))],
        ),
        # What has no day is of the day of the next step that has one; a later cut-off does not move it.
        (
            {"state": "APPROVED", "as_of": date(2024, 9, 30), "approved_on": date(2024, 2, 1)},
            "RECEIVE",
            [("SUBMIT", date(2024, 2, 1)), ("APPROVE", date(2024, 2, 1))],
        ),
        ({"state": "DRAFT"}, "SUBMIT", []),
        # Where no sum was written down as approved, it was approved all the same.
        *(
            (
                {"state": state, "as_of": None, "received": Money.baht(5), "received_on": date(2024, 3, 1)},
                "CLAW_BACK",
                [(kind, date(2024, 3, 1)) for kind in (*course, "RECEIVE", *end)],
            )
            for state, course, end in (
                ("RECEIVED", ("SUBMIT", "APPROVE"), ()),
                ("RECONCILED", ("SUBMIT", "APPROVE"), ("RECONCILE",)),
                ("CLAWED_BACK", ("SUBMIT", "APPROVE"), ()),
                ("REPORTED", ("PROPOSE", "BUDGET"), ("REPORT",)),
            )
        ),
    ],
)
def test_a_step_without_a_day_is_of_the_next_day_that_is_known(row, coming, expected):
    told = actions_told_by(evolve(ROW, **{**row, "state": CofundingState(row["state"])}), before=_Kind(coming))
    assert [(action.kind.value, action.day) for action in told] == expected


def test_what_went_back_was_owed_before():
    row = evolve(ROW, state=CofundingState.CLAWED_BACK, received=Money.baht(9), received_on=date(2024, 1, 1))
    told = actions_told_by(evolve(row, returned=Money.baht(4)), before=_Kind.RECONCILE)
    assert [(each.kind.value, each.money) for each in told[2:]] == [
        ("RECEIVE", Money.baht(9)),
        ("CLAW_BACK", Money.baht(4)),
        ("GIVE_BACK", Money.baht(4)),
    ]
    assert standing_of(told, date.max).owed_back - standing_of(told, date.max).returned == ZERO

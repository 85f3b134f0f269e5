"""What is found about rounds: steps that do not follow, rows that say something else, rounds that overlap."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.cofunding import CofundingState, Round, RoundAction, RoundActionKind
from communitywelfare.errors import Finding, Severity
from communitywelfare.fund import Fund
from communitywelfare.fund.checks import check
from communitywelfare.fund.cofunding_checks import not_found, step_fault, step_faults
from communitywelfare.money import Money
from communitywelfare.synthetic import Plan, make_package
from communitywelfare.wording import LANGUAGES, words

MADE = make_package(Plan(members=5, years=1, seed=1)).fund
DAY = date(2024, 1, 5)
ROW = Round(
    source="DONATION",
    number=1,
    budget_year=2567,
    state="APPROVED",
    requested=Money.baht(10),
    approved=Money.baht(8),
    approved_on=DAY,
    approved_ref="1/2567",
)


def act(kind: str, baht: int | None = None, **more: object) -> RoundAction:
    amount = None if baht is None else Money.baht(baht)
    named = {"source": "DONATION", "round": 1, "kind": kind, "actor": "treasurer", "day": DAY, "amount": amount}
    return RoundAction(**{**named, **more})


ACTIONS = (act("SUBMIT", 10), act("APPROVE", 8, reference="1/2567"))


USUAL = ("SUBMIT", "ENDORSE", "REVIEW", "APPROVE", "RECEIVE")


@st.composite
def steps(draw: st.DrawFn) -> tuple[RoundAction, ...]:
    """Steps of several rounds among each other, most of which go the usual way, day by day."""
    kinds = [each.value for each in RoundActionKind]
    queues = {}
    for number in (1, 2, 3, 9):
        queues[number] = list(USUAL[: draw(st.integers(0, len(USUAL)))])
        if queues[number] and draw(st.sampled_from([False, False, True])):
            queues[number][draw(st.integers(0, len(queues[number]) - 1))] = draw(st.sampled_from(kinds))
    order = draw(st.permutations([number for number, queue in queues.items() for _kind in queue]))
    days, found = dict.fromkeys(queues, DAY), []
    for number in order:
        days[number] += timedelta(days=draw(st.sampled_from([0, 1, 1, 1, -1])))
        found.append(act(queues[number].pop(0), 10, round=number, day=days[number]))
    return tuple(found)


@given(steps())
def test_steps_that_cannot_follow_are_those_found_one_after_another(actions):
    known = {("DONATION", 1), ("DONATION", 2), ("DONATION", 3)}
    histories: dict[int, list[RoundAction]] = defaultdict(list)
    expected = []
    for at, action in enumerate(actions):
        key = ("DONATION", action.round)
        fault = step_fault(action, histories[action.round]) if key in known else not_found(key)
        if fault is None:
            histories[action.round].append(action)
        else:
            expected.append((at, fault))
    assert list(step_faults(actions, known)) == expected


def told(*rounds: Round, actions: tuple[RoundAction, ...] = ()) -> list[tuple[str, Severity, str | None]]:
    fund: Fund = evolve(MADE, rounds=rounds, round_actions=actions)
    lines = {"cofunding": [2 + place for place in range(len(rounds))]}
    lines["cofunding_actions"] = [2 + place for place in range(len(actions))]
    found = [each for each in check(fund, lines=lines) if each.code.startswith("cofunding.")]
    assert all(words(each, language) for each in found for language in LANGUAGES)
    return [(each.code, each.severity, f"{each.place.file}:{each.place.row}:{each.place.column}") for each in found]


def test_a_row_that_shows_what_its_steps_tell_is_silent():
    assert told(ROW, actions=ACTIONS) == []
    assert told(ROW) == []
    undated = evolve(ROW, state=CofundingState.RECEIVED, received=Money.baht(5), receipt="R1")
    assert told(undated) == []  # no steps were kept, so there is nothing that it could disagree with


def test_what_is_found_names_its_round_and_what_stands_against_what_also_where_no_lines_are_known():
    def found(row: Round, *actions: RoundAction) -> list[Finding]:
        fund = evolve(MADE, rounds=(row,), round_actions=actions)
        return [each for each in check(fund) if each.code.startswith("cofunding.")]

    (row,) = found(evolve(ROW, approved=Money.baht(9)), *ACTIONS)
    assert (row.place.row, row.place.record) == (None, "1")
    assert dict(row.params) == {"round": "DONATION 1", "stated": Money.baht(9), "told": Money.baht(8)}
    step = found(ROW, *ACTIONS, act("RECEIVE", 1, day=date(2024, 1, 4)))[0]
    assert (step.place.row, step.place.record) == (None, "1")
    assert dict(step.params) == {"round": "DONATION 1", "day": date(2024, 1, 4), "last": DAY}


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"approved": Money.baht(9)}, "amount_approved"),
        ({"state": CofundingState.RECEIVED}, "status"),
        ({"returned": Money.baht(1)}, "amount_returned"),
    ],
)
def test_a_row_that_says_something_else_than_its_steps_is_told_with_its_column(change, column):
    row = evolve(ROW, **change)
    assert told(row, actions=ACTIONS) == [("cofunding.row_disagrees", Severity.WARNING, f"cofunding.csv:2:{column}")]


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (act("REVIEW"), "cofunding.step_not_allowed"),
        (act("RECEIVE", 1, day=date(2024, 1, 4)), "cofunding.day_out_of_order"),
        (act("SUBMIT", 1, round=7), "cofunding.round_not_found"),
    ],
)
def test_a_step_that_does_not_follow_is_an_error_at_its_line_and_the_rest_goes_on(step, code):
    found = told(ROW, actions=(*ACTIONS, step))
    assert found[0] == (code, Severity.ERROR, "cofunding_actions.csv:4:action")


def test_more_than_was_approved_or_asked_for_is_told_unless_it_goes_back():
    over = evolve(ROW, state=CofundingState.RECEIVED, received=Money.baht(9), received_on=DAY)
    assert told(over) == [("cofunding.over_received", Severity.WARNING, "cofunding.csv:2:amount_received")]
    assert told(evolve(over, returned=Money.baht(1))) == []
    owed = (*ACTIONS, act("RECEIVE", 9), act("CLAW_BACK", 1))
    assert told(evolve(over, state=CofundingState.CLAWED_BACK), actions=owed) == []
    above = evolve(ROW, approved=Money.baht(11))
    assert told(above) == [("cofunding.over_approved", Severity.WARNING, "cofunding.csv:2:amount_approved")]


def test_rounds_that_overlap_or_stand_twice_are_told_but_not_those_given_up():
    other = evolve(ROW, number=2)
    overlap = ("cofunding.rounds_overlap", Severity.WARNING, "cofunding.csv:3:budget_year")
    assert told(ROW, other) == [overlap]
    assert told(ROW, evolve(other, agency="อบต.")) == [overlap]
    assert told(ROW, ROW) == [("cofunding.round_twice", Severity.ERROR, "cofunding.csv:3:round")]
    assert told(ROW, evolve(other, state=CofundingState.CANCELLED)) == []
    assert told(evolve(ROW, state=CofundingState.REJECTED), other) == []
    assert told(ROW, evolve(other, budget_year=2568)) == []
    assert told(evolve(ROW, agency="ก"), evolve(other, agency="ข")) == []
    assert told(evolve(ROW, as_of=DAY), evolve(other, budget_year=2568, as_of=DAY)) == [
        ("cofunding.rounds_as_of_one_day", Severity.WARNING, "cofunding.csv:3:as_of_date")
    ]

"""What a claim says of its event, beside the register and beside the member's other claims."""

from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.claims import Action, Claim, Event
from communitywelfare.fund import Fund
from communitywelfare.fund.event_checks import (
    claims_again,
    event_faults,
    event_findings,
    is_possible,
    own_death_clauses,
)
from communitywelfare.io.bylaw_toml import parse_bylaw
from communitywelfare.synthetic import Plan, make_package

EXAMPLES = Path(__file__).parents[2] / "examples" / "bylaws"
FUND = make_package(Plan(members=30, years=4, seed=9)).fund
EMPTY = evolve(FUND, claims=(), actions=())
ALIVE = next(each for each in FUND.register if each.ended is None)
DECEASED = next(each for each in FUND.register if each.cause is not None and each.cause.value == "DECEASED")
DAY = date(2024, 9, 1)

nights = st.integers(0, 6)
days = st.integers(0, 12).map(lambda count: DAY + timedelta(days=count))


@st.composite
def events(draw: st.DrawFn) -> Event:
    first, length = draw(days), draw(st.none() | nights)
    until = None if length is None else first + timedelta(days=length)
    return Event(day=first, until=until, attributes=draw(st.sampled_from([{}, {"level": "ป.6"}])))


claims = st.builds(
    Claim,
    number=st.sampled_from(["1/2567", "2/2567", "3/2567", "4/2567", "5/2567"]),
    day=st.just(DAY + timedelta(days=20)),
    member=st.sampled_from(["M1", "M2"]),
    benefit=st.sampled_from(["hospital", "scholarship"]),
    category=st.just("02"),
    event=events(),
)


def asked(number: str, benefit: str, **of_event: object) -> Claim:
    event = Event(**({"day": DAY} | of_event))
    return Claim(number=number, day=event.day, member=ALIVE.number, benefit=benefit, category="02", event=event)


def codes(fund: Fund, claim: Claim) -> list[str]:
    return [finding.code for finding in event_findings(fund, claim)]


def days_of(event: Event) -> set[date]:
    """The first day and every night of an event, by the night's first day."""
    until = event.until or event.day
    return {event.day, *(event.day + timedelta(days=each) for each in range((until - event.day).days))}


@given(st.lists(claims, max_size=7))
def test_two_claims_for_one_event_are_told_once_each_as_every_pair_by_itself_says(made):
    expected = {
        (later.number, earlier.number)
        for earlier, later in combinations(made, 2)
        if earlier.number != later.number
        and (earlier.member, earlier.benefit) == (later.member, later.benefit)
        and days_of(earlier.event) & days_of(later.event)
        and (None not in (earlier.event.until, later.event.until) or earlier.event.attributes == later.event.attributes)
    }
    found = list(claims_again(EMPTY, made))
    assert {(each.params["claim"], each.params["earlier"]) for each in found} == expected
    assert {each.code for each in found} <= {"claim.event_again"}


def test_the_day_of_going_home_may_be_the_day_of_coming_back():
    first = asked("1/2567", "hospital", until=DAY + timedelta(days=2))
    again = asked("2/2567", "hospital", day=DAY + timedelta(days=2), until=DAY + timedelta(days=4))
    assert list(claims_again(EMPTY, (first, again))) == []
    assert len(list(claims_again(EMPTY, (first, evolve(again, event=Event(day=DAY + timedelta(days=1))))))) == 1


@pytest.mark.parametrize(("last", "is_told"), [("REJECT", False), ("WITHDRAW", False), ("ASSESS", True)])
def test_what_was_refused_or_withdrawn_may_be_asked_again(last, is_told):
    first = asked("1/2567", "hospital")
    steps = [Action(claim=first.number, kind=kind, actor="registrar", day=DAY) for kind in ("SUBMIT", last)]
    fund = evolve(EMPTY, claims=(first,), actions=tuple(steps))
    assert codes(fund, asked("2/2567", "hospital")) == ["claim.event_again"] * is_told


def test_a_claim_that_the_fund_has_is_not_held_against_itself_and_the_earlier_is_not_blamed():
    first, second = asked("1/2567", "hospital"), asked("2/2567", "hospital")
    fund = evolve(EMPTY, claims=(first, second))
    assert codes(fund, second) == ["claim.event_again"]
    assert codes(fund, first) == []


@given(claims, days, st.none() | days, st.none() | nights)
def test_a_claim_is_possible_exactly_where_no_fault_is_found(claim, day, until, units):
    event = Event(day=day, until=until, units=units)
    for each in (claim, evolve(claim, event=event), evolve(claim, event=event, day=DAY + timedelta(days=6))):
        assert is_possible(each) == (list(event_faults(each)) == [])


def test_what_cannot_be_is_told_of_a_claim_still_to_be_made():
    claim = asked("1/2567", "hospital", until=DAY - timedelta(days=1))
    assert codes(EMPTY, claim) == ["claim.event_backwards"]


# --- a death ----------------------------------------------------------------------------------------------------------


def test_a_death_of_which_the_register_knows_nothing_or_another_day_is_told():
    claim = asked("1/2567", "death")
    assert codes(EMPTY, claim) == ["claim.death_not_recorded"]
    gone = evolve(claim, member=DECEASED.number)
    assert codes(EMPTY, gone) == ["claim.death_on_another_day"]
    known = evolve(gone, event=Event(day=DECEASED.ended), day=DECEASED.ended)
    assert codes(EMPTY, known) == []
    assert codes(EMPTY, evolve(claim, member="M99999")) == []  # that nobody knows the member is told elsewhere


def test_a_clause_that_may_speak_of_a_relative_says_nothing_of_the_members_death():
    text = (EXAMPLES / "shape_years_ptscoop.toml").read_text("utf-8")
    assert own_death_clauses(parse_bylaw(text.encode(), "bylaw.toml")) == {"death"}
    by_shares_alone = text.replace('relations = ["SPOUSE", "CHILD", "MOTHER", "FATHER"]\n', "")
    assert by_shares_alone != text
    assert own_death_clauses(parse_bylaw(by_shares_alone.encode(), "bylaw.toml")) == {"death"}

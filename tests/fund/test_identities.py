"""The seven identities: they hold on every fund that lived at its desk, and each is broken by a fault of its own."""

import copy
from datetime import date, datetime, timedelta, timezone

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings

from communitywelfare.accounting import Journal, vouchers
from communitywelfare.accounting.statements import OpeningFigure
from communitywelfare.claims import Action, ActionKind
from communitywelfare.contributions import Contributions
from communitywelfare.fund import Fund, draw_up
from communitywelfare.fund.identities import Identity, Relation
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.members import Group, Register
from communitywelfare.money import Money
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package

FUND = make_package(Plan(members=60, years=6, seed=8)).fund
NOON = datetime.combine(FUND.as_of, datetime.min.time(), timezone(timedelta(hours=7))) + timedelta(hours=12)


def of(fund: Fund, on: date | None = None) -> dict[str, Identity]:
    return {each.id: each for each in draw_up(fund, state_scheme(), on or fund.as_of).identities}


def not_held(fund: Fund) -> set[str]:
    return {name for name, each in of(fund).items() if each.holds is not True}


@given(fund=funds(max_members=5))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_they_hold_on_every_fund_and_only_what_is_blank_leaves_one_open(fund):
    found = of(fund)
    has_blank_kinds = any(not each.person.groups for each in fund.register)
    assert list(found) == ["1", "2", "3", "4", "5", "6", "7"]
    assert [name for name, each in found.items() if each.holds is False] == []
    assert {name for name, each in found.items() if each.holds is None} == ({"6"} if has_blank_kinds else set())


@given(fund=funds(max_members=5))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_kinds_that_overlap_add_up_to_no_less_than_all_members(fund):
    for each in (of(fund)["6"], *of(fund)["6"].also):
        members = fund.register.current(fund.as_of) if each.id == "6" else fund.register
        overlaps = any(len(member.person.groups) > 1 for member in members)
        if each.left is not None:
            assert (each.relation is Relation.AT_LEAST) is overlaps
            assert (each.left > each.right) is overlaps


def unbalanced(fund: Fund) -> Fund:
    """One posting of the last receipt changed, as only somebody who writes past the desk can do it."""
    entries = list(fund.journal)
    voucher = copy.copy(entries[-1].voucher)
    first, *others = voucher.postings
    object.__setattr__(voucher, "postings", (evolve(first, amount=first.amount + Money(1)), *others))
    return evolve(fund, journal=Journal((*entries[:-1], evolve(entries[-1], voucher=voucher))))


def without_a_receipt(fund: Fund) -> Fund:
    return evolve(fund, contributions=Contributions(fund.contributions.receipts[1:]))


def paid_beside_the_books(fund: Fund) -> Fund:
    claim = fund.claims[0].number
    steps = (ActionKind.SUBMIT, ActionKind.ASSESS, ActionKind.APPROVE, ActionKind.PAY)
    made = (Action(claim=claim, kind=kind, actor="x", day=fund.as_of, amount=Money.baht(1)) for kind in steps)
    return evolve(fund, actions=(*(each for each in fund.actions if each.claim != claim), *made))


def of_no_kind(fund: Fund) -> Fund:
    first = next(each for each in fund.register if each.is_current(fund.as_of))
    return evolve(
        fund, register=fund.register.replacing(evolve(first, person=evolve(first.person, groups=frozenset())))
    )


def in_too_many_villages(fund: Fund) -> Fund:
    return evolve(fund, profile=evolve(fund.profile, villages_total=1))


@pytest.mark.parametrize(
    ("fault", "broken"),
    [
        (unbalanced, {"1"}),
        (without_a_receipt, {"2", "4"}),
        (paid_beside_the_books, {"3", "4", "5"}),
        (of_no_kind, {"6"}),
        (in_too_many_villages, {"7"}),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
def test_a_planted_fault_breaks_what_depends_on_it(fault, broken):
    assert not_held(FUND) == set()
    assert broken <= not_held(fault(FUND))
    assert broken - {"6"} <= {name for name, each in of(fault(FUND)).items() if each.holds is False}


def test_help_to_others_than_members_is_told_apart_and_breaks_nothing():
    parts = {"MEMBERS": Money.baht(300)}
    voucher = vouchers.expense_paid(
        day=FUND.as_of, number="HELP", account="51800", parts=parts, out_of=vouchers.BANK, description="ถุงยังชีพ"
    )
    helped = evolve(FUND, journal=vouchers.post(FUND.journal, FUND.chart, voucher, recorded_at=NOON))
    assert not_held(helped) == set()
    assert of(helped)["3"].left == of(FUND)["3"].left + Money.baht(300)


def test_figures_carried_in_during_the_year_leave_its_growth_open():
    on = FUND.as_of - timedelta(days=30)
    carried = OpeningFigure(as_of=on, kind="BENEFIT", code="02", amount=Money.baht(100), persons=1)
    found = of(evolve(FUND, openings=(*FUND.openings, carried)))["5"]
    assert (found.holds, found.why) == (None, "opening")
    assert found.left == found.right


def test_members_of_whom_no_village_is_known_leave_the_last_open():
    nowhere = evolve(FUND, register=Register(tuple(evolve(each, village="") for each in FUND.register)))
    assert (of(nowhere)["7"].holds, of(nowhere)["7"].why) == (None, "members.village")
    assert of(evolve(nowhere, register=Register(())))["7"].holds is True


@pytest.mark.parametrize(
    ("sides", "relation", "holds"),
    [
        ((1, 1), Relation.EQUAL, True),
        ((1, 2), Relation.EQUAL, False),
        ((1, 2), Relation.AT_MOST, True),
        ((2, 1), Relation.AT_MOST, False),
        ((2, 1), Relation.AT_LEAST, True),
        ((1, 2), Relation.AT_LEAST, False),
        ((None, 2), Relation.AT_LEAST, None),
    ],
)
def test_an_identity_says_what_must_hold_between_its_sides(sides, relation, holds):
    identity = Identity(id="1", left=sides[0], right=sides[1], relation=relation)
    assert identity.holds is holds
    unknown, false = Identity(id="a", left=None, right=0), Identity(id="b", left=1, right=0)
    assert evolve(identity, also=(unknown,)).holds is (False if holds is False else None)
    assert evolve(identity, also=(unknown, false)).holds is False


def test_those_proposed_stand_beside_the_members_of_their_own_day():
    on, cut_off = FUND.as_of - timedelta(days=100), date(2023, 9, 30)
    found = of(FUND, on)["7"]
    assert found.right == len(FUND.register.current(cut_off)) != len(FUND.register)
    assert found.also[0].left == len({each.village for each in FUND.register.current(on)})


def test_members_counted_twice_are_said_to_overlap():
    first = next(each for each in FUND.register if each.is_current(FUND.as_of))
    both = evolve(first.person, groups=frozenset({Group.ELDERLY, Group.DISABLED}))
    found = of(evolve(FUND, register=FUND.register.replacing(evolve(first, person=both))))["6"]
    assert (found.holds, found.relation) == (True, Relation.AT_LEAST)
    assert found.left == found.right + 1

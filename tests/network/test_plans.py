"""Plans: goals measured by the funds' own figures, and how far they are."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.money import Money
from communitywelfare.network import (
    INDICATORS,
    Activity,
    Area,
    Areas,
    FundSummary,
    Goal,
    InZone,
    Network,
    NetworkFund,
    Plan,
    Plans,
    Zones,
    progress,
    roll_up,
)

D = date(2024, 9, 30)
AREAS = Areas(
    (
        Area(code="16", kind="PROVINCE", name="ลพบุรี"),
        Area(code="1610", kind="DISTRICT", name="ลำสนธิ", parent="16"),
        Area(code="1607", kind="DISTRICT", name="ท่าหลวง", parent="16"),
        Area(code="Z4", kind="ZONE", name="โซน 4", parent="16"),
    )
)
NETWORK = Network(
    areas=AREAS,
    zones=Zones(areas=AREAS, rows=(InZone(zone="Z4", area="1610"),)),
    funds=(NetworkFund(fund="F1", name="หนึ่ง", area="1610"), NetworkFund(fund="F2", name="สอง", area="1607")),
)
PLAN = Plan(plan="PL1", name="แผนโซน 4", of="Z4")
GOAL = Goal(goal="G1", plan="PL1", text="ครอบคลุม", indicator="population", baseline=Decimal(25), target=Decimal(40))
ACTIVITY = Activity(activity="A1", goal="G1", text="รับสมัคร", budget=Money.baht(30_000))
PLANS = Plans(plans=(PLAN,), goals=(GOAL,), activities=(ACTIVITY,))


def summary(fund, area, **figures):
    lines = {name: 0 for each in INDICATORS for name in (*each.above, *each.below)}
    lines |= {name.replace("__", "."): value for name, value in figures.items()}
    return FundSummary(fund=fund, name=fund, on=D, area=area, figures=lines)


TOLD = (
    summary("F1", "1610", members__current=300, area__population=1_000, **{"year__P1.3": 60_000_00}),
    summary("F2", "1607", members__current=100, area__population=1_000),
)
REPORT = roll_up(NETWORK, TOLD, on=D)


def one(plans=PLANS, report=REPORT):
    (found,) = progress(plans, report, NETWORK)
    return found


@pytest.mark.parametrize(("of", "value"), [("Z4", 30), ("1610", 30), ("16", 20), ("F1", 30), ("F2", 10)])
def test_a_goal_is_measured_by_the_funds_of_its_place(of, value):
    found = one(evolve(PLANS, plans=(evolve(PLAN, of=of),)))
    assert (found.value, found.measured_on) == (value, D)
    assert found.done == Fraction(value - 25, 15)


def test_money_stands_as_baht():
    goal = evolve(GOAL, indicator="benefits_per_member", baseline=Decimal(100), target=Decimal(300))
    assert one(evolve(PLANS, goals=(goal,))).value == 200


@given(st.decimals(-1000, 1000, places=2), st.decimals(-1000, 1000, places=2), st.decimals(-1000, 1000, places=2))
def test_the_way_from_the_baseline_to_the_target_is_one_whole(baseline, target, value):
    goal = Goal(goal="G1", plan="PL1", text="ฝาย", baseline=baseline, target=target, measured=value, measured_on=D)
    found = one(evolve(PLANS, goals=(goal,)))
    if baseline == target:
        assert found.done is None
        assert found.is_reached is None
    else:
        assert Fraction(baseline) + found.done * (Fraction(target) - Fraction(baseline)) == Fraction(value)
        towards = target > baseline
        assert found.is_reached == (value >= target if towards else value <= target)


@pytest.mark.parametrize(
    ("plans", "report"),
    [
        (PLANS, roll_up(NETWORK, [], on=D)),
        (PLANS, roll_up(NETWORK, [evolve(TOLD[1], absent=frozenset())], on=D)),
        (evolve(PLANS, goals=(evolve(GOAL, indicator=""),)), REPORT),
        (evolve(PLANS, goals=(evolve(GOAL, indicator="days_in_hands"),)), REPORT),
    ],
)
def test_what_nobody_can_tell_has_no_value(plans, report):
    found = one(plans, report)
    assert (found.value, found.done) == (None, None)


def test_what_was_stopped_costs_nothing():
    more = (
        ACTIVITY,
        evolve(ACTIVITY, activity="A2", budget=Money.baht(5_000), state="STOPPED"),
        evolve(ACTIVITY, activity="A3", budget=None),
        evolve(ACTIVITY, activity="A4", goal="G2"),
    )
    plans = evolve(PLANS, activities=more)
    assert plans.budget("G1") == Money.baht(30_000)
    assert [each.activity for each in plans.activities_of("G1")] == ["A1", "A2", "A3"]
    assert [each.activity for each in plans.of("Z4").activities] == ["A1", "A2", "A3"]
    assert plans.of("F1") == Plans()


def test_sound_plans_have_no_findings():
    assert list(PLANS.findings(NETWORK)) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"plans": (PLAN, PLAN)}, "plan.twice"),
        ({"plans": (evolve(PLAN, of="Z9"),)}, "plan.subject_unknown"),
        ({"goals": (GOAL, evolve(GOAL, goal="G2", plan="PL9"))}, "plan.unknown"),
        ({"goals": (evolve(GOAL, indicator="happiness"),)}, "plan.indicator_unknown"),
        ({"goals": (evolve(GOAL, target=None),)}, "plan.no_target"),
        ({"goals": (evolve(GOAL, target=Decimal(25)),)}, "plan.no_target"),
        ({"activities": (evolve(ACTIVITY, goal="G9"),)}, "plan.goal_unknown"),
    ],
)
def test_what_plans_cannot_be_is_told(changed, code):
    assert [each.code for each in evolve(PLANS, **changed).findings(NETWORK)] == [code]


def test_a_goal_of_no_plan_has_no_progress():
    assert progress(evolve(PLANS, plans=()), REPORT, NETWORK) == ()

"""The plans of one fund: what its tables are called, and that each shows its own goals and activities."""

from datetime import date
from decimal import Decimal

import pytest

from communitywelfare.network import Activity, Goal, Plan, Plans, Progress
from communitywelfare.reports.fund_plans import FundPlans

BEGIN, END = date(2024, 1, 1), date(2026, 12, 31)


def goal_of(plan):
    return Goal(goal=f"G-{plan}", plan=plan, text=f"เป้า {plan}", baseline=Decimal(0), target=Decimal("1250.50"))


def plans_of(*plans):
    goals = tuple(goal_of(each.plan) for each in plans)
    done = tuple(Activity(activity=f"A-{each.goal}", goal=each.goal, text=f"ทำ {each.plan}") for each in goals)
    found = tuple(Progress(plan=plan, goal=goal, value=None) for plan, goal in zip(plans, goals, strict=True))
    return FundPlans(plans=Plans(plans=plans, goals=goals, activities=done), found=found)


@pytest.mark.parametrize(
    ("since", "until", "thai", "english"),
    [
        (BEGIN, END, "1 มกราคม 2567 ถึง 31 ธันวาคม 2569", "1 January 2024 to 31 December 2026"),
        (BEGIN, None, "ตั้งแต่ 1 มกราคม 2567", "from 1 January 2024 on"),
        (None, END, "ถึง 31 ธันวาคม 2569", "until 31 December 2026"),
        (None, None, "", ""),
    ],
)
def test_a_table_is_called_by_its_plan_and_the_time_of_that(since, until, thai, english):
    goals, _activities = plans_of(Plan(plan="P", name="แผน", of="F", since=since, until=until)).tables
    assert goals.name["th"].split(" · ") == ["แผน", *filter(None, [thai]), "ความก้าวหน้าตามแผน"]
    assert goals.name["en"].split(" · ")[1:-1] == [*filter(None, [english])]


def test_each_plan_has_its_own_goals_and_activities():
    plans = plans_of(Plan(plan="P", name="แผนหนึ่ง", of="F"), Plan(plan="Q", name="แผนสอง", of="F"))
    assert [[row.cells[0] for row in table.rows] for table in plans.tables] == [
        ["เป้า P"],
        ["ทำ P"],
        ["เป้า Q"],
        ["ทำ Q"],
    ]


def test_a_value_that_people_measure_keeps_the_digits_they_wrote():
    goals, _activities = plans_of(Plan(plan="P", name="แผน", of="F")).tables
    named = dict(zip((column.id for column in goals.columns), goals.rows[0].cells, strict=True))
    assert named["target"] == {"th": "1,250.50", "en": "1,250.50"}
    assert (named["baseline"]["th"], named["now"]["th"], named["done"]["th"]) == ("0", "–", "–")
    assert (named["indicator"]["en"], named["unit"]) == ("own measure", None)

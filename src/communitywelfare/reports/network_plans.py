"""Development plans as tables: how far each goal is, and what is done for it, as a tambon's plan takes it in."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from communitywelfare.network import INDICATORS, Activity, Network, Plans, Progress
from communitywelfare.network.indicators import IndicatorUnit
from communitywelfare.reports.network_words import decimal_words, percent_words, subject_of
from communitywelfare.reports.sheets import Cell, Column, Kind, Row, Sheet, Table, labelled, said

__all__ = ["activities_table", "goals_table", "plan_sheet"]

_UNITS = {each.id: each.unit for each in INDICATORS}
_DIGITS = {IndicatorUnit.PERCENT: 2, IndicatorUnit.SATANG: 2, IndicatorUnit.MONTHS: 1, IndicatorUnit.DAYS: 1}


def goals_table(found: Sequence[Progress], network: Network) -> Table:
    """Each goal with its baseline, its value now and its target, and what part of the way is done."""
    columns = (
        Column("goal", said("network.goal")),
        Column("plan", said("network.plan")),
        Column("of", said("network.plan_of")),
        Column("unit", said("network.unit")),
        Column("baseline", said("network.baseline")),
        Column("now", said("network.now")),
        Column("target", said("network.target")),
        Column("done", said("network.done")),
        Column("measured_on", said("network.measured_on"), Kind.DAY),
    )
    return Table(columns=columns, rows=[_goal(each, network) for each in found], name=said("network.plan_goals"))


def _goal(found: Progress, network: Network) -> Row:
    goal = found.goal
    unit = _UNITS.get(goal.indicator)
    name: Cell = labelled(unit) if unit else None
    values = (_value(each, unit) for each in (goal.baseline, found.value, goal.target))
    of = subject_of(network, found.plan.of)
    return Row((goal.text, found.plan.name, of, name, *values, percent_words(found.done), found.measured_on))


def _value(value: Decimal | Fraction | None, unit: IndicatorUnit | None) -> str:
    return "–" if value is None else decimal_words(Fraction(value), 2 if unit is None else _DIGITS[unit])


def activities_table(plans: Plans) -> Table:
    """What is done for the goals: what, for what, by whom, when, with which money, and how far it is."""
    columns = (
        Column("activity", said("network.activity")),
        Column("goal", said("network.expected")),
        Column("responsible", said("network.responsible")),
        Column("since", said("network.since"), Kind.DAY),
        Column("until", said("network.until"), Kind.DAY),
        Column("budget", said("network.budget_money"), Kind.MONEY),
        Column("source", said("network.money_from")),
        Column("state", said("network.state")),
    )
    rows = [_activity(each, plans) for each in plans.activities]
    return Table(columns=columns, rows=rows, name=said("network.plan_activities"))


def _activity(activity: Activity, plans: Plans) -> Row:
    goal = plans.goals_by_id.get(activity.goal)
    return Row(
        (
            activity.text,
            activity.goal if goal is None else goal.text,
            activity.responsible,
            activity.since,
            activity.until,
            activity.budget,
            activity.source,
            labelled(activity.state),
        )
    )


def plan_sheet(plans: Plans, found: Sequence[Progress], network: Network, on: date) -> Sheet:
    """The plans of one fund or area as a sheet to be taken into a tambon's development plan (social)."""
    plan = plans.plans[0] if plans.plans else None
    return Sheet(
        id="P",
        fund="",
        title=said("network.plan") if plan is None else {"th": plan.name, "en": plan.name},
        subtitle=None if plan is None else subject_of(network, plan.of),
        tables=[activities_table(plans), goals_table(found, network)],
        last=on,
    )

"""Development plans as tables and data: how far each goal is, and what is done for it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from attrs import asdict

from communitywelfare.network import INDICATORS, Activity, Network, Plans, Progress
from communitywelfare.network.indicators import IndicatorUnit
from communitywelfare.reports.network_words import DIGITS, decimal_words, percent_words, subject_of
from communitywelfare.reports.sheets import Cell, Column, Kind, Row, Sheet, Table, Words, labelled, said
from communitywelfare.wording import LANGUAGES

__all__ = ["activities_table", "goals_of_plan_table", "goals_table", "plan_sheet", "plans_data"]

_UNITS = {each.id: each.unit for each in INDICATORS}


def goals_table(found: Sequence[Progress], network: Network) -> Table:
    """Each goal with whose it is, its baseline, its value now and its target, and what part of the way is done."""
    return _goals(found, (Column("plan", said("network.plan")), Column("of", said("network.plan_of"))), _whose(network))


def goals_of_plan_table(found: Sequence[Progress]) -> Table:
    """The same of the goals of one plan."""
    return _goals(found, (), lambda _found: ())


def _whose(network: Network) -> Callable[[Progress], tuple[Cell, ...]]:
    return lambda found: (found.plan.name, subject_of(network, found.plan.of))


def _goals(
    found: Sequence[Progress], more: tuple[Column, ...], cells_of: Callable[[Progress], tuple[Cell, ...]]
) -> Table:
    columns = (
        Column("goal", said("network.goal")),
        *more,
        Column("indicator", said("network.indicator")),
        Column("unit", said("network.unit")),
        Column("baseline", said("network.baseline"), Kind.EITHER),
        Column("now", said("network.now"), Kind.EITHER),
        Column("target", said("network.target"), Kind.EITHER),
        Column("done", said("network.done"), Kind.EITHER),
        Column("measured_on", said("network.measured_on"), Kind.DAY),
    )
    rows = [_goal(each, cells_of(each)) for each in found]
    return Table(columns=columns, rows=rows, name=said("network.plan_goals"))


def _goal(found: Progress, more: tuple[Cell, ...]) -> Row:
    goal = found.goal
    unit = _UNITS.get(goal.indicator)
    shown_by: tuple[Cell, ...] = (said("network.measured_by"), None)
    if unit:
        shown_by = (said(f"indicator.{goal.indicator}"), labelled(unit))
    now = found.value if unit else goal.measured
    values = (_value(each, unit) for each in (goal.baseline, now, goal.target))
    done = percent_words(found.done).replace(" ", "\u00a0")  # a share stays on one line
    return Row((goal.text, *more, *shown_by, *map(_in_words, (*values, done)), found.measured_on))


def _in_words(figure: str) -> Words:
    """A figure that is written already."""
    return dict.fromkeys(LANGUAGES, figure)


def _value(value: Decimal | Fraction | None, unit: IndicatorUnit | None) -> str:
    """A value as its indicator is written; of what the people themselves measured, with the digits they wrote."""
    if value is None:
        return "–"
    return f"{value:,}" if unit is None else decimal_words(Fraction(value), DIGITS[unit])


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


def plans_data(plans: Plans, found: Sequence[Progress]) -> Mapping[str, object]:
    """Goals with their progress, exact, and what is done for them."""
    return {
        "plans": [_progress_data(each) for each in found],
        "activities": [asdict(each, recurse=False) for each in plans.activities],
    }


def _progress_data(found: Progress) -> Mapping[str, object]:
    goal = found.goal
    exact = {"baseline": goal.baseline, "now": found.value, "target": goal.target, "done": found.done}
    return {
        "plan": found.plan.plan,
        "of": found.plan.of,
        "goal": goal.goal,
        "text": goal.text,
        "indicator": goal.indicator,
        **{name: None if value is None else str(value) for name, value in exact.items()},
        "measured_on": found.measured_on,
    }

"""Development plans as tables and data: how far each goal is, and what is done for it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from attrs import asdict, frozen

from communitywelfare.fund import Fund
from communitywelfare.network import INDICATORS, Activity, Network, Plans, Progress, progress, roll_up, summarise
from communitywelfare.network.indicators import IndicatorUnit
from communitywelfare.reports.network_words import DIGITS, decimal_words, percent_words, subject_of
from communitywelfare.reports.sheets import Cell, Column, Kind, Row, Sheet, Table, labelled, said

__all__ = ["FundPlans", "activities_table", "goals_table", "plan_sheet", "plans_data", "plans_of_fund"]

_UNITS = {each.id: each.unit for each in INDICATORS}


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
    return "–" if value is None else decimal_words(Fraction(value), 2 if unit is None else DIGITS[unit])


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


# --- the plans of one fund, in its own report ---


@frozen(kw_only=True)
class FundPlans:
    """The plans of one fund with their goals and activities, and how far they are by the fund's own figures."""

    network: Network
    plans: Plans
    found: tuple[Progress, ...]

    @property
    def tables(self) -> tuple[Table, Table]:
        """The goals, and what is done for them."""
        return goals_table(self.found, self.network), activities_table(self.plans)

    @property
    def data(self) -> Mapping[str, object]:
        """The same as data."""
        return plans_data(self.plans, self.found)


def plans_of_fund(fund: Fund, plans: Plans, network: Network, on: date) -> FundPlans:
    """How far one fund's own plans are at the end of a day, by no figures but its own.

    What cannot be relied on measures nothing: where the fund's totals fail, no goal has a value.
    """
    own = plans.of(fund.profile.fund_id)
    report = roll_up(network, [summarise(fund, on)], on=on)
    return FundPlans(network=network, plans=own, found=progress(own, report, network))

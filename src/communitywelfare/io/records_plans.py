"""Rows of development plans, their goals and activities: alike in a network's lists and in a fund's package."""

from collections.abc import Iterable, Mapping
from typing import Any

from communitywelfare.network import Activity, ActivityState, Goal, Plan, Plans

__all__ = ["PLAN_TABLES", "activity_of", "goal_of", "plan_of", "plans_in"]

Cells = Mapping[str, Any]
PLAN_TABLES = frozenset({"plans", "goals", "activities"})


def plan_of(values: Cells) -> Plan:
    """One plan."""
    return Plan(
        plan=values["plan"],
        name=values["name"],
        of=values["of"] or "",
        since=values["since"],
        until=values["until"],
    )


def goal_of(values: Cells) -> Goal:
    """One goal of a plan."""
    return Goal(
        goal=values["goal"],
        plan=values["plan"],
        text=values["text"],
        indicator=values["indicator"] or "",
        baseline=values["baseline"],
        target=values["target"],
        measured=values["measured"],
        measured_on=values["measured_on"],
    )


def activity_of(values: Cells) -> Activity:
    """What is done for a goal."""
    return Activity(
        activity=values["activity"],
        goal=values["goal"],
        text=values["text"],
        responsible=values["responsible"] or "",
        since=values["since"],
        until=values["until"],
        budget=values["budget"],
        source=values["source"] or "",
        state=values["state"] or ActivityState.PLANNED,
    )


def plans_in(tables: Mapping[str, Iterable[Cells]], fund: str) -> Plans:
    """The plans that a fund keeps in its own package; one that does not say whose it is, is the fund's."""
    return Plans(
        plans=tuple(plan_of({**row, "of": row["of"] or fund}) for row in tables.get("plans", ())),
        goals=tuple(map(goal_of, tables.get("goals", ()))),
        activities=tuple(map(activity_of, tables.get("activities", ()))),
    )

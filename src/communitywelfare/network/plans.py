"""Development plans (แผนพัฒนา) of funds, zones and tambons: goals, what is done for them, and how far they are.

A goal may name one of the standard indicators; how far it is, is then reckoned from what the funds told, and nobody
writes it down. Any other goal stands with the value that somebody measured, if anybody did.

    (goal,) = progress(plans, report, network)
    goal.value, goal.done
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cached_property

from attrs import field, frozen

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import Money, total
from communitywelfare.network.funds import Network
from communitywelfare.network.indicators import INDICATORS, Indicator, Share
from communitywelfare.network.keyed import doubled, first_by
from communitywelfare.network.rollup import NetworkReport

__all__ = ["Activity", "ActivityState", "Goal", "Plan", "Plans", "Progress", "progress"]

_BY_ID: Mapping[str, Indicator] = {each.id: each for each in INDICATORS}


class ActivityState(Enum):
    """How far an activity is."""

    PLANNED = "PLANNED"  # ยังไม่เริ่ม
    UNDER_WAY = "UNDER_WAY"  # กำลังดำเนินการ
    DONE = "DONE"  # เสร็จแล้ว
    STOPPED = "STOPPED"  # ยกเลิก


@frozen(kw_only=True)
class Plan:
    """A plan of a fund, a zone, a tambon or any other area (`of`), from one day until another."""

    plan: str
    name: str
    of: str
    since: date | None = None
    until: date | None = None


@frozen(kw_only=True)
class Goal:
    """What a plan is to reach: from a `baseline` to a `target`, as a standard indicator shows or as is measured.

    Percentages stand as percent, money as baht. `measured` is for goals that no standard indicator shows.
    """

    goal: str
    plan: str
    text: str
    indicator: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    measured: Decimal | None = None
    measured_on: date | None = None


@frozen(kw_only=True)
class Activity:
    """What is done for a goal (โครงการ/กิจกรรม): by whom, when, with which money, and how far it is."""

    activity: str
    goal: str
    text: str
    responsible: str = ""
    since: date | None = None
    until: date | None = None
    budget: Money | None = None
    source: str = ""
    state: ActivityState = field(default=ActivityState.PLANNED, converter=ActivityState)


@frozen(kw_only=True)
class Plans:
    """All plans of a network with their goals and activities."""

    plans: tuple[Plan, ...] = ()
    goals: tuple[Goal, ...] = ()
    activities: tuple[Activity, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Plan]:
        """Plans by their id; of one that stands twice the first row counts."""
        return first_by(self.plans, lambda each: each.plan)

    @cached_property
    def goals_by_id(self) -> Mapping[str, Goal]:
        """Goals by their id; of one that stands twice the first row counts."""
        return first_by(self.goals, lambda each: each.goal)

    def of(self, subject: str) -> "Plans":
        """The plans of one fund or area, with their goals and activities."""
        plans = tuple(each for each in self.plans if each.of == subject)
        names = {each.plan for each in plans}
        goals = tuple(each for each in self.goals if each.plan in names)
        wanted = {each.goal for each in goals}
        return Plans(
            plans=plans, goals=goals, activities=tuple(each for each in self.activities if each.goal in wanted)
        )

    def with_more(self, others: "Plans") -> "Plans":
        """These, and what of others they do not hold already: of a row with the same id these have the last word."""
        return Plans(
            plans=(*self.plans, *(each for each in others.plans if each.plan not in self.by_id)),
            goals=(*self.goals, *(each for each in others.goals if self._is_new(each))),
            activities=(
                *self.activities,
                *(each for each in others.activities if self._is_new(others.goals_by_id.get(each.goal))),
            ),
        )

    def _is_new(self, goal: Goal | None) -> bool:
        """Whether a goal of others belongs to no plan that these hold."""
        return goal is not None and goal.plan not in self.by_id

    def activities_of(self, goal: str) -> tuple[Activity, ...]:
        """What is done for a goal, in the order of the list."""
        return tuple(each for each in self.activities if each.goal == goal)

    def budget(self, goal: str) -> Money:
        """What the activities for a goal are to cost, as far as it is known; those that were stopped cost nothing."""
        going = (each for each in self.activities_of(goal) if each.state is not ActivityState.STOPPED)
        return total(each.budget for each in going if each.budget is not None)

    def findings(self, network: Network) -> Iterator[Finding]:
        """Rows that name nothing or stand twice, and goals that cannot be told to be reached."""
        for table, names in (
            ("plans", [each.plan for each in self.plans]),
            ("goals", [each.goal for each in self.goals]),
            ("activities", [each.activity for each in self.activities]),
        ):
            yield from (_told("plan.twice", table, name, {"record": name}) for name in doubled(names))
        for plan in self.plans:
            if plan.of not in network.by_id and plan.of not in network.areas.by_code:
                yield _told("plan.subject_unknown", "plans", plan.plan, {"of": plan.of})
        for goal in self.goals:
            yield from self._of_goal(goal)
        for activity in self.activities:
            if activity.goal not in self.goals_by_id:
                yield _told("plan.goal_unknown", "activities", activity.activity, {"goal": activity.goal})

    def _of_goal(self, goal: Goal) -> Iterator[Finding]:
        if goal.plan not in self.by_id:
            yield _told("plan.unknown", "goals", goal.goal, {"plan": goal.plan})
        if goal.indicator and goal.indicator not in _BY_ID:
            params = {"indicator": goal.indicator, "options": tuple(_BY_ID)}
            yield _told("plan.indicator_unknown", "goals", goal.goal, params)
        if goal.target is None or goal.target == goal.baseline:
            yield _told("plan.no_target", "goals", goal.goal, {"text": goal.text}, severity=Severity.WARNING)


@frozen(kw_only=True)
class Progress:
    """How far a goal is: its value now, and what part of the way from the baseline to the target is done.

    `value` is None where nobody can tell it, and `done` where baseline, target or value is not known.
    """

    plan: Plan
    goal: Goal
    value: Fraction | None
    share: Share | None = None
    measured_on: date | None = None

    @property
    def done(self) -> Fraction | None:
        """The part of the way that is done: 1 at the target, 0 at the baseline, below 0 where it got worse."""
        baseline, target = self.goal.baseline, self.goal.target
        if self.value is None or baseline is None or target is None or baseline == target:
            return None
        return (self.value - Fraction(baseline)) / (Fraction(target) - Fraction(baseline))

    @property
    def is_reached(self) -> bool | None:
        """Whether the target is reached or passed; None where it cannot be told."""
        return None if self.done is None else self.done >= 1


def progress(plans: Plans, report: NetworkReport, network: Network) -> tuple[Progress, ...]:
    """How far every goal is as of the day of a report, in the order of the list."""
    found = ((goal, plans.by_id.get(goal.plan)) for goal in plans.goals_by_id.values())
    return tuple(_progress(goal, plan, report, network) for goal, plan in found if plan is not None)


def _progress(goal: Goal, plan: Plan, report: NetworkReport, network: Network) -> Progress:
    indicator = _BY_ID.get(goal.indicator)
    if indicator is None:
        value = None if goal.measured is None else Fraction(goal.measured)
        return Progress(plan=plan, goal=goal, value=value, measured_on=goal.measured_on)
    share = _share(indicator, plan.of, report, network)
    value = None if share is None or share.value is None else share.value * indicator.unit.times
    return Progress(plan=plan, goal=goal, value=value, share=share, measured_on=report.on)


def _share(indicator: Indicator, of: str, report: NetworkReport, network: Network) -> Share | None:
    """The indicator of a fund, or of all funds of an area; None where no figures are there."""
    own: Iterable[Mapping[str, Share]] = [each.indicators for each in report.summaries if each.fund == of]
    if of not in network.by_id:
        own = [parts[of].indicators for parts in report.parts.values() if of in parts]
    return next((shares[indicator.id] for shares in own if indicator.id in shares), None)


def _told(
    code: str, table: str, record: str, params: Mapping[str, object], *, severity: Severity = Severity.ERROR
) -> Finding:
    return Finding(code, severity, place=Place(file=f"{table}.csv", record=record), params=params)

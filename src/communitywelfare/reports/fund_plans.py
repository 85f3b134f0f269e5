"""The development plans of one fund (แผนพัฒนาของกองทุน), in its own report."""

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import evolve, frozen

from communitywelfare.fund import Fund
from communitywelfare.network import Network, Plan, Plans, Progress, progress, roll_up, summarise
from communitywelfare.reports.network_plans import activities_table, goals_of_plan_table, plans_data
from communitywelfare.reports.network_words import day_words
from communitywelfare.reports.sheets import Table, Words, said
from communitywelfare.wording import LANGUAGES

__all__ = ["FundPlans", "plans_of_fund"]


@frozen(kw_only=True)
class FundPlans:
    """The plans of one fund with their goals and activities, and how far they are by the fund's own figures."""

    plans: Plans
    found: tuple[Progress, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """Of each plan its goals, and what is done for them."""
        return tuple(table for plan in self.plans.by_id.values() for table in self._of(plan))

    def _of(self, plan: Plan) -> Iterator[Table]:
        found = [each for each in self.found if each.plan.plan == plan.plan]
        own = {each.goal.goal for each in found}
        done = evolve(self.plans, activities=tuple(each for each in self.plans.activities if each.goal in own))
        for table in (goals_of_plan_table(found), activities_table(done)):
            yield evolve(table, name=_named(plan, table.name or {}))

    @property
    def data(self) -> Mapping[str, object]:
        """The same as data."""
        return plans_data(self.plans, self.found)


def _named(plan: Plan, what: Words) -> Words:
    """What a table is of: the plan by its name and its time, and what of it."""
    term = _term(plan)
    return {each: " · ".join(filter(None, (plan.name, term.get(each, ""), what[each]))) for each in LANGUAGES}


def _term(plan: Plan) -> Words:
    since, until = ({} if day is None else day_words(day) for day in (plan.since, plan.until))
    if since and until:
        return said("network.plan_since_until", since=since, until=until)
    if since:
        return said("network.plan_since", since=since)
    return said("network.plan_until", until=until) if until else {}


def plans_of_fund(fund: Fund, plans: Plans, on: date) -> FundPlans:
    """How far one fund's own plans are at the end of a day, by no figures but its own.

    What cannot be relied on measures nothing: where the fund's totals fail, no goal has a value.
    """
    profile = fund.profile
    own, network = plans.of(profile.fund_id), Network.of_one(profile.fund_id, profile.name)
    report = roll_up(network, [summarise(fund, on)], on=on)
    return FundPlans(plans=own, found=progress(own, report, network))

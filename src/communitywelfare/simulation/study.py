"""A whole study (ผลการศึกษา): what a committee should see before it votes, drawn up in one go.

The three risks are told apart: the chance of each life alone, then also that the tables may be wrong for this fund,
then also what strikes everybody. All policies are looked at through the same futures, with all three.
"""

from collections.abc import Callable, Sequence

from attrs import evolve, field, frozen

from communitywelfare.errors import InvalidValue
from communitywelfare.rules.lint import lint
from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.expectation import Expectation, Outlook
from communitywelfare.simulation.gains import Cell, Cohort, PerPerson, by_joining, gainers
from communitywelfare.simulation.hindsight import PastYear, hindsight
from communitywelfare.simulation.levels import Risks, Shocks
from communitywelfare.simulation.needed import LeastDues, least_dues
from communitywelfare.simulation.policy import Policy, Setting
from communitywelfare.simulation.projection import Futures, Projection
from communitywelfare.simulation.sensitivity import Sway, sway
from communitywelfare.simulation.start import Start

__all__ = ["STEPS", "Study", "draw_up"]

STEPS = ("process", "parameter", "systemic", "policies", "persons", "dues", "sensitivity")
"""What is done one after the other, for whoever shows how far it is."""

_FUTURES_OF_INEXACT = 50  # for clauses that cannot be reckoned without chance


@frozen(eq=False, kw_only=True)
class Study:
    """Everything that is shown of one fund, under one or several policies, the first of which is as things are.

    `by_risk` holds the first policy with process risk alone, with parameter risk too, and with systemic risk too.
    `projections` has every policy under all three. `expectation` is what is expected under the
    first, without chance; `cohorts` are of the first policy; `cells` and
    `pasts` of each other one: who gains, and what it would have meant for the grants of past years.
    """

    start: Start
    setting: Setting
    assumptions: Assumptions
    shocks: Shocks
    by_risk: tuple[Projection, ...] = field(repr=False)
    projections: tuple[Projection, ...] = field(repr=False)
    dues: tuple[LeastDues, ...]
    cohorts: tuple[Cohort, ...] = field(repr=False)
    cells: tuple[tuple[Cell, ...], ...] = field(repr=False)
    expectation: Expectation = field(repr=False)
    pasts: tuple[tuple[PastYear, ...], ...] = field(repr=False)
    sways: tuple[Sway, ...] = field(repr=False)

    def __repr__(self) -> str:
        return f"<Study of {self.start.fund!r}: {len(self.projections)} policies, {self.setting}>"

    @property
    def policies(self) -> tuple[Policy, ...]:
        """What was looked at, in its order."""
        return tuple(each.policy for each in self.projections)


def draw_up(
    start: Start,
    policies: Sequence[Policy],
    assumptions: Assumptions,
    setting: Setting,
    *,
    shocks: Shocks | None = None,
    ruin: float = 0.05,
    threads: int = 1,
    told: Callable[[str], object] = lambda _step: None,
) -> Study:
    """Draw up a study.

    Args:
        start: Where the fund stands.
        policies: What is compared; the first is the by-law as it is.
        assumptions: What is taken for given.
        setting: How far and how often; its risks are not looked at.
        shocks: What may strike all; the assumed ones by default.
        ruin: The probability of ruin that is tolerated, for the dues that are needed.
        threads: How many parts of the futures are worked on at once, at most; see `Futures.draw`.
        told: Told each of `STEPS` when it begins.

    Raises:
        InvalidValue: A by-law has errors; they are the findings.
    """
    for policy in policies:
        refuse_faulty(policy)
    shocks = Shocks() if shocks is None else shocks

    def drawn(step: str, risks: Risks) -> Futures:
        told(step)
        return Futures.draw(start, assumptions, evolve(setting, risks=risks), threads=threads)

    by_chance = drawn("process", Risks()).under(policies[0])
    by_tables = drawn("parameter", Risks(parameter=True)).under(policies[0])
    futures = drawn("systemic", Risks(parameter=True, systemic=shocks))
    told("policies")
    projections = tuple(futures.under(policy) for policy in policies)
    told("persons")
    persons = [PerPerson.of(futures, policy) for policy in policies]
    told("dues")
    dues = tuple(least_dues(futures, projection, ruin=ruin) for projection in projections)
    told("sensitivity")
    few = evolve(setting, scenarios=min(setting.scenarios, _FUTURES_OF_INEXACT), risks=Risks())
    return Study(
        start=start,
        setting=setting,
        assumptions=assumptions,
        shocks=shocks,
        by_risk=(by_chance, by_tables, projections[0]),
        projections=projections,
        dues=dues,
        cohorts=by_joining(persons[0]),
        cells=tuple(gainers(persons[0], each) for each in persons[1:]),
        pasts=tuple(hindsight(start.fund, policies[0].bylaw, each.bylaw) for each in policies[1:]),
        expectation=Outlook.of(start, assumptions, few).under(policies[0]),
        sways=sway(start, policies[0], assumptions, few),
    )


def refuse_faulty(policy: Policy) -> None:
    """Refuse a by-law that has errors: nothing is projected with it.

    Raises:
        InvalidValue: Its errors are the findings.
    """
    errors = [finding for finding in lint(policy.bylaw) if finding.is_error]
    if errors:
        raise InvalidValue(f"the by-law has {len(errors)} errors, and nothing is projected with it", *errors)

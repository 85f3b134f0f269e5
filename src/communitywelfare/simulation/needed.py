"""What keeps a fund alive (ต้องเท่าไรกองทุนจึงอยู่ได้): the least dues, and the first of several changes that suffices."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from attrs import evolve, frozen

from communitywelfare.money import Money
from communitywelfare.simulation.account import keep_account
from communitywelfare.simulation.answers import ruin_probability
from communitywelfare.simulation.growth import dues_of_a_step, step_of
from communitywelfare.simulation.intervals import Proportion
from communitywelfare.simulation.policy import Policy
from communitywelfare.simulation.projection import Futures, Projection
from communitywelfare.simulation.solving import critical_rates, least_enough

__all__ = ["LeastDues", "first_that_suffices", "least_dues", "with_rate"]

T = TypeVar("T")


@frozen(kw_only=True)
class LeastDues:
    """The least rate of the dues that keeps the probability of ruin at or below what is tolerated.

    `rate` is in the by-law's own convention (baht a day, or a year), None where no dues suffice; `monthly` is what a
    member then owes for the first month. `low` and `high` bound what infinitely many futures would need, with 95 %.
    `now` is the rate of the policy that was looked at.
    """

    now: Money
    rate: Money | None
    monthly: Money | None
    low: Money | None
    high: Money | None
    ruined: Proportion
    tolerated: float


def least_dues(futures: Futures, before: Projection, *, ruin: float = 0.05) -> LeastDues:
    """The least dues, without search: each future has one rate that just suffices, and the answer is one of them.

    The rate is then put into the by-law and the account is kept anew; where dues grow, or a year's dues are divided
    among months, rounding may ask for some satang more, which are added until the rate suffices and a step less does
    not.

    Args:
        futures: What the projection went through.
        before: What becomes of the fund under its policy.
        ruin: The probability of ruin that is tolerated.
    """
    policy = before.policy
    dues = policy.dues.in_force(futures.horizon.first)
    step = step_of(dues)
    units = before.flows.payers * dues_of_a_step(policy.dues, futures.assumptions, futures.horizon)
    found = least_enough(critical_rates(before.flows, units, before.interest), ruin=ruin)

    def rate_of(steps: int) -> Money:
        return Money(steps * step)

    def enough(steps: int) -> bool:
        return steps > 0 and _ruined(futures, before, with_rate(policy, rate_of(steps))).share <= ruin

    amount = None if found.amount is None else _settled(max(found.amount.satang, 1), enough)
    least = None if amount is None else with_rate(policy, rate_of(amount))
    return LeastDues(
        now=dues.rate,
        rate=None if amount is None else rate_of(amount),
        monthly=None if least is None else Money(int(futures.dues(least)[0])),
        low=None if found.low is None else rate_of(found.low.satang),
        high=None if found.high is None else rate_of(found.high.satang),
        ruined=found.ruined if least is None else _ruined(futures, before, least),
        tolerated=ruin,
    )


def _settled(steps: int, enough: Callable[[int], bool]) -> int:
    """The least number that is enough, from one that is very near."""
    while not enough(steps):
        steps += 1
    while steps > 1 and enough(steps - 1):
        steps -= 1
    return steps


def with_rate(policy: Policy, rate: Money) -> Policy:
    """A policy with another rate of dues, in every version of its by-law; the past is not looked at."""
    versions = tuple(evolve(each, dues=evolve(each.dues, rate=rate)) for each in policy.bylaw.versions)
    return evolve(policy, bylaw=evolve(policy.bylaw, versions=versions))


def _ruined(futures: Futures, before: Projection, policy: Policy) -> Proportion:
    """In how many futures the money runs out with other dues, where nothing else changes."""
    flows = evolve(before.flows, dues=before.flows.payers * futures.dues(policy))
    setting = futures.setting
    kept = keep_account(flows, before.interest, when_empty=setting.when_empty, priorities=setting.priorities)
    return ruin_probability(kept)


def first_that_suffices(
    futures: Futures, values: Sequence[T], policy_of: Callable[[T], Policy], *, ruin: float = 0.05
) -> tuple[T | None, Proportion]:
    """The first of several values, each better for the fund than the one before, with which ruin is rare enough.

    Found by halving, through the same futures: a waiting period that grows, a step table that pays less and less.
    None where not even the last one suffices. The share of ruin is that of the value, or of the last one.
    """
    low, high = -1, len(values) - 1
    best = ruin_probability(futures.under(policy_of(values[high])).balance)
    if best.share > ruin:
        return None, best
    while high - low > 1:
        middle = (low + high) // 2
        found = ruin_probability(futures.under(policy_of(values[middle])).balance)
        if found.share <= ruin:
            high, best = middle, found
        else:
            low = middle
    return values[high], best

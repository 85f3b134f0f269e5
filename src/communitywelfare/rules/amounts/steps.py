"""Steps by length of membership or by age (จ่ายเป็นขั้นตามอายุสมาชิก): the longer, the more."""

from datetime import date, timedelta
from itertools import pairwise
from typing import ClassVar, Self

from attrs import frozen

from communitywelfare.calendar import Duration, Unit
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import ZERO, Money
from communitywelfare.rules.amounts import Entitlement, Slice
from communitywelfare.rules.facts import ClaimFacts, Clock
from communitywelfare.rules.keys import Keys

__all__ = ["Step", "Steps"]

_LEAP_YEAR = date(2000, 1, 1)


@frozen
class Step:
    """From the completion of this time on, this sum, until the next step."""

    since: Duration
    pay: Money


@frozen
class Steps:
    """The sum of the highest step that is complete on the basis day."""

    by: Clock
    steps: tuple[Step, ...]
    form: ClassVar[str] = "steps"

    @classmethod
    def read(cls, keys: Keys) -> Self:
        """Read ``by`` and ``steps``, each with ``from`` and ``pay``, from the lowest to the highest."""
        by = keys.choice("by", Clock)
        told = len(keys.findings)
        steps = tuple(Step(each.duration("from"), each.money("pay")) for each in keys.tables("steps"))
        if len(keys.findings) > told:
            return cls(by, steps)  # stand-ins have no order
        if not steps:
            keys.report("bylaw.steps_empty", "steps")
        if any(not _is_longer(high.since, low.since) for low, high in pairwise(steps)):
            keys.report("bylaw.steps_out_of_order", "steps")
        return cls(by, steps)

    def entitlement(self, facts: ClaimFacts, place: Place) -> Entitlement:
        """One slice on the day of the event; nothing below the first step.

        Raises:
            MissingFact: The day from which membership or age counts is not recorded.
        """
        start = facts.start_of(self.by)
        reached = [step for step in self.steps if step.since.is_complete(start, facts.basis)]
        if not reached:
            first = self.steps[0]
            params = {"first": first.since, "met_on": first.since.after(start), "start": start}
            below = Finding("amount.below_first_step", Severity.BLOCK, place=place, params=params)
            return Entitlement((Slice(facts.event_day, 1, ZERO),), below)
        step = reached[-1]
        params = {"step": step.since, "amount": step.pay, "start": start, "basis": facts.basis}
        reason = Finding(f"amount.step_by_{self.by.value}", Severity.INFO, place=place, params=params)
        return Entitlement((Slice(facts.event_day, 1, step.pay),), reason)


def _is_longer(one: Duration, other: Duration) -> bool:
    """Longer from every starting day: 6 months and 181 days are longer than each other, so neither is."""
    if (one.unit is Unit.DAY) == (other.unit is Unit.DAY):
        return one.after(_LEAP_YEAR) > other.after(_LEAP_YEAR)
    starts = (_LEAP_YEAR + timedelta(days=day) for day in range(4 * 366))
    return all(one.after(start) > other.after(start) for start in starts)

"""A base and so much more for each full stretch of time (เริ่มต้น … เพิ่มทุก … ปี): 100,000, and 30,000 every 3 years."""

from typing import ClassVar, Self

from attrs import frozen

from communitywelfare.calendar import Duration, Unit
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import Money
from communitywelfare.rules.amounts import Bounds, Entitlement, in_one_sum, refused
from communitywelfare.rules.facts import ClaimFacts, Clock
from communitywelfare.rules.keys import Keys

__all__ = ["BaseAndSteps"]


@frozen
class BaseAndSteps:
    """The base once `since` is complete, and `adds` for each full `every` after it."""

    by: Clock
    base: Money
    adds: Money
    every: Duration
    since: Duration = Duration(0, Unit.DAY)
    bounds: Bounds = Bounds()
    form: ClassVar[str] = "base and steps"

    @classmethod
    def read(cls, keys: Keys) -> Self:
        """Read ``by``, ``base``, ``adds``, ``every``, ``since`` and bounds."""
        every = keys.duration("every")
        if keys.has("every") and every.count == 0:
            keys.report("bylaw.time_of_nothing", "every")
        since = keys.duration("since") if keys.has("since") else Duration(0, Unit.DAY)
        if (since.unit is Unit.DAY) != (every.unit is Unit.DAY) and since.count and every.count:
            keys.report("bylaw.units_mixed", "since", {"other": "every"})
        by = keys.choice("by", Clock, default=Clock.MEMBERSHIP)
        return cls(by, keys.money("base"), keys.money("adds"), every, since, Bounds.read(keys))

    def stretches(self, facts: ClaimFacts) -> int:
        """How many full stretches are complete; -1 before the base is due.

        Raises:
            MissingFact: The day from which the time runs is not recorded.
        """
        start = facts.start_of(self.by)
        if facts.basis < self.since.after(start):
            return -1
        count = 0
        while _plus(self.since, self.every, count + 1).after(start) <= facts.basis:
            count += 1
        return count

    def entitlement(self, facts: ClaimFacts, place: Place) -> Entitlement:
        """One slice on the day of the event; nothing before the base is due.

        Raises:
            MissingFact: The day from which the time runs is not recorded.
        """
        stretches = self.stretches(facts)
        if stretches < 0:
            start = facts.start_of(self.by)
            params = {"first": self.since, "met_on": self.since.after(start), "start": start}
            return refused(facts, "amount.below_first_step", place, params)
        amount = self.base + self.adds * stretches
        told = {"base": self.base, "adds": self.adds, "every": self.every, "times": stretches, "amount": amount}
        reason = Finding("amount.base_and_steps", Severity.INFO, place=place, params=told)
        return self.bounds.around(in_one_sum(facts, amount, reason), place)


def _plus(since: Duration, every: Duration, times: int) -> Duration:
    """`since` and so many times `every`, in days or in months."""
    if every.unit is Unit.DAY:
        return Duration(since.count + every.count * times, Unit.DAY)
    months = sum(
        each.count * (12 if each.unit is Unit.YEAR else 1)
        for each in (since, Duration(every.count * times, every.unit))
    )
    return Duration(months, Unit.MONTH)

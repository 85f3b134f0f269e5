"""So much for each completed year (ปีละ … บาท คูณจำนวนปี): 1,500 baht × years of membership, up to 100,000."""

from typing import ClassVar, Self

from attrs import frozen

from communitywelfare.calendar import Duration, Unit
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import Money
from communitywelfare.rules.amounts import Bounds, Entitlement, in_one_sum
from communitywelfare.rules.facts import ClaimFacts, Clock
from communitywelfare.rules.keys import Keys
from communitywelfare.rules.numbers import Completed
from communitywelfare.rules.tiers import Tiers

__all__ = ["ByYears"]


@frozen
class ByYears:
    """Years times a rate; the rate may depend on how many years there are, and then holds for all of them.

    A part of a year that is longer than `part_over` counts as a whole one (เศษเกิน … ให้นับเป็น 1 ปี).
    """

    by: Clock
    rates: Tiers
    part_over: Duration | None = None
    bounds: Bounds = Bounds()
    form: ClassVar[str] = "by years"

    @property
    def years(self) -> Completed:
        """How the years are counted."""
        return Completed(self.by, Unit.YEAR, self.part_over)

    @classmethod
    def read(cls, keys: Keys) -> Self:
        """Read ``by``, ``pays`` or ``rates``, ``part_over``, and bounds."""
        by = keys.choice("by", Clock, default=Clock.MEMBERSHIP)
        part = keys.duration("part_over") if keys.has("part_over") else None
        rates = Tiers.read(keys, "rates") if keys.has("rates") else Tiers.flat(keys.money("pays"))
        return cls(by, rates, part, Bounds.read(keys))

    def entitlement(self, facts: ClaimFacts, place: Place) -> Entitlement:
        """One slice on the day of the event.

        Raises:
            MissingFact: The day from which membership or age counts is not recorded.
        """
        found = self.rates.find(facts, self.by, place)
        if isinstance(found, Finding):
            return in_one_sum(facts, Money(0), found)
        years = self.years.of(facts)
        amount = found.pay * years
        params = {"years": years, "rate": found.pay, "amount": amount, "clock": self.by}
        reason = Finding("amount.by_years", Severity.INFO, place=place, params=params)
        return self.bounds.around(in_one_sum(facts, amount, reason), place)

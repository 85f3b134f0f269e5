"""Steps by length of membership or by age (จ่ายเป็นขั้นตามอายุสมาชิก): the longer, the more."""

from typing import ClassVar, Self

from attrs import frozen

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import ZERO
from communitywelfare.rules.amounts import Entitlement, in_one_sum
from communitywelfare.rules.facts import ClaimFacts, Clock
from communitywelfare.rules.keys import Keys
from communitywelfare.rules.tiers import Step, Tiers

__all__ = ["Steps"]


@frozen
class Steps:
    """The sum of the row that holds on the basis day."""

    by: Clock
    tiers: Tiers
    form: ClassVar[str] = "steps"

    @property
    def steps(self) -> tuple[Step, ...]:
        """The rows, from the lowest to the highest."""
        return self.tiers.rows

    @classmethod
    def read(cls, keys: Keys) -> Self:
        """Read ``by``, ``steps`` from the lowest to the highest, and ``overlap``."""
        return cls(keys.choice("by", Clock), Tiers.read(keys, "steps"))

    def entitlement(self, facts: ClaimFacts, place: Place) -> Entitlement:
        """One slice on the day of the event; nothing below the first step, in a gap, or past the last.

        Raises:
            MissingFact: The day from which membership or age counts is not recorded.
        """
        step = self.tiers.find(facts, self.by, place)
        if isinstance(step, Finding):
            return in_one_sum(facts, ZERO, step)
        params = {"step": step.since, "amount": step.pay, "start": facts.start_of(self.by), "basis": facts.basis}
        reason = Finding(f"amount.step_by_{self.by.value}", Severity.INFO, place=place, params=params)
        return in_one_sum(facts, step.pay, reason)

"""A fixed sum (จ่ายครั้งเดียวเท่ากัน): 1,000 baht for a birth."""

from typing import ClassVar, Self

from attrs import frozen

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import Money
from communitywelfare.rules.amounts import Entitlement, in_one_sum
from communitywelfare.rules.facts import ClaimFacts
from communitywelfare.rules.keys import Keys

__all__ = ["Flat"]


@frozen
class Flat:
    """The same sum for every event."""

    pays: Money
    form: ClassVar[str] = "flat"

    @classmethod
    def read(cls, keys: Keys) -> Self:
        """Read ``pays``."""
        return cls(keys.money("pays"))

    def entitlement(self, facts: ClaimFacts, place: Place) -> Entitlement:
        """One slice on the day of the event."""
        reason = Finding("amount.flat", Severity.INFO, place=place, params={"amount": self.pays})
        return in_one_sum(facts, self.pays, reason)

"""A formula in the notation (สูตร): whatever the closed list of forms does not say."""

from typing import ClassVar, Self

from attrs import frozen

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import Money
from communitywelfare.rules.amounts import Bounds, Entitlement, in_one_sum
from communitywelfare.rules.facts import ClaimFacts
from communitywelfare.rules.keys import Keys
from communitywelfare.rules.numbers import Number

__all__ = ["Formula"]


@frozen
class Formula:
    """An amount of baht reckoned from facts; what comes out below zero is nothing."""

    pays: Number
    bounds: Bounds = Bounds()
    form: ClassVar[str] = "formula"

    @classmethod
    def read(cls, keys: Keys) -> Self:
        """Read ``pays``, ``rounding`` where it takes a share, and bounds."""
        rounding = keys.rounding("rounding") if keys.has("rounding") else None
        return cls(keys.formula("pays", rounding), Bounds.read(keys))

    def entitlement(self, facts: ClaimFacts, place: Place) -> Entitlement:
        """One slice on the day of the event.

        Raises:
            MissingFact: A fact that the formula names is not recorded.
        """
        amount = Money(self.pays.of(facts))
        reason = Finding("amount.formula", Severity.INFO, place=place, params={"formula": self.pays, "amount": amount})
        return self.bounds.around(in_one_sum(facts, amount, reason), place)

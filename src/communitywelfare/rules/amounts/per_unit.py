"""A sum for each unit (จ่ายต่อคืน ต่อคน): 200 baht for each night in hospital."""

from datetime import timedelta
from enum import Enum
from typing import ClassVar, Self

from attrs import frozen

from communitywelfare.errors import Finding, MissingFact, Place, Severity
from communitywelfare.money import Money
from communitywelfare.rules.amounts import Entitlement, Slice
from communitywelfare.rules.facts import ClaimFacts, known
from communitywelfare.rules.keys import Keys

__all__ = ["CountedUnit", "PerUnit"]

_CENTURY = 36_525  # nights in a hundred years: more are a slip of the pen


class CountedUnit(Enum):
    """What is counted. Nights follow one another; children and occasions fall on the day of the event."""

    NIGHT = "night"
    CHILD = "child"
    TIME = "time"


@frozen
class PerUnit:
    """So much for each unit; each night is a slice on its own day."""

    pays: Money
    unit: CountedUnit
    form: ClassVar[str] = "per unit"

    @classmethod
    def read(cls, keys: Keys) -> Self:
        """Read ``pays`` and ``unit``."""
        return cls(keys.money("pays"), keys.choice("unit", CountedUnit))

    def entitlement(self, facts: ClaimFacts, place: Place) -> Entitlement:
        """One slice per night on its day, or all units on the day of the event.

        Raises:
            MissingFact: The number of units is not recorded, or cannot be right.
        """
        units = known(facts.units, self.unit.value)
        if not 0 <= units <= _CENTURY:
            finding = Finding("amount.units_impossible", Severity.REFER, params={"units": units, "unit": self.unit})
            raise MissingFact(f"there cannot be {units} {self.unit.value}s", finding)
        params = {"units": units, "unit": self.unit, "rate": self.pays, "amount": self.pays * units}
        reason = Finding("amount.per_unit", Severity.INFO, place=place, params=params)
        if self.unit is not CountedUnit.NIGHT:
            return Entitlement((Slice(facts.event_day, units, self.pays * units),), reason)
        nights = (facts.event_day + timedelta(days=night) for night in range(units))
        return Entitlement(tuple(Slice(night, 1, self.pays) for night in nights), reason)

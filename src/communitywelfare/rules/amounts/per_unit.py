"""A sum for each unit (จ่ายต่อคืน ต่อคน): 200 baht for each night in hospital."""

from datetime import timedelta
from enum import Enum
from typing import ClassVar, Self

from attrs import frozen

from communitywelfare.errors import Finding, MissingFact, Place, Severity
from communitywelfare.money import Money
from communitywelfare.rules.amounts import AmountForm, Entitlement, Slice, asked, read_amount
from communitywelfare.rules.facts import ClaimFacts, known
from communitywelfare.rules.keys import Keys

__all__ = ["LONGEST", "CountedUnit", "PerUnit"]

LONGEST = 36_525  # nights in a hundred years: more are a slip of the pen


class CountedUnit(Enum):
    """What is counted. Nights and days follow one another; children and occasions fall on the day of the event."""

    NIGHT = "night"
    DAY = "day"
    CHILD = "child"
    TIME = "time"


@frozen
class PerUnit:
    """So much for each unit; each night is a slice on its own day. The rate may be an amount of another form."""

    pays: Money | AmountForm
    unit: CountedUnit
    form: ClassVar[str] = "per unit"

    @property
    def is_by_day(self) -> bool:
        """Whether the units follow one another from the day of the event."""
        return self.unit in {CountedUnit.NIGHT, CountedUnit.DAY}

    @classmethod
    def read(cls, keys: Keys) -> Self:
        """Read ``pays`` (baht, or a table that describes the rate) and ``unit``."""
        pays = read_amount(keys, "pays") if keys.is_table("pays") else keys.money("pays")
        return cls(pays, keys.choice("unit", CountedUnit))

    def entitlement(self, facts: ClaimFacts, place: Place) -> Entitlement:
        """One slice per night on its day, or all units on the day of the event.

        Raises:
            MissingFact: The number of units is not recorded, or cannot be right.
        """
        units = known(facts.units, self.unit.value)
        if not 0 <= units <= LONGEST:
            finding = Finding("amount.units_impossible", Severity.REFER, params={"units": units, "unit": self.unit})
            raise MissingFact(f"there cannot be {units} {self.unit.value}s", finding)
        rate = self.pays
        if not isinstance(rate, Money):
            found = asked(rate, facts, place)
            if found.reason.severity is not Severity.INFO:
                return found
            rate = found.amount
        params = {"units": units, "unit": self.unit, "rate": rate, "amount": rate * units}
        reason = Finding("amount.per_unit", Severity.INFO, place=place, params=params)
        if not self.is_by_day:
            return Entitlement((Slice(facts.event_day, units, rate * units),), reason)
        days = (facts.event_day + timedelta(days=number) for number in range(units))
        return Entitlement(tuple(Slice(day, 1, rate) for day in days), reason)

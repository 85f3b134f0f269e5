"""Forms of amount: how much a clause pays. One module per form; each is a frozen value with the same three members.

A form answers with *slices*: how much falls on which day. A grant is one slice; ten nights in hospital are ten, so
that a stay over New Year meets each year's limit with the nights of that year.
"""

from datetime import date
from typing import ClassVar, Protocol

from attrs import frozen

from communitywelfare.errors import Finding, Place
from communitywelfare.money import Money
from communitywelfare.rules.facts import ClaimFacts
from communitywelfare.rules.keys import Keys

__all__ = ["AmountForm", "Entitlement", "Slice"]


@frozen
class Slice:
    """What falls on one day, and how many units it stands for."""

    day: date
    units: int
    amount: Money


@frozen
class Entitlement:
    """What a form gives before any limit, and the sentence that says why."""

    slices: tuple[Slice, ...]
    reason: Finding


class AmountForm(Protocol):
    """What every form of amount offers. `form` is its name in a by-law."""

    form: ClassVar[str]

    @classmethod
    def read(cls, keys: Keys) -> "AmountForm":
        """Build the form from its keys in a by-law; what is wrong with them is noted in `keys`."""

    def entitlement(self, facts: ClaimFacts, place: Place) -> Entitlement:
        """What these facts give, before any limit.

        Raises:
            MissingFact: A fact that the form needs is not recorded.
        """

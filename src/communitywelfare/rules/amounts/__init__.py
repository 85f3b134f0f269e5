"""Forms of amount: how much a clause pays. One module per form; each is a frozen value with the same three members.

A form answers with *slices*: how much falls on which day. A grant is one slice; ten nights in hospital are ten, so
that a stay over New Year meets each year's limit with the nights of that year. A form that reckons in several steps
(a share of another amount, a guaranteed minimum) tells each as a *change*.
"""

from datetime import date
from typing import ClassVar, Protocol, Self, cast

from attrs import evolve, frozen

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import ZERO, Money
from communitywelfare.rules.facts import ClaimFacts
from communitywelfare.rules.keys import Keys

__all__ = ["AmountForm", "Bounds", "Change", "Entitlement", "Slice", "in_one_sum", "read_amount", "refused"]


@frozen
class Slice:
    """What falls on one day, and how many units it stands for."""

    day: date
    units: int
    amount: Money


@frozen
class Change:
    """A later step of an entitlement: what it came to, and the sentence that says why."""

    kind: str
    after: Money
    reason: Finding


@frozen
class Entitlement:
    """What a form gives before any limit, and the sentence that says why.

    With `changes`, `first` is what it was before them; the slices hold what the last of them left.
    """

    slices: tuple[Slice, ...]
    reason: Finding
    first: Money | None = None
    changes: tuple[Change, ...] = ()

    @property
    def amount(self) -> Money:
        """The sum of the slices."""
        if len(self.slices) == 1:
            return self.slices[0].amount
        return Money(sum(each.amount.satang for each in self.slices))

    def then(self, kind: str, after: Money, reason: Finding) -> "Entitlement":
        """This entitlement changed to another sum, on the day of its first slice."""
        first = self.amount if self.first is None else self.first
        changes = (*self.changes, Change(kind, after, reason))
        slices = (evolve(self.slices[0], amount=after),) if self.slices else ()
        return Entitlement(slices, self.reason, first, changes)


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


@frozen
class Bounds:
    """A guaranteed minimum and a ceiling; None where there is none.

    A minimum lifts only what there is a right to: a refusal stays one.
    """

    least: Money | None = None
    most: Money | None = None

    @classmethod
    def read(cls, keys: Keys) -> Self:
        """Read ``at_least`` and ``at_most``."""
        least = keys.money("at_least") if keys.has("at_least") else None
        most = keys.money("at_most") if keys.has("at_most") else None
        if least is not None and most is not None and most < least:
            keys.report("bylaw.bounds_crossed", "at_most", {"least": least, "most": most})
        return cls(least, most)

    def around(self, found: Entitlement, place: Place) -> Entitlement:
        """The entitlement within these bounds, with a change that says so."""
        amount = found.amount
        if found.reason.severity is not Severity.INFO:
            return found
        if self.least is not None and amount < self.least:
            params = {"reckoned": amount, "amount": self.least}
            return found.then(
                "minimum", self.least, Finding("amount.minimum", Severity.INFO, place=place, params=params)
            )
        if self.most is not None and amount > self.most:
            params = {"reckoned": amount, "amount": self.most}
            return found.then(
                "maximum", self.most, Finding("amount.maximum", Severity.INFO, place=place, params=params)
            )
        return found


def in_one_sum(facts: ClaimFacts, amount: Money, reason: Finding) -> Entitlement:
    """The whole amount on the day of the event; what would be less than nothing is nothing."""
    return Entitlement((Slice(facts.event_day, 1, max(amount, ZERO)),), reason)


def refused(facts: ClaimFacts, code: str, place: Place, params: dict[str, object]) -> Entitlement:
    """Nothing on the day of the event, and why."""
    return in_one_sum(facts, ZERO, Finding(code, Severity.BLOCK, place=place, params=params))


_DEEPEST = 12


def read_amount(keys: Keys, key: str) -> AmountForm:
    """The form of amount that a table inside these keys describes; an amount may be part of another, and so on."""
    depth = keys.context.depth + 1
    table = keys.within(evolve(keys.context, depth=depth)).table(key)
    forms = keys.context.forms
    if depth > _DEEPEST:
        table.overlook()
        keys.report("bylaw.amount_too_deep", key, {"limit": _DEEPEST})
        return Nothing()
    told = len(keys.findings)
    name = table.one_of("form", tuple(forms))
    if len(keys.findings) > told:
        table.overlook()
        return Nothing()
    return cast("AmountForm", forms[name].read(table))


@frozen
class Nothing:
    """A stand-in for an amount that could not be read; a by-law with one is never built."""

    form: ClassVar[str] = "nothing"

    @classmethod
    def read(cls, keys: Keys) -> "Nothing":  # noqa: ARG003  # as every form
        """Nothing to read."""
        return cls()

    def entitlement(self, facts: ClaimFacts, place: Place) -> Entitlement:  # noqa: ARG002  # as every form
        """No slice."""
        return Entitlement((), Finding("amount.flat", Severity.INFO, place=place, params={"amount": ZERO}))

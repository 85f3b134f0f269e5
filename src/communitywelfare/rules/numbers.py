"""Numbers that a clause reckons with: whole, of one kind each, and never a float.

A number is a small tree: a literal, a fact, a length of time in completed years, or a sum of other numbers. Every node
has a *kind*, and only like is added to or compared with like: baht are not months. Division exists only as a share of
an amount, with a stated rounding.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Protocol

from attrs import field, frozen

from communitywelfare.calendar import Duration, Unit, whole_months
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.money import Money, Rounding
from communitywelfare.rules.facts import ClaimFacts, Clock, Quantity

__all__ = [
    "SCALE",
    "AttributeNumber",
    "Completed",
    "Difference",
    "Greatest",
    "Kind",
    "Least",
    "Literal",
    "Number",
    "Product",
    "QuantityNumber",
    "Share",
    "Sum",
    "number_in",
]

SCALE = 10_000  # a NUMBER is kept as whole ten-thousandths: a grade of 3.50 is 35,000


class Kind(Enum):
    """What a number counts. NUMBER is a plain number with a point, such as a grade."""

    BAHT = "baht"
    COUNT = "count"
    MONTHS = "months"
    NUMBER = "number"


class Number(Protocol):
    """A number that facts determine."""

    @property
    def kind(self) -> Kind:
        """What it counts."""

    def of(self, facts: ClaimFacts) -> int:
        """Its value: satang for BAHT, ten-thousandths for NUMBER, a count otherwise.

        Raises:
            MissingFact: A fact that it needs is not recorded, or is no number.
        """


@frozen
class Literal:
    """A number that the by-law itself states."""

    value: int
    kind: Kind

    def of(self, facts: ClaimFacts) -> int:  # noqa: ARG002  # as every number
        """The same for everybody."""
        return self.value


_KINDS = {
    Quantity.ARREARS: Kind.MONTHS,
    Quantity.PAID: Kind.BAHT,
    Quantity.PAID_MONTHS: Kind.MONTHS,
    Quantity.UNITS: Kind.COUNT,
}


@frozen
class QuantityNumber:
    """A count or a sum that the fund's own records give."""

    quantity: Quantity

    @property
    def kind(self) -> Kind:
        """Baht for what was paid, months for arrears, a count for units."""
        return _KINDS[self.quantity]

    def of(self, facts: ClaimFacts) -> int:
        """As recorded."""
        return facts.quantity(self.quantity)


@frozen
class AttributeNumber:
    """A number that the claim states about the event, of the kind that the by-law declares for it."""

    name: str
    kind: Kind
    label: Mapping[str, str] = field(factory=dict, eq=False)

    def of(self, facts: ClaimFacts) -> int:
        """As stated; text that is no such number must be mended first."""
        stated = facts.attribute(self.name)
        value = number_in(stated, self.kind)
        if value is None:
            params = {"name": self.label or self.name, "stated": stated, "minimum": ""}
            finding = Finding("event.attribute_unreadable", Severity.REFER, params=params)
            raise MissingFact(f"{self.name} is not a number", finding)
        return value


def number_in(text: str, kind: Kind) -> int | None:
    """A number as claims and by-laws write it; None where it is none of this kind."""
    whole, point, rest = text.partition(".")
    if not (text.isascii() and whole.isdigit() and len(whole) <= 12 and (rest.isdigit() or not point)):
        return None
    scale = {Kind.BAHT: 100, Kind.NUMBER: SCALE}.get(kind, 1)
    value = Fraction(Decimal(text)) * scale
    return value.numerator if value.denominator == 1 else None


@frozen
class Completed:
    """Completed years, months or days of membership or age.

    With `part_over`, a rest of more than so much counts as one more year or month (เศษเกินกว่า … ให้นับเป็นหนึ่งปี).
    """

    clock: Clock
    unit: Unit = field(converter=Unit)
    part_over: Duration | None = None

    @property
    def kind(self) -> Kind:
        """A count."""
        return Kind.COUNT

    def of(self, facts: ClaimFacts) -> int:
        """How many are complete by the end of the basis day; none before they begin."""
        start = facts.start_of(self.clock)
        if facts.basis < start:
            return 0
        if self.unit is Unit.DAY:
            return (facts.basis - start).days
        count = whole_months(start, facts.basis) // (12 if self.unit is Unit.YEAR else 1)
        if self.part_over is None:
            return count
        return count + (self.part_over.after(Duration(count, self.unit).after(start)) < facts.basis)


@frozen
class Sum:
    """Two numbers of one kind, together."""

    left: Number
    right: Number

    @property
    def kind(self) -> Kind:
        """That of both."""
        return self.left.kind

    def of(self, facts: ClaimFacts) -> int:
        """The sum."""
        return self.left.of(facts) + self.right.of(facts)


@frozen
class Difference:
    """One number less another of its kind; it may be negative."""

    left: Number
    right: Number

    @property
    def kind(self) -> Kind:
        """That of both."""
        return self.left.kind

    def of(self, facts: ClaimFacts) -> int:
        """The difference."""
        return self.left.of(facts) - self.right.of(facts)


@frozen
class Product:
    """A number so many times; `times` is a count."""

    number: Number
    times: Number

    @property
    def kind(self) -> Kind:
        """That of the number."""
        return self.number.kind

    def of(self, facts: ClaimFacts) -> int:
        """The product."""
        return self.number.of(facts) * self.times.of(facts)


@frozen
class Least:
    """The least of several numbers of one kind."""

    numbers: tuple[Number, ...]

    @property
    def kind(self) -> Kind:
        """That of all."""
        return self.numbers[0].kind

    def of(self, facts: ClaimFacts) -> int:
        """The least."""
        return min(number.of(facts) for number in self.numbers)


@frozen
class Greatest:
    """The greatest of several numbers of one kind."""

    numbers: tuple[Number, ...]

    @property
    def kind(self) -> Kind:
        """That of all."""
        return self.numbers[0].kind

    def of(self, facts: ClaimFacts) -> int:
        """The greatest."""
        return max(number.of(facts) for number in self.numbers)


@frozen
class Share:
    """A fraction of an amount of baht, rounded once by a stated rule."""

    number: Number
    part: Fraction
    rounding: Rounding

    @property
    def kind(self) -> Kind:
        """Baht."""
        return Kind.BAHT

    def of(self, facts: ClaimFacts) -> int:
        """The share in satang."""
        return Money(self.number.of(facts)).at_rate(self.part, self.rounding).satang

"""What a clause may look at: the facts of one claim, each with its unit, none of them guessed.

A fact that nobody recorded is None, and asking for it raises `MissingFact`, which names it. Zero is never assumed.
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import TypeVar

from attrs import field, frozen

from communitywelfare.calendar import PartialDate, YearStart
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.members import Group, Relationship, Sex
from communitywelfare.money import Money

__all__ = ["ClaimFacts", "Clock", "CodeFact", "Payee", "Quantity", "Used", "known"]

T = TypeVar("T")


class Clock(Enum):
    """Lengths of time that a clause may compare: each runs from its own day to the basis day."""

    MEMBERSHIP = "membership"
    AGE = "age"


class Quantity(Enum):
    """Counts and sums that a clause may compare or reckon with."""

    ARREARS = "arrears"
    PAID = "paid"
    PAID_MONTHS = "paid_months"
    UNITS = "units"


class CodeFact(Enum):
    """Codes that a clause may ask to be among given ones."""

    GROUP = "group"
    SEX = "sex"
    RELATION = "relation"


@frozen(kw_only=True)
class Used:
    """What an earlier claim took from a benefit on one day: it counts against limits, and may be netted.

    `is_reserved` marks claims that are assessed but not yet decided; `is_own` is false for what another person of the
    same household received. What was received before the books begin is a `Used` like any other (opening usage).
    """

    claim: str
    benefit: str
    day: date
    amount: Money
    units: int
    is_reserved: bool = False
    is_own: bool = True


@frozen(kw_only=True)
class Payee:
    """Somebody who may receive what is paid: an heir, a nominee (ผู้รับผลประโยชน์), whoever arranges the funeral.

    `nominated` is the member's own order, None for a person whom the member did not name.
    """

    who: str
    relation: Relationship = field(converter=Relationship)
    nominated: int | None = None
    percent: int | None = None


@frozen(kw_only=True)
class ClaimFacts:
    """The facts of one claim as of its basis day. None means that nobody recorded it.

    `joined` is None for somebody who was never a member. `arrears_months` counts months due and not wholly paid at the
    end of the basis day, `worst_arrears` the most that they ever were, and `settled_on` is the last day on which
    arrears that suspend were paid off, None where that never happened. `paid` is what the member contributed by then,
    `paid_months` the months of dues that it covers. `used` holds the earlier benefits of the person, under every
    membership, and of the household; `payees` are those who may receive in the person's place. `year_start` begins the
    fund's accounting year.
    """

    basis: date
    event_day: date
    claim_day: date
    is_member: bool
    joined: date | None
    ended: date | None = None
    tenure_from: date | None = None
    birth: PartialDate | None = None
    sex: Sex = Sex.UNKNOWN
    groups: frozenset[Group] = frozenset()
    relation: Relationship = Relationship.SELF
    arrears_months: int | None = None
    worst_arrears: int | None = None
    settled_on: date | None = None
    paid: Money | None = None
    paid_months: int | None = None
    units: int | None = None
    attributes: Mapping[str, str] = field(factory=dict, hash=False)
    documents: frozenset[str] = frozenset()
    year_start: YearStart = YearStart(10)
    used: tuple[Used, ...] = ()
    payees: tuple[Payee, ...] | None = None

    def start_of(self, clock: Clock) -> date:
        """The day from which a length of time runs.

        Raises:
            MissingFact: It is not recorded.
        """
        if clock is Clock.MEMBERSHIP:
            return known(self.tenure_from, "tenure_from")
        return known(self.birth, "birth_date").first

    def codes(self, fact: CodeFact) -> frozenset[str]:
        """The codes that hold for a fact; empty where the register gives none of them.

        Raises:
            MissingFact: The sex of the person is asked for and not recorded.
        """
        match fact:
            case CodeFact.GROUP:
                return frozenset(group.value for group in self.groups)
            case CodeFact.RELATION:
                return frozenset({self.relation.value})
            case CodeFact.SEX:
                return frozenset({known(None if self.sex is Sex.UNKNOWN else self.sex, "sex").value})

    def quantity(self, asked: Quantity) -> int:
        """A count, or a sum in satang.

        Raises:
            MissingFact: It is not recorded.
        """
        match asked:
            case Quantity.ARREARS:
                return known(self.arrears_months, "arrears")
            case Quantity.PAID:
                return known(self.paid, "paid").satang
            case Quantity.PAID_MONTHS:
                return known(self.paid_months, "paid_months")
            case Quantity.UNITS:
                return known(self.units, "units")

    def attribute(self, name: str) -> str:
        """What the claim says about the event, by the name that the by-law declares.

        Raises:
            MissingFact: The claim does not say it.
        """
        return known(self.attributes.get(name) or None, name)


def known(value: T | None, name: str) -> T:
    """A recorded fact.

    Raises:
        MissingFact: It is None; the finding names it.
    """
    if value is None:
        raise MissingFact(f"{name} is not recorded", Finding("fact.missing", Severity.REFER, params={"fact": name}))
    return value

"""Co-funding schemes (หลักเกณฑ์การสมทบ): who adds how much for whom, by budget year, each value with its source."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum

from attrs import field, frozen

from communitywelfare.calendar import Duration, YearStart
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.money import ZERO, Money

__all__ = ["CofundingState", "Confidence", "Match", "Round", "Scheme", "SchemePeriod", "Sourced", "cut_off_before"]


class Confidence(Enum):
    """How sure a published value is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class Sourced:
    """Where a value of a scheme comes from, and how sure it is."""

    confidence: Confidence = field(converter=Confidence)
    why: str


@frozen(kw_only=True)
class SchemePeriod:
    """The rules of a scheme from one budget year on. The year is Buddhist, as on the forms."""

    first_budget_year: int
    per_member: Money
    full_membership: Duration
    matchings_at_most: int
    cite: str
    sources: Mapping[str, Sourced] = field(factory=dict, hash=False)


@frozen(kw_only=True)
class Scheme:
    """A payer's promise through the years."""

    scheme_id: str
    source: str
    name: Mapping[str, str] = field(hash=False)
    periods: tuple[SchemePeriod, ...]

    def in_year(self, budget_year: int) -> SchemePeriod:
        """The rules of a budget year.

        Raises:
            MissingFact: No source says what held in so early a year.
        """
        for period in reversed(self.periods):
            if period.first_budget_year <= budget_year:
                return period
        params = {"scheme": self.scheme_id, "year": budget_year, "known": self.periods[0].first_budget_year}
        finding = Finding("scheme.year_unknown", Severity.REFER, params=params)
        raise MissingFact(f"no rules of {self.scheme_id} are known for budget year {budget_year}", finding)


@frozen(kw_only=True)
class Match:
    """One member matched once in one round of one scheme; it happens at most once, ever.

    `as_of` is the round's cut-off. Rows from before the books begin are marked `opening`.
    """

    member: str
    scheme: str
    round: int
    as_of: date
    amount: Money
    opening: bool = False


class CofundingState(Enum):
    """Where a request for co-funding stands."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    RECEIVED = "RECEIVED"
    CANCELLED = "CANCELLED"
    RETURNED = "RETURNED"


@frozen(kw_only=True)
class Round:
    """One round of money from one source. Requested, approved, received and returned are four figures."""

    source: str
    number: int
    budget_year: int
    state: CofundingState = field(converter=CofundingState)
    as_of: date | None = None
    agency: str = ""
    members_total: int | None = None
    members_full_year: int | None = None
    requested: Money | None = None
    approved: Money | None = None
    approved_on: date | None = None
    approved_ref: str = ""
    received: Money = field(default=ZERO)
    received_on: date | None = None
    receipt: str = ""
    returned: Money = field(default=ZERO)
    purpose: str = ""

    @property
    def reference(self) -> str:
        """What its vouchers refer to it by: the source and the number, such as ``LAO 3``."""
        return f"{self.source} {self.number}"


def cut_off_before(day: date) -> date:
    """The last 30 September on or before a day: as of which a round's members are counted."""
    year = YearStart(10).year_of(day)
    return day if day == year.last else year.first - timedelta(days=1)

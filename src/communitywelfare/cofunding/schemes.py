"""Co-funding schemes (หลักเกณฑ์การสมทบ): who adds how much for whom, by budget year, each value with its source."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction

from attrs import field, frozen
from attrs.converters import optional

from communitywelfare.calendar import BE_OFFSET, Duration, YearStart, add_months, whole_years
from communitywelfare.errors import Finding, InvalidValue, MissingFact, Severity
from communitywelfare.members import TenureStart
from communitywelfare.money import Money, Rounding

__all__ = [
    "Base",
    "Confidence",
    "Counting",
    "CutOff",
    "MatchingsOf",
    "Scheme",
    "SchemePeriod",
    "Sourced",
    "cut_off_before",
]


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


class Base(Enum):
    """What a scheme's money is reckoned from (ฐานการสมทบ)."""

    PER_MEMBER = "per member"  # a flat sum for every member who counts
    DUES_PAID = "dues paid"  # what members who count have really paid, receipt by receipt, each matched once
    STATED = "stated amount"  # a sum that the request itself names: a year's profits of a group, a pledge
    ONE_OFF = "one-off grant"  # one of the listed grants, once for a fund


class Counting(Enum):
    """Whether something counts for a scheme."""

    COUNTS = "counts"
    DOES_NOT = "does not count"


class MatchingsOf(Enum):
    """Whose earlier matchings count for somebody who left and joined again."""

    PERSON = "person"  # those under every membership of the person
    MEMBERSHIP = "membership"  # only those under this one: whoever joins again begins anew


class CutOff(Enum):
    """As of which day a round counts its members (วันตัดยอด)."""

    ANNIVERSARY = "founding anniversary"  # the day on which the fund has existed for a year
    SEPTEMBER_30 = "30 September"  # the last one before the budget year begins


@frozen(kw_only=True)
class SchemePeriod:
    """The rules of a scheme from one budget year on. The year is Buddhist, as on the forms.

    What is None is not part of the scheme or, where `unknown` names it and says why, not published: nothing is taken
    in its place. `per_member` is the ceiling that may be asked for each member, `rate_in_force` what the payer has said
    it will really pay of it this year. `looking_back` limits DUES_PAID to receipts of so long before the cut-off.
    `counterpart` is the source of which money must have come in the year before the cut-off. A `ratio` that may leave a
    part of a satang needs a `rounding`, which holds once, for the total. No rule of a period can make a further member,
    or a receipt that counts, lower what may be asked for.

    Raises:
        InvalidValue: A ratio that is not positive, or one that needs a rounding and has none.
    """

    first_budget_year: int
    base: Base = field(default=Base.PER_MEMBER, converter=Base)
    per_member: Money | None = None
    rate_in_force: Money | None = None
    ratio: Fraction = Fraction(1)
    rounding: Rounding | None = None
    grants: tuple[Money, ...] = ()
    full_membership: Duration | None = None
    counts_from: TenureStart = field(default=TenureStart.APPLIED, converter=TenureStart)
    matchings_at_most: int | None = None
    rejoining: MatchingsOf | None = field(default=None, converter=optional(MatchingsOf))
    looking_back: Duration | None = None
    arrears_at_most: int | None = None
    sponsored: Counting | None = field(default=None, converter=optional(Counting))
    waived: Counting | None = field(default=None, converter=optional(Counting))
    member_cap: Money | None = None
    fund_cap: Money | None = None
    counterpart: str | None = None
    first_cut_off: CutOff = field(default=CutOff.SEPTEMBER_30, converter=CutOff)
    later_cut_off: CutOff = field(default=CutOff.SEPTEMBER_30, converter=CutOff)
    cite: str
    sources: Mapping[str, Sourced] = field(factory=dict, hash=False)
    unknown: Mapping[str, str] = field(factory=dict, hash=False)

    def __attrs_post_init__(self) -> None:
        if self.ratio <= 0 or (self.ratio.denominator > 1 and self.rounding is None):
            finding = Finding("scheme.rounding_missing", Severity.ERROR, params={"ratio": str(self.ratio)})
            raise InvalidValue(f"a ratio of {self.ratio} needs a rounding for the total", finding)


@frozen(kw_only=True)
class Scheme:
    """A payer's promise through the years."""

    scheme_id: str
    source: str
    name: Mapping[str, str] = field(hash=False)
    periods: tuple[SchemePeriod, ...]

    def __repr__(self) -> str:
        return f"<Scheme {self.scheme_id} from {self.source}: {len(self.periods)} periods>"

    def in_year(self, budget_year: int) -> SchemePeriod:
        """The rules of a budget year.

        Raises:
            MissingFact: No source says what held in so early a year.
        """
        for period in reversed(self.periods):
            if period.first_budget_year <= budget_year:
                return period
        unknown = self.unknown_in(budget_year)
        raise MissingFact(f"no rules of {self.scheme_id} are known for budget year {budget_year}", *unknown)

    def unknown_in(self, budget_year: int) -> tuple[Finding, ...]:
        """That no source says what held in so early a year; nothing where one does."""
        known = self.periods[0].first_budget_year
        if known <= budget_year:
            return ()
        params = {"scheme": self.scheme_id, "name": self.name, "year": budget_year, "known": known}
        return (Finding("scheme.year_unknown", Severity.REFER, params=params),)

    def cut_off(self, budget_year: int, *, founded: date | None, is_first: bool) -> date:
        """As of which day a fund's members are counted for a budget year: otherwise for its first request.

        A founding anniversary is the last one by 30 September before the budget year, at the earliest the first: a fund
        that asks for the first time many years after its founding does not ask for the members of long ago.

        Raises:
            MissingFact: No rules of the scheme are known for the budget year, or the cut-off is the anniversary of a
                founding of which nobody wrote down the day.
        """
        period = self.in_year(budget_year)
        rule = period.first_cut_off if is_first else period.later_cut_off
        september = date(budget_year - BE_OFFSET - 1, 9, 30)
        if rule is CutOff.ANNIVERSARY:
            if founded is None:
                finding = Finding("cofunding.founding_unknown", Severity.REFER, params={"scheme": self.scheme_id})
                raise MissingFact("the first request counts as of the founding anniversary; it is not known", finding)
            return add_months(founded, 12 * max(1, whole_years(founded, september)))
        return september


def cut_off_before(day: date) -> date:
    """The last 30 September on or before a day: as of which a round's members are counted."""
    year = YearStart(10).year_of(day)
    return day if day == year.last else year.first - timedelta(days=1)

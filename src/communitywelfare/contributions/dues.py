"""Dues (อัตราเงินสมทบ): what a by-law asks of every member, month by month, and how it changed.

"One baht a day" has four conventions in real funds, so the convention is data (`Convention`).
"""

from bisect import bisect_right
from enum import Enum
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from attrs import field, frozen

from communitywelfare.calendar import Month
from communitywelfare.errors import Finding, InvalidValue, MissingFact, Severity
from communitywelfare.masking import how_many
from communitywelfare.members import Membership
from communitywelfare.money import ZERO, Money, Rounding

__all__ = ["Convention", "Dues", "DuesHistory", "FirstMonth"]

_MONTHS_KNOWN = 150 * 12


class Convention(Enum):
    """How "a baht a day" becomes an amount for a month (วิธีคิดเงินสมทบ).

    Sources: the published rules of funds F02 to F05: 30 a month, 365 a year, or the days of each month.
    """

    DAYS_IN_MONTH = "DAYS_IN_MONTH"  # the rate is per day: 28 to 31 baht a month, 365 or 366 a year
    FLAT_30 = "FLAT_30"  # the rate is per day, thirty days to every month: 360 a year
    ANNUAL_FLAT = "ANNUAL_FLAT"  # the rate is per year, also in leap years: twelve parts that add up to it exactly
    ANNUAL_DIV_12 = "ANNUAL_DIV_12"  # the rate is per year: each month is a twelfth, rounded


class FirstMonth(Enum):
    """The first month for which a new member owes dues."""

    JOINING = "month of joining"
    NEXT = "month after joining"


@frozen(kw_only=True)
class Dues:
    """What a by-law asks every member to contribute.

    `rate` is baht a day for DAYS_IN_MONTH and FLAT_30, baht a year for the two annual conventions; only ANNUAL_DIV_12
    needs a `rounding`. A month's dues are owed by the end of its last day; for the month of leaving nothing is owed.

    Raises:
        InvalidValue: A rate that is not positive, or ANNUAL_DIV_12 without a rounding or rounded to nothing.
    """

    convention: Convention = field(converter=Convention)
    rate: Money
    first_month: FirstMonth = field(default=FirstMonth.JOINING, converter=FirstMonth)
    rounding: Rounding | None = None
    entry_fee: Money = ZERO

    def __attrs_post_init__(self) -> None:
        if self.rate <= ZERO or (self.convention is Convention.ANNUAL_DIV_12 and self._twelfth <= ZERO):
            finding = Finding("dues.rate_not_positive", Severity.ERROR, params={"rate": self.rate})
            raise InvalidValue(f"dues of {self.rate} baht are not positive", finding)

    def of(self, month: Month) -> Money:
        """What is owed for one month."""
        match self.convention:
            case Convention.DAYS_IN_MONTH:
                return self.rate * month.days
            case Convention.FLAT_30:
                return self.rate * 30
            case Convention.ANNUAL_FLAT:
                before = self.rate.satang * (month.number - 1) // 12
                return Money(self.rate.satang * month.number // 12 - before)
            case Convention.ANNUAL_DIV_12:
                return self._twelfth

    @cached_property
    def _twelfth(self) -> Money:
        if self.rounding is None:
            finding = Finding("dues.rounding_missing", Severity.ERROR)
            raise InvalidValue("a twelfth of a year's dues needs a rounding rule", finding)
        return self.rate.at_rate(Fraction(1, 12), self.rounding)


@frozen
class DuesHistory:
    """Which dues were asked from when on; each entry holds until the next one's first month.

    Raises:
        InvalidValue: No entry, or entries that are not in the order of their months.
    """

    entries: tuple[tuple[Month, Dues], ...] = field(repr=how_many)

    def __attrs_post_init__(self) -> None:
        starts = [start for start, _dues in self.entries]
        if not starts or starts != sorted(set(starts)):
            finding = Finding("dues.history_out_of_order", Severity.ERROR)
            raise InvalidValue("dues need at least one entry, in the order of their first months", finding)

    def in_force(self, month: Month) -> Dues:
        """The dues asked for a month.

        Raises:
            MissingFact: No dues are known for so early a month.
        """
        for start, dues in reversed(self.entries):
            if start.index <= month.index:
                return dues
        known = self.entries[0][0]
        finding = Finding("fact.dues_unknown", Severity.REFER, params={"month": month, "known": known})
        raise MissingFact(f"no by-law says what was owed for {month}; the first known month is {known}", finding)

    def first_owed(self, membership: Membership) -> Month:
        """The first month for which this member owes dues."""
        joined = Month.of(membership.applied)
        return joined.plus(1) if self.in_force(joined).first_month is FirstMonth.NEXT else joined

    def owed_before(self, month: Month) -> Money:
        """What was owed for all known months before this one: sums over months are differences of it.

        Raises:
            MissingFact: A month before the first known dues, or more than 150 years after it.
        """
        return Money(self._running[self._position(month)])

    def owed_through(self, first: Month, last: Month) -> Money:
        """What was owed for the months from one to another, both included; nothing where the last is before the first.

        Raises:
            MissingFact: A month before the first known dues, or more than 150 years after it.
        """
        return ZERO if last < first else self.owed_before(last.plus(1)) - self.owed_before(first)

    def months_covered(self, paid: Money, first: Month) -> int:
        """How many whole months from `first` on this much money pays for.

        Raises:
            MissingFact: A month before the first known dues, or more than 150 years after it.
        """
        start = self._position(first)
        reached = bisect_right(self._running, self._running[start] + paid.satang, lo=start)
        return max(0, reached - 1 - start)

    def _position(self, month: Month) -> int:
        known = self.entries[0][0]
        position = month.index - known.index
        if 0 <= position <= _MONTHS_KNOWN:
            return position
        finding = Finding("fact.dues_unknown", Severity.REFER, params={"month": month, "known": known})
        raise MissingFact(f"what is owed for {month} is not known: it is known for 150 years from {known} on", finding)

    @cached_property
    def _running(self) -> tuple[int, ...]:
        starts = [start.index for start, _dues in self.entries]
        end = starts[0] + _MONTHS_KNOWN
        asked = (
            dues.of(Month.at(index)).satang
            for (start, dues), until in zip(self.entries, (*starts[1:], end), strict=True)
            for index in range(start.index, min(until, end))
        )
        return tuple(accumulate(asked, initial=0))

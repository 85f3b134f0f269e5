"""Exposure (จำนวนคน-ปีที่เสี่ยง): how long members were there to die, fall ill or leave, counted day by day.

A membership counts on every day that it covers: from joining to the day before it ended, and on the day of a death.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction

from attrs import frozen

from communitywelfare.calendar import add_months, whole_years
from communitywelfare.members import ExitCause, Membership, Sex
from communitywelfare.simulation.rates import SEXES

__all__ = ["DAYS_PER_YEAR", "Exposure", "Span", "exposure", "span_of", "years_of"]

DAYS_PER_YEAR = Fraction(1461, 4)
_DAY = timedelta(days=1)


@frozen
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


@frozen(kw_only=True)
class Exposure:
    """Days of membership, exactly.

    `by_age` is by sex, completed years of age and calendar year; of members whose sex or birth is not known nothing is
    in it, and `left_out` counts them. `by_tenure`, by completed years of membership and calendar year, holds all.
    """

    by_age: Mapping[tuple[Sex, int, int], int]
    by_tenure: Mapping[tuple[int, int], int]
    left_out: Mapping[str, int]


def exposure(memberships: Iterable[Membership], within: Span) -> Exposure:
    """How many days memberships lasted within a span of days, by age and by length of membership."""
    by_age: Counter[tuple[Sex, int, int]] = Counter()
    by_tenure: Counter[tuple[int, int]] = Counter()
    left_out: Counter[str] = Counter()
    for membership in memberships:
        span = span_of(membership, within)
        if span is None:
            continue
        for tenure, year, days in years_of(membership.applied, span):
            by_tenure[tenure, year] += days
        person = membership.person
        if person.sex not in SEXES:
            left_out["no_sex"] += 1
        elif person.birth is None:
            left_out["no_birth"] += 1
        else:
            for age, year, days in years_of(person.birth.first, span):
                by_age[person.sex, age, year] += days
    return Exposure(by_age=by_age, by_tenure=by_tenure, left_out=left_out)


def span_of(membership: Membership, within: Span) -> Span | None:
    """The days of a span that a membership covers; None where it covers none."""
    last = within.last
    if membership.ended is not None:
        has_died = membership.cause is ExitCause.DECEASED
        last = min(last, membership.ended if has_died else membership.ended - _DAY)
    first = max(within.first, membership.applied)
    return Span(first, last) if first <= last else None


def years_of(since: date, span: Span) -> Iterator[tuple[int, int, int]]:
    """A span cut at each anniversary of a day and each New Year: completed years, calendar year, and days."""
    first, years = span.first, whole_years(since, span.first)
    while first <= span.last:
        anniversary = add_months(since, 12 * (years + 1))
        following = min(anniversary, date(first.year + 1, 1, 1), span.last + _DAY)
        yield years, first.year, (following - first).days
        first, years = following, years + (following == anniversary)

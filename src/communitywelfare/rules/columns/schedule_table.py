"""When clauses fall due without a claim, as a table: every month, every year, or at certain ages."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from attrs import frozen

from communitywelfare.calendar import Duration, Unit
from communitywelfare.rules.columns.days import (
    NONE,
    Days,
    Flags,
    Whole,
    add_months,
    first_of_month,
    first_of_year,
    is_known,
    month_of,
    year_of,
)
from communitywelfare.rules.schedules import Every, Schedule

__all__ = ["MONTHLY", "NEVER", "OF_AGES", "YEARLY", "Schedules"]

NEVER, MONTHLY, YEARLY, OF_AGES = range(4)


@frozen(eq=False, kw_only=True)
class Schedules:
    """The schedule of each clause: its kind, the day of the year, and the ages in months, `NONE` where there is none.

    What falls due is counted by *turns*: running months for a schedule by the month, years for one by the year.
    """

    kind: Whole
    month: Whole
    day: Whole
    ages: Whole

    @classmethod
    def of(cls, schedules: Sequence[Schedule | None]) -> Self:
        """The table of schedules; None is that of a clause that somebody must ask for."""
        # An age that is said twice, as 40 years and as 480 months, comes once.
        ages = [sorted({_months(age) for age in each.ages} if each else ()) for each in schedules]
        table = np.full((len(schedules), max(map(len, ages), default=0)), NONE)
        for number, each in enumerate(ages):
            table[number, : len(each)] = each
        return cls(
            kind=np.array([_kind(each) for each in schedules], np.int64),
            month=np.array([each.on.month if each else 1 for each in schedules], np.int64),
            day=np.array([each.on.day if each else 1 for each in schedules], np.int64),
            ages=table,
        )

    def turns_before(self, clause: Whole, day: Days) -> Whole:
        """The first turn that falls due on a day or after it, for clauses that fall due by the month or the year."""
        if (self.kind[clause] == MONTHLY).all():
            return month_of(day - 1) + 1
        year = year_of(day)
        year = year + (first_of_year(year, self.month[clause], self.day[clause]) < day)
        return np.where(self.kind[clause] == MONTHLY, month_of(day - 1) + 1, year)

    def day_of(self, clause: Whole, turn: Whole) -> Days:
        """The day on which a turn falls due."""
        if (self.kind[clause] == MONTHLY).all():
            return first_of_month(turn)
        is_monthly = self.kind[clause] == MONTHLY
        yearly = first_of_year(np.where(is_monthly, 2000, turn), self.month[clause], self.day[clause])
        return np.where(is_monthly, first_of_month(np.where(is_monthly, turn, 0)), yearly)

    def birthdays(self, clause: Whole, birth: Days) -> tuple[Days, Flags]:
        """The days of the ages of clauses, a row for each and a column for each age; and which there are."""
        ages = self.ages[clause]
        there = is_known(ages) & is_known(birth)[:, None] & (self.kind[clause] == OF_AGES)[:, None]
        born = np.broadcast_to(np.where(is_known(birth), birth, 0)[:, None], ages.shape)
        return add_months(born, np.where(there, ages, 0)), there


def _months(age: Duration) -> int:
    return age.count * (12 if age.unit is Unit.YEAR else 1)


def _kind(schedule: Schedule | None) -> int:
    if schedule is None:
        return NEVER
    if schedule.every is None:
        return OF_AGES
    return MONTHLY if schedule.every is Every.MONTH else YEARLY

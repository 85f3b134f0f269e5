"""Benefits that nobody has to ask for (จ่ายโดยไม่ต้องยื่นคำขอ): pensions by the month, gifts by the year or at an age."""

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Self

from attrs import frozen

from communitywelfare.calendar import Duration, Month, Unit, YearStart
from communitywelfare.rules.keys import Keys

__all__ = ["Every", "Schedule"]


class Every(Enum):
    """How often a benefit falls due."""

    MONTH = "month"
    YEAR = "year"


@frozen
class Schedule:
    """The days on which a benefit falls due: the first of each month, one day of each year, or the day of an age."""

    every: Every | None = None
    on: YearStart = YearStart(1)
    ages: tuple[Duration, ...] = ()

    @classmethod
    def read(cls, keys: Keys) -> Self:
        """Read ``every`` with ``on``, or ``ages``."""
        every = keys.choice("every", Every) if keys.has("every") else None
        on = keys.year_start("on", default="01-01")
        ages = keys.durations("ages")
        for age in ages:
            if age.unit is Unit.DAY:
                keys.report("bylaw.wrong_value", "ages", {"value": str(age), "wanted": "months or years"})
        if (every is None) == (not ages):
            keys.report("bylaw.one_of_two", "every", {"other": "ages"})
        return cls(every, on, ages)

    def days(self, since: date, until: date, birth: date | None) -> Iterator[date]:
        """The days after `since` up to and with `until`, in order; ages only where the birth date is known."""
        if self.every is Every.MONTH:
            month = Month.of(since).plus(1)
            while month.first <= until:
                yield month.first
                month = month.plus(1)
        elif self.every is Every.YEAR:
            for year in range(since.year, until.year + 1):
                day = date(year, self.on.month, self.on.day)
                if since < day <= until:
                    yield day
        elif birth is not None:
            days = (age.after(birth) for age in self.ages)
            yield from sorted(day for day in days if since < day <= until)

"""How far a projection looks (ระยะเวลาที่ฉายภาพ): a first month, and how many follow one another."""

from datetime import date

from attrs import frozen

from communitywelfare.calendar import Month

__all__ = ["Horizon"]


@frozen
class Horizon:
    """So many months from a first one on; inside a projection they are counted from 0."""

    first: Month
    months: int

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.first.plus(self.months - 1).last

    @property
    def years(self) -> range:
        """The calendar years that it touches, of the common era."""
        return range(self.first.year, self.first.plus(self.months - 1).year + 1)

    @property
    def places(self) -> tuple[int, ...]:
        """In which of these years each month lies, counted from 0."""
        first = self.first.index
        return tuple((first + month) // 12 - self.first.year for month in range(self.months))

    @property
    def since_1970(self) -> int:
        """The running month of its first month, from January 1970: day columns count so."""
        return self.first.index - _JANUARY_1970

    def at(self, month: int) -> Month:
        """The calendar month behind a number."""
        return self.first.plus(month)

    def month_of(self, day: date) -> int:
        """The number of the month in which a day lies; negative before the first."""
        return Month.of(day).index - self.first.index


_JANUARY_1970 = 1970 * 12

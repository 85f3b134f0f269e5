"""Limits (เพดาน): how much of a benefit one person may receive in a window of time.

Limits are applied from the narrowest window to the widest, each to what the one before left. A limit looks at each
slice of an entitlement on its own day, so a stay over New Year meets the limits of both years.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from functools import lru_cache

from attrs import field, frozen

from communitywelfare.calendar import YearStart, whole_years
from communitywelfare.claims import CapUsage
from communitywelfare.money import ZERO, Money
from communitywelfare.rules.amounts import Slice
from communitywelfare.rules.facts import ClaimFacts, Used
from communitywelfare.rules.keys import Keys

__all__ = ["Limit", "Measure", "Tally", "Window"]

_BEFORE_JOINING = -1  # an earlier membership of the same person has no part in this one's years


class Window(Enum):
    """The stretch of time, or the event, within which a limit counts; from the narrowest to the widest."""

    EVENT = "event"
    MEMBERSHIP_YEAR = "membership year"
    CALENDAR_YEAR = "calendar year"
    FISCAL_YEAR = "fiscal year"
    LIFETIME = "lifetime"

    @property
    def width(self) -> int:
        """Its place in the order of application."""
        return list(Window).index(self)


class Measure(Enum):
    """What a limit counts."""

    BAHT = "baht"
    UNITS = "units"
    TIMES = "times"


@frozen
class Limit:
    """At most so much in a window; `maximum` is satang for BAHT and a count otherwise."""

    measure: Measure = field(converter=Measure)
    maximum: int
    window: Window = field(converter=Window)

    @property
    def limit_id(self) -> str:
        """Its name in a decision, such as ``baht per calendar year``."""
        return f"{self.measure.value} per {self.window.value}"

    @property
    def code(self) -> str:
        """The code of the reason that this limit gives."""
        if self.measure is Measure.TIMES:
            return "cap.count"
        return {Window.EVENT: "cap.episode", Window.LIFETIME: "cap.lifetime"}.get(self.window, "cap.year")

    @classmethod
    def read(cls, keys: Keys) -> "Limit":
        """Read ``baht``, ``units`` or ``times``, with ``per``."""
        named = [measure for measure in Measure if keys.has(measure.value)]
        window = keys.choice("per", Window)
        if len(named) != 1:
            keys.report("bylaw.limit_needs_one_measure", "")
            return cls(Measure.TIMES, 0, window)
        maximum = keys.money("baht").satang if named == [Measure.BAHT] else keys.whole(named[0].value)
        return cls(named[0], maximum, window)

    def beside(self, slices: tuple[Slice, ...], facts: ClaimFacts) -> "Tally":
        """The limit beside one claim: in which windows its days fall, and what was used there before."""
        windows = tuple(self._window_of(each.day, facts) for each in slices)
        used = dict.fromkeys(windows, 0) if self.window is Window.EVENT else self._used(windows, facts)
        return Tally(self, windows, used)

    def _used(self, windows: tuple[int, ...], facts: ClaimFacts) -> Mapping[int, int]:
        found: dict[int, list[Used]] = {window: [] for window in windows}
        for used in self._counted(facts.used):
            window = self._window_of(used.day, facts)
            if window in found:
                found[window].append(used)
        return {window: self._sum(used) for window, used in found.items()}

    def _counted(self, used: tuple[Used, ...]) -> Iterable[Used]:
        """What counts of earlier claims: an occasion counts once, in the window of its first paid day."""
        if self.measure is not Measure.TIMES:
            return used
        return {each.claim: each for each in sorted(used, key=_day, reverse=True)}.values()

    def _window_of(self, day: date, facts: ClaimFacts) -> int:
        """The number of the window that a day falls in; the same number, the same window."""
        match self.window:
            case Window.EVENT | Window.LIFETIME:
                return 0
            case Window.CALENDAR_YEAR:
                return day.year
            case Window.FISCAL_YEAR:
                start = facts.year_start
                return day.year - ((day.month, day.day) < (start.month, start.day))
            case Window.MEMBERSHIP_YEAR:
                return whole_years(facts.joined, day) if facts.joined <= day else _BEFORE_JOINING

    def name_of(self, window: int, facts: ClaimFacts) -> str:
        """A window's name in a decision."""
        match self.window:
            case Window.EVENT:
                return f"event {facts.event_day}"
            case Window.LIFETIME:
                return "lifetime"
            case Window.MEMBERSHIP_YEAR:
                return f"membership year {window + 1}"
            case Window.CALENDAR_YEAR:
                return _name_of_year(YearStart(1), window)
            case Window.FISCAL_YEAR:
                return _name_of_year(facts.year_start, window)

    def _sum(self, used: list[Used]) -> int:
        match self.measure:
            case Measure.BAHT:
                return sum(each.amount.satang for each in used)
            case Measure.UNITS:
                return sum(each.units for each in used)
            case Measure.TIMES:
                return len(used)

    def cut(self, each: Slice, room: int, *, is_first: bool) -> Slice:
        """What is left of a slice where there is so much room."""
        match self.measure:
            case Measure.BAHT:
                if each.amount.satang <= room:
                    return each
                # A night for which nothing is left counts as no night.
                return Slice(each.day, each.units if room else 0, Money(room))
            case Measure.UNITS:
                if each.units <= room:
                    return each
                # Limits on units come before those on money, so a slice is still its units times their rate.
                return Slice(each.day, room, Money(each.amount.satang * room // each.units))
            case Measure.TIMES:
                return each if room > 0 or not is_first else Slice(each.day, 0, ZERO)

    def cost(self, kept: Slice, *, is_first: bool) -> int:
        """What a slice takes of the limit; a whole claim is one occasion, in the window of its first paid day."""
        match self.measure:
            case Measure.BAHT:
                return kept.amount.satang
            case Measure.UNITS:
                return kept.units
            case Measure.TIMES:
                return int(is_first and kept.units > 0)


@lru_cache(maxsize=1024)
def _name_of_year(start: YearStart, first_year: int) -> str:
    year = start.year_of(date(first_year, start.month, start.day))
    return f"{year.first}/{year.last}"


@frozen
class Tally:
    """A limit beside one claim; `windows` has one number for each slice, `used` what was used before in each."""

    limit: Limit
    windows: tuple[int, ...]
    used: Mapping[int, int]

    def leave(self, slices: tuple[Slice, ...]) -> tuple[Slice, ...]:
        """What the limit leaves of each slice, the earlier days served first."""
        taken = dict(self.used)
        left: list[Slice] = []
        is_first = True
        for window, each in zip(self.windows, slices, strict=True):
            kept = self.limit.cut(each, max(0, self.limit.maximum - taken[window]), is_first=is_first)
            taken[window] += self.limit.cost(kept, is_first=is_first)
            is_first = is_first and not kept.units
            left.append(kept)
        return tuple(left)

    def usage(self, slices: tuple[Slice, ...], facts: ClaimFacts) -> tuple[CapUsage, ...]:
        """What was used before, and what these slices take, in every window that they touch."""
        taken = dict.fromkeys(self.used, 0)
        is_first = True
        for window, each in zip(self.windows, slices, strict=True):
            taken[window] += self.limit.cost(each, is_first=is_first)
            is_first = is_first and not each.units
        return tuple(
            CapUsage(
                limit_id=self.limit.limit_id,
                window=self.limit.name_of(window, facts),
                unit=self.limit.measure.value,
                limit=self.limit.maximum,
                used_before=self.used[window],
                consumed=consumed,
            )
            for window, consumed in taken.items()
        )


def _day(used: Used) -> date:
    return used.day

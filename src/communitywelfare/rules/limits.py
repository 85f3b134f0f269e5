"""Limits (เพดาน): how much of a benefit one person may receive in a window of time.

Limits are applied from the narrowest window to the widest, each to what the one before left. A limit looks at each
slice of an entitlement on its own day, so a stay over New Year meets the limits of both years.
"""

from collections.abc import Iterable
from datetime import date
from enum import Enum

from attrs import field, frozen

from communitywelfare.calendar import YearStart, whole_years
from communitywelfare.claims import CapUsage
from communitywelfare.money import ZERO, Money
from communitywelfare.rules.amounts import Slice
from communitywelfare.rules.facts import ClaimFacts, Used
from communitywelfare.rules.keys import Keys

__all__ = ["Limit", "Measure", "Window"]


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
        if len(named) != 1:
            keys.report("bylaw.limit_needs_one_measure", "")
        measure = named[0] if named else Measure.TIMES
        maximum = keys.money("baht").satang if measure is Measure.BAHT else keys.whole(measure.value)
        return cls(measure, maximum, keys.choice("per", Window))

    def apply(self, slices: tuple[Slice, ...], facts: ClaimFacts) -> tuple[Slice, ...]:
        """What the limit leaves of each slice, the earlier days served first."""
        taken: dict[str, int] = {}
        left: list[Slice] = []
        for each in slices:
            window = self.window_of(each.day, facts)
            if window not in taken:
                taken[window] = self._used(window, facts)
            is_first = not any(kept.units for kept in left)
            kept = self._cut(each, max(0, self.maximum - taken[window]), is_first=is_first)
            taken[window] += self._cost(kept, is_first=is_first)
            left.append(kept)
        return tuple(left)

    def usage(self, slices: tuple[Slice, ...], facts: ClaimFacts) -> tuple[CapUsage, ...]:
        """What was used before, and what these slices take, in every window that they touch."""
        taken: dict[str, int] = {}
        is_first = True
        for each in slices:
            window = self.window_of(each.day, facts)
            taken[window] = taken.get(window, 0) + self._cost(each, is_first=is_first)
            is_first = is_first and not each.units
        return tuple(
            CapUsage(
                limit_id=self.limit_id,
                window=window,
                unit=self.measure.value,
                limit=self.maximum,
                used_before=self._used(window, facts),
                consumed=consumed,
            )
            for window, consumed in taken.items()
        )

    def window_of(self, day: date, facts: ClaimFacts) -> str:
        """The name of the window that a day falls in; the same name, the same window."""
        match self.window:
            case Window.EVENT:
                return f"event {facts.event_day}"
            case Window.CALENDAR_YEAR:
                return f"{YearStart(1).year_of(day).first}/{YearStart(1).year_of(day).last}"
            case Window.FISCAL_YEAR:
                return f"{facts.year_start.year_of(day).first}/{facts.year_start.year_of(day).last}"
            case Window.MEMBERSHIP_YEAR:
                return f"membership year {whole_years(facts.joined, day) + 1}"
            case Window.LIFETIME:
                return "lifetime"

    def _used(self, name: str, facts: ClaimFacts) -> int:
        if self.window is Window.EVENT:
            return 0
        return self._sum(used for used in facts.used if self.window_of(used.day, facts) == name)

    def _sum(self, used: Iterable[Used]) -> int:
        match self.measure:
            case Measure.BAHT:
                return sum(each.amount.satang for each in used)
            case Measure.UNITS:
                return sum(each.units for each in used)
            case Measure.TIMES:
                return len({each.claim for each in used})

    def _cut(self, each: Slice, room: int, *, is_first: bool) -> Slice:
        match self.measure:
            case Measure.BAHT:
                amount = min(each.amount, Money(room))
                is_used_up = amount == ZERO < each.amount  # a night for which nothing is left counts as no night
                return Slice(each.day, 0 if is_used_up else each.units, amount)
            case Measure.UNITS:
                # Limits on units come before those on money, so a slice is still its units times their rate.
                units = min(each.units, room)
                return Slice(each.day, units, Money(each.amount.satang * units // max(1, each.units)))
            case Measure.TIMES:
                return each if room > 0 or not is_first else Slice(each.day, 0, ZERO)

    def _cost(self, kept: Slice, *, is_first: bool) -> int:
        match self.measure:
            case Measure.BAHT:
                return kept.amount.satang
            case Measure.UNITS:
                return kept.units
            case Measure.TIMES:
                return int(is_first and kept.units > 0)

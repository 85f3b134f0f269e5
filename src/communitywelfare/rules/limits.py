"""Limits (เพดาน): how much of a benefit, or of several together, a person or a household may receive in a window.

Limits are applied from the narrowest window to the widest, each to what the one before left. A limit looks at each
slice of an entitlement on its own day, so a stay over New Year meets the limits of both years. A rolling window looks
back from the day of the event: what falls later never takes from it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from functools import cached_property, lru_cache

from attrs import field, frozen

from communitywelfare.calendar import Duration, YearStart, whole_years
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
    ROLLING = "rolling"
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
    """At most so much in a window; `maximum` is satang for BAHT and a count otherwise.

    `benefits` are the clauses that it counts together, this one alone where there are none. `time` is the length of a
    rolling window. A limit of the household (ครัวเรือน) counts what all its people received.
    """

    measure: Measure = field(converter=Measure)
    maximum: int
    window: Window = field(converter=Window)
    benefits: tuple[str, ...] = ()
    time: Duration | None = None
    is_household: bool = False

    @cached_property
    def limit_id(self) -> str:
        """Its name in a decision, such as ``baht per calendar year``."""
        window = self.window.value if self.time is None else str(self.time)
        whose = " for the household" if self.is_household else ""
        return f"{self.measure.value} per {window}{whose}{' of ' if self.benefits else ''}{', '.join(self.benefits)}"

    @property
    def code(self) -> str:
        """The code of the reason that this limit gives."""
        if self.is_household:
            return "cap.household"
        if self.benefits:
            return "cap.group"
        if self.measure is Measure.TIMES:
            return "cap.count"
        return _CODES.get(self.window, "cap.year")

    @classmethod
    def read(cls, keys: Keys) -> "Limit":
        """Read ``baht``, ``units`` or ``times``, with ``per``, ``together_with`` and ``household``."""
        named = [measure for measure in Measure if keys.has(measure.value)]
        time = keys.duration("per") if keys.is_duration("per") else None
        window = _window(keys) if time is None else Window.ROLLING
        benefits = keys.texts("together_with")
        is_household = keys.truth("household")
        if len(named) != 1:
            keys.report("bylaw.limit_needs_one_measure", "")
            return cls(Measure.TIMES, 0, window)
        maximum = keys.money("baht").satang if named == [Measure.BAHT] else keys.whole(named[0].value)
        return cls(named[0], maximum, window, benefits, time, is_household)

    def counts(self, used: Used, own: str) -> bool:
        """Whether what was received counts against this limit of the clause `own`."""
        is_covered = used.benefit in self.benefits if self.benefits else used.benefit == own
        return is_covered and (used.is_own or self.is_household)

    def beside(self, slices: tuple[Slice, ...], facts: ClaimFacts, own: str) -> "Tally":
        """The limit of the clause `own` beside one claim: in which windows its days fall, and what was used there."""
        windows = self._windows(slices, facts)
        used = dict.fromkeys(windows, 0)
        if self.window is not Window.EVENT and facts.used:
            used |= self._used(windows, facts, own)
        return Tally(self, windows, used)

    def _windows(self, slices: tuple[Slice, ...], facts: ClaimFacts) -> tuple[int, ...]:
        """The window of each slice; of days in order, those between two in one window lie in it too."""
        if not slices:
            return ()
        window_of = self._window_of
        first = window_of(slices[0].day, facts)
        if len(slices) == 1 or first == window_of(slices[-1].day, facts):
            return (first,) * len(slices)
        return tuple([window_of(each.day, facts) for each in slices])

    def _used(self, windows: tuple[int, ...], facts: ClaimFacts, own: str) -> Mapping[int, int]:
        found: dict[int, list[Used]] = {window: [] for window in windows}
        window_of = self._window_of
        for used in self._counted(tuple([used for used in facts.used if self.counts(used, own)])):
            window = window_of(used.day, facts)
            if window in found and self._is_within(used.day, facts):
                found[window].append(used)
        return {window: self._sum(used) for window, used in found.items()}

    def _is_within(self, day: date, facts: ClaimFacts) -> bool:
        """Whether a day lies in the time that a rolling window looks back on."""
        return self.time is None or (day <= facts.event_day and not self.time.is_complete(day, facts.event_day))

    def _counted(self, used: tuple[Used, ...]) -> Iterable[Used]:
        """What counts of earlier claims: an occasion counts once, in the window of its first paid day."""
        if self.measure is not Measure.TIMES:
            return used
        return {each.claim: each for each in sorted(used, key=_day, reverse=True)}.values()

    @cached_property
    def _window_of(self) -> Callable[[date, ClaimFacts], int]:
        """The number of the window that a day falls in; the same number, the same window."""
        return _NUMBERS[self.window]

    def name_of(self, window: int, facts: ClaimFacts) -> str:
        """A window's name in a decision."""
        match self.window:
            case Window.EVENT:
                return f"event {facts.event_day}"
            case Window.LIFETIME:
                return "lifetime"
            case Window.ROLLING:
                return f"{self.time} to {facts.event_day}"
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


def _only_one(_day: date, _facts: ClaimFacts) -> int:
    return 0


def _calendar_year(day: date, _facts: ClaimFacts) -> int:
    return day.year


def _fiscal_year(day: date, facts: ClaimFacts) -> int:
    start = facts.year_start
    return day.year - ((day.month, day.day) < (start.month, start.day))


def _membership_year(day: date, facts: ClaimFacts) -> int:
    joined = facts.joined
    return whole_years(joined, day) if joined is not None and joined <= day else _BEFORE_JOINING


_NUMBERS: Mapping[Window, Callable[[date, ClaimFacts], int]] = {
    Window.EVENT: _only_one,
    Window.LIFETIME: _only_one,
    Window.ROLLING: _only_one,
    Window.CALENDAR_YEAR: _calendar_year,
    Window.FISCAL_YEAR: _fiscal_year,
    Window.MEMBERSHIP_YEAR: _membership_year,
}
_CODES = {Window.EVENT: "cap.episode", Window.LIFETIME: "cap.lifetime", Window.ROLLING: "cap.rolling"}
_FIXED = tuple(window for window in Window if window is not Window.ROLLING)


def _window(keys: Keys) -> Window:
    return Window(keys.one_of("per", tuple(window.value for window in _FIXED)))


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
        """What the limit leaves of each slice, the earlier days served first; the same tuple where that is all."""
        if self._admits(slices):
            return slices
        taken = dict(self.used)
        left: list[Slice] = []
        is_first = True
        for window, each in zip(self.windows, slices, strict=True):
            kept = self.limit.cut(each, max(0, self.limit.maximum - taken[window]), is_first=is_first)
            taken[window] += self.limit.cost(kept, is_first=is_first)
            is_first = is_first and not kept.units
            left.append(kept)
        return tuple(left)

    def _admits(self, slices: tuple[Slice, ...]) -> bool:
        """Whether all of the slices surely find room: they lie in one window, and together cost no more than is left.

        A limit that is passed already takes even what costs nothing of it, so it admits nothing at a glance.
        """
        if len(self.used) != 1:
            return not slices
        (used,) = self.used.values()
        room = self.limit.maximum - used
        return room > 0 and self._cost(slices) <= room

    def _cost(self, slices: tuple[Slice, ...]) -> int:
        """What slices of one window cost together."""
        match self.limit.measure:
            case Measure.BAHT:
                return sum(each.amount.satang for each in slices)
            case Measure.UNITS:
                return sum(each.units for each in slices)
            case Measure.TIMES:
                return int(any(each.units > 0 for each in slices))

    def _taken(self, slices: tuple[Slice, ...]) -> Mapping[int, int]:
        """What slices take in every window that they touch."""
        if len(self.used) == 1:
            return dict.fromkeys(self.used, self._cost(slices))
        taken = dict.fromkeys(self.used, 0)
        is_first = True
        for window, each in zip(self.windows, slices, strict=True):
            taken[window] += self.limit.cost(each, is_first=is_first)
            is_first = is_first and not each.units
        return taken

    def usage(self, slices: tuple[Slice, ...], facts: ClaimFacts) -> list[CapUsage]:
        """What was used before, and what these slices take, in every window that they touch."""
        limit = self.limit
        return [
            CapUsage(
                limit_id=limit.limit_id,
                window=limit.name_of(window, facts),
                unit=limit.measure.value,
                limit=limit.maximum,
                used_before=self.used[window],
                consumed=consumed,
            )
            for window, consumed in self._taken(slices).items()
        ]


def _day(used: Used) -> date:
    return used.day

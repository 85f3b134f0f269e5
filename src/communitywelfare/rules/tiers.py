"""Rows of bounds on membership or age, each with a sum (ขั้น): steps, and rates that depend on a tier.

A row begins ``from`` a time (complete on the basis day) or ``over`` it (complete before), and ends ``below`` a time or
goes up ``to`` it; a row without an end goes on until the next begins. Rows that overlap as published are a mistake of
the by-law unless it says which of them governs; rows that leave a gap pay nothing there, and lint tells it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import Self

from attrs import field, frozen

from communitywelfare.calendar import Duration, Unit
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import Money
from communitywelfare.rules.facts import ClaimFacts, Clock
from communitywelfare.rules.keys import Keys

__all__ = ["Overlap", "Step", "Tiers", "is_longer"]

_LEAP_YEAR = date(2000, 1, 1)
_DAY = timedelta(days=1)
# From the 1st to the 28th of a month a length of time is the same; these and the last days are all there is to look at.
_STARTS = tuple(
    day for number in range(4 * 366) for day in [_LEAP_YEAR + timedelta(days=number)] if day.day in {1, 29, 30, 31}
)


class Overlap(Enum):
    """Which of two rows governs where both hold."""

    EARLIER = "earlier row"
    LATER = "later row"


@frozen
class Step:
    """From the completion of this time on, this sum: until the next step, or until an end of its own."""

    since: Duration
    pay: Money
    is_over: bool = False
    until: Duration | None = None
    reaches: bool = False

    def begins(self, start: date) -> date:
        """The first day on which it holds, for a time that runs from `start`."""
        complete = self.since.after(start)
        return complete + _DAY if self.is_over else complete

    def ends(self, start: date) -> date | None:
        """The first day on which its own end is passed; None where it has none."""
        if self.until is None:
            return None
        complete = self.until.after(start)
        return complete + _DAY if self.reaches else complete

    @property
    def ends_after_it_begins(self) -> bool:
        """Whether anybody can stand on it; where from and to are swapped (RU02) nobody can."""
        is_one_day = self.until == self.since and self.reaches and not self.is_over
        return self.until is None or is_one_day or is_longer(self.until, self.since)

    @classmethod
    def read(cls, keys: Keys) -> Self:
        """Read ``from`` or ``over``, ``below`` or ``to``, and ``pay``."""
        is_over, reaches = keys.has("over"), keys.has("to")
        if is_over and keys.has("from"):
            keys.report("bylaw.one_of_two", "over", {"other": "from"})
        if reaches and keys.has("below"):
            keys.report("bylaw.one_of_two", "to", {"other": "below"})
        end = "to" if reaches else "below"
        until = keys.duration(end) if keys.has(end) else None
        return cls(keys.duration("over" if is_over else "from"), keys.money("pay"), is_over, until, reaches)


@frozen
class Tiers:
    """Rows in rising order, and which governs where two overlap."""

    rows: tuple[Step, ...]
    overlap: Overlap | None = field(default=None)

    @classmethod
    def flat(cls, pay: Money) -> Self:
        """One row for everybody."""
        return cls((Step(Duration(0, Unit.DAY), pay),))

    @classmethod
    def read(cls, keys: Keys, key: str) -> Self:
        """Read a list of rows, from the lowest to the highest, and ``overlap``."""
        overlap = keys.choice("overlap", Overlap) if keys.has("overlap") else None
        told = len(keys.findings)
        rows = tuple(Step.read(each) for each in keys.tables(key))
        if len(keys.findings) > told:
            return cls(rows, overlap)  # stand-ins have no order
        if not rows:
            keys.report("bylaw.steps_empty", key)
        backwards = [number for number, row in enumerate(rows, start=1) if not row.ends_after_it_begins]
        for number in backwards:
            row = rows[number - 1]
            keys.report("bylaw.step_backwards", f"{key}[{number}]", {"since": row.since, "until": row.until})
        if backwards:
            return cls(rows, overlap)
        if not all(_rises(low, high) for low, high in pairwise(rows)):
            keys.report("bylaw.steps_out_of_order", key)
        elif overlap is None:
            for number in cls(rows).overlapping:
                keys.report("bylaw.steps_overlap", f"{key}[{number}]", {"first": number - 1, "second": number})
        return cls(rows, overlap)

    @property
    def overlapping(self) -> tuple[int, ...]:
        """The numbers, from 1 on, of rows that begin before the row before them has ended by its own word."""
        return tuple(_overlapping(self.rows))

    def find(self, facts: ClaimFacts, clock: Clock, place: Place) -> Step | Finding:
        """The row that holds on the basis day, or why none does.

        Raises:
            MissingFact: The day from which the time runs is not recorded.
        """
        start = facts.start_of(clock)
        begins = [row.begins(start) for row in self.rows]
        if facts.basis < begins[0]:
            first = self.rows[0]
            params: dict[str, object] = {"first": first.since, "met_on": begins[0], "start": start}
            return Finding("amount.below_first_step", Severity.BLOCK, place=place, params=params)
        ends = (row.ends(start) or following for row, following in zip(self.rows, (*begins[1:], None), strict=True))
        holding = [
            row
            for row, begin, end in zip(self.rows, begins, ends, strict=True)
            if begin <= facts.basis and (end is None or facts.basis < end)
        ]
        if holding:
            return holding[0] if self.overlap is Overlap.EARLIER else holding[-1]
        code = "amount.between_steps" if facts.basis < begins[-1] else "amount.past_last_step"
        return Finding(code, Severity.BLOCK, place=place, params={"start": start, "basis": facts.basis})


def _overlapping(rows: Sequence[Step]) -> list[int]:
    """The numbers of rows that begin before the row before them has ended by its own word."""
    found = []
    for number, (low, high) in enumerate(pairwise(rows), start=2):
        if low.until is None:
            continue
        both_hold_there = low.reaches and not high.is_over
        if is_longer(low.until, high.since) or (low.until == high.since and both_hold_there):
            found.append(number)
    return found


def _rises(low: Step, high: Step) -> bool:
    same_but_over = low.since == high.since and high.is_over and not low.is_over
    return is_longer(high.since, low.since) or same_but_over


def is_longer(one: Duration, other: Duration) -> bool:
    """Longer from every starting day: 6 months and 181 days are longer than each other, so neither is."""
    if (one.unit is Unit.DAY) == (other.unit is Unit.DAY):
        return one.after(_LEAP_YEAR) > other.after(_LEAP_YEAR)
    return _days(one)[0] > _days(other)[1]


@lru_cache(maxsize=4096)
def _days(time: Duration) -> tuple[int, int]:
    """The fewest and the most days that a length of time has, from any starting day."""
    if time.unit is Unit.DAY:
        return time.count, time.count
    lengths = [(time.after(start) - start).days for start in _STARTS]
    return min(lengths), max(lengths)

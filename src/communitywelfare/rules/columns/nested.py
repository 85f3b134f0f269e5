"""Limits that lie inside one another, for clauses that nothing else touches: a sum, a running total, and no loop.

Most clauses have one limit, or several of one measure whose windows are nested: so much a stay, so much a year, so much
in a lifetime. What such a limit leaves of a claim follows from the running total of what came before it in the window:
the total of what was granted is the total of what was asked, cut at the maximum. A wider limit only ever ends what a
narrower one began, so limits follow one another without looking back. Everything else is decided in rounds.
"""

import numpy as np

from communitywelfare.rules.columns.asking import Asked
from communitywelfare.rules.columns.book import Book
from communitywelfare.rules.columns.days import Days, Flags, Whole, first_of_year, whole_months, year_of
from communitywelfare.rules.columns.facts import Facts
from communitywelfare.rules.limits import Measure, Window

__all__ = ["left_alone"]

_BEFORE_JOINING = -1


def left_alone(book: Book, nest: int, facts: Facts, asked: Asked) -> tuple[Whole, Flags]:
    """What the limits of one nest leave of claims, in the order of people and of their claims; and which are left open.

    A claim is left open where limits turn in the middle of a stay in a way that only rounds can follow.
    """
    stage = _Stage(facts, asked)
    for number, (measure, window) in enumerate(book.nests[nest]):
        maximum = book.limits.maximum[book.limit_from[facts.clause] + number]
        stage.cut(measure, window, maximum)
    return stage.claims()


class _Stage:
    """The claims of one group on their way through their limits, a stay over the turn of a year in two parts."""

    def __init__(self, facts: Facts, asked: Asked) -> None:
        self.facts = facts
        self.given, self.pays = asked, ~asked.stops
        self.day: Days = facts.event_day
        self.units, self.amount, self.by_day = asked.units, asked.amount, asked.by_day
        self.part_of: Whole | None = None
        self.is_open = np.zeros(len(facts), bool)

    def cut(self, measure: Measure, window: Window, maximum: Whole) -> None:
        """What one limit leaves; `maximum` has a number for each claim."""
        if window is Window.EVENT:  # the narrowest of all, and so before any stay is parted
            room = maximum
        else:
            before = self._before(measure, self._starts(measure, window))
            maximum = maximum if self.part_of is None else maximum[self.part_of]
            room = maximum - np.minimum(before, maximum)
        if measure is Measure.BAHT:
            self.amount = np.minimum(self.amount, room)
        elif measure is Measure.TIMES:
            self.amount = np.where(room > 0, self.amount, 0)
        else:
            self._cut_units(room)

    def claims(self) -> tuple[Whole, Flags]:
        """What is left of each claim, and which are left open."""
        if self.part_of is None:
            return self.amount, self.is_open
        begins = np.flatnonzero(np.diff(self.part_of, prepend=-1))
        return np.add.reduceat(self.amount, begins), self.is_open

    def _cut_units(self, room: Whole) -> None:
        kept = np.minimum(self.units, room)
        whole = np.maximum(self.units, 1)
        # A night is worth its rate, so a stay divides without a rest; any other sum is cut in proportion.
        amount = self.amount * kept // whole
        vanishes = (amount == 0) & (self.amount > 0) & (kept > 0)
        if vanishes.any():
            self.is_open[np.flatnonzero(vanishes) if self.part_of is None else self.part_of[vanishes]] = True
        self.amount, self.units = amount, kept

    def _before(self, measure: Measure, starts: Flags) -> Whole:
        """What was granted before in the same window, as far as it was not cut by the limit itself."""
        pays = self.pays if self.part_of is None else self.pays[self.part_of]
        if measure is Measure.BAHT:
            cost = np.where(pays, self.amount, 0)
        elif measure is Measure.UNITS:
            cost = np.where(pays & (self.amount > 0), self.units, 0)
        else:
            cost = (pays & (self.amount > 0)).astype(np.int64)
        running = np.cumsum(cost) - cost
        begins = np.flatnonzero(starts)
        return running - np.repeat(running[begins], np.diff(begins, append=len(cost)))

    def _starts(self, measure: Measure, window: Window) -> Flags:
        """Where a window begins: with another person, or with another year of the same one."""
        person = self.facts.person
        changes = np.ones(len(person), bool)
        changes[1:] = person[1:] != person[:-1]
        if window is Window.LIFETIME:
            return self._of_parts(changes)
        number = self._number(window, self.facts.event_day)
        if self.part_of is None and self.by_day.any():
            self._part(measure, window, number)
        if self.part_of is not None:
            parts_before = self._of_parts(changes)
            # The second part of a stay lies in the year after that of the first.
            number = number[self.part_of] + (np.diff(self.part_of, prepend=-1) == 0)
            changes = parts_before
        goes_back = np.zeros(len(number), bool)
        goes_back[1:] = (number[1:] < number[:-1]) & ~changes[1:]
        if goes_back.any():
            self.is_open[goes_back if self.part_of is None else self.part_of[goes_back]] = True
        changes[1:] |= number[1:] != number[:-1]
        return changes

    def _of_parts(self, changes: Flags) -> Flags:
        """What is marked of claims, at the first part of each."""
        if self.part_of is None:
            return changes
        return changes[self.part_of] & (np.diff(self.part_of, prepend=-1) != 0)

    def _number(self, window: Window, days: Days) -> Whole:
        facts = self.facts if self.part_of is None else self.facts.taken(self.part_of)
        if window is Window.CALENDAR_YEAR:
            return year_of(days)
        if window is Window.FISCAL_YEAR:
            years = year_of(days)
            return years - (days < first_of_year(years, facts.year_month, facts.year_day))
        joined = facts.joined
        return np.where(joined <= days, whole_months(np.minimum(joined, days), days) // 12, _BEFORE_JOINING)

    def _part(self, measure: Measure, window: Window, number: Whole) -> None:
        """Part the stays that go on into the next year; those that go further are left open."""
        last = self.day + np.where(self.by_day, np.maximum(self.units, 1) - 1, 0)
        goes_on = self._number(window, last) - number
        crosses = goes_on > 0
        if not crosses.any():
            return
        is_beyond = (goes_on > 1) | (measure is Measure.TIMES) | (window is Window.MEMBERSHIP_YEAR)
        self.is_open |= crosses & is_beyond
        parted = crosses & ~self.is_open
        if not parted.any():
            return
        self._split(parted, number, window)

    def _split(self, parted: Flags, number: Whole, window: Window) -> None:
        january = window is Window.CALENDAR_YEAR
        rows = np.flatnonzero(parted)
        month = np.ones(len(rows), np.int64) if january else self.facts.year_month[rows]
        start = np.ones(len(rows), np.int64) if january else self.facts.year_day[rows]
        turn = first_of_year(number[rows] + 1, month, start)
        part_of = np.repeat(np.arange(len(parted)), 1 + parted)
        second = rows + np.arange(len(rows)) + 1
        day, units, amount = self.day[part_of], self.units[part_of], self.amount[part_of]
        nights = turn - self.day[rows]
        # What an earlier limit left of a stay lies on its first nights.
        rate = self.given.amount[rows] // np.maximum(self.given.units[rows], 1)
        before = np.minimum(self.amount[rows], nights * rate)
        day[second], units[second], amount[second] = turn, self.units[rows] - nights, self.amount[rows] - before
        units[second - 1], amount[second - 1] = nights, before
        self.part_of, self.day, self.units, self.amount = part_of, day, units, amount

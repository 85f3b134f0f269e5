"""Limits that lie inside one another, for clauses that nothing else touches: a sum, a running total, and no loop.

Most clauses have one limit, or several of one measure whose windows are nested: so much a stay, so much a year, so much
in a lifetime. What such a limit leaves of a claim follows from the running total of what came before it in the window:
the total of what was granted is the total of what was asked, cut at the maximum. A wider limit only ever ends what a
narrower one began, so limits follow one another without looking back. Everything else is decided in rounds.
"""

import numpy as np

from communitywelfare.rules.columns.asking import Asked
from communitywelfare.rules.columns.book import Book
from communitywelfare.rules.columns.days import Days, Flags, Whole, first_of_year, fiscal_year, membership_year, year_of
from communitywelfare.rules.columns.facts import Facts
from communitywelfare.rules.limits import Measure, Window

__all__ = ["left_alone"]


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
        self.units, self.amount, self.by_day = asked.units, asked.amount, asked.by_day
        self.part_of: Whole | None = None
        self.second = np.zeros(0, np.int64)
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
        second = self.second
        amount = np.delete(self.amount, second)
        amount[second - np.arange(1, len(second) + 1)] += self.amount[second]
        return amount, self.is_open

    def _cut_units(self, room: Whole) -> None:
        is_cut = np.flatnonzero(self.units > room)
        if not len(is_cut):
            return
        # A night is worth its rate, so a stay divides without a rest; any other sum is cut in proportion.
        units, amount = self.units[is_cut], self.amount[is_cut]
        kept = room[is_cut]
        part = amount * kept // units
        vanishes = is_cut[(part == 0) & (amount > 0) & (kept > 0)]
        if len(vanishes):
            self.is_open[vanishes if self.part_of is None else self.part_of[vanishes]] = True
        self.amount, self.units = self.amount.copy(), self.units.copy()
        self.amount[is_cut], self.units[is_cut] = part, kept

    def _before(self, measure: Measure, starts: Flags) -> Whole:
        """What was granted before in the same window, as far as it was not cut by the limit itself."""
        pays = self.pays if self.part_of is None else self.pays[self.part_of]
        if measure is Measure.BAHT:
            cost = self.amount * pays
        elif measure is Measure.UNITS:
            cost = self.units * (pays & (self.amount > 0))
        else:
            cost = (pays & (self.amount > 0)).astype(np.int64)
        running = np.cumsum(cost) - cost
        # It never falls, so what it was where a window began is the greatest of those before.
        return running - np.maximum.accumulate(running * starts)

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
            changes = self._of_parts(changes)
            number = number[self.part_of]
            number[self.second] += 1  # a stay is parted where the next year begins
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
        found = changes[self.part_of]
        found[self.second] = False
        return found

    def _number(self, window: Window, days: Days) -> Whole:
        facts = self.facts
        if window is Window.CALENDAR_YEAR:
            return year_of(days)
        if window is Window.FISCAL_YEAR:
            return fiscal_year(days, facts.year_month, facts.year_day)
        return membership_year(facts.joined, days)

    def _part(self, measure: Measure, window: Window, number: Whole) -> None:
        """Part the stays that go on into the next year; those that go further are left open."""
        nights = np.maximum(self.units - 1, 0)
        last = self.facts.event_day + (nights if self.by_day.all() else nights * self.by_day)
        goes_on = self._number(window, last) - number
        rows = np.flatnonzero(goes_on > 0)
        if measure is Measure.TIMES or window is Window.MEMBERSHIP_YEAR:
            self.is_open[rows] = True
            return
        self.is_open[rows[goes_on[rows] > 1]] = True
        rows = rows[goes_on[rows] == 1]
        if len(rows):
            self._split(rows, number, window)

    def _split(self, rows: Whole, number: Whole, window: Window) -> None:
        january = window is Window.CALENDAR_YEAR
        month = np.ones(len(rows), np.int64) if january else self.facts.year_month[rows]
        start = np.ones(len(rows), np.int64) if january else self.facts.year_day[rows]
        turn = first_of_year(number[rows] + 1, month, start)
        part_of = np.insert(np.arange(len(number)), rows + 1, rows)
        second = rows + np.arange(len(rows)) + 1
        units, amount = self.units[part_of], self.amount[part_of]
        nights = turn - self.facts.event_day[rows]
        # What an earlier limit left of a stay lies on its first nights.
        rate = self.given.amount[rows] // np.maximum(self.given.units[rows], 1)
        before = np.minimum(self.amount[rows], nights * rate)
        units[second], amount[second] = self.units[rows] - nights, self.amount[rows] - before
        units[second - 1], amount[second - 1] = nights, before
        self.part_of, self.second, self.units, self.amount = part_of, second, units, amount

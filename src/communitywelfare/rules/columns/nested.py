"""Limits that lie inside one another, for clauses that nothing else touches: a sum, a running total, and no loop.

Most clauses have one limit, or several of one measure whose windows are nested: so much a stay, so much a year, so much
in a lifetime. What such a limit leaves of a claim follows from the running total of what came before it in the window:
the total of what was granted is the total of what was asked, cut at the maximum. A wider limit only ever ends what a
narrower one began, so limits follow one another without looking back. Everything else is decided in rounds.
"""

import numpy as np
from attrs import frozen

from communitywelfare.rules.columns.asking import Asked
from communitywelfare.rules.columns.book import Book
from communitywelfare.rules.columns.days import Days, Flags, Whole, first_of_year, fiscal_year, membership_year, year_of
from communitywelfare.rules.columns.facts import Facts
from communitywelfare.rules.limits import Measure, Window

__all__ = ["left_alone", "window_numbers"]


def left_alone(book: Book, nest: int, facts: Facts, asked: Asked) -> tuple[Whole, Flags]:
    """What the limits of one nest leave of claims, in the order of people and of their claims; and which are left open.

    A claim is left open where limits turn in the middle of a stay in a way that only rounds can follow.
    """
    stage = _Stage(facts, asked)
    for number, (measure, window) in enumerate(book.nests[nest]):
        stage.cut(measure, window, book.maxima[number].take(facts.clause))
    return stage.claims()


def window_numbers(facts: Facts, window: Window, days: Days) -> Whole:
    """The number of the window of a limit in which each day lies, a lifetime being one of them."""
    if window is Window.CALENDAR_YEAR:
        return year_of(days)
    if window is Window.FISCAL_YEAR:
        return fiscal_year(days, facts.year_month, facts.year_day)
    if window is Window.MEMBERSHIP_YEAR:
        return membership_year(facts.joined, days)
    return np.zeros(len(days), np.int64)


@frozen(eq=False)
class _Parts:
    """Parts of claims: the units and the amount of each, and whether it is paid at all."""

    units: Whole
    amount: Whole
    pays: Flags

    def cost(self, measure: Measure) -> Whole:
        """What they take from a limit, as far as nothing is cut."""
        if measure is Measure.BAHT:
            return self.amount * self.pays
        takes = self.pays & (self.amount > 0)
        return self.units * takes if measure is Measure.UNITS else takes.astype(np.int64)

    def cut(self, measure: Measure, room: Whole) -> tuple["_Parts", Whole]:
        """What is left where there is so much room, and which parts keep units but no amount."""
        units, amount, vanish = self.units, self.amount, _NOTHING
        if measure is Measure.BAHT:
            amount = np.minimum(amount, room)
        elif measure is Measure.TIMES:
            amount = amount * (room > 0)
        elif len(is_cut := np.flatnonzero(units > room)):
            # A night is worth its rate, so a stay divides without a rest; any other sum is cut in proportion.
            before, kept = amount[is_cut], room[is_cut]
            part = before * kept // units[is_cut]
            vanish = is_cut[(part == 0) & (before > 0) & (kept > 0)]
            units, amount = np.minimum(units, room), amount.copy()
            amount[is_cut] = part
        return _Parts(units, amount, self.pays), vanish


_NOTHING = np.zeros(0, np.int64)


class _Stage:
    """The claims of one group on their way through their limits.

    Of a stay over the turn of a year the part in the next one is kept beside: few claims have such a `late` part.
    """

    def __init__(self, facts: Facts, asked: Asked) -> None:
        self.facts, self.given = facts, asked
        self.first = _Parts(asked.units, asked.amount, ~asked.stops)
        self.late, self.late_of = _Parts(_NOTHING, _NOTHING, np.zeros(0, bool)), _NOTHING
        self.is_open = np.zeros(len(facts), bool)

    def cut(self, measure: Measure, window: Window, maximum: Whole) -> None:
        """What one limit leaves; `maximum` has a number for each claim."""
        if window is Window.EVENT:  # the narrowest of all, and so before any stay is parted
            room, late_room = maximum, _NOTHING
        else:
            used, late_used = self._used(measure, window)
            late_most = maximum[self.late_of]
            room = maximum - np.minimum(used, maximum)
            late_room = late_most - np.minimum(late_used, late_most)
        self.first, vanish = self.first.cut(measure, room)
        self.late, late_vanish = self.late.cut(measure, late_room)
        self.is_open[vanish] = self.is_open[self.late_of[late_vanish]] = True

    def claims(self) -> tuple[Whole, Flags]:
        """What is left of each claim, and which are left open."""
        amount = self.first.amount
        if len(self.late_of):
            amount = amount.copy()
            amount[self.late_of] += self.late.amount
        return amount, self.is_open

    def _used(self, measure: Measure, window: Window) -> tuple[Whole, Whole]:
        """What was granted before in the window of each part, as far as it was not cut by the limit itself."""
        is_new = np.ones(len(self.facts), bool)
        np.not_equal(self.facts.person[1:], self.facts.person[:-1], out=is_new[1:])
        if window is Window.LIFETIME:
            return self._used_in_life(measure, is_new)
        number = window_numbers(self.facts, window, self.facts.event_day)
        if not len(self.late_of) and self.given.by_day.any():
            self._part(measure, window, number)
        return self._used_in_years(measure, is_new, number)

    def _used_in_life(self, measure: Measure, is_new: Flags) -> tuple[Whole, Whole]:
        cost = self.first.cost(measure)
        own = cost[self.late_of]
        cost[self.late_of] += self.late.cost(measure)
        running, begins = _running(cost, is_new)
        used = running - _repeated(running[begins], begins, len(cost))
        return used, used[self.late_of] + own

    def _used_in_years(self, measure: Measure, is_new: Flags, number: Whole) -> tuple[Whole, Whole]:
        """A year that comes begins with the late part of a stay, if there is one: nothing was used of it before."""
        goes_back = ~is_new[1:] & (number[1:] < number[:-1])
        starts = is_new.copy()
        starts[1:] |= number[1:] != number[:-1]
        claim, cost, late_cost = self.late_of, self.first.cost(measure), self.late.cost(measure)
        cost[claim] += late_cost
        running, begins = _running(cost, starts)
        before = running[begins]
        if len(claim):
            # The next claim, if it is of the same person: the first of all claims, which is new, stands for none.
            following = (claim + 1) % len(number)
            its_year = np.where(is_new[following], _NEVER, number[following]) - number[claim]
            self.is_open[following[its_year == 0]] = True
            goes_on = its_year == 1
            before[np.searchsorted(begins, following[goes_on])] -= late_cost[goes_on]
        self.is_open[1:] |= goes_back
        return running - _repeated(before, begins, len(cost)), np.zeros(len(claim), np.int64)

    def _part(self, measure: Measure, window: Window, number: Whole) -> None:
        """Part the stays that go on into the next year; those that go further are left open."""
        last = (self.first.units - 1) * self.given.by_day
        last += self.facts.event_day
        goes_on = window_numbers(self.facts, window, last) - number
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
        nights = first_of_year(number[rows] + 1, month, start) - self.facts.event_day[rows]
        # What an earlier limit left of a stay lies on its first nights.
        rate = self.given.amount[rows] // np.maximum(self.given.units[rows], 1)
        units, amount, pays = self.first.units.copy(), self.first.amount.copy(), self.first.pays
        before = np.minimum(amount[rows], nights * rate)
        self.late, self.late_of = _Parts(units[rows] - nights, amount[rows] - before, pays[rows]), rows
        units[rows], amount[rows] = nights, before
        self.first = _Parts(units, amount, pays)


_NEVER = 1 << 40


def _running(cost: Whole, starts: Flags) -> tuple[Whole, Whole]:
    """The total before each claim, and where the windows begin."""
    running = np.cumsum(cost)
    running -= cost
    return running, np.flatnonzero(starts)


def _repeated(values: Whole, begins: Whole, count: int) -> Whole:
    """What was found where a window begins, for every claim in it."""
    return np.repeat(values, np.diff(begins, append=count))

"""Sums over people, fund by fund with numpy alone: the same sums as `loop`, where there is no compiler."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from communitywelfare.rules.limits import Measure
from communitywelfare.simulation.summed.rows import BIRTHS, FREE
from communitywelfare.simulation.windows import Births, Room, paid_for_births

__all__ = ["add_up"]

Floats = NDArray[np.float64]
_Arrays = tuple[Any, ...]


def add_up(  # noqa: PLR0917  # as of the loop
    people: Any, parts_of: _Arrays, rows: _Arrays, turns: Any, lines: _Arrays, rounds: _Arrays, out: _Arrays
) -> None:
    """Add people to the sums of their funds: who is there, who is elderly, who pays, who counts, and what is paid."""
    begins, funds = parts_of
    for place, fund in enumerate(funds.tolist()):
        some = _Some(people[begins[place] : begins[place + 1]].T.astype(np.int64), rows, turns)
        members, elderly, payers, counted, paid = out
        members[fund] += (some.lives * some.there)[:, :-1].sum(axis=0)
        elderly[fund] += some.elderly()
        payers[fund] += some.payers()
        counted[fund] += some.counted(rounds[0], rounds[1], rounds[2][fund])
        for line in range(int(lines[0][fund]), int(lines[0][fund + 1])):
            paid[line] += some.paid(lines[1:], line)


class _Some:
    """The people of one fund: a row for each, a column for each month."""

    def __init__(self, people: Any, rows: _Arrays, turns: Any) -> None:
        self.born, joined, self.entry, self.begins, self.tenured, self.birth, self.sex, self.group, self.alike = people
        (alive, deaths, leaving, staying, paying, sixty, self.births), self.expected, self.limits = rows
        self.turns, self.sixty = turns, sixty[self.born]
        self.lives = alive[self.born]
        weight = np.exp(deaths[self.born, self.entry] + leaving[joined, self.entry])[:, None]
        self.months = np.arange(alive.shape[1] - 1)
        has_come = np.arange(self.lives.shape[1]) >= self.entry[:, None]
        self.there = np.where(has_come, staying[joined] * weight, 0)
        self.paying = paying[joined] * weight if paying.size else self.there[:, 1:]

    def elderly(self) -> Floats:
        is_old = self.months >= self.sixty[:, None]
        return np.asarray((self.lives[:, :-1] * self.there[:, :-1] * is_old).sum(axis=0))

    def payers(self) -> Floats:
        owes = self.months >= self.begins[:, None]
        return np.asarray(np.where(owes, self.lives[:, 1:] * self.paying, 0).sum(axis=0))

    def counted(self, round_from: Any, round_of: Any, cut_off: Any) -> Floats:
        """How many count in each round."""
        counts = np.zeros((len(round_from) - 1, len(cut_off)))
        counts[np.repeat(np.arange(len(counts)), np.diff(round_from)), round_of] = 1
        months = np.clip(cut_off, 0, len(self.months) - 1)
        return np.asarray((counts[self.alike] * self.lives[:, months + 1] * self.there[:, months]).sum(axis=0))

    def paid(self, lines: _Arrays, line: int) -> Floats:
        """What one line pays by month."""
        number_of, is_due_later, price_from, groups, prices, turn_from, turn_count, turn_rows = lines
        place, number = self.sex * groups + self.group, int(number_of[line])
        for clock, begins in ((0, self.tenured), (1, self.birth)):
            first, count = int(turn_from[line, clock]), int(turn_count[line, clock])
            past = sum(
                (self.turns[row][begins][:, None] <= self.months for row in turn_rows[first : first + count]),
                np.zeros((1, 1), np.int64),
            )
            place = place.reshape(len(begins), -1) * (count + 1) + past
        since = self.entry + (is_due_later[line] & (self.entry > 0))
        price = np.where(self.months >= since[:, None], prices[price_from[line] + place], 0.0)
        worth = self._worth(number, price > 0)
        return np.asarray((price * worth * self.lives[:, :-1] * self.there[:, :-1]).sum(axis=0))

    def _worth(self, number: int, is_entitled: NDArray[np.bool_]) -> Floats:
        """What each is expected to be asked for, with what the limit leaves to who is entitled in some months."""
        kinds, windows, part_from, parts, part_begins, widths, row_kinds, year = self.limits
        kind_of, worth_of_kind, _begins, _ends = self.expected
        worth = worth_of_kind[kind_of[number, self.born]]
        since = np.where(is_entitled.any(axis=1), is_entitled.argmax(axis=1), 0)
        later = np.flatnonzero(since)
        if kinds[number] == FREE or not len(later):
            return np.asarray(worth)
        if kinds[number] == BIRTHS:
            takes = parts[part_from[number] : part_from[number + 1]]
            worth[later] = self._born(later, is_entitled[later], (takes, part_begins[number], year))
            return np.asarray(worth)
        for person in later.tolist():
            month, row = int(since[person]), int(self.born[person])
            wide = int(widths[windows[number], month])
            kind = int(row_kinds[windows[number], month, row])
            begin = int(part_from[number] + part_begins[number, month]) + kind * wide
            here = slice(month, month + wide)
            worth[person, here] = parts[begin : begin + wide]
        return np.asarray(worth)

    def _born(self, rows: Any, is_entitled: NDArray[np.bool_], limit: _Arrays) -> Floats:
        (takes, window, year), found = limit, np.zeros((len(rows), len(self.months)))
        room = Room(measure=Measure.BAHT, steps=int(takes.sum()), step=1)
        for number in np.unique(window).tolist():
            span = np.flatnonzero(window == number)
            births = Births(
                chance=self.births[self.born[rows]][:, span],
                price=np.where(is_entitled[:, span], float(takes[0]), 0.0),
                year=tuple(year[span].tolist()),
            )
            found[:, span] = paid_for_births(births, room, np.zeros(len(rows), np.int64))
        return found
